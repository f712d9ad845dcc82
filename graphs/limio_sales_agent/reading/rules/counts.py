"""How many people, or how many copies, a message speaks of: of what it counts, what is meant."""

from __future__ import annotations

from dataclasses import replace

from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.model import Reading
from limio_sales_agent.reading.rules.counted import ASKED, Count, Counted
from limio_sales_agent.reading.rules.meant import is_denied, meant, of_late
from limio_sales_agent.reading.rules.message import Match, Message
from limio_sales_agent.reading.rules.persons import nobody_else, persons

FEW = 5  # words that say "just me" of an order whose number is known


def read_counts(message: Message, hints: Hints, said: Reading) -> None:
    """Read a number of people and one of copies; those joined by "and" are added up."""
    counts = Counted(message, hints, said)
    asked = hints.expecting in ASKED or bool(message.named("for_whom", "groups"))
    every = _with_persons(list(counts.all()), persons(message, hints))
    added = [whole] if (whole := _total(every, message)) else _added_up(every, message)
    found = [_as_people(one, asked=asked or hints.expecting is None) for one in added]
    if len(found) == 1 and found[0].kind == "single" and hints.expecting in ASKED and nobody_else(message, found[0]):
        found = [replace(found[0], kind="people")]  # "just him", "for my mum"
    found = of_late([one for one in found if one.kind != "single"], message)
    totals = {match.first for match in message.named("in_total")}
    for kind in ("people", "quantity"):
        if told := meant([one for one in found if one.kind == kind], totals, message):
            setattr(said, kind, told.value)
    # "Yes, we are 12 people" tells, and agrees to nothing by itself; "3 pro seats" names what they are of.
    units = message.places(message.named("people", "offer", "offer_word", "add_on", "add_on_word"))
    for one in found:
        message.taken |= set(range(one.first, one.last + 1)) - units
    if said.people is None and said.quantity is None and (alone := _alone(message, hints, asked=asked)):
        said.people = 1
        message.take(alone.first, alone.last)


def _with_persons(counts: list[Count], named: list[Count]) -> list[Count]:
    """Return what is counted and who is named, in order, nobody twice: "one receptionist" is counted."""
    counted = {place for one in counts for place in range(one.first, one.last + 1)}
    return sorted([*counts, *(one for one in named if one.first not in counted)], key=lambda one: one.first)


def _total(counts: list[Count], message: Message) -> Count | None:
    """Return the number that all others come to, wherever it stands: "we're 4, two adults and two teenagers"."""
    kinds = {one.kind for one in counts}
    if len(counts) < 3 or "quantity" in kinds or message.named("of_those"):
        return None
    ends = counts[:1] if "single" in kinds else [counts[0], counts[-1]]
    whole = next(
        (one for one in ends if one.kind == "people" and 2 * one.value == sum(other.value for other in counts)), None
    )
    return replace(whole, first=counts[0].first, last=max(one.last for one in counts)) if whole else None


def _alone(message: Message, hints: Hints, *, asked: bool) -> Match | None:
    """Return what says "just me"; "I may not decide that alone" and, of an agreed order, "I'd do it myself" do not."""
    denied = {one.last + 1 for one in message.named("no")}
    told = [one for one in message.named("only_me") if asked or one.value("one_person") is None]
    settled = bool(ASKED & hints.known) and hints.expecting not in ASKED
    if settled and sum(1 for _ in message.words()) > FEW:
        return None
    return next((one for one in told if message.is_free(one) and one.first not in denied), None)


def _as_people(one: Count, *, asked: bool) -> Count:
    """Return "my wife and I" as two people, where that answers how many."""
    return replace(one, kind="people") if one.kind == "single" and one.value > 1 and asked else one


def _added_up(counts: list[Count], message: Message) -> list[Count]:
    """Add up what is joined: "me and four colleagues", "two adults, three children"."""
    joins = {match.first: match.last for match in message.named("joins")}
    sums = {match.last + 1 for match in message.named("sums")}
    added: list[Count] = []
    bare = sum(not one.unit for one in counts if one.kind == "people")
    for one in counts:
        before = added[-1] if added else None
        listed = bare > 2 and before and not (before.unit or one.unit)  # "41, 39, 14, 12 and 9"
        kinds = {before.kind, one.kind} if before else {"quantity"}
        if before and before.kind != "quantity" and one.kind == "people" and one.first in sums:
            added[-1] = replace(one, first=before.first)  # "three colleagues, so four readers"
        elif before and is_denied(before, message) != is_denied(one, message):  # "6 and not 8"
            added.append(one)
        elif before and "quantity" not in kinds and not listed and _is_joined(before, one, joins, message):
            kind = "single" if before.kind == one.kind == "single" else "people"
            again = before.speaks and one.speaks  # "me, myself and I"
            value = before.value + (0 if again else one.value)
            speaks = before.speaks or one.speaks
            added[-1] = replace(before, kind=kind, value=value, last=one.last, unit=one.unit, speaks=speaks)
        else:
            added.append(one)
    return added


def _is_joined(before: Count, one: Count, joins: dict[int, int], message: Message) -> bool:
    place = before.last + 1
    if any(match.first in range(place, one.first) for match in message.named("of_those")):
        return False  # "six, of whom two children"
    comma = place < len(message.tokens) and message.tokens[place].word == ","
    place += comma
    joined = place in joins
    place = joins[place] + 1 if joined else place
    near = one.first - place in {0, 1}  # "and my three flatmates"
    listed = one.first == before.last + 1 and bool(before.unit and one.unit) and before.unit != one.unit
    says_i = one.kind == "single" and one.first == one.last  # "12 people, I think" counts nobody twice
    bare = one.kind != "single" and not one.unit  # "I left out the two apprentices, so 14"
    both = before.kind == one.kind == "single"  # "me, the wife and two kids"
    apart = comma and not bare and (both or (not says_i and before.unit != one.unit))
    return listed or (near and (joined or apart))  # "two adults two kids"
