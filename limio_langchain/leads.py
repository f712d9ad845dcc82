"""Abandoned baskets as records for a CRM: quotes that were asked for, and leads that were left behind.

Limio's abandoned-basket guide: the list holds every active basket, most without an e-mail, so whoever writes to people
must look for one first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from limio_langchain.client import LimioClient
from limio_langchain.links import join_link
from limio_langchain.models.basket import AbandonedBasket, BasketPosition

QUOTE = "quote"
IDLE = timedelta(minutes=60)


@dataclass(frozen=True)
class Polled:
    """What one run of a CRM job found.

    Attributes:
        records: One for each customer and order, the newest basket's; ``kind`` is ``quote`` or ``lead``.
        position: Where the next run begins. A basket that was too young to be a lead is read again then.
    """

    records: tuple[Mapping[str, Any], ...]
    position: BasketPosition


def poll(client: LimioClient, position: BasketPosition, now: datetime, *, idle: timedelta = IDLE) -> Polled:
    """Read the baskets since `position` and return those a CRM should know of.

    Args:
        client: Reads the baskets.
        position: Where the last run stopped.
        now: The moment, with its time zone.
        idle: How long a basket must lie before it is a lead; a quote is one at once.

    Returns:
        The records, and the position to keep once they are stored.
    """
    baskets: list[AbandonedBasket] = []
    for batch, reached in client.iter_basket_batches(position):
        baskets += batch
        position = reached
    young = [basket for basket in baskets if _is_young(basket, now, idle)]
    ripe = [basket for basket in baskets if basket not in young]
    return Polled(tuple(_records(ripe, client)), _kept_open(position, young))


def _is_young(basket: AbandonedBasket, now: datetime, idle: timedelta) -> bool:
    return not _is_quote(basket) and basket.created is not None and basket.created > now - idle


def _is_quote(basket: AbandonedBasket) -> bool:
    return basket.tracking.get("tag") == QUOTE


def _records(baskets: Iterable[AbandonedBasket], client: LimioClient) -> Iterator[Mapping[str, Any]]:
    newest: dict[tuple[Any, ...], AbandonedBasket] = {}
    for basket in sorted(baskets, key=lambda one: one.created.timestamp() if one.created else 0.0):
        if basket.email or _is_quote(basket):
            who = basket.email.lower() if basket.email else basket.id
            newest[_is_quote(basket), who, tuple(sorted(basket.items))] = basket
    for basket in newest.values():
        yield record_of(basket, client)


def record_of(basket: AbandonedBasket, client: LimioClient) -> Mapping[str, Any]:
    """Return what a CRM is told of a basket; the link opens it with the customer's details in it."""
    settings, link = client.settings, basket.recovery_link
    return {
        "kind": QUOTE if _is_quote(basket) else "lead",
        "basket_id": basket.id,
        "created": basket.created.isoformat() if basket.created else None,
        "email": basket.email,
        "first_name": basket.first_name,
        "last_name": basket.last_name,
        "company": basket.company,
        "phone": basket.phone,
        "items": list(basket.items),
        "note": basket.custom_fields.get("note"),
        "tracking": dict(basket.tracking),
        "recovery_link": join_link(settings.shop_url, settings.api_url, link, basket.id) if link else None,
    }


def _kept_open(position: BasketPosition, young: list[AbandonedBasket]) -> BasketPosition:
    """Return the position with the young baskets still to come: it begins before the oldest of them."""
    if not young:
        return position
    waiting = {basket.id for basket in young}
    oldest = min(basket.created for basket in young if basket.created)
    seen = {name: made for name, made in position.seen.items() if name not in waiting}
    return replace(position, newest=min(oldest, position.newest or oldest), seen=seen)
