"""What an offer costs, exactly, or that it is not known. Nothing is ever guessed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal, NamedTuple

from limio_langchain.models.offer import Offer
from limio_langchain.models.periods import Period
from limio_langchain.models.price import Price
from limio_langchain.recommendation.selling import NEUTRAL, Selling, StatedPrice

Length = Period
Unknown = Literal["outside", "doubt", "charges", "quantity", "currency"]
Source = Literal["catalogue", "team"]
NOTHING = Decimal(0)


class Cost(NamedTuple):
    """What a quantity of an offer costs, or why that is not known; amounts are exact and in major units.

    Attributes:
        quantity: How many are priced: 1 unless the offer is sold per seat or priced by quantity.
        per_seat: Whether `quantity` is a number of people.
        unit: What one costs each period (or once); None when unknown or when a tier has one fee for all.
        total: What the quantity costs each period (or once); None when unknown.
        once: What of it is paid a single time, beside what recurs.
        first: What is paid first: the charges that no delay puts off. Zero in a trial.
        currency: ISO-4217 code.
        every: How often the total recurs; None for a single payment.
        delay: How long after the beginning the total is first charged, where the catalogue delays it.
        before: What recurs until then, where another price leads; paid `before_times` times.
        before_times: How often.
        trigger: When the first payment is due: ``order_date`` or ``subscription_start``, where the catalogue says.
        source: Whose price it is: the catalogue's, or the team's own.
        unknown: Why there is no amount: it is kept ``outside`` the catalogue, the catalogue is in ``doubt``, its
            ``charges`` cannot be added up, it has none for this ``quantity``, or its currencies differ or are missing.
        listed: The shop's own words for an unknown price; nothing where they contradict the charge.
    """

    quantity: int = 1
    per_seat: bool = False
    unit: Decimal | None = None
    total: Decimal | None = None
    once: Decimal = NOTHING
    first: Decimal | None = None
    currency: str | None = None
    every: Length | None = None
    delay: Length | None = None
    before: Decimal | None = None
    before_times: int = 0
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


UNKNOWN = Cost(unknown="outside")


class _Counted(NamedTuple):
    """How many are priced, and whether they are people."""

    quantity: int
    per_seat: bool

    @property
    def seats(self) -> int:
        """By what the price of one is multiplied."""
        return self.quantity if self.per_seat else 1


class _Charge(NamedTuple):
    """A charge for the quantity asked for."""

    total: Decimal
    unit: Decimal | None
    every: Length | None
    delay: Length | None = None
    times: int | None = None
    trigger: str | None = None


class _Unpriceable(Exception):
    def __init__(self, why: Unknown) -> None:
        self.why = why


def cost_of(offer: Offer, quantity: int, selling: Selling = NEUTRAL) -> Cost:
    """Return what a quantity of an offer costs.

    A total multiplies only what is sold per seat; a volume price is the tier's that the quantity falls in.
    The team's price is used where the catalogue has no amount at all, and marked as the team's own.

    Args:
        offer: The offer or add-on.
        quantity: How many, at least 1.
        selling: Says whether it is sold per seat, and what the catalogue does not price.

    Returns:
        The cost; where anything about it is unknown or contradictory, all of it is.
    """
    per_seat = selling.sells_per_seat(offer)
    prices, stated = offer.charges, selling.prices.get(offer.path)
    counted = _Counted(quantity if per_seat or offer.volume_prices else 1, per_seat)
    if offer.price_in_doubt:
        return Cost(*counted, unknown="doubt")
    try:
        if stated and not any(price.amount is not None or price.tiers for price in prices):
            return _sum(counted, [_stated(stated, counted)], stated.currency, source="team")
        return _sum(counted, [_charge(price, counted) for price in prices], _currency(prices))
    except _Unpriceable as fault:
        return Cost(*counted, unknown=fault.why, listed=offer.display_price)


def _currency(prices: Sequence[Price]) -> str:
    if not prices or all(price.kind == "external" for price in prices):
        raise _Unpriceable("outside")
    if len(currencies := {price.currency for price in prices}) > 1 or None in currencies:
        raise _Unpriceable("currency")
    return str(currencies.pop())


def _charge(price: Price, counted: _Counted) -> _Charge:
    if price.tiers and price.period:
        if (total := price.amount_for(counted.quantity)) is None:
            raise _Unpriceable("quantity")
        return _Charge(total, None, price.period, price.delay, None, price.trigger)
    if price.kind not in {"recurring", "one_time"} or (price.kind == "recurring") != (price.period is not None):
        raise _Unpriceable("outside" if price.kind == "external" else "charges")
    if price.amount is None:
        raise _Unpriceable("outside")
    total = price.amount * counted.seats
    return _Charge(total, price.amount, price.period, price.delay, price.repeat_count, price.trigger)


def _stated(price: StatedPrice, counted: _Counted) -> _Charge:
    every = Length(price.interval_count, price.interval) if price.interval else None
    return _Charge(price.amount * counted.seats, price.amount, every)


def _sum(counted: _Counted, charges: Sequence[_Charge], currency: str, source: Source = "catalogue") -> Cost:
    """Add up what can be told in one sentence: single payments, one rhythm that recurs, one price that leads."""
    if len(charges) == 1 and not charges[0].delay:  # as nearly all have it
        return _alone(counted, charges[0], currency, source)
    single = [charge for charge in charges if not charge.every]
    if any(charge.delay for charge in single):
        raise _Unpriceable("charges")
    leading, recurring = _phases([charge for charge in charges if charge.every])
    told = recurring or single
    once = sum((charge.total for charge in single), NOTHING) if recurring else NOTHING
    total = sum((charge.total for charge in told), NOTHING)
    begun = leading.total if leading else total if not told[0].delay else NOTHING
    units = [charge.unit for charge in told]
    triggers = {charge.trigger for charge in charges}
    return Cost(
        *counted,
        unit=None if None in units else sum((unit for unit in units if unit is not None), NOTHING),
        total=total,
        once=once,
        first=once + begun,
        currency=currency,
        every=told[0].every,
        delay=told[0].delay,
        before=leading.total if leading else None,
        before_times=(leading.times or 0) if leading else 0,
        trigger=triggers.pop() if len(triggers) == 1 else None,
        source=source,
    )


def _alone(counted: _Counted, only: _Charge, currency: str, source: Source) -> Cost:
    return Cost(
        *counted,
        unit=only.unit,
        total=only.total,
        first=only.total,
        currency=currency,
        every=only.every,
        trigger=only.trigger,
        source=source,
    )


def _phases(recurring: Sequence[_Charge]) -> tuple[_Charge | None, list[_Charge]]:
    """Tell a price that leads for a while from the one that follows it, where the first ends when the other begins.

    Two rhythms beside each other cannot be told apart from one after the other, unless the catalogue's numbers say it:
    three payments a month, and the other put off by three months.
    """
    leading = [charge for charge in recurring if not charge.delay]
    following = [charge for charge in recurring if charge.delay]
    if len(leading) == 1 == len(following) and leading[0].every == following[0].every and leading[0].every:
        ends = Length(leading[0].every.count * (leading[0].times or 0), leading[0].every.unit)
        if ends == following[0].delay:
            return leading[0], following
    if len({(charge.every, charge.delay) for charge in recurring}) > 1:
        raise _Unpriceable("charges")
    return None, list(recurring)
