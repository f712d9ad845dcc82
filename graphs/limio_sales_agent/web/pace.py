"""How many messages a minute: more than a customer types, fewer than a script sends."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable

MINUTE = 60.0


class Pace:
    """Counts what each visitor does within a minute.

    Args:
        most: How often within a minute.
        clock: Seconds that only go forward.
        known: How many visitors are remembered; the one quiet for longest is forgotten first.
    """

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic, known: int = 10_000) -> None:
        self._most, self._clock, self._known = most, clock, known
        self._seen: dict[str, deque[float]] = {}

    def wait(self, who: str) -> int:
        """Count one and return 0; or, where there were too many, count nothing and return the seconds to wait."""
        now = self._clock()
        times = self._seen.pop(who, None) or deque()
        self._seen[who] = times
        while times and now - times[0] >= MINUTE:
            times.popleft()
        if len(times) >= self._most:
            return math.ceil(MINUTE - (now - times[0]))
        times.append(now)
        while len(self._seen) > self._known:
            self._seen.pop(next(iter(self._seen)))
        return 0
