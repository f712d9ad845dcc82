"""Lets a customer go who does not want to buy, without asking why."""

from __future__ import annotations

from limio_sales_agent.desk import Desk
from limio_sales_agent.effects import Flow, Report
from limio_sales_agent.outcome import outcome_of
from limio_sales_agent.speech import reply, sentences
from limio_sales_agent.state import SalesState, Update


def not_buying(state: SalesState, desk: Desk) -> Flow[Update]:
    """Say goodbye; what they chose is forgotten, so that a later word starts afresh."""
    outcome = outcome_of("not_buying", state, desk)
    yield from Report(outcome)
    leaving = "goodbye" in state["turn"]["intents"]
    said = reply(state, desk, sentences(desk.say("not_buying"), desk.say("goodbye") if leaving else None))
    undone: Update = {"selection": [], "chosen": False, "agreed": None, "disclosure": None, "mode": "buy"}
    if order := state.get("order"):
        undone["order"] = {**order, "pending": False}
    return {**said, **undone, "outcome": outcome}
