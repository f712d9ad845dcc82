"""Prices as the catalogue holds them: exact, or unknown with the reason. Never invented."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, cast

Interval = Literal["days", "weeks", "months", "years"]
Kind = Literal["recurring", "one_time", "volume", "usage", "external", "unknown"]

MONTHS: Mapping[str, Decimal] = {
    "days": Decimal(12) / Decimal(365),
    "weeks": Decimal(12) * 7 / Decimal(365),
    "months": Decimal(1),
    "years": Decimal(12),
}
AMOUNT = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?")
CURRENCY = re.compile(r"[A-Z]{3}")
LARGEST_COUNT = 10_000


@dataclass(frozen=True)
class Tier:
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


@dataclass(frozen=True)
class Price:
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
    name: str | None = None
    unknown_because: str | None = None

    @classmethod
    def from_charge(cls, charge: Mapping[str, Any]) -> Price:
        """Read one entry of ``price__limio``; what cannot be read becomes unknown."""
        kind, tiers = _kind(charge), _tiers(charge.get("tiers"))
        amount = None if kind in {"external", "volume"} else amount_of(charge.get("value"))
        interval = charge.get("repeat_interval_type")
        known = isinstance(interval, str) and interval in MONTHS and kind != "one_time"
        return cls(
            amount=amount,
            currency=_currency(charge),
            interval=cast("Interval", interval) if known else None,
            interval_count=(_count(charge.get("repeat_interval")) or 1) if known else None,
            kind=kind,
            tiers=tiers,
            trigger=_text(charge.get("trigger")),
            repeat_count=_count(charge.get("repeat_count")),
            name=_text(charge.get("name")),
            unknown_because=None if amount is not None else _why(kind, charge, tiers),
        )

    def amount_for(self, quantity: int) -> Decimal | None:
        """Return what `quantity` of it costs by its tiers, or None where it has none for that quantity."""
        for tier in self.tiers:
            if tier.starting_unit <= quantity and (tier.ending_unit is None or quantity <= tier.ending_unit):
                return tier.amount if tier.flat else tier.amount * quantity
        return None


def price_per_month(price: Price, quantity: int = 1) -> Decimal | None:
    """Return a recurring charge a month, for comparing: a year is 12 months and 365 days.

    Args:
        price: The charge.
        quantity: Picks the tier of a volume price; it multiplies nothing else.

    Returns:
        The exact quotient, not rounded; None where the amount or the interval is unknown.
    """
    amount = price.amount_for(quantity) if price.tiers else price.amount
    if amount is None or price.interval is None:
        return None
    return amount / (MONTHS[price.interval] * (price.interval_count or 1))


def amount_of(value: Any) -> Decimal | None:
    """Return a catalogue amount, which is text with or without decimals; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    text = str(value).strip()
    if not AMOUNT.fullmatch(text):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _kind(charge: Mapping[str, Any]) -> Kind:
    told = str(charge.get("type") or "").lower().replace("-", "").replace("_", "")
    if charge.get("use_external_price") is True:
        return "external"
    if charge.get("tiers") or "volume" in told:
        return "volume"
    if told.startswith("onetime"):
        return "one_time"
    return cast("Kind", told) if told in {"recurring", "usage"} else "unknown"


def _why(kind: Kind, charge: Mapping[str, Any], tiers: tuple[Tier, ...]) -> str:
    if kind == "external":
        return "the price is kept outside the catalogue"
    if kind == "volume":
        return "the price depends on the quantity" if tiers else "the volume price has no tiers that can be read"
    return "the charge has no value" if charge.get("value") in (None, "") else "the value is not a plain amount"


def _tiers(told: Any) -> tuple[Tier, ...]:
    """Read the tiers; one that cannot be read makes them all unknown, since a gap would price a quantity wrongly."""
    rows = told if isinstance(told, list) else []
    tiers = []
    for row in rows:
        if not isinstance(row, dict):
            return ()
        start, end = _count(row.get("starting_unit")), _count(row.get("ending_unit"))
        amount = amount_of(row.get("price"))
        form = str(row.get("price_format") or "FlatFee").replace(" ", "").lower()
        if start is None or amount is None or form not in {"flatfee", "perunit"}:
            return ()
        tiers.append(Tier(start, end, amount, flat=form == "flatfee"))
    return tuple(sorted(tiers, key=lambda tier: tier.starting_unit))


def _currency(charge: Mapping[str, Any]) -> str | None:
    code, known = charge.get("currencyCode"), charge.get("currency")
    for told in (code, known.get("id") if isinstance(known, dict) else None):
        if isinstance(told, str) and CURRENCY.fullmatch(told):
            return told
    return None


def _count(value: Any) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 9:  # noqa: PLR2004
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST_COUNT**2 else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
