"""E-mail addresses in a message: typed or spelt out, and which of them is the customer's own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from email_validator import EmailNotValidError, validate_email

from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.model import Reading
from limio_sales_agent.reading.rules.message import Match, Message
from limio_sales_agent.reading.rules.people import dotted, introductions, listed, named_after, relation, titles

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
Owner = Literal["own", "sent", "perhaps", "other"]


@dataclass(frozen=True)
class Address:
    """An address in a message.

    Attributes:
        first: Its first token.
        last: Its last token.
        text: How it is written, None where nobody can use it.
        owner: Whose it is: the customer's ``own``; of somebody whom it shall be ``sent`` to instead; ``perhaps`` or
            surely an ``other``'s.
    """

    first: int
    last: int
    text: str | None
    owner: Owner


def read_email(message: Message, hints: Hints, said: Reading) -> None:
    """Read the customer's address; the last one they give counts, and nobody else's replaces it."""
    told = _addresses(message)
    for one in told:
        message.take(one.first, one.last)
    known = "email" in hints.known and hints.expecting not in ASKED
    own = [one for one in told if one.owner == "own"]
    if not own and not _tells_who(message):
        own = [one for one in told if one.owner == "sent"]
        own = own or ([] if known else [one for one in told if one.owner == "perhaps"])
    elif not own:
        own = [one for one in told if one.owner == "perhaps" and not known and not _is_somebody_s(message, one)]
    usable = [one for one in own if one.text]
    if usable:
        said.email = usable[-1].text
    elif own:
        said.invalid = ["email"]
    message.kept.update(place for one in usable[-1:] for place in range(one.first, one.last + 1))
    message.dropped = any(one not in own for one in told)


def _addresses(message: Message) -> list[Address]:
    spans = [(found.span(), found[0].strip(".,!?'*_-")) for found in islice(_AT.finditer(message.text), MOST)]
    spans += [
        (found.span(), _written(found)) for found in islice(_SPELT.finditer(message.text), MOST) if _is_meant(found)
    ]
    if not spans:
        return []
    found: list[Address] = []
    stops, own = dotted(message), {one.last for one in _introduced(message)}
    for (start, end), text in sorted(spans)[:MOST]:
        places = [n for n, one in enumerate(message.tokens) if one.start < end and one.end > start]
        if not places:
            continue
        since = found[-1].last + 1 if found else 0
        owner = _owner(message, _before(message, places[0], since, stops, own))
        try:
            usable = validate_email(text, check_deliverability=False, test_environment=True).normalized
        except EmailNotValidError:
            usable = None
        found.append(Address(places[0], places[-1], usable, owner))
    return found


def _is_meant(found: re.Match[str]) -> bool:
    """Whether it is an address that is spelt out, and not "I work at brand.io"."""
    worded = _WORDED.search(found["domain"])
    told = worded and "point" not in worded[0].lower()  # "I am at work, point taken"
    return found["at"].lower() != "at" or bool(told)


def _written(found: re.Match[str]) -> str:
    local, domain = (_WORDED.sub(".", found[name]).replace(" ", "") for name in ("local", "domain"))
    return f"{local}@{re.sub(r'[^a-zA-Z0-9._-]', '', domain)}"


def _before(message: Message, first: int, since: int, stops: set[int], own: set[int]) -> list[int]:
    """Return the tokens of the sentence before an address, back to the address before it or to "I am"."""
    start = first
    while start > max(since, first - LEAD) and start - 1 not in own:
        if message.tokens[start - 1].word in {".", "!", "?", ";", "\n"} and start - 1 not in stops:
            break
        start -= 1
    return list(range(start, first))


def _owner(message: Message, before: list[int]) -> Owner:
    """Tell whose an address is by its sentence before it: "my sister is", "cc", "invoice to", "send it to my manager"."""
    words = [message.tokens[place].word for place in before]
    if listed("in_copy").intersection(words):
        return "other"
    if held := relation(message, before):
        return _owner_of(message, before, *held)
    comma = max((n for n, word in enumerate(words) if word == ","), default=-1)
    near = [word for word in words[comma + 1 :] if word.isalpha()]
    is_aside = listed("old").intersection(near[-4:]) or listed("invoices").intersection(near)
    return "perhaps" if is_aside else "own"


def _owner_of(message: Message, before: list[int], first: int, last: int, at_work: bool) -> Owner:  # noqa: FBT001
    """Tell the same where somebody is spoken of before an address, from the token first to last."""
    lead_in = [message.tokens[place].word for place in before if place < first]
    after = [place for place in before if place > last]
    name = named_after(message, last)
    rest = [place for place in after if message.tokens[place].is_word and place not in name]
    toward = listed("toward").intersection(lead_in[-1:])
    if listed("invoices").intersection(message.tokens[place].word for place in before):
        return "perhaps"
    if listed("sending").intersection(lead_in) or (toward and at_work):
        return "sent"
    begins = not lead_in or lead_in[-1] in {",", ":"} or lead_in[-1] in listed("joins")
    # "my brother is lee@mail.example" tells of another; "our buyer John Stone (js@brand.io)" may be who writes.
    is_theirs = begins and rest and all(message.tokens[place].word != "," for place in after)
    return "other" if is_theirs or (not at_work and not toward and not rest) else "perhaps"


def _is_somebody_s(message: Message, one: Address) -> bool:
    return relation(message, range(max(0, one.first - LEAD), one.first)) is not None


def _introduced(message: Message) -> list[Match]:
    """Return where the customer says who they are, and not what "it is"."""
    loose = {"this", "it", "here", "hier", "ici", "name", "nom"}
    return [one for one in introductions(message) if message.tokens[one.first].word not in loose]


def _tells_who(message: Message) -> bool:
    """Whether the customer says who they are: "I'm George Hartley"."""
    return any(
        one.last + 1 < len(message.tokens)
        and message.text[message.tokens[one.last + 1].start].isupper()
        and message.tokens[one.last + 1].word not in listed("roles", "kin") | titles()
        for one in _introduced(message)
    )
