"""Telling the host what a conversation came to. It may fail; the customer's reply never depends on it."""

from __future__ import annotations

import asyncio
import contextvars
import inspect
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any

from limio_langchain import redaction
from limio_sales_agent.state import Outcome

TRIES = 3
PATIENCE = 5.0  # seconds a hook may take; the customer is waiting

OnOutcome = Callable[[Outcome], Any | Awaitable[Any]]
logger = redaction.logger(__name__)


class TooSlow(Exception):
    """The hook did not come back in time; it may still be at work, so it is not called again."""


@dataclass
class Telling:
    """One outcome being told.

    Attributes:
        outcome: What is told.
        ours: Whether it is this run's to tell.
        done: Whether the host took it.
    """

    outcome: Outcome
    ours: bool
    done: bool = False
    _over: bool = False

    def attempts(self) -> Iterator[int]:
        """Yield the number of each try, until the host took it or the last one failed; none where others tell it."""
        for attempt in range(1, TRIES + 1):
            if self.ours and not self.done and not self._over:
                yield attempt

    def failed(self, error: Exception, attempt: int) -> None:
        """Put a failure into the log; only its type, as a hook's error may quote the outcome, which holds a link."""
        self._over = isinstance(error, TooSlow)
        kind = self.outcome["kind"]
        logger.warning("on_outcome failed for %s (%s, try %d of %d)", kind, type(error).__name__, attempt, TRIES)


class Reported:
    """Which outcomes the host was told of: each once, however many runs of a process come to it at once.

    Args:
        most: How many are remembered; the oldest is forgotten first.
    """

    def __init__(self, most: int = 10_000) -> None:
        self._most, self._ids, self._lock = most, dict[str, None](), threading.Lock()

    @contextmanager
    def telling(self, outcome: Outcome) -> Iterator[Telling]:
        """Claim an outcome for as long as it is told; one that was not taken may be told by a later run."""
        telling = Telling(outcome, ours=self._claim(outcome["outcome_id"]))
        try:
            yield telling
        finally:
            if telling.ours and not telling.done:
                with self._lock:
                    self._ids.pop(outcome["outcome_id"], None)

    def _claim(self, identity: str) -> bool:
        with self._lock:
            if identity in self._ids:
                return False
            self._ids[identity] = None
            while len(self._ids) > self._most:
                del self._ids[next(iter(self._ids))]
            return True


def report(hook: OnOutcome | None, outcome: Outcome, told: Reported) -> None:
    """Call the hook, sync or async, and again when it fails; blocking, and bounded by `PATIENCE` a try."""
    if hook is None:
        return
    with told.telling(outcome) as telling:
        for attempt in telling.attempts():
            try:
                _waited(hook, outcome)
            except Exception as error:  # noqa: BLE001  the host's code may raise anything
                telling.failed(error, attempt)
            else:
                telling.done = True


async def areport(hook: OnOutcome | None, outcome: Outcome, told: Reported) -> bool:
    """Call the hook, sync or async, and again when it fails; awaiting, and bounded by `PATIENCE` a try.

    Returns:
        Whether there is nothing left to tell: the host took it, or there is no hook.
    """
    if hook is None:
        return True
    with told.telling(outcome) as telling:
        for attempt in telling.attempts():
            try:
                await _awaited(hook, outcome)
            except Exception as error:  # noqa: BLE001  as above
                telling.failed(error, attempt)
            else:
                telling.done = True
        return telling.done


async def _awaited(hook: OnOutcome, outcome: Outcome) -> None:
    work = asyncio.ensure_future(_called(hook, outcome))
    done, _ = await asyncio.wait({work}, timeout=PATIENCE)
    if not done:
        work.cancel()
        raise TooSlow
    await work


async def _called(hook: OnOutcome, outcome: Outcome) -> None:
    if inspect.iscoroutinefunction(hook):
        await hook(_copy(outcome))
        return
    # A hook that blocks, on a file or a webhook, must not hold up the event loop.
    result = await asyncio.to_thread(hook, _copy(outcome))
    if inspect.isawaitable(result):
        await result


def _waited(hook: OnOutcome, outcome: Outcome) -> None:
    """Run the hook in a thread of its own: an async one needs a loop, and this thread may be running one already."""
    done: SimpleQueue[BaseException | None] = SimpleQueue()

    def work() -> None:
        try:
            asyncio.run(_finished(hook, outcome))
        except BaseException as error:  # noqa: BLE001  it is raised again in the waiting thread
            done.put(error)
        else:
            done.put(None)

    context = contextvars.copy_context()
    threading.Thread(target=context.run, args=(work,), daemon=True, name="on_outcome").start()
    try:
        error = done.get(timeout=PATIENCE)
    except Empty:
        raise TooSlow from None
    if error is not None:
        raise error


async def _finished(hook: OnOutcome, outcome: Outcome) -> None:
    result = hook(_copy(outcome))
    if inspect.isawaitable(result):
        await result


def _copy(outcome: Outcome) -> Outcome:
    copied = outcome.copy()
    copied["items"], copied["not_carried"] = [line.copy() for line in outcome["items"]], [*outcome["not_carried"]]
    return copied
