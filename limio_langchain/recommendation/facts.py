"""Why an offer is recommended, and what to know before choosing it: as facts, from which any language can be made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from limio_langchain.recommendation.candidate import MONTHS_A_YEAR, Candidate
from limio_langchain.recommendation.serving import is_for_others, takes
from limio_langchain.recommendation.year import CENT, Year

FEW_COUNTRIES = 8  # more would be a list that nobody reads


@dataclass(frozen=True)
class Fact:
    """One reason or caveat.

    Attributes:
        code: What it says, of a closed set: the functions of this module name them all.
        params: What it says it of: amounts (Decimal, in ``currency``), numbers, names, codes.
    """

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the fact as JSON types; amounts as texts, exact."""
        told = {name: format(one, "f") if isinstance(one, Decimal) else one for name, one in self.params.items()}
        return {"code": self.code, **told}


def reasons_for(one: Candidate, others: Sequence[Candidate]) -> Iterator[Fact]:
    """Yield what speaks for an offer, the most telling first.

    Args:
        one: The offer.
        others: All that serve, for what it is cheaper than.
    """
    yield from _of_price(one, others)
    if one.words:
        yield Fact("has_words", {"words": list(one.words)})
    needs = one.wish.needs
    if needs.budget is not None and one.year and not one.over_budget:
        a_month = (one.year.dearer / MONTHS_A_YEAR).quantize(CENT)
        yield Fact("within_budget", {"a_month": a_month, "budget": needs.budget, "currency": one.year.currency})
    if needs.payment and takes(one.offer, needs.payment):
        yield Fact("takes_payment", {"payment": needs.payment})
    if needs.best and len(others) > 1 and all(other.holds <= one.holds for other in others):
        yield Fact("holds_most")
    if one.offer.best_value and not needs.cheapest:
        yield Fact("best_value")


def _of_price(one: Candidate, others: Sequence[Candidate]) -> Iterator[Fact]:
    people, year = one.people, one.year
    if year is None:
        return
    covers = (people or 1) > 1 and not one.coverage_unknown and one.quantity.misfit is None
    if covers:
        yield Fact("covers", {"people": people, **price_of(year)})
    known = [(other, other.year) for other in others if other.year and other.year.currency == year.currency]
    if dearer := _nearest_that_gives_no_more(one, year, known):
        yield Fact("costs_less", _saving(one, year, *dearer) | ({} if covers else price_of(year)))
    if one.wish.needs.cheapest and len(known) > 1 and all(theirs.both >= year.both for _, theirs in known):
        yield Fact("least_in_all", price_of(year))


def price_of(year: Year) -> dict[str, Any]:
    """Return a year's price as a fact's parameters."""
    return {"total": year.first, "later": year.later, "currency": year.currency, "per": "year", "about": year.about}


def _nearest_that_gives_no_more(
    one: Candidate, year: Year, others: Iterable[tuple[Candidate, Year]]
) -> tuple[Candidate, Year] | None:
    """Return the fullest of the dearer offers that give no more: what a customer would compare it with."""
    dearer = ((other, theirs) for other, theirs in others if theirs.both > year.both and not other.doubts)
    beaten = [(other, theirs) for other, theirs in dearer if one.stands_before(other)]
    return min(beaten, key=lambda pair: (-pair[0].holds, pair[1].both, pair[0].offer.path), default=None)


def _saving(one: Candidate, ours: Year, dearer: Candidate, theirs: Year) -> dict[str, Any]:
    same_plan = dearer.offer.display_name == one.offer.display_name and dearer.offer.billing != one.offer.billing
    return {
        "difference": theirs.first - ours.first,
        "later_difference": theirs.later - ours.later,
        "currency": ours.currency,
        "than": dearer.offer.path,
        "name": dearer.offer.display_name,
        "seats": dearer.cost.quantity if dearer.cost.per_seat else 1,
        "billing": dearer.offer.billing if same_plan else None,
    }


def caveats_for(one: Candidate, others: Sequence[Candidate]) -> Iterator[Fact]:
    """Yield what a customer should know before choosing an offer, the gravest first."""
    yield from _of_number(one)
    yield from _of_unknown_price(one)
    needs, offer, year = one.wish.needs, one.offer, one.year
    if one.other_billing:
        yield Fact("other_billing", {"billing": offer.billing, "asked": needs.billing})
    if one.over_budget and year:
        yield Fact("over_budget", _overrun(one, year))
    if year and year.recurs and year.first != year.later:
        yield Fact("later_years", price_of(year))
    if year and not year.recurs:
        term = [offer.term.length, offer.term.unit] if offer.term and offer.term.length else None
        yield Fact("paid_once", {"term": term})
    if offer.for_group and is_for_others(offer, needs):
        yield Fact("for_group", {"group": offer.for_group})
    if needs.payment and not offer.payment_types:
        yield Fact("payment_unknown", {"payment": needs.payment})
    if needs.audience and offer.for_whom is None and any(other.offer.for_whom for other in others):
        yield Fact("audience_unknown", {"for_whom": needs.audience})
    if not needs.country and 0 < len(offer.countries) <= FEW_COUNTRIES:
        yield Fact("countries", {"countries": list(offer.countries)})


def _overrun(one: Candidate, year: Year) -> dict[str, Any]:
    a_month, per = one.over_budget, "year" if one.offer.billing == "yearly" else "month"
    by_year = (a_month * MONTHS_A_YEAR).quantize(CENT)
    return {"by": a_month.quantize(CENT), "by_year": by_year, "per": per, "currency": year.currency}


def _of_number(one: Candidate) -> Iterator[Fact]:
    people, limits, quantity = one.people, one.offer.quantity_limits, one.quantity
    covered = one.offer.people_covered if people else None  # read in all its words
    if people and covered and people > covered:
        yield Fact("covers_fewer", {"covered": covered, "people": people})
    elif people == 1 and (most := covered or _most_at_that_price(one)) > 1:
        yield Fact("for_up_to", {"people": most})
    if quantity.misfit == "maximum":
        yield Fact("order_maximum", {"maximum": limits.maximum, "people": people})
    elif quantity.misfit == "minimum":
        yield Fact("order_minimum", {"minimum": limits.minimum, "people": people, "ordered": quantity.ordered})
    elif quantity.misfit == "step":
        yield Fact("order_step", {"step": limits.increment, "people": people, "ordered": quantity.ordered})
    elif one.coverage_unknown:
        yield Fact("coverage_unknown", {"people": people})


def _most_at_that_price(one: Candidate) -> int:
    """Return for how many people the price is that they would pay, where it is one for all; else 1."""
    held = (tier for price in one.offer.volume_prices for tier in price.tiers if tier.flat)
    return max((tier.ending_unit or 1 for tier in held if tier.starting_unit <= one.quantity.ordered), default=1)


def _of_unknown_price(one: Candidate) -> Iterator[Fact]:
    if one.cost.unknown == "doubt":
        yield Fact("price_in_doubt")
    elif one.cost.unknown == "quantity":
        yield Fact("no_tier", {"quantity": one.quantity.ordered})
    elif one.year is None:
        yield Fact("price_unknown", {"listed": one.cost.listed})
