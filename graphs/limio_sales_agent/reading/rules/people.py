"""Who else is spoken of: roles, relations and parts of a firm, and the names and addresses that are not the customer's."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache
from pathlib import Path

from pydantic import ConfigDict

from limio_sales_agent.reading.rules.message import Match, Message
from limio_sales_agent.reading.rules.tokens import ENDS, fold
from limio_sales_agent.reading.rules.words import Part, Phrases, languages, lexicon
from limio_sales_agent.strict_yaml import read_mapping

FILE = Path(__file__).parent.parent / "people.yaml"
REACH = 6  # words of a name that follow "my manager"
ROLE = 5  # words of a role: "our head of customer success"


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
    joins: Phrases
    greetings: Phrases
    in_copy: Phrases
    invoices: Phrases
    toward: Phrases
    sending: Phrases
    old: Phrases
    calling: Phrases


@cache
def listed(*names: str) -> frozenset[str]:
    """Return the words of some of the lists, as they are looked up."""
    people = People.model_validate(read_mapping(FILE))
    return frozenset(fold(word) for name in names for word in getattr(people, name))


@cache
def titles() -> frozenset[str]:
    """Return what is said before a name in any language, and is no single letter."""
    told = (one for code in languages() for one in lexicon(code).words.titles)
    return frozenset(fold(one) for one in told if len(one) > 1 and one != "me")  # Maître, and "call me Al"


def word_at(message: Message, place: int) -> str:
    """Return a word as it was typed: "Nurse" is one, though it was read as the nearest word that counts people."""
    return fold(message.typed(place, place)) if place in message.respelt else message.tokens[place].word


def is_joined(message: Message, place: int) -> bool:
    """Whether a word goes on from the one before it: the "Brien" of O'Brien, the "Sophie" of Anne-Sophie."""
    if place == 0 or place >= len(message.tokens):
        return False
    before, one = message.tokens[place - 1], message.tokens[place]
    return before.is_word and one.is_word and message.text[before.end : one.start] in {"'", "-"}


def dotted(message: Message) -> set[int]:
    """Return the full stops that stand within a name: "J. R. Smith", "Dr. Bell", "Dipl.-Ing."."""
    found = set()
    for place in range(1, len(message.tokens) - 1):
        before, after = message.tokens[place - 1], message.tokens[place + 1]
        if message.tokens[place].word != "." or before.end != message.tokens[place].start or not before.is_word:
            continue
        short = len(before.word) == 1 and message.text[before.start].isupper()
        if (
            short
            or before.word in titles()
            or before.word in {"dipl", "ing", "kfm", "med", "st", "hd", "attn", "z", "att"}
        ):
            end = message.tokens[place].end
            if message.text[after.start].isupper() or message.text[end : after.start] in {"", "-"}:
                found.add(place)
    return found


def is_site(message: Message, place: int, stops: Collection[int]) -> bool:
    """Whether a word is a part of a web address, "I work at brand.io", and no full stop of a name touches it."""
    dots = (n for n in (place - 1, place + 1) if 0 < n < len(message.tokens) - 1 and n not in stops)
    touching = (message.text[message.tokens[n - 1].end : message.tokens[n + 1].start] for n in dots)
    return "." in touching


def is_role(word: str) -> bool:
    """Whether a word says what somebody is, and not who."""
    return word in listed("roles", "kin", "families") or word in titles()


def relation(message: Message, places: Iterable[int]) -> tuple[int, int, bool] | None:
    """Return where somebody is spoken of by what they are to the customer, "my co-founder", and whether at work.

    Args:
        message: The message.
        places: Tokens in a row.

    Returns:
        The first token, the last one, and whether it is somebody of the firm; None where nobody is, or the customer
        is of the party: "my wife and I".
    """
    row = list(places)
    words = [word_at(message, place) for place in row]
    mine, people, work = listed("mine"), listed("roles", "kin"), listed("roles")
    for n, word in enumerate(words):
        if word not in mine:
            continue
        end = n + 1
        while end < min(n + 1 + ROLE, len(words)) and (_one(words[end]) in people or words[end] in _LINKS):
            end += 1
        last = next((m for m in range(end - 1, n, -1) if _one(words[m]) in people), None)
        if last is None or (word == "the" and words[last] in work):
            continue  # "PA to the CEO" tells of the one who writes
        around = words[max(0, n - 2) : n], words[last + 1 : last + 3]
        if any(listed("joins").intersection(side) and listed("and_me").intersection(side) for side in around):
            continue
        return row[n], row[last], _one(words[last]) in work
    return None


