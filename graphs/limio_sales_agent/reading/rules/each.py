"""How many of each, where several things are named and each has a number of its own: "2 Business Pro and 1 Essential"."""

from __future__ import annotations

from limio_sales_agent.reading.model import Reading
from limio_sales_agent.reading.rules.counted import MOST
from limio_sales_agent.reading.rules.message import Match, Message
from limio_sales_agent.reading.rules.numbers import Number, numbers_in

NAMES = ("offer", "offer_word", "add_on", "add_on_word")


def read_each(message: Message, said: Reading) -> None:
    """Read a number for each thing named, where numbers and names take turns; the first is how many the order is for."""
    wanted = {*said.offers, *said.add_ons}
    named = [one for one in message.matches if wanted & _paths(one) and message.is_free(one)]
    inside = message.places(named)
    numbers = [one for one in numbers_in(message, every=True) if one.first not in inside and _counts(one)]
    if len(named) < 2 or len(numbers) != len(named) or not _take_turns(named, numbers):
        return
    for name, number in zip(named, numbers, strict=True):
        said.each |= dict.fromkeys(wanted & _paths(name), int(number.value))
    if said.people is None:
        said.quantity = int(numbers[0].value)
    message.taken |= {place for one in numbers for place in range(one.first, one.last + 1)}


def _paths(match: Match) -> set[str]:
    return {value for name, value in match.labels if name in NAMES}


def _counts(one: Number) -> bool:
    return one.value == one.value.to_integral_value() and 1 <= one.value <= MOST


def _take_turns(named: list[Match], numbers: list[Number]) -> bool:
    """Whether each number stands before its name, or each behind it."""
    order = sorted([(one.first, "name") for one in named] + [(one.first, "number") for one in numbers])
    kinds = [kind for _, kind in order]
    return kinds[0] != kinds[1] and kinds == kinds[:2] * len(named)
