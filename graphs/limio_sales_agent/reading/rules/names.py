"""Who writes: a name or a company that is introduced, signs, or stands beside an e-mail address.

A message is cut into pieces: at its marks, and where somebody is introduced. Each piece has one reason to hold a name.
What is introduced is read from its piece's beginning; a piece of a list, "Jo Bell, jo@acme.io, Acme", as a whole or not
at all, and only beside an address or in answer to an ask. The words of another's piece are nobody's.
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import NamedTuple

from rapidfuzz import fuzz

from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.model import Reading
from limio_sales_agent.reading.rules.message import Message
from limio_sales_agent.reading.rules.people import (
    LINKS,
    PARTICLES,
    introductions,
    is_joined,
    listed,
    others,
    served,
    stops_within,
    titles,
    typed_words,
)
from limio_sales_agent.reading.rules.tokens import ENDS, fold

LONGEST = 5  # words of a name
LIKE = 80  # how alike, of 100, a name is to its side of an e-mail address
ASKED = frozenset({"details", "company", "first_name", "last_name"})
REASONS = ("name_is", "i_am", "last_name_is", "company_is", "company_at", "signed", "listed")  # the surest first
SURE = frozenset({"name_is", "last_name_is", "company_is"})  # behind these a name needs no capital
HELD_OVER = frozenset({",", ":", "(", "-", "=", "\n"})  # "Name: Jo Bell", "my aunt, Mabel Green"
# What leads up to a detail, "you can reach me at"; and what is a name too, by a capital: "Will".
LABELS = ("fillers", "glue", "fields", "support", "yes", "leads", "breaks", *SURE, "i_am")
OFTEN = ("common", "company_at", "intents")
_SITE = re.compile(r"(?<![\w-])[\w-]{1,63}(?:\.[a-z][\w-]{1,63})+")


class Piece(NamedTuple):
    """Words in a row, and the reason why they may name somebody."""

    reason: str
    places: list[int]


def read_who(message: Message, hints: Hints, said: Reading) -> None:
    """Read the name and the company; from the words of either nothing else is read."""
    is_list = bool(said.email) or hints.expecting in ASKED
    if not (is_list or message.named(*REASONS, "closings", "company_ends")):
        return
    who = _Who(message, hints, said)
    pieces = [one for one in who.pieces() if one.reason in REASONS]
    for piece in sorted(pieces, key=lambda one: REASONS.index(one.reason)):
        who.introduced(piece)
    for piece in pieces:
        signs = piece.reason == "signed" and piece is pieces[-1] and piece.places[0] in who.capital
        is_firm = bool(who.capital) and not who.ends.isdisjoint(piece.places)
        if (is_list or signs or is_firm) and message.taken.isdisjoint(piece.places) and piece.reason != "company_is":
            who.listed(piece.places)


class _Who:
    """The words of a message, as parts of names: each set holds the places of some."""

    def __init__(self, message: Message, hints: Hints, said: Reading) -> None:
        self.message, self.hints, self.said = message, hints, said
        self.words, self.stops = typed_words(message), stops_within(message)
        self.local, _, domain = fold(said.email or "").partition("@")
        self.domain = "".join(filter(str.isalnum, domain.partition(".")[0]))
        is_cased = not (message.text.islower() or message.text.isupper())
        self.capital = {n for n in range(len(self.words)) if is_cased and message.typed(n, n)[0].isupper()}
        self.inner = {n for n in self.capital if n and (self.words[n - 1][0] not in ENDS or n - 1 in self.stops)}
        self.free = set() if self.capital and hints.expecting != "company" else set(range(len(self.words)))
        self.sold = message.places(message.named("offer", "add_on"))
        ends = message.places(message.named("company_ends"))
        self.ends = {n for n in ends if not (self.capital and message.typed(n, n).islower())}  # no "design agency"
        self.roles = self._of("roles", "kin", "families") | {n for n, word in enumerate(self.words) if word in titles()}
        self.alike = self._alike()
        self.roles -= self.alike
        self.generic = (self.roles | self._of("houses")) - self.alike
        named = self.alike | {n - 1 for n in self.stops}
        self.known = message.ordinary - self.ends - named - (message.respelt & self.capital)
        if not message.nouns:  # Paula Quick
            named |= {n for n in self.inner - message.polite if n - 1 in self.capital - self.known}
        self.known -= named
        often = message.places(message.named(*OFTEN)) - self.inner
        self.labels = (message.places(message.named(*LABELS)) | often | self._of("in_copy")) - named
        self.busy = self._busy()

    def _of(self, *lists: str) -> set[int]:
        return {n for n, word in enumerate(self.words) if word in listed(*lists)}

    def _alike(self) -> set[int]:
        """Return the words that stand in the address: "will" and "hall" are names beside will@hall.io, whatever they mean."""
        parts = set(re.split(r"[^a-z]+", self.local))
        person = {n for n, word in enumerate(self.words) if word in parts} - self.roles - self.message.polite
        firm = {n for n, word in enumerate(self.words) if word == self.domain} - self.sold
        return (person - self._of("greetings", "mailboxes")) | firm

    def _busy(self) -> set[int]:
        """Return the words that hold nobody's name: "Will I get spam?", "can you text me", "I work at brand.io"."""
        message, sites = self.message, [one.span() for one in _SITE.finditer(self.message.text)]
        asking = message.asking | message.marked
        asks = {message.clauses[one.first] for one in message.named("requests", "negators")}
        return {
            n
            for n, one in enumerate(message.tokens)
            if message.sentences[n] in asking
            or message.clauses[n] in asks
            or any(start <= one.start < end for start, end in sites)
        }

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
        return [one for one in found if one.places]

    def _begins(self) -> dict[int, tuple[str, int]]:
        """Return where somebody is introduced: the reason, and the first token behind it."""
        named, at, parts = self.message.named, self._of("at"), self._of("roles", "units", "houses")
        greeted = self._of("greetings") & {n - 1 for n in self.capital - self.alike}  # "Hi Anna", "Thank you Sam"
        told = [("last_name_is", one) for one in named("last_name_is")]
        told += [("company_is", one) for one in named("company_is")]
        told += [("signed", one) for one in named("closings") if one.last not in greeted]
        told += [  # "Institut für Chemie", "Head of Sales" and "Anne de la Tour" go on
            ("company_at", one)
            for one in named("company_at")
            if self._stands_out(one.last + 1)
            and (one.last in at or (self.words[one.last] not in PARTICLES and one.first - 1 not in parts))
        ]
        found = {one.first: (reason, one.last + 1) for reason, one in told}
        found |= {n: ("another", n + 1) for n in greeted | set(served(self.message))}
        for other in others(self.message):
            found[other.first] = ("listed" if self._leads_on(other.last) else "another", other.last + 1)
        for one in introductions(self.message):
            found[one.first] = ("i_am" if one.value("name_is") is None else "name_is", one.last + 1)
        return found

    def _leads_on(self, place: int) -> bool:
        """Whether a name alone stands between somebody and the address that is kept: "our buyer John Stone (js@x.io)"."""
        names = self.capital | {
            n for n, one in enumerate(self.message.tokens) if not one.is_word or is_joined(self.message, n)
        }
        after = takewhile(
            lambda n: n - 1 == place or n - 1 in names - self.message.kept, range(place + 1, len(self.words))
        )
        return not self.message.kept.isdisjoint(after)

    # --- Reading a piece

    def introduced(self, piece: Piece) -> None:
        """Read what a piece begins with, by its reason."""
        self.free.update(piece.places if piece.reason in SURE else ())
        first = piece.places[0]
        # "ich bin Jo": whatever else the word is, it is introduced.
        told = {first} & self.capital if self.message.typed(first, first).istitle() else set()
        words = self._run(piece.places, told)
        if piece.reason == "name_is" or (piece.reason == "i_am" and self._is_somebody(words)):
            self._take_person(words)
        elif piece.reason == "last_name_is":
            self._take("last_name", words)
        elif piece.reason == "company_is" or (piece.reason == "company_at" and self._is_at(words)):
            self._take("company", words if self.words[first] not in titles() else [])

    def _is_somebody(self, words: list[int]) -> bool:
        """Whether what follows "I am" is a name: where all nouns have a capital, one of two words, or that of the address."""
        told = self._without_roles(words)
        sure = len(told) > 1 or not self.alike.isdisjoint(told)
        return not self.capital.isdisjoint(told[:1]) and (sure or not self.message.nouns)

    def _is_at(self, words: list[int]) -> bool:
        """Whether "12 readers at Acme" or "I'm Jo Bell from Acme Vans" is said, and not "looking at Business Pro"."""
        is_sold = self.sold.issuperset(words) and self.ends.isdisjoint(words)
        named = self.said.first_name and words[1:] and words[0] - 2 in self.message.taken
        return bool(words) and not is_sold and bool(named or self.words[words[0] - 1] in listed("at"))

    def listed(self, piece: list[int]) -> None:
        """Read a piece of a list of details, "Jo Bell, jo@acme.io, Acme": all of it is a name, or nothing is."""
        held = [n for n, place in enumerate(piece) if place not in self.labels]
        told = piece[held[0] : held[-1] + 1] if held else []
        if self.busy.intersection(told) or self.generic.issuperset(told) or self.words[told[0]] in listed("units"):
            return
        is_firm = self.hints.expecting == "company" or self._is_firm(told)
        words = told if is_firm else self._without_roles(told)
        # "We are a PR Agency" names none, "Market Hall Ltd" by itself does.
        is_titled = is_firm and words == piece and words[0] in self.inner and not self.message.nouns
        if self._run(words) != words or (self._said().issuperset(words) and not is_titled):
            return
        is_whole = bool(self.capital) or told == piece
        if is_firm or self._is_company(words):
            self._take("company", words if is_whole or self.hints.expecting == "company" else [])
        elif self.capital or (self._likeness(words)[0] >= LIKE if self.message.kept else is_whole):
            self._take_person(words)

    def _said(self) -> set[int]:
        """Return the words that name nobody where nothing else stands beside them."""
        return self.message.ordinary - self.alike - (self.message.respelt & self.inner)

    # --- The words of a name

    def _run(self, places: list[int], told: set[int] | frozenset[int] = frozenset()) -> list[int]:
        """Return the words of a name that a piece begins with; the ones that are told are its own."""
        found = list(takewhile(lambda n: n in told or self._is_name(n) or self._is_link(n), places))
        while len(found) > 1 and (found[-1] in self.stops or self.words[found[-1]] in LINKS):
            found.pop()
        return found if len(set(found) - self.stops) <= LONGEST else []

    def _is_name(self, place: int) -> bool:
        """Whether a word can be somebody's name: a capital says so, or that it is no word of the language."""
        if place in self.message.taken or len(self.words[place]) > 30 or not self.message.tokens[place].is_word:
            return False
        before = place - 1
        goes_on = before in self.capital and before not in self.labels and is_joined(self.message, place)
        is_told = place in self.alike or place in self.ends or self.words[place] in listed("houses")
        return is_told or self._stands_out(place) or goes_on or (place in self.free and place not in self.known)

    def _stands_out(self, place: int) -> bool:
        if place not in self.capital or place in self.labels:
            return False
        return place in self.inner or not self.known.issuperset({place, place + 1} & self.capital)

    def _is_link(self, place: int) -> bool:
        """Whether a word or a full stop holds a name together: "van der", "&"."""
        end = place
        while end < len(self.words) and self.words[end] in PARTICLES:
            end += 1
        return place in self.stops or (self.words[place] in LINKS and self._stands_out(max(end, place + 1)))

    def _without_roles(self, words: list[int]) -> list[int]:
        """Return a name without what its owner is: "HR manager Priya Nair", "Eva Horn, Geschäftsführerin"."""
        left, links = words, self.stops | {n for n in words[1:] if self.words[n] in LINKS - PARTICLES}
        while left and left[0] in self.roles | links:
            left = left[1:]
        while len(left) > 2 and left[-1] in self.roles:
            left = left[:-1]
        left = list(takewhile(lambda n: self.words[n] not in {"of", "the"}, left))
        before = self._before(left[0]) if left else ""
        # Whether "director Perrin" is called so by first or by last name is not known; "The Hendersons" are by neither.
        is_bare = left != words and before not in titles() | listed("families") and self.alike.isdisjoint(left)
        return [] if len(left) == 1 and (is_bare or before == "the") else left

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
        named = bool(self.said.first_name)
        if not self.stops.isdisjoint(words) or self._before(words[0]) in titles():
            return False
        if not self.local:
            return named or {"first_name", "email"} <= self.hints.known
        person, firm = self._likeness(words)
        if named:
            return firm >= LIKE or person < LIKE
        return firm >= LIKE and not self.local.startswith(self.words[words[0]]) and (firm > person or firm == 100)

    def _likeness(self, words: list[int]) -> tuple[float, float]:
        """Return how alike a name is to the address before and after its @."""
        name, parts = "".join(self.words[n] for n in words), [self.words[n] for n in words if len(self.words[n]) > 2]
        person = [fuzz.ratio(name, self.local), *(fuzz.partial_ratio(one, self.local) for one in parts)]
        return max(person) if self.local else 0, fuzz.ratio(name, self.domain)

    # --- What is read

    def _take_person(self, words: list[int]) -> None:
        words = self._without_roles(words)
        if not words or self.said.first_name:
            return
        pair = [n for n, place in enumerate(words) if self.words[place] in LINKS - PARTICLES]
        family = self._before(words[0]) in listed("families")
        if pair or family or (len(words) == 1 and self._before(words[0]) in titles()):
            is_shared = not pair or (pair == [1] and len(words) > 3)  # "Tom & Sarah Winter"
            self._take("last_name", words[-1:] if is_shared else [])
            return
        goes_on = {n for n in words if n in self.stops or n + 1 in self.stops or is_joined(self.message, n)}
        first = [words[0], *takewhile(goes_on.__contains__, words[1:])]
        last = words[len(first) :]
        # "von der Lippe" is one last name, and of "Bell von Acme" the first word is.
        begin = len(list(takewhile(lambda n: self.words[n] in PARTICLES, last)))
        self._take("first_name", first)
        self._take("last_name", last[:begin] + list(takewhile(lambda n: self.words[n] not in PARTICLES, last[begin:])))

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
