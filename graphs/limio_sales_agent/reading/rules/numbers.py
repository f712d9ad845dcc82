"""Numbers, in digits or in words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from limio_sales_agent.reading.rules.message import Match, Message
from limio_sales_agent.reading.rules.tokens import tokens_of

NAMING = frozenset({"offer", "add_on"})
MOST = 40  # numbers of a message that are looked at


@dataclass(frozen=True)
class Number:
    """A number in a message, in digits or in words.

    Attributes:
        first: Its first token.
        last: Its last token.
        value: What it comes to.
        written: Whether it stands in digits.
    """

    first: int
    last: int
    value: Decimal
    written: bool


def numbers_in(message: Message, *, every: bool = False) -> list[Number]:
    """Return the numbers that nothing was read from yet, or every one; "twenty-five" and "5k" are one each."""
    words = {one.first: one for one in message.matches if "numbers" in one.values}
    places = sorted({*message.digits, *words})
    if not places:
        return []
    thousands = message.spans("thousands")
    names = message.places(one for one in message.matches if one.last > one.first and not NAMING.isdisjoint(one.values))
    gone = set() if every else message.taken | names  # "first month £1" in a name is no budget of theirs
    found: list[Number] = []
    done = -1
    for place in places:
        one = _number_at(place, message, words) if place > done and len(found) < MOST else None
        if one is None:
            continue
        if one.last + 1 in thousands and one.value < 1000:
            end = thousands[one.last + 1].last
            one = Number(one.first, end, one.value * 1000, one.written)
        done = one.last
        if place not in gone:
            before = found[-1] if found else None
            if before and not (before.written or one.written) and before.last + 1 == one.first and _adds(before, one):
                found[-1] = Number(before.first, one.last, before.value + one.value, written=False)
            else:
                found.append(one)
    return found


def amounts_of(text: str) -> frozenset[Decimal]:
    """Return the numbers that stand in a text in digits."""
    values = (_value(one.word) for one in tokens_of(text) if one.is_number)
    return frozenset(value for value in values if value is not None)


def _number_at(place: int, message: Message, words: dict[int, Match]) -> Number | None:
    if message.tokens[place].is_number:
        value = _value(message.tokens[place].word)
        return Number(place, place, value, written=True) if value is not None else None
    match = words.get(place)
    return Number(place, match.last, Decimal(match.value("numbers") or 0), written=False) if match else None


def _adds(before: Number, one: Number) -> bool:
    size = 100 if before.value % 100 == 0 else 10
    return before.value >= 20 and before.value % size == 0 and 0 < one.value < size


def _value(digits: str) -> Decimal | None:
    """Return what digits come to: a group of three after a mark is thousands, anything else a fraction."""
    if not digits.isascii() or len(digits) > 15:
        return None
    tidy = digits.replace(" ", "").replace("'", "")
    whole, mark, part = tidy.rpartition("." if tidy.rfind(".") > tidy.rfind(",") else ",")
    grouped = whole.replace(",", "").replace(".", "")
    if mark and len(part) != 3:
        return Decimal(f"{grouped}.{part}")
    return Decimal(grouped + part)
