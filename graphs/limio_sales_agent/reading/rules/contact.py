"""E-mail addresses, telephone numbers, web addresses and promo codes, found by their form."""

from __future__ import annotations

import re
from itertools import islice

import phonenumbers

from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.model import Reading
from limio_sales_agent.reading.rules.addresses import read_email
from limio_sales_agent.reading.rules.message import Message
from limio_sales_agent.reading.rules.people import listed

NEAR = 20  # characters between the word for a code and the code
MOST = 5  # of each that are looked at
_URL = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
_CALLED = re.compile(r"\+?\(?\d[\d ()/.-]{5,18}\d")
_CODE = re.compile(r"(?<!\w)[A-Za-z0-9][A-Za-z0-9_-]{2,19}(?![\w@])")


def read_contact(message: Message, hints: Hints, said: Reading) -> None:
    """Read how the customer can be reached; what is half an address is noted as that."""
    for found in islice(_URL.finditer(message.text), MOST):
        _take(message, found.span())
    read_email(message, hints, said)
    _read_phone(message, hints, said)
    _read_code(message, hints, said)


def _read_phone(message: Message, hints: Hints, said: Reading) -> None:
    words = {one.word for one in message.tokens}
    # Numbers kept free for examples, and ones that are newer than the list of them, are possible, and none on the list.
    asked = hints.expecting in {"details", "phone"} or not words.isdisjoint(listed("calling"))
    for found in islice(_CALLED.finditer(message.text), MOST):
        if sum(letter.isdigit() for letter in found[0]) < 7 or not _is_open(message, found.span()):
            continue
        try:
            number = phonenumbers.parse(found[0], hints.country)
        except phonenumbers.NumberParseException:
            number = None
        if number and (phonenumbers.is_valid_number(number) or (asked and phonenumbers.is_possible_number(number))):
            said.phone = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        elif number is None and found[0].lstrip("(").startswith("0"):
            said.phone = " ".join(found[0].split())  # a number of a country nobody named stays as it was typed
        else:
            continue
        _take(message, found.span())


def _read_code(message: Message, hints: Hints, said: Reading) -> None:
    """Read a promo code: one the playbook knows wherever it stands, another one after a word for it."""
    known = {code.casefold(): code for code in hints.playbook.promo}
    for place, one in enumerate(message.tokens):
        if code := known.get(message.text[one.start : one.end].casefold()):
            said.promo_code = code
            message.take(place, place)
    coded = [match for match in message.named("code_words") if message.is_free(match)]
    ends = [message.tokens[match.last].end for match in coded]
    for found in _CODE.finditer(message.text) if coded and said.promo_code is None else ():
        between = (message.text[end : found.start()] for end in ends if 0 <= found.start() - end < NEAR)
        if _looks_made_up(found[0]) and any(";" not in one for one in between):
            said.promo_code = found[0]
            _take(message, found.span())
            break


def _looks_made_up(word: str) -> bool:
    digits = any(letter.isdigit() for letter in word) and any(letter.isalpha() for letter in word)
    return digits or (word.isupper() and len(word) > 3)


def _is_open(message: Message, span: tuple[int, int]) -> bool:
    return not any(
        message.tokens[place].start < span[1] and message.tokens[place].end > span[0] for place in message.taken
    )


def _take(message: Message, span: tuple[int, int]) -> None:
    for place, one in enumerate(message.tokens):
        if one.start < span[1] and one.end > span[0]:
            message.take(place, place)
