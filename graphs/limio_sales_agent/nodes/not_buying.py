"""Lets a customer go who does not want to buy, without asking why."""

from __future__ import annotations

from limio_sales_agent.orders.outcome import outcome_of, settled
from limio_sales_agent.replies.compose import reply, sentences
from limio_sales_agent.services import Services
from limio_sales_agent.state import SalesState, Update


async def not_buying(state: SalesState, services: Services) -> Update:
    """Say goodbye; what they chose is forgotten, so that a later word starts afresh."""
    run = services.context
    outcome = outcome_of("not_buying", state, run)
    await services.report(outcome)
    leaving = "goodbye" in state["turn"]["intents"]
    said = reply(state, run, sentences(run.say("not_buying"), run.say("goodbye") if leaving else None))
    undone: Update = {"selection": [], "chosen": False, "agreed": None, "disclosure": None, "mode": "buy"}
    if order := state.get("order"):
        undone |= {"order": {**order, "pending": False}, "approval": None}
    return {**said, **undone, **settled(outcome, state)}
