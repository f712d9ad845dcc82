"""What a conversation came to, as a host, a CRM or a colleague reads it."""

from __future__ import annotations

from typing import Any, Literal

from limio_sales_agent.desk import Desk
from limio_sales_agent.order import canonical
from limio_sales_agent.state import Outcome, SalesState

Kind = Literal["assisted_checkout", "purchase_link", "quote", "handoff", "existing_customer", "not_buying"]
SALES = frozenset({"assisted_checkout", "purchase_link", "quote"})


def outcome_of(kind: Kind, state: SalesState, desk: Desk, **known: Any) -> Outcome:
    """Return an outcome.

    Args:
        kind: What it is.
        state: The conversation.
        desk: For the customer's details, which the summary names.
        known: Fields that are more than empty: url, reason, basket_id, external_id, items, not_carried.
    """
    told = state.get("disclosure") if kind in SALES else None
    empty: Outcome = {
        "kind": kind,
        "url": None,
        "reason": None,
        "basket_id": None,
        "external_id": None,
        "items": canonical(state.get("selection")),
        "not_carried": [],
        "disclosure": told["text"] if told else None,
        "summary": summary(state, desk),
        "supersedes": superseded(state) if kind in SALES else None,
        "expires_at": None,  # Limio's name for the field is unknown, so no date is ever told
    }
    return {**empty, **known}  # type: ignore[typeddict-item]  # the callers' keywords are the fields


def superseded(state: SalesState) -> str | None:
    """Return the external id of the earlier sale that a new one replaces; a further order replaces nothing."""
    last, order = state.get("outcome"), state.get("order")
    if not last or last["kind"] not in SALES or state.get("another") or not order:
        return None
    earlier = last["external_id"]
    return earlier if earlier != order.get("external_id") else None


def summary(state: SalesState, desk: Desk) -> str:
    """Return what a colleague should know in a few lines: who, what they need, what was chosen, their own words."""
    needs, details = state.get("needs", {}), desk.details(state)
    name = " ".join(filter(None, (details.get("first_name"), details.get("last_name"))))
    wishes = {
        "people": needs.get("people"),
        "billing": needs.get("billing"),
        "budget": " ".join(filter(None, (needs.get("budget"), needs.get("currency"), needs.get("budget_period")))),
        **needs.get("attributes", {}),
        "words": ", ".join(needs.get("keywords", ())),
    }
    rows = {
        "Customer": ", ".join(filter(None, (name, details.get("company"), details.get("email"), details.get("phone")))),
        "Needs": ", ".join(f"{key}: {value}" for key, value in wishes.items() if value),
        "Order": ", ".join(f"{one['quantity']} x {one['offer']}" for one in state.get("selection", ())),
        "Promo code": state.get("promo_code"),
        "Note": needs.get("note"),
        "Last message": (state.get("turn", {}).get("text") or "")[:300],
    }
    return "\n".join(f"{key}: {value}" for key, value in rows.items() if value)
