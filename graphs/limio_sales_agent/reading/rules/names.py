"""Who writes: a name or a company that is introduced, signs, or stands beside an e-mail address.

What is introduced is read from its piece's beginning; a piece of a list, "Jo Bell, jo@acme.io, Acme Ltd", as a whole or
not at all, and only beside an address or in answer to an ask. The words of another's piece are nobody's.
"""

from __future__ import annotations

import re
from itertools import dropwhile, takewhile

from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.model import Reading
from limio_sales_agent.reading.rules.message import Message
from limio_sales_agent.reading.rules.people import INTRODUCED, JOINS, LINKS, PARTICLES, Piece, Word, behind_self, pieces
from limio_sales_agent.reading.rules.tokens import ENDS, fold
from limio_sales_agent.reading.rules.words import listed

LONGEST = 5  # words of a name
ASKED = frozenset({"details", "handoff_details"})
SIGNED = ("company_at", "closings", "company_ends")  # what may tell a name without an address
LABELS = (
    "fillers",
    "glue",
    "fields",
    "support",
    "yes",
    "leads",
    "breaks",
    "common",
    *INTRODUCED,
)  # what leads up to a name
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_SITE = re.compile(r"\.[a-z]")


def read_who(message: Message, hints: Hints, said: Reading) -> None:
    """Read the name and the company; from the words of either nothing else is read."""
    is_list = bool(said.email) or hints.expecting in ASKED
    if is_list or message.named(*INTRODUCED, *SIGNED):
        _Who(message, hints, said, is_list=is_list).read()


