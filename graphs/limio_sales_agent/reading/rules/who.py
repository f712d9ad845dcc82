"""Who writes: a name or a company that is introduced, signs, or stands beside an e-mail address."""

from __future__ import annotations

from rapidfuzz import fuzz

from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.model import Reading
from limio_sales_agent.reading.rules.message import Message
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


def read_who(message: Message, hints: Hints, said: Reading) -> None:
    """Read the name and the company; from the words of either nothing else is read."""
    who = _Who(message, hints, said)
    who.introduced()
    who.at_a_company()
    if said.email or hints.expecting in ASKED:
        who.listed()


class _Who:
    """The words of a message that can be somebody's name."""

    def __init__(self, message: Message, hints: Hints, said: Reading) -> None:
        self.message, self.hints, self.said = message, hints, said
        self.cased = not (message.text.islower() or message.text.isupper())
        self.ends = {match.first for match in message.named("company_ends")}
        self.ordinary = message.ordinary - self.ends
        leads = message.named(*LABELS)
        self.labels = {place for match in leads for place in range(match.first, match.last + 1)}
        names = message.named("common", "company_at", "intents")
        self.labels -= {
            place for match in names for place in range(match.first, match.last + 1) if self._is_title(place)
        }
        self.labels -= {one.last + 1 for one in message.named("name_is", "i_am") if self._is_named(one.last + 1)}
        # "Jo Bell from Acme" is a name and a company.
        self.at = {one.first for one in message.named("company_at") if self._stands_out(one.last + 1)}
        self.titles = {match.first for match in message.named("titles")}
        self.sold = message.places(message.named("offer", "add_on"))
        asks = message.asking | message.marked
        said_of = {message.clauses[one.first] for one in message.named("requests", "negators")}
        # "Will I get spam?" and "can you text me" hold nobody's name.
        self.busy = {n for n, one in enumerate(message.sentences) if one in asks or message.clauses[n] in said_of}

    def introduced(self) -> None:
        """Read "my name is Jo Bell", "I'm Jo", "our company is Acme" and "Regards, Jo Bell"."""
        message = self.message
        for match in message.named("company_is"):
            self._take("company", self._run(match.last + 1))
        for match in message.named("last_name_is"):
            self._take("last_name", self._run(match.last + 1))
        signed = [match for match in message.named("closings") if len(message.tokens) - match.last <= LONGEST * 2]
        for match in [*message.named("name_is"), *message.named("i_am"), *signed]:
            sure = match.value("name_is") is not None
            words = self._run(match.last + 1)
            if words and (sure or self._is_somebody(words, signed=match in signed)):
                self._take_name(words)

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
            named = match.first - 1 in self.message.taken and self.said.first_name
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
            named = self.said.first_name or "first_name" in self.hints.known
            if not words or len(words) > LONGEST or all(place in self.message.ordinary for place in words):
                continue
            if self._is_company(words, named=bool(named)):
                small = self.cased and not any(self._capital(place) for place in words)
                self._take("company", [] if small and self.hints.expecting != "company" else words)
            elif not self.said.first_name:
                self._take_name(words)

    def _pieces(self) -> list[list[int]]:
        pieces: list[list[int]] = [[]]
        for place, one in enumerate(self.message.tokens):
            if place not in self.message.taken | self.busy | self.at and (one.is_word or one.word in LINKS):
                pieces[-1].append(place)
            else:
                pieces.append([])
        return pieces

    def _unlabelled(self, piece: list[int]) -> list[int]:
        """Return a piece without the labels around it; one with a label in its middle is no name, but something said."""
        words = [place for place in piece if place not in self.labels]
        is_whole = bool(words) and words[-1] - words[0] < len(words)
        return self._trimmed(words) if is_whole else []

    def _is_company(self, words: list[int], *, named: bool) -> bool:
        """By its end, by what was asked, by its likeness to either side of the address, else by what is known already."""
        if any(place in self.ends for place in words[1:]) or self.hints.expecting == "company":
            return True
        local, _, domain = fold(self.said.email or "").partition("@")
        parts = [self.message.tokens[place].word for place in words if self.message.tokens[place].is_word]
        person = max(
            [fuzz.ratio("".join(parts), local), *(fuzz.partial_ratio(one, local) for one in parts if len(one) > 2)]
        )
        firm = fuzz.ratio("".join(parts), domain.partition(".")[0])
        return firm >= LIKE and (firm > person or named) if local and max(person, firm) >= LIKE else named

    def _run(self, first: int, *, capital: bool = False) -> list[int]:
        """Return the places of the words of a name that begins here."""
        place, tokens = first, self.message.tokens
        while place < len(tokens) and tokens[place].word in {":", ",", "\n", "-", "=", ".", "!"}:
            place += 1
        words: list[int] = []
        while place < len(tokens) and len(words) < LONGEST and self._fits(place, capital=capital):
            words.append(place)
            place += 1
        return self._trimmed(words)

    def _trimmed(self, words: list[int]) -> list[int]:
        while words and self.message.tokens[words[-1]].word in LINKS:
            words.pop()
        while words and self.message.tokens[words[0]].word in LINKS - PARTICLES:
            words.pop(0)
        return words

    def _fits(self, place: int, *, capital: bool) -> bool:
        """Whether a word can be part of a name: a capital says so, or that it is no word of the language."""
        one = self.message.tokens[place]
        if place in self.message.taken or not (one.is_word or one.word in LINKS) or len(one.word) > 30:
            return False
        nearby = place + 1 < len(self.message.tokens) and self._stands_out(place + 1)
        if one.word in LINKS:
            return nearby
        return (
            self._stands_out(place) or (not capital and place not in self.ordinary) or (capital and place in self.ends)
        )

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

    def _take_name(self, words: list[int]) -> None:
        if words and words[0] in self.titles and len(words) == 1:
            words = self._run(words[0] + 1)  # "Dr. Bell"
        while words and words[0] in self.titles:
            words = words[1:]
        if len(words) == 1 and self._is_titled(words[0]):
            self._take("last_name", words)
        elif not self.said.first_name:
            self._take("first_name", words[:1])
            self._take("last_name", words[1:])

    def _is_titled(self, place: int) -> bool:
        before = [n for n in range(max(0, place - 2), place) if self.message.tokens[n].word != "."]
        return bool(before) and before[-1] in self.titles

    def _take(self, name: str, words: list[int]) -> None:
        if words and getattr(self.said, name) is None:
            typed = self.message.typed(words[0], words[-1])
            one_case = typed.islower() or (typed.isupper() and len(typed) > 3)
            setattr(self.said, name, typed.title() if one_case and name != "company" else typed)
            self.message.take(words[0], words[-1])
