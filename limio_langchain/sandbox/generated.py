"""Made-up offers by the thousand, for trying how things scale; the same ones for the same seed."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from typing import Any

Item = dict[str, Any]
MOST = 10_000
SECTORS = ("marketing", "health", "retail", "transport", "energy", "food")
PLANS = ("Essential", "Pro", "Team", "Library")
PERIODS = (("monthly", "months", 1), ("yearly", "years", 10))


def fingerprint(*parts: object) -> str:
    """Return 40 hexadecimal characters, the form of Limio's ids and versions; the same for the same parts."""
    return hashlib.sha1("\n".join(map(str, parts)).encode(), usedforsecurity=False).hexdigest()


def generated_items(count: int, seed: int) -> Iterator[Item]:
    """Yield `count` offers, in monthly and yearly pairs.

    Raises:
        ValueError: `count` is not from 0 to 10,000.
    """
    if isinstance(count, bool) or not 0 <= count <= MOST:
        raise ValueError(f"offers: a number of offers is from 0 to {MOST}")
    dice = random.Random(seed)  # noqa: S311  repeatable dice, not a secret
    each = 0
    for number in range(count):
        if number % 2 == 0:
            each = dice.randint(4, 90)
        yield _item(number, each, seed)


def _item(number: int, each: int, seed: int) -> Item:
    sector, plan = SECTORS[number // 2 % len(SECTORS)], PLANS[number // 12 % len(PLANS)]
    group, unit, times = PERIODS[number % 2]
    name = f"{sector.title()} {plan} {number // 2 + 1:05d} {group.title()}"
    path = f"/offers2/{name}"
    product = {"path": f"/products/{sector.title()} {plan}", "record_type": "product", "attributes": {}}
    charge = {"name": "charge_1", "type": "recurring", "value": f"{each * times}.00", "currencyCode": "GBP"}
    period = {"trigger": "order_date", "repeat_interval": 1, "repeat_interval_type": unit, "repeat_count": 1}
    term = {"renewal_type": "TERMED", "length": 1, "renewal_trigger": "EXTERNAL", "type": unit}
    attributes = {
        "display_name__limio": f"{sector.title()} {plan}",
        "display_price__limio": f"<p>£{each * times} per {unit[:-1]}</p>",
        "price__limio": [charge | period],
        "offer_features__limio": f"<ul><li>News of {sector}</li><li>{plan} reports</li></ul>",
        "label__limio": ["business", plan.lower()],
        "group__limio": group,
        "term__limio": term,
        "autoRenew__limio": True,
        "allow_multibuy__limio": plan in {"Essential", "Pro"},
        "default_quantity_options__limio": {},
        "sales_channel__limio": ["Online", "Salesforce", "ai"],
        "payment_types__limio": ["zuora_card", "invoice"],
        "sector__acme": [sector],
    }
    data = {"record_type": "offer", "price": [], "attributes": attributes, "products": [product]}
    version = fingerprint(path, seed, "published")
    return {"path": path, "name": name, "id": fingerprint(path), "version": version, "type": "item", "data": data}