class _Who:
    """What tells whether a word is a name's, in one message."""

    def __init__(self, message: Message, hints: Hints, said: Reading, *, is_list: bool) -> None:
        self.message, self.said, self.is_list = message, said, is_list
        self.is_asked = hints.expecting in ASKED | {"confirm"}
        local, _, domain = fold(said.email or "").partition("@")
        self.parts, self.local = set(re.split(r"[^a-z]+", local)), local
        self.domain = "".join(filter(str.isalnum, domain.partition(".")[0]))
        self.pieces, self.own = pieces(message), set(behind_self(message))
        is_cased = not (message.text.islower() or message.text.isupper())
        tokens = message.tokens
        capital = {n for n, one in enumerate(tokens) if is_cased and one.is_word and message.text[one.start].isupper()}
        self.capital = capital
        self.inner = {
            n for n in capital if n and tokens[n - 1].word[0] not in ENDS and tokens[n].start > tokens[n - 1].start
        }
        self.sold = message.places(message.named("offer", "add_on"))
        self.ends = message.places(message.named("company_ends"))
        self.labels = message.places(message.named(*LABELS))
        if not message.nouns:  # "The Widget Shop"
            self.labels -= {n for n in self.inner if tokens[n].word not in listed("speaker")}

    def read(self) -> None:
        """Read what is introduced, the surest first, and then the list."""
        for reason in INTRODUCED:
            for piece in self.pieces:
                if piece.reason == reason:
                    self._introduced(piece)
        for before, piece in zip([None, *self.pieces], self.pieces, strict=False):
            if piece.reason not in {"company_is", "last_name_is"} and self._is_free(piece):
                self._listed(piece, before)

    def _is_free(self, piece: Piece) -> bool:
        """Whether nothing was read from a piece, its sentence does not ask, and nothing denies it."""
        places = {n for word in piece.words for n in word.places}
        asked = self.message.asking | self.message.marked
        return (self.message.taken | self.message.negated).isdisjoint(places) and asked.isdisjoint(
            self.message.sentences[n] for n in places
        )

    # --- Words

    def _alike(self, word: Word) -> bool:
        """Whether a word stands in the address: "will" and "hall" are names beside will@hall.io, whatever they mean."""
        if word.folded == self.domain:
            return self.sold.isdisjoint(word.places)
        return word.folded in self.parts and word.folded not in listed("roles", "titles", "greetings", "mailboxes")

    def _is_like(self, word: Word) -> bool:
        """Whether a word is a part of the address: "quinn" of squinn@mail.com."""
        ways = {word.folded, fold(word.typed.casefold().translate(UMLAUTS))}
        return self._alike(word) or any(len(one) > 2 and one in self.local + self.domain for one in ways)

    def _is_capital(self, word: Word) -> bool:
        return word.places[0] in self.capital

    def _is_given(self, word: Word) -> bool:
        """Whether a word is a first name too: "Will", "Jo"."""
        return self._is_capital(word) and word.folded in listed("given")

    def _is_role(self, word: Word) -> bool:
        words = {self.message.tokens[n].word for n in word.places} | {word.folded}
        return not listed("roles", "titles").isdisjoint(words) and not self._alike(word)

    def _is_sure(self, word: Word) -> bool:
        """Whether a word is none of the language's."""
        known = self.message.ordinary - (self.message.respelt & self.capital)
        return self._alike(word) or not (known.issuperset(word.places) or _SITE.search(word.typed))

    def _is_name(self, word: Word, *, small: bool, firm: bool = False) -> bool:
        """Whether a word can be a name's: by a capital, or, where small letters will do, since nobody knows it."""
        if self._alike(word) or self._is_given(word):
            return True
        if firm and (self.ends.issuperset(word.places) or self._is_role(word) or word.folded in listed("houses")):
            return small or not word.typed.islower()
        if self.labels.issuperset(word.places) or self._is_role(word):
            return False
        if self._is_capital(word) and not self.message.nouns:
            return not _SITE.search(word.typed)
        return self._is_sure(word) and (small or self._is_capital(word))

    def _run(self, words: list[Word], *, small: bool = False, firm: bool = False) -> list[Word]:
        """Return the words of a name that a piece begins with."""
        found = list(takewhile(lambda one: one.typed in LINKS or self._is_name(one, small=small, firm=firm), words))
        while found and found[-1].typed in LINKS:
            found.pop()
        return found if len(found) <= LONGEST else []

    def _without_roles(self, words: list[Word]) -> list[Word]:
        """Return a piece without what its owner is: "HR manager Priya Nair", "Eva Horn, Geschäftsführerin"."""
        left = list(dropwhile(self._is_role, words))
        while left and self._is_role(left[-1]):
            left.pop()
        return left

    # --- Reading a piece

    def _introduced(self, piece: Piece) -> None:
        """Read what a piece begins with, by its reason."""
        firm = piece.reason == "company_is"
        words = self._without_roles(piece.words) if piece.reason in {"name_is", "i_am"} else piece.words
        found = self._run(words, small=piece.reason != "i_am" and not self.inner, firm=firm)
        named = found if firm else found[:1]
        if not any(self._is_sure(one) or self._is_given(one) for one in named) and not (firm and self._is_firm(found)):
            return
        if piece.reason in {"last_name_is", "company_is"}:
            self._take(piece.reason.removesuffix("_is"), found)
        elif piece.reason == "name_is" or self._is_clear(piece, found):
            self._take_person(piece, found)

    def _is_clear(self, piece: Piece, found: list[Word]) -> bool:
        """Whether "I am" is followed by a name: "I'm Jo Bell", "it's Jo from Acme", and not "I'm British"."""
        after = self.pieces[self.pieces.index(piece) + 1 :]
        goes_on = bool(after) and after[0].reason == "company_at" and self._is_capital(after[0].words[0])
        own = found[0].places[0] in self.own or self._is_given(found[0])
        is_whole = (
            found[-1] is piece.words[-1]
            and own
            and ((self.is_asked or goes_on) if not self.message.nouns else self._is_given(found[0]))
        )
        return any(map(self._alike, found)) or (self._is_capital(found[0]) and (len(found) > 1 or is_whole))

    def _listed(self, piece: Piece, before: Piece | None) -> None:
        """Read a piece of a list of details, "Jo Bell, jo@acme.io, Acme": all of it is a name, or nothing is."""
        core = list(dropwhile(self._is_label, piece.words))
        while core and self._is_label(core[-1]):
            core.pop()
        if not core or (piece.reason == "another" and not self._is_beside(core)):
            return
        is_told = self.is_list or self._is_capital(core[0])
        if (self._is_firm(core) and is_told) or (piece.reason == "company_at" and self._is_at(piece, core, before)):
            self._take("company", core)
        elif self.is_list or (piece.reason == "closings" and piece is self.pieces[-1] and self._is_capital(core[0])):
            person = self._without_roles(core)
            if person and self._run(person, small=not self.inner) == person and self._is_person(piece, person):
                self._take_person(piece, person)

    def _is_label(self, word: Word) -> bool:
        kept = self._alike(word) or self._is_given(word) or self._is_role(word)
        return self.labels.issuperset(word.places) and not kept

    def _is_beside(self, words: list[Word]) -> bool:
        """Whether nothing but marks stands between a name and the address."""
        kept, places = self.message.kept, (words[0].places[0], words[-1].places[-1])
        between = [*range(places[1] + 1, min(kept, default=0)), *range(max(kept, default=0) + 1, places[0])]
        return bool(kept) and not any(self.message.tokens[n].is_word for n in between)

    # --- Whose name it is

    def _is_at(self, piece: Piece, words: list[Word], before: Piece | None) -> bool:
        """Whether a firm stands behind "at", or, behind somebody's name, behind "from": "Jo Bell from Acme"."""
        if self._run(words, firm=True) != words or not self._is_capital(words[0]) or not any(map(self._is_sure, words)):
            return False
        named = before is not None and self.message.taken.issuperset(before.words[-1].places)
        at = self.message.tokens[words[0].places[0] - 1].word
        is_clear = self.is_asked and (self.message.nouns or at not in PARTICLES)  # "Anne Petit de Lyon"
        return not self.sold.issuperset(n for one in words for n in one.places) and (
            (at in listed("at") and piece.words == words)
            or (named and (is_clear or len(words) > 1 or self._is_domain(words)))
        )

    def _is_firm(self, words: list[Word]) -> bool:
        """Whether a word or the address says that it is a firm's name: "Brand Ltd", "Cabinet Martin", "Steve's Vans"."""
        if not words or self._run(words, small=not self.capital, firm=True) != words:
            return False
        said = [one for one in words if self.ends.issuperset(one.places) or self._is_role(one) or one.typed in LINKS]
        owned = any(one.folded.endswith("'s") for one in words[:-1])
        ended = self.ends.issuperset(words[-1].places) or not listed("houses").isdisjoint(one.folded for one in words)
        return len(said) < len(words) > 1 and (owned or ended or self._is_domain(words))

    def _is_domain(self, words: list[Word]) -> bool:
        """Whether it is what the address ends with, and not a person's own: "Pike Law" is pikelaw.com."""
        name = "".join(filter(str.isalnum, "".join(one.folded for one in words if one.folded not in JOINS)))
        is_first = bool(self.said.first_name) and words[0].folded == self.domain
        return (name == self.domain or is_first) and self.local not in listed("mailboxes", "greetings", "roles")

    def _is_person(self, piece: Piece, words: list[Word]) -> bool:
        """Whether a name is somebody's: nobody knows it, and it stands in the address, or beside it, or is all there is."""
        if self.pieces == [piece] and len(words) == len(self.message.words()):
            return any(self._is_sure(one) or self._is_given(one) for one in words)
        if piece.reason in INTRODUCED or not any(map(self._is_sure, words)):
            return False
        if len(words) == 1:
            return self._title(piece, words) or (piece.words == words and words[0].folded in self.parts)
        if not self.said.email or piece.reason == "closings" or any(map(self._is_like, words)):
            return True
        return self._is_capital(words[0]) and self._is_beside(words)

    def _title(self, piece: Piece, words: list[Word]) -> bool:
        before = piece.words[: piece.words.index(words[0])]
        return bool(before) and before[-1].folded in listed("titles")

    # --- What is read

    def _take_person(self, piece: Piece, words: list[Word]) -> None:
        if self.said.first_name or any(one.typed in JOINS for one in words):
            return  # "Jo and Ann Bell"
        if len(words) == 1 and self._title(piece, words):
            self._take("last_name", words)
            return
        first = [words[0], *takewhile(lambda one: one.typed.endswith("."), words[1:])]
        self._take("first_name", first)
        self._take("last_name", words[len(first) :])
        roles = {n for one in piece.words if self._is_role(one) for n in one.places}
        self.message.taken |= roles & self.message.places(
            self.message.named("intents")
        )  # "Ansprechpartner Jens Ritter"

    def _take(self, name: str, words: list[Word]) -> None:
        if not words or getattr(self.said, name) is not None:
            return
        first, last = words[0].places[0], words[-1].places[-1]
        typed = self.message.typed(first, last)
        one_case = typed.islower() or (typed.isupper() and (len(typed) > 3 or self.message.text.isupper()))
        setattr(self.said, name, typed.title() if one_case and name != "company" else typed)
        self.message.take(first, last)
