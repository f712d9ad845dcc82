"""Who is named and not counted: "me", "my wife", "mum", "both of us"."""

from __future__ import annotations

from collections.abc import Iterator

from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.rules.counted import ASKED, Count
from limio_sales_agent.reading.rules.message import Match, Message

ONE = ("one_person", "relatives", "speaker")
IDLE = ("for_whom", "only", "only_me", "attribute", "yes", "in_total")


def persons(message: Message, hints: Hints) -> list[Count]:
    """Return who is named, each once; pronouns and names only where it was asked how many there are."""
    asked = hints.expecting in ASKED
    found = {one.first: _count(one, 1) for one in message.named(*ONE, *(["third_person"] if asked else []))}
    found |= {one.first: _count(one, 2) for one in message.named("two_people")}
    if found and asked:
        found |= {place: Count("single", 1, place, place) for place in _names(message)}
    return [found[place] for place in sorted(found)]


def nobody_else(message: Message, one: Count) -> bool:
    """Whether a message says who it is for, and no more: "for my mum", "just him"."""
    idle = message.fillers | message.glue | message.polite | set(range(one.first, one.last + 1))
    idle |= message.places(
        match for match in message.matches if any(name.partition(":")[0] in IDLE for name in match.values)
    )
    return idle.issuperset(message.words()) and not message.asking | message.marked


def _count(match: Match, value: int) -> Count:
    return Count("single", value, match.first, match.last, speaks=match.value("speaker") is not None)


def _names(message: Message) -> Iterator[int]:
    """Yield the names in "me, Ade, Fiona and the two juniors"."""
    joins = {match.last for match in message.named("joins")}
    for place, one in enumerate(message.tokens):
        listed = place > 0 and (place - 1 in joins or message.tokens[place - 1].word == ",")
        named = one.is_word and message.typed(place, place)[0].isupper()
        if listed and named and place not in message.ordinary | message.taken:
            yield place
