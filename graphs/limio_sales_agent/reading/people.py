"""How many people, and how many copies when that is not people."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from limio_sales_agent.reading import people_words as words
from limio_sales_agent.reading.message import Message, Span, just_before

MOST = 1_000_000


@dataclass(frozen=True)
class Count:
    """A number of people or copies and where it stands."""

    number: int
    span: Span


def people(message: Message, *, asked: bool) -> Count | None:
    """Return how many people need it.

    Of a range the higher number, because a plan must hold all of them; of several numbers the one that is said to
    need it, else the last, because people correct themselves forwards.

    Args:
        message: The message.
        asked: Whether that was asked, so that a number alone is the answer.
    """
    text = message.read
    found = [*_counted(text), *_relatives(text)]
    found += _matches((words.GROUP, words.WE, words.MAKE, words.FOR), text)
    if not found and asked:
        found = _matches((words.BARE,), text)[:1]
    return _last(_matches(words.NEED, text) or found)


def copies(message: Message) -> Count | None:
    """Return how many copies or licences they ask for."""
    found = []
    for match in words.COPIES.finditer(message.read):
        number = match["number"] or match["times"] or match["by"]
        found += [Count(_number(number), match.span())]
    return _last(found)


def bare_number(message: Message) -> Count | None:
    """Return the only number in a message, whatever it counts."""
    found = _matches((words.BARE,), message.read)
    return found[0] if len(found) == 1 and 0 < found[0].number <= MOST else None


def _matches(patterns: Iterable[re.Pattern[str]], text: str) -> list[Count]:
    """A lone "one" is a word ("this one"), unless a noun or "need" says otherwise."""
    matches = [match for pattern in patterns for match in pattern.finditer(text)]
    return [Count(_number(match["number"]), match.span()) for match in matches if match["number"] != "one"]


def _counted(text: str) -> list[Count]:
    found: list[Count] = []
    for match in (*words.COUNTED.finditer(text), *words.ME_PLUS.finditer(text)):
        number, end = _number(match["number"]) + (match.re is words.ME_PLUS), match.end()
        while more := words.PLUS.match(text[end:]):
            number, end = number + _number(more["number"]), end + more.end()
        if not any(match.start() > start and end <= stop for start, stop in (one.span for one in found)):
            found.append(Count(number, (match.start(), end)))
    return found


def _relatives(text: str) -> list[Count]:
    found = [
        Count(1, match.span())
        for match in words.ONE.finditer(text)
        if not words.DONE_FOR.search(just_before(text, match.start()))
    ]
    found += [Count(2, match.span()) for pattern in words.TWO for match in pattern.finditer(text)]
    for match in words.KIN.finditer(text):
        several = sum(int(number) for number in re.findall(r"\d{1,6}(?= )", match[0]) if number != "1")
        found.append(Count(1 + several + len(words.KIN_SINGLE.findall(match[0])), match.span()))
    return found


def _number(text: str) -> int:
    digits = re.sub(r"\D", "", text)[:12]
    return 1 if text in {"one", "a", "an"} else int(digits or 0) * (1_000 if text.endswith("k") else 1)


def _last(counts: list[Count]) -> Count | None:
    """Of counts that end alike the longer one is meant: "me and our three kids" is four."""
    likely = [count for count in counts if 0 < count.number <= MOST]
    return max(likely, key=lambda count: (count.span[1], -count.span[0]), default=None)