_LINKS = frozenset(
    {"of", "in", "for", "de", "des", "du", "d", "la", "le", "l", "fur", "the", "'", "-", "&", "and", "und", "et"}
)


def _one(word: str) -> str:
    """Return one of them: "my husbands card" is his too."""
    return word.removesuffix("s") if word.removesuffix("s") in listed("kin") else word


def named_after(message: Message, place: int) -> list[int]:
    """Return the tokens of the name that follows a word for somebody: "my manager is Tom Reed", "my aunt, Mabel Green"."""
    end = place + 1
    found: list[int] = []
    while end < len(message.tokens) and message.tokens[end].word in _BEFORE_A_NAME:
        end += 1
    while end < len(message.tokens) and len(found) < REACH:
        one = message.tokens[end]
        inside = one.word == "." and end - 1 in found and len(message.tokens[end - 1].word) < 3
        if not inside and not (one.is_word and (message.text[one.start].isupper() or is_joined(message, end))):
            break
        found.append(end)
        end += 1
    return found


_BEFORE_A_NAME = frozenset(
    {"name", ",", ":", "(", "-", "s", "is", "ist", "est", "c", "called", "named", "heisst", "s'appelle"}
)


def told_apart(message: Message, kept: Collection[int]) -> tuple[set[int], list[int]]:
    """Return the tokens of names that are another's than the customer's, and of the name of who gets it in their place.

    Args:
        message: The message.
        kept: The tokens of the address that was read as the customer's.

    Returns:
        The tokens of the aunt who gets it and of whom they greet; and those of "our buyer John Stone" right before the
        address that is kept, empty where there is none.
    """
    found: set[int] = set()
    theirs: list[int] = []
    place = 0
    while place < len(message.tokens):
        word = message.tokens[place].word
        held = (
            relation(message, range(place, min(place + ROLE + 4, len(message.tokens))))
            if word in listed("mine")
            else None
        )
        if held and held[0] == place:
            name = named_after(message, held[1])
            if not leads_to(message, max([held[1], *name]), kept):
                found.update(range(held[0], max([held[1], *name]) + 1))
            elif name:
                theirs = name
            place = held[1]
        elif after := _served(message, place):
            found.update(range(after, max([after, *named_after(message, after)]) + 1))
        elif word in listed("greetings") and _opens(message, place):
            name = (
                named_after(message, place) if message.tokens[min(place + 1, len(message.tokens) - 1)].is_word else []
            )
            after = max(name, default=place) + 1
            if name and after < len(message.tokens) and message.tokens[after].word in {",", "!", "\n", "."}:
                mailbox = {message.tokens[n].word for n in kept}
                found.update(name if mailbox.isdisjoint(message.tokens[n].word for n in name) else ())
        place += 1
    return found, theirs


def _served(message: Message, place: int) -> int | None:
    """Return the word before the name of whom somebody works for or belongs to: "PA to Mr Lee", "wife of Tom Reed"."""
    if place + 2 >= len(message.tokens) or message.tokens[place + 1].word not in _TO:
        return None
    if word_at(message, place) in listed("kin") | _ASSISTANTS:
        return place + 1 if message.tokens[place + 2].word not in titles() else place + 2
    return place + 2 if is_role(word_at(message, place)) and message.tokens[place + 2].word in titles() else None


_TO = frozenset({"of", "to", "von", "vom", "de", "du", "for"})
_ASSISTANTS = frozenset(
    {
        "assistant",
        "pa",
        "ea",
        "secretary",
        "assistentin",
        "assistent",
        "assistenz",
        "sekretarin",
        "assistante",
        "secretaire",
    }
)


def leads_to(message: Message, place: int, kept: Collection[int], step: int = 1) -> bool:
    """Whether nothing but marks stands between a token and an address that is kept, after it or (-1) before it."""
    end = place + step
    while 0 <= end < len(message.tokens) and end not in kept:
        if message.tokens[end].is_word or message.tokens[end].word in ENDS - {"\n"}:
            break
        end += step
    return end in kept


def introductions(message: Message) -> list[Match]:
    """Return "my name is" and "I am", without those that name another: "my mum's name is"."""
    told = message.named("name_is", "i_am")
    return [one for one in told if not _is_said_of_another(message, one.first)]


def _is_said_of_another(message: Message, place: int) -> bool:
    held = relation(message, range(max(0, place - ROLE), place))
    return held is not None and all(message.tokens[n].word == "s" for n in range(held[1] + 1, place))


def _opens(message: Message, place: int) -> bool:
    return place == 0 or not message.tokens[place - 1].is_word or message.tokens[place - 1].word in listed("greetings")
