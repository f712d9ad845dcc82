"""What a conversation came to, as a host, a CRM or a colleague reads it."""

from __future__ import annotations

import json
import uuid
from typing import Any, Literal

from limio_sales_agent.context import RunContext
from limio_sales_agent.orders.order import canonical
from limio_sales_agent.state import Outcome, Receipt, SalesState, Update

Kind = Literal["assisted_checkout", "purchase_link", "quote", "handoff", "existing_customer", "not_buying"]
SALES = frozenset({"assisted_checkout", "purchase_link", "quote"})
MOST_RECEIPTS = 20
OUTCOMES = uuid.UUID("5a0e1f0a-3c1b-5b0e-9d55-0f6a0c9a7f11")  # the namespace of outcomes' ids


def outcome_of(kind: Kind, state: SalesState, run: RunContext, **known: Any) -> Outcome:
    """Return an outcome.

    Args:
        kind: What it is.
        state: The conversation.
        run: For the customer's details, which the summary names.
        known: Fields that are more than empty: url, reason, basket_id, external_id, items, not_carried.
    """
    told = state.get("disclosure") if kind in SALES else None
    # By its place among the conversation's outcomes: a run repeated after a crash comes to the same one.
    identity = str(uuid.uuid5(OUTCOMES, f"{state['conversation']}/{state.get('outcomes', 0) + 1}"))
    empty: Outcome = {
        "outcome_id": identity,
        "kind": kind,
        "url": None,
        "reason": None,
        "basket_id": None,
        "external_id": None,
        "items": canonical(state.get("selection")),
        "not_carried": [],
        "disclosure": told["text"] if told else None,
        "summary": summary(state, run),
        "supersedes": superseded(state) if kind in SALES else None,
        "expires_at": None,  # Limio's name for the field is unknown, so no date is ever told
        "consent": None,
    }
    outcome: Outcome = {**empty, **known}  # type: ignore[typeddict-item]  # the callers' keywords are the fields
    if told and "figure" in told:
        outcome["figure"] = told["figure"]
    return {**outcome, "consent": receipt(outcome, state)} if kind in SALES else outcome


def later_id(conversation: str, kind: str, *what: object) -> str:
    """Return the id of an outcome that comes after the conversation: the same whoever works it out, however often.

    Args:
        conversation: What stands for the conversation.
        kind: What the outcome is.
        what: All that makes it another one: an external id, a placed order's id, a reason.
    """
    return str(uuid.uuid5(OUTCOMES, json.dumps([conversation, kind, *map(str, what)])))


def receipt(outcome: Outcome, state: SalesState) -> Receipt | None:
    """Return what shows that the customer agreed to a sale; None where no terms of an order could be shown."""
    shown = state.get("disclosure")
    if shown is None:
        return None
    return {
        "outcome_id": outcome["outcome_id"],
        "items": outcome["items"],
        "terms": shown["text"],
        "shown_at": shown.get("shown_at"),
        "yes": list(state.get("consent", [])),
        "versions": shown.get("versions", {}),
        "order_key": outcome["external_id"],
    }


def settled(outcome: Outcome, state: SalesState) -> Update:
    """Return what is kept of an outcome once it was told; of the receipts the latest twenty."""
    held = state.get("receipts", [])
    receipts = [*held, outcome["consent"]][-MOST_RECEIPTS:] if outcome["consent"] else held
    return {"outcome": outcome, "outcomes": state.get("outcomes", 0) + 1, "receipts": receipts}


def superseded(state: SalesState) -> str | None:
    """Return the external id of the earlier sale that a new one replaces; a further order replaces nothing."""
    last, order = state.get("outcome"), state.get("order")
    if not last or last["kind"] not in SALES or state.get("another") or not order:
        return None
    earlier = last["external_id"]
    return earlier if earlier != order.get("external_id") else None


def summary(state: SalesState, run: RunContext) -> str:
    """Return what a colleague should know in a few lines: who, what they need, what was chosen, their own words."""
    needs, details = state.get("needs", {}), run.details(state)
    name = " ".join(filter(None, (details.get("first_name"), details.get("last_name"))))
    wishes = {
        "people": needs.get("people"),
        "billing": needs.get("billing"),
        "budget": " ".join(filter(None, (needs.get("budget"), needs.get("currency"), needs.get("budget_period")))),
        **{name: _words(held) for name, held in needs.get("attributes", {}).items()},
        "words": ", ".join(needs.get("keywords", ())),
    }
    rows = {
        "Customer": ", ".join(filter(None, (name, details.get("company"), details.get("email"), details.get("phone")))),
        "Needs": ", ".join(f"{key}: {value}" for key, value in wishes.items() if value),
        "Order": ", ".join(f"{one['quantity']} x {one['offer']}" for one in state.get("selection", ())),
        "Promo code": state.get("promo_code"),
        "Note": needs.get("note"),
        "Last message": (state["turn"]["text"])[:300],
    }
    return "\n".join(f"{key}: {value}" for key, value in rows.items() if value)


def _words(held: str | list[str]) -> str:
    return held if isinstance(held, str) else " and ".join(held)
