"""The way to the API, one transport a side: proxy, certificates, connections, and bodies no longer than the cap.

Both bring answers whole and unpacked, and without ``Set-Cookie``: Limio's landing cookie names a basket, and one
customer's must never be sent along with the next one's order.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self, cast

import httpx

from limio_langchain.client.body import ACCEPTED, Body
from limio_langchain.client.network import proxied, proxy_for, trusted
from limio_langchain.deadline import bounded

LEFT_OUT = frozenset({b"set-cookie", b"content-encoding", b"content-length", b"transfer-encoding"})


class CappedTransport(httpx.BaseTransport):
    """Sends requests, blocking. Its connections open when needed; closed, it can be used again.

    Args:
        transport: Sends them instead, for tests.
        ca_bundle: Which certificates to trust instead of the usual ones.
    """

    def __init__(self, transport: httpx.BaseTransport | None = None, ca_bundle: Path | None = None) -> None:
        self._given, self._ca_bundle = transport, ca_bundle
        self._open: dict[str, httpx.BaseTransport] = {}
        self._users, self._is_left, self._lock = 0, False, threading.Lock()

    @contextmanager
    def used(self) -> Iterator[None]:
        """Keep the connections for a call, all its requests and pauses; the last one closes what is to be closed."""
        with self._lock:
            self._users += 1
        try:
            yield
        finally:
            with self._lock:
                self._users -= 1
                if self._is_left:
                    self._close_unused()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and bring the whole answer."""
        transport = self._given or self._to(_origin(request))
        response = transport.handle_request(_prepared(request))
        try:
            body = Body(response.headers)
            for part in cast("httpx.SyncByteStream", response.stream):
                body.add(part)
            return _whole(response, body)
        finally:
            response.close()

    def _to(self, origin: str) -> httpx.BaseTransport:
        return self._open.get(origin) or self._open.setdefault(origin, _opened(origin, self._ca_bundle))

    def close(self) -> None:
        """Close the connections."""
        while self._open:
            self._open.popitem()[1].close()

    def close_unused(self) -> None:
        """Close the connections, as soon as no call is on its way."""
        with self._lock:
            self._close_unused()

    def _close_unused(self) -> None:
        self._is_left = self._users > 0
        if not self._is_left:
            self.close()


@dataclass
class Connections:
    """The connections of one event loop, and how many use them."""

    users: int = 0
    open: dict[str, httpx.AsyncBaseTransport] = field(default_factory=dict)

    async def aclose(self) -> None:
        """Close them."""
        while self.open:
            await self.open.popitem()[1].aclose()


class AsyncCappedTransport(httpx.AsyncBaseTransport):
    """Sends requests, awaiting, from any event loop: each has connections of its own, closed by the last who uses them.

    Args:
        transport: Sends them instead, for tests.
        ca_bundle: Which certificates to trust instead of the usual ones.
    """

    def __init__(self, transport: httpx.AsyncBaseTransport | None = None, ca_bundle: Path | None = None) -> None:
        self._given, self._ca_bundle = transport, ca_bundle
        self._loops: dict[asyncio.AbstractEventLoop, Connections] = {}

    async def __aenter__(self) -> Self:
        self._here().users += 1
        return self

    async def __aexit__(self, *_: object) -> None:
        if (here := self._here()).users > 1:
            here.users -= 1
        else:
            await self.aclose()

    async def aclose(self) -> None:
        """Close the connections of the running event loop."""
        if here := self._loops.pop(asyncio.get_running_loop(), None):
            await here.aclose()

    def _here(self) -> Connections:
        return self._loops.setdefault(asyncio.get_running_loop(), Connections())

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and bring the whole answer."""
        transport = self._given or self._to(_origin(request))
        response = await transport.handle_async_request(_prepared(request))
        try:
            body = Body(response.headers)
            async for part in cast("httpx.AsyncByteStream", response.stream):
                body.add(part)
            return _whole(response, body)
        finally:
            await response.aclose()

    def _to(self, origin: str) -> httpx.AsyncBaseTransport:
        here = self._here().open
        if origin not in here:
            here[origin] = _async_opened(origin, self._ca_bundle)
        return here[origin]


def _origin(request: httpx.Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc.decode()}"


def _prepared(request: httpx.Request) -> httpx.Request:
    """Return the request with what holds for each, the token's too; TimeoutError when the caller's time is over."""
    request.headers["Accept-Encoding"] = ACCEPTED
    waits = request.extensions.get("timeout", {})
    request.extensions = request.extensions | {"timeout": waits | {"pool": bounded(waits.get("pool"))}}
    return request


def _whole(response: httpx.Response, body: Body) -> httpx.Response:
    kept = [(name, value) for name, value in response.headers.raw if name.lower() not in LEFT_OUT]
    return httpx.Response(response.status_code, headers=kept, content=body.whole())


def _opened(origin: str, ca_bundle: Path | None) -> httpx.HTTPTransport:
    # httpx too loads httpcore with the first transport and not before.
    from limio_langchain.client.sockets import BoundedBackend  # noqa: PLC0415

    certificates, proxy = trusted(ca_bundle), proxy_for(origin)
    transport = httpx.HTTPTransport(verify=certificates, proxy=proxied(proxy, certificates) if proxy else None)
    # httpx has no public way to pass a network backend on to the pool it makes.
    pool = transport._pool  # noqa: SLF001
    pool._network_backend = BoundedBackend(pool._network_backend)  # noqa: SLF001
    return transport


def _async_opened(origin: str, ca_bundle: Path | None) -> httpx.AsyncHTTPTransport:
    from limio_langchain.client.sockets import AsyncBoundedBackend  # noqa: PLC0415  as above

    certificates, proxy = trusted(ca_bundle), proxy_for(origin)
    transport = httpx.AsyncHTTPTransport(verify=certificates, proxy=proxied(proxy, certificates) if proxy else None)
    pool = transport._pool  # noqa: SLF001
    pool._network_backend = AsyncBoundedBackend(pool._network_backend)  # noqa: SLF001
    return transport
