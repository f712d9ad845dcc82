"""The assisted checkout, and the purchase link that stands in for it.

Limio: the agent page ("enabling commerce"), the basket and checkout API pages, the sales-assisted links guide.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from limio_langchain.answer import read_json
from limio_langchain.api.offers import get_offer
from limio_langchain.errors import (
    FallbackReason,
    InputError,
    LimioError,
    NoLink,
    OfferChanged,
    OrderRefused,
    UnreadableAnswer,
)
from limio_langchain.links import join_link, purchase_link
from limio_langchain.models.checkout import CheckoutResult, CheckoutSession
from limio_langchain.models.offer import Offer
from limio_langchain.models.order import CheckoutRequest, OrderItem
from limio_langchain.operation import Flow, Operation
from limio_langchain.retry import retried
from limio_langchain.settings import LimioSettings

INITIATE = "/api/admin/checkout/initiate"
RAISED = frozenset({400, 404})  # the caller's order is at fault, and falling back would hide it


@dataclass(frozen=True)
class Basket:
    """The answer of a checkout, as received."""

    id: str
    recovery_link: str | None
    assisted_link: str | None


def initiate_checkout(request: CheckoutRequest, settings: LimioSettings) -> Flow[CheckoutSession]:
    """Make the order's basket and return its links.

    Args:
        request: The order. Items given by path are looked up; an item that carries the `Offer` the customer was told
            of is sent as it is, and looked up only when the API no longer knows that version.
        settings: Which link is preferred, the default country and page.

    Returns:
        The basket and its links.

    Raises:
        InputError: The order breaks a rule of the offer's own data; nothing was sent.
        OfferChanged: The offer's price or terms are no longer what the customer was told; nothing was sold.
        OrderRefused: The API refused the order.
        LimioError: Any other failure, by kind.
    """
    check_expiry(request, settings)
    items = yield from _resolved(request.items)
    try:
        basket = yield from _sent(request, items, settings)
    except OrderRefused as error:
        if error.status != 404 or not any(isinstance(item.offer, Offer) for item in items):  # noqa: PLR2004
            raise
        items = yield from _renewed(items)
        basket = yield from _sent(request, items, settings)
    return _session(basket, request.external_id, settings)


def checkout_or_link(request: CheckoutRequest, settings: LimioSettings) -> Flow[CheckoutResult]:
    """Make the assisted checkout, or else a purchase link for the same offers, with the reason.

    Args:
        request: The order.
        settings: As for `initiate_checkout`.

    Returns:
        The assisted link, or the purchase link with one of the fallback reasons and what it could not take along.

    Raises:
        InputError: The order breaks a rule of the offer's own data.
        OfferChanged: Price or terms are no longer what the customer was told.
        OrderRefused: The API refused the order (400, 404), which a purchase link would not mend.
    """
    try:
        session = yield from initiate_checkout(request, settings)
    except LimioError as error:
        if error.reason is None or (isinstance(error, OrderRefused) and error.status in RAISED):
            raise
        made = error.basket_id if isinstance(error, NoLink) else None
        return replace(link_for(request, settings, error.reason), basket_id=made)
    return CheckoutResult(
        kind="assisted",
        url=session.url,
        basket_id=session.basket_id,
        external_id=session.external_id,
        prefilled=request.customer is not None and bool(request.customer.to_wire()),
        not_carried=("promo_code",) if request.promo_code else (),
    )


def link_for(request: CheckoutRequest, settings: LimioSettings, reason: FallbackReason) -> CheckoutResult:
    """Return the purchase link for an order, with what it cannot take along: it knows offers and a promo code alone."""
    lost = {
        "details": request.customer is not None and bool(request.customer.to_wire()),
        "quantity": any(item.quantity != 1 for item in request.items),
        "custom_fields": bool(request.custom_fields),
        "offers": len(request.paths) < len(request.items),
    }
    url = purchase_link(
        settings.shop_url, *request.paths, page=_link_page(request, settings), promo_code=request.promo_code
    )
    return CheckoutResult(
        kind="purchase_link",
        url=url,
        reason=reason,
        external_id=request.external_id,
        not_carried=tuple(name for name, is_lost in lost.items() if is_lost),
    )


def check_expiry(request: CheckoutRequest, settings: LimioSettings) -> None:
    """Refuse an expiry that could not be sent."""
    if request.expires_at is not None and settings.expiry_field is None:
        raise InputError("expires_at", "Limio's name for it is not known; set expiry_field (LIMIO_EXPIRY_FIELD)")


def read_basket(body: bytes) -> Basket:
    """Read the answer of a checkout; UnreadableAnswer when it names no basket."""
    told = read_json(body, f"POST {INITIATE}")
    if not isinstance(told, dict) or not isinstance(told.get("id"), str) or not told["id"]:
        raise UnreadableAnswer(f"POST {INITIATE} answered without a basket id")
    recovery, assisted = (told.get(name) for name in ("recoveryLink", "assistedCheckoutLink"))
    return Basket(
        told["id"],
        recovery if isinstance(recovery, str) else None,
        assisted if isinstance(assisted, str) else None,
    )


def body_of(request: CheckoutRequest, items: tuple[OrderItem, ...], settings: LimioSettings) -> dict[str, Any]:
    """Return the request's body in Limio's words."""
    country = request.country or settings.country
    tracking = request.tracking.to_wire() if request.tracking else {}
    if request.paths:
        tracking.setdefault("offers", list(request.paths))
    if country:
        tracking["purchaseCountryCode"] = country
    order: dict[str, Any] = {
        "orderItems": _lines(items),
        "external_id": request.external_id,
        "order_type": "new",
        "source": settings.source,
        "country": country,
        "customerDetails": request.customer.to_wire() if request.customer else None,
        "customFields": dict(request.custom_fields) if request.custom_fields else None,
        "tracking": tracking,
    }
    if request.expires_at and settings.expiry_field:
        order[settings.expiry_field] = request.expires_at.isoformat()
    body: dict[str, Any] = {"order": {name: value for name, value in order.items() if value}}
    if page := request.page or (settings.checkout_page if settings.checkout_page != "checkout" else None):
        body["journey"] = {"checkout": "/" + page.strip("/")}
    return _json(_merged(body, request.extra or {}, "extra"))


def _lines(items: tuple[OrderItem, ...]) -> list[dict[str, Any]]:
    mixed = any(item.is_add_on for item in items)  # `type` is asked for only then (partner checkout page)
    return [
        {
            "offer": {"id": item.id, "version": item.version},
            "quantity": item.quantity,
            **({"type": "add_on" if item.is_add_on else "offer"} if mixed else {}),
        }
        for item in items
    ]


def _resolved(items: tuple[OrderItem, ...]) -> Flow[tuple[OrderItem, ...]]:
    known = []
    for index, item in enumerate(items):
        offer = item.offer
        if item.id is None and isinstance(offer, str):
            offer = yield from get_offer(offer)
        known.append(_fitting(index, item, offer) if isinstance(offer, Offer) else item)
    return tuple(known)


def _renewed(items: tuple[OrderItem, ...]) -> Flow[tuple[OrderItem, ...]]:
    """Look the customer's offers up once more: a new version may be sold only if price and terms are the same."""
    renewed = []
    for index, item in enumerate(items):
        told = item.offer
        if not isinstance(told, Offer):
            renewed.append(item)
            continue
        now = yield from get_offer(told.path or "")
        if changed := told.differences(now):
            raise OfferChanged(told.path or "", changed)
        renewed.append(_fitting(index, item, now))
    return tuple(renewed)


