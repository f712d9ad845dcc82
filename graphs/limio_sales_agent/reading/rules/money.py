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
COUNTED = frozenset({"people", "copies", "other_units"})
OFFERED = frozenset({"offer", "offer_word", "add_on", "add_on_word"})  # no word of these is a currency's code
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
    """Read a budget, and return the offers in view that an amount points at: "the £1 one", "das mit dem 1 Pfund".

    What points at an offer is no budget, and no amount is left to be counted as people.
    """
    amounts = [_amount(number, message) for number in numbers_in(message)]
    meant: set[str] = set()
    for one in amounts:
        names = _pointed_at(one, message, hints) if one.is_price and hints.expecting != "budget" else None
        if names is not None:
            meant |= names if len(names) == 1 else set()
            message.take(one.first, one.last)
    for one in amounts:
        if message.taken.isdisjoint(range(one.first, one.last + 1)):
            _read_budget(one, message, hints, said)
    if said.budget:
        message.taken |= message.places(message.named("budget", "at_most"))
    return [one.path for one in hints.offers if one.display_name in meant] if len(meant) == 1 else []


def _amount(number: Number, message: Message) -> Amount:
    before, after = number.first - 1, number.last + 1
    for place, phrase in ((before, message.up_to(before)), (after, message.at(after))):
        known = phrase.value("currencies")
        first, last = (phrase.first, phrase.last) if known else (place, place)
        if code := known or _code(place, phrase, message):
            return Amount(number, code, min(number.first, first), max(number.last, last))
    return Amount(number, None, number.first, number.last)


def _code(place: int, phrase: Match, message: Message) -> str | None:
    """Return a currency's code, if one stands there; "3 All Clubs" and "all eleven of us" are no Albanian lek."""
    typed = message.typed(place, place) if 0 <= place < len(message.tokens) else ""
    ordinary = place in message.ordinary and "other_units" not in phrase.values
    word = (ordinary and (not typed.isupper() or message.text.isupper())) or not OFFERED.isdisjoint(phrase.values)
    code = typed.upper()
    return code if not word and len(code) == 3 and code.isalpha() and code in list_currencies() else None


def _read_budget(one: Amount, message: Message, hints: Hints, said: Reading) -> None:
    """Read an amount as a budget, unless it is somebody's price."""
    period, per, end = _terms(one.last, message)
    sentence, asked = message.sentences[one.first], hints.expecting == "budget"
    meant = asked or sentence in message.sentences_with("budget")
    limited = sentence in message.sentences_with("at_most")
    of_an_offer = not OFFERED.isdisjoint(message.at(one.last + 1).values)  # "12 Business Pro, budget 5000"
    counts = of_an_offer or any(_counts(message.at(place)) for place in (one.last + 1, one.last + 2))
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


def _counts(after: Match) -> bool:
    names = after.values.keys()
    return not COUNTED.isdisjoint(names) and TERMS.isdisjoint(names) and "currencies" not in names


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


def _pointed_at(one: Amount, message: Message, hints: Hints) -> set[str] | None:
    """Return the names of what costs so much, where an amount stands as a name, or beside a word for an offer."""
    span = range(one.first, one.last + 1)
    if message.sentences[one.first] in message.sentences_with(*BUDGETS) or not message.negated.isdisjoint(span):
        return None
    costing = [offer for offer in hints.offers if any(price.amount == one.number.value for price in offer.charges)]
    names = {offer.display_name for offer in costing}
    before, after = message.up_to(one.first - 1), one.last + 1
    ends = after == len(message.tokens) or after not in message.telling()
    named = "priced" in message.at(after).values or ("pointing" in before.values and ends)
    behind = message.up_to(before.first - 1).values.keys() if "priced_at" in before.values else set()
    beside = not {"priced", "offer", "offer_word"}.isdisjoint(behind)  # "Geschenk-Abo für 75 Pfund"
    return names if named or (beside and len(names) == 1) else None
