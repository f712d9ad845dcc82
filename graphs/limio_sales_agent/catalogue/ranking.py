"""Which offers fit best: `recommend`, over what this agent may sell."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from itertools import chain
from typing import Any, NamedTuple

from limio_langchain.models.offer import Offer
from limio_langchain.recommendation import Needs, Recommendation, recommend
from limio_sales_agent.catalogue.audience import of_details
from limio_sales_agent.catalogue.shop import Shop
from limio_sales_agent.context import RunContext
from limio_sales_agent.orders.order import is_add_on
from limio_sales_agent.state import SalesState

SHOWN = 3
MONTHS_A_YEAR, WEEKS_A_YEAR = Decimal(12), Decimal(52)


class Ranked(NamedTuple):
    """What fits, best first.

    Attributes:
        fits: The offers, and what speaks for each.
        dropped: What they said, by its values, that had to be left out to find any.
    """

    fits: list[Recommendation]
    dropped: tuple[str, ...] = ()


def ranked(state: SalesState, shop: Shop, run: RunContext) -> Ranked:
    """Return the offers that fit, best first; when none does, the nearest without what was said last."""
    needs = needs_of(state, run)
    dropped: tuple[str, ...] = ()
    attributes = dict(needs.attributes)
    every = all_sold(shop)
    while not (found := recommend(every, needs, SHOWN, selling=run.playbook.selling)) and attributes:
        _, held = attributes.popitem()
        dropped += (held,) if isinstance(held, str) else held
        needs = needs.model_copy(update={"attributes": dict(attributes)})
    return Ranked(found, dropped)


def all_sold(shop: Shop) -> tuple[Offer, ...]:
    """Return the offers that may be sold, and their add-ons."""
    return tuple(chain(shop.offers.values(), shop.add_ons.values()))


def needs_of(state: SalesState, run: RunContext) -> Needs:
    """Return what is known of what a customer needs, as `recommend` takes it."""
    said = state.get("needs", {})
    return Needs(
        attributes=said.get("attributes", {}),
        country=run.country(state),
        currency=run.currency(state),
        channels=run.playbook.offers.channels,
        today=run.now(),
        billing=said.get("billing"),
        budget=monthly_budget(said),
        people=said.get("people"),
        quantity=said.get("quantity"),
        each=said.get("each", {}),
        for_whom=said.get("for_whom") or of_details(run.details(state)),
        payment=said.get("payment"),
        keywords=tuple(said.get("keywords", ())),
        add_ons=tuple(one["offer"] for one in state.get("selection", ()) if is_add_on(one["offer"])),
        cheapest=said.get("prefer") == "cheapest",
        best=said.get("prefer") == "best",
    )


def monthly_budget(needs: Mapping[str, Any]) -> Decimal | None:
    """Return the budget a month for everybody; one without a period is taken as it was billed, else as monthly."""
    try:
        amount = Decimal(needs.get("budget") or "")
    except InvalidOperation:
        return None
    if not amount.is_finite() or amount <= 0:
        return None
    period = needs.get("budget_period") or ("year" if needs.get("billing") == "yearly" else "month")
    if period == "year":
        amount /= MONTHS_A_YEAR
    elif period == "week":
        amount = amount * WEEKS_A_YEAR / MONTHS_A_YEAR
    people = int(needs.get("people") or 1) if needs.get("budget_per") == "person" else 1
    return amount * people
