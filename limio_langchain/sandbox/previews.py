"""What an order will be charged, told before it is placed. The answer's fields are made up: Limio publishes none."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from limio_langchain.sandbox.baskets import NotPublished
from limio_langchain.sandbox.catalogue import Catalogue, Item, attributes_of
from limio_langchain.sandbox.prices import amount_of

INVENTED = "the fields of this answer are the sandbox's own; Limio publishes none of them"
DAYS = {"days": 1, "weeks": 7, "months": 30, "years": 365}
TAX = Decimal("1.20")


def preview(order: dict[str, Any], catalogue: Catalogue, now: float, behaviours: Collection[str]) -> dict[str, Any]:
    """Return the answer: each charge of each item, with its day; NotPublished for what is not on sale.

    Args:
        order: As `preview_of` reads it.
        catalogue: What is on sale.
        now: Seconds since the epoch.
        behaviours: ``preview_with_tax`` adds a tax that the catalogue does not tell of.
    """
    today = datetime.fromtimestamp(now, UTC)
    share = TAX if "preview_with_tax" in behaviours else Decimal(1)
    charges = [charge for line in order["orderItems"] for charge in _charges(line, catalogue, today, share)]
    return {"invented": INVENTED, "effectiveDate": today.isoformat(), "futureCharges": charges}


def _charges(line: dict[str, Any], catalogue: Catalogue, today: datetime, share: Decimal) -> Iterator[dict[str, Any]]:
    item: Item | None = catalogue.by_version(line["offer"]["id"], line["offer"]["version"])
    if item is None:
        raise NotPublished(f"data_not_found: {line['offer']['id']} version: published")
    for charge in attributes_of(item).get("price__limio") or []:
        amount = amount_of(charge, line.get("quantity", 1))
        put_off = DAYS.get(str(charge.get("delay_interval_type")), 0) * int(charge.get("delay_interval") or 0)
        yield {
            "offer": item["path"],
            "amount": None if amount is None else str(amount * share),
            "currency": charge.get("currencyCode"),
            "date": (today + timedelta(days=put_off)).date().isoformat(),
        }
