"""One connection to the server: it has to ask in time and to read in time, and an address has only so many."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from limio_sales_agent.server.colleagues import knowing_peer

ASK_WITHIN = 15.0  # seconds from the first moment, or from the last answer, to the end of a request's head
READ_WITHIN = 30.0  # seconds in which a client takes nothing of an answer
MOST_FROM_ADDRESS = 100  # less than all the server has
MOST_CONNECTIONS = 2_000
ROOM = 100  # connections kept free for who comes next, by letting go of those that ask for nothing


class Connection(H11Protocol):
    """uvicorn's own, which by itself waits for ever for a request's head, and for an answer to be read."""

    _ask: asyncio.TimerHandle | None = None
    _read: asyncio.TimerHandle | None = None

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.app = knowing_peer(self.app)

    @property
    def ends_at(self) -> float | None:
        """When it ends for having asked for nothing, by the loop's clock; None while it is answered."""
        return self._ask.when() if self._ask else None

    def connection_made(self, transport: Any) -> None:
        """Begin; one connection too many of an address ends at once."""
        super().connection_made(transport)
        if self._is_one_too_many():
            transport.abort()
            return
        self._make_room()
        self._wait_for_request()

    def handle_events(self) -> None:
        """Take what came. A head or the rest of a body that only drips does not put off the end."""
        super().handle_events()
        self._wait_for_request()

    def pause_writing(self) -> None:
        """Wait for the client to read, but not for ever."""
        super().pause_writing()
        self._read = self.loop.call_later(READ_WITHIN, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on."""
        super().resume_writing()
        _stop(self._read)

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        _stop(self._ask)
        _stop(self._read)
        super().connection_lost(exc)

    def _wait_for_request(self) -> None:
        if self.cycle is not None and not self.cycle.response_complete:
            _stop(self._ask)
            self._ask = None
        elif self._ask is None:
            self._ask = self.loop.call_later(ASK_WITHIN, self.transport.abort)

    def _make_room(self) -> None:
        """Let go of whoever has asked for nothing the longest, so that slow and idle clients keep nobody out."""
        if len(self.connections) <= MOST_CONNECTIONS - ROOM:
            return
        others = [one for one in self.connections if isinstance(one, Connection) and one.ends_at is not None]
        if others:
            min(others, key=lambda one: one.ends_at or 0.0).transport.abort()

    def _is_one_too_many(self) -> bool:
        if self.config.proxy_headers or self.client is None:  # every visitor's connection is the proxy's
            return False
        clients = [one.client for one in self.connections if isinstance(one, Connection)]
        same = sum(client is not None and client[0] == self.client[0] for client in clients)
        return same > MOST_FROM_ADDRESS


def _stop(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()
