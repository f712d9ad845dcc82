"""Values of an answer as far as they are what they should be; anything else is as if it were not there."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from limio_langchain.models.price import CURRENCY

LONGEST_TEXT = 400  # characters of an id, a path or a status
LARGEST_AMOUNT = Decimal(10) ** 12
LARGEST_COUNT = 1_000_000


def text_of(value: Any) -> str | None:
    """Return a text without outer spaces; None for anything else, an empty one and one nobody would name a thing by."""
    text = value.strip() if isinstance(value, str) else ""
    return text if text and len(text) <= LONGEST_TEXT and text.isprintable() else None


def amount_of(value: Any) -> Decimal | None:
    """Return an amount of money told as a number or a text; None where it is none, below 0 or beyond belief."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and 0 <= amount < LARGEST_AMOUNT else None


def count_of(value: Any) -> int | None:
    """Return a whole number of at least 1, told as such or as 1.0; None for anything else."""
    whole = int(value) if isinstance(value, float) and value.is_integer() else value
    fine = isinstance(whole, int) and not isinstance(whole, bool) and 1 <= whole <= LARGEST_COUNT
    return whole if fine else None


def currency_of(value: Any) -> str | None:
    """Return an ISO-4217 code; None for anything else."""
    return value if isinstance(value, str) and CURRENCY.fullmatch(value) else None
