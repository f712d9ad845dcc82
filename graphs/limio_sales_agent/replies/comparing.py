"""Two offers beside each other, for as many as they are; where nobody said how many, nothing that hangs on it."""

from __future__ import annotations

from limio_langchain.models.offer import Offer
from limio_sales_agent.catalogue.selection import main_offer
from limio_sales_agent.catalogue.shop import Shop
from limio_sales_agent.context import RunContext
from limio_sales_agent.money import (
    compare,
    compare_sentences,
    number_of,
    offer_price,
    quantity_for,
    saving_of_one,
    total_words,
)
from limio_sales_agent.playbook import Playbook
from limio_sales_agent.reading.asked import asks_about, periods_in
from limio_sales_agent.replies.answers import subject
from limio_sales_agent.replies.blocks import Comparison
from limio_sales_agent.replies.cards import comparison_block
from limio_sales_agent.replies.compose import sentences
from limio_sales_agent.state import SalesState


def offers_named(state: SalesState, shop: Shop) -> list[str]:
    """Return the offers a message speaks of, by path, no add-ons; what is chosen is one side of a difference."""
    named = [path for path in state["turn"]["about"] if path in shop.offers]
    if _of_two_periods(state):  # of one offer, whatever else is on the table
        return named
    chosen = main_offer(state.get("selection"), shop)
    beside = len(named) == 1 and chosen and "question" in state["turn"]["intents"]
    return [chosen.path, *named] if beside and chosen and _asks_how_it_differs(chosen, named, state) else named


def _asks_how_it_differs(chosen: Offer, named: list[str], state: SalesState) -> bool:
    return chosen.path not in named and asks_about("differences", state["turn"]["text"])


def _of_two_periods(state: SalesState) -> bool:
    return len(periods_in(state["turn"]["text"])) > 1


def compared(state: SalesState, shop: Shop) -> tuple[Offer, Offer] | None:
    """Return the two offers a comparison is about: both that are named, else both plans of one, the yearly one last.

    None where there are no two to compare.
    """
    named = offers_named(state, shop)
    offer = subject(named, state, shop)
    other = shop.find(named[1]) if len(named) > 1 else shop.other_period(offer) if offer else None
    if offer is None or other is None or not offer.billing or not other.billing:
        return None
    return (offer, other) if offer.billing != "yearly" else (other, offer)


def asked_quantity(state: SalesState, shop: Shop, playbook: Playbook) -> int:
    """Return for how many a question is priced: the number in it, else what they said they need."""
    turn = state["turn"]
    if turn["number"]:
        return turn["number"]
    offer = subject(turn["about"], state, shop)
    return quantity_for(offer, state.get("needs", {}), playbook) if offer else 1


def comparison_words(pair: tuple[Offer, Offer], state: SalesState, shop: Shop, run: RunContext) -> str:
    """Return what both come to in a year and the difference, for as many as they are.

    Where the number decides which is less and nobody said it, the prices are told and that it decides.
    """
    number, playbook = asked_quantity(state, shop, run.playbook), run.playbook
    if _hangs_on_the_number(pair, state, run):
        prices = ((one.display_name, offer_price(one, None, playbook)) for one in pair)
        told = (run.say("answer_price", name=name, price=price) for name, price in prices)
        return sentences(*told, run.say("compare_by_number"))
    told_of = compare(*pair, number, playbook)
    if shop.other_period(pair[0]) == pair[1]:
        return compare_sentences(told_of, str(pair[0].billing), str(pair[1].billing), playbook)
    names = (pair[0].display_name, pair[1].display_name)
    both = zip(names, (told_of.first, told_of.second), strict=True)
    each = (run.say("comes_to", name=name, total=total_words(cost, playbook)) for name, cost in both)
    return sentences(*each, saving_of_one(told_of, names, playbook))


def comparison_table(pair: tuple[Offer, Offer], state: SalesState, shop: Shop, run: RunContext) -> Comparison | None:
    """Return both beside each other; None where the number decides and is not known, or a price a year is not."""
    if _hangs_on_the_number(pair, state, run):
        return None
    return comparison_block(pair, asked_quantity(state, shop, run.playbook), run)


def _hangs_on_the_number(pair: tuple[Offer, Offer], state: SalesState, run: RunContext) -> bool:
    """Whether another number turns which is less: it multiplies one and not the other, or picks a price of its own."""
    needs, selling = state.get("needs", {}), run.playbook.selling
    known = state["turn"]["number"] or all(number_of(one, needs, run.playbook) for one in pair)
    by_number = [selling.sells_by_number(one) for one in pair]
    return not known and any(by_number) and (not all(by_number) or any(one.volume_prices for one in pair))
