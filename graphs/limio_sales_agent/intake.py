"""The door that messages come in by: card numbers are taken out before anything is stored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from langchain_core.messages import BaseMessage
from langgraph.channels.ephemeral_value import EphemeralValue

from limio_sales_agent.reading.cards import strip_card_numbers


class CleanInput(EphemeralValue[Any]):
    """The graph's input channel.

    LangGraph stores the input as it came, in a checkpoint made before the first node runs, so a node would be too late.
    """

    __slots__ = ()

    def update(self, values: Sequence[Any]) -> bool:
        """Take the input, cleaned."""
        return super().update([cleaned(value) for value in values])


# What others than the customer said is left as it is: a signed link holds digits enough to look like a card number.
OTHERS = frozenset({"ai", "assistant", "system", "developer", "tool", "function", "remove"})


def cleaned(value: Any) -> Any:
    """Return an input of any shape LangGraph accepts with no card number in what the customer said."""
    if _is_from_others(value):
        return value
    match value:
        case str():
            return strip_card_numbers(value)
        case BaseMessage():
            content = cleaned(value.content)
            return value if content == value.content else value.model_copy(update={"content": content})
        case dict():
            return {key: cleaned(held) for key, held in value.items()}
        case list() | tuple():
            return type(value)(cleaned(held) for held in value)
    return value


def _is_from_others(value: Any) -> bool:
    match value:
        case BaseMessage(type=role) | {"role": role} | {"type": role} | (str() as role, _):
            return role in OTHERS
    return False
