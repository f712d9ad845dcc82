"""What every answer carries, and what the log may hold."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from limio_langchain import redaction

log = redaction.logger("limio_sales_agent.web")
ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:\d+)?")
NAMED = re.compile(r"/(api/approvals)/[^/]+")


def checked_origins(origins: Iterable[str]) -> tuple[str, ...]:
    """Return the origins that may embed the page.

    Raises:
        ValueError: One is not of the form ``https://shop.example``.
    """
    found = tuple(origin.rstrip("/").lower() for origin in origins)
    for origin in found:
        if not ORIGIN.fullmatch(origin):
            raise ValueError(f"allowed_origins: {origin!r} must look like https://www.shop.example")
    return found


def security_headers(origins: Iterable[str]) -> dict[str, str]:
    """Return the headers of every answer: the page runs its own files and talks to its own server, nothing else."""
    framed = " ".join(origins) or "'none'"
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        f"base-uri 'none'; form-action 'none'; frame-ancestors {framed}; require-trusted-types-for 'script'"
    )
    frames = {} if framed != "'none'" else {"X-Frame-Options": "DENY"}
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        **frames,
    }


class Guard:
    """Puts the headers on, writes the log, and keeps a failure's story inside.

    The log says method, path, status and milliseconds: no address, no cookie, no query, nothing a visitor wrote.

    Args:
        app: What answers.
        headers: Put on each answer that does not set them itself.
    """

    def __init__(self, app: ASGIApp, headers: dict[str, str]) -> None:
        self._app, self._headers = app, headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, told = time.perf_counter(), Told()

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                told.status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self._app(scope, receive, guarded)
        except Exception as error:  # noqa: BLE001  whatever it is, its story stays in here
            # The error's own text may quote a customer, so its kind alone is logged.
            log.error("%s %s failed: %s", scope["method"], _path(scope), type(error).__name__)  # noqa: TRY400
            if told.status:
                raise ConnectionAbortedError from None
            await _failed(guarded)
        finally:
            took = (time.perf_counter() - began) * 1000
            log.info("%s %s %s %.0f ms", scope["method"], _path(scope), told.status or "-", took)


class Told:
    """The status an answer began with."""

    status: int | None = None


def _path(scope: Scope) -> str:
    return NAMED.sub(r"/\1/…", scope["path"])


async def _failed(send: Send) -> None:
    body = b'{"error": {"code": "failed"}}'
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 500, "headers": headers})
    await send({"type": "http.response.body", "body": body})
