"""Card numbers, found so that they are neither stored nor sent on."""

from __future__ import annotations

import re

import phonenumbers

CARD_MARK = "[card number removed]"
SHORTEST, LONGEST = 13, 19  # digits of a card number, ISO/IEC 7812
DOUBLED = str.maketrans("0123456789", "0246813579")  # every other digit as the Luhn check counts it

# Up to three marks that people or chat pages put between digits, those that take no room on the screen included.
_BETWEEN = r"(?:[\s.\-\u200b-\u2015_/\u00b7\u2022|\u2060\ufeff]{1,3}|,(?=\d))?"
_RUN = re.compile(rf"(?:\+|\b00)?\d(?:{_BETWEEN}\d){{{SHORTEST - 1},}}")


def strip_card_numbers(text: str) -> str:
    """Return the text with every row of digits that holds a card number replaced by a mark.

    A card number is 13 to 19 digits that pass the Luhn check, with or without spaces and dashes between them, also
    inside a longer row of digits. A valid international telephone number is left alone.
    """
    return _RUN.sub(lambda run: CARD_MARK if _holds_card(run[0]) and not _is_phone(run[0]) else run[0], text)


def _holds_card(run: str) -> bool:
    digits = "".join(str(int(one)) for one in re.findall(r"\d", run))
    starts, lengths = range(len(digits) - SHORTEST + 1), range(SHORTEST, LONGEST + 1)
    endless = len(digits) > 2 * LONGEST  # nobody's number of anything; to look all through it would take long
    return endless or any(_is_card(digits[start : start + length]) for start in starts for length in lengths)


def _is_card(digits: str) -> bool:
    return sum(map(int, digits[::-2] + digits[-2::-2].translate(DOUBLED))) % 10 == 0


def _is_phone(text: str) -> bool:
    """Whether it is a telephone number that begins as international ones do."""
    try:
        number = phonenumbers.parse(re.sub("^00", "+", text), None)  # without a "+" it belongs to no country
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_valid_number(number)
