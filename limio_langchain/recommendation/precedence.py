"""What has to wait for what: an offer for one that gives no less and costs no more in all."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Iterator
from decimal import Decimal

from limio_langchain.recommendation.candidate import Candidate
from limio_langchain.recommendation.cost import NOTHING

MOST_RECENT = 16


class Precedence:
    """Which candidates have to wait for one that gives no less and costs no more.

    Who costs least is looked at first, and who held the last ones back before that: so a list of which nearly all wait
    is gone through about once.

    Args:
        candidates: All that are to be placed.
    """

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        known = [one for one in candidates if one.year]
        self._by_cost = sorted(known, key=lambda one: (one.year.both if one.year else NOTHING, one.offer.path))
        self._costs = [one.year.both for one in self._by_cost if one.year]
        self._waits_for: dict[Candidate, Candidate] = {}
        self._placed: set[Candidate] = set()
        self._recent: deque[Candidate] = deque(maxlen=MOST_RECENT)

    def waits(self, one: Candidate) -> bool:
        """Return whether a candidate has to wait for one that is not placed yet."""
        if one.year is None:
            return False
        held_by = self._waits_for.get(one)
        if held_by is not None and held_by not in self._placed:
            return True
        found = next(
            (other for other in self._nearest(one.year.both) if other not in self._placed and other.stands_before(one)),
            None,
        )
        if found is None:
            return False
        self._waits_for[one] = found
        if found not in self._recent:
            self._recent.appendleft(found)
        return True

    def is_placed(self, one: Candidate) -> None:
        """Take note that a candidate has its place."""
        self._placed.add(one)

    def _nearest(self, cost: Decimal) -> Iterator[Candidate]:
        yield from tuple(self._recent)
        yield from self._by_cost[: bisect_right(self._costs, cost)]
