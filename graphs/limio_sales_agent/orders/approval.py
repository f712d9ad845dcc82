"""A colleague's decision on an order: the card they see, what they may answer, and whether the one fits the other."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from limio_langchain.models.order import Quantity
from limio_langchain.tools.as_sent import many
from limio_sales_agent.orders.order import canonical, contact_args, digest, is_add_on, item_args
from limio_sales_agent.state import Line, Order

ACTION = "limio_create_checkout"
LONGEST_WORDS = 500  # characters that a customer is told beside a refusal
DECISIONS = ("approve", "edit", "reject")


class Item(BaseModel):
    """A line as a colleague may edit it."""

    model_config = ConfigDict(extra="forbid")

    offer: str = Field(pattern=r"^/[^/]", max_length=500)
    quantity: Quantity = 1


class EditedArgs(BaseModel):
    """The order's arguments, edited. Chat pages send all of a card back, so the details are taken but not changed.

    Attributes:
        items: The lines; also as the JSON text that Agent Chat UI makes of whatever is edited in its fields.
    """

    model_config = ConfigDict(extra="forbid")

    items: Annotated[list[Item], Field(min_length=1, max_length=20), BeforeValidator(many)]
    email: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    company: str | None = None


class EditedAction(BaseModel):
    """What to propose instead."""

    model_config = ConfigDict(extra="forbid")

    name: Literal["limio_create_checkout"]
    args: EditedArgs


class Decision(BaseModel):
    """One decision, in the shape LangChain's human-in-the-loop tools use.

    Attributes:
        type: What is decided.
        edited_action: What to propose to the customer instead; with ``edit`` and with nothing else.
        message: A colleague's own note; nothing comes of it.
        words: What the customer is told beside a refusal; with ``reject`` and with nothing else.
        order: The card's ``order``, which says what was looked at.
    """

    model_config = ConfigDict(extra="forbid")

    type: Literal["approve", "edit", "reject"]
    edited_action: EditedAction | None = None
    message: str | None = None
    words: str | None = Field(default=None, max_length=LONGEST_WORDS)
    order: str | None = None

    @model_validator(mode="after")
    def _an_edit_brings_its_order(self) -> Self:
        if (self.type == "edit") != (self.edited_action is not None):
            raise ValueError("edited_action comes with the type edit, and with no other")
        if self.words is not None and self.type != "reject":
            raise ValueError("words come with the type reject, and with no other")
        return self


class Decisions(BaseModel):
    """The answer to the interrupt: one decision, for the one action."""

    model_config = ConfigDict(extra="forbid")

    decisions: list[Decision] = Field(min_length=1, max_length=1)


def card(order: Order, terms: str | None, link: str | None, *, again: bool = False) -> dict[str, Any]:
    """Return the question as LangChain's human-in-the-loop tools and Agent Chat UI show it.

    Args:
        order: What is to be decided on.
        terms: What the customer was told of it.
        link: Why it will be a purchase link, or None for the assisted checkout.
        again: Whether a decision on another order, or on nobody knows which, came before.
    """
    customer = order["customer"]
    lines = ", ".join(f"{one['quantity']} x {one['offer']}" for one in order["items"])
    told = [
        "The order has changed, or more than one was shown; look again." if again else "",
        f"{'Purchase link' if link else 'Checkout'} for {customer.get('email') or 'a customer'}: {lines}",
        terms or "",
        f"It goes by purchase link: {link}."
        if link
        else "Where the checkout cannot be made, they get a purchase link for the same order.",
    ]
    return {
        "action_requests": [
            {
                "name": ACTION,
                "args": {"items": item_args(order["items"]), **contact_args(customer)},
                "description": "\n".join(filter(None, told)),
            }
        ],
        "review_configs": [{"action_name": ACTION, "allowed_decisions": list(DECISIONS)}],
        "order": digest(order["items"], customer, terms),
    }


def fits(decision: Decision, asked: dict[str, Any], cards: int) -> bool:
    """Return whether a decision is on the order that was asked about.

    Args:
        decision: What came back.
        asked: The card.
        cards: How many orders were shown since the last decision; of one alone a decision needs no name.
    """
    if decision.order is None and cards > 1:
        return False
    if decision.order is not None and decision.order != asked["order"]:
        return False
    if decision.edited_action is None:
        return True
    edited, shown = decision.edited_action.args, asked["action_requests"][0]["args"]
    told = edited.model_dump(exclude={"items"}, exclude_none=True)
    return all(shown.get(name) == value for name, value in told.items())


def edited_lines(decision: Decision) -> list[Line]:
    """Return the lines that a colleague proposes; none where they edited nothing."""
    if decision.edited_action is None:
        return []
    return canonical(
        {"offer": item.offer, "quantity": item.quantity, "kind": "add_on" if is_add_on(item.offer) else "offer"}
        for item in decision.edited_action.args.items
    )
