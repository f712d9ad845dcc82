"""The time a caller allows: one deadline for all that a call does."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from limio_langchain.errors import DeadlineExceeded


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


@contextmanager
def at_most(seconds: float | None, clock: Clock) -> Iterator[None]:
    """Allow `seconds` for what is done inside, or what is left of the deadline where that is less; None: that alone."""
    left = time_left()
    if seconds is None:
        yield
    else:
        with within(seconds if left is None else min(seconds, left), clock):
            yield


def time_left() -> float | None:
    """Return the seconds the current caller has left, or None outside any deadline."""
    deadline = _current.get()
    return None if deadline is None else deadline.remaining()


def bounded(timeout: float | None) -> float | None:
    """Return `timeout`, or what is left of the deadline if that is less; TimeoutError when nothing is left."""
    left = time_left()
    if left is None:
        return timeout
    if left <= 0:
        raise TimeoutError
    return left if timeout is None else min(timeout, left)
