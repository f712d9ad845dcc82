"""Waits for a colleague's decision on the order, and does nothing else, because it runs again when resumed."""

from __future__ import annotations

from typing import Any, Literal

from langchain_core.messages import AIMessage
from langgraph.types import interrupt
from pydantic import BaseModel, ConfigDict, Field

from limio_sales_agent.desk import Desk
from limio_sales_agent.effects import Flow
from limio_sales_agent.order import canonical, contact_args, is_add_on, item_args
from limio_sales_agent.state import Line, Order, SalesState, Update

ACTION = "limio_create_checkout"


class Item(BaseModel):
    """A line as a colleague may edit it."""

    model_config = ConfigDict(extra="forbid")

    offer: str = Field(pattern=r"^/[^/]", max_length=500)
    quantity: int = Field(default=1, ge=1)


class EditedArgs(BaseModel):
    """The order's arguments, edited; contact details cannot be changed here."""

    model_config = ConfigDict(extra="ignore")

    items: list[Item] = Field(min_length=1, max_length=20)


class EditedAction(BaseModel):
    """What to do instead."""

    model_config = ConfigDict(extra="ignore")

    name: Literal["limio_create_checkout"] = "limio_create_checkout"
    args: EditedArgs


class Decision(BaseModel):
    """One decision, in the shape LangChain's human-in-the-loop tools use."""

    model_config = ConfigDict(extra="ignore")

    type: Literal["approve", "edit", "reject"]
    edited_action: EditedAction | None = None
    message: str | None = None


class Decisions(BaseModel):
    """The answer to the interrupt: one decision, for the one action."""

    model_config = ConfigDict(extra="ignore")

    decisions: list[Decision] = Field(min_length=1, max_length=1)


def approve(state: SalesState, desk: Desk) -> Flow[Update]:
    """Ask a colleague about the exact order, and put down what they decided."""
    yield from ()
    order = state.get("order")
    if order is None or not order.get("pending"):
        return {}
    answer = interrupt(request(order, desk.details(state)), response_schema=Decisions)
    decision = _decision(answer)
    settled: Order = {**order, "pending": False}
    if decision.type == "reject":
        refused = {"order": settled, "agreed": None, "expecting": None}
        said = AIMessage(desk.say("approval_refused"))
        return {**refused, "messages": [said], "unfinished": None, "turn": {**state["turn"], "go": None}}
    update = _edited(state, settled, decision) if decision.type == "edit" else {"order": {**settled, "approved": True}}
    return {**update, "turn": {**state["turn"], "go": "assisted_checkout"}}


def request(order: Order, details: dict[str, str]) -> dict[str, Any]:
    """Return the question as LangChain's human-in-the-loop tools and Agent Chat UI show it."""
    lines = ", ".join(f"{one['quantity']} x {one['offer']}" for one in order["items"])
    return {
        "action_requests": [
            {
                "name": ACTION,
                "args": {"items": item_args(order["items"]), **contact_args(details)},
                "description": f"Checkout for {details.get('email') or 'a customer'}: {lines}",
            }
        ],
        "review_configs": [{"action_name": ACTION, "allowed_decisions": ["approve", "edit", "reject"]}],
    }


def _decision(answer: Any) -> Decision:
    decisions = answer if isinstance(answer, Decisions) else Decisions.model_validate(answer)
    return decisions.decisions[0]


def _edited(state: SalesState, order: Order, decision: Decision) -> Update:
    """Put the colleague's order in the place of the customer's; a changed one has a number of its own."""
    if decision.edited_action is None:
        return {"order": {**order, "approved": True}}
    lines: list[Line] = canonical(
        {"offer": item.offer, "quantity": item.quantity, "kind": "add_on" if is_add_on(item.offer) else "offer"}
        for item in decision.edited_action.args.items
    )
    if lines == order["items"]:
        return {"order": {**order, "approved": True}}
    number = state.get("order_number", 0) + 1
    edited: Order = {**order, "number": number, "items": lines, "approved": True, "edited": True}
    return {"order": edited, "order_number": number, "selection": lines, "agreed": lines, "chosen": True}
