"""Prices, totals and comparisons as sentences, in the playbook's words."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from babel.lists import format_list
from babel.numbers import format_currency, format_percent

from limio_langchain.recommendation import cost_of, together
from limio_sales_agent.money.compare import rounded_share
from limio_sales_agent.phrases import parse_locale

if TYPE_CHECKING:
    from collections.abc import Sequence

    from limio_langchain.models.offer import Offer
    from limio_langchain.recommendation import Cost, Length
    from limio_sales_agent.money.compare import Comparison
    from limio_sales_agent.playbook import Playbook


def price_words(cost: Cost, playbook: Playbook) -> str:
    """Return the price of one, without a full stop: ``£49.00 a month per person``, ``price shown at the checkout``."""
    if not cost.known or cost.total is None:
        return playbook.say("price_listed", text=cost.listed) if cost.listed else playbook.say("price_unknown")
    by_seat = cost.per_seat and cost.unit is not None
    words = _rhythm(cost, cost.unit if by_seat and cost.unit is not None else cost.total, playbook)
    words = playbook.say("price_each", price=words) if by_seat and cost.total else words
    before = cost.before / cost.quantity if by_seat and cost.before is not None else cost.before
    return _whose(cost, _beginning(cost, words, before, playbook), playbook)


def total_words(cost: Cost, playbook: Playbook) -> str:
    """Return what all of it costs, without a full stop: ``£588.00 a month for 12 people``; the price of one for one."""
    if not cost.known or cost.total is None or cost.quantity == 1:
        return price_words(cost, playbook)
    amount, people = _money(cost, cost.total, playbook), people_words(cost.quantity, playbook)
    if cost.every is None:
        words = playbook.say("total_once", total=amount, people=people)
    else:
        words = playbook.say("total", total=amount, people=people, period=period_words(cost.every, playbook))
    return _whose(cost, _beginning(cost, words, cost.before, playbook), playbook)


def offer_price(offer: Offer, number: int | None, playbook: Playbook) -> str:
    """Return the price of one; where the number of all decides it, the price for this number, or each tier's.

    Args:
        offer: The offer or add-on.
        number: For how many; None where that is not known.
        playbook: Whose words are used, and how it sells.
    """
    by_number = offer.volume_prices
    fewest = by_number[0].tiers[0].starting_unit if by_number else 1
    cost = cost_of(offer, number or fewest if by_number else 1, playbook.selling)
    if not by_number or not cost.known:
        return price_words(cost, playbook)
    return total_words(cost, playbook) if number else _tier_words(offer, playbook)


def offer_total(offer: Offer, number: int | None, playbook: Playbook) -> str:
    """Return what this number comes to; nothing where `offer_price` says it, and where it is not known."""
    cost = cost_of(offer, number or 1, playbook.selling)
    return total_words(cost, playbook) if cost.quantity > 1 and cost.known and cost.unit is not None else ""


def price_and_total(offer: Offer, number: int | None, playbook: Playbook) -> str:
    """Return the price of one, and what this number comes to where that is another one."""
    one, total = offer_price(offer, number, playbook), offer_total(offer, number, playbook)
    return playbook.say("price_with_total", price=one, total=total) if total else one


def sum_words(costs: Sequence[Cost], playbook: Playbook) -> str:
    """Return what several things come to together; each by itself where that is no one price."""
    whole = together(costs)
    told = [whole] if whole.known or not all(cost.known for cost in costs) else costs
    words = [_whose(cost, amount_words(cost, playbook), playbook) for cost in told]
    return format_list(words, locale=parse_locale(playbook.locale))


def amount_words(cost: Cost, playbook: Playbook) -> str:
    """Return what all of a cost is, whoever it is for: ``£588.00 a month``, ``£64.00 first, then £39.00 a month``."""
    if cost.total is None:
        return price_words(cost, playbook)
    return _beginning(cost, _rhythm(cost, cost.total, playbook), cost.before, playbook)


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


def saving_of_one(comparison: Comparison, names: tuple[str, str], playbook: Playbook) -> str | None:
    """Return which of two offers comes to less over a year, by how much; None where that cannot be said."""
    if not comparison.difference:
        return None
    name = names[1] if comparison.difference > 0 else names[0]
    return playbook.say(
        "comes_to_less", name=name, difference=_money(comparison.first, abs(comparison.difference), playbook)
    )


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


def _tier_words(offer: Offer, playbook: Playbook) -> str:
    """Return the price of each tier, and for how many it is."""
    if len(offer.charges) > 1:  # what is charged beside them need not be the same for all numbers of a tier
        return playbook.say("price_unknown")
    words = []
    for tier in offer.volume_prices[0].tiers:
        cost = cost_of(offer, tier.starting_unit, playbook.selling)
        price = amount_words(cost, playbook)
        if not tier.flat:
            price = playbook.say("price_each", price=_rhythm(cost, tier.amount, playbook))
        if tier.ending_unit is None:
            words.append(playbook.say("tier_from", price=price, people=people_words(tier.starting_unit, playbook)))
        elif tier.starting_unit <= 1:
            words.append(playbook.say("tier_up_to", price=price, people=people_words(tier.ending_unit, playbook)))
        else:
            people = people_words(tier.ending_unit, playbook)
            words.append(playbook.say("tier_range", price=price, first=tier.starting_unit, people=people))
    return format_list(words, locale=parse_locale(playbook.locale))


def _beginning(cost: Cost, words: str, before: Decimal | None, playbook: Playbook) -> str:
    """Put what is paid first before what recurs, where the two differ; `before` is what recurs until then."""
    if cost.delay and before is not None:
        leads = _rhythm(cost, before, playbook)
        told = playbook.say("price_led", before=leads, length=length_words(cost.delay, playbook), then=words)
        once = playbook.say("price_once", amount=_money(cost, cost.once, playbook))
        return playbook.say("price_plus", one=once, other=told) if cost.once else told
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


def format_money(amount: Decimal, currency: str, locale: str) -> str:
    """Return an amount as the locale writes it; digits beyond the currency's own are kept, never rounded away.

    Args:
        amount: In major units, such as pounds.
        currency: ISO-4217 code.
        locale: Such as ``en_GB`` or ``de``.
    """
    return _formatted(str(amount), currency, locale)


@lru_cache(maxsize=4_096)
def _formatted(amount: str, currency: str, locale: str) -> str:
    # By its text, because equal amounts with other digits are other words: 1.1 and 1.100.
    return format_currency(Decimal(amount), currency, locale=parse_locale(locale), decimal_quantization=False)


def format_share(share: Decimal, locale: str) -> str:
    """Return a share such as ``0.1625`` as a percentage, rounded to a tenth of a per cent."""
    return format_percent(rounded_share(share), locale=parse_locale(locale), decimal_quantization=False)
