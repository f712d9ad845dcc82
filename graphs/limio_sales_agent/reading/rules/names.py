"""Who writes: a name or a company that is introduced, signs, or stands beside an e-mail address.

A message is cut into pieces: at its marks, and where somebody is introduced. Each piece has one reason to hold a name.
What is introduced is read from its piece's beginning; a piece of a list, "Jo Bell, jo@acme.io, Acme", as a whole or not
at all, and only beside an address or in answer to an ask. The words of another's piece are nobody's.
"""

from __future__ import annotations

import re
from itertools import dropwhile, takewhile
from typing import NamedTuple

from rapidfuzz import fuzz

from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.model import Reading
from limio_sales_agent.reading.rules import people
from limio_sales_agent.reading.rules.message import Match, Message
from limio_sales_agent.reading.rules.people import LINKS, PARTICLES, is_joined
from limio_sales_agent.reading.rules.tokens import ENDS, fold
from limio_sales_agent.reading.rules.words import listed

LONGEST = 5  # words of a name
LIKE = 80  # how alike, of 100, a name is to its side of an e-mail address
ASKED = frozenset({"details", "company", "first_name", "last_name"})
INTRODUCED = ("name_is", "i_am", "last_name_is", "company_is")  # the surest first
TOLD = ("company_at", "closings")  # what may tell a name without an address
HELD_OVER = frozenset({",", ":", "(", "-", "=", "\n"})  # "Name: Jo Bell", "my aunt, Mabel Green"
# What leads up to a detail, "you can reach me at"; and what is a name too, by a capital: "Will".
LABELS = ("fillers", "glue", "fields", "support", "yes", "leads", "breaks", *INTRODUCED)
OFTEN = ("common", "company_at", "intents")
_SITE = re.compile(r"(?<![\w-])[\w-]{1,63}(?:\.[a-z][\w-]{1,63})+")


class Piece(NamedTuple):
    """Words in a row, and the reason why they may name somebody."""

    reason: str
    places: list[int]


def read_who(message: Message, hints: Hints, said: Reading) -> None:
    """Read the name and the company; from the words of either nothing else is read."""
    is_list = bool(said.email) or hints.expecting in ASKED
    if not (is_list or message.named(*INTRODUCED, *TOLD, "company_ends")):
        return
    who = _Who(message, hints, said)
    pieces = who.pieces()
    for piece in (one for reason in INTRODUCED for one in pieces if one.reason == reason):
        who.introduced(piece)
    for piece in pieces:
        if message.taken.isdisjoint(piece.places) and piece.reason != "company_is" and (is_list or who.is_told(piece)):
            who.listed(piece.places)


