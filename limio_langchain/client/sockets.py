"""Connections that keep to the deadline, name look-up, hand-shake and proxy included.

httpx limits each wait for a part of an answer, not their sum, so a server that drips one byte at a time would hold
a caller for ever: here each connection, hand-shake, read and write gets no more than what is left.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

import httpcore

from limio_langchain.client.names import Addresses, LookUp, resolver
from limio_langchain.deadline import bounded

if TYPE_CHECKING:
    import ssl

Options = Iterable[httpcore.SOCKET_OPTION]
FAILED = (httpcore.ConnectError, httpcore.ConnectTimeout)


class BoundedBackend(httpcore.NetworkBackend):
    """Opens connections that keep to the current deadline, blocking."""

    def __init__(self, backend: httpcore.NetworkBackend) -> None:
        self._backend = backend

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Options | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address that answers; each try is bounded, not only the first."""
        failure: Exception | None = None
        for address in _addresses(host, port, bounded(timeout)):
            try:
                stream = self._backend.connect_tcp(address, port, bounded(timeout), local_address, socket_options)
            except FAILED as error:
                failure = error
            else:
                return BoundedStream(stream)
        raise failure or httpcore.ConnectError(f"{host} has no address")


class AsyncBoundedBackend(httpcore.AsyncNetworkBackend):
    """Opens connections that keep to the current deadline, awaiting."""

    def __init__(self, backend: httpcore.AsyncNetworkBackend) -> None:
        self._backend = backend

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  httpcore's signature
        local_address: str | None = None,
        socket_options: Options | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address that answers; each try is bounded, not only the first."""
        failure: Exception | None = None
        for address in await _addresses_awaited(host, port, bounded(timeout)):
            try:
                stream = await self._backend.connect_tcp(address, port, bounded(timeout), local_address, socket_options)
            except FAILED as error:
                failure = error
            else:
                return AsyncBoundedStream(stream)
        raise failure or httpcore.ConnectError(f"{host} has no address")

    async def sleep(self, seconds: float) -> None:
        """Sleep, as the wrapped backend does."""
        await self._backend.sleep(seconds)


class BoundedStream(httpcore.NetworkStream):
    """A connection whose every wait is no longer than what is left of the current deadline."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what is there, waiting within the deadline."""
        return self._stream.read(max_bytes, bounded(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all of `buffer`, waiting within the deadline."""
        self._stream.write(buffer, bounded(timeout))

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Secure the connection within the deadline."""
        return BoundedStream(self._stream.start_tls(ssl_context, server_hostname, bounded(timeout)))

    def get_extra_info(self, info: str) -> object:
        """Return what the connection knows of itself."""
        return self._stream.get_extra_info(info)


class AsyncBoundedStream(httpcore.AsyncNetworkStream):
    """The same, awaiting."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109  httpcore's signature
        """Read what is there, waiting within the deadline."""
        return await self._stream.read(max_bytes, bounded(timeout))

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109  as above
        """Write all of `buffer`, waiting within the deadline."""
        await self._stream.write(buffer, bounded(timeout))

    async def aclose(self) -> None:
        """Close the connection."""
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109  as above
    ) -> httpcore.AsyncNetworkStream:
        """Secure the connection within the deadline; cancelled meanwhile, it is closed."""
        try:
            return AsyncBoundedStream(await self._stream.start_tls(ssl_context, server_hostname, bounded(timeout)))
        except asyncio.CancelledError:
            await self._stream.aclose()
            raise

    def get_extra_info(self, info: str) -> object:
        """Return what the connection knows of itself."""
        return self._stream.get_extra_info(info)


def _addresses(host: str, port: int, patience: float | None) -> Addresses:
    look_up = resolver.look_up(host, port)
    with contextlib.suppress(TimeoutError):
        look_up.result(patience)
    return _found(host, port, look_up)


async def _addresses_awaited(host: str, port: int, patience: float | None) -> Addresses:
    look_up = resolver.look_up(host, port)
    try:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.wrap_future(look_up), patience)
    except asyncio.CancelledError:  # the caller's time may be over, which nothing here can tell
        resolver.give_up(host, port)
        raise
    return _found(host, port, look_up)


def _found(host: str, port: int, look_up: LookUp) -> Addresses:
    failure: httpcore.ConnectTimeout | httpcore.ConnectError
    if not look_up.done():
        resolver.give_up(host, port)
        failure = httpcore.ConnectTimeout(f"the look-up of {host} took too long")
        failure.__context__ = OSError("the look-up of its name took too long (DNS)")
        raise failure
    if isinstance(found := look_up.result(), Exception):
        failure = httpcore.ConnectError(f"{host} was not found")
        failure.__context__ = found  # httpcore's pool takes the cause off what passes through it, not the context
        raise failure
    return found
