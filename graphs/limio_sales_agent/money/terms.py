"""The terms of an order, said before the last ask: first payment, what recurs, term, renewal, tax."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from babel.dates import format_date
from babel.lists import format_list

from limio_langchain.recommendation import Length
from limio_sales_agent.money.words import amount_words, format_money, length_words, period_words, tax_sentence
from limio_sales_agent.phrases import parse_locale

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from limio_langchain.models.offer import Offer, Term
    from limio_langchain.recommendation import Cost
    from limio_sales_agent.playbook import Playbook
    from limio_sales_agent.state import Figure


def terms_sentence(lines: Sequence[tuple[Offer, Cost]], playbook: Playbook) -> str:
    """Return the terms of an order as one paragraph; see `terms_sentences`."""
    return " ".join(terms_sentences(lines, playbook))


def terms_sentences(lines: Sequence[tuple[Offer, Cost]], playbook: Playbook, figure: Figure | None = None) -> list[str]:
    """Return the terms of an order in sentences, with the link to the full terms last where the playbook has one.

    Args:
        lines: Each item of the order and what it costs; the term is that of the first.
        playbook: Whose words are used, and what is said of tax.
        figure: Limio's own, where it was asked: it is what is told where ours is another or is not known.

    Returns:
        What they pay first, what recurs, the term, whether it renews by itself, at what price where another one leads,
        how to cancel where the playbook says it, and tax. One unknown price leaves out every amount, since a sum that
        lacks one would mislead.
    """
    costs = [cost for _, cost in lines]
    paid = list(_by_limio(figure, playbook)) if figure else []
    sentences = [
        *(paid or _payments(costs, playbook)),
        *_not_by_limio(figure, playbook),
        *_term(lines[0][0], playbook),
        *([] if paid else _renewal_price(lines, playbook)),
        *_cancelling(lines[0][0], playbook),
        tax_sentence(playbook),
    ]
    if playbook.links.terms:
        sentences.append(playbook.say("terms_link", url=playbook.links.terms))
    return sentences


def _by_limio(figure: Figure, playbook: Playbook) -> Iterable[str]:
    """Give what Limio says is paid first, where that is another sum than ours, or ours is not known."""
    if figure["first_payment"] is None or (figure.get("ours") and not figure["differs"]):
        return
    yield playbook.say("terms_by_shop", **_first(figure["first_payment"], figure, playbook))
    if figure.get("ours"):
        yield playbook.say("terms_by_shop_differs")


def change_sentences(figure: Figure, now: Decimal | None, playbook: Playbook) -> list[str]:
    """Return what Limio says a change of a subscription is charged first, against what they pay now.

    Args:
        figure: Limio's; nothing is told where it has none.
        now: What they pay now for as long as the first payment is for, in its currency; None where that is not known.
        playbook: Whose words are used.
    """
    if figure["first_payment"] is None:
        return []
    told, more = _first(figure["first_payment"], figure, playbook), Decimal(figure["first_payment"]) - (now or 0)
    if now is None or not more:
        key, beside = ("change_by_shop" if now is None else "change_by_shop_same"), {}
    else:
        key, currency = ("change_by_shop_more" if more > 0 else "change_by_shop_less"), figure.get("currency", "XXX")
        beside = {"difference": _money(abs(more), currency, playbook), "now": _money(now, currency, playbook)}
    differs = [playbook.say("terms_by_shop_differs")] if figure["differs"] else []
    return [playbook.say(key, **told, **beside), *differs]


def _first(amount: str, figure: Figure, playbook: Playbook) -> dict[str, str]:
    on = format_date(date.fromisoformat(figure.get("on", "")), locale=parse_locale(playbook.money_locale))
    return {"first": _money(Decimal(amount), figure.get("currency", "XXX"), playbook), "date": on}


def _not_by_limio(figure: Figure | None, playbook: Playbook) -> Iterable[str]:
    if figure and figure["first_payment"] is None:
        yield playbook.say("terms_by_list")


def _payments(costs: Sequence[Cost], playbook: Playbook) -> Iterable[str]:
    currency = costs[0].currency  # which an unknown cost does not have
    if currency is None or any(cost.currency != currency for cost in costs):
        yield playbook.say("terms_unknown")
        return
    first = sum((cost.first for cost in costs if cost.first is not None), Decimal(0))
    yield _payment_sentence(costs, first, currency, playbook)
    due = {cost.trigger for cost in costs}
    if first and any(cost.every for cost in costs) and due in ({"order_date"}, {"subscription_start"}):
        yield playbook.say("terms_due_order" if due == {"order_date"} else "terms_due_start")
    if any(cost.source == "team" for cost in costs):
        yield playbook.say("terms_team")


def _payment_sentence(costs: Sequence[Cost], first: Decimal, currency: str, playbook: Playbook) -> str:
    if any(cost.before is not None for cost in costs):  # one price leads for a while: no first payment tells that
        words = [amount_words(cost, playbook) for cost in costs]
        return playbook.say("terms_recurring", recurring=format_list(words, locale=parse_locale(playbook.locale)))
    sums: dict[Length, Decimal] = {}
    for cost in costs:
        if cost.every and cost.total is not None:
            sums[cost.every] = sums.get(cost.every, Decimal(0)) + cost.total
    words = [
        playbook.say("price_recurring", amount=_money(total, currency, playbook), period=period_words(every, playbook))
        for every, total in sums.items()
    ]
    paid_first = _money(first, currency, playbook)
    if not words:
        return playbook.say("terms_first_only", first=paid_first)
    recurring = format_list(words, locale=parse_locale(playbook.locale))
    delays = {cost.delay for cost in costs if cost.every}
    if first == 0 and len(delays) == 1 and (delay := delays.pop()):
        return playbook.say("terms_trial", length=length_words(delay, playbook), recurring=recurring)
    if not any(delays) and [first] == list(sums.values()):
        return playbook.say("terms_recurring", recurring=recurring)
    return playbook.say("terms_first", first=paid_first, recurring=recurring)


def _term(offer: Offer, playbook: Playbook) -> Iterable[str]:
    first, later = _length(offer.initial_term or offer.term), _length(offer.term)
    open_ended = offer.term is not None and offer.term.renewal == "evergreen"
    bounded = first is not None and not (open_ended and offer.initial_term is None)
    if bounded and first is not None:
        yield playbook.say("terms_term", length=length_words(first, playbook))
    if offer.auto_renews is False:
        yield from [playbook.say("terms_ends")] if bounded else []
    elif open_ended:
        yield playbook.say("terms_then_open" if bounded else "terms_open_ended")
    elif offer.auto_renews and bounded and later is not None:
        yield playbook.say("terms_renews_for", length=length_words(later, playbook))
    elif offer.auto_renews:
        yield playbook.say("terms_renews")
    elif bounded or offer.billing != "one_time":
        yield playbook.say("terms_renewal_unknown")


def _renewal_price(lines: Sequence[tuple[Offer, Cost]], playbook: Playbook) -> Iterable[str]:
    """Give what a renewal costs, where less or more is paid first and the catalogue's next price begins by then."""
    offer, costs = lines[0][0], [cost for _, cost in lines]
    term, (every, *others) = _length(offer.initial_term or offer.term), {cost.every for cost in costs}
    known = all(cost.known and cost.currency == costs[0].currency for cost in costs)
    if not (offer.auto_renews and term and every and known) or others:
        return
    leads = [cost for cost in costs if cost.before is not None or cost.delay]
    if leads and all(cost.delay and cost.delay.months <= term.months for cost in leads):
        total = sum((cost.total for cost in costs if cost.total is not None), Decimal(0))
        amount = _money(total, costs[0].currency or "", playbook)
        recurring = playbook.say("price_recurring", amount=amount, period=period_words(every, playbook))
        yield playbook.say("terms_renewal_price", recurring=recurring)


def _cancelling(offer: Offer, playbook: Playbook) -> Iterable[str]:
    if playbook.cancel and (offer.auto_renews or (offer.term is not None and offer.term.renewal == "evergreen")):
        yield playbook.cancel


def _length(term: Term | None) -> Length | None:
    if term is None or term.length is None or term.unit not in {"days", "weeks", "months", "years"}:
        return None
    return Length(term.length, term.unit)


def _money(amount: Decimal, currency: str, playbook: Playbook) -> str:
    return format_money(amount, currency, playbook.money_locale)
