"""What Limio's webhooks sent and nobody has looked into yet: one row a subject, however often it was told of."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

from sqlalchemy import Engine, case, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from limio_langchain.models.placed_order import OrderedItem, PlacedOrder
from limio_langchain.webhooks import Delivery
from limio_sales_agent.outcomes.database import inbox, reading, writing
from limio_sales_agent.outcomes.events import reference_among

LEASE = 60.0  # seconds a subject is left to whoever took it up; a killed one's is taken up by another then
# When an order that is not done is looked at again; after the last of these it stays what it is.
PAUSES = tuple(
    pause.total_seconds()
    for pause in (
        *(timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10)),
        *(timedelta(hours=1), timedelta(hours=6), timedelta(days=1), timedelta(days=3)),
    )
)


# The longest a subject waits, by its looks; one that is to wait twice as long is from before the clock was put back.
LONGEST = {0: LEASE} | {looks: max(LEASE, pause) for looks, pause in enumerate(PAUSES, 1)}


@dataclass(frozen=True)
class Subject:
    """Something to be looked into.

    Attributes:
        name: ``order-...``, ``sub-...``, or how an order is called that was told of without an id.
        order: What was told of the order, or None where only its id was.
        version: How many deliveries it stands for.
        looks: How often it was looked into since the last of them.
    """

    name: str
    order: PlacedOrder | None
    version: int
    looks: int


class Inbox:
    """The subjects to look into, in one table.

    Args:
        engine: From `open_engine`.
        clock: Seconds since the epoch.
    """

    def __init__(self, engine: Engine, clock: Callable[[], float]) -> None:
        self._engine, self._clock = engine, clock

    def take(self, delivery: Delivery) -> None:
        """Store what a delivery is about, before it is answered. A repetition, or a late one, stores nothing more."""
        order, subscription = delivery.order, delivery.subscription
        if order is not None:
            self._put(name_of(order, delivery.subject), order)
        if subscription is not None and subscription.order:
            self._put(subscription.order, None)
        if subscription is not None and subscription.has_ended:
            self._put(subscription.id, None)

    def _put(self, name: str, order: PlacedOrder | None) -> None:
        made: Any = postgresql.insert if self._engine.dialect.name == "postgresql" else sqlite.insert
        facts = _facts(order) if order else "{}"
        key = order.external_id if order else None
        fresh = {"subject": name, "facts": facts, "external_id": key, "next_look": self._clock()}
        statement = made(inbox).values(**fresh, version=1, looks=0)
        again = {"version": inbox.c.version + 1, "looks": 0, "next_look": fresh["next_look"]}
        known = {"facts": facts, "external_id": key} if order else {}
        with writing(self._engine) as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=["subject"], set_={**again, **known}))

    def due(self, limit: int = 100) -> list[Subject]:
        """Take up subjects whose time has come: nobody else does so for a minute."""
        now = self._clock()
        with writing(self._engine) as connection:
            is_due = or_(inbox.c.next_look <= now, inbox.c.next_look > now + 2 * case(LONGEST, value=inbox.c.looks))
            names = select(inbox.c.subject).where(is_due).order_by(inbox.c.next_look).limit(limit)
            if self._engine.dialect.name == "postgresql":
                names = names.with_for_update(skip_locked=True)
            taken = (
                update(inbox)
                .where(inbox.c.subject.in_(names.scalar_subquery()))
                .values(next_look=now + LEASE)
                .returning(inbox.c.subject, inbox.c.facts, inbox.c.version, inbox.c.looks)
            )
            rows = list(connection.execute(taken))
        return [Subject(row.subject, _order(row.facts), row.version, row.looks) for row in rows]

    def done(self, connection: Any, subject: Subject) -> None:
        """Strike a subject off, unless another delivery came of it meanwhile; within a transaction."""
        mine = (inbox.c.subject == subject.name, inbox.c.version == subject.version)
        connection.execute(delete(inbox).where(*mine))
        self._again_at_once(connection, subject)

    def later(self, connection: Any, subject: Subject) -> None:
        """Leave a subject for another look, later and later; after the last pause it is struck off."""
        if subject.looks >= len(PAUSES):
            self.done(connection, subject)
            return
        mine = (inbox.c.subject == subject.name, inbox.c.version == subject.version)
        when = self._clock() + PAUSES[subject.looks]
        connection.execute(update(inbox).where(*mine).values(next_look=when, looks=subject.looks + 1))
        self._again_at_once(connection, subject)

    def _again_at_once(self, connection: Any, subject: Subject) -> None:
        """Have a delivery that came while it was looked into looked into next, not only when the lease is over."""
        newer = (inbox.c.subject == subject.name, inbox.c.version > subject.version)
        connection.execute(update(inbox).where(*newer).values(next_look=self._clock()))

    def next_look(self) -> float | None:
        """Return when the next subject is due, or None where none waits."""
        with reading(self._engine) as connection:
            return connection.scalar(select(inbox.c.next_look).order_by(inbox.c.next_look).limit(1))


def name_of(order: PlacedOrder, subject: str = "order") -> str:
    """Return what an order is known by: its id, else its basket's, else what was told of it."""
    if order.id:
        return order.id
    key = order.external_id or reference_among(order.tracked)
    return f"{subject}:{key or sha256(_facts(order).encode()).hexdigest()[:32]}"


def _facts(order: PlacedOrder) -> str:
    """Return what is kept of an order: id, status, items, amounts and what it is joined by; nothing else."""
    lines = [[one.offer, one.quantity, one.kind, _text(one.amount)] for one in order.items]
    told = {
        "id": order.id,
        "stage": order.stage,
        "order_type": order.order_type,
        "external_id": order.external_id,
        "subscription": order.subscription,
        "is_test": order.is_test,
        "items": lines,
        "total": _text(order.total),
        "currency": order.currency,
        "reference": reference_among(order.tracked),
    }
    return json.dumps({name: held for name, held in told.items() if held}, ensure_ascii=False)


def _order(facts: str) -> PlacedOrder | None:
    told = json.loads(facts)
    if not told:
        return None
    lines = [OrderedItem(offer, count, kind, _amount(amount)) for offer, count, kind, amount in told.get("items", ())]
    return PlacedOrder(
        id=told.get("id"),
        stage=told["stage"],
        order_type=told["order_type"],
        external_id=told.get("external_id"),
        items=tuple(lines),
        total=_amount(told.get("total")),
        currency=told.get("currency"),
        subscription=told.get("subscription"),
        tracked=(told["reference"],) if "reference" in told else (),
        is_test=told.get("is_test", False),
    )


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)


def _amount(told: str | None) -> Decimal | None:
    return None if told is None else Decimal(told)
