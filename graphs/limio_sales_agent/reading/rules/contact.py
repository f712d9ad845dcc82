"""How the customer can be reached: e-mail addresses, whose they are, telephone numbers; and promo codes, found by their form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Literal, NamedTuple

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.model import Reading
from limio_sales_agent.reading.rules.message import Message
from limio_sales_agent.reading.rules.people import others, stops_within
from limio_sales_agent.reading.rules.words import listed

MOST = 5  # of each that are looked at
LEAD = 24  # words and marks before an address that tell whose it is
ASKED = frozenset({"details", "email"})
_AT = re.compile(r"[^\s<>(),;:\"@]{1,64}@[^\s<>(),;:\"]{0,255}")
_DOT = r"(?: ?[\[({]? ?(?:\.|dot|punkt|point) ?[\])}]? ?)"
_SPELT = re.compile(  # "jo at brand dot io", "jo (at) brand.io"
    r"(?<![\w@.])(?P<local>\w[\w.+-]{0,40}(?: (?:dot|punkt|point) [\w-]{1,30}){0,2}) ?"
    r"(?P<at>[\[({] ?(?:at|ät|arobase|a) ?[\])}]|(?<= )(?:at|ät|arobase|arrobase|klammeraffe)(?= )) ?"
    r"(?P<domain>[\w-]{1,40}(?:" + _DOT + r"[\w-]{1,30}){0,2}" + _DOT + r"[a-z]{2,12})(?!\w)",
    re.IGNORECASE,
)
_WORDED = re.compile(r" ?[\[({]? ?(?<!\w)(?:dot|punkt|point)(?!\w) ?[\])}]? ?", re.IGNORECASE)
NEAR = 20  # characters between the word for a code and the code
_URL = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
_CALLED = re.compile(r"\+?\(?\d[\d ()/.-]{5,18}\d")
_CODE = re.compile(r"(?<!\w)[A-Za-z0-9][A-Za-z0-9_-]{2,19}(?![\w@])")
Owner = Literal["own", "sent", "colleague", "other"]


class Address(NamedTuple):
    """An address: its tokens, how it is written, None where nobody can use it, and whose it is.

    That is the customer's ``own``; of somebody whom it shall be ``sent`` to instead; of a ``colleague`` who may be the one
    who writes; or surely an ``other``'s.
    """

    places: list[int]
    text: str | None
    owner: Owner


def read_contact(message: Message, hints: Hints, said: Reading) -> None:
    """Read how the customer can be reached; what is half an address is noted as that."""
    for found in islice(_URL.finditer(message.text), MOST):
        message.taken.update(message.within(found.span()))
    _read_email(message, hints, said)
    _read_phone(message, hints, said)
    _read_code(message, hints, said)


def _read_email(message: Message, hints: Hints, said: Reading) -> None:
    """Read the customer's address; the last one they give counts, and nobody else's replaces it."""
    told = list(_addresses(message))
    message.taken.update(n for one in told for n in one.places)
    by_owner = {owner: [one for one in told if one.owner == owner] for owner in ("own", "sent", "colleague")}
    chosen = by_owner["own"]
    if not chosen and not _says_who(message):
        is_new = "email" not in hints.known or hints.expecting in ASKED
        chosen = by_owner["sent"] or (by_owner["colleague"] if is_new else [])
    usable = [one for one in chosen if one.text]
    if usable:
        said.email = usable[-1].text
        message.kept.update(usable[-1].places)
    elif chosen:
        said.invalid = ["email"]
    message.dropped = any(one not in chosen for one in told)


def _addresses(message: Message) -> Iterator[Address]:
    """Yield the addresses, each with its owner by the sentence before it, back to the address before it."""
    found = [(one.span(), one[0].strip(".,!?'*_-")) for one in islice(_AT.finditer(message.text), MOST)]
    found += [(one.span(), _written(one)) for one in islice(_SPELT.finditer(message.text), MOST) if _is_meant(one)]
    if not found:
        return
    # A sentence ends, and "I'm ordering" begins what is the customer's.
    cuts = {n for n, one in enumerate(message.tokens) if one.word in {".", "!", "?", ";", "\n"}}
    cuts = (cuts - stops_within(message)) | {n - 1 for n in _introduced(message)}
    for span, text in sorted(found)[:MOST]:
        if places := message.within(span):
            since = max((n + 1 for n in cuts if n < places[0]), default=0)
            owner = _owner(message, range(max(since, places[0] - LEAD), places[0]))
            yield Address(places, _usable(text), owner)
            cuts.add(places[-1])


def _is_meant(found: re.Match[str]) -> bool:
    """Whether it is an address that is spelt out, and not "I work at brand.io"."""
    worded = _WORDED.search(found["domain"])
    told = worded and "point" not in worded[0].lower()  # "I am at work, point taken"
    return found["at"].lower() != "at" or bool(told)


def _written(found: re.Match[str]) -> str:
    local, domain = (_WORDED.sub(".", found[name]).replace(" ", "") for name in ("local", "domain"))
    return f"{local}@{re.sub(r'[^a-zA-Z0-9._-]', '', domain)}"


def _usable(text: str) -> str | None:
    try:
        return validate_email(text, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        return None


def _owner(message: Message, before: range) -> Owner:
    """Tell whose an address is by what stands before it: "my sister is", "cc", "invoice to", "send it to my manager"."""
    words = [one.word for one in message.tokens]
    comma = max((n for n in before if words[n] == ","), default=-1)
    if any(words[n] in listed("in_copy") or (n > comma and words[n] in listed("not_theirs")) for n in before):
        return "other"
    held = next((one for one in others(message) if one.first in before), None)
    if held is None:
        return "own"
    lead_in = [words[n] for n in before if n < held.first]
    toward = bool(listed("toward").intersection(lead_in[-1:]))
    if listed("sending").intersection(lead_in) or (toward and held.at_work):
        return "sent"
    # "my brother is lee@mail.example" tells of another; "our buyer John Stone (js@brand.io)" may be who writes.
    after = [n for n in before if n > held.last]
    is_said = any(message.tokens[n].is_word and not message.typed(n, n)[0].isupper() for n in after)
    is_apart = "," in [words[n] for n in after] if is_said else held.at_work
    return "colleague" if toward or is_apart else "other"


def _introduced(message: Message) -> list[int]:
    """Return the tokens behind "I am" and "my name is", where the customers say who they are, and not what "it is"."""
    own = listed("mine", "speaker")
    return [one.last + 1 for one in message.named("name_is", "i_am") if message.tokens[one.first].word in own]


def _says_who(message: Message) -> bool:
    """Whether the customer says who they are: "I'm George Hartley"."""
    what, names = listed("roles", "kin", "titles"), [message.tokens[n : n + 1] for n in _introduced(message)]
    return any(message.text[one.start].isupper() and one.word not in what for name in names for one in name)


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