def _fitting(index: int, item: OrderItem, offer: Offer) -> OrderItem:
    """Return the item with its offer's id and version, once its quantity is what the offer allows."""
    limits, field = offer.quantity_limits, f"items[{index}].quantity"
    if limits.minimum and item.quantity < limits.minimum:
        raise InputError(field, f"{offer.path} is sold from {limits.minimum} on")
    if limits.maximum and item.quantity > limits.maximum:
        raise InputError(field, f"{offer.path} is sold up to {limits.maximum} in one order")
    if limits.increment and all((item.quantity - start) % limits.increment for start in (0, limits.minimum or 0)):
        # whether steps count from nought or from the minimum is not documented, so both are let through
        raise InputError(field, f"{offer.path} is sold in steps of {limits.increment}")
    if not offer.sellable:
        raise InputError(f"items[{index}].offer", f"{offer.path} has no published id and version")
    kind = item.kind or ("add_on" if offer.kind == "add_on" else "offer")
    return item.model_copy(update={"offer": offer, "id": offer.id, "version": offer.version, "kind": kind})


def _sent(request: CheckoutRequest, items: tuple[OrderItem, ...], settings: LimioSettings) -> Flow[Basket]:
    operation = Operation("POST", INITIATE, read_basket, body=body_of(request, items, settings))
    try:
        return (yield from retried(operation))
    except OrderRefused as error:
        error.items = request.paths
        raise


def _session(basket: Basket, external_id: str, settings: LimioSettings) -> CheckoutSession:
    links = [basket.recovery_link, basket.assisted_link]
    preferred = links if settings.checkout_link == "recovery" else links[::-1]
    link = next(filter(None, preferred), None)
    if link is None:
        raise NoLink("a basket was made, but the answer holds no link to it", basket.id)
    url = join_link(settings.shop_url, settings.api_url, link, basket.id)
    return CheckoutSession(basket.id, external_id, url, basket.recovery_link, basket.assisted_link)


def _link_page(request: CheckoutRequest, settings: LimioSettings) -> str:
    """Return the page a purchase link uses: the order's, else the only offer's own, else the settings'."""
    if request.page:
        return request.page
    carried = [item.offer for item in request.items if isinstance(item.offer, Offer)]
    own = carried[0].checkout_page if len(request.items) == len(carried) == 1 else None
    return own_page(own, settings.shop_url) or settings.checkout_page


def own_page(page: str | None, shop_url: str) -> str | None:
    """Return an offer's own checkout page as a path on the shop, or None where it is elsewhere or no plain path."""
    parts = urlsplit(page or "")
    if parts.netloc and f"{parts.scheme}://{parts.netloc}" != shop_url:
        return None
    path = parts.path.strip("/")
    return path if path and not parts.query and set(path).isdisjoint("?#\\:@%") and ".." not in path else None


def _merged(ours: dict[str, Any], extra: Mapping[str, Any], field: str) -> dict[str, Any]:
    merged = dict(ours)
    for name, value in extra.items():
        mine = merged.get(name)
        if name not in merged:
            merged[name] = value
        elif isinstance(mine, dict) and isinstance(value, Mapping):
            merged[name] = _merged(mine, value, f"{field}.{name}")
        else:
            raise InputError(f"{field}.{name}", "is set by the order itself")
    return merged


def _json(body: dict[str, Any]) -> dict[str, Any]:
    fault = None
    try:
        json.dumps(body, allow_nan=False, ensure_ascii=False).encode()
    except (
        TypeError,
        ValueError,
        RecursionError,
    ) as error:  # UnicodeEncodeError, a lone surrogate, is a ValueError
        fault = type(error).__name__
    if fault:  # raised outside, so that the original error, which quotes values, is not in its chain
        raise InputError("custom_fields or extra", f"hold something that is not JSON ({fault})")
    return body
