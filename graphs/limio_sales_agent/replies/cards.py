"""Offers, orders and comparisons as blocks: the same figures as in the sentences beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from limio_langchain.models.offer import Offer
from limio_langchain.recommendation import UNKNOWN, Cost, Recommendation, cost_of_line, facts, together
from limio_sales_agent.catalogue.shop import Shop
from limio_sales_agent.context import RunContext
from limio_sales_agent.money import compare, format_money, number_of, offer_total, total_words
from limio_sales_agent.playbook import Playbook
from limio_sales_agent.replies.blocks import (
    AddOn,
    Card,
    Column,
    Comparison,
    Offers,
    OrderBlock,
    OrderLine,
    Sum,
    text_block,
)
from limio_sales_agent.replies.compose import costs_of, kept, order_terms, price
from limio_sales_agent.replies.features import shown_features
from limio_sales_agent.replies.labels import labels
from limio_sales_agent.replies.reasons import caveat_words, reason_words
from limio_sales_agent.state import Figure, Line

MOST_FEATURES = 5


def offers_block(
    fits: Sequence[Recommendation], needs: Mapping[str, Any], text: str, run: RunContext, *, proposed: str | None = None
) -> Offers:
    """Return offers as cards, each priced for as many as the customer needs.

    Args:
        fits: The offers, and what speaks for each.
        needs: The customer's.
        text: The words that name them, where none before do.
        run: Whose words and prices are used.
        proposed: The path of the one that is suggested.
    """
    apart = zip(fits, labels([fit.offer for fit in fits], run), strict=True)
    return {"type": "offers", "offers": [_card(fit, label, needs, run, proposed) for fit, label in apart], "text": text}


def _card(fit: Recommendation, label: str, needs: Mapping[str, Any], run: RunContext, proposed: str | None) -> Card:
    offer, number = fit.offer, number_of(fit.offer, needs, run.playbook)
    return {
        "path": offer.path,
        "name": offer.display_name,
        "label": label,
        "price": price(offer, run, number),
        "total": offer_total(offer, number, run.playbook),
        "sum": sum_of(offer, number, run),
        "features": shown_features(offer)[:MOST_FEATURES],
        "reasons": reason_words(fit.reason_facts, run),
        "caveats": caveat_words(fit.caveat_facts, run),
        "proposed": offer.path == proposed,
        "best": offer.best_value,
    }


def order_block(lines: Sequence[Line], shop: Shop, run: RunContext, figure: Figure | None = None) -> OrderBlock:
    """Return an order with its terms; `figure` is Limio's own for it."""
    sentences = order_terms(lines, shop, run, figure)
    return {
        "type": "order",
        "lines": [_line(one, shop, run) for one in lines],
        "sum": _whole(lines, shop, run).copy(),
        "terms": [text_block(sentence, run.playbook.own_links) for sentence in sentences],
        "text": " ".join(sentences),
    }


def _line(one: Line, shop: Shop, run: RunContext) -> OrderLine:
    path, (price_of_one, total) = one["offer"], _prices([one], shop, run)
    return {
        "path": path,
        "name": shop.name(path),
        "quantity": one["quantity"],
        "price": price_of_one,
        "total": total,
        "sum": _whole([one], shop, run).copy(),
    }


@kept
def _prices(lines: Sequence[Line], shop: Shop, run: RunContext) -> tuple[str, str]:
    """Return a line's price of one and its total, in words; nothing where it is gone."""
    offer, quantity, costs = shop.find(lines[0]["offer"]), lines[0]["quantity"], costs_of(lines, shop, run)
    if offer is None:
        return "", ""
    total = _money(costs[0].total, costs[0].currency, run.playbook) if costs[0].total else ""
    return price(offer, run, quantity), total


def add_on_block(offer: Offer, both: Sequence[Line], shop: Shop, run: RunContext, text: str) -> AddOn:
    """Return an add-on to be asked about.

    Args:
        offer: The add-on.
        both: The lines of the order with it.
        shop: What may be sold.
        run: Whose prices are used.
        text: The terms of both, in words.
    """
    own = next(_line(one, shop, run) for one in both if one["offer"] == offer.path)
    told: AddOn = {
        "type": "add_on",
        "path": offer.path,
        "name": offer.display_name,
        "sum": own["sum"],
        "with_it": _whole(both, shop, run).copy(),
        "text": text,
    }
    if links := text_block(text, run.playbook.own_links).get("links"):
        told["links"] = links
    return told


def sum_of(offer: Offer, number: int | None, run: RunContext) -> Sum:
    """Return what a number of an offer comes to, as facts; unknown where the number is and decides it."""
    cost = UNKNOWN if number is None else cost_of_line(offer, number, run.playbook.selling)
    return _sum(cost, number, run)


@kept
def _whole(lines: Sequence[Line], shop: Shop, run: RunContext) -> Sum:
    costs = costs_of(lines, shop, run)
    only = lines[0]["quantity"] if len(lines) == 1 else None  # of several things there is no one number
    return _sum(together(costs) if costs else UNKNOWN, only, run)


def _sum(cost: Cost, quantity: int | None, run: RunContext) -> Sum:
    return {"quantity": quantity, **facts(cost), "tax": run.playbook.tax}  # type: ignore[typeddict-item]


def comparison_block(pair: tuple[Offer, Offer], quantity: int, run: RunContext) -> Comparison | None:
    """Return two offers beside each other; None where either has no price a year."""
    told = compare(*pair, quantity, run.playbook)
    if told.first_year is None or told.second_year is None:
        return None
    sums = zip(pair, pair[::-1], (told.first, told.second), (told.first_year, told.second_year), strict=True)
    columns: list[Column] = [
        {
            "name": offer.display_name,
            "billing": run.say(f"billing_{offer.billing}").capitalize(),
            "price": price(offer, run),
            "total": total_words(cost, run.playbook),
            "year": _money(year, told.first.currency, run.playbook),
            "features": [one for one in shown_features(offer) if one not in shown_features(other)],
        }
        for offer, other, cost, year in sums
    ]
    cheaper = 1 if (told.difference or 0) > 0 else 0 if (told.difference or 0) < 0 else None
    return {"type": "comparison", "columns": columns, "quantity": told.first.quantity, "cheaper": cheaper, "text": ""}


def _money(amount: Any, currency: str | None, playbook: Playbook) -> str:
    return format_money(amount, currency or "XXX", playbook.money_locale)
