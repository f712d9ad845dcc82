"""Telling the host what a conversation came to. It may fail; the customer's reply never depends on it."""

from __future__ import annotations

import asyncio
import contextvars
import inspect
import threading
from collections.abc import Awaitable, Callable
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


def report(hook: OnOutcome | None, outcome: Outcome) -> None:
    """Call the hook, sync or async, and again when it fails; blocking, and bounded by `PATIENCE` a try."""
    if hook is None:
        return
    for attempt in range(1, TRIES + 1):
        try:
            _waited(hook, outcome)
        except Exception as error:  # noqa: BLE001  the host's code may raise anything
            _note(error, attempt, outcome)
            if isinstance(error, TooSlow):
                break
        else:
            break


async def areport(hook: OnOutcome | None, outcome: Outcome) -> None:
    """Call the hook, sync or async, and again when it fails; awaiting, and bounded by `PATIENCE` a try."""
    if hook is None:
        return
    for attempt in range(1, TRIES + 1):
        try:
            await _awaited(hook, outcome)
        except Exception as error:  # noqa: BLE001  as above
            _note(error, attempt, outcome)
            if isinstance(error, TooSlow):
                break
        else:
            break


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


def _note(error: Exception, attempt: int, outcome: Outcome) -> None:
    # Only the type: a hook's error may quote the outcome, which holds a signed link.
    logger.warning("on_outcome failed for %s (%s, try %d of %d)", outcome["kind"], type(error).__name__, attempt, TRIES)
