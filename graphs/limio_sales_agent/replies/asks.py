"""The ask that is still open, in few words, so that a question in the middle does not end the sale; which one."""

from __future__ import annotations

from collections.abc import Sequence

from limio_langchain.models.offer import Offer
from limio_langchain.recommendation import UNKNOWN
from limio_sales_agent.catalogue.selection import add_ons_in
from limio_sales_agent.catalogue.shop import Shop
from limio_sales_agent.context import RunContext
from limio_sales_agent.money import price_words, quantity_for, sum_words
from limio_sales_agent.orders.order import canonical, lacks_number, line
from limio_sales_agent.replies.blocks import Offers
from limio_sales_agent.replies.compose import (
    age_note,
    costs_of,
    fields,
    kept,
    order_sum,
    question_words,
    reply,
    sentences,
)
from limio_sales_agent.state import Line, SalesState, Update


def still_asked(state: SalesState) -> str | None:
    """Return what is still asked for: where the details came, the yes alone; how many, where the number is wrong."""
    if lacks_number(state):
        return "people"
    ask = state.get("expecting")
    given = ask == "details" and not state["turn"]["missing"] and state.get("selection")
    return "confirm" if given else ask


def pending_ask(state: SalesState, shop: Shop, run: RunContext) -> str | None:
    """Return the last ask once more, or None where nothing is open."""
    ask = state.get("expecting")
    if ask == "confirm":
        return confirm_again(state, shop, run)
    if ask in {"details", "handoff_details"}:
        names = state["turn"]["missing"] or list(run.playbook.handoff.collect)
        return run.say("ask_details", fields=fields(names, run))
    if ask == "add_on":
        offer = shop.add_ons.get(state.get("offered") or "")
        return add_on_ask(offer, state, shop, run) if offer else None
    if ask == "change_plan":
        return run.say("change_plan" if state.get("changing") else "change_plan_none")
    if ask in {"handoff_offer", "quote_offer"}:
        return run.say(ask)
    return question_words(ask, run) if ask and ask != "change" else None


def ask_which(
    shown: Offers,
    before: Sequence[str | None],
    state: SalesState,
    run: RunContext,
    *,
    ask: str = "choice",
    words: str | None = None,
) -> Update:
    """Show offers and let them choose, so that no yes can mean any of them; add-ons taken already stay.

    Args:
        shown: The offers, each of which can be picked.
        before: What is said first.
        state: The conversation.
        run: The playbook.
        ask: What is asked for.
        words: How, where it is not which one they want.
    """
    cards = shown["offers"]
    return reply(
        state,
        run,
        *before,
        shown,
        age_note(state, run),
        words or run.say("ask_choice"),
        ask=ask,
        choices=[{"value": card["path"], "label": card["label"]} for card in cards],
        shortlist=[card["path"] for card in cards],
        selection=add_ons_in(state.get("selection")),
        chosen=False,
        agreed=None,
        disclosure=None,
    )


def confirm_again(state: SalesState, shop: Shop, run: RunContext) -> str:
    """Return the last ask once more, with what is ordered and its total, so that a yes means nothing else."""
    lines, shown = canonical(state.get("selection")), state.get("disclosure")
    told = order_sum(lines, shop, run, shown.get("figure") if shown else None) if lines else None
    return sentences(told, run.say("confirm_quote" if state.get("mode") == "quote" else "confirm"))


def with_add_on(offer: Offer, state: SalesState, run: RunContext) -> list[Line]:
    """Return the lines of the order as they would be with an add-on."""
    added = line(offer, quantity_for(offer, state.get("needs", {}), run.playbook))
    return canonical([*state.get("selection", ()), added])


def add_on_ask(offer: Offer, state: SalesState, shop: Shop, run: RunContext) -> str:
    """Return the ask for an add-on: its own price, and what the order comes to with it; that without it stands."""
    both = with_add_on(offer, state, run)
    own = next(one for one in both if one["offer"] == offer.path)
    return run.say("add_on_ask", name=offer.display_name, price=_own_and_with_it([own, *both], shop, run))


@kept
def _own_and_with_it(lines: Sequence[Line], shop: Shop, run: RunContext) -> str:
    """Return what the first line costs, and what the others come to."""
    (own,), costs = costs_of(lines[:1], shop, run) or (UNKNOWN,), costs_of(lines[1:], shop, run)
    words = price_words(own, run.playbook)
    if not costs or not all(cost.known for cost in (own, *costs)):
        return words
    return run.say("add_on_price", price=words, total=sum_words(costs, run.playbook))
