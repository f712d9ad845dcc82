"""The sandbox's baskets: made, changed and paid, one for each external id."""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal
from urllib.parse import quote

from limio_langchain.sandbox.behaviours import basket_id as basket_id_of
from limio_langchain.sandbox.catalogue import Catalogue, Item, attributes_of, kind_of
from limio_langchain.sandbox.contract import Malformed
from limio_langchain.sandbox.signing import Signer

Repeated = Literal["first", "last"]
QUOTE = "quote"  # the tag of a basket that becomes a quote
LASTS = 14 * 24 * 3600.0  # seconds; Limio's SDK page: two weeks


class NotPublished(Exception):
    """An order for something that is not on sale; the text has the form seen from Limio."""


@dataclass(frozen=True)
class Line:
    """One item of a basket, as it was on sale when it was put in."""

    item: Item = field(repr=False)
    quantity: int
    kind: str

    @property
    def path(self) -> str:
        """Its catalogue path."""
        return str(self.item["path"])


@dataclass
class Basket:
    """A basket.

    Attributes:
        id: ``basket-`` and the external id, as in real orders.
        external_id: The order's own id.
        order: The order as it was last sent.
        lines: Its items.
        links: ``recoveryLink`` and ``assistedCheckoutLink``, as answered.
        created: When it was made, in seconds since the epoch; a change leaves it.
        entry: The checkout page.
        completed: Whether it was paid.
        history: The orders sent before under the same external id and not kept, oldest first.
        ignored: The orders sent later under the same external id and not kept, where the first one is kept.
    """

    id: str
    external_id: str
    order: dict[str, Any] = field(repr=False)
    lines: Sequence[Line]
    links: Mapping[str, str] = field(repr=False)
    created: float
    entry: str = "/checkout"
    completed: bool = False
    history: list[dict[str, Any]] = field(default_factory=list, repr=False)
    ignored: list[dict[str, Any]] = field(default_factory=list, repr=False)

    @property
    def recovery_link(self) -> str:
        """The signed link of the agent page, root-relative."""
        return self.links["recoveryLink"]

    @property
    def assisted_link(self) -> str:
        """The signed link of the sales-assisted guide, root-relative; its true form is not published."""
        return self.links["assistedCheckoutLink"]

    @property
    def customer(self) -> Mapping[str, str]:
        """The customer's details, under Limio's names."""
        told: Mapping[str, str] = self.order.get("customerDetails", {})
        return told

    def listed(self) -> dict[str, Any]:
        """Return it as the list of abandoned baskets shows it."""
        moment = datetime.fromtimestamp(self.created, UTC).isoformat(timespec="milliseconds")
        return {
            "id": self.id,
            "created": moment.replace("+00:00", "Z"),
            "customerDetails": dict(self.customer),
            "orderItems": [_listed_line(line) for line in self.lines],
            "customFields": self.order.get("customFields", {}),
            "tracking": self.order.get("tracking", {}),
            "identities": [],
            "entry": self.entry,
            "completed": self.completed,
            "recoveryLink": self.recovery_link,
        }


