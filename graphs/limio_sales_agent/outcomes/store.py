"""`OutcomeStore`: keeps what conversations came to, each outcome once, in the order in which it came."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, Self

from sqlalchemy import Connection, Engine, delete, exists, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from limio_sales_agent.outcomes.database import (
    calls,
    decisions,
    desk,
    events,
    inbox,
    items,
    open_engine,
    reading,
    sales,
    talks,
    writing,
)
from limio_sales_agent.outcomes.events import Event, Item, digest_of, reference_among

FURTHEST = ("completed", "submitted", "cancelled", "failed")


class OutcomeStore:
    """What conversations came to, in one file or one database; blocking, and safe for any number of threads.

    No customer's words, name or address is in it. A conversation stands as a digest of its thread's id.

    Args:
        engine: From `open_engine`.
        playbook: The playbook's key, kept with each event to tell teams or trials apart in a report.
        clock: Seconds since the epoch.
    """

    def __init__(self, engine: Engine, *, playbook: str = "", clock: Callable[[], float] = time.time) -> None:
        self.engine, self.playbook, self.clock = engine, playbook, clock

    @classmethod
    def open(cls, place: str, *, playbook: str = "", clock: Callable[[], float] = time.time) -> Self:
        """Return the store at a file's path or, with the extra ``postgres``, in a database by its URL."""
        return cls(open_engine(place), playbook=playbook, clock=clock)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.engine.dialect.name})"

    def close(self) -> None:
        """Close the connections."""
        self.engine.dispose()

    def record(self, told: Iterable[Event]) -> list[Event]:
        """Keep events; those that are there already stay as they are. Return the new ones."""
        with writing(self.engine) as connection:
            return [one for one in told if self.add(connection, one)]

    def add(self, connection: Connection, one: Event) -> bool:
        """Keep an event within a transaction, and return whether it was not there."""
        now = self.clock()
        before = self._before(connection, one, now)
        values = {
            **{name: held for name, held in asdict(one).items() if name not in {"items", "is_reported", "takes_back"}},
            **before,
            "day": day_of(now),
            "at": now,
            "step": one.step,
            "told_at": now if one.is_reported else None,
        }
        if not self._inserted(connection, values):
            return False
        if one.items:
            connection.execute(insert(items), [_row(one.outcome_id, *placed) for placed in enumerate(one.items)])
        return True

    def _before(self, connection: Connection, one: Event, now: float) -> dict[str, Any]:
        """Return what the conversation's earlier events say of this one."""
        fresh = {"playbook": self.playbook, "began": day_of(now), "is_first": bool(one.step), "seconds": None}
        if one.conversation is None:
            return fresh
        first = connection.execute(
            select(events.c.at, events.c.began, events.c.playbook)
            .where(events.c.conversation == one.conversation)
            .order_by(events.c.number)
            .limit(1)
        ).first()
        if first is None:
            return fresh
        same_step = exists().where(events.c.conversation == one.conversation, events.c.step == one.step)
        is_first = bool(one.step) and not connection.scalar(select(same_step))
        seconds = max(0, round(now - first.at)) if one.step == "link" else None
        return {"playbook": first.playbook, "began": first.began, "is_first": is_first, "seconds": seconds}

    def _inserted(self, connection: Connection, values: dict[str, Any]) -> bool:
        made: Any = postgresql.insert if self.engine.dialect.name == "postgresql" else sqlite.insert
        statement = made(events).values(**values).on_conflict_do_nothing(index_elements=["outcome_id"])
        return connection.execute(statement).rowcount == 1

    def forget(self, thread: str) -> bool:
        """Erase what a conversation came to, and return whether there was anything."""
        key = digest_of(thread)
        with writing(self.engine) as connection:
            own = select(events.c.outcome_id).where(events.c.conversation == key)
            ids = select(events.c.external_id).where(events.c.conversation == key, events.c.external_id.is_not(None))
            connection.execute(delete(items).where(items.c.outcome_id.in_(own)))
            connection.execute(delete(inbox).where(inbox.c.external_id.in_(ids)))
            gone = connection.execute(delete(sales).where(sales.c.conversation == key)).rowcount
            _let_go(connection, thread)
            gone += connection.execute(delete(decisions).where(decisions.c.thread == thread)).rowcount
            gone += connection.execute(delete(events).where(events.c.conversation == key)).rowcount
        return gone > 0

    def forget_seen(self, thread: str) -> None:
        """Erase what colleagues saw of a conversation and that it waits for one; who decided what, and when, stays."""
        with writing(self.engine) as connection:
            _let_go(connection, thread)
            connection.execute(update(decisions).where(decisions.c.thread == thread).values(kind=None, seen=None))

    def kept_of(self, thread: str) -> dict[str, list[Any]]:
        """Return all rows of a conversation by what they are; ``deliveries`` are those nobody has looked into."""
        key = digest_of(thread)
        ids = select(events.c.external_id).where(events.c.conversation == key, events.c.external_id.is_not(None))
        queries = {
            "outcomes": select(events).where(events.c.conversation == key).order_by(events.c.number),
            "sales": select(sales).where(sales.c.conversation == key),
            "deliveries": select(inbox).where(inbox.c.external_id.in_(ids)),
            "order_had_by": select(desk.c.holder, desk.c.held_until).where(desk.c.thread == thread),
            "taken_over_by": select(talks.c.holder, talks.c.held_until).where(talks.c.thread == thread),
            "asked_for_a_person": select(calls.c.outcome_id, calls.c.since).where(calls.c.thread == thread),
        }
        with reading(self.engine) as connection:
            return {name: list(connection.execute(query).mappings()) for name, query in queries.items()}

    def stage_of(self, thread: str, external_id: str | None, url: str | None) -> str | None:
        """Return how far the order of a conversation's link came, the furthest of several; None where none is known.

        Args:
            thread: The conversation's.
            external_id: The basket's; None for a purchase link, which has none.
            url: The link, whose orders are known by the reference it carries where it has no basket.
        """
        key, reference = digest_of(thread), reference_among([url or ""])
        of_link = select(events.c.order_key).where(events.c.conversation == key, events.c.link_reference == reference)
        mine = sales.c.external_id == external_id if external_id else sales.c.order_key.in_(of_link)
        if not external_id and not reference:
            return None
        with reading(self.engine) as connection:
            stages = set(connection.scalars(select(sales.c.stage).where(sales.c.conversation == key, mine)))
        return next((stage for stage in FURTHEST if stage in stages), None)

    def read(self, *where: Any, limit: int = 1_000) -> list[Any]:
        """Return events' rows in the order in which they came."""
        with reading(self.engine) as connection:
            query = select(events).where(*where).order_by(events.c.number).limit(limit)
            return list(connection.execute(query))

    def known(self, ids: Iterable[str]) -> set[str]:
        """Return which of some events' ids are kept."""
        with reading(self.engine) as connection:
            return set(connection.scalars(select(events.c.outcome_id).where(events.c.outcome_id.in_(list(ids)))))

    def items_of(self, connection: Connection, outcome_id: str) -> tuple[Item, ...]:
        """Return an event's lines."""
        query = select(items).where(items.c.outcome_id == outcome_id).order_by(items.c.place)
        rows = connection.execute(query)
        return tuple(Item(row.offer, row.quantity, row.item_kind, row.amount) for row in rows)


def day_of(moment: float) -> str:
    """Return the day of a moment, in UTC."""
    return datetime.fromtimestamp(moment, UTC).date().isoformat()


def _row(outcome_id: str, place: int, item: Item) -> dict[str, Any]:
    own = {"outcome_id": outcome_id, "place": place, "offer": item.offer, "quantity": item.quantity}
    return {**own, "item_kind": item.kind, "amount": item.amount}


def _let_go(connection: Connection, thread: str) -> None:
    for table in (desk, talks, calls):
        connection.execute(delete(table).where(table.c.thread == thread))
