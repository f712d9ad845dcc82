"""Amounts with their currency, their period and whom they are for: budgets, and offers pointed at by what they cost."""

from __future__ import annotations

from dataclasses import dataclass

from babel.numbers import list_currencies

from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.model import Reading
from limio_sales_agent.reading.rules.message import Match, Message
from limio_sales_agent.reading.rules.numbers import Number, numbers_in
from limio_sales_agent.state import ORDERED

REACH = 5  # words after an amount in which its period and whom it is for stand
TERMS = frozenset({"periods", "per_person", "in_total"})
OFFERED = frozenset({"offer", "offer_word", "add_on", "add_on_word"})
COUNTED = OFFERED | {"people", "copies", "other_units"}
BUDGETS = ("budget", "at_most", "not_budget", "per_person")


@dataclass(frozen=True)
class Amount:
    """A number with its currency, which stands on either side of it, if it has one."""

    number: Number
    currency: str | None
    first: int
    last: int

    @property
    def is_price(self) -> bool:
        """Whether it is money by itself: "£8", or "8.99" with its pence."""
        return self.currency is not None or self.number.value != self.number.value.to_integral_value()


def read_money(message: Message, hints: Hints, said: Reading) -> list[str]:
    """Read a budget, and return the offers in view that an amount is the name of: "the £1 one", "das 1 Pfund Angebot".

    What points at an offer is no budget, and no amount is left to be counted as people.
    """
    meant: set[str] = set()
    for number in numbers_in(message):
        one = _amount(number, message)
        names = _names(one, message, hints) if one.is_price and hints.expecting != "budget" else None
        if names is None:
            _read_budget(one, message, hints, said)
        else:
            meant |= names
            message.take(one.first, one.last)
    if said.budget:
        message.taken |= message.places(message.named("budget", "at_most"))
    return [one.path for one in hints.offers if one.display_name in meant] if len(meant) == 1 else []


def _amount(number: Number, message: Message) -> Amount:
    before, after = number.first - 1, number.last + 1
    for place, phrase in ((before, message.up_to(before)), (after, message.at(after))):
        if code := phrase.value("currencies"):
            return Amount(number, code, min(number.first, phrase.first), max(number.last, phrase.last))
        if OFFERED.isdisjoint(phrase.values) and (code := _code(place, message)):
            return Amount(number, code, min(number.first, place), max(number.last, place))
    return Amount(number, None, number.first, number.last)


def _code(place: int, message: Message) -> str | None:
    """Return the code of a currency that no language's file names, in capitals among small letters: "500 TRY a year"."""
    typed = message.typed(place, place) if 0 <= place < len(message.tokens) else ""
    is_code = len(typed) == len("EUR") and typed.isupper() and not message.text.isupper()
    return typed if is_code and typed in list_currencies() else None


def _read_budget(one: Amount, message: Message, hints: Hints, said: Reading) -> None:
    """Read an amount as a budget, unless it is somebody's price."""
    period, per, end = _terms(one.last, message)
    sentence = message.sentences[one.first]
    meant = hints.expecting == "budget" or sentence in message.sentences_with("budget")
    limited = sentence in message.sentences_with("at_most")
    counts = any(_counts(message.at(place)) for place in (one.last + 1, one.last + 2))  # "12 Pro, budget 5000"
    if one.currency is None and (counts or not (meant or (limited and period))):
        return
    ordered = hints.expecting in ORDERED or sentence in message.marked
    if meant or (sentence not in message.sentences_with("not_budget") and (limited or not ordered)):
        said.budget = f"{one.number.value.normalize():f}"
        said.budget_period, said.budget_per = period, per  # type: ignore[assignment]  # the file's keys are these
        said.currency = one.currency or said.currency
        message.take(one.first, end)
    else:
        message.take(one.number.first, one.number.last)


def _names(one: Amount, message: Message, hints: Hints) -> set[str] | None:
    """Return the names of what costs so much, where a word for an offer stands behind the amount, or before it."""
    sentence = message.sentences[one.first]
    if sentence in message.sentences_with(*BUDGETS) or one.first in message.negated:
        return None
    costing = {
        offer.display_name for offer in hints.offers if one.number.value in {price.amount for price in offer.charges}
    }
    named = [match for match in message.named("priced", "offer", "offer_word") if match.last in range(one.first)[-2:]]
    before = costing and named and sentence not in message.asking  # "the gift for £75"
    return costing if before or "priced" in message.at(one.last + 1).values else None


def _counts(after: Match) -> bool:
    names = after.values.keys()
    return not COUNTED.isdisjoint(names) and TERMS.isdisjoint(names)


def _terms(last: int, message: Message) -> tuple[str | None, str | None, int]:
    """Return the period of an amount, whether it is for each of them or for all, and where that ends."""
    period = per = None
    end, place = last, last + 1
    while place <= min(end + 2, last + REACH):
        match = message.at(place)
        if not TERMS.isdisjoint(match.values):
            period = period or match.value("periods")
            per = "person" if "per_person" in match.values else "total" if "in_total" in match.values else per
            end = place = match.last
        place += 1
    return period, per, end
