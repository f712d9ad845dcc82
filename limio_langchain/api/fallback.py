"""The purchase link that stands in for an assisted checkout."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from limio_langchain.errors import FallbackReason, LimioError, NoLink
from limio_langchain.links import purchase_link
from limio_langchain.models.checkout import CheckoutResult
from limio_langchain.models.offer import Offer
from limio_langchain.models.order import CheckoutRequest
from limio_langchain.settings import LimioSettings


def fallen_back(request: CheckoutRequest, settings: LimioSettings, error: LimioError) -> CheckoutResult:
    """Return the purchase link for an order that failed for a reason to fall back for.

    Raises:
        LimioError: The failure itself, where no item is known by a path: a link to nothing would sell nothing.
    """
    if not request.paths:
        raise error
    link = link_for(request, settings, error.reason or "server_error")
    return replace(
        link,
        basket_id=error.basket_id if isinstance(error, NoLink) else None,
        external_id=error.external_id or request.external_id,
        repeat_of=error.repeat_of,
        replaces=error.replaces,
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
        not_carried=tuple(name for name, is_lost in lost.items() if is_lost),
    )


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
