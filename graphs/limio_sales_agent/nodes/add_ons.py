"""Offers one add-on, once, after the yes to the order it goes with."""

from __future__ import annotations

from limio_sales_agent.replies.asks import add_on_ask, with_add_on
from limio_sales_agent.replies.cards import add_on_block
from limio_sales_agent.replies.compose import disclosed, reply, terms
from limio_sales_agent.services import Services
from limio_sales_agent.state import SalesState, Update


async def add_ons(state: SalesState, services: Services) -> Update:
    """Ask about the add-on with its price, and say what both come to; a yes to it is a yes to that.

    Until then the order is the one without it, so no order block holds it.
    """
    shop, run = await services.shop(state), services.context
    path = state["turn"]["add_on"] or ""
    offer = shop.add_ons.get(path)
    if offer is None:  # gone meanwhile, where the turn goes on in another process
        return {"asked": {**state.get("asked", {}), "add_on": 1}, "next": "confirm"}
    both = with_add_on(offer, state, run)
    figure = await services.figure(both, shop, state)
    both_terms = terms(both, shop, run, figure)
    told = add_on_block(offer, both, shop, run, run.say("add_on_terms", name=offer.display_name, terms=both_terms))
    ask = add_on_ask(offer, state, shop, run)
    said = reply(state, run, state["turn"]["answer"], told, ask, ask="add_on", offered=path, next="wait")
    return {**said, "offered_terms": disclosed(both, both_terms, shop, run, figure)}
