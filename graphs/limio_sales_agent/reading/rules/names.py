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
from limio_sales_agent.reading.rules.people import INTRODUCED, JOINS, LINKS, PARTICLES, Piece, Word, pieces
from limio_sales_agent.reading.rules.tokens import fold
from limio_sales_agent.reading.rules.words import listed

LONGEST = 5  # words of a name
ASKED = frozenset({"details", "handoff_details"})
SIGNED = ("company_at", "closings", "company_ends")  # what may tell a name without an address
LABELS = ("fillers", "glue", "fields", "support", "yes", "leads", "breaks", "common", *INTRODUCED)  # lead up to one
FIRST = frozenset({"vorname", "prenom"})  # what labels a first name alone
SURNAMES = ("stadt", "werk")  # what a surname may end with as well as a firm: "Neustadt", "Handwerk"
AGAINST = ("doubt", "conditions", "negators", "later")  # whose words are nobody's name: "Awaiting Approval"
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def read_who(message: Message, hints: Hints, said: Reading) -> None:
    """Read the name and the company; from the words of either nothing else is read."""
    if said.email or hints.expecting in ASKED or message.named(*INTRODUCED, *SIGNED):
        _Who(message, hints, said).read()


class _Who:
    """What tells whether a word is a name's, in one message."""

    def __init__(self, message: Message, hints: Hints, said: Reading) -> None:
        self.message, self.said, self.pieces = message, said, pieces(message)
        self.is_asked_for = hints.expecting in ASKED
        self.is_asked = self.is_asked_for or hints.expecting == "confirm"
        self.is_list = bool(said.email) or self.is_asked_for
        self.local, _, domain = fold(said.email or "").partition("@")
        self.domain = "".join(filter(str.isalnum, domain.partition(".")[0]))
        self.parts = set(re.split(r"[^a-z]+", self.local))
        self.words = [word for piece in self.pieces for word in piece.words]
        self.small = not any(word.inner for word in self.words if word.folded not in listed("speaker"))
        self.against = listed(*AGAINST) - listed("given")
        self.roles = {n for n, one in enumerate(message.tokens) if one.word in listed("roles", "titles")}
        self.sold = message.places(message.named("offer", "add_on"))
        self.ends = message.places(message.named("company_ends"))
        self.labels = message.places(message.named(*LABELS))
        capital = {n for word in self.words if word.capital for n in word.places}
        self.known = message.ordinary - (message.respelt & capital)

    def read(self) -> None:
        """Read what is introduced, the surest first, and then the list."""
        for piece in sorted(self.pieces, key=lambda one: [*INTRODUCED, one.reason].index(one.reason)):
            if piece.reason in INTRODUCED:
                self._introduced(piece)
            if piece.reason not in {"company_is", "last_name_is"} and self._is_free(piece):
                self._listed(piece)

    def _is_free(self, piece: Piece) -> bool:
        """Whether nothing was read from a piece, its sentence does not ask, and nothing denies it."""
        message, places = self.message, {n for word in piece.words for n in word.places}
        asked = (message.asking | message.marked).intersection(message.sentences[n] for n in places)
        return not asked and (message.taken | message.negated).isdisjoint(places)

    # --- Words

    def _alike(self, word: Word) -> bool:
        """Whether a word stands in the address: "will" and "hall" are names beside will@hall.io, whatever they mean."""
        if word.folded not in self.parts and word.folded != self.domain:
            return False
        nobody = word.folded in listed("roles", "titles", "greetings", "mailboxes") and word.folded != self.domain
        return not nobody and self.sold.isdisjoint(word.places)

    def _is_like(self, word: Word) -> bool:
        """Whether a word is a part of the address: "quinn" of squinn@mail.com."""
        ways = {word.folded, fold(word.typed.casefold().translate(UMLAUTS))}
        return self._alike(word) or any(len(one) > 2 and one in self.local + self.domain for one in ways)

    def _is_given(self, word: Word) -> bool:
        """Whether a word is a first name too: "Will", "Jo"."""
        return word.capital and word.folded in listed("given")

    def _is_role(self, word: Word) -> bool:
        named = word.folded in listed("roles", "titles") or not self.roles.isdisjoint(word.places)
        return named and not self._alike(word)

    def _is_sure(self, word: Word) -> bool:
        """Whether a word is none of the language's."""
        return self._alike(word) or not self.known.issuperset(word.places)

    def _is_label(self, word: Word) -> bool:
        """Whether a word only leads up to a name; "The Widget Shop" begins with none."""
        kept = self._alike(word) or self._is_given(word) or self._is_role(word)
        is_title = word.inner and not self.message.nouns and word.folded not in listed("speaker")
        return self.labels.issuperset(word.places) and not kept and not is_title

    def _is_name(self, word: Word, *, small: bool, firm: bool) -> bool:
        """Whether a word can be a name's: by a capital, or, where small letters will do, since nobody knows it."""
        if self.message.text[self.message.tokens[word.places[-1]].end :].startswith(":"):
            return False  # "Company: Acme Email: jo@brand.io"
        if self._alike(word) or self._is_given(word) or word.typed in LINKS:
            return True
        if word.folded in self.against:
            return False
        if self.ends.issuperset(word.places) or self._is_role(word) or word.folded in listed("houses"):
            return firm and (small or not word.typed.islower())
        is_clear = (word.capital and not self.message.nouns) or (self._is_sure(word) and (small or word.capital))
        return is_clear and not self._is_label(word)

    def _run(self, words: list[Word], *, small: bool = False, firm: bool = False) -> list[Word]:
        """Return the words of a name that a piece begins with."""
        found = list(takewhile(lambda one: self._is_name(one, small=small, firm=firm), words))
        while found and found[-1].typed in LINKS:
            found.pop()
        return found if len(found) <= LONGEST else []

    # --- Reading a piece

    def _introduced(self, piece: Piece) -> None:
        """Read what a piece begins with, by its reason; "I am" is followed by a name in "I'm Jo Bell", not in "I'm British"."""
        firm = piece.reason == "company_is"
        words = piece.words if piece.reason.startswith(("last", "company")) else _without(self._is_role, piece.words)
        found = self._run(words, small=self.small and not self._needs_capital(piece), firm=firm)
        sure = any(self._is_sure(one) or self._is_given(one) for one in (found if firm else found[:1]))
        is_answer = self.is_asked_for and bool(found) and found[0].capital
        clear = len(found) > 1 or is_answer or any(self._is_given(one) or self._alike(one) for one in found)
        if piece.reason in {"last_name_is", "company_is"}:
            self._take(piece.reason.removesuffix("_is"), found if sure or (firm and self._is_firm(found)) else [])
        elif piece.reason == "name_is" and (sure or is_answer) and self._is_beside_a_first_name(piece):
            self._take("last_name", found)
        elif sure and (clear or piece.reason == "name_is"):
            self._take_person(piece, found)

    def _is_beside_a_first_name(self, piece: Piece) -> bool:
        """Whether what is labelled "Name" is the last one, since the first has a label of its own: "Name: Bell, first name: Jo"."""
        words = [one.word for one in self.message.tokens]
        firsts = {n for n, one in enumerate(words) if one in FIRST or words[n : n + 2] == ["first", "name"]}
        own = [one for one in self.message.named("name_is") if one.last < piece.words[0].places[0]][-1]
        return bool(firsts) and firsts.isdisjoint(own.places)

    def _needs_capital(self, piece: Piece) -> bool:
        """Whether what introduces a name may tell what somebody is: "I am late", "the name is important"."""
        lead = self.message.ends.get(piece.words[0].places[0] - 1)
        word = self.message.tokens[lead.first].word if lead else ""
        is_said_of_any = lead is not None and lead.first in self.message.glue and word not in listed("mine")
        return piece.reason == "i_am" or is_said_of_any

    def _listed(self, piece: Piece) -> None:
        """Read a piece of a list of details, "Jo Bell, jo@acme.io, Acme": all of it is a name, or nothing is."""
        core = _without(self._is_label, piece.words)
        signs = piece.reason == "closings" and piece is self.pieces[-1]
        if not core or (piece.reason == "another" and not any(one.folded in self.local for one in core)):
            return
        if (self._is_firm(core) and (self.is_list or core[0].capital)) or self._is_at(piece, core):
            self._take("company", core)
        elif self.is_list or (signs and core[0].capital):
            person = _without(self._is_role, core)  # "HR manager Priya Nair"
            is_whole = bool(person) and self._run(person, small=self.small) == person and not self._is_numbered(person)
            if is_whole and self._is_person(piece, person):
                behind = self.message.kept and person[0].places[0] > max(self.message.kept) and not signs
                if behind and not any(map(self._is_like, person)):
                    self.message.doubted.update(n for one in person for n in one.places)
                self._take_person(piece, person)

    def _is_numbered(self, words: list[Word]) -> bool:
        """Whether a number stands in or beside what would be a name, as it does in a postal address: "Leeds LS1 4AB"."""
        beside = range(words[0].places[0] - 1, words[-1].places[-1] + 2)
        return not (self.message.digits - self.message.taken).isdisjoint(beside)

    # --- Whose name it is

    def _is_at(self, piece: Piece, words: list[Word]) -> bool:
        """Whether a firm stands behind "at", or, behind somebody's name, behind "from": "Jo Bell from Acme"."""
        if piece.reason != "company_at" or self._run(words, firm=True) != words or not any(map(self._is_sure, words)):
            return False
        first = words[0].places[0]
        at, named = self.message.tokens[first - 1].word, not self.message.taken.isdisjoint({first - 2, first - 3})
        is_clear = self.is_asked and (self.message.nouns or at not in PARTICLES)  # "Anne Petit de Lyon"
        is_firm = named and bool(self.said.first_name) and (is_clear or len(words) > 1 or self._is_domain(words))
        is_sold = self.sold.issuperset(n for one in words for n in one.places)
        return words[0].capital and not is_sold and (is_firm or (at in listed("at") and piece.words == words))

    def _is_firm(self, words: list[Word]) -> bool:
        """Whether a word or the address says that it is a firm's name: "Brand Ltd", "Cabinet Martin", "Steve's Vans"."""
        if self._run(words, small=not any(one.capital for one in self.words), firm=True) != words:
            return False
        said = [one for one in words if self.ends.issuperset(one.places) or self._is_role(one) or one.typed in LINKS]
        told = any(one.folded in listed("houses") or one.folded.endswith("'s") for one in words)
        clear = [one for one in words if one is not words[-1] or not one.folded.endswith(SURNAMES)]
        told |= self.message.nouns and any(one.folded.endswith((*listed("houses"),)) for one in clear)  # "Hofbäckerei"
        is_ended = bool(words) and self.ends.issuperset(words[-1].places)
        is_named = len(words) == 1 and bool(self.said.first_name) and words[0].folded == self.domain
        return is_named or (len(said) < len(words) > 1 and (told or is_ended or self._is_domain(words)))

    def _is_domain(self, words: list[Word]) -> bool:
        """Whether it is what the address ends with, and not a person's own: "Pike Law" is pikelaw.com."""
        name = "".join(filter(str.isalnum, "".join(one.folded for one in words if one.folded not in JOINS)))
        is_first = bool(self.said.first_name) and words[0].folded == self.domain
        return (name == self.domain or is_first) and self.local not in listed("mailboxes", "greetings", "roles")

    def _is_person(self, piece: Piece, words: list[Word]) -> bool:
        """Whether a name is somebody's: nobody knows it, and it stands in the address, or signs, or answers the ask."""
        if words == self.words and len(words) == len(self.message.words()):
            return any(self._is_sure(one) or self._is_given(one) for one in words)
        if (
            piece.reason in INTRODUCED
            or piece.words[0].folded in listed("greetings")
            or not any(map(self._is_sure, words))
        ):
            return False
        if len(words) == 1:
            signs = self.is_asked_for and piece.reason == "closings" and words[0].capital
            return self._title(piece, words) or signs or (piece.words == words and words[0].folded in self.parts)
        is_told = words[0].capital and (self.is_asked or piece.reason == "closings")
        return is_told or any(map(self._is_like, words)) or not self.said.email

    def _title(self, piece: Piece, words: list[Word]) -> bool:
        before = piece.words[: piece.words.index(words[0])]
        return bool(before) and before[-1].folded in listed("titles")

    # --- What is read

    def _take_person(self, piece: Piece, words: list[Word]) -> None:
        if self.said.first_name or any(one.typed in JOINS for one in words):
            return  # "Jo and Ann Bell"
        first = [words[0], *takewhile(lambda one: one.typed.endswith("."), words[1:])]
        is_last = len(words) == 1 and self._title(piece, words)
        self._take("first_name", [] if is_last else first)
        self._take("last_name", words if is_last else words[len(first) :])
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
