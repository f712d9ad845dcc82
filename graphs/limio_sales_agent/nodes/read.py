"""Reads the customer's message and folds it into what is known."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from langchain_core.messages import AnyMessage, HumanMessage, RemoveMessage

from limio_sales_agent.absorb import absorb, known_before
from limio_sales_agent.desk import Desk
from limio_sales_agent.effects import Flow
from limio_sales_agent.order import canonical
from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.shop import Shop, open_shop
from limio_sales_agent.state import KEPT_MESSAGES, SalesState, Update
from limio_sales_agent.turn import facts

CONDENSED = 120  # characters kept of a message that is forgotten
PAST_LINES = 8  # as many as a model is sent
ASKS: Mapping[str, str | None] = {
    "handoff_details": "details",
    "handoff_offer": "confirm",
    "open": None,
    "change": None,
}


def read(state: SalesState, desk: Desk) -> Flow[Update]:
    """Read what was said since the last answer, and work out the facts the routes decide on."""
    state = {**state, **(state.get("unfinished") or {})}  # type: ignore[typeddict-item]  # keys of the state alone
    before = known_before(state)
    kept = (
        _kept(state)
        | {"unfinished": before}
        | {"thread": state.get("thread") or desk.thread or str(uuid.uuid4()), "failure": None}
    )
    text = unanswered(state.get("messages", []))
    shop = yield from open_shop(desk)
    if not text:
        return {**kept, "turn": {"text": "", "source": shop.source, "age": shop.age_seconds}}
    reading = yield from desk.reader(text, hints(state, shop, desk), state)
    known = absorb(state, text, reading, shop, desk)
    after: SalesState = {**state, **known}  # type: ignore[typeddict-item]  # `known` holds keys of the state alone
    changed = canonical(known["selection"]) != canonical(state.get("selection"))
    return {**kept, **known, "turn": facts(after, text, reading, shop, desk) | {"changed": changed}}


def unanswered(messages: Sequence[AnyMessage]) -> str:
    """Return what the customer said since the last answer; a message sent again after a crash counts once."""
    texts: list[str] = []
    for message in reversed(messages):
        if message.type == "ai":
            break
        if isinstance(message, HumanMessage) and (said := message.text.strip()) and said not in texts:
            texts.append(said)
    return "\n".join(reversed(texts))


def hints(state: SalesState, shop: Shop, desk: Desk) -> Hints:
    """Return what a reader may lean on."""
    expecting = state.get("expecting")
    customer, needs = desk.details(state), state.get("needs", {})
    known = {*customer, *(key for key, value in needs.items() if value), *needs.get("attributes", {})}
    return Hints(
        playbook=desk.playbook,
        offers=tuple(shop.offers.values()),
        add_ons=tuple(shop.add_ons.values()),
        shortlist=tuple(state.get("shortlist", ())),
        expecting=ASKS.get(expecting, expecting) if expecting else None,
        known=frozenset(known),
        country=desk.country(state),
        currency=desk.context.currency or needs.get("currency"),
    )


def _kept(state: SalesState) -> Update:
    """Forget the oldest messages and keep a line of each, so that the answer still fits in."""
    messages = state.get("messages", [])
    gone = messages[: max(0, len(messages) - KEPT_MESSAGES + 2)]
    if not gone:
        return {}
    past = [*state.get("past", []), *(line for message in gone if (line := _condensed(message)))]
    removed: list[Any] = [RemoveMessage(id=message.id) for message in gone if message.id]
    return {"messages": removed, "past": past[-PAST_LINES:]}


def _condensed(message: AnyMessage) -> str:
    who = {"human": "customer", "ai": "agent"}.get(message.type)
    # A line that is a link is left out: a signed one opens the customer's basket.
    text = " ".join(line for line in message.text.split("\n") if "://" not in line)
    return f"{who}: {' '.join(text.split())[:CONDENSED]}" if who else ""
