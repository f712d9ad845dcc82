"""How many people, or how many copies, a message speaks of: groups are added up, and of several numbers one is meant."""

from __future__ import annotations

from dataclasses import replace

from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.model import Reading
from limio_sales_agent.reading.rules.counted import ASKED, Count, counts_in
from limio_sales_agent.reading.rules.message import Match, Message

FEW = 5  # words that say "just me" of an order whose number is known
ONE = ("one_person", "relatives", "speaker", "two_people")
NOBODY_ELSE = frozenset({"for_whom", "only", "only_me", "attribute", "yes", "in_total"})


def read_counts(message: Message, hints: Hints, said: Reading) -> None:
    """Read a number of people and one of copies; those joined by "and" are added up."""
    asked = hints.expecting in ASKED
    leads = asked or bool(message.named("for_whom", "groups"))
    every = _with_persons(counts_in(message, hints, said), message, asked=asked)
    groups = [whole] if (whole := _whole(every, message)) else _added_up(every, message)
    past = {message.clauses[one.first] for one in message.named("formerly")}  # "had 5 licences, now for 7"
    groups = [one for one in groups if message.clauses[one.first] not in past] or groups
    several = leads or hints.expecting is None
    alone = asked and len(groups) == 1 and _is_nobody_else(groups[0], message)  # "just him", "for my mum"
    counting = [one for one in groups if one.kind != "single" or (one.value > 1 and several) or alone]
    if counting and counting[0].kind == "quantity" and not counting[-1].unit and message.named("corrections", "no"):
        counting = [replace(counting[-1], kind="quantity")]  # "5 licences. No, 6"
    for kind in ("people", "quantity"):
        if told := _meant([one for one in counting if (one.kind == "quantity") == (kind == "quantity")], message):
            setattr(said, kind, told.value)
    # "Yes, we are 12 people" tells, and agrees to nothing by itself; "3 pro seats" names what they are of.
    units = message.places(message.named("people", "offer", "offer_word", "add_on", "add_on_word"))
    message.taken |= {place for one in counting for place in _span(one)} - units
    if said.people is None and said.quantity is None and (only := _only_me(message, hints, asked=leads)):
        said.people = 1
        message.take(only.first, only.last)


def _with_persons(counts: list[Count], message: Message, *, asked: bool) -> list[Count]:
    """Return what is counted and who is named, in order; pronouns and names only where it was asked how many there are."""
    named = message.named(*ONE, *(["third_person"] if asked else []))
    persons = {one.first: _person(one) for one in named}
    for place, one in enumerate(message.tokens[1:], 1) if persons and asked else ():
        listed = message.tokens[place - 1].word == "," or "joins" in message.up_to(place - 1).values
        if (
            listed
            and one.is_word
            and place not in message.ordinary | message.taken
            and message.typed(place, place)[0].isupper()
        ):
            persons[place] = Count("single", 1, place, place)  # "me, Ade, Fiona and the two juniors"
    counted = {place for one in counts for place in _span(one)}  # "one receptionist" is counted already
    return sorted([*counts, *(one for one in persons.values() if one.first not in counted)], key=lambda one: one.first)


def _person(one: Match) -> Count:
    return Count("single", 2 if "two_people" in one.values else 1, one.first, one.last, speaks="speaker" in one.values)


def _span(one: Count) -> range:
    return range(one.first, one.last + 1)


def _is_nobody_else(one: Count, message: Message) -> bool:
    """Whether a message says who it is for, and no more."""
    idle = message.fillers | message.glue | message.polite | set(_span(one))
    names = ({name.partition(":")[0] for name in match.values} for match in message.matches)
    idle |= message.places(match for match, held in zip(message.matches, names, strict=True) if held & NOBODY_ELSE)
    return idle.issuperset(message.words()) and not message.asking | message.marked


def _only_me(message: Message, hints: Hints, *, asked: bool) -> Match | None:
    """Return what says "just me"; "I may not decide that alone" and, of an agreed order, "I'd do it myself" do not."""
    told = [one for one in message.named("only_me") if asked or "one_person" not in one.values]
    settled = bool(ASKED & hints.known) and hints.expecting not in ASKED
    if settled and sum(1 for _ in message.words()) > FEW:
        return None
    return next((one for one in told if message.is_free(one) and "no" not in message.up_to(one.first - 1).values), None)


def _whole(counts: list[Count], message: Message) -> Count | None:
    """Return the number that all others come to, wherever it stands: "we're 4, two adults and two teenagers"."""
    if len(counts) < 3 or any(one.kind == "quantity" for one in counts) or message.named("of_those"):
        return None
    twice = sum(one.value for one in counts)
    ends = counts[:1] if any(one.kind == "single" for one in counts) else [counts[0], counts[-1]]
    whole = next((one for one in ends if one.kind == "people" and 2 * one.value == twice), None)
    return replace(whole, first=counts[0].first, last=counts[-1].last) if whole else None


