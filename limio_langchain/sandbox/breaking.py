"""Makes faults happen below the routes, where a connection can be cut and an answer held back."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from limio_langchain.sandbox.answers import (
    INSTEAD,
    Answer,
    cut_json,
    padded,
    with_foreign_link,
    with_lifetime,
    without_link,
)
from limio_langchain.sandbox.faults import Fault, Faults
from limio_langchain.sandbox.operations import operation_of

NO_LINGER = struct.pack(
    "hh" if sys.platform == "win32" else "ii", 1, 0
)  # closing then resets the connection instead of ending it politely
TRANSPORT = "transport"  # where the server keeps a connection's transport in the scope's state


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


SPOILT: dict[str, Callable[[Call, Answer], Awaitable[None]]] = {
    "delay": _delay,
    "hang_in_body": _half,
    "cut_off": _half,
    "answer_lost": _lost,
    "not_json": _rewritten(cut_json),
    "empty": _rewritten(lambda _, answer: Answer(answer.status, b"", answer.headers)),
    "big_body": _rewritten(padded),
    "no_link": _rewritten(without_link),
    "foreign_link": _rewritten(with_foreign_link),
    "expires_in": _rewritten(with_lifetime),
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
