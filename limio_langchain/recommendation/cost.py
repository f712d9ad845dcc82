"""What an offer costs, exactly, or that it is not known. Nothing is ever guessed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from limio_langchain.models.price import Interval, Price

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from limio_langchain.models.offer import Offer
    from limio_sales_agent.playbook import Playbook, TeamPrice

Unknown = Literal["outside", "doubt", "charges", "quantity", "currency"]
Source = Literal["catalogue", "team"]
UNITS: Mapping[str, Interval] = {
    unit: known for known in ("days", "weeks", "months", "years") for unit in (known, known.removesuffix("s"))
}


@dataclass(frozen=True)
class Length:
    """A stretch of time: `count` of `unit` (``days``, ``weeks``, ``months``, ``years``)."""

    count: int
    unit: Interval


@dataclass(frozen=True)
class Cost:
    """What a quantity of an offer costs, or why that is not known; amounts are exact and in major units.

    Attributes:
        quantity: How many are priced: 1 unless the offer is sold per seat or priced by quantity.
        per_seat: Whether `quantity` is a number of people.
        unit: What one costs each period (or once); None when unknown or when a tier has one fee for all.
        total: What the quantity costs each period (or once); None when unknown.
        first: What is paid first: the charges that no delay puts off. Zero in a trial.
        currency: ISO-4217 code.
        every: How often the total recurs; None for a single payment.
        delay: How long after the beginning the recurring charge starts, where the catalogue delays it.
        trigger: When the first payment is due: ``order_date`` or ``subscription_start``, where the catalogue says.
        source: Whose price it is: the catalogue's, or the team's own from the playbook.
        unknown: Why there is no amount: it is kept ``outside`` the catalogue, the catalogue is in ``doubt``, its
            ``charges`` cannot be added up, it has none for this ``quantity``, or its currencies differ or are missing.
        listed: The shop's own words for an unknown price; nothing where they contradict the charge.
    """

    quantity: int = 1
    per_seat: bool = False
    unit: Decimal | None = None
    total: Decimal | None = None
    first: Decimal | None = None
    currency: str | None = None
    every: Length | None = None
    delay: Length | None = None
    trigger: str | None = None
    source: Source = "catalogue"
    unknown: Unknown | None = None
    listed: str = ""

    @property
    def known(self) -> bool:
        """Whether there is an amount."""
        return self.unknown is None

    @property
    def starts_free(self) -> bool:
        """Whether nothing is paid at first although something recurs."""
        return self.known and self.first == 0 and bool(self.total) and self.delay is not None


@dataclass(frozen=True)
class _Charge:
    """A charge for the quantity asked for."""

    total: Decimal
    unit: Decimal | None
    every: Length | None
    delay: Length | None
    trigger: str | None


class _Unpriceable(Exception):
    def __init__(self, why: Unknown) -> None:
        self.why = why


def sold_per_seat(offer: Offer, playbook: Playbook) -> bool:
    """Return whether a number of people is the quantity: the offer says so, or the playbook of its offers."""
    return offer.sold_per_seat or (playbook.sold_per == "seat" and offer.kind == "offer")


def cost_of(offer: Offer, quantity: int, playbook: Playbook) -> Cost:
    """Return what a quantity of an offer costs.

    A total multiplies only what is sold per seat; a volume price is the tier's that the quantity falls in.
    The playbook's price is used where the catalogue has no amount at all, and marked as the team's own.

    Args:
        offer: The offer or add-on.
        quantity: How many, at least 1.
        playbook: Says whether it is sold per seat, and what the catalogue does not price.

    Returns:
        The cost; where anything about it is unknown or contradictory, all of it is.
    """
    per_seat = sold_per_seat(offer, playbook)
    prices, team = offer.charges, playbook.prices.get(offer.path)
    priced = any(price.amount is not None or price.tiers for price in prices)
    cost = Cost(quantity if per_seat or any(price.tiers for price in prices) else 1, per_seat)
    if offer.price_in_doubt:
        return replace(cost, unknown="doubt")
    if team and not priced:
        return _sum(cost, [_for_seats(_team_charge(team), cost)], team.currency, source="team")
    try:
        currency = _currency(prices)
        charges = [_charge(price, raw, cost) for price, raw in zip(prices, _raw(offer), strict=True)]
        return _sum(cost, charges, currency)
    except _Unpriceable as fault:
        return replace(cost, unknown=fault.why, listed=offer.display_price)


def _raw(offer: Offer) -> list[Mapping[str, Any]]:
    """Return the charges as received, beside `Offer.charges`, for the delay that `Price` does not hold."""
    told = offer.attributes.get("price__limio")
    raw: list[Mapping[str, Any]] = [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []
    return raw if len(raw) == len(offer.charges) else [{} for _ in offer.charges]


def _currency(prices: Sequence[Price]) -> str:
    if not prices or all(price.kind == "external" for price in prices):
        raise _Unpriceable("outside")
    if len(currencies := {price.currency for price in prices}) > 1 or None in currencies:
        raise _Unpriceable("currency")
    return str(currencies.pop())


def _charge(price: Price, raw: Mapping[str, Any], cost: Cost) -> _Charge:
    every = Length(price.interval_count or 1, price.interval) if price.interval else None
    delay = _delay(raw)
    if price.tiers and every:
        if (total := price.amount_for(cost.quantity)) is None:
            raise _Unpriceable("quantity")
        return _Charge(total, None, every, delay, price.trigger)
    if price.amount is None:
        raise _Unpriceable("outside")
    if price.kind not in {"recurring", "one_time"} or (price.kind == "recurring") != (every is not None):
        raise _Unpriceable("charges")
    return _for_seats(_Charge(price.amount, price.amount, every, delay, price.trigger), cost)


def _team_charge(price: TeamPrice) -> _Charge:
    every = Length(price.interval_count, price.interval) if price.interval else None
    return _Charge(price.amount, price.amount, every, None, None)


def _for_seats(charge: _Charge, cost: Cost) -> _Charge:
    return replace(charge, total=charge.total * cost.quantity) if cost.per_seat else charge


def _sum(
    cost: Cost, charges: Sequence[_Charge], currency: str, source: Literal["catalogue", "team"] = "catalogue"
) -> Cost:
    """Add up charges that can be told in one sentence: single payments, and one rhythm that recurs."""
    recurring = [charge for charge in charges if charge.every]
    if len({(charge.every, charge.delay) for charge in recurring}) > 1:
        raise _Unpriceable("charges")  # whether one price follows the other or both run is not said
    if any(charge.delay for charge in charges if not charge.every):
        raise _Unpriceable("charges")
    told = recurring or list(charges)
    units = [charge.unit for charge in told]
    triggers = {charge.trigger for charge in charges}
    return replace(
        cost,
        unit=None if None in units else sum((unit for unit in units if unit is not None), Decimal(0)),
        total=sum((charge.total for charge in told), Decimal(0)),
        first=sum((charge.total for charge in charges if not charge.delay), Decimal(0)),
        currency=currency,
        every=told[0].every,
        delay=told[0].delay,
        trigger=triggers.pop() if len(triggers) == 1 else None,
        source=source,
    )


def _delay(raw: Mapping[str, Any]) -> Length | None:
    """Return how long a charge is put off; that ``delay_interval`` means this is inferred from its name."""
    count, unit = raw.get("delay_interval"), raw.get("delay_interval_type")
    if count in (None, "", 0, "0"):
        return None
    if not str(count).isascii() or not str(count).isdigit() or str(unit) not in UNITS:
        raise _Unpriceable("charges")
    return Length(int(count), UNITS[str(unit)])
