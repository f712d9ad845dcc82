"""Makes faults happen below the routes, where a connection can be cut and an answer held back."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import struct
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from limio_langchain.sandbox.faults import Fault, Faults
from limio_langchain.sandbox.operations import operation_of

BIG = 10 * 2**20  # bytes
ELSEWHERE = "https://elsewhere.example"
NO_LINGER = struct.pack(
    "hh" if sys.platform == "win32" else "ii", 1, 0
)  # closing then resets the connection instead of ending it politely
PAGE = b"<!doctype html><title>Back soon</title><h1>We are back soon</h1>"
TRANSPORT = "transport"  # where the server keeps a connection's transport in the scope's state


@dataclass
class Answer:
    """An answer, whole, before it is sent."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=lambda: {"content-type": "application/json"})

    @classmethod
    def of(cls, told: Any, status: int = 200, **headers: str) -> Answer:
        """Return an answer of JSON."""
        return cls(status, json.dumps(told).encode(), {"content-type": "application/json", **headers})

    def start(self) -> Message:
        """Return the message that begins it; its declared length is always that of the whole body."""
        headers = self.headers | {"content-length": str(len(self.body))}
        raw = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
        return {"type": "http.response.start", "status": self.status, "headers": raw}


class Breaking:
    """An ASGI layer that asks for each call whether something goes wrong, and makes it so.

    Args:
        app: What answers when nothing does.
        faults: What goes wrong.
    """

    def __init__(self, app: ASGIApp, faults: Faults) -> None:
        self._app, self._faults = app, faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one call."""
        operation = operation_of(scope["path"]) if scope["type"] == "http" else None
        fault = self._faults.next_for(operation) if operation else None
        if fault is None:
            await self._app(scope, receive, send)
            return
        scope["state"]["fault"] = fault.kind
        body = await _whole_body(receive)
        if body is None:
            return
        if fault.kind in INSTEAD:
            await _sent(send, INSTEAD[fault.kind](fault))
        elif fault.kind in {"hang", "drop"}:
            await _no_answer(fault.kind == "drop", scope, receive)
        else:
            answer = await self._done(scope, receive, body)
            await SPOILT[fault.kind](Call(scope, receive, send, fault), answer)

    async def _done(self, scope: Scope, receive: Receive, body: bytes) -> Answer:
        """Let the call take effect and return its answer instead of sending it."""
        messages: list[Message] = []
        again: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def replayed() -> Message:
            return again.pop() if again else await receive()

        async def kept(message: Message) -> None:
            messages.append(message)

        await self._app(scope, replayed, kept)
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in messages[0]["headers"]}
        return Answer(messages[0]["status"], b"".join(one.get("body", b"") for one in messages), headers)


@dataclass(frozen=True)
class Call:
    """A call whose work is done and whose answer is about to be spoilt."""

    scope: Scope
    receive: Receive
    send: Send
    fault: Fault


async def _delay(call: Call, answer: Answer) -> None:
    await _gone(call.receive, float(call.fault.given.get("seconds", 1.0)))
    await _sent(call.send, answer)


async def _half(call: Call, answer: Answer) -> None:
    await call.send(answer.start())
    await call.send({"type": "http.response.body", "body": answer.body[: len(answer.body) // 2], "more_body": True})
    if call.fault.kind == "cut_off":
        call.scope["state"][TRANSPORT].close()  # once what was written is out
    await _gone(call.receive)


async def _lost(call: Call, _: Answer) -> None:
    await _no_answer(True, call.scope, call.receive)  # noqa: FBT003  reset, as the name says


def _rewritten(change: Callable[[Fault, Answer], Answer]) -> Callable[[Call, Answer], Awaitable[None]]:
    async def spoil(call: Call, answer: Answer) -> None:
        is_good = answer.status < 400  # noqa: PLR2004  a refusal stays the refusal it is
        await _sent(call.send, change(call.fault, answer) if is_good else answer)

    return spoil


def _cut_json(_: Fault, answer: Answer) -> Answer:
    return Answer(answer.status, answer.body[: max(1, len(answer.body) // 2)], answer.headers)


def _padded(_: Fault, answer: Answer) -> Answer:
    return Answer(answer.status, answer.body + b" " * (BIG - len(answer.body)), answer.headers)


def _without_link(_: Fault, answer: Answer) -> Answer:
    told = json.loads(answer.body)
    return Answer.of({name: value for name, value in told.items() if not name.endswith("Link")})


def _with_foreign_link(fault: Fault, answer: Answer) -> Answer:
    told, to = json.loads(answer.body), fault.given.get("to") or ELSEWHERE
    return Answer.of({name: to + value if name.endswith("Link") else value for name, value in told.items()})


def _with_lifetime(fault: Fault, answer: Answer) -> Answer:
    told, value = json.loads(answer.body), fault.given.get("value")
    del told["expires_in"]
    return Answer.of(told if value is None else told | {"expires_in": value})


def _status(fault: Fault) -> Answer:
    given = fault.given
    status, body = given.get("status", 503), given.get("body")
    headers = {str(name): str(value) for name, value in (given.get("headers") or {}).items()}
    if given.get("retry_after") is not None:
        headers["retry-after"] = str(given["retry_after"])
    if isinstance(body, str):
        return Answer(status, body.encode(), {"content-type": "text/plain; charset=utf-8", **headers})
    return Answer.of({"message": f"status {status} on purpose"} if body is None else body, status, **headers)


INSTEAD: dict[str, Callable[[Fault], Answer]] = {
    "status": _status,
    "redirect": lambda fault: Answer(302, b"", {"location": fault.given.get("to") or f"{ELSEWHERE}/"}),
    "revoked": lambda _: Answer.of({"message": "Unauthorized"}, 401),
    "error_in_200": lambda _: Answer.of({"error": "internal_error", "message": "Something went wrong"}),
    "html": lambda _: Answer(200, PAGE, {"content-type": "text/html; charset=utf-8"}),
}
SPOILT: dict[str, Callable[[Call, Answer], Awaitable[None]]] = {
    "delay": _delay,
    "hang_in_body": _half,
    "cut_off": _half,
    "answer_lost": _lost,
    "not_json": _rewritten(_cut_json),
    "empty": _rewritten(lambda _, answer: Answer(answer.status, b"", answer.headers)),
    "big_body": _rewritten(_padded),
    "no_link": _rewritten(_without_link),
    "foreign_link": _rewritten(_with_foreign_link),
    "expires_in": _rewritten(_with_lifetime),
}


async def _sent(send: Send, answer: Answer) -> None:
    await send(answer.start())
    await send({"type": "http.response.body", "body": answer.body})


async def _no_answer(reset: bool, scope: Scope, receive: Receive) -> None:  # noqa: FBT001
    """Never answer: reset the connection, or wait until the other side or the sandbox ends it."""
    transport = scope["state"][TRANSPORT]
    if reset:
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
        transport.abort()
    await _gone(receive)


async def _gone(receive: Receive, seconds: float | None = None) -> None:
    """Wait until the connection is gone, at most `seconds`. A sandbox that stops ends every connection."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while (await receive())["type"] != "http.disconnect":
                pass


async def _whole_body(receive: Receive) -> bytes | None:
    """Return the request's body, or None when the other side left before it was whole."""
    parts = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)
