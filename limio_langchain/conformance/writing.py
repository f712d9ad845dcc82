"""The looks that make a basket on a test tenant: one, for a customer nobody is. Nothing is ever paid."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

from limio_langchain.api.basket import INITIATE, body_of
from limio_langchain.api.preview import PREVIEW, preview_body
from limio_langchain.conformance.asking import Answer, Tenant
from limio_langchain.conformance.found import Found, as_assumed, differs, if_so, not_seen
from limio_langchain.conformance.reading import ABANDONED, TOP, Catalogue
from limio_langchain.errors import LimioError
from limio_langchain.links import join_link
from limio_langchain.models.order import CheckoutRequest, CustomerDetails, OrderItem
from limio_langchain.models.preview import preview_in

NOBODY = CustomerDetails(
    email="conform@example.com", first_name="Conform", last_name="Test", company="Conform test, please ignore"
)
NEEDED = ("orderItems", "external_id")
NONE = "no basket was made"
Look = Callable[["Basket"], Found]


class Basket:
    """One basket on a test tenant: the program's own order, and what became of it.

    Args:
        catalogue: What was read before.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self.tenant: Tenant = catalogue.tenant
        self.began = datetime.now(UTC)
        self.external_id = str(uuid.uuid4())
        self.item = next((one for one in catalogue.items if all(isinstance(one.get(name), str) for name in TOP)), None)
        self.order = self._order() if self.item else {}
        self.answer = self.sent() if self.item else Answer(None, failure="no offer to order")
        self.refused = self._refused() if self.item and not self.made else []
        if self.refused:
            self.answer = self.sent({name: held for name, held in self.order.items() if name not in self.refused})

    @property
    def made(self) -> bool:
        """Whether there is a basket."""
        return isinstance(self.answer.get("id"), str) and bool(self.answer.fine)

    def sent(self, order: dict[str, Any] | None = None, **beside: Any) -> Answer:
        """Send the order once more, or another, with fields beside it."""
        return self.tenant.post(INITIATE, {"order": deepcopy(order or self.order), **beside})

    def link(self, name: str) -> str | None:
        """Return a link of the answer's, as it came."""
        told = self.answer.get(name)
        return told if isinstance(told, str) and told else None

    def joined(self, name: str) -> str | None:
        """Return a link as the customer would get it, or None where this program would refuse it."""
        told, known = self.link(name), self.tenant.settings
        try:
            return join_link(known.shop_url, known.api_url, told, self.answer.get("id")) if told else None
        except LimioError:
            return None

    def preview(self) -> Answer:
        """Ask for the order's preview; nothing is made of it."""
        known = self.tenant.settings
        return self.tenant.post(PREVIEW, preview_body(self.order["orderItems"], "GB", known))

    def _order(self) -> dict[str, Any]:
        item = self.item or {}
        line = OrderItem(offer=item["path"], id=item["id"], version=item["version"])
        request = CheckoutRequest(items=(line,), customer=NOBODY, country="GB", external_id=self.external_id, page=None)
        told: dict[str, Any] = body_of(request, (line,), self.tenant.settings)["order"]
        return told

    def _refused(self) -> list[str]:
        """Return the fields without which the order is taken, found by leaving out one after the other."""
        optional = [name for name in self.order if name not in NEEDED]
        kept = dict(self.order)
        if not self.sent({name: self.order[name] for name in NEEDED}).fine:
            return []
        found = []
        for name in optional:
            alone = {needed: self.order[needed] for needed in NEEDED} | {name: kept[name]}
            if not self.sent(alone).fine:
                found.append(name)
        return found


def checkout(basket: Basket) -> Found:
    """Whether a basket is made of the program's own order."""
    if basket.item is None:
        return not_seen("there is no offer to order")
    if basket.refused:
        return differs(f"refused with {', '.join(basket.refused)}; taken without")
    return if_so(basket.made, basket.answer.told())


def same_external_id(basket: Basket) -> Found:
    """Whether the order sent once more is the same basket."""
    if not basket.made:
        return not_seen(NONE)
    kept = {name: held for name, held in basket.order.items() if name not in basket.refused}
    again = basket.sent(kept)
    return if_so(again.get("id") == basket.answer.get("id"), "the same basket", f"another basket ({again.told()})")


def recovery_link(basket: Basket) -> Found:
    """What the recovery link looks like."""
    return _form(basket, "recoveryLink")


def assisted_link(basket: Basket) -> Found:
    """What the sales-assisted link looks like."""
    return _form(basket, "assistedCheckoutLink")


