"""When the API counts as down, so that customers are not made to wait for it one after the other."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from limio_langchain import telemetry
from limio_langchain.errors import ApiDown, DeadlineExceeded, FallbackReason, LimioError, ServerError, Unreachable
from limio_langchain.process import PerProcess

FAILURES = 2
REST = 30.0
LEFT_ALONE = "the API failed twice in a row and is left alone for up to 30 s"
LASTING = (DeadlineExceeded, Unreachable, ServerError)


class Health(PerProcess):
    """Counts failures in a row of a kind that may last, and after two of them leaves the API alone for 30 s.

    Then one attempt goes ahead to see; until it has ended the others are still told at once that the API is down.

    Args:
        now: A clock that never goes backwards, in seconds.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._failures = 0
        self._down_until: float | None = None
        self._reason: FallbackReason | None = None
        super().__init__()

    def _start(self) -> None:
        self._lock = threading.Lock()
        self._probing = False

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Let one attempt go ahead and learn from how it ends; ApiDown when it may not."""
        self._admit()
        try:
            yield
        except LASTING as error:
            self._failed(error)
            raise
        except LimioError:
            self._answered()  # a refusal is an answer
            raise
        except BaseException:
            self._probing = False  # cancelled: nothing was learnt, so let another look
            raise
        self._answered()

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Let one attempt go ahead that nothing is learnt from; ApiDown while the API is left alone."""
        with self._lock:
            if self._down_until is not None:
                raise ApiDown(LEFT_ALONE, self._reason)
        yield

    def _admit(self) -> None:
        with self._lock:
            if self._down_until is None:
                return
            if self._probing or self._now() < self._down_until:
                raise ApiDown(LEFT_ALONE, self._reason)
            self._probing = True

    def _failed(self, error: LimioError) -> None:
        with self._lock:
            self._reason = error.reason
            self._failures += 1
            self._probing = False
            if self._failures >= FAILURES:
                if self._down_until is None:
                    telemetry.breaker_opened(error.reason)
                self._down_until = self._now() + REST

    def _answered(self) -> None:
        with self._lock:
            self._failures, self._down_until, self._probing = 0, None, False
