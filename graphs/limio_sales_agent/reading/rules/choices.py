"""A closed ask's choices as they are typed: by number, by label, or by a close spelling of one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from rapidfuzz import fuzz

from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.model import AttributeValue, Reading
from limio_sales_agent.reading.rules.tokens import Token, words_of_name
from limio_sales_agent.reading.rules.words import Lexicon

EXACT = 100
ALIKE = 88  # of 100
SHORT = 4  # letters; shorter words are like too much
COUNTED = frozenset({"people", "quantity", "budget"})  # where a number is the answer itself
BESIDE = frozenset({"option_words", "please"})  # what may stand beside a place in the list: "so 2" is how many
AGAINST = frozenset({"no", "negators", "doubt", "conditions", "leaving"})
MEANT: dict[str, Callable[[str], dict[str, Any]]] = {
    "yes": lambda _: {"intents": ["yes"]},
    "no": lambda _: {"intents": ["no"]},
    "includes": lambda label: {"intents": ["question"], "question": label},
    "something_else": lambda _: {},
    "not_sure": lambda _: {},
    "quote": lambda _: {"intents": ["quote"]},
    "person": lambda _: {"intents": ["human"]},
    "monthly": lambda _: {"billing": "monthly"},
    "yearly": lambda _: {"billing": "yearly"},
}


def picked(tokens: Sequence[Token], lexicon: Lexicon, hints: Hints) -> Reading | None:
    """Return what a message means that is one of the choices as they were shown, or None.

    Args:
        tokens: What the customer typed, as words and marks.
        lexicon: The language it is in.
        hints: What was asked, and which choices were shown.
    """
    shown = list(hints.choices)
    if not shown:
        return None
    words = [one.word for one in tokens if one.is_word or one.is_number]
    slips = not lexicon.vocabulary.issuperset(words)  # "ok thanks" is no misspelt "no thanks"
    found = _labelled(" ".join(words), shown, slips=slips)
    if not found and hints.expecting not in COUNTED:
        found = _placed(words, lexicon, hints)
    return _meant(*found, hints) if found else None


def _labelled(words: str, shown: Sequence[tuple[str, str]], *, slips: bool = True) -> tuple[str, str] | None:
    """Return the choice whose label this is, or where a word is misspelt the one whose label it is most like."""
    near = [
        (fuzz.ratio(words, told), value, label)
        for told, value, label in _labels(shown)
        if _digits(told) == _digits(words)
    ]
    same = [one for one in near if one[0] == EXACT]
    alike = [one for one in near if one[0] >= ALIKE] if slips and len(words) > SHORT else []
    found = same[:1] or (alike if len(alike) == 1 else [])
    return found[0][1:] if found else None


def _placed(words: Sequence[str], lexicon: Lexicon, hints: Hints) -> tuple[str, str] | None:
    """Return the choice whose place is told, with no more than its label beside it: "1 please", "1. Yes", "option two"."""
    labels = [dict(lexicon.index.labels.get((word,), ())) for word in words]
    beside = BESIDE | ({"glue"} if any("ordinals" in held for held in labels) else set())  # "the first one"
    own = [n for n, held in enumerate(labels) if _place(n, words, labels) or beside.isdisjoint(held)]
    place = _place(own[0], words, labels) if own else 0
    shown = list(hints.choices)
    if not 1 <= place <= len({value for value, _ in shown}):
        return None
    value, label = shown[place - 1]
    rest = " ".join(words[own[0] + 1 :])
    if rest and (said := _labelled(rest, shown)):
        return (value, label) if said[0] == value else None
    points = hints.expecting == "confirm" and len(hints.shortlist) > 1  # "the second one" is an offer that was shown
    points = points and any("option_words" in held or "ordinals" in held for held in labels)
    against = any(not AGAINST.isdisjoint(held) for held in labels)
    return None if points or against or len(own) > 1 else (value, label)


def _place(n: int, words: Sequence[str], labels: Sequence[Mapping[str, str]]) -> int:
    """Return the place in a list that a word tells, or 0."""
    if words[n].isascii() and words[n].isdigit() and len(words[n]) < 3:
        return int(words[n])
    counted = labels[n].get("numbers") if n and "option_words" in labels[n - 1] else None
    return max(0, int(labels[n].get("ordinals") or counted or 0))


def _labels(shown: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    return ((" ".join(words_of_name(label)), value, label) for value, label in shown)


def _digits(words: str) -> list[str]:
    return [word for word in words.split() if word.isdigit()]


def _meant(value: str, label: str, hints: Hints) -> Reading | None:
    said: dict[str, Any] = {"accounted": "whole", "chosen": True}
    question = next((one for one in hints.playbook.questions if one.key == hints.expecting), None)
    if question and question.attribute and value in question.values:
        return Reading(attributes=[AttributeValue(key=question.attribute, value=value)], **said)
    if any(value == offer.path for offer in hints.offers):
        return Reading(offers=[value], **said)
    if value not in MEANT:
        return None  # its label says it
    asked = hints.expecting if value in {"something_else", "not_sure"} and hints.expecting else None
    return Reading(**said, **MEANT[value](label), declined=[asked] if asked else [])
