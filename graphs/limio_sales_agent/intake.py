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


def cleaned(value: Any) -> Any:
    """Return an input of any shape LangGraph accepts with no card number in any of its texts."""
    match value:
        case str():
            return strip_card_numbers(value)
        case BaseMessage():
            content = cleaned(value.content)
            return value if content == value.content else value.model_copy(update={"content": content})
        case dict():
            return {key: cleaned(held) for key, held in value.items()}
        case list():
            return [cleaned(held) for held in value]
        case tuple():
            return tuple(cleaned(held) for held in value)
    return value
