"""Writes each call down: one line of log and one entry, without secrets or personal data."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from limio_langchain.sandbox.operations import CATALOGUE, operation_of

log = logging.getLogger("limio_langchain.sandbox")


class Recording:
    """An ASGI layer that notes method, path, operation, status and, for the catalogue alone, the query.

    Args:
        app: What answers.
        note: Takes each entry when the call comes in; its ``status`` is filled in before the answer goes out.
    """

    def __init__(self, app: ASGIApp, note: Callable[[dict[str, Any]], None]) -> None:
        self._app, self._note = app, note

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one call."""
        operation = operation_of(scope["path"]) if scope["type"] == "http" else None
        if operation is None:
            await self._app(scope, receive, send)
            return
        call, began = _entry(scope, operation), time.perf_counter()
        self._note(call)

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                call["status"] = message["status"]
                _tell(call, scope, began)
            await send(message)

        await self._app(scope, receive, noted)
        if call["status"] is None:
            _tell(call, scope, began)


def _entry(scope: Scope, operation: str) -> dict[str, Any]:
    entry = {"method": scope["method"], "path": scope["path"], "operation": operation, "status": None, "fault": None}
    if operation in CATALOGUE:
        entry["query"] = parse_qsl(scope["query_string"].decode("ascii", "replace"), keep_blank_values=True)
    return entry


def _tell(call: dict[str, Any], scope: Scope, began: float) -> None:
    call["fault"] = scope["state"].get("fault")
    took = (time.perf_counter() - began) * 1000
    log.info("%s %s %s %.0f ms", call["method"], call["path"], call["status"] or "no answer", took)
