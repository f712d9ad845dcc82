"""Prices as the catalogue holds them: exact, or unknown with the reason. Never invented."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any, Literal, NamedTuple

from limio_langchain.answer import as_count, as_list, as_text
from limio_langchain.models.periods import Interval, Period, interval_of

Kind = Literal["recurring", "one_time", "volume", "usage", "external", "unknown"]

AMOUNT = re.compile(r"[0-9]{1,12}(\.[0-9]{1,20})?")
SMALLEST = Decimal("0.000001")  # more digits are the noise of a binary fraction, and only where they come close to none
NOISE = Decimal("1e-9")
# Limio's pricing kinds, as its documents and real charges spell them; letters alone count.
DOCUMENTED: Mapping[str, Kind] = {
    "recurring": "recurring",
    "onetime": "one_time",
    "onetimetermed": "one_time",
    "onetimeevergreen": "one_time",
    "recurringvolume": "volume",
    "volume": "volume",
    "usage": "usage",
    "usageperunit": "usage",
}
CURRENCY = re.compile(r"[A-Z]{3}")


class Tier(NamedTuple):
    """One step of a volume price.

    Attributes:
        starting_unit: The first quantity it is for.
        ending_unit: The last one, or None for all above.
        amount: The fee.
        flat: Whether the fee is for the whole quantity; else it is for each.
    """

    starting_unit: int
    ending_unit: int | None
    amount: Decimal
    flat: bool = True


class Price(NamedTuple):
    """One charge of an offer (`price__limio`).

    Attributes:
        amount: The charge in `currency`, or None when the catalogue does not hold it.
        currency: ISO-4217 code (``currencyCode``, which is trusted over the currency object).
        interval: What it recurs by.
        interval_count: Every how many of `interval`.
        kind: What sort of charge it is.
        tiers: Steps by quantity, for a volume price.
        trigger: When it is charged: ``order_date`` or ``subscription_start``.
        repeat_count: How often it is charged, as the catalogue says.
        delay: How long after the beginning it is first charged (``delay_interval``, meaning inferred from the name).
        name: The charge's name.
        unknown_because: Why there is no amount, in words.
    """

    amount: Decimal | None = None
    currency: str | None = None
    interval: Interval | None = None
    interval_count: int | None = None
    kind: Kind = "unknown"
    tiers: tuple[Tier, ...] = ()
    trigger: str | None = None
    repeat_count: int | None = None
    delay: Period | None = None
    name: str | None = None
    unknown_because: str | None = None

    @classmethod
    def from_charge(cls, charge: Mapping[str, Any]) -> Price:
        """Read one entry of ``price__limio``; what cannot be read becomes unknown."""
        kind = _kind(charge)
        tiers = _tiers(charge.get("tiers")) if kind == "volume" else ()
        priced = kind not in {"external", "volume"} and not charge.get("tiers")
        amount = amount_of(charge.get("value")) if priced else None
        every = _every(charge.get("repeat_interval"))
        interval = None if kind == "one_time" or not every else interval_of(charge.get("repeat_interval_type"))
        return cls(
            amount=amount,
            currency=_currency(charge),
            interval=interval[0] if interval else None,
            interval_count=interval[1] * every if interval and every else None,
            kind=kind,
            tiers=tiers,
            trigger=as_text(charge.get("trigger")),
            repeat_count=as_count(charge.get("repeat_count")),
            delay=_delay(charge),
            name=as_text(charge.get("name")),
            unknown_because=None if amount is not None else _why(kind, charge, tiers),
        )

    @property
    def period(self) -> Period | None:
        """How often it recurs, or None where it does not or that is not known."""
        return Period(self.interval_count or 1, self.interval) if self.interval else None

    def amount_for(self, quantity: int) -> Decimal | None:
        """Return what `quantity` of it costs by its tiers, or None where it has none for that quantity."""
        for tier in self.tiers:
            if tier.starting_unit <= quantity and (tier.ending_unit is None or quantity <= tier.ending_unit):
                return tier.amount if tier.flat else tier.amount * quantity
        return None


def amount_of(value: Any) -> Decimal | None:
    """Return a catalogue amount, which is text or a number with or without decimals; None for anything else.

    A binary fraction's noise is taken off: 29.990000000000002 is 29.99. Anything finer than a millionth is no amount.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    text = str(value).strip()
    if not AMOUNT.fullmatch(text):
        return None
    exact = Decimal(text)
    if exact == (plain := exact.quantize(SMALLEST)):
        return exact if isinstance(value, str) else exact.normalize() + 0
    return plain.normalize() + 0 if abs(exact - plain) < NOISE else None


def _kind(charge: Mapping[str, Any]) -> Kind:
    told = str(charge.get("type") or "").lower().replace("-", "").replace("_", "").replace(" ", "")
    if str(charge.get("use_external_price")).strip().lower() in {"true", "1"}:
        return "external"
    kind = DOCUMENTED.get(told, "unknown")
    unreadable = charge.get("delay_interval") not in (None, "", 0, "0") and _delay(charge) is None
    return "unknown" if unreadable or (charge.get("tiers") and kind != "volume") else kind


def _every(told: Any) -> int | None:
    """Return every how many: 1 where nothing is said, None where what is said is no number of them."""
    return 1 if told in (None, "", 0, "0") else as_count(told)


def _delay(charge: Mapping[str, Any]) -> Period | None:
    interval, count = interval_of(charge.get("delay_interval_type")), as_count(charge.get("delay_interval"))
    return Period(interval[1] * count, interval[0]) if interval and count else None


def _why(kind: Kind, charge: Mapping[str, Any], tiers: tuple[Tier, ...]) -> str:
    if kind == "external":
        return "the price is kept outside the catalogue"
    if kind == "volume":
        return "the price depends on the quantity" if tiers else "the volume price has no tiers that can be read"
    if charge.get("tiers"):
        return "the charge has tiers and is of a kind that Limio does not document with any"
    return "the charge has no value" if charge.get("value") in (None, "") else "the value is not a plain amount"


def _tiers(told: Any) -> tuple[Tier, ...]:
    """Read the tiers; one that cannot be read makes them all unknown, since a gap would price a quantity wrongly."""
    rows = as_list(told)
    tiers = [tier for tier in map(_tier, rows) if tier]
    tiers.sort(key=lambda tier: tier.starting_unit)
    overlap = any(one.ending_unit is None or one.ending_unit >= other.starting_unit for one, other in pairwise(tiers))
    return () if overlap or len(tiers) < len(rows) else tuple(tiers)


def _tier(row: Any) -> Tier | None:
    if not isinstance(row, dict):
        return None
    start, end, last = as_count(row.get("starting_unit")), as_count(row.get("ending_unit")), row.get("ending_unit")
    amount = amount_of(row.get("price"))
    form = str(row.get("price_format")).replace(" ", "").replace("_", "").lower()
    if (
        start is None
        or amount is None
        or form not in {"flatfee", "perunit"}
        or (end is None and last not in (None, ""))
        or (end is not None and end < start)
    ):
        return None
    return Tier(start, end, amount, flat=form == "flatfee")


def _currency(charge: Mapping[str, Any]) -> str | None:
    known = charge.get("currency")
    for told in (charge.get("currencyCode"), known.get("id") if isinstance(known, dict) else None):
        if isinstance(told, str) and CURRENCY.fullmatch(code := told.strip().upper()):
            return code
    return None
