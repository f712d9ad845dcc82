"""Who else is spoken of: "our buyer", "my aunt"; and the words that stand beside names."""

from __future__ import annotations

from itertools import takewhile
from typing import NamedTuple

from limio_sales_agent.reading.rules.message import Message
from limio_sales_agent.reading.rules.tokens import fold
from limio_sales_agent.reading.rules.words import listed

ROLE = 5  # words of a role: "our head of customer success"
PARTICLES = frozenset("van von de von der den der la le di da del della bin al ter ten dos du zu zur d l vom".split())
LINKS = PARTICLES | frozenset("& + and und et of the".split())


def typed_words(message: Message) -> list[str]:
    """Return the words as they were typed: "Nurse" is one, though it was read as the nearest word that counts people."""
    tokens = enumerate(message.tokens)
    return [fold(message.typed(n, n)) if n in message.respelt else one.word for n, one in tokens]


def is_joined(message: Message, place: int) -> bool:
    """Whether a word goes on from the one before it: the "Brien" of O'Brien, the "Sophie" of Anne-Sophie."""
    if not 0 < place < len(message.tokens):
        return False
    before, one = message.tokens[place - 1 : place + 1]
    return before.is_word and one.is_word and message.text[before.end : one.start] in {"'", "-"}


def stops_within(message: Message) -> set[int]:
    """Return the full stops that stand within a name: "J. R. Smith", "Dr. Bell", "Dipl.-Ing."."""
    found = set()
    for place, (before, one, after) in enumerate(
        zip(message.tokens, message.tokens[1:], message.tokens[2:], strict=False)
    ):
        typed = message.text[before.start : before.end]
        is_short = before.word in listed("titles", "shortened") or (len(typed) == 1 and typed.isupper())
        if one.word == "." and before.end == one.start and is_short and message.text[after.start].isupper():
            found.add(place + 1)
    return found


class Other(NamedTuple):
    """Somebody who is spoken of by what they are to the customer: the tokens from "my" to "co-founder", and whether at work."""

    first: int
    last: int
    at_work: bool


def others(message: Message) -> list[Other]:
    """Return who else is spoken of: "our buyer", "my aunt", and all of "my mum's name is"."""
    words, named, found = typed_words(message), message.spans("name_is"), []
    mine = listed("mine")
    for place in [n for n, word in enumerate(words) if word in mine]:
        held = range(place + 1, min(place + 1 + ROLE, len(words)))
        chain = list(takewhile(lambda n: words[n] in LINKS or _is_person(words[n]), held))
        if people := [n for n in chain if _is_person(words[n])]:
            last = people[-1] + (words[people[-1] + 1 :][:1] == ["s"])
            end = named[last + 1].last if last + 1 in named else last
            found.append(Other(place, end, at_work=words[people[-1]] in listed("roles")))
    return found


def _is_person(word: str) -> bool:
    return not listed("roles", "kin").isdisjoint({word, word.removesuffix("s")})
