"""Numbers as models send them: as text, with marks between thousands, with what is counted or a currency beside them.

One that can mean two numbers is refused: "12.000" is twelve, or twelve thousand.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from limio_langchain.models.audience import PEOPLE
from limio_langchain.models.price_currency import SHARED, SIGNS
from limio_langchain.models.price_text import readings

QUOTES = " \t\r\n\"'`"
LONGEST = 60  # characters
MARKED = re.compile(r"\d+(?:[.,'\u2019 ]\d+)+")
POINTED = re.compile(r"\d+\.\d+")
COUNTED = re.compile(rf"(\d[\d.,'\u2019 ]*?)\s*(?:{PEOPLE})", re.IGNORECASE)
A_MONTH = re.compile(r"\s*(?:/|per|a|each|every)\s*(?:month|mo)\.?$|\s+monthly$", re.IGNORECASE)
# With a sign or a code on one side.
MONEY = re.compile(
    rf"(?:([{''.join(SIGNS)}$¥]|[A-Za-z]{{3}})\s*)?(\d[\d.,'\u2019 ]*?)\s*([{''.join(SIGNS)}$¥]|[A-Za-z]{{3}})?"
)


def number(value: Any) -> Any:
    """Return a number told as text with marks between thousands: ``1,200`` or ``1.234,50``; others as they came.

    Raises:
        ValueError: It can mean two numbers.
    """
    if not isinstance(value, str) or len(value) > LONGEST or not MARKED.fullmatch(value.strip(QUOTES)):
        return value
    written = value.strip(QUOTES)
    meant = set(readings(written, None)) | ({Decimal(written)} if POINTED.fullmatch(written) else set())
    if len(meant) > 1:
        raise ValueError("can mean two numbers; write it in digits alone")
    return str(meant.pop()) if meant else value


def counted(value: Any) -> Any:
    """Return how many told with what is counted: ``12 people``."""
    found = COUNTED.fullmatch(value.strip(QUOTES)) if isinstance(value, str) and len(value) <= LONGEST else None
    return number(found[1] if found else value)


def money(value: Any, currency: Any) -> tuple[Any, Any]:
    """Return an amount a month without the currency beside it, and the currency; another than the named one stays.

    Args:
        value: The amount as it was sent.
        currency: What was sent as its currency, or None.
    """
    told = A_MONTH.sub("", value.strip(QUOTES)) if isinstance(value, str) and len(value) <= LONGEST else ""
    found = MONEY.fullmatch(told)
    if not found or (found[1] and found[3]):
        return value, currency
    beside = found[1] or found[3]
    codes = SHARED.get(beside, {SIGNS.get(beside, beside.upper())}) if beside else set()
    if not codes or str(currency).strip().upper() in codes:
        return found[2], currency
    return (found[2], *codes) if currency is None and len(codes) == 1 else (value, currency)
