"""What a question is about, of what code can answer: told by the words of every language there are rules for."""

from __future__ import annotations

from functools import cache
from typing import Literal

from limio_sales_agent.reading.rules.tokens import words_of
from limio_sales_agent.reading.rules.words import languages, lexicon

About = Literal["price", "sold", "terms", "room", "features", "next", "differences", "reasons", "details"]


@cache
def asking_phrases(about: About) -> frozenset[str]:
    """Return the phrases that tell what a question is about, as they are looked up."""
    told = (phrase for code in languages() for phrase in lexicon(code).phrases("asks_about", about))
    return frozenset(" ".join(words_of(phrase)) for phrase in told)


def asks_about(about: About, question: str) -> bool:
    """Return whether a question holds one of the phrases."""
    return bool(_ends(about, _padded(question)))


def periods_in(text: str) -> frozenset[str]:
    """Return how often something is paid, of all that a text names: ``monthly`` and ``yearly`` of "monthly or yearly?"."""
    padded = _padded(text)
    return frozenset(period for phrase, period in _period_phrases() if f" {phrase} " in padded)


@cache
def _period_phrases() -> tuple[tuple[str, str], ...]:
    held = (lexicon(code).lists["billing"].items() for code in languages())
    return tuple((" ".join(words_of(one)), period) for words in held for period, phrases in words for one in phrases)


def asks_about_details(question: str) -> bool:
    """Return whether a question is why, or what for, their details are wanted."""
    padded = _padded(question)
    return any(_ends("details", padded[end - 1 :]) for end in _ends("reasons", padded)[:1])


def _padded(question: str) -> str:
    return f" {' '.join(words_of(question))} "


def _ends(about: About, padded: str) -> list[int]:
    """Return where the first place of each phrase ends, in order."""
    found = ((padded.find(f" {phrase} "), phrase) for phrase in asking_phrases(about))
    return sorted(place + len(phrase) + 2 for place, phrase in found if place >= 0)
