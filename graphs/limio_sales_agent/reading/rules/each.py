"""How many of each, where several things are named and each has a number of its own: "2 Business Pro and 1 Essential"."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.model import Reading
from limio_sales_agent.reading.rules.counts import OTHERS
from limio_sales_agent.reading.rules.message import NOTHING, Match, Message
from limio_sales_agent.reading.rules.numbers import HIGHEST, Number
from limio_sales_agent.reading.rules.tokens import PAUSES
from limio_sales_agent.state import ORDERED

NAMES = ("offer", "offer_word", "add_on", "add_on_word")
ADD_ONS = frozenset({"add_on", "add_on_word"})
BEFORE = frozenset({"people", "copies", "things", "glue", "fillers", "more", "of_which"})  # "2 seats of Pro"
BEHIND = frozenset({"for_whom", "copies", "groups"})  # "Pro for 2"
AFTER = frozenset({"people", "copies", "joins", "breaks", "billing", "fillers", "please", "in_total", "groups"})
MARKS = frozenset({":", "(", "x"})
# What stands between two that are named beside each other, and what does not.
JOINING = frozenset({"joins", "adds", "more", "also", "fewer", "people", "copies"})
INSTEAD = frozenset({"corrections", "no", "of_those"})
SKIPPED = BEFORE | {"groups", "acts", "leads", "requests"}  # "also I'd like two Essential"
STEPS = frozenset({"adds", "more", "also", "fewer"})
TRAILING = STEPS - {"adds"}  # what adds or takes off may stand behind the name too
MOST_NAMED = 12  # things that are named in one message; nobody orders more at once


def read_each(message: Message, numbers: list[Number], hints: Hints, said: Reading) -> None:
    """Read a number for each thing named, where each has its own; the first is how many the order is for.

    Of an order that stands, "add two Essential" is that many more of it, and "drop one Essential" so many fewer. Where it
    is unsure which number is whose none of it is read: "12 Pro, 2 of them Essential".
    """
    wanted = {*said.offers, *said.add_ons}
    named = [one for one in message.matches if wanted & _paths(one) and message.is_free(one)]
    asks = not message.asking.isdisjoint(message.sentences[one.first] for one in named)
    if not named or len(named) > MOST_NAMED or asks:
        return  # "what does Business Pro include?" adds none
    inside = message.places(named)
    numbers = [one for one in numbers if one.first not in inside and one.counts]
    each = dict(_own(named, numbers, message))
    ordered = hints.order_stands or hints.expecting in ORDERED
    steps = _steps(message, named) if said.offers and ordered else []
    if _is_unsure(named, each, numbers, message) or (steps and _is_half_a_step(steps, each, numbers, message)):
        said.people = said.quantity = None
        said.offers, said.add_ons, said.keywords, said.unwanted = [], [], [], []
        message.taken -= _places(numbers)
    elif any(one.values for one in steps):
        _read_steps(named, each, steps, message, said)
    elif len(named) > 1 and len(each) == len(named) == len(numbers):
        said.each |= {path: int(number.value) for name, number in each.items() for path in wanted & _paths(name)}
        said.quantity = int(numbers[0].value) if said.people is None else said.quantity
        message.taken |= _places(numbers)
    elif len(numbers) == len(each) == 1 and _is_its_own(
        *next(iter(each.items())), named, message, said, ordered=ordered
    ):
        said.each |= {path: int(number.value) for name, number in each.items() for path in wanted & _paths(name)}
        said.people = said.quantity = None


def _is_unsure(named: list[Match], each: dict[Match, Number], numbers: list[Number], message: Message) -> bool:
    """Whether a number tells of those before it, takes another's place, or stands beside one of nobody knows what."""
    pairs = sorted((min(name.first, one.first), max(name.last, one.last)) for name, one in each.items())
    gaps = [range(before[1] + 1, after[0]) for before, after in pairwise(pairs)]
    beside = [one for name, one in each.items() if not ADD_ONS.isdisjoint(name.values)]
    parts = [one for one in numbers if one not in beside and one.first < named[-1].first]
    if any("of_those" in side.values for one in parts for side in (one.lead, one.after)):
        return True
    counting = [one for one in numbers if OTHERS.isdisjoint(one.after.values)]
    half = [  # "2 Essential and 3 seats"
        (one in each.values()) != (before in each.values()) and "joins" in one.lead.values
        for before, one in pairwise(counting)
    ]
    return any(half) or not all(_is_apart(gap, message) for gap in gaps)


def _is_apart(gap: range, message: Message) -> bool:
    """Whether one thing is named beside another: "2 Pro and 3 Essential", not "2 Pro or 3 Essential", "2 Pro for 2 Essential"."""
    between = [one for one in message.matches if one.first in gap]
    if any(not INSTEAD.isdisjoint(one.values) or one.values.keys() == {"to"} for one in between):
        return False
    marks = any(message.tokens[place].word in PAUSES for place in gap)
    joined = any(not JOINING.isdisjoint(one.values) for one in between)
    return marks or joined


