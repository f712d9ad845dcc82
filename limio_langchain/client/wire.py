"""What both clients share on the way to the API: options, the cap on bodies, errors of transport told in our words."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

import httpx

from limio_langchain.auth import ClientCredentials
from limio_langchain.deadline import Clock
from limio_langchain.errors import DeadlineExceeded, LimioError, NoCredentials, Unreachable, UnreadableAnswer
from limio_langchain.health import Health

if TYPE_CHECKING:
    from limio_langchain.operation import Operation, Pause
    from limio_langchain.settings import LimioSettings

LARGEST_BODY = 6 * 2**20  # bytes as sent; Limio's own limit for a whole response (catalogue API page)


class TooLong(Exception):
    """A body went past the cap; becomes UnreadableAnswer."""


FAILURES = (httpx.HTTPError, httpx.InvalidURL, TooLong, TimeoutError)


class Client:
    """What a client holds, whichever way it waits.

    Args:
        settings: Where the API is, who asks, how long to wait.
        auth: Shares another client's token; made from the settings when left out.
        health: Shares another client's knowledge of the API being down.
        clock: What time it is and who sleeps; for tests.
    """

    def __init__(
        self,
        settings: LimioSettings,
        auth: ClientCredentials | None,
        health: Health | None,
        clock: Clock | None,
    ) -> None:
        self.settings = settings
        self.clock = clock or Clock()
        self.auth = auth or _credentials(settings, self.clock)
        self.health = health or Health(self.clock.now)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.settings.api_url or 'no API'})"

    def http_options(self) -> dict[str, Any]:
        """Return the options of an httpx client for these settings."""
        settings = self.settings
        return {
            "base_url": settings.api_url or "",
            "auth": self.auth,
            "headers": {"User-Agent": settings.user_agent, "Accept": "application/json"},
            "timeout": httpx.Timeout(settings.read_timeout, connect=settings.connect_timeout, pool=settings.deadline),
            "follow_redirects": False,  # a redirect could carry an order to another host
        }

    def ready(self) -> None:
        """Refuse to ask an API nobody gave credentials for."""
        if self.auth is None:
            raise NoCredentials


def _credentials(settings: LimioSettings, clock: Clock) -> ClientCredentials | None:
    if settings.client_id is None or settings.client_secret is None or settings.api_url is None:
        return None
    return ClientCredentials(settings.api_url, settings.client_id, settings.client_secret, now=clock.now)


def affordable(pause: Pause, left: float) -> float:
    """Return the seconds to pause; DeadlineExceeded at once when that outlasts what is left."""
    if pause.seconds >= left:
        raise DeadlineExceeded("waiting to try again would outlast the time allowed for this call")
    return pause.seconds


def failure(operation: Operation[Any], error: BaseException) -> LimioError:
    """Return our error for one of httpx's, without the request, which may hold the secret or a customer's details."""
    what = f"{operation.method} {operation.path}"
    if isinstance(error, TooLong):
        return UnreadableAnswer(f"{what} answered with more than {LARGEST_BODY // 2**20} MB")
    if isinstance(error, httpx.DecodingError):
        return UnreadableAnswer(f"{what} answered with a body that cannot be decoded")
    if isinstance(error, TimeoutError | httpx.TimeoutException) and not isinstance(error, httpx.ConnectTimeout):
        return DeadlineExceeded(f"{what} did not answer in time")
    return Unreachable(f"{what} got no whole answer ({type(error).__name__})")


class CappedStream(httpx.SyncByteStream):
    """A body that may not go past the cap."""

    def __init__(self, stream: httpx.SyncByteStream) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for part in self._stream:
            size = _counted(size, part)
            yield part

    def close(self) -> None:
        """Close the body."""
        self._stream.close()


class AsyncCappedStream(httpx.AsyncByteStream):
    """A body that may not go past the cap."""

    def __init__(self, stream: httpx.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = 0
        async for part in self._stream:
            size = _counted(size, part)
            yield part

    async def aclose(self) -> None:
        """Close the body."""
        await self._stream.aclose()


def _counted(size: int, part: bytes) -> int:
    if size + len(part) > LARGEST_BODY:
        raise TooLong
    return size + len(part)


class CappedTransport(httpx.BaseTransport):
    """Sends requests and caps what comes back, the token's answer included."""

    def __init__(self, transport: httpx.BaseTransport | None) -> None:
        self._transport = transport or _bounded_transport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request."""
        response = self._transport.handle_request(request)
        if isinstance(response.stream, httpx.SyncByteStream):
            response.stream = CappedStream(response.stream)
        return response

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()


class AsyncCappedTransport(httpx.AsyncBaseTransport):
    """Sends requests and caps what comes back, the token's answer included."""

    def __init__(self, transport: httpx.AsyncBaseTransport | None) -> None:
        self._transport = transport or httpx.AsyncHTTPTransport(verify=_trusted())

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request."""
        response = await self._transport.handle_async_request(request)
        if isinstance(response.stream, httpx.AsyncByteStream):
            response.stream = AsyncCappedStream(response.stream)
        return response

    async def aclose(self) -> None:
        """Close the connections."""
        await self._transport.aclose()


@cache
def _trusted() -> ssl.SSLContext:
    """Return the certificates to trust: read once a process, because reading them takes longer than a call."""
    return httpx.create_ssl_context()


def _bounded_transport() -> httpx.HTTPTransport:
    # httpx too loads httpcore with the first transport and not before.
    from limio_langchain.client.sockets import BoundedBackend  # noqa: PLC0415

    transport = httpx.HTTPTransport(verify=_trusted())
    # httpx has no public way to pass a network backend on to the pool it makes.
    pool = transport._pool  # noqa: SLF001
    pool._network_backend = BoundedBackend(pool._network_backend)  # noqa: SLF001
    return transport