def _added_up(counts: list[Count], message: Message) -> list[Count]:
    """Add up what is joined: "me and four colleagues", "two adults, three children"; "so four" is what they come to."""
    groups: list[Count] = []
    for one in counts:
        before = groups[-1] if groups else one
        apart = "quantity" in {before.kind, one.kind} or _is_denied(before, message) != _is_denied(one, message)
        if groups and not apart and one.kind == "people" and "sums" in message.up_to(one.first - 1).values:
            groups[-1] = replace(one, first=before.first)
        elif groups and not apart and _is_joined(before, one, message):
            kind = "single" if before.kind == one.kind == "single" else "people"
            value = before.value + (0 if before.speaks and one.speaks else one.value)  # "me, myself and I"
            speaks = before.speaks or one.speaks
            groups[-1] = Count(kind, value, before.first, one.last, one.unit, speaks)
        else:
            groups.append(one)
    return groups


def _is_joined(before: Count, one: Count, message: Message) -> bool:
    gap = range(before.last + 1, one.first)
    if "between" in message.up_to(before.first - 1).values or any(
        "of_those" in message.at(place).values for place in gap
    ):
        return False  # "six, of whom two children"
    comma = bool(gap) and message.tokens[gap[0]].word == ","
    join = message.at(before.last + 1 + comma)
    joined = "joins" in join.values
    near = len(gap) - comma - (join.last - join.first + 1 if joined else 0) < 2  # "and my three flatmates"
    both = before.kind == one.kind == "single"  # "me, the wife and two kids"
    says_i = one.kind == "single" and one.first == one.last  # "12 people, I think" counts nobody twice
    bare = one.kind != "single" and not one.unit  # "I left out the two apprentices, so 14"
    listed = both or (not says_i and before.unit != one.unit)
    return near and (joined or (comma and not bare and listed) or (not gap and bool(before.unit and one.unit)))


def _meant(groups: list[Count], message: Message) -> Count | None:
    """Return which of several numbers is meant: the whole, not those who are away; today's; the one that corrects."""
    told = [one for one in groups if not _is_denied(one, message)]
    if sure := [one for one in told if _is_sure(one, message)]:
        return sure[0]
    for name in ("vaguely", "doubt"):  # "a couple, maybe 3", "probably 11 by June"
        clauses = {message.clauses[one.first] for one in message.named(name) if "breaks" not in one.values}
        told = [one for one in told if message.clauses[one.first] not in clauses] or told
    now = {message.clauses[one.first] for one in message.named("now")}
    told = [one for one in told if message.clauses[one.first] in now] or told
    settled = len(told) < len(groups) or bool(message.named("corrections", "no"))
    if not told or (len(told) > 2 and not settled and not any(one.unit for one in told)):
        return None  # "5: 41, 39, 14, 12 and 9"
    held = told[0]
    for one in told[1:]:
        if _is_part(one, held, message):
            held = one if _is_meant_alone(one, message) else held
        elif settled or message.sentences[one.first] == message.sentences[told[0].first]:
            held = one
    return held


def _is_denied(one: Count, message: Message) -> bool:
    """Whether a number is said not to be; French "ne .. que" says that it is."""
    only = "only" in message.up_to(one.first - 1).values
    return not only and not message.negated.isdisjoint(_span(one))


def _is_sure(one: Count, message: Message) -> bool:
    """Whether a number is a total, denies another, "22 not 20", or is asked about: "we're 6, what would it cost for four?"."""
    behind = [place for place in (one.last + 2, one.last + 3) if place < len(message.tokens)]
    instead = any(message.tokens[place].is_number and place in message.negated for place in behind)
    lead = message.up_to(one.first - 1)
    asks = message.sentences[one.first] in message.asking | message.marked
    leads = ("part" in lead.values and lead.last > lead.first) or {"for_whom", "groups"} <= lead.values.keys()
    return "in_total" in message.at(one.last + 1).values or instead or (asks and leads and "breaks" not in lead.values)


def _is_part(one: Count, held: Count, message: Message) -> bool:
    """Whether a number is of those counted before: "12, of whom 3 are away", "60 people but only 25 would train"."""
    near = [message.at(place) for place in range(one.first - 3, one.last + 2)]
    return one.value < held.value and any(not {"of_those", "only"}.isdisjoint(match.values) for match in near)


def _is_meant_alone(one: Count, message: Message) -> bool:
    """Whether only those are meant: "but only 8", or what is said behind them is that they would use it."""
    only = any("only" in message.up_to(place).values for place in (one.first - 1, one.first - 2))
    users = [match for match in message.named("users") if match.first > one.last and message.is_free(match)]
    return only or any(message.clauses[match.first] == message.clauses[one.last] for match in users)
