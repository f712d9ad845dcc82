"""Waits for a colleague's decision on the order, and does nothing else, because it runs again when resumed."""

from __future__ import annotations

import uuid
from typing import Any

from langchain_core.messages import AIMessage
from langgraph.types import interrupt

from limio_langchain.eligibility import changes
from limio_sales_agent.context import RunContext
from limio_sales_agent.orders.approval import Decision, Decisions, card, edited_lines, fits
from limio_sales_agent.orders.order import buyer
from limio_sales_agent.replies.blocks import message_of, text_block
from limio_sales_agent.replies.colleague_words import told_words
from limio_sales_agent.services import Services
from limio_sales_agent.state import Failure, Order, SalesState, Update


async def approve(state: SalesState, services: Services) -> Update:
    """Ask a colleague about the exact order, and put down what they decided."""
    order = state.get("order")
    if order is None or not order.get("pending"):
        return {}
    # Version 0.1 fixed orders without whom they are for, and knew conversations by their threads.
    order = {"customer": buyer(state, services.context), **order}
    conversation = state.get("conversation") or str(uuid.uuid4())
    asked, decision = _decided(state, order)
    settled: Order = {**order, "pending": False}
    if decision.type == "reject":
        refused = {"agreed": None, "expecting": None, "unfinished": None, "next": "wait", "approval": None}
        return {**refused, "order": settled, "messages": [_refusal(decision, services.context)]}
    lines = edited_lines(decision)
    if lines and lines != order["items"]:
        # A proposal: the customer is told what it comes to, and says yes or no, before anything is made.
        proposed = {"selection": lines, "agreed": None, "disclosure": None, "chosen": True, "expecting": None}
        return {**proposed, "order": settled, "approval": {"proposed": lines}, "next": "confirm"}
    if changed := await _changed_meanwhile(state, services):
        return {"order": settled, "approval": None, "agreed": None, "failure": changed, "next": "confirm"}
    step = "purchase_link" if state["turn"]["link"] else "assisted_checkout"
    return {"order": settled, "approval": {"allowed": asked["order"]}, "next": step, "conversation": conversation}


def _refusal(decision: Decision, run: RunContext) -> AIMessage:
    """Return what the customer is told: the colleague's words, where they wrote some, then that it can be changed."""
    links = run.playbook.own_links
    words = told_words(decision.words, links)
    before = [text_block(run.say("approval_words", words=words), links)] if words else []
    return message_of([*before, text_block(run.say("approval_refused"))])


async def _changed_meanwhile(state: SalesState, services: Services) -> Failure | None:
    """Return what changed while the colleague thought about it, which may have been for days."""
    shown = state.get("disclosure")
    shop, _ = await services.open_shop()
    for path, held in (shown.get("held", {}) if shown else {}).items():
        if (offer := shop.find(path)) and (found := changes(held, offer)):
            return {"kind": "changed", "reason": None, "offer": path, "changed": [one.code for one in found]}
    return None


def _decided(state: SalesState, order: Order) -> tuple[dict[str, Any], Decision]:
    """Return the card and the decision on it; one that may be on another order shows the card again instead."""
    shown, cards, again = state.get("disclosure"), len((state.get("approval") or {}).get("cards", ())), False
    while True:
        asked = card(order, shown["text"] if shown else None, state["turn"]["link"], again=again)
        answer = interrupt(asked, response_schema=Decisions)
        decisions = answer if isinstance(answer, Decisions) else Decisions.model_validate(answer)
        if fits(decisions.decisions[0], asked, cards):
            return asked, decisions.decisions[0]
        cards, again = 1, True
