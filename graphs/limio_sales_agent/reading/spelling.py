"""Typing errors: a word nobody knows is read as the nearest one that matters."""

from __future__ import annotations

from collections.abc import Callable, Set
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from limio_sales_agent.reading.ordinary import ORDINARY

SHORTEST = 4  # letters; shorter words have too many neighbours
LONG = 8  # letters from which two slips are forgiven


def speller(vocabulary: Set[str]) -> Callable[[str], str]:
    """Return what spells a word as the vocabulary does.

    A word is changed only when neither the vocabulary nor ordinary English has it, when it is one slip away from a
    word of the vocabulary (two from a long one; a slip is a letter too many, missing, wrong or swapped with the next),
    and when the first letter is right or swapped with the second.

    Args:
        vocabulary: Words in small letters.
    """
    shelves: dict[int, list[str]] = {}
    for word in sorted(vocabulary):
        shelves.setdefault(len(word), []).append(word)

    @cache
    def spell(word: str) -> str:
        if len(word) < SHORTEST or word in vocabulary or word in ORDINARY:
            return word
        slips = 2 if len(word) >= LONG else 1
        near = [
            known for length in range(len(word) - slips, len(word) + slips + 1) for known in shelves.get(length, ())
        ]
        near = [known for known in near if len(known) > SHORTEST - 1 and _begins_alike(word, known)]
        found = process.extractOne(word, near, scorer=OSA.distance, score_cutoff=slips)
        return found[0] if found else word

    return spell


def _begins_alike(word: str, known: str) -> bool:
    return word[0] == known[0] or word[:2] == known[1::-1]
