"""What the host is told of a sale that went on: the outcome as it has the others, and what was ordered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from limio_sales_agent.outcomes.database import events
from limio_sales_agent.outcomes.events import Item
from limio_sales_agent.outcomes.sales import PAYABLE
from limio_sales_agent.outcomes.store import OutcomeStore
from limio_sales_agent.state import Outcome


def as_outcome(connection: Connection, store: OutcomeStore, row: Any, url: str | None = None) -> Outcome:
    """Return what the host is told of an event that came after the hand-over.

    Args:
        connection: A transaction that reads.
        store: Where the event is kept.
        row: The event.
        url: A link to go on with, for an abandoned basket.
    """
    ordered, agreed = store.items_of(connection, row.outcome_id), _agreed(connection, row)
    agreed_items = store.items_of(connection, agreed.outcome_id) if agreed is not None else ()
    told: Any = {
        "outcome_id": row.outcome_id,
        "kind": row.kind,
        "reason": row.reason or None,
        "url": url,
        "basket_id": None,
        "external_id": row.external_id,
        "items": [_line(one) for one in ordered or agreed_items],
        "not_carried": [],
        "disclosure": None,
        "summary": None,
        "supersedes": None,
        "expires_at": None,
        "consent": None,
        "order_id": row.order_key,
        "amount": None if row.amount is None else str(row.amount),
        "currency": row.currency,
        "differs": differences(row, ordered, agreed, agreed_items),
    }
    return told  # type: ignore[no-any-return]  # the fields of an outcome, and those of a sale


def differences(row: Any, ordered: Sequence[Item], agreed: Any, agreed_items: Sequence[Item]) -> list[str]:
    """Return in what an order is otherwise than agreed: ``items``, ``quantity``, ``amount``; only what both tell."""
    if agreed is None or not ordered or row.kind not in {"submitted", "completed", "failed"}:
        return []
    told = []
    if agreed_items:
        if {one.offer for one in ordered} != {one.offer for one in agreed_items}:
            told.append("items")
        elif _counted(ordered) != _counted(agreed_items):
            told.append("quantity")
    both = row.amount is not None and agreed.amount is not None and row.currency == agreed.currency
    return [*told, "amount"] if both and abs(row.amount) != agreed.amount else told


def _agreed(connection: Connection, row: Any) -> Any:
    """Return the outcome that handed the link over, or None."""
    same = (
        events.c.external_id == row.external_id
        if row.external_id is not None
        else events.c.link_reference == row.link_reference
    )
    query = select(events).where(same, events.c.conversation == row.conversation, events.c.kind.in_(PAYABLE))
    return connection.execute(query.order_by(events.c.number.desc()).limit(1)).first()


def _counted(lines: Sequence[Item]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for one in lines:
        counted[one.offer] += abs(one.quantity)
    return counted


def _line(item: Item) -> dict[str, Any]:
    amount = {} if item.amount is None else {"amount": str(item.amount)}
    return {"offer": item.offer, "quantity": item.quantity, "kind": item.kind, **amount}
