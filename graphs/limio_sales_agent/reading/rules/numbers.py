"""Every number of a message, in digits or in words, once: what it comes to, and which phrases stand around it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from limio_sales_agent.reading.rules.message import Match, Message
from limio_sales_agent.reading.rules.tokens import tokens_of

NAMING = frozenset({"offer", "add_on"})
MOST = 40  # numbers of a message that are looked at
DOZEN = "12"
HIGHEST = 1_000_000  # what may be counted


@dataclass(frozen=True)
class Number:
    """A number in a message, in digits or in words.

    Attributes:
        first: Its first token.
        last: Its last token.
        value: What it comes to.
        written: Whether it stands in digits.
        counts: Whether it may be how many: a whole one that is no part of a word or a code, as in "covid-19" or "0412".
        lead: The phrase before it; a comma may stand between.
        after: The phrase behind it.
        before: The last token before it and its lead.
    """

    first: int
    last: int
    value: Decimal
    written: bool
    counts: bool
    lead: Match
    after: Match
    before: int

    @property
    def places(self) -> range:
        """Its tokens."""
        return range(self.first, self.last + 1)


def numbers_in(message: Message, *, every: bool = False) -> list[Number]:
    """Return the numbers that nothing was read from yet, or every one; "twenty-five" and "5k" are one each."""
    places = {*message.digits, *(one.first for one in message.matches if "numbers" in one.values)}
    names = message.places(one for one in message.matches if one.last > one.first and not NAMING.isdisjoint(one.values))
    gone = set() if every else message.taken | names  # "first month £1" in a name is no budget of theirs
    found: list[Number] = []
    done = -1
    for place in sorted(places):
        one = _number_at(place, message) if place > done and len(found) < MOST else None
        done = one.last if one else done
        if one and place not in gone:
            if found and _adds(found[-1], one):
                before = found.pop()
                one = _number(before.first, one.last, before.value + one.value, message)
            found.append(one)
    return found


def amounts_of(text: str) -> frozenset[Decimal]:
    """Return the numbers that stand in a text in digits."""
    values = (_value(one.word) for one in tokens_of(text) if one.is_number)
    return frozenset(value for value in values if value is not None)


def _number_at(place: int, message: Message) -> Number | None:
    one, phrase = message.tokens[place], message.starts.get(place)
    if not one.is_number and (phrase is None or phrase.value("numbers") is None):
        return None
    last = phrase.last if phrase and not one.is_number else place
    value = _value(one.word) if one.is_number else Decimal((phrase and phrase.value("numbers")) or 0)
    after = message.starts.get(last + 1)
    if value and value < 1000 and after and "thousands" in after.values:
        value, last = value * 1000, after.last
    if value and after and after.value("numbers") == DOZEN and after.first == last + 1:  # "two dozen"
        value, last = value * int(DOZEN), after.last
    return None if value is None else _number(place, last, value, message)


def _number(first: int, last: int, value: Decimal, message: Message) -> Number:
    token, beside = message.tokens[first], message.tokens[max(first - 1, 0)]
    touches = first > 0 and message.text[beside.end : token.start] in {"", "-"}
    glued = token.is_number and touches and beside.is_word and beside.word != "x"
    whole = value == value.to_integral_value() and 1 <= value <= HIGHEST and token.word[0] != "0"
    share = message.text[message.tokens[last].end :].lstrip().startswith("%")  # "10% off" counts nobody
    place = first - 2 if beside.word == "," else first - 1
    lead, after = message.up_to(place), message.at(last + 1)
    before = lead.first - 1 if "numbers" not in lead.values and lead.values else place
    return Number(first, last, value, token.is_number, whole and not (glued or share), lead, after, before)


def _adds(before: Number, one: Number) -> bool:
    """Whether number words are one number: "twenty five", "two hundred and one"."""
    size = 100 if before.value % 100 == 0 else 10
    end = one.lead.first if size == 100 and "joins" in one.lead.values else one.first
    beside = before.last + 1 == end and not (before.written or one.written)
    return beside and before.value >= 20 and before.value % size == 0 and 0 < one.value < size


def _value(digits: str) -> Decimal | None:
    """Return what digits come to: a group of three after a mark is thousands, anything else a fraction."""
    if not digits.isascii() or len(digits) > 15:
        return None
    tidy = digits.replace(" ", "").replace("'", "")
    whole, mark, part = tidy.rpartition("." if tidy.rfind(".") > tidy.rfind(",") else ",")
    grouped = whole.replace(",", "").replace(".", "")
    return Decimal(f"{grouped}.{part}") if mark and len(part) != 3 else Decimal(grouped + part)
