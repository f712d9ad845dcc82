"""Asks for the customer's details: all that is missing at once, and why."""

from __future__ import annotations

from limio_sales_agent.desk import Desk
from limio_sales_agent.effects import Flow
from limio_sales_agent.shop import Shop, open_shop
from limio_sales_agent.speech import fields, reply, sentences, why_details
from limio_sales_agent.state import SalesState, Update


def collect_details(state: SalesState, desk: Desk) -> Flow[Update]:
    """Ask for the required details and, the first time, for the wanted ones too."""
    shop = yield from open_shop(desk)
    turn = state["turn"]
    if not turn["missing"]:
        asked = {**state.get("asked", {}), "work_email": 1}
        return reply({**state, "asked": asked}, desk, desk.say("work_email"), ask="details")
    ask = desk.say("ask_details", fields=fields(turn["missing"], desk))
    wanted = desk.say("ask_details_wanted", fields=fields(turn["wanted"], desk)) if turn["wanted"] else None
    again = "email" in turn["missing"] and "email" in turn["invalid"]
    return reply(
        state,
        desk,
        turn.get("answer"),
        _about_add_on(state, shop, desk),
        desk.say("email_invalid") if again else sentences(ask, wanted, why_details(desk)),
        ask="details",
    )


def _about_add_on(state: SalesState, shop: Shop, desk: Desk) -> str | None:
    """Return what became of the add-on, where this message answered the offer of it."""
    offered = state.get("offered")
    if state.get("expecting") != "add_on" or not offered:
        return None
    held = any(one["offer"] == offered for one in state.get("selection", ()))
    return desk.say("add_on_added", name=shop.name(offered)) if held else desk.say("add_on_left_out")
