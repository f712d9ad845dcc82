"""A closed ask's choices as they are typed: by number, by label, or by a close spelling of one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from rapidfuzz import fuzz

from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.model import AttributeValue, Reading
from limio_sales_agent.reading.rules.tokens import words_of

EXACT = 100
ALIKE = 88  # of 100
SHORT = 4  # letters; shorter words are like too much
COUNTED = frozenset({"people", "quantity", "budget"})  # where a number is the answer itself
MEANT: dict[str, Callable[[str], dict[str, Any]]] = {
    "yes": lambda _: {"intents": ["yes"]},
    "no": lambda _: {"intents": ["no"]},
    "includes": lambda label: {"intents": ["question"], "question": label},
    "something_else": lambda _: {},
    "not_sure": lambda _: {},
    "quote": lambda _: {"intents": ["quote"]},
    "person": lambda _: {"intents": ["human"]},
}


def picked(text: str, hints: Hints) -> Reading | None:
    """Return what a message means that is one of the choices as they were shown, or None.

    Args:
        text: What the customer typed, tidied.
        hints: What was asked, and which choices were shown.
    """
    words, shown = " ".join(words_of(text)), list(hints.choices)
    if words.isascii() and words.isdigit():
        numbered = (
            hints.expecting not in COUNTED and len(words) < 3 and 1 <= int(words) <= len({value for value, _ in shown})
        )
        return _meant(*shown[int(words) - 1], hints) if numbered else None
    near = [
        (fuzz.ratio(words, told), value, label)
        for told, value, label in _labels(shown)
        if _digits(told) == _digits(words)
    ]
    same = [one for one in near if one[0] == EXACT]
    alike = [one for one in near if one[0] >= ALIKE] if len(words) > SHORT else []
    found = same[:1] or (alike if len(alike) == 1 else [])
    return _meant(*found[0][1:], hints) if found else None


def _labels(shown: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    return ((" ".join(words_of(label)), value, label) for value, label in shown)


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
