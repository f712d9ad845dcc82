"""Which of a customer's words an offer answers to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from limio_langchain.models.offer import Offer

SHORTEST = 3  # letters; "a" and "is" are words of every offer
STEM = 4  # letters from which other endings are the same word: tracker, trackers; swim, swimming
# Words of a search that are about buying and not about what is bought.
NOT_LOOKED_FOR = frozenset(
    "the and for with our your need needs want wants some plan plans offer offers subscription subscriptions please "
    "something anything from that this what which und für mit der die das ein eine einen abo abos wir ich les des pour "
    "avec une".split()
)


class Wanted:
    """A customer's words, made ready to be looked for.

    Args:
        keywords: Words and phrases; short ones and words of every search are left out.
    """

    def __init__(self, keywords: Iterable[str]) -> None:
        told = {" ".join(word.lower().split()): word.strip() for word in reversed(tuple(keywords))}
        self._words = {
            told[word]: _pattern(word)
            for word in reversed(told)
            if len(word) >= SHORTEST and word not in NOT_LOOKED_FOR
        }

    def __bool__(self) -> bool:
        return bool(self._words)

    def found_in(self, offer: Offer, gives: frozenset[str]) -> tuple[str, ...]:
        """Return the words that an offer's names, features, products or labels hold, in the customer's order."""
        if not self._words:
            return ()
        text = f"{offer.display_name} | {offer.name} | {' | '.join(sorted(gives))}".lower()
        return tuple(word for word, (start, pattern) in self._words.items() if start in text and pattern.search(text))


def _pattern(word: str) -> tuple[str, re.Pattern[str]]:
    stem = word.removesuffix("s") if len(word) > STEM else word
    ending = r"\w{0,4}" if len(stem) >= STEM else ""
    return stem, re.compile(rf"(?<!\w){re.escape(stem)}{ending}(?!\w)")


def listed(words: Sequence[str]) -> str:
    """Return words as a list: ``trackers, reports and archive``."""
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))
