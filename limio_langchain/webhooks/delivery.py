"""What a delivery is about. It is a hint and no more: it carries no signature, so what it says is read back.

Limio, webhooks overview and error reporting: the object itself is the body; older samples have it under ``data``, an
error report has the order inside an event, beside ``pluginErrorOutput``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from limio_langchain.answer import as_moment, as_object, read_json
from limio_langchain.errors import InputError, UnreadableAnswer
from limio_langchain.models.placed_order import PlacedOrder
from limio_langchain.models.subscription import Subscription

FAILURE_MARK = "pluginErrorOutput"


@dataclass(frozen=True)
class Delivery:
    """What a delivery is about.

    Attributes:
        subject: ``order``, ``failure`` (of an order), ``subscription``, or ``other``: nothing that is looked at here.
        order: The order, where it is about one.
        subscription: The subscription, where it is about one.
        placed_at: When its order was placed, where it says so; under which name was seen in real orders alone.
    """

    subject: Literal["order", "failure", "subscription", "other"]
    order: PlacedOrder | None = None
    subscription: Subscription | None = None
    placed_at: datetime | None = None


def read_delivery(body: bytes) -> Delivery:
    """Read the body of a delivery; fields this package does not know are passed over.

    Args:
        body: As it came.

    Raises:
        InputError: It is not a JSON object.
    """
    told = _object(body)
    if subscription := Subscription.find(told):
        return Delivery("subscription", subscription=subscription)
    order = PlacedOrder.find(told)
    if order is None:
        return Delivery("other")
    if FAILURE_MARK in told:
        return Delivery("failure", replace(order, stage="failed"), placed_at=_placed_at(told))
    return Delivery("order", order, placed_at=_placed_at(told))


def _placed_at(told: Mapping[str, Any]) -> datetime | None:
    holders = (told, as_object(told.get("data")))
    return next(filter(None, (as_moment(one.get(name)) for one in holders for name in ("orderDate", "created"))), None)


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        told = read_json(body, "the body")
    except UnreadableAnswer:
        told = None
    if not isinstance(told, dict):
        raise InputError("body", "is not a JSON object")
    return told
