"""How many people, or how many copies: what each number counts, what is added up, and which of several is meant.

A number that nobody knows the meaning of counts nobody, and where two stand beside each other that nothing puts in
order none is read: the agent asks.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.model import AttributeValue, Reading
from limio_sales_agent.reading.rules.message import NOTHING, Match, Message
from limio_sales_agent.reading.rules.numbers import Number, amounts_of, numbers_in

SIZED = 5  # words between many and how many are in each of them
REACH = 3  # words after a number among which stands what it counts: "12 new young readers"
ASKED = frozenset({"people", "quantity"})
OFFERS = frozenset({"offer", "offer_word", "add_on"})
STOPS = frozenset({"other_units", "joins", "users"})  # "only 10 would need a licence"
COUNTED = frozenset({"people", "copies"})
OTHERS = frozenset({"other_units", "per_person"})  # what a number counts that is nobody: "15 minutes", "15 each"
LEADS = frozenset({"groups", "corrections", "no", "only", "of_those"})
ANEW = frozenset({"groups", "only", "of_those"})  # what a bare number is led up to by that is no detail of those before
SOMEBODY = frozenset({"relatives", "one_person", "third_person", "people"})
# What a word may stand for and still be what is counted, as any unknown word may.
NOUNS = frozenset({"goods", "things", "topics", "fields", "approvers", "relatives", "gift", "keyword", "payment"})
NOUNS |= {"intents", "not_budget", "priced", "titles", "per_person", "periods", "currencies", "company_ends"}
AGREEING = frozenset({"yes", "support"})  # "my boss and I both agree" counts nobody
ONE = ("one_person", "relatives", "speaker", "two_people")
ALONE = frozenset({"for_whom", "only", "only_me", "attribute", "yes", "in_total"})  # what may stand beside one person
# What may stand beside a number that is all a sentence tells.
IDLE = tuple("yes no corrections fillers groups only offer offer_word".split())
STEPS = frozenset({"more", "fewer"})
FEW = 5  # words that say "just me" of an order whose number is known


class Count(NamedTuple):
    """So many of something, and where it stands."""

    kind: str  # people, quantity, or single for one person who is named and not counted
    value: int
    first: int
    last: int
    unit: str = ""  # the word for what is counted; none where a bare number was asked for or led up to
    speaks: bool = False  # whether it is the one who writes

    @property
    def places(self) -> range:
        """Its tokens."""
        return range(self.first, self.last + 1)


def read_counts(message: Message, hints: Hints, said: Reading) -> None:
    """Read a number of people and one of copies; those joined by "and" are added up."""
    asked = hints.expecting in ASKED
    leads = asked or bool(message.named("for_whom", "groups"))
    numbers = _Counting(message, hints, said)
    groups = _added_up(_with_persons(numbers.all(), message, asked=asked), message)
    several = leads or hints.expecting is None
    alone = asked and len(groups) == 1 and _is_nobody_else(groups[0], message)  # "just him", "for my mum"
    counting = [one for one in groups if one.kind != "single" or (one.value > 1 and several) or alone]
    if any(_adds_to_a_name(one, message) for one in counting):
        return
    if any(one.kind == "quantity" for one in counting):  # "5 licences. No, 6"
        counting = [one if one.unit else one._replace(kind="quantity") for one in counting]
    # "Yes, we are 12 people" tells, and agrees to nothing by itself; "3 pro seats" names what they are of.
    units = message.places(message.named("people", "offer", "offer_word", "add_on", "add_on_word"))
    for kind, kinds in (("quantity", {"quantity"}), ("people", {"people", "single"})):
        alike = [one for one in counting if one.kind in kinds]
        if meant := _meant(alike, message):
            setattr(said, kind, meant)
            message.taken |= {place for one in alike for place in one.places} - units
    if not (said.people or said.quantity) and (wrong := numbers.denied()):
        said.unwanted.append(AttributeValue(key="people", value=str(numbers.known)))
        message.take(wrong.first, wrong.last)
    if not counting and (only := _only_me(message, hints, asked=leads)):
        said.people = 1
        message.take(only.first, only.last)


class _Counting:
    """What is asked, known and said of numbers; looked up once."""

    def __init__(self, message: Message, hints: Hints, said: Reading) -> None:
        self.message, self.each = message, hints.needs.get("each")
        self.asked, self.what_if = hints.expecting in ASKED, "what_if" in said.intents
        self.adding = hints.expecting == "add_on"
        self.agreed = bool(ASKED & hints.known)
        self.known = next((held for key in ("people", "quantity") if (held := hints.needs.get(key))), 0)
        self.shown = amounts_of(hints.ask) if hints.expecting == "confirm" else frozenset()
        found = numbers_in(message)
        self.numbers = [one for one in found if one.counts and "yes" not in message.at(one.first).values]  # "100 %"
        self.others = _others(message, self.numbers)
        contrasted = len({one.first in message.negated for one in found}) > 1  # "four, not six"
        self.corrects = bool(message.named("corrections", "no"))
        self.both = all(message.named(step) for step in STEPS)  # "drop all Pro and add 3"
        self.changes = contrasted or (self.corrects and self.agreed)
        self.answers = _bare_sentences(message) if self.agreed and hints.expecting == "confirm" else set()

    def all(self) -> list[Count]:
        """Return what is counted, in order."""
        found: list[Count] = []
        unit, age, bare = -1, -1, -1
        for one in self.numbers:
            held = found[-1] if found else None
            follows = held is not None and one.before == held.last
            if held and (one.first <= held.last or (follows and "of_which" in one.lead.values)):
                continue  # "12 of our 40"
            if one.before == age >= 0 or self._is_age(one):
                age = one.last
                continue
            nobody = self._is_nobody(one)
            told = None if nobody else self._with_unit(one)
            listed = follows and "joins" in one.lead.values and not told and one not in self.others
            if listed and OTHERS.isdisjoint(one.after.values) and self._is_noun(one.last + 1) and not self.asked:
                found = []  # "two lawyers and four associates"
                continue
            if one.before == bare >= 0 and "joins" in one.lead.values and not told:
                found = [count for count in found if count.last != bare]  # "we are 70 and 72"
                continue
            between = held and "between" in self.message.up_to(held.first - 1).values
            to = "to" in one.lead.values and ("joins" not in one.lead.values or between)
            ranges = held if follows and to else None  # "maybe 3 or 4"
            total = "in_total" in one.after.values and (held is not None or self.agreed)
            count = told or (None if nobody else self._bare(one, led=bool(ranges or total)))
            bare = -1 if told or "between" in one.lead.values else one.last
            if count and not self._only_asks(one) and (told or ranges or not self._tells_of(unit, one)):
                unit = count.last if count.unit else unit
                found = found[:-1] if ranges else found
                found.append(self._in_all(count._replace(first=ranges.first) if ranges else count))
        return found

    def denied(self) -> Number | None:
        """Return the number that is known, where it is said to be wrong and the order has no other: "12 is wrong", "not 12"."""
        wrong = (one for one in self.numbers if one.value == self.known and _is_denied(one, self.message))
        marked = self.message.marked  # "is 12 wrong?", not "I didn't ask for 12"
        told = (one for one in wrong if not self._is_nobody(one) and self.message.sentences[one.first] not in marked)
        polite = (self.message.lists[place] for place in self.message.places(self.message.named("no")))  # "5 no thanks"
        leaves = self.message.named("leaving", "cancels") or any("closings" in one for one in polite)
        return None if self.each or leaves else next(told, None)

    def _is_age(self, one: Number) -> bool:
        """Whether a number is how old somebody is: "he is 19"."""
        lead = one.lead if "only" not in one.lead.values else self.message.up_to(one.lead.first - 1)
        before = self.message.up_to(lead.first - 1)
        somebody = not SOMEBODY.isdisjoint(before.values) or before.value("numbers") == "1"  # "one is only 6"
        says_i = "i_am" in lead.values and "speaker" in self.message.lists[lead.first]  # "I am 45", not "it's 13"
        return "aged" in lead.values or says_i or ("being" in lead.values and somebody)

    def _is_nobody(self, one: Number) -> bool:
        """Whether a number counts something else, is one of them, or an amount that was shown: "6 months", "£324 each"."""
        after = one.after.values.keys()
        counted = "people" in after or "copies" in after
        part = counted and one.value == 1 and not one.written and one.last + 1 in self.message.glue  # "one of us"
        shown = one.value in self.shown and one.value > 2 * self.known > 0
        less = not self.known and "fewer" in {*one.lead.values, *after}  # "minus 3", of nothing
        them = self.adding and "of_those" in after  # at the ask for an add-on, "two of them" are no order's people
        return part or shown or less or them or one in self.others or (not counted and not OTHERS.isdisjoint(after))

    def _with_unit(self, one: Number) -> Count | None:
        """Return how many of what stands behind a number: of people, or of what is sold."""
        message, value = self.message, int(one.value)
        if "people" in message.at(one.first).values:  # "zu viert"
            return Count("people", value, one.first, one.last)
        for place in range(one.last + 1, min(one.last + 1 + REACH, len(message.tokens))):
            match = message.at(place)
            names, unit = match.values.keys(), message.typed(place, place).lower()
            counted = message.tokens[place].is_number or "numbers" in names  # "twenty to thirty people"
            vague = value == 1 and place not in message.ordinary  # "ein Rudel Leute" are more than one
            if message.clauses[place] != message.clauses[one.last] or counted or vague:
                break
            if "people" in names or "copies" in names or (value == 1 and "relatives" in names):
                kind = "people" if "people" in names or "copies" not in names else "quantity"
                return Count(kind, value, one.first, match.last, unit)
            if not OFFERS.isdisjoint(names) and (value > 1 or one.written):
                return Count("quantity", value, one.first, one.last, unit)
            if not STOPS.isdisjoint(names) or ("place_words" in names and "groups" not in names):  # "7 in marketing"
                break
        return None

    def _bare(self, one: Number, *, led: bool) -> Count | None:
        """Return people where nothing says what is counted, and they were led up to or asked for."""
        count = Count("people", int(one.value), one.first, one.last)
        if (step := self._step(count)) and not self._is_noun(max(step.last, one.last) + 1):
            return count
        if one.value == 1 and not one.written and not (self.asked and len(self.message.words()) <= 2):
            return None  # "the yearly one"
        if "copies" in one.lead.values and self.message.tokens[one.first - 1].word == "x":
            return count._replace(kind="quantity", first=one.first - 1, unit="x")
        leads = self.changes or not LEADS.isdisjoint(one.lead.values) or _is_now(one)
        answers = self.message.sentences[one.first] in self.answers
        led = led or self.what_if or answers or (leads and not self._is_noun(one.last + 1))
        return count if self.asked or (led and not self._is_price_or_day(one)) else None

    def _is_price_or_day(self, one: Number) -> bool:
        sentence, lead = self.message.sentences[one.first], one.lead.values.keys()
        prices = [match for match in self.message.named("not_budget", "currencies") if match.first < one.first]
        priced = any(self.message.sentences[match.first] == sentence for match in prices)
        taker = not {"for_whom", "place_words"}.isdisjoint(lead)  # "can you do it for 1,500?"
        haggled = taker and any(self.known < amount <= one.value * 2 for amount in self.shown if self.known)
        return "days" in lead or priced or haggled or self.message.up_to(one.last).value("times") == "1000"

    def _is_noun(self, place: int) -> bool:
        """Whether a word may be what is counted."""
        names = self.message.at(place).values.keys()
        word = place < len(self.message.tokens) and self.message.tokens[place].is_word
        return "other_units" in names or (word and place not in self.message.taken and names <= NOUNS)

    def _only_asks(self, one: Number) -> bool:
        """Whether an agreed number is asked about, "1,620 for three or for five?", and none told: "we are 6, is that ok?"."""
        sentence = self.message.sentences[one.first]
        if not self.agreed or self.asked or self.what_if or sentence not in self.message.asking:
            return False
        told = "groups" in one.lead.values and self.message.begins(one.lead.first)
        return not told or sentence in self.message.sentences_with("conditions")

    def _tells_of(self, unit: int, one: Number) -> bool:
        """Whether a bare number behind who was counted tells of those: "three children between 6 and 13"."""
        lead = one.lead.values.keys()
        if unit < 0 or self.corrects or self.message.sentences[unit] != self.message.sentences[one.first]:
            return False
        anew = _is_now(one) or (not ANEW.isdisjoint(lead) and ("glue" not in lead or "for_whom" in lead))
        return not (anew or "in_total" in one.after.values or ("joins" in lead and one.before == unit))

    def _step(self, one: Count) -> Match | None:
        """Return the phrase that says that a number is so many more, or so many fewer, than were known."""
        around = (self.message.up_to(one.first - 1), *map(self.message.at, range(one.first, one.last + 2)))
        steps = [match for match in around if self.known and not STEPS.isdisjoint(match.values)]
        return steps[0] if steps and not self.both else None

    def _in_all(self, one: Count) -> Count:
        """Return "two more" as what they come to, where it is known how many there were."""
        step = self._step(one)
        value = self.known + (one.value if "more" in step.values else -one.value) if step else 0
        if step is None or value < 1:
            return one
        return one._replace(value=value, first=min(one.first, step.first), last=max(one.last, step.last))


def _is_now(one: Number) -> bool:
    """Whether a number is said to be that of today: "we took on two, 10 now"."""
    return "now" in {*one.lead.values, *one.after.values} and "billing" not in one.after.values


def _others(message: Message, numbers: list[Number]) -> list[Number]:
    """Return the numbers of a clause that tells how many are in each, "2 teams of 5", or of what is for later."""
    each = message.clauses_of(message.named("per_person"))
    for before, one in pairwise(numbers):
        between = [message.starts[place] for place in range(before.last + 1, one.first) if place in message.starts]
        near = one.first - before.last <= SIZED and OTHERS.isdisjoint(one.after.values)
        ranges = len(between) == 1 and "to" in between[0].values  # French "20 à 30"
        near = near and message.clauses[before.last] == message.clauses[one.first]
        if before.value > 1 and near and not ranges and any("sized" in match.values for match in between):
            each.add(message.clauses[one.first])
    later = message.clauses_of(message.named("later"))
    return [one for one in numbers if message.clauses[one.first] in each | later]


def _bare_sentences(message: Message) -> set[int]:
    """Return the sentences that hold numbers and nothing else: "I forgot the two apprentices. 12 please"."""
    idle = message.idle | message.places(message.named(*IDLE))
    idle -= message.places(message.named("breaks", "for_whom"))  # "yes, we are 12" tells, and orders nothing
    idle = idle.union(*(one.places for one in numbers_in(message) if one.counts))
    return set(message.sentences) - {message.sentences[place] for place in message.words() if place not in idle}


def _with_persons(counts: list[Count], message: Message, *, asked: bool) -> list[Count]:
    """Return also who is named and not counted, in order; pronouns only where it was asked how many there are."""
    counted = {place for one in counts for place in one.places}  # "one receptionist" is counted already
    persons = dict.fromkeys(message.named(*ONE, *(["third_person"] if asked else [])))
    singles = [
        Count("single", 2 if "two_people" in one.values else 1, one.first, one.last, speaks="speaker" in one.values)
        for one in persons
        if counted.isdisjoint(one.places) and AGREEING.isdisjoint(message.at(one.last + 1).values)
    ]
    return sorted([*counts, *singles], key=lambda one: one.first)


def _is_nobody_else(one: Count, message: Message) -> bool:
    """Whether a message says who it is for, and no more."""
    idle = message.idle | set(one.places)
    named = (match for match in message.matches for name in match.values if name.partition(":")[0] in ALONE)
    return idle.union(message.places(named)).issuperset(message.words()) and not message.asking | message.marked


def _only_me(message: Message, hints: Hints, *, asked: bool) -> Match | None:
    """Return what says "just me"; "I may not decide that alone" and, of an agreed order, "I'd do it myself" do not."""
    told = [one for one in message.named("only_me") if asked or "one_person" not in one.values]
    if ASKED & hints.known and hints.expecting not in ASKED and len(message.words()) > FEW:
        return None
    return next((one for one in told if message.is_free(one) and "no" not in message.up_to(one.first - 1).values), None)


def _added_up(counts: list[Count], message: Message) -> list[Count]:
    """Add up what is joined: "me and four colleagues", "two adults, three children"; "so four" is what they come to."""
    groups: list[Count] = []
    for one in counts:
        before = groups[-1] if groups else None
        if before and one.kind == "people" and "sums" in message.up_to(one.first - 1).values:
            groups[-1] = one
        elif before and _is_joined(before, one, message):
            kind = "single" if before.kind == one.kind == "single" else "people"
            value = before.value + (0 if before.speaks and one.speaks else one.value)  # "me, myself and I"
            groups[-1] = Count(kind, value, before.first, one.last, one.unit, before.speaks or one.speaks)
        else:
            groups.append(one)
    return groups


def _is_joined(before: Count, one: Count, message: Message) -> bool:
    gap = range(before.last + 1, one.first)
    told = range(before.last + 1, one.last + 2)
    parts = any("of_those" in message.at(place).values for place in told)  # "six, of whom two children", "two of them"
    apart = _is_denied(before, message) != _is_denied(one, message) or "quantity" in {before.kind, one.kind}
    if parts or apart or "between" in message.up_to(before.first - 1).values:
        return False
    comma = bool(gap) and message.tokens[gap[0]].word == ","
    join = message.at(before.last + 1 + comma)
    joined = "joins" in join.values
    near = len(gap) - comma - (len(join.places) if joined else 0) < 2  # "and my three flatmates"
    both = before.kind == one.kind == "single"  # "me, the wife and two kids"
    says_i = one.kind == "single" and one.first == one.last  # "12 people, I think" counts nobody twice
    bare = any(not held.unit and held.kind == "people" for held in (before, one))
    whole = before.unit and before.last in message.glue  # "4 of us, two adults and two kids"
    listed = both or (not says_i and not bare and not whole and before.unit != one.unit)
    return near and (joined or (comma and listed) or (not gap and bool(before.unit and one.unit)))


def _adds_to_a_name(one: Count, message: Message) -> bool:
    """Whether it is joined to somebody who is not counted: "Ade, Fiona and the two juniors"."""
    lead = message.ends.get(one.first - 1, NOTHING)
    join = lead if "joins" in lead.values else message.ends.get(lead.first - 1, NOTHING)
    named = set(range(join.first - 1, join.first)) - message.ordinary
    return {"joins", "breaks"} <= join.values.keys() and any(message.tokens[place].is_word for place in named)


def _meant(groups: list[Count], message: Message) -> int | None:
    """Return which of several numbers is meant: the whole, not those who are away; today's; the one that corrects."""
    told = [one for one in groups if not _is_denied(one, message)]
    told = [one for one in told if "in_total" in message.at(one.last + 1).values] or told
    for name in ("formerly", "vaguely", "doubt", "now"):  # "had 5 licences, now for 7", "a couple, maybe 3"
        named = [one for one in message.named(name) if name != "doubt" or "breaks" not in one.values]
        clauses = {message.clauses[one.first] for one in named if message.sentences[one.first] not in message.asking}
        told = [one for one in told if (message.clauses[one.first] in clauses) is (name == "now")] or told
    told = [one for one in told if _corrects(one, message)][-1:] or told
    bare = _bare_sentences(message) if len(told) > 1 else set()
    told = [one for one in told if message.sentences[one.first] in bare] or told
    held: list[Count] = []
    for one in told:
        if _is_part(one, message, first=one is told[0]) and (not held or one.value < held[0].value):
            held = [one] if _is_who_is_meant(one, message) else held
        else:
            held.append(one)
    return held[0].value if len({one.value for one in held}) == 1 else None


