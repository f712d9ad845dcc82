"""Asks for the customer's details: all that is missing at once, and why."""

from __future__ import annotations

from limio_sales_agent.catalogue.shop import Shop
from limio_sales_agent.context import RunContext
from limio_sales_agent.replies.compose import fields, reply, sentences, why_details
from limio_sales_agent.services import Services
from limio_sales_agent.state import SalesState, Update


async def collect_details(state: SalesState, services: Services) -> Update:
    """Ask for the required details and, the first time, for the wanted ones too."""
    shop, run = await services.shop(state), services.context
    turn = state["turn"]
    if not turn["missing"]:
        asked = {**state.get("asked", {}), "work_email": 1}
        return reply({**state, "asked": asked}, run, run.say("work_email"), ask="details")
    ask = run.say("ask_details", fields=fields(turn["missing"], run))
    wanted = run.say("ask_details_wanted", fields=fields(turn["wanted"], run)) if turn["wanted"] else None
    again = "email" in turn["missing"] and "email" in turn["invalid"]
    return reply(
        state,
        run,
        turn["answer"],
        _about_add_on(state, shop, run),
        run.say("email_invalid") if again else sentences(ask, wanted, why_details(run)),
        ask="details",
    )


def _about_add_on(state: SalesState, shop: Shop, run: RunContext) -> str | None:
    """Return what became of the add-on, where this message answered the offer of it."""
    offered = state.get("offered")
    if state.get("expecting") != "add_on" or not offered:
        return None
    held = any(one["offer"] == offered for one in state.get("selection", ()))
    return run.say("add_on_added", name=shop.name(offered)) if held else run.say("add_on_left_out")
