"""A closed ask's choices as they are typed: by number, or by label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.model import AttributeValue, Intent, Reading
from limio_sales_agent.reading.rules.message import NO_WORDS
from limio_sales_agent.reading.rules.tokens import Token, tokens_of, words_of_name
from limio_sales_agent.reading.rules.words import Lexicon

IDLE = NO_WORDS - {"?"}  # marks beside a choice, as in "1) yes"; who types "yes please?" or "yes 👎" picks none
COUNTED = frozenset({"people", "quantity", "budget"})  # where a number is the answer itself
BESIDE = frozenset({"option_words", "please"})  # what may stand beside a place in the list: "so 2" is how many
AGAINST = frozenset({"no", "negators"})
WISHED: dict[str, Intent] = {"yes": "yes", "no": "no", "includes": "question", "quote": "quote", "person": "human"}


def picked(tokens: Sequence[Token], lexicon: Lexicon, hints: Hints) -> Reading | None:
    """Return what a message means that is one of the choices as they were shown, or None."""
    if not hints.choices:
        return None
    words = tuple(one.word for one in tokens if one.is_word or one.is_number)
    found = _labelled(words, hints.choices)
    if not found and hints.expecting not in COUNTED:
        found = _placed(words, lexicon, hints)
    said = {one.word for one in tokens if not (one.is_word or one.is_number)} - IDLE
    if found is None or not said.issubset(one.word for one in tokens_of(found[1])):
        return None
    return _meant(*found, hints)


def _labelled(words: tuple[str, ...], shown: Sequence[tuple[str, str]]) -> tuple[str, str] | None:
    return next((choice for choice in shown if words_of_name(choice[1]) == words), None)


def _placed(words: tuple[str, ...], lexicon: Lexicon, hints: Hints) -> tuple[str, str] | None:
    """Return the choice whose place is told, with no more than its label behind it: "1 please", "option two", "1. Yes"."""
    labels = [dict(lexicon.index.labels.get((word,), ())) for word in words]
    ordinal = any("ordinals" in held for held in labels)
    beside = BESIDE | ({"glue"} if ordinal else set())  # "the first one"
    idle = [not beside.isdisjoint(held) and AGAINST.isdisjoint(held) for held in labels]
    own = [n for n in range(len(words)) if not idle[n] or _place(n, words, labels)]
    place = _place(own[0], words, labels) if own else 0
    if not 1 <= place <= len({value for value, _ in hints.choices}):
        return None
    points = ordinal or any("option_words" in held for held in labels)
    if points and hints.expecting == "confirm" and len(hints.shortlist) > 1:
        return None  # "the second one" is an offer that was shown
    choice = hints.choices[place - 1]
    behind = _labelled(words[own[0] + 1 :], hints.choices) if own[1:] else choice
    return choice if behind and behind[0] == choice[0] else None


def _place(n: int, words: Sequence[str], labels: Sequence[Mapping[str, str]]) -> int:
    """Return the place in a list that a word tells: "2", "second", "two" behind "option"; or 0."""
    if words[n].isascii() and words[n].isdigit() and len(words[n]) < 3:
        return int(words[n])
    counted = labels[n].get("numbers") if n and "option_words" in labels[n - 1] else None
    return int(labels[n].get("ordinals") or counted or 0)


def _meant(value: str, label: str, hints: Hints) -> Reading | None:
    said: dict[str, Any] = {"accounted": "whole", "chosen": True}
    question = next((one for one in hints.playbook.questions if one.key == hints.expecting), None)
    if question and question.attribute and value in question.values:
        return Reading(attributes=[AttributeValue(key=question.attribute, value=value)], **said)
    if any(value == offer.path for offer in hints.offers):
        return Reading(offers=[value], **said)
    if value in WISHED:
        return Reading(intents=[WISHED[value]], question=label if value == "includes" else None, **said)
    if value in {"monthly", "yearly"}:
        return Reading.model_validate({"billing": value, **said})
    if value in {"something_else", "not_sure"}:
        return Reading(declined=[hints.expecting] if hints.expecting else [], **said)
    return None  # its label says it
