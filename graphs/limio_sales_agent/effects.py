"""What a node can ask for. A node is a flow that yields these and is sent the results, so it is written once."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from langchain_core.messages import BaseMessage
from pydantic import BaseModel

from limio_langchain.catalog import CatalogView
from limio_langchain.models.context import SalesContext
from limio_sales_agent.state import Outcome

T = TypeVar("T")
Flow = Generator[Any, Any, T]


@dataclass(frozen=True)
class CallTool:
    """Call one of the toolkit's tools; gives its artifact, or raises the `LimioError` behind its failure.

    Attributes:
        name: The tool's name.
        args: Its arguments.
        context: What the host knows, for tools that write; the turn's own when left out.
        among: How many offers it looks at, for whoever watches; None where that tells nothing.
    """

    name: str
    args: dict[str, Any] = field(repr=False)  # may hold a customer's details
    context: SalesContext | None = None
    among: int | None = None

    def __iter__(self) -> Generator[CallTool, dict[str, Any], dict[str, Any]]:
        return (yield self)


@dataclass(frozen=True)
class ReadCatalogue:
    """Read offers or add-ons, from memory while they are fresh; gives a `CatalogView`, or raises a `LimioError`.

    Attributes:
        kind: ``offers`` or ``add_ons``.
        attributes: Catalogue attributes that every offer must hold.
    """

    kind: Literal["offers", "add_ons"] = "offers"
    attributes: tuple[tuple[str, str], ...] = ()

    def __iter__(self) -> Generator[ReadCatalogue, CatalogView, CatalogView]:
        return (yield self)


class ModelFailed(Exception):
    """The model gave no answer; the turn goes on without it."""


@dataclass(frozen=True)
class CallModel:
    """Call the model once for a structured answer; gives what ``include_raw=True`` gives, or raises `ModelFailed`.

    Attributes:
        messages: What the model is sent.
        schema: What it must answer with.
    """

    messages: Sequence[BaseMessage] = field(repr=False)
    schema: type[BaseModel]

    def __iter__(self) -> Generator[CallModel, dict[str, Any], dict[str, Any]]:
        return (yield self)


@dataclass(frozen=True)
class Report:
    """Tell the host's ``on_outcome`` what the conversation came to; gives nothing and never fails."""

    outcome: Outcome

    def __iter__(self) -> Iterator[Report]:
        yield self


Effect = CallTool | ReadCatalogue | CallModel | Report
