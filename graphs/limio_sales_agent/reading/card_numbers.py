"""Card numbers, found so that they are neither stored nor sent on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate, pairwise

import phonenumbers

CARD_MARK = "[card number removed]"
SHORTEST, LONGEST = 13, 19  # digits of a card number, ISO/IEC 7812

# Up to three marks that people or chat pages put between digits, those that take no room on the screen included.
_BETWEEN = r"(?:[\s.\-\u2010-\u2015_/\u00b7\u2022|\u200b-\u200f\u2060\ufeff]{1,3}|,(?=\d))?"
_RUN = re.compile(rf"(?:\+|\b00)?\d(?:{_BETWEEN}\d){{{SHORTEST - 1},}}")


def strip_card_numbers(text: str) -> str:
    """Return the text with every card number replaced by a mark.

    A card number is 13 to 19 digits that pass the Luhn check, with or without spaces and dashes between them, also
    inside a longer row of digits. A valid international telephone number is left alone.

    Args:
        text: What the customer typed.

    Returns:
        The text, unchanged where it holds no card number.
    """
    return _RUN.sub(_without_card, text)


def _without_card(run: re.Match[str]) -> str:
    digits = [(found.start(), int(found[0])) for found in re.finditer(r"\d", run[0])]
    if run[0].startswith(("+", "00")) and _is_phone(run[0]):
        return run[0]
    cards = _cards([digit for _, digit in digits])
    if not cards:
        return run[0]
    starts = [start for start, _ in digits]
    return _cut(run[0], [(starts[first], starts[last - 1] + 1) for first, last in cards])


def _cards(digits: list[int]) -> list[tuple[int, int]]:
    """Return where card numbers lie, the longest first wherever they begin, none overlapping."""
    sums = [[0, *accumulate(_weighed(digits, odd))] for odd in (0, 1)]
    found: list[tuple[int, int]] = []
    first = 0
    while first + SHORTEST <= len(digits):
        ends = range(min(first + LONGEST, len(digits)), first + SHORTEST - 1, -1)
        end = next((end for end in ends if _luhn(sums, first, end)), None)
        if end:
            found.append((first, end))
        first = end or first + 1
    return found


def _weighed(digits: list[int], odd: int) -> Iterator[int]:
    """Yield each digit as it counts in the check, where those at even places (`odd` 0) or odd ones count once."""
    for place, digit in enumerate(digits):
        yield digit if place % 2 == odd else digit * 2 - 9 * (digit > 4)


def _luhn(sums: list[list[int]], first: int, end: int) -> bool:
    """Whether the digits from `first` to `end` pass the check, by sums of what all digits before a place count."""
    counted = sums[(end - 1) % 2]
    return (counted[end] - counted[first]) % 10 == 0


def _cut(text: str, spans: list[tuple[int, int]]) -> str:
    edges = [0, *(edge for span in spans for edge in span), len(text)]
    return CARD_MARK.join(text[start:end] for start, end in list(pairwise(edges))[::2])


def _is_phone(text: str) -> bool:
    number = "+" + text[2:] if text.startswith("00") else text
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, None))
    except phonenumbers.NumberParseException:
        return False
