"""Makes the basket by the API: the only node that writes, with the order's number already in the state."""

from __future__ import annotations

from typing import Any

from limio_langchain.errors import InputError, LimioError, NotForSale, OfferChanged, OrderRefused
from limio_sales_agent.orders.order import contact_args, context_for, is_gone, item_args
from limio_sales_agent.orders.outcome import outcome_of, settled
from limio_sales_agent.replies.compose import reply, sentences
from limio_sales_agent.services import Services
from limio_sales_agent.state import Failure, Order, SalesState, Update

REFUSED = frozenset({400, 404})  # the order is at fault, and a purchase link would not mend it
MOST_REFUSALS = 2


async def assisted_checkout(state: SalesState, services: Services) -> Update:
    """Make the basket, or say in the state why there is none."""
    order, run = state["order"], services.context
    if order is None:
        raise ValueError("an order is fixed before it is written")
    context = context_for(order, state, run)
    args: dict[str, Any] = {"items": item_args(order["items"]), **contact_args(run.details(state))}
    quotes = order["mode"] == "quote"
    if quotes and (note := state.get("needs", {}).get("note")):
        args["note"] = note
    try:
        made = await services.tool("limio_create_quote" if quotes else "limio_create_checkout", args, context)
    except LimioError as error:
        return _failed(error, state)
    done: Order = {**order, "basket_id": made["basket_id"], "external_id": made["external_id"]}
    done |= {"url": made["url"], "prefilled": bool(made.get("prefilled"))}
    update: Update = {"order": done, "failure": None}
    return update if not quotes else {**update, **await _quoted({**state, "order": done}, services)}


def _failed(error: LimioError, state: SalesState) -> Update:
    """Put the failure down for the route: another look at the terms, another choice, or the purchase link."""
    attempts = dict(state.get("attempts", {}))
    undone: Update = {"agreed": None, "disclosure": None}
    if isinstance(error, OfferChanged):
        failure: Failure = {"kind": "changed", "reason": None, "offer": error.path, "changed": list(error.changed)}
        return {"failure": failure, "agreed": None}
    if isinstance(error, NotForSale):
        return is_gone(error.path)
    refused = isinstance(error, InputError) or (isinstance(error, OrderRefused) and error.status in REFUSED)
    reason = error.reason or ("order_refused" if refused else "server_error")
    if not refused:
        return {"failure": {"kind": "failed", "reason": reason}}
    attempts["refused"] = attempts.get("refused", 0) + 1
    if attempts["refused"] >= MOST_REFUSALS:
        return {"failure": {"kind": "failed", "reason": reason}, "attempts": attempts}
    failure = {"kind": "refused", "reason": reason}
    return {"failure": failure, "attempts": attempts, "selection": [], "chosen": False, **undone}


async def _quoted(state: SalesState, services: Services) -> Update:
    """Tell the customer their reference; the basket's link is kept back until they would rather pay."""
    order, run = state["order"] or {}, services.context
    outcome = outcome_of("quote", state, run, basket_id=order.get("basket_id"), external_id=order.get("external_id"))
    await services.report(outcome)
    made = run.say("quote_made", reference=reference(order.get("external_id") or ""))
    replaces = run.say("quote_replaces") if outcome["supersedes"] else None
    said = reply(state, run, sentences(made, replaces, run.playbook.quote.say or run.say("quote_next")))
    return {**said, **settled(outcome, state), "order": {**order, "closed": True}, "another": False}


def reference(key: str) -> str:
    """Return what a customer can read out: the first part of the order's id."""
    return key.split("-", 1)[0].upper()
