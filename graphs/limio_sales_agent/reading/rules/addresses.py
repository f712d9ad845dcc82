"""E-mail addresses in a message: typed or spelt out, and which of them is the customer's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from email_validator import EmailNotValidError, validate_email

from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.model import Reading
from limio_sales_agent.reading.rules.message import Match, Message
from limio_sales_agent.reading.rules.people import introductions, listed, others, stops_within, titles

MOST = 5  # addresses that are looked at
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
Owner = Literal["own", "sent", "colleague", "other"]


@dataclass(frozen=True)
class Address:
    """An address in a message.

    Attributes:
        places: Its tokens.
        text: How it is written, None where nobody can use it.
        owner: Whose it is: the customer's ``own``; of somebody whom it shall be ``sent`` to instead; of a
            ``colleague`` who may be the one who writes; or surely an ``other``'s.
    """

    places: range
    text: str | None
    owner: Owner


def read_email(message: Message, hints: Hints, said: Reading) -> None:
    """Read the customer's address; the last one they give counts, and nobody else's replaces it."""
    told = list(_addresses(message))
    for one in told:
        message.take(one.places[0], one.places[-1])
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
    cuts = (cuts - stops_within(message)) | {
        one.last for one in introductions(message) if _is_of_a_person(message, one)
    }
    for (start, end), text in sorted(found)[:MOST]:
        places = [n for n, one in enumerate(message.tokens) if one.start < end and one.end > start]
        if places:
            since = max((n + 1 for n in cuts if n < places[0]), default=0)
            owner = _owner(message, range(max(since, places[0] - LEAD), places[0]))
            yield Address(range(places[0], places[-1] + 1), _usable(text), owner)
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
    if any(words[n] in listed("in_copy") or (n > comma and words[n] in listed("asides")) for n in before):
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


def _is_of_a_person(message: Message, introduction: Match) -> bool:
    """Whether the customer says who they are, and not what "it is"."""
    return message.tokens[introduction.first].word not in {"this", "it", "here", "hier", "ici", "name", "nom"}


def _says_who(message: Message) -> bool:
    """Whether the customer says who they are: "I'm George Hartley"."""
    named = [one.last + 1 for one in introductions(message) if _is_of_a_person(message, one)]
    what = listed("roles", "kin") | titles()
    return any(
        message.typed(n, n)[0].isupper() and message.tokens[n].word not in what
        for n in named
        if n < len(message.tokens)
    )
