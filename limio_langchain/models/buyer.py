"""Whom customers say that it is for: work or home, as far as they say it of themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet

from limio_langchain.models import buyer_words as said
from limio_langchain.models.audience import Whom
from limio_langchain.models.buyer_words import AT_HOME, AT_WORK, COMMUNAL, PLACES, SHARING, STAFF, fold, words

REACH = 6  # words after "for" or "we are" in which they say who
SHORTEST = 7  # letters of a word that is made of two
LONGEST = 2000  # characters of a message that are read
NEAR = 4  # and after "our" and "at"; also those before, in which a "not" negates
CLAUSE = re.compile(r"[.,;:!?()\n]| - |\b(?:but|because|so that|who|which|where|aber|sondern|weil|mais|qui|car)\b")
WORD = re.compile(r"b2[bc]|\d+|[^\W\d_]+(?:'[^\W\d_]+)?")
NUMBER = r"(?:\d+|two|three|four|five|six|seven|eight|nine|ten|twelve|zwei|drei|vier|funf|deux|trois|quatre|cinq)"
COUNT = re.compile(NUMBER)
BOTH = re.compile(r"\b(?:both|either|beides|beide|les deux|egal)\b")
OFFICES = words("office offices")
WORKING = words("work works worked working")
FOR = words("for für fürs pour")
AT, IN = words("at bei chez au"), words("in im dans")
# What each way of saying it may name, put together once: they are long.
OWN = PLACES - COMMUNAL
WHERE = AT_WORK | PLACES
KINDS = AT_WORK - said.SPOTS | PLACES | said.RUN_ALONE | OFFICES
KINDS_OF_SEVERAL = KINDS | STAFF
HELD = AT_WORK - said.SPOTS | OWN | STAFF | OFFICES
FOR_OWN, FOR_OURS = AT_WORK | OWN | STAFF, WHERE | STAFF
MINE = AT_WORK | OWN
NAMED = AT_WORK | PLACES | STAFF | said.PROFESSIONAL
NAMED_AT_HOME = AT_HOME | said.PRIVATE
HOME_ALONE = AT_HOME - said.SPOTS
NO_HOUSES = AT_HOME - said.HOUSES
BEFORE = (PLACES | AT_WORK) - said.SPOTS | WORKING
ENDS = FOR | said.YOURS | said.NOT
ENDS_WHERE = ENDS | IN | said.APART
MY = re.compile(r"my|mein(?:e[mnrs]?)?|mon|ma|mes")
OUR = re.compile(r"our|unse?re?[mnrs]?|notre|nos")
A = re.compile(rf"an?|the|eine?[mnr]?|de[mnr]|die|das|une?|les?|la|l|du|des|all|{NUMBER}|{MY.pattern}|{OUR.pattern}")
BE = re.compile(
    r"\b(?:we(?:'re| are| re)|i(?:'m| am)|im(?= an? )|wir sind|ich bin|nous sommes|je suis|as an?|on behalf of|als"
    r"|en tant que)\b(?! (?:at|in|on|going|with|to|not|no|now|still|working|waiting|gerade|jetzt|zu|am|im|bei|auf|au"
    r"|chez|en|dans|pas)\b)"
)
RUN = re.compile(
    r"\b(?:i|we)(?:'ve| have)?(?: also| just)? (?:run|own|manage|operate|opened|lead|founded|employ)\b"
    r"|\b(?:ich|wir) (?:betreibe|fuhre|leite|besitze)n?\b"
    r"|\b(?:je|nous) (?:tiens|gere|dirige|possede|tenons|gerons|dirigeons)\b"
)
HAVE = re.compile(r"\b(?:i|we)(?: have|'ve|'ve got| have got| got)\b|\b(?:ich|wir) haben?\b|\bj'ai\b|\bnous avons\b")
LONGEST_PHRASE = 4  # words
SAID: tuple[tuple[AbstractSet[tuple[str, ...]], Whom], ...] = ((said.SAID_WORK, "work"), (said.SAID_HOME, "home"))


def meant(text: str, *, asked: bool = False, asking: bool = False, known: bool = False) -> Whom | None:
    """Return whether customers say that it is for work or for home; None where they do not, or say both.

    What they say that it is for ("for the kids") counts before what they say they are ("we're an agency").

    Args:
        text: What they wrote.
        asked: Whether they were asked just that, so that one word is enough.
        asking: Whether they ask something, so that only what is theirs tells: "for our agency", and not "for agencies".
        known: Whether it is known already, so that only what they say that it is for counts, and not who they are.
    """
    found = _found(text, asked=asked, asking=asking, known=known)
    return found.pop() if len(found) == 1 else None


def is_of_either(text: str, *, asked: bool = False) -> bool:
    """Return whether somebody says what may be for work or for home, or that it is for both.

    Args:
        text: What they wrote.
        asked: Whether they were asked just that, so that "both" is enough.
    """
    return len(_found(text, asked=asked)) > 1 or (asked and bool(BOTH.search(fold(text[:LONGEST]))))


def _found(text: str, *, asked: bool = False, asking: bool = False, known: bool = False) -> set[Whom]:
    plain = fold(text[:LONGEST])
    for pattern, word in said.AS:
        plain = pattern.sub(word, plain)
    rest = said.ADDRESSES.sub(" ", said.OF_EITHER.sub(" ", plain))
    clauses = [_Clause(part, asking=asking) for part in CLAUSE.split(rest)]
    ways = [_Clause.answered, _Clause.answered_against] if asked else [_Clause.wanted, _Clause.told]
    for way in ways[:1] if known and not asked else ways:
        if found := {whom for clause in clauses for whom in way(clause)}:
            return found
    return {"work", "home"} if said.OF_EITHER.search(plain) else set()


def _who(told: Iterable[str], work: AbstractSet[str], home: AbstractSet[str] = frozenset()) -> Iterator[Whom]:
    """Return whom words name."""
    for word in told:
        owner = word.removesuffix("'s")  # "my wife's", and no French "l'equipe"
        plain = {word, owner, owner.partition("'")[2]}
        several = {one[:-1] for one in plain if one.endswith("s")} - said.SPOTS
        if not work.isdisjoint(plain | several) or any(
            len(one) >= SHORTEST and said.COMPOUND.fullmatch(one) for one in plain
        ):
            yield "work"
        if not home.isdisjoint(plain):
            yield "home"


class _Clause:
    """A part of a message, read for who it is about."""

    def __init__(self, text: str, *, asking: bool) -> None:
        self.asking, self.words, self.shares = asking, WORD.findall(text), said.WITH_FAMILY.search(text)
        for place, end in [*_phrases(self.words, said.NEITHER)][::-1]:
            del self.words[place:end]
        self.text = " ".join(self.words)
        self.tells = not said.TOLD.isdisjoint(one.rpartition("'")[2] for one in self.words)

    def wanted(self) -> Iterator[Whom]:
        """Return whom it is said to be for."""
        if not self.asking:
            yield from self._deals()
        for place, word in enumerate(self.words):
            if word not in FOR or self._is_negated(place) or self._is_aside(place):
                continue
            who = self._after(place + 1)
            mine, ours = any(map(MY.fullmatch, who)), any(map(OUR.fullmatch, who))
            if self.asking and not (mine or ours):
                continue
            certain = word == "furs" or any(map(A.fullmatch, who))  # "for the practice", and not "for practice"
            yield from _who(who, (FOR_OWN if mine else FOR_OURS) if certain else AT_WORK, AT_HOME)

    def _deals(self) -> Iterator[Whom]:
        if self.words[:1] == ["privat"]:
            yield "home"
        for told, whom in SAID:
            if any(not self._is_negated(place) for place, _ in _phrases(self.words, told)):
                yield whom

    def _is_aside(self, place: int) -> bool:
        """Whether "for" goes with what was said before: "I work for a bank", "a school for children", "is it for"."""
        before = self.words[max(0, place - 2) : place]
        return before in (["is", "it"], ["are", "they"]) or not BEFORE.isdisjoint(before[-1:])

    def told(self) -> Iterator[Whom]:
        """Return who they say they are, have or share it with."""
        yield from self._owned()
        yield from self._at()
        yield from self._are()
        yield from self._run()
        if (self._family_wants() or self.shares) and not self.tells and not self._is_negated(len(self.words)):
            yield "home"

    def _family_wants(self) -> bool:
        """Whether a family wants it: "the whole family reads it"."""
        return any(
            word in said.KIN
            and not said.THE.isdisjoint(self.words[max(0, place - 3) : place])
            and not said.WISHING.isdisjoint(self.words[place + 1 : place + 3])
            for place, word in enumerate(self.words)
        )

    def _owned(self) -> Iterator[Whom]:
        home = NO_HOUSES if said.HAS.isdisjoint(self.words) else frozenset[str]()
        for place, word in enumerate(self.words):
            mine = MY.fullmatch(word)
            if (mine or OUR.fullmatch(word)) and not self.tells and not self._is_negated(place):
                who = self._after(place + 1)[:NEAR]
                if said.FORMER.isdisjoint(who) and said.OWN_DETAILS.isdisjoint(who[:2]):
                    yield from _who(who, MINE if mine else FOR_OURS, home)

    def _at(self) -> Iterator[Whom]:
        """Return where they use it: "for 12 of us at the surgery"; nobody who is at work right now says so."""
        for place, word in enumerate(self.words):
            at = word in AT or self.words[place : place + 2] == ["a", "la"]
            if not (at or word in IN or word in FOR):
                continue
            before = self.words[max(0, place - 2 * NEAR) : place]
            several = not SHARING.isdisjoint(before) or any(map(COUNT.fullmatch, before))
            alone = not place and len(self.words) <= NEAR
            used = several if word in IN else at and (several or alone or not said.USING.isdisjoint(self.words))
            if used and not (self.asking or self._is_negated(place) or not said.APART.isdisjoint(before[-1:])):
                yield from _who(self._after(place + 1)[:NEAR], WHERE if several else AT_WORK, AT_HOME)
            if word in FOR and not WORKING.isdisjoint(before[-1:]):
                yield from _who(self._after(place + 1), AT_WORK)

    def _are(self) -> Iterator[Whom]:
        for one in BE.finditer(self.text):
            who = self._after(self._place(one.end()), ends=ENDS_WHERE)
            yield from _who(who, KINDS_OF_SEVERAL if any(map(COUNT.fullmatch, who)) else KINDS, HOME_ALONE)

    def _run(self) -> Iterator[Whom]:
        """Return work for who runs a company or has staff; who has children may want it for work."""
        for pattern, kinds in ((RUN, KINDS_OF_SEVERAL), (HAVE, HELD)):
            for one in pattern.finditer(self.text):
                if not self._is_negated(self._place(one.start())):
                    who = self._after(self._place(one.end()))
                    yield from _who(who, kinds)

    def answered(self) -> Iterator[Whom]:
        """Return whom the words of an answer name."""
        return iter(()) if self._is_negated(len(self.words)) else self._named()

    def answered_against(self) -> Iterator[Whom]:
        """Return the other of what an answer says that it is not: ``not for work``."""
        other: dict[Whom, Whom] = {"work": "home", "home": "work"}
        return (other[one] for one in self._named()) if self._is_negated(len(self.words)) else iter(())

    def _named(self) -> Iterator[Whom]:
        yield from _who(self.words, NAMED, NAMED_AT_HOME)
        yield from self._deals()

    def _after(self, first: int, ends: AbstractSet[str] = ENDS) -> list[str]:
        """Return the few words from a place, up to the next "for" and to another's ("your team", "my doctor's")."""
        who: list[str] = []
        for word in self.words[first : first + REACH]:
            if word in ends or (word.endswith("'s") and not any(_who([word], WHERE, AT_HOME))):
                break
            who.append(word)
        return who

    def _is_negated(self, place: int) -> bool:
        before = self.words[max(0, place - NEAR) : place]
        return any(one in said.NOT or one.endswith("n't") for one in before) and said.ONLY.isdisjoint(before)

    def _place(self, at: int) -> int:
        return len(self.text[:at].split())


def _phrases(words: Sequence[str], told: AbstractSet[tuple[str, ...]]) -> Iterator[tuple[int, int]]:
    """Yield where phrases stand among words."""
    for place in range(len(words)):
        for end in range(place + 1, place + LONGEST_PHRASE + 1):
            if tuple(words[place:end]) in told:
                yield place, min(end, len(words))
                break
