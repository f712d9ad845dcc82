"""Who reads the messages: code alone, or a model with code behind it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.model import Reading

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from limio_sales_agent.desk import Reader
    from limio_sales_agent.effects import Flow
    from limio_sales_agent.state import SalesState


def reader_for(model: BaseChatModel | None) -> Reader:
    """Return the reader for a model, or the one that needs none."""
    if model is None:
        return plainly
    return cast("Reader", import_module("limio_sales_agent.reading.with_model").read_with_model)


def plainly(text: str, hints: Hints, state: SalesState) -> Flow[Reading]:  # noqa: ARG001  every reader takes the state
    """Read a message without a model."""
    from limio_sales_agent.reading.plain import read_plain  # noqa: PLC0415  its vocabulary is loaded when first needed

    yield from ()
    return read_plain(text, hints)
