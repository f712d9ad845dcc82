"""Sockets that keep to the deadline.

httpx limits each wait for a part of an answer, not their sum, so a server that drips one byte at a time would hold
a blocking caller for ever. The awaiting client is ended by `asyncio.timeout`; the blocking one by the network
backend here, which gives each read, write and connection no more than what is left.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable
from typing import TYPE_CHECKING

import httpcore

from limio_langchain.deadline import bounded

if TYPE_CHECKING:
    import ssl


class BoundedBackend(httpcore.NetworkBackend):
    """Opens connections that keep to the current deadline."""

    def __init__(self, backend: httpcore.NetworkBackend) -> None:
        self._backend = backend

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address that answers; each try is bounded, not only the first."""
        failure: httpcore.ConnectError | httpcore.ConnectTimeout = httpcore.ConnectError(f"{host} has no address")
        for address in _addresses(host, port):
            try:
                stream = self._backend.connect_tcp(address, port, bounded(timeout), local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return BoundedStream(stream)
        raise failure


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


def _addresses(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(f"{host} was not found") from error
    return list(dict.fromkeys(str(address[0]) for *_, address in found))
