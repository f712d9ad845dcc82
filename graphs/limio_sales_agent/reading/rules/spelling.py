"""Words as they were meant: short forms written out, and slips read as the nearest word that is known."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from limio_sales_agent.reading.rules.tokens import ENDS, Token
from limio_sales_agent.reading.rules.words import Index, Lexicon

MOST_SLIPS = 30  # words that are looked up by their likeness; the rest stays as it is
_DRAWN_OUT = re.compile(r"(.)\1{2,}")


def written_out(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """Return words with short forms written out: each word of "do not" stands where "don't" was typed."""
    written: list[Token] = []
    place = 0
    while place < len(tokens):
        for size in (2, 1):
            part = tokens[place : place + size]
            if long := lexicon.short_forms.get(" ".join(one.word for one in part)):
                break
        written += [Token(word, part[0].start, part[-1].end) for word in long] if long else part
        place += len(part)
    return written


def spelt(tokens: Sequence[Token], known: Sequence[Index], text: str) -> list[Token]:
    """Return words with those nobody knows spelt as the nearest that is known; names, which have a capital, are left."""
    held, slips = list(tokens), 0
    for place, one in enumerate(tokens):
        if not one.is_word or slips >= MOST_SLIPS or is_known(one.word, known):
            continue
        slips += 1
        begins = place == 0 or tokens[place - 1].word[0] in ENDS
        named = text[one.start].isupper() and not begins and not text.isupper()
        if word := next(_meant(one.word, known, named=named), None):
            held[place] = one._replace(word=word)
    return held


def is_known(word: str, known: Sequence[Index]) -> bool:
    """Whether a word stands in some phrase."""
    return any(word in index.vocabulary for index in known)


def _meant(word: str, known: Sequence[Index], *, named: bool) -> Iterator[str]:
    """Yield the known words that "yesss", "teh" or "recieve" may stand for, the likeliest first."""
    tries = [_DRAWN_OUT.sub(r"\1" * most, word) for most in (1, 2)]
    if not named and 3 <= len(word) < 5:
        tries += [word[:n] + word[n + 1] + word[n] + word[n + 2 :] for n in range(len(word) - 1)]
    yield from (one for one in tries if is_known(one, known))
    if not named and 5 <= len(word) <= 20:
        near = [one for index in known for one in index.beginning.get(word[0], ())]
        found = process.extract(word, near, scorer=OSA.distance, score_cutoff=1 if len(word) < 10 else 2, limit=None)
        nearest = sorted((one for one, far, _ in found if far == found[0][1]), key=lambda one: (len(one), one))
        if len({is_known(one, known[1:]) for one in nearest}) == 1:
            yield nearest[0]  # "stiff" may be everyday words, and the shop's "staff"
