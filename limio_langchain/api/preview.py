"""What an order will be charged, as Limio itself says before it is placed (Limio, orders API page: preview).

The page documents the call, for new subscriptions and for updates of one, and none of its answer's fields. So it is off
until `conform` has seen it on the tenant or ``LIMIO_ASSUME`` turns it on, and amounts are read only under the names in
``preview_fields``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from limio_langchain.answer import read_json
from limio_langchain.api.offers import get_offer
from limio_langchain.errors import InputError, UnreadableAnswer
from limio_langchain.models.offer import Offer
from limio_langchain.models.order import CheckoutRequest, OrderItem
from limio_langchain.models.preview import OrderPreview, preview_in
from limio_langchain.operation import Aside, Flow, Operation
from limio_langchain.seen_facts import require
from limio_langchain.settings import LimioSettings

PREVIEW = "/api/order/preview"
PATIENCE = 3.0  # seconds: a customer waits for it, and the catalogue's own figure stands in


def preview_order(
    request: CheckoutRequest, settings: LimioSettings, subscription_id: str | None = None
) -> Flow[OrderPreview]:
    """Ask what an order will be charged. Nothing of the customer is sent, nothing is made, and it is asked once.

    Args:
        request: The order. Items given by path are looked up.
        settings: Whether it may be asked (`seen_facts`), and where the answer has its amounts.
        subscription_id: The subscription that is to be changed to this; None where it is an order of its own.

    Returns:
        The charges to come, as far as they could be read.

    Raises:
        NotSeenHere: `conform` has not seen it on this tenant, and ``assume`` does not turn it on; nothing was sent.
        InputError: ``preview_fields`` is not set, so that no amount could be read; nothing was sent.
        LimioError: The API refused, failed or could not be reached.
    """
    if not settings.preview_fields:
        raise InputError("preview_fields", "is not set (LIMIO_PREVIEW_FIELDS): no amount of a preview could be read")
    yield from Aside(lambda: require("change_preview" if subscription_id else "order_preview", settings))
    lines = yield from _lines(request.items)
    body = preview_body(lines, request.country or settings.country, settings, subscription_id)
    told = yield from Operation("POST", PREVIEW, _read, body=body, patience=PATIENCE)
    return preview_in(told, settings.preview_fields)


def preview_body(
    lines: list[dict[str, Any]], country: str | None, settings: LimioSettings, subscription_id: str | None = None
) -> dict[str, Any]:
    """Return the body: an order as `POST /api/order` takes it, without a customer, an id or a payment."""
    order: dict[str, Any] = {"order_type": "new", "source": settings.source, "country": country, "orderItems": lines}
    if subscription_id:  # inferred: a change is named here as `POST /api/checkout/subscription` has it named
        order |= {"order_type": "update_subscription", "forSubscription": {"id": subscription_id}}
    return {name: value for name, value in order.items() if value}


def _lines(items: Sequence[OrderItem]) -> Flow[list[dict[str, Any]]]:
    if not items:
        return []
    line = yield from _line(items[0])
    return [line, *(yield from _lines(items[1:]))]


def _line(item: OrderItem) -> Flow[dict[str, Any]]:
    offer = item.offer
    if item.id is None and isinstance(offer, str):
        offer = yield from get_offer(offer)
    identity = (offer.id, offer.version) if isinstance(offer, Offer) else (item.id, item.version)
    kind = "add_on" if item.is_add_on else "offer"
    return {"offer": dict(zip(("id", "version"), identity, strict=True)), "quantity": item.quantity, "type": kind}


def _read(body: bytes) -> Mapping[str, Any]:
    told = read_json(body, f"POST {PREVIEW}")
    if not isinstance(told, dict):
        raise UnreadableAnswer(f"POST {PREVIEW} answered with something other than an object")
    return told
