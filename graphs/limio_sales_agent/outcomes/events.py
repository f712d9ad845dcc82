"""What a conversation comes to, as it is recorded: its steps and outcomes, in codes and paths alone."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import blake2s
from typing import Literal

from limio_sales_agent.orders.outcome import later_id
from limio_sales_agent.state import Line, Outcome, SalesState, Update

Step = Literal["", "conversation", "recommended", "agreed", "link", "paid", "taken_back"]
STEPS: tuple[Step, ...] = ("conversation", "recommended", "agreed", "link", "paid")
LINKS = ("assisted_checkout", "purchase_link")
STEP_OF: dict[str, Step] = {
    "conversation": "conversation",
    "recommended": "recommended",
    "agreed": "agreed",
    "assisted_checkout": "link",
    "purchase_link": "link",
    "completed": "paid",
}
AGREED = frozenset({"assisted_checkout", "purchase_link", "approve"})
OTHER_TOPIC = "other"
REFERENCE = re.compile(r"lsa-[0-9a-f]{24}")


@dataclass(frozen=True)
class Item:
    """One line of an outcome.

    Attributes:
        offer: The catalogue path.
        quantity: How many; below 0 where a sale is taken back.
        kind: ``offer`` or ``add_on``.
        amount: What the line comes to, where that is known; likewise.
    """

    offer: str
    quantity: int
    kind: str = "offer"
    amount: Decimal | None = None

    @classmethod
    def of(cls, lines: Sequence[Line]) -> tuple[Item, ...]:
        """Return an order's lines, without amounts."""
        return tuple(cls(one["offer"], one["quantity"], one["kind"]) for one in lines)

    @property
    def taken_back(self) -> Item:
        """The same line, as it is taken back."""
        amount = None if self.amount is None else -self.amount
        return Item(self.offer, -self.quantity, self.kind, amount)


@dataclass(frozen=True)
class Event:
    """Something a conversation came to.

    Attributes:
        outcome_id: Its own, the same whenever it is recorded again; then it is recorded once.
        kind: What it is: a kind of outcome, a step on the way, or what became of a sale.
        conversation: The digest of its thread's id; None for an order that belongs to none.
        reason: A code of a closed list, or a term of the catalogue or the playbook; never a customer's words.
        external_id: Of the order it is about.
        link_reference: What the purchase link carries to be known again by.
        order_key: Of the placed order it is about.
        items: What was agreed or ordered.
        amount: What it comes to, where that is known.
        currency: ISO-4217 code of the amount.
        is_reported: Whether the host was told of it already, or need not be.
        takes_back: Whether it takes a sale back.
    """

    outcome_id: str
    kind: str
    conversation: str | None = None
    reason: str = ""
    external_id: str | None = None
    link_reference: str | None = None
    order_key: str | None = None
    items: tuple[Item, ...] = field(default=())
    amount: Decimal | None = None
    currency: str | None = None
    is_reported: bool = True
    takes_back: bool = False

    @property
    def step(self) -> Step:
        """The funnel's step it is, the one back from its last, or nothing; an order in test mode is no sale."""
        if self.reason == "test":
            return ""
        return "taken_back" if self.takes_back else STEP_OF.get(self.kind, "")


def digest_of(thread: str) -> str:
    """Return what stands for a thread in the tables; nothing leads back from it."""
    return blake2s(thread.encode(), digest_size=16, person=b"outcomes").hexdigest()


def new_reference(outcome_id: str) -> str:
    """Return what an outcome's purchase link carries to be known again by: always the same, and hard to guess."""
    return f"lsa-{uuid.UUID(outcome_id).hex[:24]}"


def reference_among(texts: Iterable[str]) -> str | None:
    """Return the reference among the texts of an order's tracking, or None."""
    found = (REFERENCE.search(text) for text in texts)
    return next((one.group() for one in found if one), None)


def events_of(node: str, state: SalesState, update: Update, thread: str | None) -> list[Event]:
    """Return what a node's work amounts to.

    Args:
        node: Its name.
        state: What it began with.
        update: What it changes.
        thread: The thread's id, where the host named one.
    """
    known = thread or update.get("thread") or state.get("thread")
    return list(_found(node, state, update, digest_of(str(known)))) if known else []


def _found(node: str, state: SalesState, update: Update, conversation: str) -> Iterator[Event]:
    if node == "read" and not state.get("thread"):
        yield _step("conversation", conversation)
    if node == "recommend" and update.get("shortlist"):
        yield _step("recommended", conversation)
    if node in {"confirm", "quote"} and update.get("next") in AGREED:
        yield _step("agreed", conversation)
    if node == "answer" and update.get("expecting") == "handoff_offer":
        topic = next(iter(state["turn"]["about"]), OTHER_TOPIC)
        yield Event(
            later_id(conversation, "unanswered", state.get("outcomes", 0), topic), "unanswered", conversation, topic
        )
    if update.get("outcomes") and update.get("outcome"):
        yield from _outcome(update["outcome"], conversation)


def _step(kind: str, conversation: str) -> Event:
    return Event(later_id(conversation, kind), kind, conversation)


def _outcome(outcome: Outcome, conversation: str) -> Iterator[Event]:
    if earlier := outcome["supersedes"]:
        identity = later_id(conversation, "replaced", earlier)
        yield Event(identity, "replaced", conversation, external_id=earlier, is_reported=False)
    if outcome["kind"] in {"assisted_checkout", "purchase_link"}:
        yield _step("agreed", conversation)  # a link that was asked for again, or a quote that is paid after all
    reference = None
    if outcome["kind"] == "purchase_link":  # its own, also where no link carries one
        reference = reference_among([outcome["url"] or ""]) or new_reference(outcome["outcome_id"])
    figure = outcome.get("figure")  # what Limio said is paid first is what its order is held against
    told = figure["first_payment"] if figure else None
    yield Event(
        outcome["outcome_id"],
        outcome["kind"],
        conversation,
        outcome["reason"] or "",
        external_id=outcome["external_id"],
        link_reference=reference,
        items=Item.of(outcome["items"]),
        amount=Decimal(told) if told else None,
        currency=figure.get("currency") if figure and told else None,
    )
