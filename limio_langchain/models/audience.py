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
    "agency agencies b2b unternehmen firma firmen betrieb betriebe mitarbeiter gewerbe büro entreprise entreprises "
    "équipe empresa empresas azienda aziende bedrijf bedrijven".split()
)
HOME = frozenset(
    "home homes household households family families kids children haushalt haushalte familie familien privat "
    "privatkunden zuhause famille familles foyer familia familias hogar famiglia famiglie gezin gezinnen thuis".split()
)
# Who customers say it is for, beyond what offers are named by.
AT_WORK = WORK | frozenset(
    "work working job colleague colleagues clients startup startups practice clinic shop shops department charity ngo "
    "arbeit kollegen kolleginnen kanzlei praxis agentur agenturen laden verein travail collègues agence agences "
    "cabinet société boulot".split()
)
AT_HOME = HOME | frozenset(
    "mum mom mother dad father wife husband son daughter daughters parents grandma grandpa gran granny myself "
    "mutter mama vater papa frau mann sohn tochter eltern oma opa mère maman père papa épouse mari fils fille enfants "
    "parents maison hause".split()
)
SOME = r"(?:[2-9]|two|three|four|five|six)"
FAMILY = re.compile(rf"\b(?:family|famille|familie) (?:of |de |von )?{SOME}\b|\b{SOME} kids\b")
OF_BOTH = re.compile(r"\bfamily[ -](?:run |owned )?(?:business|firm|company)\b|\bfamilien(?:betrieb|unternehmen)\w*")
# Only what somebody says of themselves tells whom it is for: "our agency", "we're a firm", "for the kids", "at work".
OF_THEMSELVES = re.compile(
    r"\b(?:our|my|we(?:'| a)re|i(?:'| a)m|we (?:run|have|own)|for|at|the(?= kids| children)|"
    r"wir sind|ich bin|uns(?:er)\w*|mein\w*|für|zu|nous sommes|je suis|notre|nos|mon|ma|mes|pour|chez|à la)\s+"
    r"([\w'&-]+)"
)
FOR = re.compile(r"\b(?:for|für|pour|para|per|voor)\s+((?:[^\W\d]+[\s-]+){0,3}[^\W\d]+)")
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
        "ten/zehn".split(),
        start=1,
    )
    for word in words.split("/")
}
PEOPLE = (
    "people|persons?|users?|readers?|members?|adults?|children|kids|employees|colleagues|logins?|sign-ins?|of you"
    "|personen|person|nutzer|benutzer|erwachsene|kinder|mitglieder|leser|personnes?|personas?"
)
# Larger numbers are of customers the shop boasts of, unless it says "up to".
NUMBER = rf"(?<![\w.,])([1-9][0-9]?|(?:(?<=up to )|(?<=bis zu ))[1-9][0-9]{{2,4}}|{'|'.join(NUMBERS)})"
COUNTED = re.compile(rf"{NUMBER}\s+(?:{PEOPLE})\b|\bfamily of {NUMBER}\b")


def whom(labels: Iterable[str], names: Iterable[str], description: str) -> Whom | None:
    """Return whether an offer is for work or for home: by its labels, else its names, else "for .." in its description.

    Args:
        labels: Its labels.
        names: Its name and its products'.
        description: What the shop says of it.
    """
    told = FOR.findall(description.lower())
    for words in (_words(labels), _words(names), _words(told)):
        work, home = not WORK.isdisjoint(words), not HOME.isdisjoint(words)
        if work or home:
            return None if work and home else "work" if work else "home"
    return None


def meant(text: str, *, asked: bool = False) -> Whom | None:
    """Return whether customers say that it is for work or for home; None where they do not, or say both.

    Args:
        text: What they wrote.
        asked: Whether they were asked just that, so that one word is enough.
    """
    plain = OF_BOTH.sub("business", text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
    words = _words([plain]) if asked else {"family"} if FAMILY.search(plain) else set[str]()
    for found in OF_THEMSELVES.finditer(plain):
        words |= _words(_beginnings(plain[found.start(1) :]))
    work, home = not AT_WORK.isdisjoint(words), not AT_HOME.isdisjoint(words)
    return None if work == home else "work" if work else "home"


def _beginnings(text: str) -> list[str]:
    """Return the few words that follow, up to the end of the sentence or the next who."""
    return re.split(r"[,.;:!?()]|\b(?:and|or|that|who|which|to|und|oder|et|ou)\b", text, maxsplit=1)[0].split()[:5]


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
    texts = [*names, *texts]
    told = [sum(map(_number, COUNTED.findall(text.lower()))) for text in texts]
    if most := max(told, default=0):
        return most
    return None if ONE.isdisjoint(_words(names)) else 1


def _number(found: tuple[str, str]) -> int:
    word = found[0] or found[1]
    return NUMBERS.get(word) or int(word)


def _words(texts: Iterable[str]) -> set[str]:
    return set(re.findall(r"[^\W\d_]+", " ".join(texts).lower()))
