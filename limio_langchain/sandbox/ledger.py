"""The sandbox's ledger: baskets, their signed links, and whether they were paid."""

from __future__ import annotations

import hashlib
import hmac
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from limio_langchain.sandbox.rules import Malformed
from limio_langchain.sandbox.shelf import Catalogue, attributes_of, kind_of

KEY = b"sandbox signing key"


class NotPublished(Exception):
    """An order for something that is not on sale; the text is Limio's own form."""


@dataclass
class Basket:
    """A basket.

    Attributes:
        id: ``basket-`` and the order's external id.
        external_id: The order's own id.
        order: The order as it was last sent.
        created: Seconds since the epoch.
        entry: The page it was made on.
        completed: Whether it was paid.
        history: The orders that were sent before under the same external id.
    """

    id: str
    external_id: str
    order: dict[str, Any] = field(repr=False)
    created: float
    entry: str = "/checkout"
    completed: bool = False
    history: list[dict[str, Any]] = field(default_factory=list, repr=False)

    @property
    def recovery_link(self) -> str:
        """The root-relative signed link, as in Limio's abandoned-basket sample."""
        return f"/api/checkout/recover?basket={quote(self.id)}&recover={signature(self.id)}"

    @property
    def assisted_link(self) -> str:
        """The sales-assisted link. Its true form is unknown; this one is made up."""
        return f"/checkout/assisted?basket={quote(self.id)}&token={signature('assisted' + self.id)}"


class Baskets:
    """All baskets, by external id.

    Args:
        catalogue: What is on sale.
        clock: Seconds since the epoch.
    """

    def __init__(self, catalogue: Catalogue, clock: Callable[[], float]) -> None:
        self._catalogue, self._clock = catalogue, clock
        self._baskets: dict[str, Basket] = {}
        self._lock = threading.Lock()

    def all(self) -> list[Basket]:
        """Return the baskets in the order they were made."""
        return list(self._baskets.values())

    def get(self, basket_id: str) -> Basket | None:
        """Return a basket by its id."""
        return next((basket for basket in self.all() if basket.id == basket_id), None)

    def create_or_update(self, order: dict[str, Any], entry: str) -> Basket:
        """Make the basket of an external id, or change it; a paid one stays as it is.

        Raises:
            NotPublished: Something in the order is not on sale in that version.
            Malformed: An add-on without types, or without an offer.
        """
        self._check(order)
        external_id = order["external_id"]
        with self._lock:
            basket = self._baskets.get(external_id)
            if basket is None:
                basket = Basket(f"basket-{external_id}", external_id, order, self._clock(), entry)
                self._baskets[external_id] = basket
            elif not basket.completed and basket.order != order:
                basket.history.append(basket.order)
                basket.order, basket.entry = order, entry
            return basket

    def _check(self, order: dict[str, Any]) -> None:
        kinds = []
        for line in order["orderItems"]:
            told = line["offer"]
            item = self._catalogue.by_version(told["id"], told["version"])
            if item is None:
                raise NotPublished(f"data_not_found: offer-{told['id']} version: published")
            kinds.append(kind_of(item))
        if "add_on" in kinds and [line.get("type") for line in order["orderItems"]] != kinds:
            raise Malformed("order.orderItems[].type is required when add-ons are in the basket")
        if "offer" not in kinds:
            raise Malformed("order.orderItems must hold an offer beside its add-ons")

    def as_abandoned(self, basket: Basket) -> dict[str, Any]:
        """Return a basket as the abandoned-basket list shows it."""
        order = basket.order
        items = [self._catalogue.by_version(**_key(line)) for line in order["orderItems"]]
        moment = datetime.fromtimestamp(basket.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return {
            "id": basket.id,
            "created": moment,
            "customerDetails": order.get("customerDetails", {}),
            "orderItems": [
                {"name": item["name"], "path": item["path"], "products": _products(item)} for item in items if item
            ],
            "customFields": order.get("customFields", {}),
            "tracking": order.get("tracking", {}),
            "identities": [],
            "entry": basket.entry,
            "completed": basket.completed,
            "recoveryLink": basket.recovery_link,
        }

    def lines(self, basket: Basket) -> list[tuple[dict[str, Any], int]]:
        """Return what is in a basket: items and quantities; what has gone off sale since is left out."""
        found = ((self._catalogue.by_version(**_key(line)), line) for line in basket.order["orderItems"])
        return [(item, line.get("quantity", 1)) for item, line in found if item]


def signature(text: str) -> str:
    """Return the signature that makes a link good."""
    return hmac.new(KEY, text.encode(), hashlib.sha256).hexdigest()


def is_signed(text: str, told: str) -> bool:
    """Return whether `told` is the signature of `text`."""
    return hmac.compare_digest(signature(text).encode(), told.encode("utf-8", "replace"))


def _key(line: dict[str, Any]) -> dict[str, str]:
    return {"item_id": line["offer"]["id"], "version": line["offer"]["version"]}


def _products(item: dict[str, Any]) -> list[dict[str, str]]:
    told = item.get("data", {}).get("products") or []
    code = attributes_of(item).get("product_code__limio", "")
    return [{"path": one if isinstance(one, str) else one.get("path", ""), "productCode": code} for one in told]
