"""The judge of what is recommended: buyers, what a good salesperson may name them first, and what would be a mistake."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

import yaml

from limio_langchain import Needs, Offer, recommend
from limio_langchain.sandbox.catalogue import OWN

FIXTURES = Path(__file__).parents[1] / "fixtures"
SHOPS = {
    "tidewell": OWN,
    "fenwick": FIXTURES / "playbooks" / "fenwick.json",
    "gymchain": FIXTURES / "shops" / "gymchain.json",
    "real": FIXTURES / "real-offers.json",
}
SHOWN = 3
AT = datetime(2026, 11, 25, tzinfo=UTC)


@dataclass(frozen=True)
class Verdict:
    """What was named to a buyer, and what is wrong with it."""

    buyer: dict
    named: list
    faults: list

    def __str__(self) -> str:
        return f"{self.buyer['shop']}: {self.buyer['name']}: {'; '.join(self.faults)}"


def buyers():
    """Return the table's entries."""
    return yaml.safe_load((FIXTURES / "buyers.yaml").read_text())


@cache
def shop(name):
    """Return a shop's offers and add-ons."""
    return tuple({item["path"]: Offer.from_item(item) for item in _items(json.loads(SHOPS[name].read_text()))}.values())


def _items(told):
    if isinstance(told, dict) and "path" in told and "data" in told:
        yield told
    elif isinstance(told, dict | list):
        for one in told.values() if isinstance(told, dict) else told:
            yield from _items(one)


def judged(buyer):
    """Return the verdict on what a buyer is named first, second and third, and on what each comes to."""
    every = recommend(shop(buyer["shop"]), Needs(**buyer["needs"], today=AT), limit=99)
    named = every[:SHOWN]
    return Verdict(buyer, named, [*_of_choice(buyer, [one.offer.path for one in named]), *_of_totals(buyer, every)])


def _of_choice(buyer, named):
    may, mistakes = buyer.get("may_name_first") or [], buyer.get("mistakes") or {}
    if not named and may and not buyer.get("or_nothing"):
        yield "nothing is named"
    if named and named[0] not in may:
        yield f"{named[0]} is named first"
    yield from (f"{path} is named" for path in named if path in mistakes.get("anywhere", []))
    yield from (f"{path} is named first" for path in named[:1] if path in mistakes.get("first", []))


def _of_totals(buyer, every):
    told = {one.offer.path: one.year for one in every}
    for path, total in (buyer.get("total_a_year") or {}).items():
        first, later = (total["first_year"], total["later_years"]) if isinstance(total, dict) else (total, total)
        year = told.get(path)
        if path in told and (year is None or (year.first, year.later) != (Decimal(first), Decimal(later))):
            yield f"{path} is told as {year}, not {total}"
