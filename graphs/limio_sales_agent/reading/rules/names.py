"""Who writes: a name or a company that is introduced, signs, or stands beside an e-mail address.

What is introduced is read from its piece's beginning; a piece of a list, "Jo Bell, jo@acme.io, Acme Ltd", as a whole or
not at all, and only beside an address or in answer to an ask. The words of another's piece are nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import dropwhile, takewhile

from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.model import Reading
from limio_sales_agent.reading.rules.message import Message
from limio_sales_agent.reading.rules.people import INTRODUCED, Piece, Word, pieces
from limio_sales_agent.reading.rules.tokens import fold
from limio_sales_agent.reading.rules.words import listed

LONGEST = 5  # words of a name
ASKED = frozenset({"details", "handoff_details"})
SIGNED = ("company_at", "closings", "company_ends")  # what may tell a name without an address
LABELS = ("fillers", "glue", "fields", "support", "yes", "leads", "breaks", "common", *INTRODUCED)  # lead up to one
NOBODY = ("roles", "titles", "greetings", "mailboxes")  # what an address may hold, and is no name by that
AGAINST = ("doubt", "conditions", "negators", "later")  # whose words are nobody's name
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
LEAST = 3  # letters of a word that an address holds among others: "quinn" of squinn@mail.com


def read_who(message: Message, hints: Hints, said: Reading) -> None:
    """Read the name and the company; from the words of either nothing else is read."""
    if said.email or hints.expecting in ASKED or message.named(*INTRODUCED, *SIGNED):
        _Who(message, hints, said).read()


class _Who:
    """What tells whether a word is a name's, in one message."""

    def __init__(self, message: Message, hints: Hints, said: Reading) -> None:
        self.message, self.said, self.pieces = message, said, pieces(message)
        self.is_asked = hints.expecting in ASKED or hints.expecting == "confirm"
        self.is_list = bool(said.email) or hints.expecting in ASKED
        self.local, _, domain = fold(said.email or "").partition("@")
        self.domain = "".join(filter(str.isalnum, domain.partition(".")[0]))
        self.parts = {*re.split(r"[^a-z]+", self.local)} - listed(*NOBODY) | {self.domain}
        self.words = [word for piece in self.pieces for word in piece.words]
        self.small = not any(word.inner for word in self.words)
        self.against = listed(*AGAINST) - listed("given")
        self.sold = message.places(message.named("offer", "add_on"))
        self.ends = message.places(message.named("company_ends"))
        self.labels = message.places(message.named(*LABELS))
        capital = {n for word in self.words if word.capital for n in word.places}
        self.known = message.ordinary - (message.respelt & capital)

    def read(self) -> None:
        """Read what is introduced, the surest first, and then the list: first the firms, which are told by a word."""
        for piece in sorted(self.pieces, key=lambda one: [*INTRODUCED, one.reason].index(one.reason)):
            if piece.reason in INTRODUCED:
                self._introduced(piece)
        for read in (self._firm, self._person, self._firm):
            for piece in filter(self._is_free, self.pieces):
                core = _without(self._is_label, piece.words)
                if core and (piece.reason != "another" or any(one.folded in self.local for one in core)):
                    read(piece, core)

    def _is_free(self, piece: Piece) -> bool:
        """Whether nothing was read from a piece, its sentence does not ask, and nothing denies it."""
        message, places = self.message, {n for word in piece.words for n in word.places}
        asked = (message.asking | message.marked).intersection(message.sentences[n] for n in places)
        return not asked and (message.taken | message.negated).isdisjoint(places)

    # --- Words

    def _is_own(self, word: Word) -> bool:
        """Whether a word stands in the address: "will" and "hall" are names beside will@hall.io, whatever they mean."""
        ways = {word.folded, fold(word.typed.casefold().translate(UMLAUTS))}
        held = any(len(one) >= LEAST and (one in self.local or one in self.domain) for one in ways - listed(*NOBODY))
        return (held or not self.parts.isdisjoint(ways)) and self.sold.isdisjoint(word.places)

    def _is_sure(self, word: Word) -> bool:
        """Whether a word is none of the language's, or a name all the same: "Will", "Jo"."""
        given = word.capital and word.folded in listed("given")
        return given or self._is_own(word) or not self.known.issuperset(word.places)

    def _is_role(self, word: Word) -> bool:
        return word.folded in listed("roles", "titles") and not self._is_own(word)

    def _is_label(self, word: Word) -> bool:
        """Whether a word only leads up to a name; "The Widget Shop" begins with none."""
        is_title = word.inner and not self.message.nouns
        return self.labels.issuperset(word.places) and not (is_title or self._is_sure(word) or self._is_role(word))

    def _is_name(self, word: Word, *, small: bool, firm: bool) -> bool:
        """Whether a word can be a name's: by a capital, or, where small letters will do, since nobody knows it."""
        if self.message.text[self.message.tokens[word.places[-1]].end :].startswith(":"):
            return False  # "Company: Acme Email: jo@brand.io"
        if word.typed in listed("links"):
            return True
        if word.folded in self.against and not self._is_own(word):
            return False  # "Awaiting Approval", in whichever language
        if self._tells_a_firm(word) or self._is_role(word):
            return firm and (small or not word.typed.islower())
        is_clear = word.capital and not self.message.nouns and not self._is_label(word)
        return is_clear or (self._is_sure(word) and (small or word.capital or self._is_own(word)))

    def _run(self, words: list[Word], *, small: bool = False, firm: bool = False) -> list[Word]:
        """Return the words of a name that a piece begins with."""
        found = list(takewhile(lambda one: self._is_name(one, small=small, firm=firm), words))
        while found and found[-1].typed in listed("links"):
            found.pop()
        is_sure = any(map(self._is_sure, found)) or (firm and len(found) > 1 and self.ends.issuperset(found[-1].places))
        return found if is_sure and len(found) <= LONGEST else []

    # --- Reading a piece

    def _introduced(self, piece: Piece) -> None:
        """Read what a piece begins with; "I am" is followed by a name in "I'm Jo Bell", and not in "I'm Vegan"."""
        firm = piece.reason == "company_is"
        words = piece.words if firm else _without(self._is_role, piece.words)
        found = self._run(words, small=self.small and piece.reason != "i_am", firm=firm)
        if firm or piece.reason == "last_name_is":
            self._take(piece.reason.removesuffix("_is"), found)
        elif found and self._is_sure(found[0]) and (piece.reason != "i_am" or len(found) > 1 or self._is_own(found[0])):
            self._take_person(piece, found)

    def _firm(self, piece: Piece, core: list[Word]) -> None:
        """Read a firm, by its first or its last word or the address: "Cabinet Martin", "Brand Ltd", "Pike Law" of pikelaw.com."""
        if self._run(core, small=not any(one.capital for one in self.words), firm=True) != core:
            return
        own = [
            one
            for one in core
            if not self._tells_a_firm(one) and not self._is_role(one) and one.typed not in listed("links")
        ]
        compound = self.message.nouns and core[0].folded.endswith((*listed("houses"),))  # "Hofbäckerei Kern"
        told = len(core) > 1 and (compound or any(map(self._tells_a_firm, core)))
        if own and (told or self._is_domain(core) or self._is_at(piece, core)) and (self.is_list or core[0].capital):
            self._take("company", core)

    def _is_at(self, piece: Piece, words: list[Word]) -> bool:
        """Whether a firm stands behind "at", or several words behind somebody's name and "from": "Jo Bell from Acme Foods"."""
        first = words[0].places[0]
        named = len(words) > 1 and not self.message.taken.isdisjoint({first - 2, first - 3})
        is_at = self.message.tokens[first - 1].word in listed("at") and piece.words == words
        return piece.reason == "company_at" and words[0].capital and (named or is_at)

    def _tells_a_firm(self, word: Word) -> bool:
        return self.ends.issuperset(word.places) or word.folded in listed("houses") or word.folded.endswith("'s")

    def _is_domain(self, words: list[Word]) -> bool:
        """Whether it is what the address ends with, and not a person's own: "Pike Law" is pikelaw.com."""
        name = "".join(filter(str.isalnum, "".join(one.folded for one in words if one.folded not in listed("joins"))))
        is_named = (len(words) > 1 and name == self.domain) or (self.said.first_name and words[0].folded == self.domain)
        return bool(is_named) and self.local not in listed(*NOBODY)

    def _person(self, piece: Piece, core: list[Word]) -> None:
        """Read who it is: whom the address holds, or who answers the ask; who is not in the address may be nobody."""
        words = _without(self._is_role, core)  # "HR manager Priya Nair"
        signs = piece.reason == "closings" and len(words) > 1
        if not words or piece.reason in INTRODUCED or not (self.is_list or signs) or self._is_numbered(words):
            return
        if self._run(words, small=self.small) != words:
            return
        is_own = self._is_like(words)
        is_all = words == self.words and len(words) == len(self.message.words())
        if len(words) == 1:
            is_told = self._titled(piece, words) or (is_own and piece.words == words)
        else:
            is_told = is_own or (words[0].capital and (self.is_asked or signs))
        if is_all or is_told:
            behind = bool(self.message.kept) and words[0].places[0] > max(self.message.kept)
            if self.said.email and not is_own and behind:
                self.message.doubted.update(n for one in words for n in one.places)
            self._take_person(piece, words)

    def _is_like(self, words: list[Word]) -> bool:
        """Whether somebody's address holds a word of a name, or the name a part of it: "jdewit" and "ros" of Rosalind de Wit."""
        name = "".join(one.folded for one in words)
        return any(map(self._is_own, words)) or any(len(one) > 2 and one in name for one in self.parts)

    def _is_numbered(self, words: list[Word]) -> bool:
        """Whether a number stands in or beside what would be a name, as it does in a postal address: "Leeds LS1 4AB"."""
        beside = range(words[0].places[0] - 1, words[-1].places[-1] + 2)
        return not (self.message.digits - self.message.taken).isdisjoint(beside)

    def _titled(self, piece: Piece, words: list[Word]) -> bool:
        before = piece.words[: piece.words.index(words[0])]
        return bool(before) and before[-1].folded in listed("titles")

    # --- What is read

    def _take_person(self, piece: Piece, words: list[Word]) -> None:
        if any(one.typed in listed("joins") for one in words):
            return  # "Jo and Ann Bell"
        if len(words) == 1 and (self.said.first_name or self._titled(piece, words)):
            self._take("last_name", words)
        elif self.said.first_name is None:
            first = [words[0], *takewhile(lambda one: one.typed.endswith("."), words[1:])]
            self._take("first_name", first)
            self._take("last_name", words[len(first) :])
        roles = {n for one in piece.words if self._is_role(one) for n in one.places}  # "Ansprechpartner Jens Ritter"
        self.message.taken |= roles & self.message.places(self.message.named("intents"))

    def _take(self, name: str, words: list[Word]) -> None:
        if not words or getattr(self.said, name) is not None:
            return
        first, last = words[0].places[0], words[-1].places[-1]
        typed = self.message.typed(first, last)
        one_case = typed.islower() or (typed.isupper() and (len(typed) > 3 or self.message.text.isupper()))
        setattr(self.said, name, typed.title() if one_case and name != "company" else typed)
        self.message.take(first, last)


def _without(is_none: Callable[[Word], bool], words: list[Word]) -> list[Word]:
    """Return words without those at both ends that are no part of a name."""
    left = list(dropwhile(is_none, words))
    return left[: len(left) - len(list(takewhile(is_none, reversed(left))))]
