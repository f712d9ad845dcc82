"""What became of an order: which conversation it belongs to, how far it came, and what that makes of the sale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from limio_langchain.models.placed_order import PlacedOrder, Stage
from limio_sales_agent.orders.outcome import later_id
from limio_sales_agent.outcomes.database import events, sales
from limio_sales_agent.outcomes.events import LINKS, Event, Item, reference_among
from limio_sales_agent.outcomes.inbox import name_of
from limio_sales_agent.outcomes.store import OutcomeStore, day_of

CANCELS = "cancel_subscription"
PAYABLE = (*LINKS, "quote")  # the outcomes whose basket or link can be paid
# From one stage to what may follow; all else is late, or a repetition, and changes nothing.
NEXT: dict[str, frozenset[Stage]] = {
    "submitted": frozenset({"completed", "failed", "cancelled"}),
    "failed": frozenset({"completed"}),
    "completed": frozenset({"failed", "cancelled"}),
    "cancelled": frozenset(),
}


@dataclass(frozen=True)
class Owner:
    """Whose an order is: the conversation, and the outcome that handed its link over."""

    conversation: str
    outcome_id: str
    external_id: str | None


@dataclass(frozen=True)
class Known:
    """What is recorded of an order: its key, and its stage or None."""

    key: str
    stage: str | None


class Sales:
    """What became of orders. Each method works within the caller's transaction.

    Args:
        store: Where it is kept.
    """

    def __init__(self, store: OutcomeStore) -> None:
        self._store = store

    def owner(self, connection: Connection, order: PlacedOrder) -> Owner | None:
        """Return whose an order is: by its basket's external id, else by what a purchase link carries; else nobody's.

        Never by an e-mail address: two conversations may have the same, and anybody can type one.
        """
        reference = reference_among(order.tracked)
        if order.external_id is not None:
            found = self._handed_over(connection, events.c.external_id == order.external_id)
            if found is not None:
                return found
        return None if reference is None else self._handed_over(connection, events.c.link_reference == reference)

    def known(self, connection: Connection, order: PlacedOrder) -> Known:
        """Return what is recorded of an order; what was told of it without its id becomes its own."""
        if order.id is not None:
            stage = connection.scalar(select(sales.c.stage).where(sales.c.order_key == order.id))
            if stage is not None:
                return Known(order.id, stage)
        found = None
        if order.external_id is not None:
            same = select(sales.c.order_key, sales.c.stage).where(sales.c.external_id == order.external_id)
            nameless = same.where(sales.c.order_key.not_like("order-%"))
            found = connection.execute((same if order.id is None else nameless).limit(1)).first()
        if found is None:
            return Known(name_of(order), None)
        if order.id is None:
            return Known(found.order_key, found.stage)
        connection.execute(update(sales).where(sales.c.order_key == found.order_key).values(order_key=order.id))
        return Known(order.id, found.stage)

    def known_order(self, connection: Connection, order: PlacedOrder) -> str | None:
        """Return the id of an order of the same basket that is recorded, or None."""
        same = (sales.c.external_id == order.external_id, sales.c.order_key.like("order-%"))
        return connection.scalar(select(sales.c.order_key).where(*same).limit(1)) if order.external_id else None

    def record(self, connection: Connection, order: PlacedOrder, *, verified: bool) -> bool:
        """Record how far an order came, and return whether there is nothing more to wait for.

        Args:
            connection: The transaction.
            order: As it was read back, or as it was told of.
            verified: Whether it was read back. Else it is at most submitted or failed, and takes nothing back.
        """
        if order.order_type == CANCELS:
            holds = verified and order.subscription is not None and order.stage in {"submitted", "completed"}
            return holds and self.cancel(connection, order.subscription or "")
        owner = self.owner(connection, order)
        if owner is not None:
            _claim(connection, order)
        known = self.known(connection, order)
        if owner is None:
            self._unmatched(connection, order, known, verified=verified)
            return True
        stage: Stage = order.stage
        if not verified and (stage != "failed" or known.stage == "completed"):
            stage = "submitted"
        reason = "test" if order.is_test else "" if verified else "unverified"
        for step in _steps(known.stage, stage):
            sold = _sold(connection, known.key)
            if sold is not None and known.stage == "completed":
                event = self._taken_back(connection, step, sold)
            else:
                event = _event(step, order, owner, known.key, reason, sold)
            self._store.add(connection, event)
        self._keep(connection, known, order, owner, stage, verified=verified)
        return verified and stage != "submitted"

    def cancel(self, connection: Connection, *subscriptions: str) -> bool:
        """Take the sale back that made a subscription, by its reference or its id; return whether it is taken back."""
        ours = select(sales).where(sales.c.subscription.in_(subscriptions), sales.c.conversation.is_not(None))
        row = connection.execute(ours.where(sales.c.stage.in_(("completed", "cancelled"))).limit(1)).first()
        if row is None or row.stage == "cancelled":
            return row is not None
        sold = _sold(connection, row.order_key)
        if sold is None:
            return False
        self._store.add(connection, self._taken_back(connection, "cancelled", sold))
        connection.execute(update(sales).where(sales.c.order_key == row.order_key).values(stage="cancelled"))
        return True

    def _taken_back(self, connection: Connection, stage: Stage, sold: Any) -> Event:
        """Return that a sale is taken back: all that it was sold for, whatever Limio says of the order now."""
        lines = tuple(one.taken_back for one in self._store.items_of(connection, sold.outcome_id))
        return Event(
            later_id(sold.conversation, stage, sold.order_key, "of", sold.outcome_id),
            stage,
            sold.conversation,
            sold.reason,
            external_id=sold.external_id,
            link_reference=sold.link_reference,
            order_key=sold.order_key,
            items=lines,
            amount=None if sold.amount is None else -sold.amount,
            currency=sold.currency,
            is_reported=False,
            takes_back=True,
        )

    def _handed_over(self, connection: Connection, where: Any) -> Owner | None:
        query = select(events).where(where, events.c.kind.in_(PAYABLE), events.c.conversation.is_not(None))
        row = connection.execute(query.order_by(events.c.number.desc()).limit(1)).first()
        return Owner(row.conversation, row.outcome_id, row.external_id) if row is not None else None

    def _unmatched(self, connection: Connection, order: PlacedOrder, known: Known, *, verified: bool) -> None:
        """Count a new order that belongs to no conversation, once; changes of a subscription are not counted."""
        if order.order_type == "new" and known.stage is None:
            stage: Stage = order.stage if verified else "submitted"
            self._keep(connection, known, order, None, stage, verified=verified)

    def _keep(
        self,
        connection: Connection,
        known: Known,
        order: PlacedOrder,
        owner: Owner | None,
        stage: Stage,
        *,
        verified: bool,
    ) -> None:
        if known.stage is None:
            fresh = {
                "conversation": owner.conversation if owner else None,
                "external_id": order.external_id or (owner.external_id if owner else None),
                "day": day_of(self._store.clock()),
            }
            held = {"order_key": known.key, "stage": stage, "verified": verified, "is_test": order.is_test}
            connection.execute(insert(sales).values(**fresh, **held, subscription=order.subscription))
            return
        changed: dict[str, Any] = {"stage": stage} if stage in NEXT[known.stage] else {}
        if verified:
            changed |= {"verified": True, "subscription": order.subscription}
        if changed:
            connection.execute(update(sales).where(sales.c.order_key == known.key).values(**changed))


def _steps(known: str | None, stage: Stage) -> Sequence[Stage]:
    """Return what is to be recorded, in order: an order that is first heard of when it is done was submitted too."""
    if known is None:
        return ("submitted",) if stage == "submitted" else ("submitted", stage)
    return (stage,) if stage in NEXT[known] else ()


def _sold(connection: Connection, key: str) -> Any:
    """Return the event by which an order was sold, the latest of several; None where it was not."""
    complete = select(events).where(events.c.order_key == key, events.c.kind == "completed")
    return connection.execute(complete.order_by(events.c.number.desc()).limit(1)).first()


def _claim(connection: Connection, order: PlacedOrder) -> None:
    """Strike an order off those that belong to nobody: it came before its link was stored, and is told of anew."""
    if order.id is not None:
        of_nobody = (sales.c.order_key == order.id, sales.c.conversation.is_(None))
        connection.execute(delete(sales).where(*of_nobody))


def _event(stage: Stage, order: PlacedOrder, owner: Owner, key: str, reason: str, taken_back: Any) -> Event:
    """Return what an order came to; `taken_back` is what it was sold as before, where it is sold once more."""
    again = () if taken_back is None else ("again", taken_back.outcome_id)
    return Event(
        later_id(owner.conversation, stage, key, *again),
        stage,
        owner.conversation,
        reason,
        external_id=order.external_id or owner.external_id,
        link_reference=reference_among(order.tracked),
        order_key=key,
        items=tuple(Item(one.offer, one.quantity, one.kind, one.amount) for one in order.items),
        amount=order.total,
        currency=order.currency,
        is_reported=False,
    )
