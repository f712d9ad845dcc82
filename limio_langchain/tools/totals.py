"""What an order comes to: said in words and as facts, so that no model has to multiply."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from limio_langchain.models.offer import Offer
from limio_langchain.models.periods import Period
from limio_langchain.recommendation import (
    Cost,
    Recommendation,
    Year,
    cost_of,
    cost_of_line,
    facts,
    per,
    quantity_for,
    together,
    year_of,
)
from limio_langchain.recommendation.selling import NEUTRAL
from limio_langchain.recommendation.sums import as_text
from limio_langchain.recommendation.year import with_add_ons
from limio_langchain.tools.arguments import Item

TAX = "tax not in the catalogue"


@dataclass(frozen=True)
class Line:
    """One line of an order.

    Attributes:
        path: The catalogue path.
        name: What customers call it.
        quantity: How many.
        cost: What they cost, or that it is not known.
    """

    path: str
    name: str
    quantity: int
    cost: Cost

    def __str__(self) -> str:
        return f"{self.quantity} x {self.name}: {cost_text(self.cost) or 'price shown at checkout'}"


@dataclass(frozen=True)
class Totals:
    """What an order comes to, line by line and in all."""

    lines: tuple[Line, ...]

    @property
    def cost(self) -> Cost:
        """What it comes to in all; unknown where that is not one number a period, whatever is paid first."""
        return together([line.cost for line in self.lines])

    @property
    def year(self) -> Year | None:
        """What it comes to in a year, whatever the rhythms; None where any of it is unknown or currencies differ."""
        first, *others = (year_of(line.cost) for line in self.lines)
        return with_add_ons(first, others)

    def as_json(self) -> dict[str, Any]:
        """Return the facts; what is unknown is null."""
        items = [{"path": line.path, "quantity": line.quantity, **facts(line.cost)} for line in self.lines]
        return {"items": items, **facts(self.cost), **_of_year(self.year), "tax": "unknown"}

    def __str__(self) -> str:
        lines = "; ".join(map(str, self.lines))
        whole = cost_text(self.cost) or self._rhythms()
        return f"{lines}; in all {whole} ({TAX})" if len(self.lines) > 1 and whole else f"{lines} ({TAX})"

    def _rhythms(self) -> str:
        """Return what lines of several rhythms come to first and in a year."""
        year, cost = self.year, self.cost
        if year is None or cost.first is None:
            return ""
        told = f"{year.currency} {amount(cost.first)} first, {year.currency} {amount(year.first)} in the first year"
        return told if year.first == year.later else f"{told}, {year.currency} {amount(year.later)} in each later one"


def totals_of(items: Sequence[Item], offers: Mapping[str, Offer]) -> Totals:
    """Return what an order's items come to, as far as their offers are known."""
    return Totals(tuple(_line(item, offers.get(item.offer)) for item in items))


def _line(item: Item, offer: Offer | None) -> Line:
    if offer is None:
        return Line(item.offer, item.offer.rpartition("/")[2], item.quantity, Cost(unknown="outside"))
    return Line(item.offer, offer.display_name, item.quantity, cost_of_line(offer, item.quantity))


def facts_of(one: Recommendation, people: int | None) -> dict[str, Any]:
    """Return what a recommended offer comes to for so many people; null where it depends on a number nobody said."""
    settled = people is not None or not (one.cost.per_seat or one.offer.volume_prices)
    cost, year = (one.cost, one.year) if settled else (Cost(unknown="quantity"), None)
    return {"quantity": one.quantity if settled else None, **facts(cost), **_of_year(year), "tax": "unknown"}


def _of_year(year: Year | None) -> dict[str, Any]:
    return {"first_year": as_text(year.first) if year else None, "later_years": as_text(year.later) if year else None}


def total_text(offer: Offer, people: int) -> str:
    """Return what an offer comes to for so many people: ``for 12: GBP 1495/year``; nothing where no price is known."""
    ordered, misfit = quantity_for(offer, people)
    told = cost_text(cost_of(offer, ordered))
    if not told or misfit in {"maximum", "tier"}:
        return f"not one order for {people}: ask for a quote" if misfit in {"maximum", "tier"} else ""
    if not _is_for(offer, people):
        return f"not known for {people}: the catalogue does not say that one is for so many"
    return f"for {ordered if misfit else people}: {told}"


def sum_of(offer: Offer, people: int | None) -> dict[str, Any]:
    """Return the same as facts; null where it is not known for them, or depends on a number that nobody said."""
    ordered, misfit = quantity_for(offer, people)
    by_number = NEUTRAL.sells_by_number(offer)
    known = not by_number if people is None else misfit not in {"maximum", "tier"} and _is_for(offer, people)
    cost = cost_of(offer, ordered) if known else Cost(unknown="quantity")
    return {"quantity": ordered if known else None, **facts(cost), **_of_year(year_of(cost)), "tax": "unknown"}


def _is_for(offer: Offer, people: int) -> bool:
    return people == 1 or NEUTRAL.sells_by_number(offer) or (offer.people_covered or 0) >= people


def cost_text(cost: Cost) -> str:
    """Return a cost in a few words, ``GBP 1495/year``, or nothing where it is not known."""
    if not cost.known or cost.total is None:
        return ""
    told = f"{cost.currency} {amount(cost.total)}{period_words(cost.every)}"
    if cost.before is not None and cost.delay:
        once = f"{cost.currency} {amount(cost.once)} once, " if cost.once else ""
        length = f"{cost.delay.count} {cost.delay.unit}"
        leads = f"{cost.currency} {amount(cost.before)}{period_words(cost.every)} for {length}"
        return f"{once}{leads}, then {told}"
    if cost.delay and cost.starts_free:
        return f"nothing for {cost.delay.count} {cost.delay.unit}, then {told}"
    if cost.first is None or cost.first == cost.total:
        return told
    return f"{cost.currency} {amount(cost.first)} first, then {told}"


def amount(value: Decimal | None) -> str:
    """Return an amount with all its digits."""
    return format(value or Decimal(0), "f")


def period_words(every: Period | None) -> str:
    """Return the same behind an amount: ``/month``, `` once``."""
    return " once" if every is None else f"/{per(every)}"
