"""Links nobody paid: recorded as abandoned once, a set time after they were handed over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, and_, exists, or_, select

from limio_sales_agent.orders.outcome import later_id
from limio_sales_agent.outcomes.database import events, reading, writing
from limio_sales_agent.outcomes.events import LINKS, Event
from limio_sales_agent.outcomes.store import OutcomeStore

OLDEST = timedelta(days=30)  # older links are not looked through again; a basket lasts two weeks
BATCH = 500


def record_abandoned(store: OutcomeStore, after: timedelta) -> int:
    """Record the links that were handed over longer ago than `after` and came to nothing; return how many are new."""
    recorded, last = 0, 0
    while rows := open_links(store, after, BATCH, last):
        with writing(store.engine) as connection:
            recorded += sum(store.add(connection, _abandoned(row)) for row in rows if _is_open(connection, row))
        last = rows[-1].number
    return recorded


def open_links(store: OutcomeStore, after: timedelta, limit: int, last: int = 0) -> list[Any]:
    """Return links that nobody paid and that were neither replaced nor recorded as abandoned, the oldest first.

    Args:
        store: Where they are kept.
        after: How long ago they were handed over at least.
        limit: How many at most.
        last: The number of the last one that was looked at.
    """
    now = store.clock()
    window = (events.c.at <= now - after.total_seconds(), events.c.at > now - OLDEST.total_seconds())
    with reading(store.engine) as connection:
        where = (events.c.kind.in_(LINKS), events.c.number > last, *window, ~_came_to_something())
        return list(connection.execute(select(events).where(*where).order_by(events.c.number).limit(limit)))


def _came_to_something() -> Any:
    later = events.alias()
    same = or_(
        and_(later.c.external_id.is_not(None), later.c.external_id == events.c.external_id),
        and_(events.c.external_id.is_(None), later.c.link_reference == events.c.link_reference),
    )
    followed = exists().where(
        later.c.conversation == events.c.conversation, later.c.kind.in_(("abandoned", "replaced")), same
    )
    return or_(followed, bought_since(events.c.conversation, events.c.number))


def bought_since(conversation: Any, number: Any) -> Any:
    """Return whether anything was ordered after a link was handed over: its customer is not written to about it."""
    later = events.alias()
    return exists().where(later.c.conversation == conversation, later.c.kind == "submitted", later.c.number > number)


def _is_open(connection: Connection, row: Any) -> bool:
    """Look again within the transaction that records it: an order may have come meanwhile."""
    return not connection.scalar(select(bought_since(row.conversation, row.number)))


def _abandoned(row: Any) -> Event:
    return Event(
        later_id(row.conversation, "abandoned", row.external_id or row.link_reference or row.outcome_id),
        "abandoned",
        row.conversation,
        row.kind,
        external_id=row.external_id,
        link_reference=row.link_reference,
        amount=row.amount,
        currency=row.currency,
        is_reported=False,
    )
