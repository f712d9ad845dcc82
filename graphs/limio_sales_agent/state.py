"""What a conversation keeps between turns: JSON and messages only, so that any checkpointer can store it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from langchain_core.messages import AnyMessage
from langgraph.graph.message import Messages, add_messages
from typing_extensions import TypedDict

KEPT_MESSAGES = 12


class Line(TypedDict):
    """One line of an order: an offer's catalogue path, how many, and whether it is an ``offer`` or an ``add_on``."""

    offer: str
    quantity: int
    kind: Literal["offer", "add_on"]


class Disclosure(TypedDict):
    """The terms a customer was shown, and the order they were shown for."""

    items: list[Line]
    text: str


class Order(TypedDict, total=False):
    """The order as fixed before anything is written.

    Its number makes the ``external_id``, so a rerun finds the same basket. ``pending`` while a colleague looks at it,
    then ``approved``, and ``edited`` where they changed it; ``closed`` once it was handed over. ``url`` is the basket's
    link, kept back where it is a quote.
    """

    number: int
    items: list[Line]
    email: str | None
    mode: str
    closed: bool
    pending: bool
    approved: bool
    edited: bool
    url: str | None
    basket_id: str | None
    external_id: str | None
    prefilled: bool


class Outcome(TypedDict):
    """What a conversation came to; a later one names the one it supersedes."""

    kind: Literal["assisted_checkout", "purchase_link", "quote", "handoff", "existing_customer", "not_buying"]
    url: str | None
    reason: str | None
    basket_id: str | None
    external_id: str | None
    items: list[Line]
    not_carried: list[str]
    disclosure: str | None
    summary: str | None
    supersedes: str | None
    expires_at: str | None


def latest(held: Messages, added: Messages) -> list[AnyMessage]:
    """Merge messages as LangGraph does and keep the last twelve.

    Inside another graph the whole transcript is handed in each time; its order is then the one that counts, because
    messages forgotten here would otherwise come back behind the newest.
    """
    merged = add_messages(held, added)
    given = added if isinstance(added, list) else [added]
    places = {getattr(message, "id", None): place for place, message in enumerate(given)}
    known: Sequence[Any] = held if isinstance(held, list) else [held]
    if known and all(getattr(message, "id", None) in places for message in known):
        merged = sorted(_listed(merged), key=lambda message: places.get(message.id, len(places)))
    return _listed(merged)[-KEPT_MESSAGES:]


def _listed(messages: Messages) -> list[Any]:
    return list(messages) if isinstance(messages, list) else [messages]


class Input(TypedDict):
    """What a caller may hand in: messages, and nothing that only code decides."""

    messages: Annotated[list[AnyMessage], latest]


class Output(TypedDict, total=False):
    """What a caller gets back; a quote's link and the customer's details stay inside."""

    messages: Annotated[list[AnyMessage], latest]
    outcome: Outcome | None


class SalesState(TypedDict, total=False):
    """The whole of a conversation.

    Attributes:
        messages: The last twelve; a page that shows the whole conversation keeps its own transcript.
        past: What came before them, condensed, a line a message.
        thread: Stands for the thread where the host named none.
        customer: first_name, last_name, email, phone, company, country, as far as the customer said them.
        needs: attributes, billing, budget, budget_period, budget_per, currency, people, quantity, payment,
            keywords, prefer, note.
        asked: How often each ask was made, by its key.
        declined: Keys of questions and details the customer will not answer.
        expecting: What the last message asked for.
        shortlist: Paths last shown, in the order shown.
        selection: What is to be ordered.
        chosen: Whether the customer named the selection themselves; else it is a recommendation.
        agreed: The lines the customer said yes to.
        offered: The add-on last offered.
        promo_code: A code they gave.
        mode: ``buy`` or ``quote``.
        order_number: Of the order last fixed.
        order: The order last fixed.
        another: Whether the customer is starting a further order.
        disclosure: The terms they were last shown.
        attempts: How often something went wrong: ``unclear``, ``link``, ``refused``.
        handoff_reason: Why a person is to take over, while their details are asked for.
        failure: Why the last write failed: ``reason``, ``kind`` and ``detail``.
        outcome: What the conversation came to, last.
        unfinished: What was known before the message that is being answered; None between turns. A message sent again
            after a crash is folded into this, so that it counts once.
        turn: What is known in this turn only; see `limio_sales_agent.turn`.
    """

    messages: Annotated[list[AnyMessage], latest]
    past: list[str]
    thread: str
    customer: dict[str, str]
    needs: dict[str, Any]
    asked: dict[str, int]
    declined: list[str]
    expecting: str | None
    shortlist: list[str]
    selection: list[Line]
    chosen: bool
    agreed: list[Line] | None
    offered: str | None
    promo_code: str | None
    mode: Literal["buy", "quote"]
    order_number: int
    order: Order | None
    another: bool
    disclosure: Disclosure | None
    attempts: dict[str, int]
    handoff_reason: str | None
    failure: dict[str, Any] | None
    outcome: Outcome | None
    unfinished: dict[str, Any] | None
    turn: dict[str, Any]


Update = dict[str, Any]
