"""Numbers with what they count, and what is around them that says they count nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.model import Reading
from limio_sales_agent.reading.rules.ages import aged
from limio_sales_agent.reading.rules.message import Match, Message
from limio_sales_agent.reading.rules.numbers import Number, amounts_of, numbers_in

REACH = 3  # words after a number among which stands what it counts: "12 new young readers"
MOST = 1_000_000
ASKED = frozenset({"people", "quantity"})
PARTS = frozenset({"of", "von", "d'entre"})  # "one of us" counts nobody
# What may follow a number that counts nothing else; any other word may be what it counts.
NO_NOUNS = (
    *(
        "fillers",
        "glue",
        "support",
        "corrections",
        "breaks",
        "billing",
        "yes",
        "no",
        "negators",
        "joins",
        "groups",
        "more",
        "fewer",
        "common",
        "leads",
        "doubt",
    ),
    *("company_at", "place_words", "for_whom", "questions", "requests", "in_total", "do_not_know", "budget", "at_most"),
    *("only", "users", "of_those", "formerly"),
)


@dataclass(frozen=True)
class Count:
    """So many of something.

    Attributes:
        kind: ``people``, ``quantity``, or ``single`` for one person who is named and not counted.
        value: How many.
        first: Its first token.
        last: Its last token.
        unit: The word for what is counted; empty where a bare number was asked for or led up to.
        speaks: Whether it is the one who writes.
    """

    kind: str
    value: int
    first: int
    last: int
    unit: str = ""
    speaks: bool = False


class Counted:
    """What stands around the numbers of a message; looked up once."""

    def __init__(self, message: Message, hints: Hints, said: Reading) -> None:
        self.message, self.asked = message, hints.expecting in ASKED
        self.people, self.copies = message.spans("people"), message.spans("copies")
        self.units, self.joins = message.spans("other_units"), message.spans("joins")
        self.offers = message.spans("offer", "offer_word", "add_on")
        self.thousands = {
            match.last for match in message.named("thousands") if not message.tokens[match.first].is_number
        }
        self.to, self.of_which = message.spans("to"), message.spans("of_which")
        self.between = {match.last for match in message.named("between")}
        self.persons = message.spans("relatives")
        self.leads = {match.last for match in message.named("groups", "corrections", "no", "only", "of_those")}
        self.times = {match.last for match in self.copies.values() if message.tokens[match.last].word == "x"}
        self.no_nouns = {match.first for match in message.named(*NO_NOUNS)}
        self.short = sum(1 for _ in message.words()) <= 2  # "One.", "one please"
        self.anew = {match.last for match in message.named("groups", "only", "of_those") if _tells_anew(match)}
        self.users = message.spans("users")
        self.changing = self._is_contrasted() or (
            bool(message.named("corrections", "no")) and bool(ASKED & hints.known)
        )
        self.known = next((held for key in ("people", "quantity") if (held := hints.needs.get(key))), 0)
        self.more, self.fewer = message.named("more"), message.named("fewer")
        self.settled = bool(ASKED & hints.known) and not self.asked
        self.told = {
            one.last + 1 for one in message.named("groups") if message.begins(one.first)
        }  # "there are 6, is .."
        self.takers = {match.last for match in message.named("for_whom", "place_words")}
        self.days = {match.last for match in message.named("days")}
        self.prices = message.named("not_budget", "currencies")
        self.shown = amounts_of(hints.ask) if hints.expecting == "confirm" else frozenset()
        self.corrects = bool(message.named("corrections", "no"))
        self.all_in = {match.first for match in message.named("in_total")}
        self.asks_what_if = "what_if" in said.intents
        self.totals = {match.first for match in message.named("in_total")} if ASKED & hints.known else set()
        yes = message.places(message.named("yes"))
        answers = yes | message.fillers
        answers |= message.places(message.named("no", "please", "corrections", "offer", "offer_word"))
        found = [one for one in numbers_in(message) if one.first not in yes]  # "100 %" is one
        others = set(message.words()) - answers - {place for one in found for place in range(one.first, one.last + 1)}
        others |= message.places(message.named("breaks", "for_whom"))  # "yes, we are 12" tells, and orders nothing
        self.alone = hints.expecting == "confirm" and bool(ASKED & hints.known) and not others  # "9", "yes, 9"
        self.beside = _beside_an_answer(message, found, hints)
        self.aged = aged(message, found)
        whole = (one for one in found if one.value == one.value.to_integral_value() and 1 <= one.value <= MOST)
        # "0412 555" counts nothing, nor does "under-5s".
        self.numbers = [
            one for one in whole if message.tokens[one.first].word[0] != "0" and not _is_glued(one.first, message)
        ]

    def all(self) -> Iterator[Count]:
        """Yield what is counted, in order."""
        done, unit = -1, -1
        for number, following in zip(self.numbers, [*self.numbers[1:], None], strict=False):
            if number.first <= done:
                continue
            one = self._up_to(number, following)
            count = self._count(one)
            if count and (self._only_asks(count) or (not count.unit and self._is_age(count, unit))):
                count = None
            if count:
                unit = count.last if count.unit else unit
                yield self._in_all(count)
            done = count.last if count else one.last
            if following and any(place in self.of_which for place in (one.last + 1, done + 1)):
                done = following.last  # "12 of our 40"

    def _only_asks(self, one: Count) -> bool:
        """Whether an agreed number is asked about, "1,620 for three or for five?", and none told: "we are 6, is that ok?"."""
        sentence = self.message.sentences[one.first]
        if not self.settled or self.asks_what_if or sentence not in self.message.asking:
            return False
        return one.first not in self.told or sentence in self.message.sentences_with("conditions")

    def _is_age(self, one: Count, unit: int) -> bool:
        """Whether a bare number behind who was counted tells of those: "three children between 6 and 13"."""
        if unit < 0 or not self._together(unit, one.first) or self.corrects or one.last + 1 in self.all_in:
            return False
        if one.first - 1 in self.anew:
            return False
        joined = any(place == unit + 1 and match.last + 1 == one.first for place, match in self.joins.items())
        return not joined

    def _up_to(self, number: Number, following: Number | None) -> Number:
        """Return "10 to 12" as 12: all of them are to find room."""
        match = self.to.get(number.last + 1)
        if following is None or match is None or match.last + 1 != following.first:
            return number
        if match.first in self.joins and number.first - 1 not in self.between:
            return number
        return replace(number, last=following.last, value=following.value)

    def _count(self, number: Number) -> Count | None:
        value, place = int(number.value), number.last + 1
        if value in self.shown and value > 2 * self.known > 0:
            return None  # "£324 each"
        if place in self.units and place not in self.people and place not in self.copies:
            return None
        end = min(number.last + REACH, len(self.message.tokens) - 1)
        while place <= end and self.message.clauses[place] == self.message.clauses[number.last]:
            if match := self.people.get(place) or (self.persons.get(place) if value == 1 else None):
                unit = self.message.typed(place, match.last).lower()
                if value == 1 and not number.written and unit.partition(" ")[0] in PARTS:
                    return None  # "what if one of us moves out?"
                return Count("people", value, number.first, match.last, unit)
            if match := self.copies.get(place) or (self.offers.get(place) if value > 1 or number.written else None):
                last = match.last if place in self.copies else number.last
                return Count("quantity", value, number.first, last, "copies")
            stops = self.units.keys() | self.joins.keys() | self.users.keys()  # "only 10 would need a licence"
            if place in stops or self.message.tokens[place].is_number:
                break
            place += 1
        return self._bare(number, value)

    def _step(self, first: int, last: int) -> tuple[int, Match] | None:
        """Return whether a number says how many more, 1, or how many fewer, -1, and the word that does."""
        for sign, markers in ((1, self.more), (-1, self.fewer)):
            for one in markers if self.known else ():
                if one.last + 1 == first or first <= one.first <= last + 1:
                    return sign, one
        return None

    def _in_all(self, one: Count) -> Count:
        """Return "two more" as what they come to, where it is known how many there were."""
        step = self._step(one.first, one.last)
        value = self.known + step[0] * one.value if step else 0
        if step is None or value < 1:
            return one
        return replace(one, value=value, first=min(one.first, step[1].first), last=max(one.last, step[1].last))

    def _counts_nothing(self, number: Number) -> bool:
        """Whether a bare number is a day, an amount that was shown, or what something costs."""
        priced = any(one.first < number.first and self._together(one.first, number.first) for one in self.prices)
        haggled = number.first - 1 in self.takers and any(
            amount > self.known and number.value * 2 >= amount for amount in self.shown if self.known
        )  # "can you do it for 1,500?"
        shown = number.value in self.shown and number.value != self.known
        return number.first - 1 in self.days or priced or haggled or shown

    def _together(self, one: int, other: int) -> bool:
        return self.message.sentences[one] == self.message.sentences[other]

    def _bare(self, number: Number, value: int) -> Count | None:
        """Return people where nothing says what is counted, and they were led up to or asked for."""
        after, before = number.last + 1, number.first - 1
        if (step := self._step(number.first, number.last)) and not self._is_noun(max(step[1].last, number.last) + 1):
            return Count("people", value, number.first, number.last)
        if number.first in self.aged or (not self.asked and self._counts_nothing(number)):
            return None
        if not number.written and value == 1 and not (self.asked and self.short):
            return None  # "the yearly one"
        if number.last in self.thousands and not self.asked:
            return None  # "over 5k" is money
        if before in self.times:
            return Count("quantity", value, before, number.last, "copies")
        before -= before > 0 and self.message.tokens[before].word == ","  # "wait no, 6"
        led = (before in self.leads or self.changing) and not self._is_noun(after)
        return (
            Count("people", value, number.first, number.last)
            if self.asked
            or self.asks_what_if
            or self.alone
            or after in self.totals
            or led
            or number.first in self.beside
            else None
        )

    def _is_contrasted(self) -> bool:
        """Whether a number is denied and another one is not: "four, not six", "7 instead of 6"."""
        denied = {one.first in self.message.negated for one in numbers_in(self.message)}
        return len(denied) > 1

    def _is_noun(self, place: int) -> bool:
        """Whether a word may be what is counted."""
        if place >= len(self.message.tokens) or place in self.units:
            return place in self.units
        return self.message.tokens[place].is_word and place not in self.no_nouns | self.message.taken


def _beside_an_answer(message: Message, numbers: list[Number], hints: Hints) -> set[int]:
    """Return where a number has a clause to itself beside the answer to another question: "PR. Ten please"."""
    questions = {one.key for one in hints.playbook.questions if one.attribute}
    if hints.expecting not in questions or ASKED & hints.known:
        return set()
    idle = message.fillers | message.polite | message.places(message.named("fillers", "groups", "only"))
    rest: dict[int, set[int]] = {}
    for place in message.words():
        rest.setdefault(message.clauses[place], set()).add(place)
    own = {one.first: rest[message.clauses[one.first]] - set(range(one.first, one.last + 1)) for one in numbers}
    return {place for place, words in own.items() if words <= idle} if len(rest) > 1 else set()


def _tells_anew(match: Match) -> bool:
    """Whether what stands before a number says how many, and not of what age: "only", "for", "maybe", not "of" or "about"."""
    return match.value("at_most") is None and (match.value("glue") is None or match.value("for_whom") is not None)


def _is_glued(place: int, message: Message) -> bool:
    """Whether a number is a part of a word: "covid-19"."""
    return place > 0 and message.text[message.tokens[place - 1].end : message.tokens[place].start] == "-"
