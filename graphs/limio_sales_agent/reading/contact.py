"""E-mail addresses, web addresses and telephone numbers: what is recognised by its form alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from limio_sales_agent.reading.message import Span

_EMAIL = re.compile(r"[^\s@<>()\[\],;:\"]+@[^\s@<>()\[\],;:\"]+\.[^\s@<>()\[\],;:\"]+")
_SPACED = re.compile(
    r"\b([\w.+-]+) ?(?:\(at\)|\[at\]| at ) ?([\w-]+(?: ?(?:\(dot\)|\[dot\]| dot ) ?[\w-]+)+)\b", re.IGNORECASE
)
_DOT = re.compile(r" ?(?:\(dot\)|\[dot\]| dot ) ?", re.IGNORECASE)
_EDGES = ".,;:!?'\"*_)("
_URL = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
_PHONE_WORD = re.compile(
    r"\b(?:phone|tel|telephone|mobile|mob|cell|call me|ring me|number is|whatsapp|reach me)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Found:
    """A value and where it stands in what was typed."""

    value: str
    span: Span


def emails(raw: str) -> list[Found]:
    """Return the valid e-mail addresses, in order; "jo at brand dot io" counts."""
    found = [address for match in _EMAIL.finditer(raw) if (address := _address(match[0], match.start()))]
    spoken = (
        (match, _address(f"{match[1]}@{_DOT.sub('.', match[2])}", match.start())) for match in _SPACED.finditer(raw)
    )
    found.extend(Found(address.value, match.span()) for match, address in spoken if address)
    return sorted(found, key=lambda one: one.span)


def _address(text: str, start: int) -> Found | None:
    lead = len(text) - len(text.lstrip(_EDGES.replace("_", "")))
    text = text[lead:].rstrip(_EDGES).removeprefix("mailto:")
    try:
        return Found(
            validate_email(text, check_deliverability=False, test_environment=True).normalized,
            (start + lead, start + lead + len(text)),
        )
    except EmailNotValidError:
        return None


def urls(raw: str) -> list[Span]:
    """Return where web addresses stand; they are no words of the customer's."""
    return [match.span() for match in _URL.finditer(raw)]


def phones(raw: str, country: str | None, *, expected: bool) -> list[Found]:
    """Return the telephone numbers, in E.164 form where the country is known or written.

    Args:
        raw: What was typed.
        country: ISO-3166 code that national numbers belong to.
        expected: Whether details were asked for, so that numbers of a possible length count too, not valid ones alone.
    """
    lenient = expected or bool(_PHONE_WORD.search(raw)) or "+" in raw
    leniency = phonenumbers.Leniency.POSSIBLE if lenient else phonenumbers.Leniency.VALID
    matches = phonenumbers.PhoneNumberMatcher(raw, country, leniency=leniency)
    found = [
        Found(_e164(match.number), (match.start, match.end))
        for match in matches
        if len(re.sub(r"\D", "", match.raw_string)) >= 7
    ]
    return found or (_national(raw) if lenient and country is None else [])


def _national(raw: str) -> list[Found]:
    """Numbers of a country nobody told us are kept as they were typed."""
    long_enough = re.finditer(r"(?<![\w.,])\(?0[\d ()/-]{7,17}\d(?!\w)", raw)
    return [Found(re.sub(r"\s+", " ", match[0]), match.span()) for match in long_enough]


def _e164(number: phonenumbers.PhoneNumber) -> str:
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
