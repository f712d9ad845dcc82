"""The assisted checkout, and the purchase link that stands in for it.

Limio: the agent page ("enabling commerce"), the basket and checkout API pages, the sales-assisted links guide.
"""

from __future__ import annotations

from collections.abc import Callable

from limio_langchain import telemetry
from limio_langchain.api.basket import INITIATE, Basket, body_of, check_basket, read_basket
from limio_langchain.api.fallback import fallen_back
from limio_langchain.api.offers import get_offer
from limio_langchain.eligibility import changes, terms_of
from limio_langchain.errors import (
    AnswerError,
    BasketMismatch,
    InputError,
    LimioError,
    NoLink,
    OfferChanged,
    OrderRefused,
    OverLimit,
    ServerError,
    TransportError,
)
from limio_langchain.links import join_link
from limio_langchain.models.checkout import CheckoutResult, CheckoutSession
from limio_langchain.models.offer import Offer
from limio_langchain.models.order import CheckoutRequest, OrderItem
from limio_langchain.operation import Flow, Operation
from limio_langchain.order_key import Identity, identify
from limio_langchain.retry import retried
from limio_langchain.settings import LimioSettings

RAISED = frozenset({400, 404})  # the caller's order is at fault, and falling back would hide it
FATE_UNKNOWN = (TransportError, ServerError, AnswerError)  # the basket may have been made all the same
Check = Callable[[Offer], None]


def initiate_checkout(
    request: CheckoutRequest, settings: LimioSettings, check: Check | None = None
) -> Flow[CheckoutSession]:
    """Make the order's basket and return its links.

    The order's key is fixed when its offers are known and before the first attempt; all attempts have the same, until
    the API no longer knows an offer's version: the order for the next version is another one.

    Args:
        request: The order. Items given by path are looked up; an item that carries the `Offer` the customer was told
            of is sent as it is, and looked up only when the API no longer knows that version.
        settings: Which link is preferred, the default country and page, the secret of orders' keys.
        check: Called with each offer as it is about to be sold; raises where it may not be.

    Returns:
        The basket and its links.

    Raises:
        InputError: The order breaks a rule of the offer's own data; nothing was sent.
        OfferChanged: The offer's price or terms are no longer what the customer was told; nothing was sold.
        OrderRefused: The API refused the order.
        BasketMismatch: The basket that was answered holds another order.
        LimioError: Any other failure, by kind; with ``repeat_of`` where the basket may have been made unseen.
    """
    check_expiry(request, settings)
    try:
        items = yield from _resolved(request, check)
        try:
            return (yield from _made(request, items, settings))
        except OrderRefused as error:
            if error.status != 404 or not any(isinstance(item.offer, Offer) for item in items):  # noqa: PLR2004
                raise
        items = yield from _renewed(request, items, check)
        return (yield from _made(request, items, settings))
    except LimioError as error:
        if not isinstance(error, InputError):
            error.repeat_of = error.repeat_of or request.repeat_of  # of that order the fate is still unknown
        raise


def checkout_or_link(
    request: CheckoutRequest, settings: LimioSettings, check: Check | None = None
) -> Flow[CheckoutResult]:
    """Make the assisted checkout, or else a purchase link for the same offers, with the reason.

    Args:
        request: The order.
        settings: As for `initiate_checkout`.
        check: As for `initiate_checkout`.

    Returns:
        The assisted link, or the purchase link with one of the fallback reasons and what it could not take along.

    Raises:
        InputError: The order breaks a rule of the offer's own data.
        OfferChanged: Price or terms are no longer what the customer was told.
        OrderRefused: The API refused the order (400, 404), which a purchase link would not mend.
    """
    try:
        session = yield from initiate_checkout(request, settings, check)
    except LimioError as error:
        if error.reason is None or (isinstance(error, OrderRefused) and error.status in RAISED):
            raise
        telemetry.checkout("purchase_link", error.reason, error)
        return fallen_back(request, settings, error)
    telemetry.checkout("assisted", None)
    return assisted(request, session)


def assisted(request: CheckoutRequest, session: CheckoutSession) -> CheckoutResult:
    """Return the basket of an order as something to buy with."""
    return CheckoutResult(
        kind="assisted",
        url=session.url,
        basket_id=session.basket_id,
        external_id=session.external_id,
        prefilled=request.customer is not None and bool(request.customer.to_wire()),
        not_carried=("promo_code",) if request.promo_code else (),
        repeat_of=session.repeat_of,
        replaces=session.replaces,
    )


