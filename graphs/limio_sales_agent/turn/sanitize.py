"""What messages pass first: card numbers are taken out before anything is stored or traced."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing
from dataclasses import replace
from functools import wraps
from typing import Any, Self

from langchain_core.messages import BaseMessage
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import Command

from limio_langchain import redaction
from limio_sales_agent.reading.card_numbers import strip_card_numbers

logger = redaction.logger(__name__)


class RoutingFailed(Exception):
    """An edge could not say which node is next."""


def routed(edge: Callable[[Any], str]) -> Callable[[Any], str]:
    """Return an edge whose failures are told from the store's and the nodes', so that the customer is answered."""

    @wraps(edge)
    def route(state: Any) -> str:
        try:
            return edge(state)
        except Exception as error:  # noqa: BLE001  whatever it is, the customer is answered
            # Its class alone: its text may quote the customer.
            logger.error("%s failed: %s", edge.__name__, type(error).__name__)  # noqa: TRY400
            raise RoutingFailed(edge.__name__) from None

    return route


class CleanGraph(CompiledStateGraph[Any, Any, Any, Any]):
    """A compiled graph whose input is cleaned at the very first, and whose edges may fail.

    A node would be too late: LangGraph stores the input in a checkpoint made before the first one runs, and LangChain
    hands it to tracers before that. All ways to run a graph lead through these two.
    """

    def __init__(self, *, apologising: CompiledStateGraph[Any, Any, Any, Any] | None = None, **more: Any) -> None:
        super().__init__(**more)
        self.apologising = apologising

    @classmethod
    def of(
        cls, graph: CompiledStateGraph[Any, Any, Any, Any], apologising: CompiledStateGraph[Any, Any, Any, Any]
    ) -> Self:
        """Return a compiled graph with its input cleaned; made as LangGraph's own `copy` makes one.

        Args:
            graph: What is run.
            apologising: The same nodes, each of which apologises: run instead where an edge failed.
        """
        return cls(apologising=apologising, **vars(graph))

    def stream(self, input: Any, *args: Any, **more: Any) -> Iterator[Any]:  # noqa: A002  its name
        """Run it, as LangGraph does."""
        given = cleaned(input)
        try:
            yield from super().stream(given, *args, **more)
        except RoutingFailed:
            if self.apologising is None:
                raise
            yield from self.apologising.stream(given, *args, **more)

    async def astream(self, input: Any, *args: Any, **more: Any) -> AsyncIterator[Any]:  # noqa: A002  its name
        """Run it awaiting, as LangGraph does."""
        given = cleaned(input)
        try:
            run: Any = super().astream(given, *args, **more)
            async with aclosing(run):  # whoever stops listening stops the run
                async for part in run:
                    yield part
        except RoutingFailed:
            if self.apologising is None:
                raise
            async for part in self.apologising.astream(given, *args, **more):
                yield part


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
