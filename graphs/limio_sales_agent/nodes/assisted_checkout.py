"""Makes the basket by the API: the only node that writes, with the order's number already in the state."""

from __future__ import annotations

from typing import Any

from limio_langchain.errors import InputError, LimioError, OfferChanged, OrderRefused
from limio_sales_agent.desk import Desk
from limio_sales_agent.effects import CallTool, Flow, Report
from limio_sales_agent.order import contact_args, context_for, external_id, item_args
from limio_sales_agent.outcome import outcome_of
from limio_sales_agent.speech import reply, sentences
from limio_sales_agent.state import Order, SalesState, Update

REFUSED = frozenset({400, 404})  # the order is at fault, and a purchase link would not mend it
MOST_REFUSALS = 2


def assisted_checkout(state: SalesState, desk: Desk) -> Flow[Update]:
    """Make the basket, or say in the state why there is none."""
    order = state["order"]
    if order is None:
        raise ValueError("an order is fixed before it is written")
    context = context_for(order, state, desk)
    args: dict[str, Any] = {"items": item_args(order["items"]), **contact_args(desk.details(state))}
    quotes = order["mode"] == "quote"
    if quotes and (note := state.get("needs", {}).get("note")):
        args["note"] = note
    try:
        made = yield from CallTool("limio_create_quote" if quotes else "limio_create_checkout", args, context)
    except LimioError as error:
        return _failed(error, state)
    key = external_id(order, desk.thread or state["thread"], desk.context.order_key)
    done: Order = {**order, "basket_id": made["basket_id"], "external_id": made.get("external_id") or key}
    done |= {"url": made["url"], "prefilled": bool(made.get("prefilled"))}
    update: Update = {"order": done, "failure": None}
    return update if not quotes else {**update, **(yield from _quoted({**state, "order": done}, desk))}


def _failed(error: LimioError, state: SalesState) -> Update:
    """Put the failure down for the route: another look at the terms, another choice, or the purchase link."""
    attempts = dict(state.get("attempts", {}))
    undone: Update = {"agreed": None, "disclosure": None}
    if isinstance(error, OfferChanged):
        failure = {"kind": "changed", "reason": None, "offer": error.path, "changed": list(error.changed)}
        turn = {**state["turn"], "agreed": False}
        return {"failure": failure, "turn": turn, "agreed": None}
    refused = isinstance(error, InputError) or (isinstance(error, OrderRefused) and error.status in REFUSED)
    reason = error.reason or ("order_refused" if refused else "server_error")
    if not refused:
        return {"failure": {"kind": "failed", "reason": reason}}
    attempts["refused"] = attempts.get("refused", 0) + 1
    if attempts["refused"] >= MOST_REFUSALS:
        return {"failure": {"kind": "failed", "reason": reason}, "attempts": attempts}
    failure = {"kind": "refused", "reason": reason}
    return {"failure": failure, "attempts": attempts, "selection": [], "chosen": False, **undone}


def _quoted(state: SalesState, desk: Desk) -> Flow[Update]:
    """Tell the customer their reference; the basket's link is kept back until they would rather pay."""
    order = state["order"] or {}
    outcome = outcome_of("quote", state, desk, basket_id=order.get("basket_id"), external_id=order.get("external_id"))
    yield from Report(outcome)
    made = desk.say("quote_made", reference=reference(order.get("external_id") or ""))
    replaces = desk.say("quote_replaces") if outcome["supersedes"] else None
    said = reply(state, desk, sentences(made, replaces, desk.playbook.quote.say or desk.say("quote_next")))
    return {**said, "outcome": outcome, "order": {**order, "closed": True}, "another": False}


def reference(key: str) -> str:
    """Return what a customer can read out: the first part of the order's id."""
    return key.split("-", 1)[0].upper()
