"""An order that reached Limio, without anything of the customer's: what it is, how far it came, what it came to.

Sources: Limio's orders and objects API pages for names and forms; a real order for ``total``, ``tracking`` and
``mode``; the pages on webhooks and on error reporting for what is sent around an order. What none of these says is
marked *inferred* where it is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from limio_langchain.answer import as_object, as_objects, read_json
from limio_langchain.errors import UnreadableAnswer
from limio_langchain.models.offer import ADD_ON_PREFIX
from limio_langchain.models.values import amount_of, count_of, currency_of, text_of

Stage = Literal["submitted", "completed", "failed", "cancelled"]

BASKET_PREFIX = "basket-"  # of a checkoutId: real orders have the basket's external id behind it
ORDER_MARKS = ("orderItems", "order_type", "checkoutId")
# Where an order lies in what Limio sends: bare, in an object, in an event, in an event of an error report.
PLACES: tuple[tuple[str, ...], ...] = ((), ("data",), ("data", "event"), ("event",), ("event", "event"))
OWN_PLACES = PLACES[:2]  # there the outer object is the order itself, so its id and status are the order's
# Only `complete` and `submitted` are published; the other words are inferred. An unknown one counts as submitted.
STAGES: Mapping[str, Stage] = {
    "complete": "completed",
    "completed": "completed",
    "processed": "completed",
    "failed": "failed",
    "error": "failed",
    "rejected": "failed",
    "declined": "failed",
    "cancelled": "cancelled",
    "canceled": "cancelled",
}


@dataclass(frozen=True)
class OrderedItem:
    """One line of a placed order.

    Attributes:
        offer: The offer's catalogue path, or its name where no path is told.
        quantity: How many.
        kind: ``offer`` or ``add_on``.
        amount: What the whole line comes to in the order's currency, where that can be told.
    """

    offer: str
    quantity: int
    kind: Literal["offer", "add_on"] = "offer"
    amount: Decimal | None = None


@dataclass(frozen=True)
class PlacedOrder:
    """An order that reached Limio.

    Attributes:
        id: ``order-`` and 32 characters, or None where what was sent names none; then it cannot be read back.
        reference: What a person reads out.
        stage: How far it came.
        order_type: ``new``, ``update_subscription``, ``cancel_subscription``, ...
        external_id: The basket's own id, told as such or within ``checkoutId``.
        items: What was ordered.
        total: What it comes to, or None where Limio does not tell.
        currency: ISO-4217 code of the total.
        subscription: Reference of the subscription it made or changes.
        tracked: The texts its tracking carries, to look for a purchase link's reference in; never stored.
        is_test: Whether it was placed in test mode.
    """

    id: str | None = None
    reference: str | None = None
    stage: Stage = "submitted"
    order_type: str = "new"
    external_id: str | None = None
    items: tuple[OrderedItem, ...] = ()
    total: Decimal | None = None
    currency: str | None = None
    subscription: str | None = None
    tracked: tuple[str, ...] = field(default=(), repr=False)
    is_test: bool = False

    @classmethod
    def find(cls, told: Mapping[str, Any]) -> PlacedOrder | None:
        """Return the order in an object of Limio's, however it is wrapped, or None where there is none."""
        for place in PLACES:
            inner = _at(told, place)
            if inner and any(name in inner for name in ORDER_MARKS):
                around = told if place in OWN_PLACES else {}
                return cls._read(inner, {**inner, **{key: one for key, one in around.items() if key != "data"}})
        return None

    @classmethod
    def _read(cls, inner: Mapping[str, Any], named: Mapping[str, Any]) -> PlacedOrder:
        total = as_object(inner.get("total"))
        currency = currency_of(total.get("currency"))
        sum_told = amount_of(total.get("amount")) or None  # 0 is seen where prices are kept outside of Limio
        read = as_objects(inner.get("orderItems"))
        words = (text_of(value) or "" for value in (named.get("status"), inner.get("status"), inner.get("orderState")))
        checkout = text_of(inner.get("checkoutId")) or ""
        return cls(
            id=text_of(named.get("id")),
            reference=text_of(inner.get("order_reference")) or text_of(named.get("reference")),
            stage=next((STAGES[word.lower()] for word in words if word.lower() in STAGES), "submitted"),
            order_type=text_of(inner.get("order_type")) or "new",
            external_id=text_of(inner.get("external_id")) or checkout.removeprefix(BASKET_PREFIX) or None,
            items=_items(read, sum_told),
            total=sum_told if currency else None,
            currency=currency,
            subscription=_subscription(inner),
            tracked=_texts(inner.get("tracking")),
            is_test=inner.get("mode") == "test",
        )


def read_placed_order(body: bytes) -> PlacedOrder:
    """Read an answer of `GET /api/objects/limio/order/{id}`; UnreadableAnswer when it holds no order."""
    found = PlacedOrder.find(as_object(read_json(body, "an order")))
    if found is None:
        raise UnreadableAnswer("an order was answered without what makes it one")
    return found


def _subscription(order: Mapping[str, Any]) -> str | None:
    """Return the subscription's reference: the page's name for it, a real order's, or what a change names itself."""
    changed = as_object(order.get("forSubscription"))  # inferred for orders; documented where a change is begun
    named = (order.get("subscriptionReference"), order.get("sub_reference"), changed.get("name"), changed.get("id"))
    return next(filter(None, map(text_of, named)), None)


def _items(lines: list[Mapping[str, Any]], total: Decimal | None) -> tuple[OrderedItem, ...]:
    amounts = _line_amounts(lines, total)
    named = [(line, amount, _offer(line)) for line, amount in zip(lines, amounts, strict=True)]
    return tuple(
        OrderedItem(path, count_of(line.get("quantity")) or 1, _kind(line, path), amount)
        for line, amount, path in named
        if path
    )


def _line_amounts(lines: list[Mapping[str, Any]], total: Decimal | None) -> list[Decimal | None]:
    """Return what each line comes to: whether its price is for one or for all is not told, so the total decides."""
    prices = [amount_of(as_object(line.get("price")).get("amount")) or None for line in lines]
    if total is None or any(price is None for price in prices):
        return [total] if len(lines) == 1 else [None] * len(lines)
    known = [price for price in prices if price is not None]
    times = [price * (count_of(line.get("quantity")) or 1) for price, line in zip(known, lines, strict=True)]
    fitting = next((amounts for amounts in (known, times) if sum(amounts) == total), None)
    if fitting is None:
        return [total] if len(lines) == 1 else [None] * len(lines)
    return [*fitting]


def _offer(line: Mapping[str, Any]) -> str | None:
    offer = as_object(line.get("offer")) or as_object(line.get("addOn"))
    return text_of(offer.get("path")) or text_of(line.get("path")) or text_of(line.get("name"))


def _kind(line: Mapping[str, Any], path: str) -> Literal["offer", "add_on"]:
    return "add_on" if line.get("type") == "add_on" or path.startswith(ADD_ON_PREFIX) else "offer"


def _texts(tracking: Any) -> tuple[str, ...]:
    return tuple(value for value in as_object(tracking).values() if isinstance(value, str))[:40]


def _at(told: Any, place: tuple[str, ...]) -> Mapping[str, Any]:
    for name in place:
        told = as_object(told).get(name)
    return as_object(told)
