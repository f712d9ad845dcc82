"""Which links are still open, by Limio's list of abandoned baskets: where no webhook reaches, and to win back.

Limio's abandoned-basket guide: the list holds active baskets, and marks those that were bought as completed. It names
no order, so a sale known by it alone is submitted and unverified, as one that cannot be read back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import exists, select

from limio_langchain.client import LimioClient
from limio_langchain.leads import record_of
from limio_langchain.models.basket import AbandonedBasket
from limio_langchain.models.placed_order import PlacedOrder
from limio_sales_agent.outcomes.database import events, reading, sales, writing
from limio_sales_agent.outcomes.left_behind import bought_since
from limio_sales_agent.outcomes.sales import Sales
from limio_sales_agent.outcomes.store import OutcomeStore

State = Literal["open", "completed", "not_listed"]


def reconcile(
    store: OutcomeStore, client: LimioClient, since: datetime, *, consent_field: str | None = None
) -> Iterator[Mapping[str, Any]]:
    """Hold the assisted checkouts nobody is known to have paid against Limio's list; those bought count as submitted.

    Args:
        store: Where it is kept what was handed over.
        client: Reads the list.
        since: Links handed over before are left out.
        consent_field: The basket's custom field in which your shop keeps whether they may be written to.

    Yields:
        One record a link: its ``state``, what was agreed, and of an open one the facts to win it back with, among them
        ``may_be_written_to``: True or False as the field says, None where nobody knows; without them where its customer
        ordered something since. Nothing is sent to anybody.
    """
    listed = {one.id: one for one in client.iter_abandoned_baskets(since, include_completed=True)}
    for row in _unpaid(store, since):
        basket = listed.get(f"basket-{row.external_id}")
        state: State = "not_listed" if basket is None else "completed" if basket.completed else "open"
        if state == "completed":
            order = PlacedOrder(id=None, stage="submitted", order_type="new", external_id=row.external_id)
            with writing(store.engine) as connection:
                Sales(store).record(connection, order, verified=False)
        may_be_won = basket and state == "open" and not row.bought_since
        facts = _facts(basket, client, consent_field) if basket and may_be_won else {}
        yield {"state": state, **_agreed(store, row), **facts}


def _unpaid(store: OutcomeStore, since: datetime) -> list[Any]:
    later = events.alias()
    replaced = exists().where(later.c.external_id == events.c.external_id, later.c.kind == "replaced")
    paid = exists().where(sales.c.external_id == events.c.external_id)
    handed_over = (events.c.kind == "assisted_checkout", events.c.external_id.is_not(None))
    since_then = bought_since(events.c.conversation, events.c.number).label("bought_since")
    query = select(events, since_then).where(*handed_over, events.c.at > since.timestamp(), ~replaced, ~paid)
    with reading(store.engine) as connection:
        return list(connection.execute(query.order_by(events.c.number)))


def _agreed(store: OutcomeStore, row: Any) -> dict[str, Any]:
    with reading(store.engine) as connection:
        lines = [{"offer": one.offer, "quantity": one.quantity} for one in store.items_of(connection, row.outcome_id)]
    return {
        "outcome_id": row.outcome_id,
        "external_id": row.external_id,
        "handed_over": datetime.fromtimestamp(row.at, UTC).isoformat(timespec="seconds"),
        "items": lines,
        "amount": None if row.amount is None else str(row.amount),
        "currency": row.currency,
    }


def _facts(basket: AbandonedBasket, client: LimioClient, consent_field: str | None) -> dict[str, Any]:
    known = record_of(basket, client)
    names = ("basket_id", "email", "first_name", "last_name", "company", "recovery_link")
    said = basket.custom_fields.get(consent_field) if consent_field else None
    may_be = said if isinstance(said, bool) else {"true": True, "false": False}.get(str(said).lower())
    return {**{name: known[name] for name in names}, "may_be_written_to": may_be}
