"""Prepares a quote: asking for it is the yes, so only what the sales team needs is asked for."""

from __future__ import annotations

from limio_sales_agent.desk import Desk
from limio_sales_agent.effects import Flow
from limio_sales_agent.order import fixed
from limio_sales_agent.speech import MOST_ASKS, fields, reply, sentences, why_details
from limio_sales_agent.state import SalesState, Update


def quote(state: SalesState, desk: Desk) -> Flow[Update]:
    """Ask for missing details, or fix the order for the silent basket; without credentials a person prepares it."""
    yield from ()
    turn = state["turn"]
    email = desk.details(state).get("email")
    if not turn["credentials"]:
        return {"handoff_reason": "quote_unavailable", "turn": {**turn, "go": "handoff"}}
    if turn["missing"]:
        if (
            set(turn["missing"]) & set(state.get("declined", []))
            or state.get("asked", {}).get("details", 0) >= MOST_ASKS
        ):
            return {"handoff_reason": "details_declined", "turn": {**turn, "go": "handoff"}}
        ask = desk.say("quote_ask_details", fields=fields(turn["missing"], desk))
        wanted = desk.say("ask_details_wanted", fields=fields(turn["wanted"], desk)) if turn["wanted"] else None
        ask = sentences(ask, wanted, why_details(desk, "details_why_contact"))
        return reply(state, desk, turn.get("answer"), ask, ask="details", turn={**turn, "go": None})
    order = fixed(state, email, "quote")
    return {"order": order, "order_number": order["number"], "turn": {**turn, "go": "assisted_checkout"}}
