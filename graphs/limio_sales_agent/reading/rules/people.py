"""A message in pieces, each with the reason why it may name somebody; and who else is spoken of: "our buyer", "my aunt"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from limio_sales_agent.reading.rules.message import Message
from limio_sales_agent.reading.rules.tokens import fold
from limio_sales_agent.reading.rules.words import listed

ROLE = 5  # words of a role: "our head of customer success"
PARTICLES = frozenset("van von de von der den der la le di da del della bin al ter ten dos du zu zur d l vom".split())
JOINS = frozenset({"&", "+", "and", "und", "et"})
LINKS = PARTICLES | JOINS | {"of", "the"}
INTRODUCED = ("name_is", "i_am", "last_name_is", "company_is")  # the surest first
HELD_OVER = re.compile(r"[\s,:(=-]*")  # "Name: Jo Bell", "my aunt, Mabel Green"
_WORD = re.compile(r"[^\W\d_](?:[\w'-]|\.(?=\w))*\.?|[&+]")


class Word(NamedTuple):
    """A word as names are made of, "Dr.", "O'Brien", "&": what was typed, in small letters, and its tokens."""

    typed: str
    folded: str
    places: range


class Piece(NamedTuple):
    """Words in a row, and the reason why they may name somebody: "" for a list of details, "another" for nobody."""

    reason: str
    words: list[Word]


def words_in(message: Message) -> Iterator[tuple[str, Word]]:
    """Yield each word that nothing was read from, with what stands between it and the one before."""
    end = place = 0
    for found in _WORD.finditer(message.text):
        typed = found[0]
        if typed.endswith(".") and not (
            len(typed) == 2 or re.split("[.-]", fold(typed))[-2] in listed("titles", "shortened")
        ):
            typed = typed[:-1]
        start, last = found.start(), found.start() + len(typed)
        while place < len(message.tokens) and message.tokens[place].start < start:
            place += 1
        first = place
        while place < len(message.tokens) and message.tokens[place].start < last:
            place += 1
        if first < place and message.taken.isdisjoint(range(first, place)):
            yield message.text[end:start], Word(typed, fold(typed).rstrip("."), range(first, place))
            end = last


def pieces(message: Message) -> list[Piece]:
    """Return the message cut at its marks and where somebody is introduced."""
    begins, found, after = _begins(message), [Piece("", [])], 0
    for between, word in words_in(message):
        place, current = word.places[0], found[-1]
        is_cut = "\n" in between or between.strip()
        if place >= after and is_cut and (current.words or not HELD_OVER.fullmatch(between)):
            found.append(current := Piece("", []))
        reason, last = next((begins[n] for n in word.places if n in begins), ("", -1))
        if place < after:
            continue
        if not reason or (reason == "company_at" and _goes_on(word, current.words)):
            current.words.append(word)
            continue
        after = last + 1
        if current.words or current.reason != "another":
            found.append(Piece(reason, []))
    return [one for one in found if one.words]


def _begins(message: Message) -> dict[int, tuple[str, int]]:
    """Return where somebody is introduced, greeted or spoken of: the reason, and the last token of it."""
    matches = ((name, one) for name in ("closings", "company_at", *reversed(INTRODUCED)) for one in message.named(name))
    found = {one.first: (name, one.last) for name, one in matches}
    for place, one in enumerate(message.tokens[:-1]):
        after = message.tokens[place + 1]
        if one.word in listed("greetings") and message.text[one.end : after.end].strip()[:1].isupper():
            found[place] = ("another", place)  # "Hi Anna", "Thank you Sam"
    return found | {one[0]: ("another", one[-1]) for one in others(message)}


def _goes_on(word: Word, before: list[Word]) -> bool:
    """Whether a name goes on with what may lead up to a firm: "Anne de la Tour", "Head of Sales", "Institut für Chemie"."""
    if word.folded in listed("at") or not before:
        return False
    is_first = word.folded in PARTICLES and before[-1].typed[0].isupper() and not before[-2:-1]
    return is_first or before[-1].folded in listed("roles", "houses")


def others(message: Message) -> list[range]:
    """Return who else is spoken of: the tokens of "our buyer", "my aunt", "my head of sales"."""
    found = []
    for place, one in enumerate(message.tokens):
        last = place
        for n in range(place + 1, min(place + 1 + ROLE, len(message.tokens))) if one.word in listed("mine") else ():
            if is_person(fold(message.typed(n, n))):
                last = n
            elif message.tokens[n].word not in LINKS:
                break
        if last > place:
            found.append(range(place, last + 1))
    return found


def is_person(word: str) -> bool:
    """Whether a word says what somebody is, at work or to the customer."""
    return not listed("roles", "kin").isdisjoint({word, word.removesuffix("s")})


def behind_self(message: Message) -> list[int]:
    """Return the tokens behind "I am" and "my name is", where the customers say who they are, and not what "it is"."""
    own = listed("mine", "speaker")
    return [one.last + 1 for one in message.named("name_is", "i_am") if message.tokens[one.first].word in own]
