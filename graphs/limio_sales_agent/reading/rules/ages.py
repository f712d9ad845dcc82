"""Numbers that say how old somebody is: they count nobody."""

from __future__ import annotations

from limio_sales_agent.reading.rules.message import Message
from limio_sales_agent.reading.rules.numbers import Number

SOMEBODY = ("relatives", "one_person", "third_person", "people")


def aged(message: Message, numbers: list[Number]) -> set[int]:
    """Return where numbers begin that are ages: "he is 19", "my kids are 8 and 11", "we are 70 and 72"."""
    ends = {one.last for one in message.named("aged")}
    persons = {one.last for one in message.named(*SOMEBODY)}
    persons |= {one.last for one in numbers if one.value == 1}  # "one is only 6"
    ends |= {one.last for one in message.named("being") if one.first - 1 in persons}
    ends |= {one.last for one in message.named("only") if one.first - 1 in ends}
    we_are = {one.last for one in message.named("breaks") if "groups" in one.values and "for_whom" in one.values}
    joins = {one.first: one.last for one in message.named("joins")}
    found: set[int] = set()
    for one, following in zip(numbers, [*numbers[1:], None], strict=False):
        joined = following is not None and joins.get(one.last + 1) == following.first - 1
        if (
            one.first - 1 in ends
            or one.first in found
            or (joined and one.first - 1 in we_are and _ends(following, message))
        ):
            found |= {one.first} | ({following.first} if joined and following else set())
    return found


def _ends(number: Number | None, message: Message) -> bool:
    """Whether nothing is counted by a number: a clause ends with it."""
    place = number.last + 1 if number else 0
    return place == len(message.tokens) or not message.tokens[place].is_word
