"""What Limio says an order will be charged, before it is placed (`POST /api/order/preview`).

Limio documents the call and not its answer's fields. So the answer is read only under the names that a setting gives,
and a charge counts only with its amount, its currency and its date.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from limio_langchain.models.price import CURRENCY, amount_of


@dataclass(frozen=True)
class PreviewedCharge:
    """One charge to come.

    Attributes:
        amount: In major units of `currency`, exact.
        currency: ISO-4217 code.
        on: The day it is charged.
    """

    amount: Decimal
    currency: str
    on: date


@dataclass(frozen=True)
class OrderPreview:
    """What Limio says an order will be charged.

    Attributes:
        charges: The charges that could be read, in the answer's order.
        complete: Whether all could be; without, no sum of them is one.
    """

    charges: tuple[PreviewedCharge, ...] = ()
    complete: bool = False

    @property
    def first(self) -> PreviewedCharge | None:
        """What is charged first in all, on the earliest day; None where it cannot be told for certain."""
        day = min((charge.on for charge in self.charges), default=None)
        due = [charge for charge in self.charges if charge.on == day]
        if not due or not self.complete or len({charge.currency for charge in due}) > 1:
            return None
        return PreviewedCharge(sum((charge.amount for charge in due), Decimal(0)), due[0].currency, due[0].on)


def preview_in(told: Mapping[str, Any], names: Mapping[str, str]) -> OrderPreview:
    """Read a preview's answer under the names a setting gives.

    Args:
        told: The answer.
        names: Where things are, each a name or a path of names with points: ``amount``, ``currency`` and ``date`` of a
            charge, and ``charges``, the list that holds them; without it the answer itself is the one charge.
    """
    rows = _at(told, names["charges"]) if "charges" in names else [told]
    if not isinstance(rows, list):
        return OrderPreview()
    charges = tuple(_charges(rows, names))
    return OrderPreview(charges, complete=len(charges) == len(rows) > 0)


def _charges(rows: list[Any], names: Mapping[str, str]) -> Iterator[PreviewedCharge]:
    for row in rows:
        amount, currency, day = (_at(row, names[name]) for name in ("amount", "currency", "date"))
        exact, on = amount_of(amount), _day(day)
        if exact is not None and on is not None and isinstance(currency, str) and CURRENCY.fullmatch(currency):
            yield PreviewedCharge(exact, currency, on)


def _at(told: Any, path: str) -> Any:
    for name in path.split("."):
        told = told.get(name) if isinstance(told, dict) else None
    return told


def _day(value: Any) -> date | None:
    try:
        return datetime.fromisoformat(value).date()
    except (TypeError, ValueError, OverflowError):
        return None
