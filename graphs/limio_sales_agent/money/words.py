"""Prices, totals and comparisons as sentences, in the playbook's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limio_sales_agent.money.format import format_money, format_share

if TYPE_CHECKING:
    from decimal import Decimal

    from limio_sales_agent.money.compare import Comparison
    from limio_sales_agent.money.cost import Cost, Length
    from limio_sales_agent.playbook import Playbook


def price_words(cost: Cost, playbook: Playbook) -> str:
    """Return the price of one, without a full stop: ``£49.00 a month per person``, ``price shown at the checkout``."""
    if not cost.known or cost.total is None:
        return playbook.say("price_listed", text=cost.listed) if cost.listed else playbook.say("price_unknown")
    by_seat = cost.per_seat and cost.unit is not None
    words = _rhythm(cost, cost.unit if by_seat and cost.unit is not None else cost.total, playbook)
    words = playbook.say("price_each", price=words) if by_seat and cost.total else words
    return _whose(cost, _beginning(cost, words, playbook), playbook)


def total_words(cost: Cost, playbook: Playbook) -> str:
    """Return what all of it costs, without a full stop: ``£588.00 a month for 12 people``; the price of one for one."""
    if not cost.known or cost.total is None or cost.quantity == 1:
        return price_words(cost, playbook)
    amount, people = _money(cost, cost.total, playbook), people_words(cost.quantity, playbook)
    if cost.every is None:
        words = playbook.say("total_once", total=amount, people=people)
    else:
        words = playbook.say("total", total=amount, people=people, period=period_words(cost.every, playbook))
    return _whose(cost, _beginning(cost, words, playbook), playbook)


def tax_sentence(playbook: Playbook) -> str:
    """Return what is said of tax with each total."""
    return playbook.say(f"tax_{playbook.tax}")


def compare_sentences(comparison: Comparison, first_billing: str, second_billing: str, playbook: Playbook) -> str:
    """Return a comparison in words: both years, then the saving; or why there is none.

    Args:
        comparison: Of two plans.
        first_billing: How the first is paid: ``weekly``, ``monthly``, ``quarterly``, ``yearly`` or ``one_time``.
        second_billing: How the second is.
        playbook: Whose words are used.
    """
    if comparison.unknown or comparison.first_year is None or comparison.second_year is None:
        keys = {"currency": "compare_currencies", "start": "compare_start", "year": "compare_year"}
        return playbook.say(keys.get(comparison.unknown or "", "compare_unknown"))
    cost, billing = comparison.first, [playbook.say(f"billing_{told}") for told in (first_billing, second_billing)]
    values = {
        "first": _money(cost, comparison.first_year, playbook),
        "second": _money(cost, comparison.second_year, playbook),
        "first_billing": billing[0],
        "second_billing": billing[1],
    }
    if cost.quantity == 1:
        both = playbook.say("compare_single", **values)
    else:
        both = playbook.say("compare", people=people_words(cost.quantity, playbook), **values)
    return f"{both} {_saving(comparison, billing, playbook)}"


def people_words(count: int, playbook: Playbook) -> str:
    """Return ``one person``, ``12 people``."""
    return playbook.say_count("people", count)


def period_words(every: Length, playbook: Playbook) -> str:
    """Return ``a month``, ``every 4 weeks``."""
    return playbook.say_count(f"per_{every.unit}", every.count)


def length_words(length: Length, playbook: Playbook) -> str:
    """Return ``one month``, ``60 weeks``."""
    return playbook.say_count(f"length_{length.unit}", length.count)


def _rhythm(cost: Cost, amount: Decimal, playbook: Playbook) -> str:
    if not amount:
        return playbook.say("price_free")
    money = _money(cost, amount, playbook)
    if cost.every is None:
        return playbook.say("price_once", amount=money)
    return playbook.say("price_recurring", amount=money, period=period_words(cost.every, playbook))


def _beginning(cost: Cost, words: str, playbook: Playbook) -> str:
    """Put what is paid first before what recurs, where the two differ."""
    if cost.delay and cost.starts_free:
        return playbook.say("price_trial", length=length_words(cost.delay, playbook), then=words)
    if cost.every is None or cost.first is None or cost.first == cost.total:
        return words
    return playbook.say("price_intro", first=_money(cost, cost.first, playbook), then=words)


def _whose(cost: Cost, words: str, playbook: Playbook) -> str:
    return playbook.say("price_team", price=words) if cost.source == "team" else words


def _saving(comparison: Comparison, billing: list[str], playbook: Playbook) -> str:
    if not comparison.difference or comparison.share is None:
        return playbook.say("compare_same")
    return playbook.say(
        "compare_rounded" if comparison.rounded else "compare_saving",
        billing=billing[1] if comparison.difference > 0 else billing[0],
        difference=_money(comparison.first, abs(comparison.difference), playbook),
        percent=format_share(abs(comparison.share), playbook.money_locale),
    )


def _money(cost: Cost, amount: Decimal, playbook: Playbook) -> str:
    return format_money(amount, cost.currency or "XXX", playbook.money_locale)
