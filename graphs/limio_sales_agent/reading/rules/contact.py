"""How the customer can be reached: e-mail addresses, whose they are, telephone numbers; and promo codes, found by their form."""

from __future__ import annotations

import re
from itertools import islice

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.model import Reading
from limio_sales_agent.reading.rules.message import Message
from limio_sales_agent.reading.rules.people import is_short, others
from limio_sales_agent.reading.rules.tokens import ENDS
from limio_sales_agent.reading.rules.words import listed

MOST = 5  # of each that are looked at
NEAR = 40  # characters behind the word for a code that may hold the code
_AT = re.compile(r"[^\s<>(),;:\"@/|]{1,64}@[^\s<>(),;:\"/|]{0,255}")
_URL = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
_CALLED = re.compile(r"\+?\(?\d[\d ()/.-]{5,18}\d")
_CODE = re.compile(  # "SAVE", "spring24"
    r"(?<!\w)(?:[A-Z][A-Z_-]{3,19}|(?=[a-zA-Z_-]*\d)(?=[\d_-]*[a-zA-Z])[\w-]{3,20})(?![\w@])"
)


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
    owner = "own" if "own" in owners or _behind_self(message) else "sent"
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
    cuts = {
        n for n in range(place) if words[n] in ENDS and not (words[n] == "." and n and is_short(words[n - 1]))
    } | message.taken
    since = max((n + 1 for n in cuts | {n - 1 for n in _behind_self(message)} if n < place), default=0)
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


def _behind_self(message: Message) -> list[int]:
    """Return the tokens behind "I am" and "my name is", where the customers say who they are, and not what "it is"."""
    own = listed("mine", "speaker")
    return [one.last + 1 for one in message.named("name_is", "i_am") if message.tokens[one.first].word in own]


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
    for match in message.named("code_words"):
        end = message.tokens[match.last].end
        found = _CODE.search(message.text, end, end + NEAR) if message.is_free(match) else None
        if found and said.promo_code is None and ";" not in message.text[end : found.start()]:
            said.promo_code = found[0]
            message.taken.update(message.within(found.span()))
