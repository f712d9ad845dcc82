"""What the shop asks for: today and later, for each line and in all. Only the shop reckons; nothing here is Limio's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from limio_langchain.sandbox.catalogue import Item, attributes_of
from limio_langchain.sandbox.html import plain

SYMBOLS = {"GBP": "£", "USD": "$", "EUR": "€", "CAD": "CA$", "AUD": "A$"}
PENNY = Decimal("0.01")
PROMO_CODES = {"SAVE20": Decimal("0.20"), "WELCOME10": Decimal("0.10"), "TEAM15": Decimal("0.15")}


@dataclass(frozen=True)
class Asked:
    """What a line of the order costs.

    Attributes:
        currency: ISO-4217 code.
        today: What is paid now, or None where the shop's billing system knows it alone.
        later: What recurs, in words.
        wording: The price as the catalogue words it.
    """

    currency: str
    today: Decimal | None
    later: str
    wording: str


@dataclass(frozen=True)
class Total:
    """What an order costs today in one currency, before and after a promo code."""

    currency: str
    whole: Decimal
    off: Decimal

    @property
    def due(self) -> Decimal:
        """What is paid."""
        return self.whole - self.off


def asked_for(item: Item, quantity: int) -> Asked:
    """Return what `quantity` of an item cost."""
    held = attributes_of(item)
    charges = [one for one in held.get("price__limio") or [] if isinstance(one, dict)]
    now = [amount_of(charge, quantity) for charge in charges if not charge.get("delay_interval")]
    known = [amount for amount in now if amount is not None]
    return Asked(
        currency=next((str(charge["currencyCode"]) for charge in charges if charge.get("currencyCode")), ""),
        today=sum(known, Decimal(0)) if known and len(known) == len(now) else None,
        later=", then ".join(filter(None, (_recurring(charge, quantity) for charge in charges))),
        wording=_wording(held),
    )


def totals(lines: Sequence[Asked], share: Decimal = Decimal(0)) -> list[Total]:
    """Return today's totals by currency; none at all when any price is not known here.

    Args:
        lines: The order's lines.
        share: What a promo code takes off, from 0 to 1.
    """
    if any(line.today is None for line in lines):
        return []
    sums: dict[str, Decimal] = {}
    for line in lines:
        sums[line.currency] = sums.get(line.currency, Decimal(0)) + (line.today or 0)
    return [Total(currency, whole, (whole * share).quantize(PENNY, ROUND_HALF_UP)) for currency, whole in sums.items()]


def promo_share(code: str | None) -> Decimal | None:
    """Return what a promo code takes off, or None for a bad one, which the shop ignores without a word."""
    return PROMO_CODES.get((code or "").strip().upper())


def money(amount: Decimal, currency: str) -> str:
    """Return an amount as the shop writes it."""
    return f"{SYMBOLS.get(currency, f'{currency} ')}{amount:,.2f}"


def _wording(held: Mapping[str, Any]) -> str:
    for name in ("display_price__limio", "detailed_display_price__limio"):
        told = held.get(name)
        if isinstance(told, str) and "{{" not in told and plain(told):
            return plain(told)
    return ""


def _recurring(charge: Mapping[str, Any], quantity: int) -> str:
    amount, unit = amount_of(charge, quantity), charge.get("repeat_interval_type")
    if amount is None or not isinstance(unit, str) or "one" in str(charge.get("type", "")):
        return ""
    every = charge.get("repeat_interval") or 1
    period = unit.removesuffix("s") if every == 1 else f"{every} {unit}"
    return f"{money(amount, str(charge.get('currencyCode', '')))} every {period}"


def amount_of(charge: Mapping[str, Any], quantity: int) -> Decimal | None:
    """Return what `quantity` of a charge cost, or None where the shop's billing system knows it alone."""
    if charge.get("use_external_price") is True:
        return None
    for tier in charge.get("tiers") or []:
        if tier["starting_unit"] <= quantity <= (tier.get("ending_unit") or quantity):
            each = Decimal(tier["price"])
            return each if tier.get("price_format", "FlatFee") == "FlatFee" else each * quantity
    try:
        amount = Decimal(str(charge.get("value")))
    except InvalidOperation:
        return None
    return amount * quantity if amount.is_finite() else None
