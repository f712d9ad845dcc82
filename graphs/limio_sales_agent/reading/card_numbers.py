"""Card numbers, found so that they are neither stored nor sent on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate

import phonenumbers

CARD_MARK = "[card number removed]"
SHORTEST, LONGEST = 13, 19  # digits of a card number, ISO/IEC 7812

# Up to three marks that people or chat pages put between digits, those that take no room on the screen included.
_BETWEEN = r"(?:[\s.\-\u200b-\u2015_/\u00b7\u2022|\u2060\ufeff]{1,3}|,(?=\d))?"
_RUN = re.compile(rf"(?:\+|\b00)?\d(?:{_BETWEEN}\d){{{SHORTEST - 1},}}")


def strip_card_numbers(text: str) -> str:
    """Return the text with every card number replaced by a mark.

    A card number is 13 to 19 digits that pass the Luhn check, with or without spaces and dashes between them, also
    inside a longer row of digits. A valid international telephone number is left alone.
    """
    return _RUN.sub(_without_card, text)


def _without_card(run: re.Match[str]) -> str:
    text = run[0]
    places = [found.start() for found in re.finditer(r"\d", text)]
    cards = [] if _is_phone(text) else _cards([int(text[place]) for place in places])
    edges = [0, *(edge for first, last in cards for edge in (places[first], places[last] + 1)), len(text)]
    return CARD_MARK.join(text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True))


def _cards(digits: list[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and last digit of each card number, the longest wherever one begins, none within another."""
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits]
    # What all digits before a place come to, where those at even places count once and the others doubled, and turned.
    sums = [[0, *accumulate((digits if n % 2 == odd else doubled)[n] for n in range(len(digits)))] for odd in (0, 1)]
    first = 0
    while first + SHORTEST <= len(digits):
        lasts = range(min(first + LONGEST, len(digits)) - 1, first + SHORTEST - 2, -1)
        last = next((one for one in lasts if (sums[one % 2][one + 1] - sums[one % 2][first]) % 10 == 0), None)
        if last:
            yield first, last
        first = (last or first) + 1


def _is_phone(text: str) -> bool:
    """Whether it is a telephone number that begins as international ones do."""
    try:
        number = phonenumbers.parse(re.sub("^00", "+", text), None)  # without a "+" it belongs to no country
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_valid_number(number)
