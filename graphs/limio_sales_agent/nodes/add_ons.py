"""Offers one add-on, once, after the yes to the order it goes with."""

from __future__ import annotations

from limio_sales_agent.desk import Desk
from limio_sales_agent.effects import Flow
from limio_sales_agent.money import cost_of, price_words
from limio_sales_agent.order import canonical, line, quantity_for
from limio_sales_agent.shop import open_shop
from limio_sales_agent.speech import reply, terms
from limio_sales_agent.state import SalesState, Update


def add_ons(state: SalesState, desk: Desk) -> Flow[Update]:
    """Ask about the add-on with its price, and say what both come to; a yes to it is a yes to that."""
    shop = yield from open_shop(desk)
    path = state["turn"]["add_on"]
    offer = shop.add_ons.get(path)
    if offer is None:  # gone between two looks at the catalogue
        return {"asked": {**state.get("asked", {}), "add_on": 1}, "turn": {**state["turn"], "add_on": None}}
    number = quantity_for(offer, state.get("needs", {}), desk.playbook)
    both = canonical([*state["selection"], line(offer, number)])
    cost = price_words(cost_of(offer, number, desk.playbook), desk.playbook)
    told = desk.say("add_on_terms", name=offer.display_name, terms=terms(both, shop, desk))
    ask = desk.say("add_on_ask", name=offer.display_name, price=cost)
    return reply(state, desk, state["turn"].get("answer"), told, ask, ask="add_on", offered=path)
