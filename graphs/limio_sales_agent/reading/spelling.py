"""Typing errors: a word nobody knows is read as the nearest one that matters."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from functools import cache, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from limio_sales_agent.reading.lexicon import ORDINARY

SHORTEST = 4  # letters; shorter words have too many neighbours
LONG = 7  # letters from which a wrong letter is forgiven
LONGER = 9  # letters from which two slips are


@lru_cache(maxsize=64)
def speller(vocabulary: frozenset[str]) -> Callable[[str], str]:
    """Return what spells a word as the vocabulary does.

    A word is changed only when neither the vocabulary nor ordinary English has it, when its first letter is right or
    swapped with the second, and when it is a slip away from a word of the vocabulary: a letter too many, missing or
    swapped with the next; in a longer word also a wrong letter, and in a long one two slips. What only has another
    ending is another word: "deliver" is not "delivery".

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
        slips = 2 if len(word) >= LONGER else 1
        near = [
            known for length in range(len(word) - slips, len(word) + slips + 1) for known in shelves.get(length, ())
        ]
        near = [known for known in near if len(known) > SHORTEST and _could_be(word, known)]
        found = process.extractOne(word, near, scorer=OSA.distance, score_cutoff=slips)
        return found[0] if found else word

    return spell


def _could_be(word: str, known: str) -> bool:
    if word[0] != known[0] and word[:2] != known[1::-1]:
        return False
    if known.startswith(word) or word.startswith(known):
        return word in (known + known[-1], known + "s") and len(known) >= LONG - 1
    return len(word) >= LONG or len(word) != len(known) or sorted(word) == sorted(known)


def misspelt(words: AbstractSet[str], vocabulary: frozenset[str]) -> dict[str, str]:
    """Return which of these words would be changed, and to what."""
    spell = speller(vocabulary)
    return {word: spell(word) for word in sorted(words) if spell(word) != word}
