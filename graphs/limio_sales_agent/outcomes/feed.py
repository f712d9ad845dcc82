"""Tells the host of what came after the hand-over: each outcome in order, again after a restart, until it is heard."""

from __future__ import annotations

import asyncio
from typing import Any

from sqlalchemy import func, select, update

from limio_langchain import redaction
from limio_sales_agent.orders.hooks import OnOutcome, Reported, areport
from limio_sales_agent.outcomes.database import events, reading, writing
from limio_sales_agent.outcomes.outcome_of_sale import as_outcome
from limio_sales_agent.outcomes.store import OutcomeStore
from limio_sales_agent.state import Outcome

MOST_TRIES = 10  # passes in which a hook may fail at one outcome before it is left out
LEASE = 60.0  # seconds an outcome is left to the server that is telling it
logger = redaction.logger(__name__)


class Feed:
    """Tells a hook of the events nobody told it of.

    Args:
        store: Where events are kept.
        hook: The host's; without one, events count as told.
    """

    def __init__(self, store: OutcomeStore, hook: OnOutcome | None) -> None:
        self._store, self._hook = store, hook
        self._told, self._alone = Reported(), asyncio.Lock()

    async def tell(self) -> int:
        """Tell all that is untold, and return how much; at the first failure the rest waits for another pass."""
        count = 0
        async with self._alone:
            while (taken := await asyncio.to_thread(self._next)) is not None:
                number, outcome = taken
                heard = await areport(self._hook, outcome, self._told)
                await asyncio.to_thread(self._put_down, number, heard)
                if not heard:
                    break
                count += 1
        return count

    def _next(self) -> tuple[int, Outcome] | None:
        """Take up the oldest untold event, unless another server is telling it: the order is the same for all."""
        now = self._store.clock()
        with writing(self._store.engine) as connection:
            row: Any = connection.execute(
                select(events).where(events.c.told_at.is_(None)).order_by(events.c.number).limit(1)
            ).first()
            if row is None:
                return None
            mine = update(events).where(events.c.number == row.number, ~_is_leased(now))
            if not connection.execute(mine.values(leased_until=now + LEASE)).rowcount:
                return None
        with reading(self._store.engine) as connection:
            return row.number, as_outcome(connection, self._store, row)

    def _put_down(self, number: int, heard: bool) -> None:  # noqa: FBT001  what a hook comes to
        tries = events.c.tries + 1
        values: dict[str, Any] = {"tries": tries, "leased_until": None}
        if heard:
            values["told_at"] = self._store.clock()
        with writing(self._store.engine) as connection:
            connection.execute(update(events).where(events.c.number == number).values(**values))
            given_up = update(events).where(events.c.number == number, events.c.tries >= MOST_TRIES)
            if not heard and connection.execute(given_up.values(told_at=self._store.clock())).rowcount:
                logger.warning("on_outcome failed %d times over for an outcome; it is left out", MOST_TRIES)


def _is_leased(now: float) -> Any:
    """Whether a server is telling an event; a lease of twice as long is from before the clock was put back."""
    return func.coalesce(events.c.leased_until, 0).between(now, now + 2 * LEASE)
