"""Offers that are pointed at by what they cost: "the £1 one", "das mit dem 1 Pfund", "le cadeau à 75 livres"."""

from __future__ import annotations

from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.rules.message import Message
from limio_sales_agent.reading.rules.numbers import Number, numbers_in

BUDGETS = ("budget", "at_most", "not_budget", "per_person")


def read_priced(message: Message, hints: Hints) -> list[str]:
    """Return the offers in view that an amount points at, where all of them are called the same; else none.

    What points at an offer is no budget: its tokens are taken.
    """
    if hints.expecting == "budget":
        return []
    unfit = set[int]().union(*(message.sentences_with(name) for name in BUDGETS))
    found: set[str] = set()
    for number in numbers_in(message):
        span = _amount(number, message)
        if span is None or message.sentences[number.first] in unfit or not message.negated.isdisjoint(span):
            continue
        names = {one.display_name for one in hints.offers if any(price.amount == number.value for price in one.charges)}
        plainly = _stands_as_a_name(span, message)
        if plainly or (len(names) == 1 and _is_beside_a_name(span, message)):
            message.take(span.start, span.stop - 1)
            found |= names if len(names) == 1 else set()
    return [one.path for one in hints.offers if one.display_name in found] if len(found) == 1 else []


def _amount(number: Number, message: Message) -> range | None:
    """Return the tokens of an amount: a number with its currency on either side, or one with pence."""
    before = {one.last: one for one in message.named("currencies")}
    after = message.spans("currencies")
    if match := before.get(number.first - 1):
        return range(match.first, number.last + 1)
    if match := after.get(number.last + 1):
        return range(number.first, match.last + 1)
    whole = number.value == number.value.to_integral_value()
    return None if whole else range(number.first, number.last + 1)  # "the 8.99"


def _stands_as_a_name(span: range, message: Message) -> bool:
    """Whether an amount stands where a name would: "the £1 one", "1 Pfund Angebot", "the 8.99, please"."""
    if span.stop in message.spans("priced"):
        return True
    pointed = span.start - 1 in {one.last for one in message.named("pointing")}
    return pointed and (span.stop == len(message.tokens) or span.stop not in set(message.words()) - message.fillers)


def _is_beside_a_name(span: range, message: Message) -> bool:
    """Whether an amount stands behind a word for an offer: "Geschenk-Abo für 75 Pfund"."""
    at = {one.last: one.first for one in message.named("priced_at")}
    ends = {one.last for one in message.named("priced", "offer", "offer_word")}
    return span.start - 1 in at and at[span.start - 1] - 1 in ends
