"""Budgets: amounts with their currency, their period, and whom they are for."""

from __future__ import annotations

from babel.numbers import list_currencies

from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.model import Reading
from limio_sales_agent.reading.rules.message import Match, Message
from limio_sales_agent.reading.rules.numbers import Number, numbers_in

REACH = 5  # words after an amount in which its period and whom it is for stand
ORDERED = frozenset({"confirm", "details", "add_on"})  # asks at which an amount is that of the order


def read_money(message: Message, hints: Hints, said: Reading) -> None:
    """Read a budget, where an amount is one; no amount is left to be counted as people."""
    amounts = _Amounts(message, hints)
    for number in numbers_in(message):
        currency, first, last = amounts.currency(number)
        period, per, end = amounts.terms(last)
        if currency is None and not amounts.is_money(number, period):
            continue
        if amounts.is_budget(first):
            said.budget = f"{number.value.normalize():f}"
            said.budget_period, said.budget_per = period, per  # type: ignore[assignment]  # the file's keys are these
            said.currency = currency or said.currency
            message.take(first, end)
        else:
            message.take(number.first, number.last)
    if said.budget:
        for match in message.named("budget", "at_most"):
            message.take(match.first, match.last)


class _Amounts:
    """What stands around the amounts of a message; looked up once."""

    def __init__(self, message: Message, hints: Hints) -> None:
        self.message, self.asked, self.ordered = message, hints.expecting == "budget", hints.expecting in ORDERED
        self.codes = message.spans("currencies")
        self.words = message.places(one for one in message.matches if "other_units" not in one.values)
        self.before = {match.last: match for match in self.codes.values()}
        self.after = message.spans("periods", "per_person", "in_total")
        counted = message.spans("people", "copies", "other_units")
        self.counted = set(counted) - set(self.after) - set(self.codes)
        near = {name: message.sentences_with(name) for name in ("budget", "at_most", "not_budget")}
        self.budgets, self.limits, self.others = near.values()

    def currency(self, number: Number) -> tuple[str | None, int, int]:
        """Return a number's currency, on either side of it, and the tokens both take."""
        sides = ((number.first - 1, self.before), (number.last + 1, self.codes))
        for place, known in sides:
            match = known.get(place) or self._code(place)
            if match:
                return match.value("currencies"), min(number.first, match.first), max(number.last, match.last)
        return None, number.first, number.last

    def _code(self, place: int) -> Match | None:
        typed = self.message.typed(place, place) if 0 <= place < len(self.message.tokens) else ""
        if place in self.words and (typed.islower() or self.message.text.isupper()):
            return None  # "all eleven of us" are no Albanian lek
        code = typed.upper()
        known = len(code) == 3 and code.isalpha() and code in list_currencies()
        return Match(place, place, frozenset({("currencies", code)})) if known else None

    def terms(self, last: int) -> tuple[str | None, str | None, int]:
        """Return the period of an amount, whether it is for each of them or for all, and where that ends."""
        period = per = None
        end, place = last, last + 1
        while place <= min(end + 2, last + REACH):
            if match := self.after.get(place):
                period = period or match.value("periods")
                kinds = {kind for kind, _ in match.labels}
                per = "person" if "per_person" in kinds else "total" if "in_total" in kinds else per
                end = place = match.last
            place += 1
        return period, per, end

    def is_money(self, number: Number, period: str | None) -> bool:
        """Whether a number without a currency is an amount."""
        if {number.last + 1, number.last + 2} & self.counted:
            return False
        sentence = self.message.sentences[number.first]
        return self.asked or sentence in self.budgets or (sentence in self.limits and period is not None)

    def is_budget(self, place: int) -> bool:
        """Whether an amount is what they want to pay, and nobody's price."""
        sentence = self.message.sentences[place]
        if self.asked or sentence in self.budgets:
            return True
        if sentence in self.others:
            return False
        return sentence in self.limits or not (self.ordered or sentence in self.message.marked)
