"""What messages pass first: card numbers are taken out before anything is stored or traced."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any, Self

from langchain_core.messages import BaseMessage
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import Command

from limio_sales_agent.reading.card_numbers import strip_card_numbers


class CleanGraph(CompiledStateGraph[Any, Any, Any, Any]):
    """A compiled graph whose input is cleaned at the very first.

    A node would be too late: LangGraph stores the input in a checkpoint made before the first one runs, and LangChain
    hands it to tracers before that. All ways to run a graph lead through these two.
    """

    @classmethod
    def of(cls, graph: CompiledStateGraph[Any, Any, Any, Any]) -> Self:
        """Return a compiled graph with its input cleaned; made as LangGraph's own `copy` makes one."""
        return cls(**vars(graph))

    def stream(self, input: Any, *args: Any, **more: Any) -> Iterator[Any]:  # noqa: A002  its name
        """Run it, as LangGraph does."""
        return super().stream(cleaned(input), *args, **more)

    def astream(self, input: Any, *args: Any, **more: Any) -> AsyncIterator[Any]:  # noqa: A002  its name
        """Run it awaiting, as LangGraph does."""
        return super().astream(cleaned(input), *args, **more)


# What others than the customer said is left as it is: a signed link holds digits enough to look like a card number.
OTHERS = frozenset({"ai", "assistant", "system", "developer", "tool", "function", "remove"})


def cleaned(value: Any) -> Any:
    """Return an input of any shape LangGraph accepts with no card number in what the customer said."""
    match value:
        case _ if _is_from_others(value):
            pass
        case str():
            return strip_card_numbers(value)
        case BaseMessage():
            content = cleaned(value.content)
            return value if content == value.content else value.model_copy(update={"content": content})
        case Command():
            return replace(value, update=cleaned(value.update), resume=cleaned(value.resume))
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
