"""The order: how many, which number it has, and whose. Fixed in state before anything is written."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from limio_langchain.models.context import SalesContext
from limio_langchain.models.offer import Offer
from limio_langchain.models.order import ADD_ON_PREFIX, CustomerDetails, Tracking
from limio_sales_agent.desk import Desk
from limio_sales_agent.money import sold_per_seat
from limio_sales_agent.playbook import Playbook
from limio_sales_agent.state import Line, Order, SalesState

ORDERS = uuid.UUID("0d0f4a34-5f3b-5a8e-8a5e-6f5f7c1f2b90")  # the namespace of this agent's external ids


def quantity_for(offer: Offer, needs: Mapping[str, Any], playbook: Playbook) -> int:
    """Return how many of an offer the customer's needs come to, in steps the offer allows; never above what they said.

    People are the quantity only where the offer is sold per seat; else it is one, unless they asked for copies.
    """
    asked = needs.get("quantity") or (needs.get("people") if sold_per_seat(offer, playbook) else None)
    limits = offer.quantity_limits
    quantity = max(int(asked or limits.default or 1), limits.minimum or 1)
    if limits.increment and quantity % limits.increment and (quantity - (limits.minimum or 0)) % limits.increment:
        quantity += limits.increment - quantity % limits.increment
    return quantity


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


def fixed(state: SalesState, email: str | None, mode: str) -> Order:
    """Return the order with its number: the one it already has if it is the same order, else the next.

    The same items, quantities and e-mail are the same order, however often the message that led here is sent; a
    further order of the same things is another one only after the first was handed over.
    """
    items, last = canonical(state.get("selection")), state.get("order")
    same = last is not None and (last["items"], last["email"], last["mode"]) == (items, email, mode)
    if last and same and not (last.get("closed") and state.get("another")):
        return last
    return {"number": state.get("order_number", 0) + 1, "items": items, "email": email, "mode": mode}


def is_waiting(state: SalesState) -> bool:
    """Return whether a colleague is looking at the very order that the customer agreed to."""
    order, lines = state.get("order") or {}, canonical(state.get("selection"))
    return bool(order.get("pending")) and order.get("items") == lines and state.get("agreed") == lines


def external_id(order: Order, thread: str, key: str | None) -> str:
    """Return the order's own id: the host's key for the first one, else a name made of thread and number."""
    if key and order["number"] == 1:
        return key
    return str(uuid.uuid5(ORDERS, f"{key or thread}/{order['number']}"))


def context_for(order: Order, state: SalesState, desk: Desk) -> SalesContext:
    """Return what the checkout is made with: the host's context, filled up with what the customer and playbook say."""
    details = desk.details(state)
    tracking = {k: v for k, v in desk.playbook.checkout.tracking.model_dump().items() if v is not None}
    known = desk.context.tracking.model_dump(exclude_none=True) if desk.context.tracking else {}
    return desk.context.model_copy(
        update={
            "customer": CustomerDetails(**details) if details else None,
            "country": desk.country(state),
            "tracking": Tracking(**(tracking | known)) if tracking or known else None,
            "order_key": external_id(order, desk.thread or state["thread"], desk.context.order_key),
        }
    )


def item_args(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """Return the lines as the tools take them."""
    return [{"offer": one["offer"], "quantity": one["quantity"]} for one in lines]


def contact_args(details: Mapping[str, str]) -> dict[str, str]:
    """Return the details as the tools take them; a phone number goes by the context."""
    return {name: details[name] for name in ("email", "first_name", "last_name", "company") if name in details}


def has_crm(desk: Desk) -> bool:
    """Return whether the sale belongs to a CRM record, which a purchase link could not carry."""
    tracking = desk.context.tracking
    return tracking is not None and any((tracking.account_id, tracking.contact_id, tracking.user_id, tracking.case_id))
