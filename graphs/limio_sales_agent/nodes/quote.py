"""Prepares a quote: asking for it is the yes, so only what the sales team needs is asked for."""

from __future__ import annotations

from limio_sales_agent.orders.order import fixed
from limio_sales_agent.replies.compose import MOST_ASKS, fields, reply, sentences, why_details
from limio_sales_agent.services import Services
from limio_sales_agent.state import SalesState, Update


async def quote(state: SalesState, services: Services) -> Update:
    """Ask for missing details, or fix the order for the silent basket; without credentials a person prepares it."""
    turn, run = state["turn"], services.context
    if not turn["credentials"]:
        return {"handoff_reason": "quote_unavailable", "next": "handoff"}
    if turn["missing"]:
        if (
            set(turn["missing"]) & set(state.get("declined", []))
            or state.get("asked", {}).get("details", 0) >= MOST_ASKS
        ):
            return {"handoff_reason": "details_declined", "next": "handoff"}
        ask = run.say("quote_ask_details", fields=fields(turn["missing"], run))
        wanted = run.say("ask_details_wanted", fields=fields(turn["wanted"], run)) if turn["wanted"] else None
        ask = sentences(ask, wanted, why_details(run, "details_why_contact"))
        return reply(state, run, turn["answer"], ask, ask="details", next="wait")
    order = fixed(state, run, "quote")
    return {"order": order, "order_number": order["number"], "next": "assisted_checkout"}
