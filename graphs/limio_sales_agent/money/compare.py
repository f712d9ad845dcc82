"""Two plans in the same terms: what each comes to in a year, and the difference in money and per cent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Literal

from limio_langchain.recommendation import EXACT, Cost, Year, cost_of, year_of

if TYPE_CHECKING:
    from limio_langchain.models.offer import Offer
    from limio_sales_agent.playbook import Playbook

Unknown = Literal["price", "currency", "start", "year"]
TENTH_OF_A_PERCENT = Decimal("0.001")


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
    unknown: Unknown | None = None


def compare(first: Offer, second: Offer, quantity: int, playbook: Playbook) -> Comparison:
    """Compare two offers for a quantity, in whichever order; swapping them negates the difference.

    Args:
        first: Such as the monthly plan.
        second: Such as the yearly plan.
        quantity: For how many, at least 1; it multiplies only what is sold per seat.
        playbook: Says what is sold per seat, and the team's own prices.

    Returns:
        The comparison, without numbers where any would be a guess.
    """
    costs = cost_of(first, quantity, playbook.selling), cost_of(second, quantity, playbook.selling)
    told, one, other = Comparison(*costs), year_of(costs[0]), year_of(costs[1])
    if one is None or other is None:
        return replace(told, unknown="price")
    if why := _why_not((costs[0], one), (costs[1], other)):
        return replace(told, unknown=why)
    difference, dearer = one.later - other.later, max(one.later, other.later)
    exact = difference / dearer if dearer else Decimal(0)
    share = rounded_share(exact)
    return replace(
        told,
        first_year=one.later,
        second_year=other.later,
        difference=difference,
        share=share,
        rounded=one.about or other.about or share != exact,
    )


def _why_not(*both: tuple[Cost, Year]) -> Unknown | None:
    if len({year.currency for _, year in both}) > 1:
        return "currency"
    # A year has no whole number of weeks or days, so what recurs by them has no exact price a year.
    if any(cost.every is None or cost.every.unit not in EXACT for cost, _ in both):
        return "year"
    return "start" if any(cost.delay or cost.once for cost, _ in both) else None


def rounded_share(share: Decimal) -> Decimal:
    """Return a share rounded to a tenth of a per cent."""
    return share.quantize(TENTH_OF_A_PERCENT, rounding=ROUND_HALF_UP)
