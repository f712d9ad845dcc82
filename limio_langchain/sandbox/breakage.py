"""Makes faults happen below the routes, where a connection can be cut and an answer held back."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from typing import TYPE_CHECKING, Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

if TYPE_CHECKING:
    from limio_langchain.sandbox.host import Sandbox
    from limio_langchain.sandbox.mishaps import Fault

log = logging.getLogger("limio_langchain.sandbox")

OPERATIONS = {
    "/oauth2/token": "token",
    "/api/offers/v2": "offers",
    "/api/published_catalog_items": "items",
    "/api/admin/checkout/initiate": "checkout",
    "/api/checkout/abandoned": "abandoned",
}
BIG = b'{"items": [' + b" " * (10 * 2**20) + b"]}"
INSTEAD: dict[str, tuple[int, str, bytes]] = {
    "not_json": (200, "application/json", b"{not json"),
    "html": (200, "text/html", b"<!doctype html><title>Gateway</title><h1>Please wait</h1>"),
    "empty": (200, "application/json", b""),
    "error_in_200": (200, "application/json", b'{"error": "internal", "message": "something broke"}'),
    "big_body": (200, "application/json", BIG),
    "revoked": (401, "application/json", b'{"message": "Unauthorized"}'),
}


class Breaking:
    """An ASGI layer that counts and logs each call and lets the sandbox's faults happen to it."""

    def __init__(self, app: ASGIApp, sandbox: Sandbox) -> None:
        self._app, self._sandbox = app, sandbox

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one call."""
        if scope["type"] != "http" or scope["path"].startswith("/_sandbox/"):
            await self._app(scope, receive, send)
            return
        operation = OPERATIONS.get(scope["path"], "shop")
        status: list[int] = []

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                status.append(message["status"])
            await send(message)

        began = time.monotonic()
        call = self._sandbox.note(scope, operation)
        try:
            await self._serve(operation, scope, receive, sent)
        finally:
            call["status"] = status[0] if status else None
            took = (time.monotonic() - began) * 1000
            log.info("%s %s -> %s in %.0f ms", scope["method"], scope["path"], call["status"] or "no answer", took)

    async def _serve(self, operation: str, scope: Scope, receive: Receive, send: Send) -> None:
        fault = self._sandbox.faults.next_for(operation)
        if fault is None:
            await self._app(scope, receive, send)
        elif fault.kind == "delay":
            await self._wait(float(fault.given.get("seconds", 1.0)))
            await self._app(scope, receive, send)
        elif fault.kind == "drop":
            self._sandbox.cut(scope)
        elif fault.kind == "hang":
            await self._wait(None)
            self._sandbox.cut(scope)
        elif fault.kind in {"status", "redirect", *INSTEAD}:
            await _answer(send, *_instead(fault))
        else:
            await self._spoilt(fault, scope, receive, send)

    async def _spoilt(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        """Do the work, then spoil the answer."""
        messages: list[Message] = []

        async def kept(message: Message) -> None:
            messages.append(message)

        await self._app(scope, receive, kept)
        body = b"".join(message.get("body", b"") for message in messages)
        if fault.kind == "answer_lost":
            self._sandbox.cut(scope)
        elif fault.kind in {"cut_off", "hang_in_body"}:
            await send(messages[0])
            await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
            await self._wait(None if fault.kind == "hang_in_body" else 0)
            self._sandbox.cut(scope)
        else:
            status = messages[0]["status"]
            told = json.dumps(_changed(fault, json.loads(body))).encode() if status < 400 else body  # noqa: PLR2004
            await _answer(send, status, "application/json", told, {})

    async def _wait(self, seconds: float | None) -> None:
        """Wait, but never longer than the sandbox runs."""
        try:
            await asyncio.wait_for(self._sandbox.stopping.wait(), seconds)
        except TimeoutError:
            return


def _changed(fault: Fault, told: dict[str, Any]) -> dict[str, Any]:
    if fault.kind == "no_link":
        return {"id": told["id"]}
    if fault.kind == "foreign_link":
        return told | dict.fromkeys(("recoveryLink", "assistedCheckoutLink"), "https://elsewhere.example/recover?x=1")
    value = fault.given.get("value")
    rest = {name: held for name, held in told.items() if name != "expires_in"}
    return rest if value is None else rest | {"expires_in": value}


def _instead(fault: Fault) -> tuple[int, str, bytes, dict[str, str]]:
    if fault.kind == "redirect":
        return 302, "text/plain", b"", {"location": "https://elsewhere.example/"}
    if fault.kind in INSTEAD:
        return *INSTEAD[fault.kind], {}
    given = fault.given
    headers = {"retry-after": str(given["retry_after"])} if "retry_after" in given else {}
    status = int(given.get("status", 500))
    return status, "application/json", json.dumps(given.get("body", {"message": f"status {status}"})).encode(), headers


async def _answer(send: Send, status: int, kind: str, body: bytes, headers: dict[str, str]) -> None:
    told = {"content-type": kind, "content-length": str(len(body)), **headers}
    raw = [(name.encode(), value.encode()) for name, value in told.items()]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": body})