def check_expiry(request: CheckoutRequest, settings: LimioSettings) -> None:
    """Refuse an expiry that could not be sent."""
    if request.expires_at is not None and settings.expiry_field is None:
        raise InputError("expires_at", "Limio's name for it is not known; set expiry_field (LIMIO_EXPIRY_FIELD)")


def _resolved(request: CheckoutRequest, check: Check | None) -> Flow[tuple[OrderItem, ...]]:
    known = []
    for index, item in enumerate(request.items):
        offer = item.offer
        if item.id is None and isinstance(offer, str):
            offer = yield from get_offer(offer)
        known.append(_fitting(index, request, item, offer, check) if isinstance(offer, Offer) else item)
    return tuple(known)


def _renewed(
    request: CheckoutRequest, items: tuple[OrderItem, ...], check: Check | None
) -> Flow[tuple[OrderItem, ...]]:
    """Look the customer's offers up once more: a new version may be sold only if price and terms are the same."""
    renewed = []
    for index, item in enumerate(items):
        told = item.offer
        if not isinstance(told, Offer):
            renewed.append(item)
            continue
        now = yield from get_offer(told.path or "")
        if changed := changes(terms_of(told), now):
            raise OfferChanged(told.path or "", tuple(reason.code for reason in changed))
        renewed.append(_fitting(index, request, item, now, check))
    return tuple(renewed)


def _fitting(index: int, request: CheckoutRequest, item: OrderItem, offer: Offer, check: Check | None) -> OrderItem:
    """Return the item with its offer's id and version, once it may be sold in that quantity.

    A quote may be for any: what an order cannot hold is what it is for.
    """
    if check is not None:
        check(offer)
    if request.purpose != "quote":
        _check_quantity(f"items[{index}].quantity", offer, item.quantity)
    if not offer.sellable:
        raise InputError(f"items[{index}].offer", f"{offer.path} has no published id and version")
    kind = item.kind or ("add_on" if offer.kind == "add_on" else "offer")
    return item.model_copy(update={"offer": offer, "id": offer.id, "version": offer.version, "kind": kind})


def _check_quantity(field: str, offer: Offer, quantity: int) -> None:
    limits = offer.quantity_limits
    if limits.minimum and quantity < limits.minimum:
        raise InputError(field, f"{offer.path} is sold from {limits.minimum} on")
    last = [price.tiers[-1].ending_unit for price in offer.volume_prices]
    most = min(filter(None, (limits.maximum, *last)), default=None)  # beyond the last tier nothing says a price
    if most and quantity > most:
        raise OverLimit(field, f"{offer.path} is sold up to {most} in one order; a quote can be for more")
    if limits.increment and all((quantity - start) % limits.increment for start in (0, limits.minimum or 0)):
        # whether steps count from nought or from the minimum is not documented, so both are let through
        raise InputError(field, f"{offer.path} is sold in steps of {limits.increment}")


def _made(request: CheckoutRequest, items: tuple[OrderItem, ...], settings: LimioSettings) -> Flow[CheckoutSession]:
    """Send the order under its key, and check that the answer is about this order."""
    body = body_of(request, items, settings)
    known = identify(request, body, settings.order_key_secret)
    body["order"]["external_id"] = known.external_id
    try:
        basket = yield from retried(Operation("POST", INITIATE, read_basket, body=body))
        check_basket(basket, body["order"])
        return _session(basket, known, settings)
    except LimioError as error:
        error.external_id, error.replaces = known.external_id, known.replaces
        if isinstance(error, FATE_UNKNOWN) and not isinstance(error, BasketMismatch):
            error.repeat_of = known.repeat_of
        if isinstance(error, OrderRefused):
            error.items = request.paths
        raise


def _session(basket: Basket, known: Identity, settings: LimioSettings) -> CheckoutSession:
    links = [basket.recovery_link, basket.assisted_link]
    preferred = links if settings.checkout_link == "recovery" else links[::-1]
    link = next(filter(None, preferred), None)
    if link is None:
        raise NoLink("a basket was made, but the answer holds no link to it", basket.id)
    return CheckoutSession(
        basket_id=basket.id,
        external_id=known.external_id,
        url=join_link(settings.shop_url, settings.api_url, link, basket.id),
        recovery_link=basket.recovery_link,
        assisted_link=basket.assisted_link,
        repeat_of=known.repeat_of,
        replaces=known.replaces,
    )