def _is_half_a_step(steps: list[Match], each: dict[Match, Number], numbers: list[Number], message: Message) -> bool:
    """Whether some of it comes on top of an order, or is taken off it, and some does not."""
    some, others = any(one.values for one in steps), len(numbers) > len(each)
    fewer = any(one not in steps for one in message.named("fewer"))  # "drop all Pro and add 3 Essential"
    return fewer or (some and (others or not all(one.values for one in steps)))


def _paths(match: Match) -> set[str]:
    return {value for name, value in match.labels if name in NAMES}


def _places(numbers: Iterable[Number]) -> set[int]:
    return {place for one in numbers for place in one.places}


def _own(named: list[Match], numbers: list[Number], message: Message) -> list[tuple[Match, Number]]:
    """Return the names that a number stands before or behind, with nothing between but what leads from one to the other."""
    each: list[tuple[Match, Number]] = []
    for name in named:
        for one in (number for number in numbers if all(number != other for _, other in each)):
            before = one.last < name.first and _leads(BEFORE, range(one.last + 1, name.first), message)
            behind = one.first > name.last and _leads(BEHIND, range(name.last + 1, one.first), message)
            if before or (behind and _ends(one, message)):
                each.append((name, one))
                break
    return each


def _leads(names: frozenset[str], between: range, message: Message) -> bool:
    held = [one for one in message.matches if not names.isdisjoint(one.values) and "joins" not in one.values]
    leading = message.places(held)  # "for 5 people and the workshop"
    return all(place in leading or message.tokens[place].word in MARKS for place in between)


def _ends(number: Number, message: Message) -> bool:
    """Whether a number behind a name counts nothing else: "on 3 June"."""
    place = number.last + 1
    word = place < len(message.tokens) and message.tokens[place].is_word
    return not word or message.begins(place) or not AFTER.isdisjoint(message.starts.get(place, NOTHING).values)


def _is_its_own(
    name: Match, number: Number, named: list[Match], message: Message, said: Reading, *, ordered: bool
) -> bool:
    """Whether the only number is that of the name beside it, and not of all: "three lockers" are no three memberships."""
    adds = not ADD_ONS.isdisjoint(name.values)
    if number.first > name.last:
        return adds and ordered  # "archive for two", of an order's people
    if number.value == 1 and said.people is said.quantity is None:
        return True  # "and one gift for my assistant"
    if message.named("both", "for_whom", "per_person"):
        return False
    return adds or any(_paths(one) & set(said.offers) and not _paths(one) & _paths(name) for one in named)


def _read_steps(
    named: list[Match], each: dict[Match, Number], steps: list[Match], message: Message, said: Reading
) -> None:
    """Read what comes on top of an order and what is taken off it."""
    said.people = said.quantity = None
    said.added = True
    for name, step in zip(named, steps, strict=True):
        fewer, number = "fewer" in step.values, each.get(name)
        value = int(number.value) if number else HIGHEST if fewer else 1  # "drop the Essential"
        said.each |= dict.fromkeys({*said.offers, *said.add_ons} & _paths(name), -value if fewer else value)
    message.taken |= _places(each.values()) | message.places(one for one in steps if one.values)


def _steps(message: Message, named: list[Match]) -> list[Match]:
    """Return for each name what says that so many more are wanted, or fewer; an "and" carries on what the one before it has."""
    steps: list[Match] = []
    for place, name in enumerate(named):
        step, before = _step(message, name), named[place - 1].last if place else name.first
        joined = any(before < one.first < name.first for one in message.named("joins"))
        steps.append(steps[-1] if joined and steps and not step.values else step)
    return steps


def _step(message: Message, name: Match) -> Match:
    """Return what says that so many more are wanted, or fewer: "add", "drop", and an "and" that begins the message."""
    behind = message.starts.get(name.last + 1, NOTHING)
    if not TRAILING.isdisjoint(behind.values):
        return behind  # "zwei Essential dazu", "one Essential less"
    idle = message.idle | message.places(message.named("yes", "nods", "receipts"))
    place = name.first - 1
    while place >= 0 and message.clauses[place] == message.clauses[name.first]:
        phrase = message.ends.get(place, NOTHING)
        if not STEPS.isdisjoint(phrase.values):
            return phrase
        if "joins" in phrase.values:  # "yes, and one Essential"; not "and the Team Library instead"
            begins = idle.issuperset(one for one in message.words() if one < phrase.first)
            return phrase if begins and not message.named("corrections") else NOTHING
        counts = message.tokens[place].is_number or "numbers" in phrase.values
        if not counts and place not in idle and SKIPPED.isdisjoint(phrase.values):
            break
        place = phrase.first - 1 if phrase.values else place - 1
    return NOTHING
