"""How a team sells: what it puts forward, whether people are its quantity, and prices it states itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from limio_langchain.models.offer import Offer
from limio_langchain.models.periods import Interval
from limio_langchain.recommendation.needs import Billing


@dataclass(frozen=True)
class StatedPrice:
    """A price the team states where the catalogue holds none.

    Attributes:
        amount: Money in major units, exact; of one seat where the offer is sold per seat.
        currency: ISO-4217 code.
        interval: What it recurs every; None for a single payment.
        interval_count: How many of those intervals lie between payments.
    """

    amount: Decimal
    currency: str
    interval: Interval | None = None
    interval_count: int = 1


@dataclass(frozen=True)
class Selling:
    """How a team sells; neutral where nothing is said.

    The two tilts reorder offers none of which gives no less and costs no more than the other, and nothing else.

    Attributes:
        lead_with: The billing period put forward.
        prefer: Catalogue attributes whose holders are put forward, such as ``{"label__limio": ("pro",)}``.
        per_seat: Whether a number of people is the quantity of every offer; else each offer says.
        prices: Prices of the team's own by offer path, used where the catalogue has no amount at all.
    """

    lead_with: Billing | None = None
    prefer: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    per_seat: bool = False
    prices: Mapping[str, StatedPrice] = field(default_factory=dict)

    def sells_per_seat(self, offer: Offer) -> bool:
        """Return whether a number of people is an offer's quantity; an add-on says so itself or is sold once."""
        return offer.sold_per_seat or (self.per_seat and offer.kind == "offer")

    def sells_by_number(self, offer: Offer) -> bool:
        """Return whether a number of people is ordered as it is: per seat, or at the volume price of that number."""
        return self.sells_per_seat(offer) or (offer.kind == "offer" and bool(offer.volume_prices))

    def prefers(self, offer: Offer) -> bool:
        """Return whether an offer holds any of the attribute values that are put forward."""
        return any(offer.carries(name, value) for name, values in self.prefer.items() for value in values)


NEUTRAL = Selling()
