"""The time a caller allows, and the sockets that keep to it.

httpx limits each wait for a part of an answer, not their sum, so a server that drips one byte at a time would hold
a blocking caller for ever. The awaiting client is ended by `asyncio.timeout`; the blocking one by the network
backend here, which gives each read, write and connection no more than what is left.
"""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpcore

from limio_langchain.errors import DeadlineExceeded

if TYPE_CHECKING:
    import ssl

SHORTEST = 0.001  # a socket with no time left times out; with 0 it would not block at all


@dataclass(frozen=True)
class Clock:
    """What time it is, and who waits; a test brings its own.

    Attributes:
        now: Seconds from some fixed moment, never backwards.
        sleep: Waits, blocking.
        asleep: Waits, awaiting.
    """

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    asleep: Callable[[float], Awaitable[None]] = asyncio.sleep


@dataclass(frozen=True)
class Deadline:
    """The moment after which nobody waits any more."""

    ends_at: float
    now: Callable[[], float]

    def remaining(self) -> float:
        """Return the seconds left, never below zero."""
        return max(0.0, self.ends_at - self.now())

    def check(self) -> float:
        """Return the seconds left; DeadlineExceeded when there are none."""
        if (left := self.remaining()) <= 0:
            raise DeadlineExceeded("the time allowed for this call is over")
        return left


_current: ContextVar[Deadline | None] = ContextVar("limio_deadline", default=None)


@contextmanager
def within(seconds: float, clock: Clock) -> Iterator[Deadline]:
    """Allow `seconds` for what is done inside."""
    deadline = Deadline(clock.now() + seconds, clock.now)
    token = _current.set(deadline)
    try:
        yield deadline
    finally:
        _current.reset(token)


def time_left() -> float | None:
    """Return the seconds the current caller has left, or None outside any deadline."""
    deadline = _current.get()
    return None if deadline is None else deadline.remaining()


def bounded(timeout: float | None) -> float | None:
    """Return `timeout`, or what is left of the deadline if that is less."""
    left = time_left()
    if left is None:
        return timeout
    return max(SHORTEST, left if timeout is None else min(timeout, left))


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
