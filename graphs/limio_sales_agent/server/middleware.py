"""What every answer carries, and what the log may hold."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from limio_langchain import redaction
from limio_sales_agent.server.requests import RateLimit, Refused, address_of, check_host, check_origin

log = redaction.logger("limio_sales_agent.web")
ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:\d+)?")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
FAILED = {"error": {"code": "failed"}}
REQUESTS_A_MINUTE = 1_200  # of all who share an address
MOST_AT_ONCE = 60  # requests of all who share an address, streams among them
PROBES = frozenset({"/health", "/ready"})  # their caller asks often, from one address, by whatever name


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
        self._rate, self._at_once = RateLimit(REQUESTS_A_MINUTE), Counter[str]()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, told = time.perf_counter(), Begun()

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
        wait = 0 if scope["path"] in PROBES else self._rate.wait(address)
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


class OwnPages:
    """Lets in what is for one of this server's names and, of the pages' API, what its own pages send; of reading too.

    An answer to a visitor who shows no cookie gives them another conversation, so other sites' pages may not even ask.

    Args:
        app: What answers.
        hosts: The names this server is reached by, besides loopback's.
        open_to_all: Paths whose callers come by whatever name and show what they know, or need to show nothing.
        refusal: What a refused request is answered.
    """

    def __init__(
        self,
        app: ASGIApp,
        hosts: Iterable[str],
        open_to_all: Collection[str] = (),
        refusal: Callable[[Scope, Refused], ASGIApp] = lambda _, error: error.answer(),
    ) -> None:
        self._app, self._hosts, self._open, self._refusal = app, frozenset(hosts), open_to_all, refusal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and scope["path"] not in self._open:
            try:
                check_host(Request(scope), self._hosts)
                if scope["path"].startswith("/api/"):
                    check_origin(Request(scope))
            except Refused as error:
                await self._refusal(scope, error)(scope, receive, send)
                return
        await self._app(scope, receive, send)


class Begun:
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
