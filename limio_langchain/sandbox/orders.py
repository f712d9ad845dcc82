"""The orders that were placed at the sandbox's checkout, in the form of a real one, and how far each came."""

from __future__ import annotations

import hashlib
import secrets
import threading
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Literal

from limio_langchain.sandbox.baskets import Basket, Line
from limio_langchain.sandbox.prices import asked_for, totals

Status = Literal["submitted", "complete", "failed", "cancelled"]
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"


@dataclass
class PlacedOrder:
    """An order as `GET /api/objects/limio/order/{id}` answers it.

    Attributes:
        id: ``order-`` and 32 characters.
        external_id: Of the basket it came of.
        checkout_id: The basket it came of: of a change, one that nobody sees here.
        basket: What was paid.
        reference: What a person reads out.
        subscription: The reference of the subscription it made.
        created: When it was placed, in seconds since the epoch.
        status: How far it came; only ``complete`` is a word of Limio's page.
        order_type: ``new``, or what kind of change it is.
    """

    id: str
    external_id: str
    checkout_id: str
    basket: Basket = field(repr=False)
    reference: str
    subscription: str
    created: float
    status: Status = "submitted"
    order_type: str = "new"

    def told(self) -> dict[str, Any]:
        """Return it in Limio's words, bare, with everything of the customer's that a real one holds."""
        asked = [asked_for(line.item, line.quantity) for line in self.basket.lines]
        sums = totals(asked)
        total = {"amount": float(sums[0].due), "currency": sums[0].currency} if len(sums) == 1 else {"amount": 0}
        return {
            "id": self.id,
            "order_reference": self.reference,
            "status": self.status,
            "orderState": "submitted",
            "order_type": self.order_type,
            "external_id": self.external_id,
            "checkoutId": self.checkout_id,
            "sub_reference": self.subscription,
            "orderItems": [_line(line, one.today) for line, one in zip(self.basket.lines, asked, strict=True)],
            "customerDetails": dict(self.basket.customer) | {"marketingPrefs": {}},
            "country": self.basket.order.get("country"),
            "tracking": self.basket.order.get("tracking", {}),
            "source": self.basket.order.get("source", "shop"),
            "total": total,
            "mode": "production",
            "orderDate": moment(self.created),
        }

    def object(self) -> dict[str, Any]:
        """Return it as the objects API answers an object: what identifies it above, the order under ``data``."""
        held = self.told()
        top = {"id": self.id, "reference": self.reference, "status": self.status, "record_type": "order"}
        return {**top, "service": "limio", "created": moment(self.created), "data": held}

    def failure(self, message: str) -> dict[str, Any]:
        """Return the error report of the order (Limio, error reporting webhook): an event, without the order's id."""
        event = {name: held for name, held in self.told().items() if name not in {"id", "status"}}
        inner = {"message": "Order Received", "type": f"order.{self.order_type}", "event": event}
        key = self.id.removeprefix("order-")
        ids = {"eventId": f"event-{key}", "processEventId": f"process_event-{key}"}
        return {**ids, "event": inner, "pluginErrorOutput": [{"name": "zuora", "message": message}]}


class PlacedOrders:
    """All orders that were placed, oldest first.

    Args:
        clock: Seconds since the epoch.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._orders: dict[str, PlacedOrder] = {}

    def all(self) -> list[PlacedOrder]:
        """Return the orders."""
        with self._lock:
            return list(self._orders.values())

    def get(self, order_id: str) -> PlacedOrder | None:
        """Return an order by its id."""
        with self._lock:
            return self._orders.get(order_id)

    def clear(self) -> None:
        """Forget all orders."""
        with self._lock:
            self._orders.clear()

    def place(self, basket: Basket, status: Status, order_type: str = "new", of: str = "") -> PlacedOrder:
        """Place the order of a basket that was paid, or one that changes the subscription `of` it made."""
        order_id = f"order-{secrets.token_hex(16)}"
        external_id = str(uuid.uuid4()) if of else basket.external_id
        checkout = f"basket-{external_id}" if of else basket.id
        order = PlacedOrder(
            order_id, external_id, checkout, basket, _reference(), of or _reference(), self._clock(), status, order_type
        )
        with self._lock:
            self._orders[order_id] = order
        return order


def moment(seconds: float) -> str:
    """Return a moment as Limio writes it."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def customer_id(details: Mapping[str, str]) -> str:
    """Return the id of whoever bought: the same for the same address."""
    return f"cus-{hashlib.md5(details.get('email', '').lower().encode(), usedforsecurity=False).hexdigest()}"


def _reference() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(12))


def _line(line: Line, today: Decimal | None) -> dict[str, Any]:
    """Return a line; where the price is kept elsewhere a real one says 0."""
    item, asked = line.item, asked_for(line.item, line.quantity)
    offer = {name: item[name] for name in ("path", "name", "id", "version")} | {"record_type": line.kind}
    price = {"amount": float(today) if today is not None else 0, "currency": asked.currency or None}
    return {"offer": offer, "name": item["name"], "quantity": line.quantity, "price": price, "type": line.kind}
