"""The words of a message that can be somebody's name or a firm's: which belong together, and which are labels or roles."""

from __future__ import annotations

import re

from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.model import Reading
from limio_sales_agent.reading.rules.message import Match, Message
from limio_sales_agent.reading.rules.people import (
    dotted,
    is_joined,
    is_role,
    listed,
    titles,
    told_apart,
    word_at,
)
from limio_sales_agent.reading.rules.tokens import ENDS, fold

PARTICLES = frozenset("van von de der den la le di da del della bin al ter ten dos du zu zur".split())
LINKS = PARTICLES | frozenset({"&", "+", "and", "und", "et", "of", "the"})
# What leads up to a detail: "my name is", "you can reach me at".
LABELS = (
    "fillers",
    "glue",
    "fields",
    "support",
    "yes",
    "company_is",
    "name_is",
    "last_name_is",
    "leads",
    "common",
    "company_at",
    "i_am",
    "intents",
)
ASKED = frozenset({"details", "company", "first_name", "last_name"})
LONGEST = 5  # words of a name
LIKE = 80  # how alike, of 100, a name is to its side of an e-mail address


_MAILBOXES = listed("greetings") | {"mail", "email", "info", "contact", "order", "orders"}


class NameWords:
    """The words of a message, as parts of names."""

    def __init__(self, message: Message, hints: Hints, said: Reading) -> None:
        self.message, self.hints, self.said = message, hints, said
        self.cased = not (message.text.islower() or message.text.isupper())
        self.ends = {match.first for match in message.named("company_ends")}
        self.ordinary = message.ordinary - self.ends
        leads = message.named(*LABELS)
        self.labels = {place for match in leads for place in range(match.first, match.last + 1)}
        self.labels |= {place for place in message.places(message.named("breaks")) if not self._capital(place)}
        names = message.named("common", "company_at", "intents")
        self.labels -= {
            place for match in names for place in range(match.first, match.last + 1) if self._is_title(place)
        }
        self.labels -= {one.last + 1 for one in message.named("name_is", "i_am") if self._is_named(one.last + 1)}
        self.titles = {one.first for one in message.named("titles")}
        self.dotted = dotted(message)
        self.labels -= {place for place in self.labels if self._goes_with_a_name(place)}
        # "denis" is no "devis" in denis@roche.fr.
        slips = {place for place in message.respelt if self._is_in_address(place)}
        slips |= {place for place in self.labels if self._is_a_name_of_the_address(place)}
        self.labels -= slips
        self.ordinary -= slips
        self.others, self.theirs = told_apart(message, message.kept)
        self.labels |= {place for place, one in enumerate(message.tokens) if one.word in listed("in_copy")}
        # "Jo Bell from Acme" is a name and a company.
        self.at = {one.first for one in message.named("company_at") if self._parts(one)}
        self.human = {one.first for one in message.named("intents") if one.value("intents") == "human"}
        self.sold = message.places(message.named("offer", "add_on"))
        asks = message.asking | message.marked
        said_of = {message.clauses[one.first] for one in message.named("requests", "negators")}
        # "Will I get spam?" and "can you text me" hold nobody's name.
        self.busy = {n for n, one in enumerate(message.sentences) if one in asks or message.clauses[n] in said_of}

    def _is_role(self, place: int) -> bool:
        return is_role(self._word(place)) or place in self.titles

    def _names_a_title(self, place: int) -> bool:
        return self._word(place) in titles() or place in self.titles

    def _is_link(self, place: int) -> bool:
        return place in self.dotted or self._word(place) in LINKS

    def _word(self, place: int) -> str:
        return word_at(self.message, place)

    def _is_in_address(self, place: int) -> bool:
        """Whether a word is a part of the address before its @."""
        local = fold(self.said.email or "").partition("@")[0]
        return self._word(place) in re.split(r"[^a-z]+", local)

    def _is_a_name_of_the_address(self, place: int) -> bool:
        """Whether a word of the language is a name by the address beside it: Will Hall, will@hall.example."""
        word = self._word(place)
        said = place in self.message.polite or is_role(word) or word in _MAILBOXES
        return self._capital(place) and not said and self._is_in_address(place)

    def _is_domain(self, place: int) -> bool:
        return self._word(place) == fold(self.said.email or "").partition("@")[2].partition(".")[0]

    def _run(self, first: int, *, capital: bool = False) -> list[int]:
        """Return the places of the words of a name that begins here."""
        place, tokens = first, self.message.tokens
        while place < len(tokens) and tokens[place].word in {":", ",", "\n", "-", "=", ".", "!"}:
            place += 1
        words: list[int] = []
        while place < len(tokens) and len(set(words) - self.dotted) < LONGEST and self._fits(place, capital=capital):
            words.append(place)
            place += 1
        return self._trimmed(words)

    def _trimmed(self, words: list[int]) -> list[int]:
        while (
            words and self.message.tokens[words[-1]].word in LINKS and not (len(words) == 1 and self._capital(words[0]))
        ):
            words.pop()
        while len(words) > 1 and (words[-1] in self.dotted or words[-1] in self.titles):
            words.pop()  # "Kanzlei Dr." is cut off
        while words and self.message.tokens[words[0]].word in LINKS - PARTICLES:
            words.pop(0)
        return words

    def _fits(self, place: int, *, capital: bool) -> bool:
        """Whether a word can be part of a name: a capital says so, or that it is no word of the language."""
        one = self.message.tokens[place]
        if place in self.message.taken or place in self.others or len(one.word) > 30:
            return False
        if place in self.dotted:
            return True
        if not (one.is_word or one.word in LINKS):
            return False
        after = place + 1
        end = min(place + LONGEST, len(self.message.tokens)) if self._word(place) in PARTICLES else after
        while after < end and self._word(after) in PARTICLES:
            after += 1
        nearby = self._stands_out(after)
        if one.word in LINKS:
            return nearby
        return (
            self._stands_out(place)
            or (not capital and (place not in self.ordinary or self._is_in_address(place) or self._is_domain(place)))
            or (capital and place in self.ends)
        )

    def _goes_with_a_name(self, place: int) -> bool:
        """Whether a word of the language is a part of a name by where it stands: Paula Quick, "de la" in de la Tour."""
        if place + 1 in self.dotted or (place - 1 in self.dotted and self._capital(place)):
            return True
        if is_joined(self.message, place):
            return self._capital(place - 1) and place - 1 not in self.labels
        if place in self.message.polite or place == 0 or not self.cased:
            return False
        before = place - 1
        while before and place - before < LONGEST and self._word(before) in PARTICLES:
            before -= 1
        if not self._capital(before) or before in self.labels or not self.message.tokens[before].is_word:
            return False
        after = place
        while after + 1 < len(self.message.tokens) and self._word(after) in PARTICLES:
            after += 1
        if self._word(place) in LINKS - PARTICLES:
            is_said = before in self.message.ordinary and self._word(before) not in listed("houses")
            return not is_said and place + 1 < len(self.message.tokens) and self._capital(place + 1)
        is_surname = self._capital(place) and not self.message.nouns and before not in self.message.ordinary
        return self._capital(after) and (self._word(place) in PARTICLES or is_surname)

    def _parts(self, match: Match) -> bool:
        """Whether "from Acme" begins here, and no name goes on: "Head of Sales", "Anne de la Tour"."""
        after = match.last + 1
        if not self._stands_out(after) or not match.first:
            return self._stands_out(after)
        before = self._word(match.first - 1)
        if before in listed("roles", "units", "houses") or match.first - 1 in self.ends:
            return False
        is_particle = all(self._word(place) in PARTICLES for place in range(match.first, match.last + 1))
        start = match.first - 1
        while match.first - start < LONGEST and is_joined(self.message, start):
            start -= 1
        alone = start == 0 or not self._capital(start - 1)
        return not (is_particle and alone) or any(place in self.ends for place in self._run(after, capital=True))

    def _stands_out(self, place: int) -> bool:
        if place >= len(self.message.tokens):
            return False
        begins = place in self.ordinary and self._begins(place)
        return self.cased and self._capital(place) and place not in self.labels and not begins

    def _is_title(self, place: int) -> bool:
        return self.cased and self._capital(place) and not self._begins(place)

    def _is_named(self, place: int) -> bool:
        """Whether a word behind "I am" is a name though it is another word too: "ich bin Jo", and no "I'm OK"."""
        return place < len(self.message.tokens) and self.cased and self.message.typed(place, place).istitle()

    def _begins(self, place: int) -> bool:
        tokens = self.message.tokens
        return place == 0 or tokens[place - 1].word[0] in ENDS or tokens[place].start == tokens[0].start

    def _capital(self, place: int) -> bool:
        return self.message.typed(place, place)[:1].isupper()

    def _is_small(self, place: int) -> bool:
        """Whether a word has a small letter where a name has none."""
        small = self.message.typed(place, place)[:1].islower() and not is_joined(self.message, place)
        return small and not self._is_link(place) and not self._is_in_address(place)

    def _is_titled(self, place: int) -> bool:
        before = [n for n in range(max(0, place - 2), place) if self._word(n) != "."]
        return bool(before) and self._names_a_title(before[-1])

    def _first_name(self, words: list[int]) -> int:
        """Return how many of the words are the first name: one, what is joined to it, and initials: "J. R.", "Anne-Sophie"."""
        end = 1
        while end < len(words) and (is_joined(self.message, words[end]) or self._is_initial(words, end)):
            end += 1
        return end

    def _is_initial(self, words: list[int], n: int) -> bool:
        return words[n] in self.dotted or (n + 1 < len(words) and words[n + 1] in self.dotted)
