"""A subscription somebody has, and what it may be changed to.

Sources: Limio's objects API page (a subscription's top), the guide to subscription updates and the page of the
subscription checkout (what a change answers), real objects for ``data.price`` and the terms. Whether names stand as
here in every release is not published, so each is read if it is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from limio_langchain.answer import as_object, read_json
from limio_langchain.errors import UnreadableAnswer
from limio_langchain.models.text import plain_text
from limio_langchain.models.values import amount_of, count_of, currency_of, text_of

ENDED = frozenset({"cancelled", "canceled", "expired", "terminated"})  # inferred; a real one says `active`


@dataclass(frozen=True)
class Subscription:
    """A subscription.

    Attributes:
        id: ``sub-`` and 32 characters.
        reference: What a person reads out.
        status: As told: ``active``, ``initial``, ...
        name: What it is called.
        offer: The catalogue path of the offer it is of, where told.
        quantity: How many, where told.
        amount: What it costs a period, or None where Limio does not tell.
        currency: ISO-4217 code of the amount.
        shown_price: The price as its display text tells it; it may differ from the amount.
        ends: The day its term ends, as told.
        auto_renews: Whether it renews by itself, where told.
        order: The order it came of.
    """

    id: str
    reference: str | None = None
    status: str | None = None
    name: str | None = None
    offer: str | None = None
    quantity: int | None = None
    amount: Decimal | None = None
    currency: str | None = None
    shown_price: str | None = None
    ends: str | None = None
    auto_renews: bool | None = None
    order: str | None = None

    @property
    def has_ended(self) -> bool:
        """Whether it was cancelled or ran out."""
        return (self.status or "").lower() in ENDED

    @classmethod
    def find(cls, told: Mapping[str, Any]) -> Subscription | None:
        """Return the subscription in an object of Limio's, bare or under ``data``, or None where there is none."""
        top = told if "id" in told else as_object(told.get("data"))
        identity = text_of(top.get("id")) or ""
        if top.get("record_type") != "subscription" and not identity.startswith("sub-"):
            return None
        return cls._read(identity, top, as_object(top.get("data"))) if identity else None

    @classmethod
    def _read(cls, identity: str, top: Mapping[str, Any], data: Mapping[str, Any]) -> Subscription:
        price, offer = as_object(data.get("price")), as_object(data.get("offer"))
        renews = as_object(data.get("attributes")).get("autoRenew")
        headline = text_of(as_object(price.get("summary")).get("headline"))
        return cls(
            id=identity,
            reference=text_of(top.get("reference")) or text_of(top.get("name")),
            status=text_of(top.get("status")),
            name=text_of(data.get("name")) or text_of(offer.get("name")),
            offer=text_of(offer.get("path")),  # inferred
            quantity=count_of(data.get("quantity")),  # inferred
            amount=amount_of(price.get("amount")) or None,
            currency=currency_of(price.get("currency")),
            shown_price=plain_text(headline) if headline else None,
            ends=text_of(data.get("termEndDate")),
            auto_renews=renews if isinstance(renews, bool) else None,
            order=(text_of(top.get("ref")) or "").partition("/")[0] or None,
        )


@dataclass(frozen=True)
class SubscriptionChange:
    """A change of a subscription that was begun.

    Attributes:
        checkout_id: The basket of the change.
        current: The catalogue path of the offer they have, where told.
        upgrades: Catalogue paths it may be changed to.
        downgrades: Likewise, to less.
        completed: Whether the change is done already.
        link: A link to go on with it. None is documented, so there mostly is none; it is handed on only where
            `conform` has seen one.
    """

    checkout_id: str
    current: str | None = None
    upgrades: tuple[str, ...] = ()
    downgrades: tuple[str, ...] = ()
    completed: bool = False
    link: str | None = field(default=None, repr=False)

    @property
    def offers(self) -> tuple[str, ...]:
        """All it may be changed to."""
        return (*self.upgrades, *self.downgrades)


def read_subscription(body: bytes) -> Subscription:
    """Read an answer of `GET /api/objects/limio/subscription/{id}`; UnreadableAnswer when it holds none."""
    found = Subscription.find(as_object(read_json(body, "a subscription")))
    if found is None:
        raise UnreadableAnswer("a subscription was answered without what makes it one")
    return found


def read_subscriptions(body: bytes) -> tuple[Subscription, ...]:
    """Read the subscriptions among a customer's related objects, those that ended left out."""
    items = as_object(read_json(body, "the objects of a customer")).get("items")
    if not isinstance(items, list):
        raise UnreadableAnswer("the objects of a customer have no items")
    found = (Subscription.find(one) for one in items if isinstance(one, dict))
    return tuple(one for one in found if one is not None and not one.has_ended)


def read_change(body: bytes) -> SubscriptionChange:
    """Read an answer of `POST /api/checkout/subscription`; UnreadableAnswer when it names no checkout."""
    return change_in(as_object(read_json(body, "a change of a subscription")))


def change_in(told: Mapping[str, Any]) -> SubscriptionChange:
    """Return the change in an answer; UnreadableAnswer when it names no checkout."""
    order = as_object(told.get("order")) or told
    checkout = text_of(order.get("checkoutId")) or text_of(told.get("id"))
    if checkout is None:
        raise UnreadableAnswer("a change of a subscription was answered without a checkout")
    next_actions = as_object(order.get("nextActions")) or order  # where they stand is inferred
    links = (told.get(name) for name in ("recoveryLink", "assistedCheckoutLink"))
    return SubscriptionChange(
        checkout_id=checkout,
        current=_path(order.get("forSubscriptionOffer")),
        upgrades=_paths(next_actions.get("upgrades")),
        downgrades=_paths(next_actions.get("downgrades")),
        completed=order.get("completed") is True,
        link=next(filter(None, map(text_of, links)), None),
    )


def _paths(value: Any) -> tuple[str, ...]:
    listed: Iterable[Any] = value if isinstance(value, list) else ()
    return tuple(filter(None, map(_path, listed)))


def _path(value: Any) -> str | None:
    """Return the path of an offer told as such, as an object, or as an object around the offer."""
    told = as_object(value)
    return text_of(told.get("path")) or text_of(as_object(told.get("offer")).get("path")) or text_of(value)
