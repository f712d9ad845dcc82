"""What a question is about, of what code can answer: told by the words of every language there are rules for."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from limio_sales_agent.playbook.knowledge import EMPTY_WORDS
from limio_sales_agent.reading.rules.tokens import words_of
from limio_sales_agent.reading.rules.words import languages, lexicon, listed

About = Literal[
    "price",
    "sold",
    "sells",
    "terms",
    "room",
    "features",
    "next",
    "paid",
    "refused",
    "differences",
    "reasons",
    "details",
    "whys",
]


@cache
def asking_phrases(about: About) -> frozenset[str]:
    """Return the phrases that tell what a question is about, as they are looked up."""
    told = (phrase for code in languages() for phrase in lexicon(code).phrases("asks_about", about))
    return frozenset(" ".join(words_of(phrase)) for phrase in told)


def asks_about(about: About, question: str) -> bool:
    """Return whether a question holds one of the phrases."""
    return any(phrase in _padded(question) for phrase in map(_padded, asking_phrases(about)))


def asks_whether_sold(question: str) -> bool:
    """Return whether a piece of a question begins with "do you sell" and the like."""
    return any(
        f"{piece} ".startswith(f"{phrase} ") for piece in pieces_of(question) for phrase in asking_phrases("sells")
    )


def asks_why(question: str) -> bool:
    """Return whether a piece of a question asks why it is asked, and nothing more."""
    return not asking_phrases("whys").isdisjoint(pieces_of(question))


def told_of_payment(text: str) -> Literal["paid", "refused"] | None:
    """Return what a message tells of a payment, beside what it asks: that it was made, or did not go through."""
    told = re.sub(r"[^,;:.!?]*\?", "", text)
    if asks_about("refused", told):
        return "refused"
    return None if asking_phrases("paid").isdisjoint(pieces_of(told)) else "paid"


def asks_about_details(question: str) -> bool:
    """Return whether a question is why, or what for, their details are wanted: a reason, and behind it a detail."""
    padded = _padded(question)
    behind = [padded.partition(_padded(phrase))[2] for phrase in asking_phrases("reasons")]
    return asks_about("details", max(behind, key=len, default=""))


def periods_in(text: str) -> frozenset[str]:
    """Return how often something is paid, of all that a text names: ``monthly`` and ``yearly`` of "monthly or yearly?"."""
    padded = _padded(text)
    return frozenset(period for phrase, period in _period_phrases() if phrase in padded)


def how_often(question: str) -> str | None:
    """Return how often they ask to pay, where a question is about nothing else."""
    periods = periods_in(question)
    beside = {word for phrase, _ in _period_phrases() for word in phrase.split()} | EMPTY_WORDS
    asked = set(words_of(question)) - beside - listed("paying", "option_words", "glue", "fillers")
    return next(iter(periods)) if len(periods) == 1 and not asked else None


@cache
def _period_phrases() -> tuple[tuple[str, str], ...]:
    held = (lexicon(code).lists["billing"].items() for code in languages())
    return tuple((_padded(one), period) for words in held for period, phrases in words for one in phrases)


def _padded(text: str) -> str:
    return f" {' '.join(words_of(text))} "


def pieces_of(question: str) -> list[str]:
    """Return the pieces between the marks of a question, as they are looked up: "yes" and "what happens then"."""
    return [_padded(piece).strip() for piece in re.split(r"[,;:.!?]", question)]
