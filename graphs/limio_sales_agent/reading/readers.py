"""Who reads the messages: code alone, or a model with code behind it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.model import Reading

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage
    from pydantic import BaseModel

    from limio_sales_agent.state import SalesState

T = TypeVar("T")


class ModelFailed(Exception):
    """The model gave no answer; the turn goes on without it."""


class Services(Protocol):
    """What a reader may ask for."""

    async def ask(self, messages: Sequence[BaseMessage], schema: type[BaseModel]) -> dict[str, Any]:
        """Call the model once for a structured answer, as ``include_raw=True`` gives it; ModelFailed without one."""
        ...

    async def compute(self, work: Callable[..., T], *args: Any) -> T:
        """Return what `work` gives for `args`, computed where nobody else has to wait for it."""
        ...


Reader = Callable[[str, Hints, "SalesState", Services], Coroutine[Any, Any, Reading]]


def reader_for(model: BaseChatModel | None) -> Reader:
    """Return the reader for a model, or the one that needs none."""
    if model is None:
        return read_without_model
    return cast("Reader", import_module("limio_sales_agent.reading.model_based").read_with_model)


async def read_without_model(text: str, hints: Hints, state: SalesState, services: Services) -> Reading:  # noqa: ARG001
    """Read a message by code alone."""
    plain = import_module("limio_sales_agent.reading.rules.plain")  # its vocabulary is loaded when first needed
    return cast("Reading", await services.compute(plain.read_plain, text, hints))
