"""How many of each, where several things are named and each has a number of its own: "2 Business Pro and 1 Essential"."""

from __future__ import annotations

from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.model import Reading
from limio_sales_agent.reading.rules.message import Match, Message
from limio_sales_agent.reading.rules.numbers import HIGHEST as MOST
from limio_sales_agent.reading.rules.numbers import Number

NAMES = ("offer", "offer_word", "add_on", "add_on_word")
BEFORE = frozenset({"people", "copies", "things", "glue", "fillers", "more", "of_which"})  # "2 seats of Pro"
BEHIND = frozenset({"for_whom", "copies", "groups"})  # "Pro for 2"
AFTER = frozenset({"people", "copies", "joins", "breaks", "billing", "fillers", "please", "in_total", "groups"})
MARKS = frozenset({":", "(", "x"})
STEPS = frozenset({"adds", "more", "also", "joins", "fewer"})
TRAILING = frozenset({"more", "also", "fewer"})  # what adds or takes off may stand behind the name too
MOST_NAMED = 12  # things that are named in one message; nobody orders more at once
ORDERED = frozenset({"confirm", "add_on", "details"})  # asks before which an order stands


def read_each(message: Message, numbers: list[Number], hints: Hints, said: Reading) -> None:
    """Read a number for each thing named, where numbers and names take turns; the first is how many the order is for.

    Of an order that stands, "add two Essential" is that many more of it, and "drop one Essential" so many fewer.
    """
    wanted = {*said.offers, *said.add_ons}
    named = [one for one in message.matches if wanted & _paths(one) and message.is_free(one)]
    if len(named) > MOST_NAMED or not message.asking.isdisjoint(message.sentences[one.first] for one in named):
        return  # "what does Business Pro include?" adds none
    inside = message.places(named)
    numbers = [one for one in numbers if one.first not in inside and _counts(one, message)]
    stands = hints.order_stands or hints.expecting in ORDERED
    if stands and said.offers and any(steps := [_step(message, one) for one in named]):
        _read_steps(named, numbers, steps, message, said)
    elif len(named) == 1 and said.people is said.quantity is None and _is_one(named[0], message):
        said.each |= dict.fromkeys(wanted & _paths(named[0]), 1)  # "and one gift for my assistant"
    elif len(named) > 1 and _take_turns(named, numbers, message):
        for name, number in zip(named, numbers, strict=True):
            said.each |= dict.fromkeys(wanted & _paths(name), int(number.value))
        if said.people is None:
            said.quantity = int(numbers[0].value)
        message.taken |= {place for one in numbers for place in range(one.first, one.last + 1)}
    elif one := _its_own(named, numbers, message, said):
        said.each |= dict.fromkeys(wanted & _paths(one), int(numbers[0].value))
        said.people = said.quantity = None


def _its_own(named: list[Match], numbers: list[Number], message: Message, said: Reading) -> Match | None:
    """Return the thing that the only number stands before, where it is no number of all of them.

    "Three lockers" are no three memberships, and "the Library and five Pro" are no five Libraries.
    """
    if len(numbers) != 1 or message.named("both", "for_whom", "per_person"):
        return None
    beside = [
        one for one in named if numbers[0].last < one.first and _only(BEFORE, numbers[0].last + 1, one.first, message)
    ]
    if not beside:
        return None
    others = any(_paths(one) & set(said.offers) and not _paths(one) & _paths(beside[0]) for one in named)
    adds = any(one.value("add_on") is not None or one.value("add_on_word") is not None for one in beside[:1])
    return beside[0] if adds or others else None


def _is_one(name: Match, message: Message) -> bool:
    """Whether "one" stands right before a name."""
    return any(one.last + 1 == name.first and one.value("numbers") == "1" for one in message.named("numbers"))


