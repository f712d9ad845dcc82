"""What both clients are made of, whichever way they wait."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx

from limio_langchain.auth import ClientCredentials
from limio_langchain.deadline import Clock
from limio_langchain.errors import DeadlineExceeded, NoCredentials
from limio_langchain.health import Health
from limio_langchain.pausing import Pausing
from limio_langchain.process import PerProcess

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from limio_langchain.operation import Operation, Pause
    from limio_langchain.settings import LimioSettings


class Client(PerProcess):
    """What a client holds, whichever way it waits.

    Args:
        settings: Where the API is, who asks, how long to wait.
        auth: Shares another client's token; made from the settings when left out.
        health: Shares another client's knowledge of the API being down.
        clock: What time it is and who sleeps; for tests.
        pausing: Shares another client's knowledge of new baskets being stopped.
    """

    def __init__(
        self,
        settings: LimioSettings,
        auth: ClientCredentials | None,
        health: Health | None,
        clock: Clock | None,
        pausing: Pausing | None,
    ) -> None:
        self.settings = settings
        self.clock = clock or Clock()
        self.auth = auth or _credentials(settings, self.clock)
        self.health = health or Health(self.clock.now)
        self.pausing = pausing or Pausing()
        super().__init__()

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

    def attempt(self, operation: Operation[Any]) -> AbstractContextManager[None]:
        """Return what an operation is asked in: the API's health learns from it, unless a sale does not need it."""
        return self.health.attempt() if operation.patience is None else self.health.aside()

    def ready(self, method: str) -> None:
        """Refuse to ask an API nobody gave credentials for, and to write while an operator has stopped that."""
        if self.auth is None:
            raise NoCredentials
        self.pausing.check(method)


def _credentials(settings: LimioSettings, clock: Clock) -> ClientCredentials | None:
    if settings.client_id is None or settings.client_secret is None or settings.api_url is None:
        return None
    return ClientCredentials(settings.api_url, settings.client_id, settings.client_secret, now=clock.now)


def affordable(pause: Pause, left: float) -> float:
    """Return the seconds to pause; DeadlineExceeded at once when that outlasts what is left."""
    if pause.seconds >= left:
        raise DeadlineExceeded("waiting to try again would outlast the time allowed for this call")
    return pause.seconds