class Baskets:
    """All baskets, in the order they were made.

    Args:
        catalogue: What is on sale.
        signer: Signs the links.
        clock: Seconds since the epoch.
        behaviours: In which the tenant differs from the contract.
        repeated: Which body of a repeated external id is kept.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        signer: Signer,
        clock: Callable[[], float],
        behaviours: frozenset[str] = frozenset(),
        repeated: Repeated = "last",
    ) -> None:
        self._behaviours, self._repeated = behaviours, repeated
        self._catalogue, self._signer, self._clock = catalogue, signer, clock
        self._lock = threading.Lock()
        self._baskets: dict[str, Basket] = {}

    def all(self) -> list[Basket]:
        """Return the baskets."""
        with self._lock:
            return list(self._baskets.values())

    def get(self, basket_id: str) -> Basket | None:
        """Return a basket by its id."""
        with self._lock:
            return self._baskets.get(basket_id)

    def clear(self) -> None:
        """Forget all baskets."""
        with self._lock:
            self._baskets.clear()

    def is_active(self, basket: Basket) -> bool:
        """Return whether a basket is not older than two weeks."""
        return self._clock() <= basket.created + LASTS

    def put(self, order: Mapping[str, Any], entry: str | None = None) -> Basket:
        """Make the basket of an order's external id, or find it, and change it where the last body is kept.

        A paid one stays as it is, and is no error.

        Raises:
            NotPublished: Something in the order is not on sale in that version.
            Malformed: A quantity or a type that the item itself forbids.
        """
        is_quote = (order.get("tracking") or {}).get("tag") == QUOTE
        lines = [self._line(index, told, is_quote=is_quote) for index, told in enumerate(order["orderItems"])]
        basket_id = basket_id_of(order["external_id"], self._behaviours)
        with self._lock:
            basket = self._baskets.get(basket_id)
            if basket is None:
                basket = self._new(basket_id, order, lines)
            elif self._repeated == "first":
                basket.ignored += [copy.deepcopy(dict(order))] if basket.order != order else []
                return basket
            elif not basket.completed and basket.order != order:
                basket.history.append(basket.order)
                basket.order, basket.lines = copy.deepcopy(dict(order)), lines
            if entry and not basket.completed:
                basket.entry = entry
            return basket

    def pay(self, basket: Basket, details: Mapping[str, str]) -> bool:
        """Complete a basket with what the customer filled in, and return whether it was not yet; once is enough."""
        with self._lock:
            if basket.completed:
                return False
            basket.order = basket.order | {"customerDetails": dict(basket.customer) | dict(details)}
            basket.completed = True
            return True

    def _new(self, basket_id: str, order: Mapping[str, Any], lines: list[Line]) -> Basket:
        key, sign = quote(basket_id, safe=""), self._signer.sign
        links = {
            "recoveryLink": f"/api/checkout/recover?basket={key}&recover={sign('recover', basket_id)}",
            "assistedCheckoutLink": f"/checkout/assisted?basket={key}&token={sign('assisted', basket_id)}",
        }
        own = copy.deepcopy(dict(order))
        basket = self._baskets[basket_id] = Basket(basket_id, order["external_id"], own, lines, links, self._clock())
        return basket

    def _line(self, index: int, told: Mapping[str, Any], *, is_quote: bool) -> Line:
        offer, kind, where = told["offer"], told.get("type", "offer"), f"order.orderItems[{index}]"
        item = self._catalogue.by_version(offer["id"], offer["version"])
        if item is None and "any_version" in self._behaviours:
            item = next((one for one in self._catalogue if one["id"] == offer["id"]), None)
        if item is None:
            raise NotPublished(f"data_not_found: {kind}-{offer['id']} version: published")
        if kind != kind_of(item):
            raise Malformed(f"{where}.type must be {kind_of(item)}")
        quantity = told.get("quantity", 1)
        _check_quantity(item, quantity, f"{where}.quantity", is_quote=is_quote)
        return Line(item, quantity, kind)


def _check_quantity(item: Item, quantity: int, where: str, *, is_quote: bool) -> None:
    """Refuse what the item's own limits forbid; that Limio does so here is not documented, and the safe assumption.

    A quote is for what an order may not hold, so nothing is assumed of it.
    """
    limits = attributes_of(item).get("default_quantity_options__limio") or {}
    if quantity < (limits.get("minimum_quantity") or 1):
        raise Malformed(f"{where} must be at least {limits['minimum_quantity']} for {item['path']}")
    if not is_quote and quantity > (limits.get("maximum_quantity") or quantity):
        raise Malformed(f"{where} must be at most {limits['maximum_quantity']} for {item['path']}")


def _listed_line(line: Line) -> dict[str, Any]:
    products = line.item.get("data", {}).get("products") or []
    named: list[dict[str, Any]] = [{"path": one} if isinstance(one, str) else one for one in products]
    return {
        "name": line.item["name"],
        "path": line.path,
        "products": [
            {"path": one.get("path"), "productCode": (one.get("attributes") or {}).get("product_code__limio", "")}
            for one in named
        ],
    }
