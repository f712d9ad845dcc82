"""Two plans in the same terms: what each comes to in a year, and the difference in money and per cent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from limio_sales_agent.money.cost import Cost, cost_of
from limio_sales_agent.money.format import rounded_share

if TYPE_CHECKING:
    from limio_langchain.models.offer import Offer
    from limio_sales_agent.playbook import Playbook

# A year has no whole number of weeks or days, so what recurs by them has no exact price a year.
MONTHS = {"months": 1, "years": 12}
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Comparison:
    """What two plans come to in a year for the same people.

    Attributes:
        first: The first plan's cost.
        second: The second's.
        first_year: What the first comes to in a year; None when they cannot be compared.
        second_year: What the second does.
        difference: `first_year` less `second_year`: above zero, the second is cheaper.
        share: The difference as a share of the dearer one, rounded to a tenth of a per cent; signed likewise.
        rounded: Whether any of these numbers had to be rounded.
        unknown: Why they cannot be compared: a ``price`` is unknown, the ``currency`` differs, they ``start``
            differently (a trial, a fee), or one has no ``year`` price (weekly, or paid once).
    """

    first: Cost
    second: Cost
    first_year: Decimal | None = None
    second_year: Decimal | None = None
    difference: Decimal | None = None
    share: Decimal | None = None
    rounded: bool = False
    unknown: Literal["price", "currency", "start", "year"] | None = None


def compare(first: Offer, second: Offer, quantity: int, playbook: Playbook) -> Comparison:
    """Compare two offers for a quantity, in whichever order; swapping them negates the difference.

    Args:
        first: Such as the monthly plan.
        second: Such as the yearly plan.
        quantity: For how many, at least 1; it multiplies only what is sold per seat.
        playbook: As for `cost_of`.

    Returns:
        The comparison, without numbers where any would be a guess.
    """
    told = Comparison(cost_of(first, quantity, playbook), cost_of(second, quantity, playbook))
    if why := _why_not(told.first, told.second):
        return replace(told, unknown=why)
    exact_first, exact_second = _year(told.first), _year(told.second)
    dearer = max(exact_first, exact_second)
    exact_share = (exact_first - exact_second) / dearer if dearer else Fraction(0)
    first_year, second_year, share = _money(exact_first), _money(exact_second), _share(exact_share)
    exact = (exact_first, exact_second, exact_share) == tuple(map(Fraction, (first_year, second_year, share)))
    return replace(
        told,
        first_year=first_year,
        second_year=second_year,
        difference=first_year - second_year,
        share=share,
        rounded=not exact,
    )


def _why_not(first: Cost, second: Cost) -> Literal["price", "currency", "start", "year"] | None:
    if not (first.known and second.known):
        return "price"
    if first.currency != second.currency:
        return "currency"
    if any(cost.every is None or cost.every.unit not in MONTHS for cost in (first, second)):
        return "year"
    return "start" if any(cost.delay or cost.first != cost.total for cost in (first, second)) else None


def _year(cost: Cost) -> Fraction:
    if cost.total is None or cost.every is None:
        raise ValueError("only a known cost that recurs has a price a year")
    return Fraction(cost.total) * 12 / (MONTHS[cost.every.unit] * cost.every.count)


def _money(exact: Fraction) -> Decimal:
    """Return an amount, to the cent where it has no end and otherwise whole."""
    found = Decimal(exact.numerator) / Decimal(exact.denominator)
    return found if Fraction(found) == exact else found.quantize(CENT, rounding=ROUND_HALF_UP)


def _share(exact: Fraction) -> Decimal:
    return rounded_share(Decimal(exact.numerator) / Decimal(exact.denominator))
