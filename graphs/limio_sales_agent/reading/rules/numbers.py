"""Every number of a message, in digits or in words, once: what it comes to, and which phrases stand around it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from limio_sales_agent.reading.rules.message import NOTHING, Match, Message
from limio_sales_agent.reading.rules.tokens import tokens_of

NAMING = frozenset({"offer", "add_on"})
MOST = 40  # numbers of a message that are looked at
HUNDRED, THOUSAND = 100, 1000
HIGHEST = 1_000_000  # what may be counted
SCORES = frozenset({60, 80})  # what the teens are added to, too: "soixante-quinze"


class Number(NamedTuple):
    """A number in a message, in digits or in words: "twenty-five" and "5k" are one each."""

    first: int  # its first token
    last: int  # and its last
    value: Decimal
    written: bool  # in digits
    counts: bool  # whether it may be how many: a whole one, and no part of a word or a code: "covid-19", "0412"
    lead: Match  # the phrase before it; a comma may stand between
    after: Match  # the phrase behind it
    before: int  # the last token before it and its lead

    @property
    def places(self) -> range:
        """Its tokens."""
        return range(self.first, self.last + 1)


def numbers_in(message: Message, *, every: bool = False) -> list[Number]:
    """Return the numbers that nothing was read from yet, or every one; they are looked up once a message."""
    if "numbers" not in message.once:
        message.once["numbers"] = list(_numbers(message))
    found: list[Number] = message.once["numbers"]
    if every or not found:
        return found
    names = message.places(one for one in message.matches if one.last > one.first and not NAMING.isdisjoint(one.values))
    return [one for one in found if one.first not in message.taken | names]  # "first month £1" in a name is no budget


def _numbers(message: Message) -> Iterator[Number]:
    done = -1
    for place in message.numbered[:MOST]:
        if place > done and (one := _number_at(place, message)):
            done = one.last
            yield one


@lru_cache(maxsize=64)  # each message is held against what was asked, in several places
def amounts_of(text: str) -> frozenset[Decimal]:
    """Return the numbers that stand in a text in digits."""
    values = (_value(one.word) for one in tokens_of(text) if one.is_number)
    return frozenset(value for value in values if value is not None)


def _number_at(place: int, message: Message) -> Number | None:
    """Return the number that begins at a token, of as many words as belong to it: "two hundred and five", "5k"."""
    last, value = _part(place, message)
    written, sure, thousands = message.tokens[place].is_number, True, Decimal(0)
    if value is None:
        return None
    if not written and value == THOUSAND:
        thousands, value = value, Decimal(0)
    while True:
        after = message.starts.get(last + 1)
        times = int((after and after.value("times")) or 0)
        if after and 0 < value < times and not (written and times == HUNDRED) and not (thousands and times == THOUSAND):
            value, last = value * times, after.last
            if times == THOUSAND:
                thousands, value = value, Decimal(0)
            continue
        joined = value % HUNDRED == 0 and after and "joins" in after.values
        end, more = _part(after.last + 1 if after and joined else last + 1, message)
        if written or more is None or message.tokens[end].is_number:
            break
        if not _adds(value, more) and (value or more >= THOUSAND):
            sure, last = bool(joined), last if joined else end  # "three four people"
            break
        value, last = value + more, end
    return _number(place, last, thousands + value, message, sure=sure)


def _part(place: int, message: Message) -> tuple[int, Decimal | None]:
    """Return where the digits or the number word at a token end, and what they come to."""
    if place < len(message.tokens) and message.tokens[place].is_number:
        return place, _value(message.tokens[place].word)
    phrase = message.starts.get(place)
    told = phrase and phrase.value("numbers")
    return (phrase.last, Decimal(told)) if phrase and told else (place, None)


def _adds(value: Decimal, more: Decimal) -> bool:
    size = 100 if value % 100 == 0 else 20 if value % 100 in SCORES else 10
    return value >= 20 and value % size == 0 and 0 < more < size


def _number(first: int, last: int, value: Decimal, message: Message, *, sure: bool) -> Number:
    token, beside = message.tokens[first], message.tokens[max(first - 1, 0)]
    touches = first > 0 and message.text[beside.end : token.start] in {"", "-"}
    minus = beside.word == "-" and touches and not message.tokens[max(first - 2, 0)].is_number
    glued = token.is_number and touches and ((beside.is_word and beside.word != "x") or minus)
    whole = value == value.to_integral_value() and 1 <= value <= HIGHEST and token.word[0] != "0"
    behind = message.text[message.tokens[last].end :].lstrip()[:1]
    share = behind == "%" or (token.is_number and (behind.isdigit() or behind == "/"))  # "10% off", "087 123 4567"
    split = token.is_number and (beside.word == "/" or (beside.is_number and first > 0))
    place = first - 2 if beside.word == "," else first - 1
    lead, after = message.ends.get(place, NOTHING), message.starts.get(last + 1, NOTHING)
    before = lead.first - 1 if "numbers" not in lead.values and lead.values else place
    counts = whole and sure and not (glued or share or split)
    return Number(first, last, value, token.is_number, counts, lead, after, before)


def _value(digits: str) -> Decimal | None:
    """Return what digits come to: a group of three after a mark is thousands, anything else a fraction."""
    if not digits.isascii() or len(digits) > 15:
        return None
    tidy = digits.replace(" ", "").replace("'", "")
    whole, mark, part = tidy.rpartition("." if tidy.rfind(".") > tidy.rfind(",") else ",")
    grouped = whole.replace(",", "").replace(".", "")
    return Decimal(f"{grouped}.{part}") if mark and len(part) != 3 else Decimal(grouped + part)
