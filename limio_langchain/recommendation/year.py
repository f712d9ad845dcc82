"""What a cost comes to in a year, in all: the first year and each later one."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from limio_langchain.models.offer import Offer
from limio_langchain.recommendation.cost import NOTHING, Cost, cost_of

TWELVE = Decimal(12)
CENT = Decimal("0.01")
# A year has no whole number of weeks or days, and others' payments may not end with it.
EXACT = frozenset({"months", "years"})


class Year(NamedTuple):
    """What it comes to in a year.

    What recurs counts for the part of the year that it pays for: 24 every two years are 12 a year.

    Attributes:
        first: The first year, with all that is paid once and what leads; rounded to the cent where it has no end.
        later: Each year after it; 0 where nothing recurs.
        currency: ISO-4217 code.
        about: Whether a number is rounded or shared out, because a payment recurs by days or weeks, is no whole part of
            a year, or is put off by a part of its period.
        recurs: Whether anything recurs; without, a later year is another purchase.
    """

    first: Decimal
    later: Decimal
    currency: str
    about: bool = False
    recurs: bool = True

    @property
    def both(self) -> Decimal:
        """The first two years, by which offers are ranked: neither a first price nor a fee decides alone."""
        return self.first + self.later

    @property
    def dearer(self) -> Decimal:
        """The dearer of the two, which a budget is held against."""
        return max(self.first, self.later)


def year_of(cost: Cost) -> Year | None:
    """Return what a cost comes to in a year, or None where it is not known."""
    if cost.total is None or cost.currency is None:
        return None
    if cost.every is None:
        return Year(cost.total, NOTHING, cost.currency, recurs=False)
    a_year = cost.total * TWELVE / cost.every.months
    first = cost.once + a_year
    if cost.delay:
        off = min(TWELVE, cost.delay.months)
        led = cost.before * cost.before_times * off / cost.delay.months if cost.before is not None else NOTHING
        first = cost.once + led + a_year * (TWELVE - off) / TWELVE
    units = {cost.every.unit, cost.delay.unit if cost.delay else "months"}
    rounded = _money(first), _money(a_year)
    shifted = (
        cost.delay is not None and cost.delay.months % cost.every.months != 0
    )  # a payment is for parts of two years
    about = shifted or rounded != (first, a_year) or not units <= EXACT
    return Year(*rounded, cost.currency, about=about)


def with_add_ons(year: Year | None, add_ons: Iterable[Year | None]) -> Year | None:
    """Return a year with add-ons beside the offer; None where any of it is unknown or in another currency."""
    for one in add_ons:
        if year is None or one is None or one.currency != year.currency:
            return None
        about = year.about or one.about
        year = Year(year.first + one.first, year.later + one.later, year.currency, about, year.recurs)
    return year


def _money(exact: Decimal) -> Decimal:
    """Return an amount to the cent where it has no end, and otherwise whole."""
    exponent = exact.as_tuple().exponent
    long = isinstance(exponent, int) and exponent < -6  # noqa: PLR2004  as many digits as a catalogue price may have
    return exact.quantize(CENT, rounding=ROUND_HALF_UP) if long else exact


def total_per_month(offer: Offer, people: int | None) -> Decimal | None:
    """Return what the offer costs a month for `people`, or None where the catalogue does not hold it."""
    cost = cost_of(offer, people or 1)
    return None if cost.total is None or cost.every is None else cost.total / cost.every.months
