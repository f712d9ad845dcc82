"""Why an offer is recommended and what to know before choosing it, in the playbook's words: made from facts alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from limio_langchain.recommendation import Fact
from limio_sales_agent.context import RunContext
from limio_sales_agent.money import format_money, people_words
from limio_sales_agent.phrases import known_placeholders
from limio_sales_agent.replies.compose import listing

MOST_WORDS = 3  # of theirs that an offer holds
# Parameters that are one of a few values, by the beginning of their phrases' keys.
CLOSED = {"billing": "billing", "asked": "billing", "payment": "payment", "for_whom": "whom", "group": "group"}
# What the price, the terms and the link say anyway, in the same message or the next.
SAID_ELSEWHERE = frozenset({"later_years", "paid_once", "price_unknown", "price_in_doubt", "countries"})


def reason_words(facts: Iterable[Fact], run: RunContext) -> list[str]:
    """Return reasons in words; what something saves goes with what it costs, in one phrase."""
    told: list[str] = []
    for fact in facts:
        if fact.code == "costs_less" and told and "total" not in fact.params:
            told[-1] = run.say("fact_and_less", reason=told[-1], less=_less_than(fact.params, run))
        else:
            told.append(_words(fact, run))
    return told


def caveat_words(facts: Iterable[Fact], run: RunContext) -> list[str]:
    """Return caveats in words, without those that the message says anyway."""
    return [_words(fact, run) for fact in facts if fact.code not in SAID_ELSEWHERE]


def _words(fact: Fact, run: RunContext) -> str:
    key = f"fact_{fact.code}"
    if fact.code == "covers" and fact.params["people"] == 2:  # noqa: PLR2004
        key = "fact_covers_both"
    elif fact.code == "over_budget" and fact.params["per"] == "year":
        key = "fact_over_budget_year"
    values = {name: _word(name, value, fact.params, run) for name, value in fact.params.items()}
    if "total" in fact.params:
        values["year"] = year_words(fact.params, run)
    if fact.code == "costs_less":
        values["less"] = _less_than(fact.params, run)
    if fact.code == "other_billing" and fact.params["billing"] is None:
        key = "fact_billing_unknown"
    return run.say(key, **{name: values[name] for name in known_placeholders()[key]})


def _word(name: str, value: Any, params: Mapping[str, Any], run: RunContext) -> str:
    if isinstance(value, Decimal):
        return format_money(value, params.get("currency") or "XXX", run.playbook.money_locale)
    if isinstance(value, list) and name in {"words", "countries"}:
        return listing(value[:MOST_WORDS] if name == "words" else value, run)
    if name == "covered":
        return people_words(value, run.playbook)
    return run.say(f"{CLOSED[name]}_{value}") if name in CLOSED and value else str(value)


def year_words(told: Mapping[str, Any], run: RunContext) -> str:
    """Return what something comes to in a year, ``£1,495.00 a year``, or in the first and in each later one.

    Args:
        told: A fact's parameters: ``total``, ``later``, ``currency`` and ``about``.
        run: Whose words and locale are used.
    """
    total, later = (_word("", told[name], told, run) for name in ("total", "later"))
    if not told["later"]:
        words = run.say("year_once", total=total)
    elif told["total"] == told["later"]:
        words = run.say("year_each", total=total)
    else:
        words = run.say("year_first_and_later", total=total, later=later)
    return run.say("year_about", year=words) if told["about"] else words


def _less_than(told: Mapping[str, Any], run: RunContext) -> str:
    first, later = (_word("", told[name], told, run) for name in ("difference", "later_difference"))
    if told["difference"] == told["later_difference"]:
        less = run.say("less_each_year", difference=first)
    elif not told["later_difference"]:
        less = run.say("less_first_year", difference=first)
    elif not told["difference"]:
        less = run.say("less_later_years", difference=later)
    else:
        less = run.say("less_first_and_later", difference=first, later=later)
    return run.say("less_than", less=less, other=_other(told, run))


def _other(told: Mapping[str, Any], run: RunContext) -> str:
    if told["billing"]:
        return run.say("other_billing", billing=run.say(f"billing_{told['billing']}"))
    return run.say("other_seats", seats=told["seats"], name=told["name"]) if told["seats"] > 1 else str(told["name"])
