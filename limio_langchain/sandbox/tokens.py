"""The sandbox's tokens: opaque, for an hour by the injected clock."""

from __future__ import annotations

import secrets
from collections.abc import Callable

CLIENT_ID = "sandbox"
CLIENT_SECRET = "sandbox-demo-secret"  # noqa: S105  public on purpose: it opens nothing but a sandbox
LIFETIME = 3600  # seconds (Limio, authentication overview)


class Tokens:
    """The tokens given out.

    Args:
        clock: Seconds since the epoch.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._ends: dict[str, float] = {}
        self.issued = 0

    def __repr__(self) -> str:
        return f"Tokens(issued={self.issued})"

    def issue(self) -> str:
        """Return a new token; the expired ones are forgotten."""
        now = self._clock()
        self._ends = {token: end for token, end in self._ends.items() if end > now}
        token = secrets.token_urlsafe(32)
        self._ends[token] = now + LIFETIME
        self.issued += 1
        return token

    def hold(self, token: str) -> bool:
        """Return whether a token is good now."""
        return self._ends.get(token, 0) > self._clock()

    def revoke(self) -> None:
        """Make every token given out so far worthless."""
        self._ends.clear()

    def reset(self) -> None:
        """Forget all tokens, and how many there were."""
        self.revoke()
        self.issued = 0