def _corrects(one: Count, message: Message) -> bool:
    """Whether it takes the place of one before, or denies another: "no, 6", "call it ten", "22 not 20"."""
    lead = message.up_to(one.first - 1 - (message.tokens[one.first - 1].word == ","))
    denies = message.negated & message.digits & {one.last + 2, one.last + 3}
    return bool(denies) or not {"corrections", "no"}.isdisjoint(lead.values)


def _is_denied(one: Count | Number, message: Message) -> bool:
    """Whether a number is said not to be; French "ne .. que" says that it is."""
    only = "only" in message.up_to(one.first - 1).values
    clause = {place for place in message.words() if message.clauses[place] == message.clauses[one.last]}
    near, right = clause & set(range(one.last + 1, one.last + 4)), message.places(message.named("praise"))
    refusals = [match for match in message.named("no", "negators") if match.first in near]
    told = [match for match in message.named("no", "negators") if match.first in clause]
    if len({"negators" in match.values for match in told}) > 1:
        return False  # "12 is not wrong", "nothing wrong with 12"
    wrong = any(clause - right <= set(range(match.last + 1)) for match in refusals)  # "12 is wrong", "12 isn't right"
    return wrong or (not only and not message.negated.isdisjoint(one.places))


def _is_part(one: Count, message: Message, *, first: bool) -> bool:
    """Whether it tells of those before: "of whom 3 are away", "2 of them", "but only 8 would use it"."""
    near = {name for place in range(one.first - 3, one.first) for name in message.at(place).values}
    places = range(one.last if first else one.first, one.last + 2)  # "two of them please" tells of nobody before
    behind = [message.starts[place].values for place in places if place in message.starts]
    return not near.isdisjoint({"of_those", "only"}) or any(
        "of_those" in names and COUNTED & names.keys() for names in behind
    )


def _is_who_is_meant(one: Count, message: Message) -> bool:
    """Whether of all those they are the ones it is for: "but only 8 would use it", not "of whom 3 are away"."""
    only = {name for place in (one.first - 1, one.first - 2) for name in message.up_to(place).values}
    users = [match for match in message.named("users") if match.first > one.last and message.is_free(match)]
    return "only" in only or any(message.clauses[match.first] == message.clauses[one.last] for match in users)
