"""The order: how many, which number it has, and whose. Fixed in state before anything is written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from limio_langchain.models.context import SalesContext
from limio_langchain.models.offer import ADD_ON_PREFIX, Offer
from limio_langchain.models.order import CustomerDetails, Tracking
from limio_sales_agent.context import RunContext
from limio_sales_agent.state import Failure, Line, Order, SalesState, Update


def line(offer: Offer, quantity: int) -> Line:
    """Return the order line for an offer."""
    return {"offer": offer.path, "quantity": quantity, "kind": "add_on" if is_add_on(offer.path) else "offer"}


def is_add_on(path: str) -> bool:
    """Return whether a catalogue path is an add-on's."""
    return path.startswith(ADD_ON_PREFIX)


def canonical(lines: Iterable[Line] | None) -> list[Line]:
    """Return the lines in one order and each offer once, so that equal orders are equal."""
    merged: dict[str, Line] = {}
    for one in lines or ():
        merged.setdefault(one["offer"], one)
    return sorted(merged.values(), key=lambda one: (one["kind"] == "add_on", one["offer"], one["quantity"]))


def fixed(state: SalesState, run: RunContext, mode: str) -> Order:
    """Return the order with its number: the one it already has if it is the same order, else the next.

    The same items, quantities and details are the same order, however often the message that led here is sent, until it
    was handed over: a yes after that is always a further order, whose basket can be paid whether the first was or not.
    """
    items, customer, last = canonical(state.get("selection")), buyer(state, run), state.get("order")
    if last and not last.get("closed"):
        held = (last["items"], last.get("customer"), last["mode"])
        if held == (items, customer, mode):
            return last
    return {"number": state.get("order_number", 0) + 1, "items": items, "customer": customer, "mode": mode}


def buyer(state: SalesState, run: RunContext) -> dict[str, str]:
    """Return whom an order is for: the details and the country it is made with."""
    country = run.country(state)
    return run.details(state) | ({"country": country} if country else {})


def stands(state: SalesState, run: RunContext) -> bool:
    """Return whether the order that was handed over is still what they want; a purchase link carries no details."""
    order, outcome = state.get("order"), state.get("outcome")
    if order is None or not order.get("closed") or order["items"] != canonical(state.get("selection")):
        return False
    if state.get("needs", {}).get("denied"):
        return False  # they said that its number is wrong
    carried = outcome is not None and outcome["kind"] != "purchase_link"
    return not carried or "customer" not in order or order["customer"] == buyer(state, run)


def is_gone(path: str) -> Update:
    """Return that an offer is not sold here any more: nothing is chosen then, and the customer is told."""
    failure: Failure = {"kind": "gone", "reason": "order_refused", "offer": path}
    return {"failure": failure, "selection": [], "chosen": False, "agreed": None, "disclosure": None}


def is_agreed(state: SalesState) -> bool:
    """Return whether the customer said yes to the very order that stands."""
    lines = canonical(state.get("selection"))
    return bool(lines) and state.get("agreed") == lines


def lacks_number(state: SalesState) -> bool:
    """Return whether they said that the number is wrong of what they are to order, and told no other yet."""
    orders = any(one["kind"] == "offer" for one in state.get("selection", ()))
    return orders and bool(state.get("needs", {}).get("denied"))


def is_waiting(state: SalesState, run: RunContext) -> bool:
    """Return whether a colleague is looking at the very order that the customer agreed to, for whom they want it."""
    order, lines = state.get("order"), canonical(state.get("selection"))
    if order is None or not order.get("pending"):
        return False
    known = buyer(state, run)
    return order["items"] == lines == state.get("agreed") and order.get("customer", known) == known


def context_for(order: Order, state: SalesState, run: RunContext) -> SalesContext:
    """Return what the checkout is made with: the host's context, filled up with what the customer and playbook say."""
    details = run.details(state)
    tracking = {k: v for k, v in run.playbook.checkout.tracking.model_dump().items() if v is not None}
    known = run.context.tracking.model_dump(exclude_none=True) if run.context.tracking else {}
    return run.context.model_copy(
        update={
            "customer": CustomerDetails(**details) if details else None,
            "country": run.country(state),
            "tracking": Tracking(**(tracking | known)) if tracking or known else None,
            "order_key": run.context.order_key or state["conversation"],
            "order_number": order["number"],
        }
    )


def item_args(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """Return the lines as the tools take them."""
    return [{"offer": one["offer"], "quantity": one["quantity"]} for one in lines]


def contact_args(details: Mapping[str, str]) -> dict[str, str]:
    """Return the details as the tools take them; a phone number goes by the context."""
    return {name: details[name] for name in ("email", "first_name", "last_name", "company") if name in details}


def has_crm(run: RunContext) -> bool:
    """Return whether the sale belongs to a CRM record, which a purchase link could not carry."""
    tracking = run.context.tracking
    return tracking is not None and any((tracking.account_id, tracking.contact_id, tracking.user_id, tracking.case_id))


def digest(lines: Sequence[Line], customer: dict[str, str], terms: str | None) -> str:
    """Return what stands for an order as a colleague sees it: items, quantities, the prices told, the customer."""
    seen = json.dumps([canonical(lines), customer, terms], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(seen.encode()).hexdigest()[:32]