class _Who:
    """The words of a message, as parts of names: each set holds the places of some."""

    def __init__(self, message: Message, hints: Hints, said: Reading) -> None:
        self.message, self.hints, self.said = message, hints, said
        self.words, self.stops = people.typed_words(message), people.stops_within(message)
        self.local, _, domain = fold(said.email or "").partition("@")
        self.domain = "".join(filter(str.isalnum, domain.partition(".")[0]))
        is_cased = not (message.text.islower() or message.text.isupper())
        self.capital = {n for n in range(len(self.words)) if is_cased and message.typed(n, n)[0].isupper()}
        self.inner = {n for n in self.capital if n and (self.words[n - 1][0] not in ENDS or n - 1 in self.stops)}
        self.sold = message.places(message.named("offer", "add_on"))
        ends = message.places(message.named("company_ends"))
        self.ends = {n for n in ends if not (self.capital and message.typed(n, n).islower())}  # no "design agency"
        self.alike = self._alike()
        self.roles = self._of("roles", "kin", "families", "titles") - self.alike
        self.generic = self.roles | (self._of("houses") - self.alike)
        self.at, self.last = self._of("at"), max(set(message.words()) - message.taken, default=-1)
        named = self.alike | {n - 1 for n in self.stops}
        self.known = message.ordinary - self.ends - named - (message.respelt & self.inner)
        if not message.nouns:  # Paula Quick
            named |= self.inner & {n + 1 for n in self.capital - self.known}
        self.known -= named
        often = message.places(message.named(*OFTEN)) - self.inner
        self.labels = (message.places(message.named(*LABELS)) | often | self._of("in_copy")) - named - self.roles
        self.names = self._names()
        # "Will I get spam?", "No need" and "I work at brand.io" hold nobody's name.
        asked = message.asking | message.marked
        sites = {n for one in _SITE.finditer(message.text) for n in message.within(one.span())}
        self.busy = {n for n, one in enumerate(message.sentences) if one in asked} | message.negated | sites

    def _names(self) -> set[int]:
        """Return the words that can be a name's: a capital says so, or that a word in small letters is none of the language."""
        begins = {n for n in self.capital - self.inner if self.known.issuperset({n, n + 1} & self.capital)}
        held = {n + 1 for n in self.capital - self.labels if is_joined(self.message, n + 1)}
        free = set(range(len(self.words))) if not self.capital or self.hints.expecting == "company" else set()
        names = (self.capital - begins - self.labels) | (free - self.known) | self._of("houses")
        return {n for n in names | held | self.alike | self.ends if self.message.tokens[n].is_word}

    def _of(self, *lists: str) -> set[int]:
        held = listed(*lists)
        return {n for n, word in enumerate(self.words) if word in held}

    def _alike(self) -> set[int]:
        """Return the words that stand in the address: "will" and "hall" are names beside will@hall.io, whatever they mean."""
        parts = set(re.split(r"[^a-z]+", self.local))
        person = {n for n, word in enumerate(self.words) if word in parts}
        person -= self._of("roles", "kin", "families", "titles", "greetings", "mailboxes")
        return person | {n for n, word in enumerate(self.words) if word == self.domain and n not in self.sold}

    # --- Pieces

    def pieces(self) -> list[Piece]:
        """Return the message cut at its marks and where somebody is introduced, each piece with its reason."""
        begins, found = self._begins(), [Piece("listed", [])]
        after = 0
        for place, one in enumerate(self.message.tokens):
            if place in begins and place >= after:
                reason, after = begins[place]
                found.append(Piece(reason, []))
            is_part = one.is_word or self.words[place] in LINKS or place in self.stops
            if place >= after and is_part and place not in self.message.taken:
                found[-1].places.append(place)
            elif place >= after and (found[-1].places or one.word not in HELD_OVER):
                found.append(Piece("listed", []))
        return [one for one in found if one.places and one.reason != "another"]

    def _begins(self) -> dict[int, tuple[str, int]]:
        """Return where somebody is introduced: the reason, and the first token behind it."""
        greeted = self._of("greetings") & {n - 1 for n in self.capital - self.alike}  # "Hi Anna", "Thank you Sam"
        found = {n: ("another", n + 1) for n in greeted}
        for reason in (*TOLD, *reversed(INTRODUCED)):
            for one in self.message.named(reason):
                if reason != "company_at" or self._is_at(one):
                    found[one.first] = ("another" if one.last in greeted else reason, one.last + 1)
        for other in people.others(self.message):
            found[other.first] = ("listed" if self._leads_on(other.last) else "another", other.last + 1)
        return found

    def _is_at(self, match: Match) -> bool:
        """Whether a firm follows "from": "Institut für Chemie", "Head of Sales" and "Anne de la Tour" go on."""
        before, after = match.first - 1, match.last + 1
        alone = not self._is_capital_name(before - 1) or before - 1 in self.roles or is_joined(self.message, before)
        goes_on = (self.words[match.last] in PARTICLES and alone) or before in self.generic
        return self._is_capital_name(after) and (match.last in self.at or not goes_on)

    def _is_capital_name(self, place: int) -> bool:
        return place in self.names and place in self.capital

    def _leads_on(self, place: int) -> bool:
        """Whether a name alone stands between somebody and the address that is kept: "our buyer John Stone (js@x.io)"."""
        kept, tokens = min(self.message.kept, default=-1), self.message.tokens
        between = self.message.text[tokens[place].end : tokens[kept].start].split()
        return kept > place and not any(word[0].islower() for word in between)

    def is_told(self, piece: Piece) -> bool:
        """Whether a piece tells who writes without an address: who signs, "Acme Ltd", "at Acme", "I'm Jo Bell from Acme Vans"."""
        first = piece.places[0]
        signs = piece.reason == "closings" and piece.places[-1] == self.last and first in self.capital
        named = self.said.first_name and first - 2 in self.message.taken and len(piece.places) > 1
        is_firm = bool(self.capital) and not self.ends.isdisjoint(piece.places)
        return signs or is_firm or (piece.reason == "company_at" and bool(named or first - 1 in self.at))

    # --- Reading a piece

    def introduced(self, piece: Piece) -> None:
        """Read what a piece begins with, by its reason."""
        reason, first = piece.reason, piece.places[0]
        if reason != "i_am":  # behind the others a name needs no capital
            self.names |= set(piece.places) - self.known
        if first in self.capital and self.message.typed(first, first).istitle():
            self.names.add(first)  # "ich bin Jo": whatever else the word is, it is introduced
        words = self._run(piece.places)
        person = self._without_roles(words)
        # Where all nouns have a capital, "I am" is followed by a name of two words, or by that of the address.
        is_clear = len(person) > 1 or not self.message.nouns or not self.alike.isdisjoint(person)
        if reason == "name_is" or (reason == "i_am" and is_clear and not self.capital.isdisjoint(person[:1])):
            self._take_person(person)
        elif reason == "last_name_is":
            self._take("last_name", words)
        elif reason == "company_is" and self.words[first] not in listed("titles"):
            self._take("company", words)

    def listed(self, piece: list[int]) -> None:
        """Read a piece of a list of details, "Jo Bell, jo@acme.io, Acme": all of it is a name, or nothing is."""
        around = self.labels | self.stops
        held = [n for n, place in enumerate(piece) if place not in around]
        told = piece[held[0] : held[-1] + 1] if held else []
        is_sold = self.sold.issuperset(told) and self.ends.isdisjoint(told)
        if is_sold or self.generic.issuperset(told) or not self.busy.isdisjoint(told):
            return  # "Business Pro" and "Studio Manager" are nobody
        expected = self.hints.expecting == "company"
        is_firm = expected or self._is_firm(told) or told[0] - 1 in self.at
        words = told if is_firm else self._without_roles(told)
        # "We are a PR Agency" names none, "Market Hall Ltd" by itself does.
        is_titled = is_firm and words == piece and words[0] in self.inner and not self.message.nouns
        is_said = (self.known | self.ends).issuperset(words) and not is_titled
        # Where nothing has a capital, a name stands by itself.
        if is_said or self._run(words) != words or not (self.capital or expected or told == piece):
            return
        if is_firm or self._is_company(words):
            self._take("company", words)
        elif self.capital or not self.message.kept or self._likeness(words)[0] >= LIKE:
            self._take_person(words)

    # --- The words of a name

    def _run(self, places: list[int]) -> list[int]:
        """Return the words of a name that a piece begins with."""
        found = list(takewhile(lambda n: n in self.names or self._is_link(n), places))
        while found[1:] and (found[-1] in self.stops or self.words[found[-1]] in LINKS):
            found.pop()
        return found if len(set(found) - self.stops) <= LONGEST else []

    def _is_link(self, place: int) -> bool:
        """Whether a word or a full stop holds a name together: "van der", "&"."""
        end = place
        while end < len(self.words) and self.words[end] in PARTICLES:
            end += 1
        return place in self.stops or (self.words[place] in LINKS and self._is_capital_name(max(end, place + 1)))

    def _without_roles(self, words: list[int]) -> list[int]:
        """Return a name without what its owner is: "HR manager Priya Nair", "Eva Horn, Geschäftsführerin"."""
        around = self.roles | self.stops | {n for n in words[1:] if self.words[n] in LINKS - PARTICLES}
        left = list(dropwhile(around.__contains__, words))
        while len(left) > 2 and left[-1] in self.roles:
            left = left[:-1]
        left = list(takewhile(lambda n: self.words[n] not in {"of", "the"}, left))
        before = self._before(left[0]) if left else ""
        # "Assistentin von Herrn Krause" is not he, "director Perrin" is called so by first or by last name.
        is_what = left != words and before not in listed("titles", "families")
        is_bare = len(left) == 1 and (before == "the" or (is_what and self.alike.isdisjoint(left)))
        is_his = is_what and any(self.words[n] in PARTICLES for n in left[:1])
        return [] if is_bare or is_his else left

    def _before(self, place: int) -> str:
        """Return the word before a name, "Dr" in "Dr. Bell"."""
        return next((self.words[n] for n in reversed(range(place)) if n not in self.stops), "")

    # --- Whose name it is

    def _is_firm(self, words: list[int]) -> bool:
        """Whether a word says that it is a firm's name: "Brand Ltd", "Cabinet Martin", "Steve's Vans"."""
        if len(words) < 2 or all(n in self.generic | self.ends or self.words[n] in LINKS for n in words):
            return False
        owned = any(self.words[n] == "s" and is_joined(self.message, n) and n + 1 in self.capital for n in words)
        return owned or not self.ends.isdisjoint(words[1:]) or self.words[words[0]] in listed("houses")

    def _is_company(self, words: list[int]) -> bool:
        """Tell by its likeness to either side of the address, else by a name beside it."""
        if not self.stops.isdisjoint(words) or self._before(words[0]) in listed("titles"):
            return False
        person, firm = self._likeness(words)
        if self.said.first_name or (not self.local and {"first_name", "email"} <= self.hints.known):
            return firm >= LIKE or person < LIKE
        return firm >= LIKE and not self.local.startswith(self.words[words[0]]) and (firm > person or firm == 100)

    def _likeness(self, words: list[int]) -> tuple[float, float]:
        """Return how alike a name is to the address before and after its @."""
        name, parts = "".join(self.words[n] for n in words), [self.words[n] for n in words if len(self.words[n]) > 2]
        person = [fuzz.ratio(name, self.local), *(fuzz.partial_ratio(one, self.local) for one in parts)]
        return max(person) if self.local else 0, fuzz.ratio(name, self.domain)

    # --- What is read

    def _take_person(self, words: list[int]) -> None:
        if not words or self.said.first_name:
            return
        pair = [n for n, place in enumerate(words) if self.words[place] in LINKS - PARTICLES]
        family = self._before(words[0]) in listed("families")
        if pair or family or (len(words) == 1 and self._before(words[0]) in listed("titles")):
            is_shared = not pair or (pair == [1] and len(words) > 3)  # "Tom & Sarah Winter"
            self._take("last_name", words[-1:] if is_shared else [])
            return
        goes_on = {n for n in words if n in self.stops or n + 1 in self.stops or is_joined(self.message, n)}
        first = [words[0], *takewhile(goes_on.__contains__, words[1:])]
        self._take("first_name", first)
        self._take("last_name", words[len(first) :])

    def _take(self, name: str, words: list[int]) -> None:
        if not words or getattr(self.said, name) is not None:
            return
        typed = self.message.typed(words[0], words[-1])
        one_case = typed.islower() or (typed.isupper() and (len(typed) > 3 or self.message.text.isupper()))
        setattr(self.said, name, typed.title() if one_case and name != "company" else typed)
        self.message.take(words[0], words[-1])
        role = takewhile(lambda n: n in self.roles | self.stops, reversed(range(words[0])))
        asks = self.message.places(self.message.named("intents"))
        self.message.taken.update(asks.intersection(role))  # "Ansprechpartner Jens Ritter" asks for nobody
