"""When to try again, and how long to wait: a flow, so it never sleeps itself."""

from __future__ import annotations

import random
from typing import TypeVar

from limio_langchain.errors import (
    ApiDown,
    DeadlineExceeded,
    LimioError,
    RateLimited,
    ServerError,
    Unreachable,
    UnreadableAnswer,
)
from limio_langchain.operation import Flow, Operation, Pause

T = TypeVar("T")

FIRST_PAUSE = 0.2
LONGEST_PAUSE = 5.0
READ_ATTEMPTS = 3
WRITE_ATTEMPTS = 2  # a checkout is repeated at most once, and only under the same external_id
PASSING = (Unreachable, RateLimited, ServerError, UnreadableAnswer)


def retried(operation: Operation[T]) -> Flow[T]:
    """Ask again while that may help: reads up to three times, writes twice.

    Args:
        operation: What to ask; a write must carry its own ``external_id``.

    Returns:
        The operation's result.

    Raises:
        LimioError: The last attempt's error, at once when waiting would outlast the caller's deadline.
    """
    attempts = READ_ATTEMPTS if operation.method == "GET" else WRITE_ATTEMPTS
    failed: LimioError | None = None
    for attempt in range(1, attempts + 1):
        try:
            return (yield from operation)
        except ApiDown:
            if failed:
                raise failed from None  # it was this failure that made the API count as down
            raise
        except PASSING as error:
            if attempt == attempts or not error.may_pass:
                raise
            failed = error
            yield from _pause(error, attempt)
    raise AssertionError("the last attempt returns or raises")


def _pause(error: LimioError, attempt: int) -> Flow[None]:
    try:
        yield from Pause(wait_before(attempt + 1, getattr(error, "retry_after", None)))
    except DeadlineExceeded:
        raise error from None  # what went wrong tells more than that time ran out


def wait_before(attempt: int, asked: float | None = None) -> float:
    """Return how many seconds to wait before `attempt` (2 for the first repetition).

    Args:
        attempt: The attempt to come.
        asked: What ``Retry-After`` said; honoured as it is.

    Returns:
        `asked`, or a doubling pause with jitter over its upper half, so that callers who failed together do not
        come back together.
    """
    if asked is not None:
        return asked
    longest = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (attempt - 2))
    return random.uniform(longest / 2, longest)  # noqa: S311  spreading load, not keeping a secret
