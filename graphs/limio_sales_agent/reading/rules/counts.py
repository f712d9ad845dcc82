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
    copies = [one for one in counting if one.kind == "quantity"]
    said.quantity = _meant(copies, message) or said.quantity
    said.people = _meant([one for one in counting if one not in copies], message) or said.people
    # "Yes, we are 12 people" tells, and agrees to nothing by itself; "3 pro seats" names what they are of.
    units = message.places(message.named("people", "offer", "offer_word", "add_on", "add_on_word"))
    message.taken |= {place for one in counting for place in one.places} - units
    if said.people is None and said.quantity is None and (only := _only_me(message, hints, asked=leads)):
        said.people = 1
        message.take(only.first, only.last)


def _with_persons(counts: list[Count], message: Message, *, asked: bool) -> list[Count]:
    """Return what is counted and who is named, in order; pronouns and names only where it was asked how many there are."""
    found = {place: one for one in counts for place in one.places}  # "one receptionist" is counted already
    persons = message.named(*ONE, *(["third_person"] if asked else []))
    for one in persons:
        value = 2 if "two_people" in one.values else 1
        found.setdefault(one.first, Count("single", value, one.first, one.last, speaks="speaker" in one.values))
    for place in _names(message) if persons and asked else ():
        found.setdefault(place, Count("single", 1, place, place))
    return sorted(set(found.values()), key=lambda one: one.first)


def _names(message: Message) -> list[int]:
    """Return the names in "me, Ade, Fiona and the two juniors"."""
    listed = [n for n in message.words() if message.tokens[n - 1].word == "," or "joins" in message.up_to(n - 1).values]
    known = message.ordinary | message.taken
    return [n for n in listed if n and n not in known and message.typed(n, n)[0].isupper()]


def _is_nobody_else(one: Count, message: Message) -> bool:
    """Whether a message says who it is for, and no more."""
    idle = message.idle | set(one.places)
    named = (match for match in message.matches for name in match.values if name.partition(":")[0] in NOBODY_ELSE)
    return idle.union(message.places(named)).issuperset(message.words()) and not message.asking | message.marked


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
        before = groups.pop() if groups else None
        apart = before and _is_denied(before, message) != _is_denied(one, message)
        if before is None or apart or "quantity" in {before.kind, one.kind}:
            groups += [before, one] if before else [one]
        elif one.kind == "people" and "sums" in message.up_to(one.first - 1).values:
            groups.append(replace(one, first=before.first))
        elif _is_joined(before, one, message):
            kind = "single" if before.kind == one.kind == "single" else "people"
            value = before.value + (0 if before.speaks and one.speaks else one.value)  # "me, myself and I"
            groups.append(Count(kind, value, before.first, one.last, one.unit, before.speaks or one.speaks))
        else:
            groups += [before, one]
    return groups


def _is_joined(before: Count, one: Count, message: Message) -> bool:
    gap = range(before.last + 1, one.first)
    parts = any("of_those" in message.at(place).values for place in gap)  # "six, of whom two children"
    if parts or "between" in message.up_to(before.first - 1).values:
        return False
    comma = bool(gap) and message.tokens[gap[0]].word == ","
    join = message.at(before.last + 1 + comma)
    joined = "joins" in join.values
    near = len(gap) - comma - (len(join.places) if joined else 0) < 2  # "and my three flatmates"
    both = before.kind == one.kind == "single"  # "me, the wife and two kids"
    says_i = one.kind == "single" and one.first == one.last  # "12 people, I think" counts nobody twice
    bare = one.kind != "single" and not one.unit  # "I left out the two apprentices, so 14"
    listed = both or (not says_i and before.unit != one.unit)
    return near and (joined or (comma and not bare and listed) or (not gap and bool(before.unit and one.unit)))


def _meant(groups: list[Count], message: Message) -> int | None:
    """Return which of several numbers is meant: the whole, not those who are away; today's; the one that corrects."""
    told = [one for one in groups if not _is_denied(one, message)]
    if sure := [one for one in told if _is_sure(one, message)]:
        return sure[0].value
    clauses = message.clauses
    for name in ("vaguely", "doubt"):  # "a couple, maybe 3", "probably 11 by June"
        unsure = {clauses[one.first] for one in message.named(name) if "breaks" not in one.values}
        told = [one for one in told if clauses[one.first] not in unsure] or told
    now = {clauses[one.first] for one in message.named("now")}
    told = [one for one in told if clauses[one.first] in now] or told
    settled = len(told) < len(groups) or bool(message.named("corrections", "no"))
    if not told or (len(told) > 2 and not settled and not any(one.unit for one in told)):
        return None  # "5: 41, 39, 14, 12 and 9"
    held = told[0]
    for one in told[1:]:
        same = settled or message.sentences[one.first] == message.sentences[told[0].first]
        held = one if _replaces(held, one, message, same=same) else held
    return held.value


def _is_denied(one: Count, message: Message) -> bool:
    """Whether a number is said not to be; French "ne .. que" says that it is."""
    only = "only" in message.up_to(one.first - 1).values
    return not only and not message.negated.isdisjoint(one.places)


def _is_sure(one: Count, message: Message) -> bool:
    """Whether a number is a total, denies another, "22 not 20", or is asked about: "we're 6, what would it cost for four?"."""
    instead = message.negated & message.digits & {one.last + 2, one.last + 3}
    lead = message.up_to(one.first - 1)
    leads = ("part" in lead.values and lead.last > lead.first) or {"for_whom", "groups"} <= lead.values.keys()
    asks = leads and "breaks" not in lead.values and message.sentences[one.first] in message.asking | message.marked
    return "in_total" in message.at(one.last + 1).values or bool(instead) or asks


def _replaces(held: Count, one: Count, message: Message, *, same: bool) -> bool:
    """Whether a later number takes the place of one before: "but only 8 would use it", not "of whom 3 are away"."""
    near = {name for place in range(one.first - 3, one.last + 2) for name in message.at(place).values}
    if one.value >= held.value or near.isdisjoint({"of_those", "only"}):
        return same
    only = {name for place in (one.first - 1, one.first - 2) for name in message.up_to(place).values}
    users = [match for match in message.named("users") if match.first > one.last and message.is_free(match)]
    return "only" in only or any(message.clauses[match.first] == message.clauses[one.last] for match in users)
