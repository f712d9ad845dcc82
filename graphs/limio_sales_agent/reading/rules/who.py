"""Who writes: a name or a company that is introduced, signs, or stands beside an e-mail address."""

from __future__ import annotations

from itertools import takewhile

from rapidfuzz import fuzz

from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.model import Reading
from limio_sales_agent.reading.rules.message import Message
from limio_sales_agent.reading.rules.name_words import ASKED, LIKE, LINKS, LONGEST, PARTICLES, NameWords
from limio_sales_agent.reading.rules.people import (
    introductions,
    is_joined,
    is_site,
    leads_to,
    listed,
    titles,
)
from limio_sales_agent.reading.rules.tokens import fold

LEADS = ("company_is", "last_name_is", "closings", "name_is", "i_am", "company_at", "company_ends")


def read_who(message: Message, hints: Hints, said: Reading) -> None:
    """Read the name and the company; from the words of either nothing else is read."""
    if not (said.email or hints.expecting in ASKED or message.named(*LEADS)):
        return
    who = _Who(message, hints, said)
    who.introduced()
    who.at_a_company()
    if said.email or hints.expecting in ASKED:
        who.listed()


class _Who(NameWords):
    """The words of a message that can be somebody's name."""

    def introduced(self) -> None:
        """Read "my name is Jo Bell", "I'm Jo", "our company is Acme" and "Regards, Jo Bell"."""
        message = self.message
        for match in message.named("company_is"):
            self._take("company", self._run(match.last + 1))
        for match in message.named("last_name_is"):
            self._take("last_name", self._run(match.last + 1))
        signed = [match for match in message.named("closings") if len(message.tokens) - match.last <= LONGEST * 2]
        told = sorted(introductions(message), key=lambda one: one.value("name_is") is None)
        for match in [*told, *signed]:
            sure = match.value("name_is") is not None
            words = self._somebody(self._run(match.last + 1))
            if words and (sure or self._is_somebody(words, signed=match in signed)):
                self._take_name(words)
        self._take_name(self._somebody(self.theirs))

    def _is_somebody(self, words: list[int], *, signed: bool) -> bool:
        """Whether what follows "I am" is a name: where all nouns have a capital, one of two words, or that of the address."""
        if not self.cased or not self._capital(words[0]) or self._goes_on(words, signed=signed):
            return False
        told = fold(self.message.typed(words[0], words[0]))
        return not self.message.nouns or len(words) > 1 or told in fold(self.said.email or "").partition("@")[0]

    def _goes_on(self, words: list[int], *, signed: bool) -> bool:
        """Whether more follows than an address where somebody signs."""
        after = range(words[-1] + 1, len(self.message.tokens))
        return signed and any(self.message.tokens[place].is_word and place not in self.message.taken for place in after)

    def at_a_company(self) -> None:
        """Read "Jo Bell from Acme", "12 readers at Acme", and "Acme Ltd" wherever it stands."""
        for match in self.message.named("company_at"):
            named = match.first in self.at and match.first - 1 in self.message.taken and self.said.first_name
            if self.cased and (named or self.message.tokens[match.first].word in {"at", "bei", "chez"}):
                words = self._run(match.last + 1, capital=True)
                self._take("company", [] if self._is_sold(words) else words)  # "I was looking at Business Pro"
        for end in sorted(place for place in self.ends if place + 1 not in self.ends):
            first = end
            while first > 0 and end - first < LONGEST and self._fits(first - 1, capital=True):
                first -= 1
            if self.cased and any(self._is_own(place, first, end) for place in range(first, end)):
                self._take("company", self._trimmed(list(range(first, end + 1))))

    def _is_own(self, place: int, first: int, end: int) -> bool:
        """Whether a word before "Ltd" is a firm's: no word of the language, or one of a list, "Jo Park, Brand Ltd"."""
        if place not in self.message.ordinary:
            return True
        listed = first > 0 and self.message.tokens[first - 1].word in {",", ";", "\n"}
        return listed and self._capital(end) and self._is_title(place) and not self.message.nouns

    def _is_sold(self, words: list[int]) -> bool:
        """Whether they name what is sold here, and no "Business Pro Ltd"."""
        return self.sold.issuperset(words) and self.ends.isdisjoint(words)

    def listed(self) -> None:
        """Read a bare list of details: "Jo Bell, jo@acme.io, Acme"."""
        for piece in self._pieces():
            words = self._unlabelled(piece)
            if not words or len(words) > LONGEST or (self.ordinary | self.ends).issuperset(words):
                continue
            if self._is_company(words):
                small = self.cased and not any(self._capital(place) for place in words)
                self._take("company", [] if small and self.hints.expecting != "company" else words)
            elif not self.said.first_name and self._is_sure(words):
                self._take_name(words)

    def _pieces(self) -> list[list[int]]:
        pieces: list[list[int]] = [[]]
        shut = self.message.taken | self.busy | self.at | self.others
        for place, one in enumerate(self.message.tokens):
            held = one.is_word or one.word in LINKS or place in self.dotted
            if held and place not in shut and not is_site(self.message, place, self.dotted):
                pieces[-1].append(place)
            else:
                pieces.append([])
        return pieces

    def _unlabelled(self, piece: list[int]) -> list[int]:
        """Return a piece without the labels and the roles around it; with one in its middle it is something said."""
        words = [place for place in piece if place not in self.labels]
        if not words or self._word(words[0]) in listed("units"):
            return []  # "Faculty of Law" is a part of what is named elsewhere
        if not self._is_firm(words) and self.hints.expecting != "company":
            words = self._somebody(words)
        is_whole = bool(words) and words[-1] - words[0] < len(words)
        words = self._trimmed(words) if is_whole else []
        generic = listed("roles", "houses")  # "Studio Manager"
        if self.hints.expecting != "company" and all(self._word(place) in generic for place in words):
            return []
        return words

    def _somebody(self, words: list[int]) -> list[int]:
        """Return the words of a name without what its owner is: "HR manager Priya Nair", "Eva Horn, Geschäftsführerin"."""
        first, end = 0, len(words)
        while first < end and (self._is_role(words[first]) or (first and self._is_link(words[first]))):
            first += 1
        while end - first > 2 and self._is_role(words[end - 1]):
            end -= 1
        left = list(takewhile(lambda place: self._word(place) not in {"of", "the"}, words[first:end]))
        told = first and self._word(words[first - 1]) not in titles() | listed("families") | {"."}
        if len(left) == 1 and told and not self._is_in_address(left[0]):
            return []  # whether "director Perrin" is called so by first or by last name is not known
        return left

    def _is_firm(self, words: list[int]) -> bool:
        """Whether a word says that it is a firm's name: "Brand Ltd", "Cabinet Martin"."""
        named = [
            place for place in words if self._word(place) not in listed("roles", "houses") and place not in self.ends
        ]
        return (
            bool(named)
            and len(words) > 1
            and (
                any(place in self.ends or self._is_owned(place) for place in words[1:])
                or self._word(words[0]) in listed("houses")
            )
        )

    def _is_owned(self, place: int) -> bool:
        """Whether an "s" makes a firm's name of somebody's: "Steve's Vans"."""
        is_last = place + 1 >= len(self.message.tokens)
        return not is_last and self._word(place) == "s" and is_joined(self.message, place) and self._capital(place + 1)

    def _is_company(self, words: list[int]) -> bool:
        """By a word for it, by what was asked, by its likeness to either side of the address, else by a name beside it."""
        if self._is_firm(words) or self.hints.expecting == "company":
            return True
        if not self.dotted.isdisjoint(words) or self._is_titled(words[0]):
            return False
        named = bool(self.said.first_name)
        known = {"first_name", "email"} <= self.hints.known and self.hints.expecting in ASKED
        local, _, domain = fold(self.said.email or "").partition("@")
        if not local:
            return named or known
        label = "".join(filter(str.isalnum, domain.partition(".")[0]))
        parts = [self._word(place) for place in words if self.message.tokens[place].is_word]
        if "".join(parts) == label and (named or not local.startswith(parts[0])):
            return True
        person = max(
            [fuzz.ratio("".join(parts), local), *(fuzz.partial_ratio(one, local) for one in parts if len(one) > 2)],
            default=0,
        )
        firm = fuzz.ratio("".join(parts), label)
        if max(person, firm) < LIKE:
            return named
        return firm >= LIKE and (named or (firm > person and not self._is_in_address(words[0])))

    def _is_sure(self, words: list[int]) -> bool:
        """Whether words that are not introduced are somebody's name, and not something said or a name known already."""
        parts = [place for place in words if self.message.tokens[place].is_word]
        alike = any(self._is_in_address(place) for place in parts)
        if all(len(self._word(place)) == 1 for place in parts):
            return False  # "c/o"
        if len(parts) == 1 and words[0] and self._word(words[0] - 1) == "the":
            return False  # "The Hendersons"
        if any(self._capital(place) for place in parts):  # and "Kollege Frank macht das" is no name
            return not self.cased or not any(self._is_small(place) for place in parts)
        if alike:
            return True
        kept = self.message.kept
        beside = leads_to(self.message, words[-1], kept) or leads_to(self.message, words[0], kept, -1)
        return self.ordinary.isdisjoint(parts) and (beside or not kept)

    def _take_name(self, words: list[int]) -> None:
        if words and self._word(words[0]) in titles() and len(words) == 1:
            words = self._run(words[0] + 1)  # "Dr. Bell"
        while (
            words
            and (self._names_a_title(words[0]) or self._is_link(words[0]))
            and self._word(words[0]) not in PARTICLES
        ):
            words = words[1:]
        if not words:
            return
        before = words[0] - 1
        while before >= 0 and (self._is_role(before) or before in self.dotted):
            before -= 1
        # "Ansprechpartner Jens Ritter" asks for nobody.
        self.message.taken.update(self.human.intersection(range(before + 1, words[0])))
        pair = [n for n, place in enumerate(words) if self._word(place) in listed("joins")]
        if pair or (words[0] and self._word(words[0] - 1) in listed("families")):
            is_shared = not pair or (pair == [1] and len(words) > 3)
            self._take("last_name", words[-1:] if is_shared else [])
        elif len(words) == 1 and self._is_titled(words[0]):
            self._take("last_name", words)
        elif not self.said.first_name:
            end = self._first_name(words)
            self._take("first_name", words[:end])
            self._take("last_name", words[end:])

    def _take(self, name: str, words: list[int]) -> None:
        if words and name == "company" and self._word(words[0]) in titles() and not self._is_firm(words):
            return  # "on behalf of Dr. Kraus"
        if words and getattr(self.said, name) is None:
            typed = self.message.typed(words[0], words[-1])
            one_case = typed.islower() or (typed.isupper() and (len(typed) > 3 or self.message.text.isupper()))
            setattr(self.said, name, typed.title() if one_case and name != "company" else typed)
            self.message.take(words[0], words[-1])
