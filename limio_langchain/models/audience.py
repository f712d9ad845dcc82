"""Who an offer is for, as its labels, names and description say: work or home, how many people, a group of its own.

Catalogues say it in words alone; what they do not say is None, and left to people to ask.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

Whom = Literal["work", "home"]
Group = Literal["gift", "student", "senior", "junior"]

WORK = frozenset(
    "business businesses company companies corporate enterprise enterprises team teams office offices employer "
    "employers employee employees workforce staff organisation organisations organization organizations firm firms "
    "agency agencies workplace workplaces sme smes b2b "
    "unternehmen firma firmen betrieb betriebe mitarbeiter gewerbe büro entreprise entreprises "
    "équipe empresa empresas azienda aziende bedrijf bedrijven".split()
)
HOME = frozenset(
    "home homes household households family families kids children haushalt haushalte familie familien privat "
    "privatkunden zuhause kinder kindern consumer consumers residential b2c "
    "famille familles foyer familia familias hogar famiglia famiglie gezin gezinnen thuis".split()
)
# What it is not for tells of the other: "not for business use".
AGAINST = re.compile(
    r"\b(?:not (?:available |meant |intended |suitable |licensed )?for|nicht für|pas pour|no para|non per|niet voor)\s+"
    r"((?:[^\W\d]+[\s-]+){0,3}[^\W\d]+)"
)
NOT_ONLY = re.compile(
    r"\b(?:not (?:only|just)|nicht nur|pas seulement) (?:for|für|pour)\s+(?:[^\W\d]+\s+){0,3}[^\W\d]+"
)
FOR = re.compile(r"\b(?:for|für|pour|para|per|voor)\s+((?:[^\W\d]+,?[\s-]+){0,3}[^\W\d]+)")
IN_MIND = re.compile(r"\bwith\s+((?:[^\W\d]+\s+){1,3})in mind\b")
GROUPS: dict[Group, frozenset[str]] = {
    "gift": frozenset("gift gifts present presents geschenk geschenke cadeau regalo".split()),
    "student": frozenset("student students studierende studenten étudiant étudiants estudiante estudiantes".split()),
    "senior": frozenset("senior seniors senioren".split()),
    "junior": frozenset("junior juniors child".split()),
}
ONE = frozenset("single individual solo student junior senior einzel".split())
NUMBERS = {
    word: number
    for number, words in enumerate(
        "one/ein/eine two/zwei/couple three/drei four/vier five/fünf six/sechs seven/sieben eight/acht nine/neun "
        "ten/zehn eleven/elf twelve/dozen/zwölf".split(),
        start=1,
    )
    for word in words.split("/")
}
PEOPLE = (
    "people|persons?|users?|readers?|members?|adults?|children|kids|employees|colleagues|logins?|sign-ins?|of you"
    "|seats?|licen[cs]es|personen|person|nutzer|benutzer|erwachsene|kinder|mitglieder|mitarbeiter|leser|personnes?|personas?"
    "|utilisateurs?|usuarios|utenti|gebruikers"
)
# Larger numbers are of customers the shop boasts of, unless it says "up to".
LARGE = r"(?:(?<=up to )|(?<=bis zu )|(?<=jusqu'à ))[1-9](?:[0-9]{2,4}|[0-9]{0,2}[.,][0-9]{3})"
NUMBER = rf"(?<![\w.,])({LARGE}|[1-9][0-9]?|{'|'.join(NUMBERS)})"
COUNTED = re.compile(
    rf"{NUMBER}[\s-]+(?:(?:team|family|household|adult|young|named|staff)\s+)?(?:{PEOPLE})\b|\bfamily of {NUMBER}\b"
)
# Before a number that is the fewest, of other customers, or of what costs more.
NOT_COVERED = re.compile(
    r"\b(?:at least|from|minimum(?: of)?|min\.?|more than|over|(?:loved|trusted|used|read|joined) by|join"
    r"|add(?: up to)?|extra|mindestens|ab|über|mehr als|plus de|dès|à partir de)\s+$"
)
FAR = 20  # characters, which such words take
TWO = frozenset("duo couple couples".split())
FOR_TWO = re.compile(r"\bfor (?:a couple|two)(?!\s+\w)")


def whom(labels: Iterable[str], names: Iterable[str], description: str) -> Whom | None:
    """Return whether an offer is for work or for home: by its labels, else its names, else "for .." in its description.

    Args:
        labels: Its labels.
        names: Its name and its products'.
        description: What the shop says of it.
    """
    plain = NOT_ONLY.sub("", description.lower())
    told = [one for pattern in (FOR, IN_MIND) for one in pattern.findall(AGAINST.sub("", plain))]
    against = _words(AGAINST.findall(plain))
    for words in (_words(labels), _words(names), _words(told)):
        work, home = not WORK.isdisjoint(words), not HOME.isdisjoint(words)
        if work or home:
            return None if work and home else "work" if work else "home"
    work, home = not WORK.isdisjoint(against), not HOME.isdisjoint(against)
    return None if work == home else "home" if work else "work"


def group_of(labels: Iterable[str], names: Iterable[str]) -> Group | None:
    """Return the group that an offer alone is for, such as students, as its labels and names say."""
    words = _words([*labels, *names])
    return next((group for group, said in GROUPS.items() if not said.isdisjoint(words)), None)


def is_named(group: Group, words: Iterable[str]) -> bool:
    """Return whether somebody's words name a group, such as "a present for my dad"."""
    return not GROUPS[group].isdisjoint(_words(words))


def people_covered(names: Iterable[str], texts: Iterable[str]) -> int | None:
    """Return how many people a flat price is for, as the shop words it: ``up to 5 people``, ``Two adults and a child``.

    Args:
        names: Names of the offer, of which "single" and its like mean one.
        texts: Further texts: price label, features, description.
    """
    names = tuple(names)
    texts = [text.lower() for text in (*names, *texts)]
    if most := max(map(_counted, texts), default=0):
        return most
    if not TWO.isdisjoint(_words(names)) or any(map(FOR_TWO.search, texts)):
        return 2
    return None if ONE.isdisjoint(_words(names)) else 1


def _counted(text: str) -> int:
    found = (
        match
        for match in COUNTED.finditer(text)
        if not NOT_COVERED.search(text[max(0, match.start() - FAR) : match.start()])
    )
    return sum(_number(match[1] or match[2]) for match in found)


def _number(word: str) -> int:
    return NUMBERS.get(word) or int(re.sub(r"\D", "", word))


def _words(texts: Iterable[str]) -> set[str]:
    return set(re.findall(r"b2[bc]|[^\W\d_]+", " ".join(texts).lower()))
