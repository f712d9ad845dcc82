"""What each number of a message counts: people, an offer's units, or nothing that is ordered.

A number whose meaning is unsure counts nobody, and is asked about.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.model import Reading
from limio_sales_agent.reading.rules.message import Match, Message
from limio_sales_agent.reading.rules.numbers import Number, amounts_of, numbers_in

REACH = 3  # words after a number among which stands what it counts: "12 new young readers"
ASKED = frozenset({"people", "quantity"})
OFFERS = frozenset({"offer", "offer_word", "add_on"})
STOPS = frozenset({"other_units", "joins", "users"})  # "only 10 would need a licence"
OTHERS = frozenset({"other_units", "per_person"})  # what a number counts that is nobody: "15 minutes", "15 each"
LEADS = frozenset({"groups", "corrections", "no", "only", "of_those"})
SOMEBODY = frozenset({"relatives", "one_person", "third_person", "people"})
AGED = frozenset({"aged", "i_am"})  # "he is 19", "I am 45"
# What a word may stand for and still be what is counted, as any unknown word may.
NOUNS = frozenset({"goods", "things", "topics", "fields", "approvers", "relatives", "gift", "keyword", "payment"})
NOUNS |= {"intents", "not_budget", "priced", "titles", "per_person", "periods", "currencies"}
IDLE = ("yes", "no", "corrections", "fillers", "groups", "only")  # what may stand beside a number that stands alone


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

    @property
    def places(self) -> range:
        """Its tokens."""
        return range(self.first, self.last + 1)


def counts_in(message: Message, hints: Hints, said: Reading) -> list[Count]:
    """Return what is counted in a message, in order, each number once."""
    found = numbers_in(message)
    return list(_Counting(message, hints, said, found).all()) if found else []


class _Counting:
    """What is asked, known and said of numbers; looked up once."""

    def __init__(self, message: Message, hints: Hints, said: Reading, found: list[Number]) -> None:
        self.message, self.hints = message, hints
        self.asked, self.asks_what_if = hints.expecting in ASKED, "what_if" in said.intents
        self.agreed = bool(ASKED & hints.known)
        self.known = next((held for key in ("people", "quantity") if (held := hints.needs.get(key))), 0)
        self.shown = amounts_of(hints.ask) if hints.expecting == "confirm" else frozenset()
        self.corrects = bool(message.named("corrections", "no"))
        self.numbers = [one for one in found if one.counts and "yes" not in message.at(one.first).values]  # "100 %"
        contrasted = len({one.first in message.negated for one in found}) > 1  # "four, not six"
        self.changes = contrasted or (self.corrects and self.agreed)
        self.busy = message.telling() - message.places(message.named(*IDLE))
        if hints.expecting == "confirm":  # "yes, we are 12" tells, and orders nothing; "essential 5" does
            self.busy -= message.places(message.named("offer", "offer_word")).union(
                *(one.places for one in self.numbers)
            )
            self.busy |= message.places(message.named("breaks", "for_whom"))

    def all(self) -> Iterator[Count]:
        """Yield what is counted, in order."""
        held, unit, age = None, -1, -1
        for one, following in zip(self.numbers, [*self.numbers[1:], None], strict=False):
            follows = held is not None and one.before == held.last
            if held and (one.first <= held.last or (follows and "of_which" in one.lead.values)):
                continue  # "12 of our 40"
            if one.before == age >= 0 or self._is_age(one, following):
                age = one.last
                continue
            ranges = follows and "to" in one.lead.values and "joins" not in one.lead.values  # "maybe 3 or 4"
            total = "in_total" in one.after.values and (held is not None or self.agreed)
            count = None if self._is_nobody(one) else self._with_unit(one) or self._bare(one, led=ranges or total)
            if count and not self._only_asks(one) and (count.unit or ranges or not self._tells_of(unit, one)):
                held = replace(count, first=held.first if ranges and held else count.first)
                unit = count.last if count.unit else unit
                yield self._in_all(held)

    def _is_age(self, one: Number, following: Number | None) -> bool:
        """Whether a number is how old somebody is: "he is 19", "my kids are 8 and 11", "we are 70 and 72"."""
        lead, joins = one.lead, "joins" in one.after.values and "between" not in one.lead.values
        if following and joins and one.after.last + 1 == following.first:
            return not (self._with_unit(one) or self._with_unit(following))
        lead = self.message.up_to(lead.first - 1) if "only" in lead.values else lead
        before = self.message.up_to(lead.first - 1)
        somebody = not SOMEBODY.isdisjoint(before.values) or before.value("numbers") == "1"  # "one is only 6"
        return not AGED.isdisjoint(lead.values) or ("being" in lead.values and somebody)

    def _is_nobody(self, one: Number) -> bool:
        """Whether a number counts something else, is one of them, or an amount that was shown: "6 months", "£324 each"."""
        after = one.after.values.keys()
        counted = "people" in after or "copies" in after
        part = counted and one.value == 1 and not one.written and one.last + 1 in self.message.glue  # "one of us"
        shown = one.value in self.shown and one.value > 2 * self.known > 0
        return part or shown or (not counted and not OTHERS.isdisjoint(after))

    def _with_unit(self, one: Number) -> Count | None:
        """Return how many of what stands behind a number: of people, or of what is sold."""
        message, value = self.message, int(one.value)
        for place in range(one.last + 1, min(one.last + 1 + REACH, len(message.tokens))):
            match = message.at(place)
            names, unit = match.values.keys(), message.typed(place, place).lower()
            if message.clauses[place] != message.clauses[one.last] or message.tokens[place].is_number:
                break
            if "people" in names or "copies" in names or (value == 1 and "relatives" in names):
                kind = "people" if "people" in names or "copies" not in names else "quantity"
                return Count(kind, value, one.first, match.last, unit)
            if not OFFERS.isdisjoint(names) and (value > 1 or one.written):
                return Count("quantity", value, one.first, one.last, unit)
            if not STOPS.isdisjoint(names):
                break
        return None

    def _bare(self, one: Number, *, led: bool) -> Count | None:
        """Return people where nothing says what is counted, and they were led up to or asked for."""
        count = Count("people", int(one.value), one.first, one.last)
        if (step := self._step(count)) and not self._is_noun(max(step.last, one.last) + 1):
            return count
        if one.value == 1 and not one.written and not (self.asked and sum(1 for _ in self.message.words()) <= 2):
            return None  # "the yearly one"
        if "copies" in one.lead.values and self.message.tokens[one.first - 1].word == "x":
            return replace(count, kind="quantity", first=one.first - 1, unit="x")
        leads = self.changes or not LEADS.isdisjoint(one.lead.values)
        led = led or self.asks_what_if or self._stands_alone(one) or (leads and not self._is_noun(one.last + 1))
        return count if self.asked or (led and not self._is_price_or_day(one)) else None

    def _is_price_or_day(self, one: Number) -> bool:
        sentence, lead = self.message.sentences[one.first], one.lead.values.keys()
        prices = [match for match in self.message.named("not_budget", "currencies") if match.first < one.first]
        priced = any(self.message.sentences[match.first] == sentence for match in prices)
        taker = not {"for_whom", "place_words"}.isdisjoint(lead)  # "can you do it for 1,500?"
        haggled = taker and any(self.known < amount <= one.value * 2 for amount in self.shown if self.known)
        return "days" in lead or priced or haggled or "thousands" in self.message.up_to(one.last).values

    def _stands_alone(self, one: Number) -> bool:
        """Whether nothing else is said in its clause, "PR. Ten please", and at the last ask in the message: "yes, 9"."""
        others = {self.message.clauses[place] for place in self.busy.difference(one.places)}
        if self.hints.expecting == "confirm":
            return self.agreed and not others
        answers = self.hints.expecting in {one.key for one in self.hints.playbook.questions if one.attribute}
        alone = self.message.clauses[-1] > 0 and self.message.clauses[one.first] not in others
        return answers and not self.agreed and alone

    def _is_noun(self, place: int) -> bool:
        """Whether a word may be what is counted."""
        names = self.message.at(place).values.keys()
        word = place < len(self.message.tokens) and self.message.tokens[place].is_word
        return "other_units" in names or (word and place not in self.message.taken and names <= NOUNS)

    def _only_asks(self, one: Number) -> bool:
        """Whether an agreed number is asked about, "1,620 for three or for five?", and none told: "we are 6, is that ok?"."""
        sentence = self.message.sentences[one.first]
        if not self.agreed or self.asked or self.asks_what_if or sentence not in self.message.asking:
            return False
        told = "groups" in one.lead.values and self.message.begins(one.lead.first)
        return not told or sentence in self.message.sentences_with("conditions")

    def _tells_of(self, unit: int, one: Number) -> bool:
        """Whether a bare number behind who was counted tells of those: "three children between 6 and 13"."""
        lead = one.lead.values.keys()
        if unit < 0 or self.corrects or self.message.sentences[unit] != self.message.sentences[one.first]:
            return False
        anew = not {"groups", "only", "of_those"}.isdisjoint(lead) and ("glue" not in lead or "for_whom" in lead)
        return not (anew or "in_total" in one.after.values or ("joins" in lead and one.before == unit))

    def _step(self, one: Count) -> Match | None:
        """Return the phrase that says that a number is so many more, or so many fewer, than were known."""
        around = (self.message.up_to(one.first - 1), *map(self.message.at, range(one.first, one.last + 2)))
        return next((match for match in around if self.known and not {"more", "fewer"}.isdisjoint(match.values)), None)

    def _in_all(self, one: Count) -> Count:
        """Return "two more" as what they come to, where it is known how many there were."""
        step = self._step(one)
        value = self.known + (one.value if "more" in step.values else -one.value) if step else 0
        if step is None or value < 1:
            return one
        return replace(one, value=value, first=min(one.first, step.first), last=max(one.last, step.last))
