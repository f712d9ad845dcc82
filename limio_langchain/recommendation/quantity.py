"""How many of an offer a number of people comes to, in the numbers an order may hold."""

from __future__ import annotations

from typing import Literal, NamedTuple

from limio_langchain.models.offer import Offer
from limio_langchain.recommendation.selling import NEUTRAL, Selling

Misfit = Literal["minimum", "maximum", "step", "tier"]


class Quantity(NamedTuple):
    """How many to order.

    Attributes:
        ordered: The quantity of the order.
        misfit: Why the number asked for cannot be ordered as it is: fewer than the ``minimum`` or between two ``step``
            s, so that `ordered` is the next number up; more than the ``maximum``; or no ``tier`` prices it.
    """

    ordered: int
    misfit: Misfit | None = None


ONE = Quantity(1)  # of nearly all, so that each need not be made and kept


def quantity_for(
    offer: Offer, people: int | None, selling: Selling = NEUTRAL, *, copies: int | None = None
) -> Quantity:
    """Return how many of an offer to order for so many people; as many as it says itself where nobody said a number.

    People are the quantity only where the offer is sold per seat, or where its price has tiers: the quantity picks one.
    Whoever tells how many of an offer an order holds asks here, so that no two can tell another number.

    Args:
        offer: The offer.
        people: How many people, at least 1; None where nobody said.
        selling: Whether people are the quantity of every offer.
        copies: How many of it they asked for, at least 1, however many people they are; None where they did not.
    """
    limits = offer.quantity_limits
    said = copies or (people if selling.sells_by_number(offer) else None)
    asked = said or limits.default or 1
    ordered = orderable(offer, asked)
    misfit: Misfit | None = None
    if limits.maximum and ordered > limits.maximum:
        misfit = "maximum"
    elif said and ordered > asked:
        misfit = "minimum" if asked < (limits.minimum or 1) else "step"
    elif any(price.amount_for(ordered) is None for price in offer.volume_prices):
        misfit = "tier"
    return Quantity(ordered, misfit) if misfit or ordered > 1 else ONE


def orderable(offer: Offer, number: int) -> int:
    """Return the smallest number from `number` on that is no less than an offer's minimum and one of its steps."""
    limits = offer.quantity_limits
    least, step = max(number, limits.minimum or 1), limits.increment
    # Whether steps count from nought or from the minimum is not documented, so a number of either kind will do.
    if not step or not least % step or not (least - (limits.minimum or 0)) % step:
        return least
    return least + step - least % step
