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
        priced: The quantity that picks the price: people, where a price has tiers.
        misfit: Why the number asked for cannot be ordered as it is: fewer than the ``minimum`` or between two ``step``
            s, so that `ordered` is the next number up; more than the ``maximum``; or no ``tier`` prices it.
    """

    ordered: int
    priced: int
    misfit: Misfit | None = None


def quantity_for(offer: Offer, people: int | None, selling: Selling = NEUTRAL) -> Quantity:
    """Return how many of an offer to order for so many people, or for one where their number is unknown.

    People are the quantity only where the offer is sold per seat; where its price has tiers they pick the tier.

    Args:
        offer: The offer.
        people: How many people, at least 1; None where nobody said.
        selling: Whether people are the quantity of every offer.
    """
    tiers = offer.price.tiers if offer.price else ()
    if not selling.sells_per_seat(offer):
        asked = people or 1
        return Quantity(1, asked, "tier" if tiers and offer.price and offer.price.amount_for(asked) is None else None)
    asked, limits = people or 1, offer.quantity_limits
    ordered = orderable(offer, asked)
    misfit: Misfit | None = None
    if limits.maximum and ordered > limits.maximum:
        misfit = "maximum"
    elif people and ordered > asked:
        misfit = "minimum" if asked < (limits.minimum or 1) else "step"
    elif tiers and offer.price and offer.price.amount_for(ordered) is None:
        misfit = "tier"
    return Quantity(ordered, ordered, misfit)


def orderable(offer: Offer, number: int) -> int:
    """Return the smallest number from `number` on that is no less than an offer's minimum and one of its steps."""
    limits = offer.quantity_limits
    least, step = max(number, limits.minimum or 1), limits.increment
    # Whether steps count from nought or from the minimum is not documented, so a number of either kind will do.
    if not step or not least % step or not (least - (limits.minimum or 0)) % step:
        return least
    return least + step - least % step
