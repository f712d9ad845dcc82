"""What every answer carries, and what the log may hold."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterable

from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from limio_langchain import redaction
from limio_sales_agent.web.door import Refused, address_of
from limio_sales_agent.web.pace import Pace

log = redaction.logger("limio_sales_agent.web")
ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:\d+)?")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
FAILED = {"error": {"code": "failed"}}
REQUESTS_A_MINUTE = 1_200  # of all who share an address
MOST_AT_ONCE = 60  # requests of all who share an address, streams among them
HEALTH = "/health"  # its caller asks often, from one address, by whatever name, and is told nothing


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

    The log says method, route, status and milliseconds: no address, no cookie, no query, nothing a visitor wrote.
    Of one address only so many requests are answered at once, and in a minute.

    Args:
        app: What answers.
        headers: Put on each answer that does not set them itself.
    """

    def __init__(self, app: ASGIApp, headers: dict[str, str]) -> None:
        self._app, self._headers = app, headers
        self._pace, self._at_once = Pace(REQUESTS_A_MINUTE), Counter[str]()

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
            await self._counted(scope, receive, guarded)
        except Exception as error:  # noqa: BLE001  whatever it is, its story stays in here
            # The error's own text may quote a customer, so its kind alone is logged.
            log.error("%s failed: %s", _route(scope), type(error).__name__)  # noqa: TRY400
            if not told.status:
                await JSONResponse(FAILED, 500)(scope, receive, guarded)
            # An answer that had begun stays without its end, and the server closes the connection.
        finally:
            took = (time.perf_counter() - began) * 1000
            log.info("%s %s %.0f ms", _route(scope), told.status or "-", took)

    async def _counted(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, unless its address asks too much."""
        address = address_of(scope)
        wait = 0 if scope["path"] == HEALTH else self._pace.wait(address)
        if wait or self._at_once[address] >= MOST_AT_ONCE:
            await Refused(429, "too_fast", seconds=wait or 1).answer()(scope, receive, send)
            return
        self._at_once[address] += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._at_once[address] -= 1
            if not self._at_once[address]:
                del self._at_once[address]


class Told:
    """The status an answer began with."""

    status: int | None = None


def _route(scope: Scope) -> str:
    """Return the method and the route, without what a visitor wrote into them: a line's end, a name, another line."""
    method = scope["method"] if scope["method"] in METHODS else "?"
    if "endpoint" not in scope:
        return f"{method} (no route)"
    above, _, last = scope["path"].rpartition("/")
    names = list(scope.get("path_params", ()))
    return f"{method} {above}/{{{names[-1]}}}" if names else f"{method} {above}/{last}"
