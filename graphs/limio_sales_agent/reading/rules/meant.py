"""Which of several numbers is meant: the whole, not those who are away; today's; the one that corrects."""

from __future__ import annotations

from dataclasses import replace

from limio_sales_agent.reading.rules.counted import Count
from limio_sales_agent.reading.rules.message import Message


def meant(counts: list[Count], totals: set[int], message: Message) -> Count | None:
    """Return which of several counts is meant: a total, else of those not denied the last of what was corrected or the first's."""
    told = [one for one in counts if not is_denied(one, message)]
    if not told:
        return None
    in_all = [one for one in told if one.last + 1 in totals]
    instead = [one for one in told if _takes_another_s_place(one, message)]
    if sure := in_all[-1:] or [one for one in told if _is_wanted(one, message)] or instead:
        return sure[0]
    told = _without_parts(told, message)
    if narrowed := [one for one in told[1:] if _is_narrowed(one, told, message)]:
        return narrowed[-1]
    told = _of_today(told, message)
    if len(told) < len(counts) or message.named("corrections", "no"):
        return told[-1]
    if len(told) > 2 and not any(one.unit for one in told):  # "5: ages 41, 39, 14, 12 and 9"
        return told[0]
    some = [one for one in told if one.unit.startswith("of ")]
    first = [one for one in told if message.sentences[one.first] == message.sentences[told[0].first]]
    return (some or first)[-1]


def of_late(counts: list[Count], message: Message) -> list[Count]:
    """Return the counts but for past ones, "had 5 licences, now for 7", and those a bare number corrects, "5 licences. No, 6"."""
    past = {message.clauses[one.first] for one in message.named("formerly")}
    counts = [one for one in counts if message.clauses[one.first] not in past] or counts
    last = counts[-1] if counts else None
    if (
        last
        and last.kind == "people"
        and not last.unit
        and counts[0].kind == "quantity"
        and message.named("corrections", "no")
    ):
        return [replace(last, kind="quantity")]
    return counts


def is_denied(one: Count, message: Message) -> bool:
    """Whether a number is said not to be; French "ne .. que" says that it is."""
    only = {match.last for match in message.named("only")}
    return one.first - 1 not in only and not message.negated.isdisjoint(range(one.first, one.last + 1))


def _takes_another_s_place(one: Count, message: Message) -> bool:
    """Whether a number is denied right behind it: "22 not 20, I forgot the two trainees"."""
    behind = range(one.last + 2, min(one.last + 4, len(message.tokens)))
    return any(message.tokens[place].is_number and place in message.negated for place in behind)


def _without_parts(told: list[Count], message: Message) -> list[Count]:
    """Leave out who is a part of those counted before, "12, of whom 3 are away", but for who would use it."""
    marked = message.places(message.named("of_those"))
    kept = told[:1]
    for one in told[1:]:
        part = one.value < kept[0].value and not marked.isdisjoint(range(one.first - 2, one.last + 2))
        if not part or _is_used(one, message):
            kept.append(one)
    return kept


def _is_narrowed(one: Count, told: list[Count], message: Message) -> bool:
    """Whether only so many of those counted before are meant: "60 people but only 25 would train", "of whom 15 read it"."""
    if one.value >= told[0].value:
        return False
    only = {match.last for match in message.named("only")}
    marked = message.places(message.named("of_those"))
    return not only.isdisjoint({one.first - 1, one.first - 2}) or not marked.isdisjoint(
        range(one.first - 2, one.last + 2)
    )


def _is_used(one: Count, message: Message) -> bool:
    """Whether the clause behind a number says that those would use it."""
    clause = message.clauses[one.last]
    users = [
        match for match in message.named("users") if match.first > one.last and message.clauses[match.first] == clause
    ]
    return bool(users) and all(message.is_free(match) for match in users)


def _of_today(told: list[Count], message: Message) -> list[Count]:
    """Return the numbers that are not doubtful, past, to come or vague, where there are any."""
    doubtful = {message.clauses[one.first] for one in message.named("doubt") if one.value("breaks") is None}
    told = _vague_last(told, message)
    told = [one for one in told if message.clauses[one.first] not in doubtful] or told  # "8 now, probably 11 in June"
    present = {message.clauses[one.first] for one in message.named("now")}
    return [one for one in told if message.clauses[one.first] in present] or told  # "10 today, 15 by summer"


def _vague_last(told: list[Count], message: Message) -> list[Count]:
    vague = message.places(message.named("vaguely"))
    return [one for one in told if one.first not in vague] or told  # "a couple of us, maybe 3 or 4"


def _is_wanted(one: Count, message: Message) -> bool:
    """Whether it is asked what it would be for a number: "we're 6, what would it cost for four?"."""
    if message.sentences[one.first] not in message.asking | message.marked:
        return False
    leads = {match.last for match in message.named("part") if match.last > match.first}  # "cost for"
    leads |= {
        match.last for match in message.named("for_whom") if "groups" in match.values and "breaks" not in match.values
    }
    return one.first - 1 in leads
