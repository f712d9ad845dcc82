"""Whether a display price contradicts the charge: then no total is given, since one of the two is wrong."""

from __future__ import annotations

import re
from decimal import Decimal

from limio_langchain.models.price import MONTHS, Price

# An amount and, close behind it, a period: "£49/month per user", "$800.00 / month", "12,50 € im Monat" is left alone.
STATED = re.compile(
    r"(?P<amount>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,2})?|[0-9]+(?:\.[0-9]{1,2})?)"
    r"[^0-9.]{0,25}?(?:/|\bper\b|\ba\b|\bevery\b|\beach\b)\s*"
    r"(?P<unit>day|week|month|mo\b|year|yr\b|annum)",
    re.IGNORECASE,
)
UNITS = {
    "day": "days",
    "week": "weeks",
    "month": "months",
    "mo": "months",
    "year": "years",
    "yr": "years",
    "annum": "years",
}
TOLERANCE = Decimal("0.01")  # a monthly price rounded to the penny times twelve may be off by a few


def doubt(price: Price, display_price: str) -> str | None:
    """Return why a charge's amount may not be relied on, or None.

    The charge and the text are compared for the same period, so that "£49/month, paid annually" agrees with 588 a year.
    A text without an amount and a period contradicts nothing; one with several agrees when any of them does.

    Args:
        price: The charge.
        display_price: The price as the shop words it, as plain text.
    """
    if price.amount is None or price.interval is None or price.interval_count is None:
        return None
    charged = price.amount / (MONTHS[price.interval] * price.interval_count)
    stated = list(STATED.finditer(display_price))
    if not stated or any(_agree(charged, match) for match in stated):
        return None
    return "the shop's own words name another price than the charge"


def _agree(charged: Decimal, match: re.Match[str]) -> bool:
    amount = Decimal(match["amount"].replace(",", ""))
    a_month = amount / MONTHS[UNITS[match["unit"].lower()]]
    return abs(a_month - charged) <= max(TOLERANCE, charged * TOLERANCE)
