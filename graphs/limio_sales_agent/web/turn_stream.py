"""Turns of conversations: one at a time each, each goes on to its end whoever listens, and can be listened to again."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from weakref import WeakValueDictionary

from limio_langchain import redaction, telemetry
from limio_sales_agent.server.requests import LONGEST_TURN

log = redaction.logger("limio_sales_agent.web")
Tell = Callable[..., Awaitable[None]]
ALIVE_EVERY = 15.0  # seconds of silence after which a proxy may take a connection for dead
# Turns of all who share an address; with a model's five seconds a turn, as many as the messages it may send a minute.
MOST_AT_ONCE_FROM_ADDRESS = 10
MOST_LISTENERS = 20  # of one turn; each is a tab of one visitor's browser


class Turn:
    """What happens in one turn, kept so that a page that comes late hears all of it."""

    def __init__(self) -> None:
        self._events: list[bytes] = []
        self._over = False
        self._news = asyncio.Condition()
        self._listeners = 0

    @property
    def is_full(self) -> bool:
        """Whether as many listen as may."""
        return self._listeners >= MOST_LISTENERS

    async def tell(self, event: str, **data: Any) -> None:
        """Tell everybody who listens."""
        line = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        await self._go_on(f"event: {event}\ndata: {line}\n\n".encode())

    async def end(self) -> None:
        """End it for everybody who listens."""
        self._over = True
        await self._go_on()

    async def _go_on(self, *events: bytes) -> None:
        async with self._news:
            self._events += events
            self._news.notify_all()

    async def follow(self) -> AsyncIterator[bytes]:
        """Yield what happened and what happens, as server-sent events, to the end."""
        self._listeners += 1
        try:
            told = 0
            while told < len(self._events) or not self._over:
                if told < len(self._events):
                    yield self._events[told]
                    told += 1
                elif not await self._hears():
                    yield b": still here\n\n"
        finally:
            self._listeners -= 1

    async def _hears(self) -> bool:
        known = len(self._events)
        async with self._news:
            try:
                async with asyncio.timeout(ALIVE_EVERY):
                    await self._news.wait_for(lambda: self._over or len(self._events) > known)
            except TimeoutError:
                return False
        return True


class Turns:
    """The turns that are under way in this process."""

    def __init__(self) -> None:
        self._running: dict[tuple[str, str], Turn] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._shares: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    def running(self, thread: str, identity: str) -> Turn | None:
        """Return the turn that answers a message already, if there is one."""
        return self._running.get((thread, identity))

    def is_busy(self, thread: str) -> bool:
        """Return whether anything of a conversation is under way."""
        return any(one == thread for one, _ in self._running)

    def begin(self, thread: str, identity: str, work: Callable[[Turn], Awaitable[None]]) -> Turn:
        """Begin a turn; it waits for earlier ones of the same conversation, and for nobody who listens."""
        turn = self._running[thread, identity] = Turn()
        task = asyncio.create_task(self._run(thread, identity, turn, work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return turn

    def share(self, address: str) -> asyncio.Semaphore:
        """Return what an address takes part of while one of its turns is played; the rest of them wait their turn."""
        return self._shares.setdefault(address, asyncio.Semaphore(MOST_AT_ONCE_FROM_ADDRESS))

    def lock(self, thread: str) -> asyncio.Lock:
        """Return the lock of a conversation."""
        return self._locks.setdefault(thread, asyncio.Lock())

    async def _run(self, thread: str, identity: str, turn: Turn, work: Callable[[Turn], Awaitable[None]]) -> None:
        try:
            with telemetry.turn():
                async with self.lock(thread):
                    await work(turn)
        except Exception as error:  # noqa: BLE001  whatever it is, its story stays in here
            # The error's own text may quote a customer, so its kind alone is logged.
            log.error("a turn failed: %s", type(error).__name__)  # noqa: TRY400
            await turn.tell("failed", code="failed")
        finally:
            self._running.pop((thread, identity), None)
            await turn.end()

    async def close(self) -> None:
        """Let what is under way end; what takes too long is cut off, and is answered when the page asks again."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=LONGEST_TURN)
        for task in list(self._tasks):
            task.cancel()
