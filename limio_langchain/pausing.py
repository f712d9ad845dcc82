"""Whether new baskets are made. An operator stops them at once, without a restart; customers get purchase links."""

from __future__ import annotations

from limio_langchain.errors import BasketsPaused


class Pausing:
    """Stops all that writes, such as checkouts and quotes, for every client that shares it; reading goes on.

    Attributes:
        is_paused: Whether it is stopped at the moment; set by whoever watches for the operator's word.
    """

    def __init__(self) -> None:
        self.is_paused = False

    def check(self, method: str) -> None:
        """Let a request go ahead, by its HTTP method; `BasketsPaused` where it would write while that is stopped."""
        if self.is_paused and method != "GET":
            raise BasketsPaused
