"""How the customer can be reached: e-mail addresses, whose they are, telephone numbers; and promo codes, found by their form."""

from __future__ import annotations

import re
from itertools import islice

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.model import Reading
from limio_sales_agent.reading.rules.message import Message
from limio_sales_agent.reading.rules.people import behind_self, others
from limio_sales_agent.reading.rules.words import listed

MOST = 5  # of each that are looked at
LEAD = 24  # words and marks before an address that tell whose it is
NEAR = 20  # characters between the word for a code and the code
ASKED = frozenset({"details", "email"})
ENDS = frozenset(".!?;\n")
_AT = re.compile(r"[^\s<>(),;:\"@]{1,64}@[^\s<>(),;:\"]{0,255}")
_URL = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
_CALLED = re.compile(r"\+?\(?\d[\d ()/.-]{5,18}\d")
_CODE = re.compile(r"(?<!\w)[A-Za-z0-9][A-Za-z0-9_-]{2,19}(?![\w@])")


def read_contact(message: Message, hints: Hints, said: Reading) -> None:
    """Read how the customer can be reached; what is half an address is noted as that."""
    for found in islice(_URL.finditer(message.text), MOST):
        message.taken.update(message.within(found.span()))
    _read_email(message, hints, said)
    _read_phone(message, hints, said)
    _read_code(message, hints, said)


def _read_email(message: Message, hints: Hints, said: Reading) -> None:
    """Read the customer's address, the last one they give, or else that of a colleague whom it shall be sent to."""
    told = [(message.within(one.span()), one[0].strip(".,!?'*_-")) for one in islice(_AT.finditer(message.text), MOST)]
    message.taken.update(n for places, _ in told for n in places)
    owners = [_owner(message, places[0], is_known="email" in hints.known) for places, _ in told]
    owner = "own" if "own" in owners or behind_self(message) else "sent"
    chosen = [one for one, its in zip(told, owners, strict=True) if its == owner]
    usable = [(places, email) for places, text in chosen if (email := _usable(text))]
    if usable:
        said.email = usable[-1][1]
        message.kept.update(usable[-1][0])
    elif chosen:
        said.invalid = ["email"]
    message.dropped = len(chosen) < len(told)


def _usable(text: str) -> str | None:
    try:
        return validate_email(text, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        return None


def _owner(message: Message, place: int, *, is_known: bool) -> str:
    """Tell by its sentence, back to an address before it, whose one is: their "own", to be "sent" to, or an "other"'s."""
    words = [one.word for one in message.tokens]
    cuts = {n for n in range(place) if words[n] in ENDS and not _is_short(message, n)} | message.taken
    since = max((n + 1 for n in cuts | {n - 1 for n in behind_self(message)} if n < place), default=0)
    comma = max((n for n in range(since, place) if words[n] == ","), default=since)
    if not listed("in_copy").isdisjoint(words[since:place]) or not listed("not_theirs").isdisjoint(words[comma:place]):
        return "other"
    spoken = next((one for one in others(message) if since <= one[0] < place), None)
    if spoken is None:
        return "own"
    before, behind = words[since : spoken[0]], words[spoken[-1] + 1 :]
    toward = not listed("toward").isdisjoint(before[-1:])
    if not listed("sending").isdisjoint(before) or (toward and words[spoken[-1]] in listed("roles")):
        return "sent"
    return "own" if toward and behind[0] == "," and not is_known else "other"  # "for me and my wife, jo@brand.io"


def _is_short(message: Message, place: int) -> bool:
    """Whether a full stop stands behind "Mr" or "J"."""
    before = message.tokens[max(place - 1, 0)]
    return message.tokens[place].word == "." and (before.word in listed("titles", "shortened") or len(before.word) == 1)


def _read_phone(message: Message, hints: Hints, said: Reading) -> None:
    words = {one.word for one in message.tokens}
    # Numbers kept free for examples, and ones that are newer than the list of them, are possible, and none on the list.
    asked = hints.expecting in {"details", "phone"} or not words.isdisjoint(listed("calling"))
    for found in islice(_CALLED.finditer(message.text), MOST):
        if sum(letter.isdigit() for letter in found[0]) < 7 or not message.taken.isdisjoint(
            message.within(found.span())
        ):
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
        message.taken.update(message.within(found.span()))


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
            message.taken.update(message.within(found.span()))
            break


def _looks_made_up(word: str) -> bool:
    digits = any(letter.isdigit() for letter in word) and any(letter.isalpha() for letter in word)
    return digits or (word.isupper() and len(word) > 3)