def usable_link(basket: Basket) -> Found:
    """Whether the link that would be handed over opens."""
    if not basket.made:
        return not_seen(NONE)
    names = ["recoveryLink", "assistedCheckoutLink"]
    preferred = names if basket.tenant.settings.checkout_link == "recovery" else names[::-1]
    name = next((name for name in preferred if basket.link(name)), None)
    if name is None:
        return differs("neither link was answered")
    link = basket.joined(name)
    if link is None:
        return differs(f"{name} leads to another host than the shop's and the API's")
    status = basket.tenant.visit(link)
    return if_so(status is not None and status < 400, f"{name}: the shop answers {status}")  # noqa: PLR2004


def journey(basket: Basket) -> Found:
    """Whether a checkout page can be named."""
    if not basket.made:
        return not_seen(NONE)
    return _taken(basket, journey={"checkout": "/checkout"})


def custom_fields(basket: Basket) -> Found:
    """Whether an order can carry custom fields."""
    if not basket.made:
        return not_seen(NONE)
    kept = {name: held for name, held in basket.order.items() if name not in basket.refused}
    answer = basket.sent(kept | {"customFields": {"note": "conform test"}})
    return if_so(answer.fine, "taken", answer.told())


def expiry_field(basket: Basket) -> Found:
    """Whether a basket's expiry can be told under the name that is set."""
    name = basket.tenant.settings.expiry_field
    if not basket.made or name is None:
        return not_seen(NONE if name else "no name is set to be tried")
    moment = (basket.began + timedelta(days=3)).isoformat(timespec="seconds")
    kept = {field: held for field, held in basket.order.items() if field not in basket.refused}
    answer = basket.sent(kept | {name: moment})
    return if_so(answer.fine, "taken; whether it counts shows after three days", answer.told())


def unpublished_version(basket: Basket) -> Found:
    """How a version that nobody published is answered."""
    if not basket.made:
        return not_seen(NONE)
    order = deepcopy(basket.order)
    order["orderItems"][0]["offer"]["version"] = "0" * 40
    answer = basket.sent({name: held for name, held in order.items() if name not in basket.refused})
    return if_so(answer.status == 404, answer.told())  # noqa: PLR2004


def listed_basket(basket: Basket) -> Found:
    """Whether the basket is among the abandoned ones; what the others hold is not kept."""
    if not basket.made:
        return not_seen(NONE)
    after = (basket.began - timedelta(minutes=2)).isoformat(timespec="seconds").replace("+00:00", "Z")
    answer = basket.tenant.get(ABANDONED, {"limit": "1000", "createdAfter": after})
    items = answer.get("items")
    mine = [one for one in items if isinstance(one, dict) and one.get("id") == basket.answer.get("id")] if items else []
    if not mine:
        return differs(f"not among {len(items)}" if isinstance(items, list) else answer.told())
    return if_so(isinstance(mine[0].get("recoveryLink"), str), "listed with its link", "listed without a link")


def order_preview(basket: Basket) -> Found:
    """Whether an order's preview is answered; the names of the answer's fields are told, to set them."""
    if basket.item is None:
        return not_seen("there is no offer to preview")
    answer = basket.preview()
    return if_so(answer.fine, answer.told())


def preview_fields(basket: Basket) -> Found:
    """Whether a preview has its charges under the names that are set."""
    names = basket.tenant.settings.preview_fields
    if basket.item is None or not names:
        return not_seen("no names are set to be tried" if basket.item else "there is no offer to preview")
    answer = basket.preview()
    if not answer.fine:
        return not_seen("no preview was answered")
    told = preview_in(answer.body, names)
    return if_so(
        told.complete, "each charge with its amount, currency and date", f"{len(told.charges)} charges could be read"
    )


def _taken(basket: Basket, **beside: Any) -> Found:
    kept = {name: held for name, held in basket.order.items() if name not in basket.refused}
    answer = basket.sent(kept, **beside)
    return if_so(answer.fine, "taken", answer.told())


def _form(basket: Basket, name: str) -> Found:
    if not basket.made:
        return not_seen(NONE)
    told = basket.link(name)
    if told is None:
        return differs("not answered")
    if told.startswith("/") and not told.startswith("//"):
        return as_assumed("root-relative, signed" if "=" in told else "root-relative")
    return differs("a whole address" if "://" in told else "neither a path nor a whole address")


LOOKS: dict[str, Look] = {
    look.__name__: look
    for look in (
        *(checkout, same_external_id, recovery_link, assisted_link, usable_link, journey, custom_fields),
        *(expiry_field, unpublished_version, listed_basket, order_preview, preview_fields),
    )
}