def _read_steps(named: list[Match], numbers: list[Number], steps: list[int], message: Message, said: Reading) -> None:
    """Read what comes on top of an order and what is taken off it; where some of it is neither, none of it."""
    said.people = said.quantity = None
    if not all(steps) or (numbers and not _take_turns(named, numbers, message)):
        said.offers, said.add_ons = [], []
        return
    said.added = True
    values = [int(one.value) for one in numbers] or [1 if step > 0 else MOST for step in steps]  # "drop the Essential"
    for name, value, step in zip(named, values, steps, strict=True):
        said.each |= dict.fromkeys({*said.offers, *said.add_ons} & _paths(name), step * value)
    message.taken |= {place for one in numbers for place in range(one.first, one.last + 1)}
    message.taken |= message.places(one for name in named for one in _opening(message, name))


def _step(message: Message, name: Match) -> int:
    """Return 1 where what goes on to a name begins with "add", "another" or "and", -1 where with "drop", else 0."""
    opening = _opening(message, name)
    if any(one.value("fewer") is not None for one in opening):
        return -1
    return 1 if opening else 0


def _opening(message: Message, name: Match) -> list[Match]:
    """Return the words that add or take off, with which a name's clause begins or ends; an "and" has to begin the message."""
    clause, numbers = message.clauses[name.first], message.spans("numbers")
    if behind := [one for one in message.matches if one.first == name.last + 1 and not TRAILING.isdisjoint(one.values)]:
        return behind  # "zwei Essential dazu", "one Essential less"
    idle = message.fillers | message.polite | message.places(message.named("yes", "nods", "receipts"))
    said = min((place for place in message.words() if place not in idle), default=0)  # "yes, and one Essential"
    instead = bool(message.named("corrections"))  # "and the Team Library instead"
    found: list[Match] = []
    for one in message.matches:
        if one.last >= name.first or message.clauses[one.first] != clause:
            continue
        begins = one.first <= said if one.value("joins") is not None else message.opens(one.first)
        counted = one.first > 0 and (message.tokens[one.first - 1].is_number or one.first - 1 in numbers)  # "5 more"
        if instead and one.value("joins") is not None:
            continue
        if (begins or counted or found) and not STEPS.isdisjoint(one.values):
            found.append(one)
    return found


def _paths(match: Match) -> set[str]:
    return {value for name, value in match.labels if name in NAMES}


def _counts(one: Number, message: Message) -> bool:
    """Whether a number may be how many: a whole one that is no part of a word, as in "PO4711", "2pm" or "SAVE-20"."""
    tokens = message.tokens
    before, after = tokens[max(one.first - 1, 0)], tokens[min(one.last + 1, len(tokens) - 1)]
    glued = (before.end == tokens[one.first].start and (before.is_word or before.word == "-")) or (
        tokens[one.last].end == after.start and after.is_word
    )
    times = {"x"} & {before.word, after.word}
    return one.value == one.value.to_integral_value() and 1 <= one.value <= MOST and (not glued or bool(times))


def _take_turns(named: list[Match], numbers: list[Number], message: Message) -> bool:
    """Whether each number stands beside its name: each before it, or each behind it."""
    if len(named) != len(numbers):
        return False
    pairs = list(zip(named, numbers, strict=True))
    order = [place for name, number in pairs for place in sorted((name.first, number.first))]
    if order != sorted(order):
        return False
    if all(number.first < name.first for name, number in pairs):
        return all(_only(BEFORE, number.last + 1, name.first, message) for name, number in pairs)
    behind = all(_only(BEHIND, name.last + 1, number.first, message) for name, number in pairs)
    return behind and all(name.first < number.first and _ends(number, message) for name, number in pairs)


def _only(names: frozenset[str], first: int, end: int, message: Message) -> bool:
    """Whether nothing stands between a number and its name but words that lead from one to the other."""
    leading = message.places(one for one in message.matches if not names.isdisjoint(one.values))
    return all(place in leading or message.tokens[place].word in MARKS for place in range(first, end))


def _ends(number: Number, message: Message) -> bool:
    """Whether a number behind a name counts nothing else: "on 3 June"."""
    place = number.last + 1
    if place == len(message.tokens) or not message.tokens[place].is_word:
        return True
    goes_on = message.places(one for one in message.matches if not AFTER.isdisjoint(one.values))
    return place in goes_on or message.begins(place)
