"""The sandbox's subscriptions: what customers have, and the changes they begin.

The fields of a subscription are those of Limio's objects page and of real ones. Those of a change's answer are named by
its guide; how they are nested is not published, so the nesting here is made up.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from limio_langchain.sandbox.catalogue import Catalogue, Item, attributes_of
from limio_langchain.sandbox.orders import PlacedOrder, customer_id, moment
from limio_langchain.sandbox.prices import asked_for

LINKED = ("upgrades", "downgrades")


@dataclass
class Subscription:
    """A subscription.

    Attributes:
        id: ``sub-`` and 32 characters.
        reference: What a person reads out.
        customer: Whose it is: ``cus-`` and 32 characters.
        item: The offer it is of.
        quantity: How many.
        order: The order it came of, or nothing.
        created: When it began, in seconds since the epoch.
        status: ``active``, ``cancelled``.
        pending: Whether a change of it is not done yet; a further one is answered 423 then.
    """

    id: str
    reference: str
    customer: str
    item: Item
    quantity: int
    order: str
    created: float
    status: str = "active"
    pending: bool = False

    def told(self) -> dict[str, Any]:
        """Return it in Limio's words."""
        asked = asked_for(self.item, self.quantity)
        price = {"amount": float(asked.today) if asked.today is not None else 0, "currency": asked.currency}
        data = {
            "name": self.item["name"],
            "offer": {"path": self.item["path"], "id": self.item["id"]},
            "quantity": self.quantity,
            "price": price | {"summary": {"headline": f"<p>{asked.wording}</p>"}},
            "termStartDate": moment(self.created),
            "termEndDate": moment(self.created + 365 * 24 * 3600)[:10],
            "attributes": {"autoRenew": attributes_of(self.item).get("autoRenew__limio") is True},
        }
        top = {"id": self.id, "name": self.reference, "reference": self.reference, "status": self.status}
        own = {"record_type": "subscription", "customer": self.customer, "service": "limio", "mode": "production"}
        return {**top, **own, "ref": f"{self.order}/1", "created": moment(self.created), "data": data}


class Subscriptions:
    """All subscriptions.

    Args:
        catalogue: What is on sale, which tells what a subscription may be changed to.
        clock: Seconds since the epoch.
        behaviours: In which the tenant differs from the contract.
    """

    def __init__(self, catalogue: Catalogue, clock: Callable[[], float], behaviours: frozenset[str]) -> None:
        self._catalogue, self._clock, self._behaviours = catalogue, clock, behaviours
        self._lock = threading.Lock()
        self._held: dict[str, Subscription] = {}
        self._changes: dict[str, Subscription] = {}

    def all(self) -> list[Subscription]:
        """Return the subscriptions, oldest first."""
        with self._lock:
            return list(self._held.values())

    def get(self, key: str) -> Subscription | None:
        """Return a subscription by its id or its reference."""
        return next((one for one in self.all() if key in {one.id, one.reference}), None)

    def of(self, customer: str) -> list[Subscription]:
        """Return what a customer has."""
        return [one for one in self.all() if one.customer == customer]

    def clear(self) -> None:
        """Forget all of them."""
        with self._lock:
            self._held.clear()
            self._changes.clear()

    def add(self, customer: str, path: str, quantity: int = 1, order: str = "", reference: str = "") -> Subscription:
        """Give a customer a subscription; KeyError when nothing is on sale at `path`."""
        item = self._catalogue.by_path(path)
        if item is None:
            raise KeyError(path)
        name = reference or secrets.token_hex(6).upper()
        made = Subscription(f"sub-{secrets.token_hex(16)}", name, customer, item, quantity, order, self._clock())
        with self._lock:
            self._held[made.id] = made
        return made

    def of_order(self, order: PlacedOrder) -> Subscription | None:
        """Give the customer of an order what it was for; None where the offer is gone."""
        line, buyer = order.basket.lines[0], customer_id(order.basket.customer)
        if self._catalogue.by_path(line.path) is None:
            return None
        return self.add(buyer, line.path, line.quantity, order.id, order.subscription)

    def change(self, subscription: Subscription) -> dict[str, Any]:
        """Begin a change and return its answer."""
        held = attributes_of(subscription.item)
        linked = {name: [{"path": path} for path in self._linked(held, name)] for name in LINKED}
        checkout = f"basket-{secrets.token_hex(16)}"
        order = {
            "checkoutId": checkout,
            "order_type": "update_subscription",
            "forSubscription": {"id": subscription.id, "name": subscription.reference},
            "forSubscriptionOffer": {"path": subscription.item["path"]},
            "nextActions": {**linked, "crossSells": [], "subscriptionAddOns": []},
            "completed": False,
        }
        self._changes[checkout] = subscription
        link = {"recoveryLink": f"/update?basket={checkout}"} if "change_links" in self._behaviours else {}
        return {"id": checkout, "order": order, **link}

    def choices(self, checkout: str) -> list[Item] | None:
        """Return what the change of a checkout may lead to; None where no change has that checkout."""
        found = self._changes.get(checkout)
        if found is None:
            return None
        paths = [path for name in LINKED for path in self._linked(attributes_of(found.item), name)]
        return [item for item in map(self._catalogue.by_path, paths) if item]

    def _linked(self, held: Mapping[str, Any], name: str) -> list[str]:
        told = held.get(f"{name.removesuffix('s')}_offers__limio") or []
        paths = [one.get("path") for one in told if isinstance(one, dict)]
        return [path for path in paths if isinstance(path, str) and self._catalogue.by_path(path)]
