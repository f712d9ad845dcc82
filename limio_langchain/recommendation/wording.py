"""Facts in English, in words a customer would use; other languages are made from the facts themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from limio_langchain.recommendation.facts import Fact
from limio_langchain.recommendation.words import listed

SIGNS = {"GBP": "£", "USD": "$", "EUR": "€", "JPY": "¥", "INR": "₹", "CAD": "CA$", "AUD": "A$", "NZD": "NZ$"}
BILLINGS = {"one_time": "once"}
MOST_WORDS = 3
Words = Callable[[Mapping[str, Any]], str]


def money(amount: Decimal, currency: str | None) -> str:
    """Return an amount as English writes it: ``£1,495``, ``£8.99``, ``CHF 12.50``; every digit is kept."""
    plain = amount.quantize(Decimal(1)) if amount == amount.to_integral_value() else amount.normalize()
    exponent = plain.as_tuple().exponent
    text = f"{plain:,.2f}" if isinstance(exponent, int) and exponent == -1 else f"{plain:,f}"
    return SIGNS[currency] + text if currency in SIGNS else f"{currency or ''} {text}".strip()


def in_words(facts: Iterable[Fact]) -> tuple[str, ...]:
    """Return facts in words; what something saves goes with what it costs, in one phrase."""
    told: list[str] = []
    for fact in facts:
        words = WORDS[fact.code](fact.params)
        if fact.code == "costs_less" and told and "total" not in fact.params:
            told[-1] += f", {words}"
        else:
            told.append(words)
    return tuple(told)


def a_year(told: Mapping[str, Any]) -> str:
    """Return what something comes to in a year, ``£1,495 a year``, or in the first and in each later one."""
    about = "about " if told["about"] else ""
    first, later = money(told["total"], told["currency"]), money(told["later"], told["currency"])
    if not told["later"]:
        return f"{first}, once"
    if told["total"] == told["later"]:
        return f"{about}{first} a year"
    return f"{about}{first} in the first year and {later} in each later one"


def all_of(people: int) -> str:
    """Return so many people as a customer would say it."""
    return "both of you" if people == 2 else f"all {people} of you"  # noqa: PLR2004


def _saving(told: Mapping[str, Any]) -> str:
    price = f"{a_year(told)}, " if "total" in told else ""
    return f"{price}{_less(told)} than {_other(told)}"


def _less(told: Mapping[str, Any]) -> str:
    first, later = money(told["difference"], told["currency"]), money(told["later_difference"], told["currency"])
    if told["difference"] == told["later_difference"]:
        return f"{first} less"
    if not told["later_difference"]:
        return f"{first} less in the first year"
    if not told["difference"]:
        return f"{later} less in each later year"
    return f"{first} less in the first year and {later} less in each later one"


def _other(told: Mapping[str, Any]) -> str:
    if told["billing"]:
        return f"paid {BILLINGS.get(told['billing'], told['billing'])}"
    return f"{told['seats']} seats of {told['name']}" if told["seats"] > 1 else str(told["name"])


def _price_unknown(told: Mapping[str, Any]) -> str:
    shown = f" (the shop says: {told['listed']})" if told["listed"] else ""
    return f"price not in the catalogue{shown}: the checkout shows it, or a quote tells it"


def _paid_once(told: Mapping[str, Any]) -> str:
    return (
        "paid once, for {} {}".format(*told["term"])
        if told["term"]
        else "paid once; for how long is not in the catalogue"
    )


def _billing(told: Mapping[str, Any]) -> str:
    return f"paid {told['billing']}, not {told['asked']}" if told["billing"] else "billing period not in the catalogue"


def _beyond(told: Mapping[str, Any]) -> str:
    return f"at most {told['maximum']} in one order: for {told['people']} ask for a quote"


WORDS: Mapping[str, Words] = {
    "covers": lambda told: f"covers {all_of(told['people'])} for {a_year(told)}",
    "costs_less": _saving,
    "least_in_all": lambda _: "the least in all of what fits",
    "has_words": lambda told: f"has {listed(told['words'][:MOST_WORDS])}",
    "within_budget": lambda told: (
        f"{money(told['a_month'], told['currency'])} a month in all, within {money(told['budget'], told['currency'])}"
    ),
    "takes_payment": lambda told: f"can be paid by {told['payment'].replace('_', ' ')}",
    "holds_most": lambda _: "holds the most of what fits",
    "best_value": lambda _: "marked best value by the shop",
    "order_maximum": _beyond,
    "order_minimum": lambda told: f"sold from {told['minimum']} on: {told['ordered']} would be ordered",
    "order_step": lambda told: f"sold in steps of {told['step']}: {told['ordered']} would be ordered",
    "covers_fewer": lambda told: f"for {told['covered']} at most, not for {told['people']}",
    "for_up_to": lambda told: f"one price for up to {told['people']} people",
    "coverage_unknown": lambda told: f"the catalogue does not say that it is for {told['people']} people",
    "price_in_doubt": lambda _: "price shown at checkout: the shop's words and its charge differ",
    "no_tier": lambda told: f"no price for {told['quantity']} in the catalogue: ask for a quote",
    "price_unknown": _price_unknown,
    "other_billing": _billing,
    "over_budget": lambda told: (
        f"over budget by {money(told['by_year' if told['per'] == 'year' else 'by'], told['currency'])} a {told['per']}"
    ),
    "later_years": a_year,
    "paid_once": _paid_once,
    "for_group": lambda told: "a gift" if told["group"] == "gift" else f"for {told['group']}s",
    "payment_unknown": lambda told: f"whether it takes {told['payment'].replace('_', ' ')} is not in the catalogue",
    "audience_unknown": lambda told: f"the catalogue does not say that it is for {told['for_whom']}",
    "countries": lambda told: f"sold in {listed(told['countries'])} only",
}
