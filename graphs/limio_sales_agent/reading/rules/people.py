"""Who else is spoken of: "our buyer", "my aunt", "assistant to Ann Lee"; and the words that stand beside names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from pathlib import Path

from pydantic import ConfigDict

from limio_sales_agent.reading.rules.message import Match, Message
from limio_sales_agent.reading.rules.tokens import fold
from limio_sales_agent.reading.rules.words import Part, Phrases, languages, lexicon
from limio_sales_agent.strict_yaml import read_mapping

FILE = Path(__file__).parent.parent / "people.yaml"
ROLE = 5  # words of a role: "our head of customer success"
PARTICLES = frozenset("van von de von der den der la le di da del della bin al ter ten dos du zu zur d l vom".split())
LINKS = PARTICLES | frozenset("& + and und et of the".split())
OF = PARTICLES | {"of", "to", "for"}  # as in "PA to Mr Lee", "wife of Tom Reed"


class People(Part):
    """The lists of ``people.yaml``, each for every language."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    roles: Phrases
    kin: Phrases
    units: Phrases
    houses: Phrases
    families: Phrases
    mine: Phrases
    and_me: Phrases
    greetings: Phrases
    shortened: Phrases
    in_copy: Phrases
    asides: Phrases
    sending: Phrases
    toward: Phrases
    at: Phrases
    mailboxes: Phrases
    calling: Phrases


@cache
def listed(*names: str) -> frozenset[str]:
    """Return the words of some of the lists, as they are looked up."""
    people = People.model_validate(read_mapping(FILE))
    return frozenset(fold(word) for name in names for word in getattr(people, name))


@cache
def titles() -> frozenset[str]:
    """Return what is said before a name in any language; "me" is more than Maître."""
    return frozenset(fold(one) for code in languages() for one in lexicon(code).words.titles if one != "me")


@cache
def _short() -> frozenset[str]:
    return titles() | listed("shortened")


def typed_words(message: Message) -> list[str]:
    """Return the words as they were typed: "Nurse" is one, though it was read as the nearest word that counts people."""
    return [fold(message.typed(n, n)) if n in message.respelt else one.word for n, one in enumerate(message.tokens)]


def is_joined(message: Message, place: int) -> bool:
    """Whether a word goes on from the one before it: the "Brien" of O'Brien, the "Sophie" of Anne-Sophie."""
    if not 0 < place < len(message.tokens):
        return False
    before, one = message.tokens[place - 1 : place + 1]
    return before.is_word and one.is_word and message.text[before.end : one.start] in {"'", "-"}


def stops_within(message: Message) -> set[int]:
    """Return the full stops that stand within a name: "J. R. Smith", "Dr. Bell", "Dipl.-Ing."."""
    short, tokens = _short(), message.tokens
    return {
        place
        for place in range(1, len(tokens) - 1)
        if tokens[place].word == "."
        and tokens[place - 1].end == tokens[place].start
        and (
            tokens[place - 1].word in short
            or (message.typed(place - 1, place - 1).isupper() and len(tokens[place - 1].word) == 1)
        )
        and message.typed(place + 1, place + 1)[0].isupper()
    }


@dataclass(frozen=True)
class Other:
    """Somebody who is spoken of by what they are to the customer.

    Attributes:
        first: The first token, "my".
        last: The last one, "co-founder".
        at_work: Whether it is somebody of the firm.
    """

    first: int
    last: int
    at_work: bool


def others(message: Message) -> list[Other]:
    """Return who else is spoken of; none where the customer is of the party: "my wife and I"."""
    words, found = typed_words(message), []
    for place in (n for n, word in enumerate(words) if word in listed("mine")):
        held = range(place + 1, min(place + 1 + ROLE, len(words)))
        chain = list(takewhile(lambda n: words[n] in LINKS or _is_person(words[n]), held))
        last = max((n for n in chain if _is_person(words[n])), default=None)
        if last is not None and not _is_of_the_party(words, place, last):
            found.append(Other(place, last, at_work=words[last] in listed("roles")))
    return found


def served(message: Message) -> list[int]:
    """Return the words before the name of whom somebody works for or belongs to: "PA to Mr Lee", "wife of Tom Reed"."""
    words = typed_words(message)
    return [n for n in range(1, len(words)) if words[n] in OF and words[n - 1] in listed("roles", "kin")]


def _is_person(word: str) -> bool:
    people = listed("roles", "kin")
    return word in people or word.removesuffix("s") in people


def _is_of_the_party(words: list[str], first: int, last: int) -> bool:
    joins, me = {"and", "und", "et", "&", "+", "plus"}, listed("and_me")
    beside = (words[max(0, first - 2) : first], words[last + 1 : last + 3])
    return any(joins.intersection(side) and me.intersection(side) for side in beside)


def introductions(message: Message) -> list[Match]:
    """Return "my name is" and "I am", without those that name another: "my mum's name is"."""
    words, ends = typed_words(message), {one.last for one in others(message)}
    return [
        one
        for one in message.named("name_is", "i_am")
        if not ends & {one.first - 1, one.first - 2 if words[one.first - 1] == "s" else -1}
    ]
