"""A message in pieces, each with the reason why it may name somebody; and who else is spoken of: "our buyer", "my aunt"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from limio_sales_agent.reading.rules.message import Message
from limio_sales_agent.reading.rules.tokens import ENDS, fold
from limio_sales_agent.reading.rules.words import listed

PARTICLES = frozenset("van von de von der den der la le di da del della bin al ter ten dos du zu zur d l vom".split())
JOINS = frozenset({"&", "+", "and", "und", "et"})
LINKS = PARTICLES | JOINS | {"of", "the"}
INTRODUCED = ("name_is", "i_am", "last_name_is", "company_is")  # the surest first
HELD_OVER = re.compile(r"[\s,:(=-]*")  # "Name: Jo Bell", "my aunt, Mabel Green"
_SITE = re.compile(r"\.[a-z]")  # "brand.io"
_WORD = re.compile(r"[^\W\d_](?:[\w'-]|\.(?=\w))*\.?|[&+]")


class Word(NamedTuple):
    """A word as names are made of, "Dr.", "O'Brien", "&"; ``inner`` is one with a capital though no sentence begins there."""

    typed: str
    folded: str
    places: range
    capital: bool
    inner: bool


class Piece(NamedTuple):
    """Words in a row, and the reason why they may name somebody: "" for a list of details, "another" for nobody."""

    reason: str
    words: list[Word]


def words_in(message: Message) -> Iterator[tuple[str, Word]]:
    """Yield each word that nothing was read from, with what stands between it and the one before."""
    end, starts, is_cased = 0, [one.start for one in message.tokens], not message.text.isupper()
    for found in _WORD.finditer(message.text):
        typed, start = found[0], found.start()
        if typed.endswith(".") and not is_short(re.split("[.-]", fold(typed))[-2]):
            typed = typed[:-1]
        places = range(bisect_left(starts, start), bisect_left(starts, start + len(typed)))
        if places and message.taken.isdisjoint(places) and not _SITE.search(typed):
            between, capital = message.text[end:start], is_cased and typed[0].isupper()
            inner = capital and places[0] > 0 and message.tokens[places[0] - 1].word[0] not in ENDS
            yield between, Word(typed, fold(typed).rstrip("."), places, capital, inner)
            end = start + len(typed)


def is_short(word: str) -> bool:
    """Whether a full stop belongs to a word: "Dr.", "J."."""
    return len(word) == 1 or word in listed("titles", "shortened")


def pieces(message: Message) -> list[Piece]:
    """Return the message cut at its marks and where somebody is introduced."""
    matches = ((name, one) for name in ("closings", "company_at", *reversed(INTRODUCED)) for one in message.named(name))
    begins = {one.first: (name, one.last) for name, one in matches}
    begins |= {one[0]: ("another", one[-1]) for one in others(message)}
    found, after = [Piece("", [])], 0
    for between, word in words_in(message):
        if word.places[0] < after:
            continue
        is_cut, current = bool("\n" in between or between.strip()), found[-1]
        if is_cut and (current.words or not HELD_OVER.fullmatch(between)):
            found.append(Piece("", []))
        elif current.reason == "closings" and not current.words and not is_cut:
            found[-1] = Piece("another", [])  # "Thank you Sam"
        reason, last = next((begins[n] for n in word.places if n in begins), ("", -1))
        if not reason or (reason == "company_at" and _goes_on(word, found[-1].words)):
            found[-1].words.append(word)
            continue
        after = last + 1
        if found[-1].words or found[-1].reason != "another":  # "my mum's name is"
            found.append(Piece(reason, []))
    return [one for one in found if one.words]


def _goes_on(word: Word, before: list[Word]) -> bool:
    """Whether a name goes on with what may lead up to a firm: "Anne de la Tour", "Head of Sales", "Institut für Chemie"."""
    if word.folded in listed("at") or not before:
        return False
    is_first = word.folded in PARTICLES and before[-1].capital and len(before) == 1
    return is_first or before[-1].folded in listed("roles", "houses")


def others(message: Message) -> list[range]:
    """Return who else is spoken of: the tokens of "our buyer", "my aunt", "my head of sales"."""
    people, found = listed("roles", "kin"), []
    for place in (n for n, one in enumerate(message.tokens) if one.word in listed("mine")):
        last = place
        for n in range(place + 1, len(message.tokens)):
            word = fold(message.typed(n, n))
            if word in people or word.removesuffix("s") in people:
                last = n
            elif word not in LINKS:
                break
        if last > place:
            found.append(range(place, last + 1))
    return found
