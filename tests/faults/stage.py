"""Where a cell is played: a sandbox of its own state, what breaks on it, and a clock that can jump.

Sockets wait in real time. A pause between two attempts passes on the clock alone, which counts it.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from limio_langchain import LimioClient, Offer
from limio_langchain.auth import ClientCredentials
from limio_langchain.deadline import Clock
from limio_langchain.errors import ServerError
from limio_langchain.health import Health
from limio_langchain.sandbox import Sandbox

PRO = "/offers2/Business Pro Annual"
CONNECTS_WITHIN = 0.1  # seconds; where nobody accepts connections two attempts then fit into the deadline


@dataclass
class Stage:
    """What a cell is played on.

    Attributes:
        limio: The sandbox.
        on: The sandbox's operation that breaks; ``*`` is every one.
        deadline: Seconds a call has.
        jumped: Seconds by which the client's clock is ahead of time itself.
        host: Another API host than the sandbox's, for faults below HTTP.
        auth: Holds the token that was fetched before anything broke; None where there is to be none.
    """

    limio: Sandbox
    on: str
    deadline: float
    jumped: float = 0.0
    host: str | None = None
    auth: ClientCredentials | None = None
    undone: ExitStack = field(default_factory=ExitStack)

    def __post_init__(self) -> None:
        self.clock = Clock(lambda: time.monotonic() + self.jumped, self._passes, self._passes_awaited)
        self.health = Health(self.clock.now)

    def _passes(self, seconds: float) -> None:
        self.jumped += seconds

    async def _passes_awaited(self, seconds: float) -> None:
        self.jumped += seconds

    def shared(self) -> dict[str, Any]:
        """Return what the clients of a cell share."""
        return {"auth": self.auth, "health": self.health, "clock": self.clock}

    def warmed(self) -> Offer:
        """Fetch a token to keep and return the offer, which the customer is thereby told of."""
        with LimioClient(self.limio.settings(), clock=self.clock) as client:
            offer = client.get_offer(PRO)
            self.auth = client.auth
        return offer

    def settings(self) -> Any:
        """Return settings for what is broken by now."""
        options = {"deadline": self.deadline}
        if self.host:
            options |= {"api_url": self.host, "connect_timeout": CONNECTS_WITHIN}
        return self.limio.settings(**options)

    def plant(self, kind: str, **given: Any) -> None:
        """Break the operation."""
        self.limio.faults.add(self.on, kind, **given)


Break = Callable[[Stage], None]


@contextmanager
def staged(limio: Sandbox, on: str, deadline: float) -> Iterator[Stage]:
    """Set the stage on a sandbox that has forgotten all earlier cells."""
    limio.reset()
    random.seed(0)  # the pauses' jitter is the same in every run
    stage = Stage(limio, on, deadline)
    with stage.undone:
        yield stage


def goes(kind: str, **given: Any) -> Break:
    """Return what breaks an operation in the sandbox."""
    return lambda stage: stage.plant(kind, **given)


def answers(status: int, **given: Any) -> Break:
    """Return what makes an operation answer a status."""
    return goes("status", status=status, **given)


def below_http(host: Callable[[Sandbox], AbstractContextManager[str]]) -> Break:
    """Return what puts a host that fails before HTTP in the API's place."""

    def breaks(stage: Stage) -> None:
        stage.host = stage.undone.enter_context(host(stage.limio))

    return breaks


def both(*breaks: Break) -> Break:
    """Return what does one thing after the other."""

    def breaks_all(stage: Stage) -> None:
        for one in breaks:
            one(stage)

    return breaks_all


def jumps(seconds: float) -> Break:
    """Return what makes the client's clock jump."""

    def breaks(stage: Stage) -> None:
        stage.jumped += seconds

    return breaks


def keeps_token(stage: Stage) -> None:
    """Let the token be fetched before."""
    stage.warmed()


def no_lifetime(stage: Stage) -> None:
    """Let each token say that it is over at once."""
    stage.limio.faults.add("token", "expires_in", value=0)


def revokes(stage: Stage) -> None:
    """Let Limio count every token as over."""
    stage.limio.revoke_tokens()


def unpublishes(stage: Stage) -> None:
    """Take the offer off sale, after the customer was told of it."""
    stage.limio.unpublish(PRO)


def counts_as_down(stage: Stage) -> None:
    """Let the API fail twice, so that it counts as down, and mend it."""
    stage.limio.faults.add("offers", "status", status=503)
    with LimioClient(stage.limio.settings(), **stage.shared()) as client, suppress(ServerError):
        client.get_offer(PRO)
    stage.limio.faults.clear()
