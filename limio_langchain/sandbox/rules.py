"""What the contract allows a checkout to hold. Anything else is refused by name, as Limio would refuse it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ORDER = {
    "orderItems": list,
    "external_id": str,
    "order_type": str,
    "source": str,
    "country": str,
    "customerDetails": dict,
    "customFields": dict,
    "tracking": dict,
}
CUSTOMER = dict.fromkeys(("email", "firstName", "lastName", "companyName", "phone"), str)
TRACKING = dict.fromkeys(
    (
        "accountId",
        "contactId",
        "userId",
        "caseId",
        "customerId",
        "campaign",
        "tag",
        "purchaseCountryCode",
        "lmo_offer",
        "referrer",
    ),
    str,
) | {"offers": list}


class Malformed(Exception):
    """A body the contract does not allow; the text names the field."""


def order_in(body: Any) -> dict[str, Any]:
    """Return the order of a checkout's body, once all of it is as the contract says; Malformed otherwise."""
    told = _object(body, "body")
    _known(told, {"order": dict, "journey": dict}, "body")
    order = _object(told.get("order"), "order")
    _known(order, ORDER, "order")
    _known(_object(told.get("journey", {}), "journey"), {"checkout": str}, "journey")
    _known(_object(order.get("customerDetails", {}), "order.customerDetails"), CUSTOMER, "order.customerDetails")
    _known(_object(order.get("tracking", {}), "order.tracking"), TRACKING, "order.tracking")
    if not order.get("external_id"):
        raise Malformed("order.external_id is required")
    if not order.get("orderItems"):
        raise Malformed("order.orderItems must hold at least one item")
    for index, line in enumerate(order["orderItems"]):
        _line(line, f"order.orderItems[{index}]")
    return dict(order)


def _line(line: Any, where: str) -> None:
    _known(_object(line, where), {"offer": dict, "quantity": int, "type": str}, where)
    offer = _object(line.get("offer"), f"{where}.offer")
    _known(offer, {"id": str, "version": str}, f"{where}.offer")
    for name in ("id", "version"):
        if not offer.get(name):
            raise Malformed(f"{where}.offer.{name} is required")
    if line.get("quantity", 1) < 1:
        raise Malformed(f"{where}.quantity must be at least 1")
    if line.get("type", "offer") not in {"offer", "add_on"}:
        raise Malformed(f"{where}.type must be offer or add_on")


def _known(told: Mapping[str, Any], fields: Mapping[str, type], where: str) -> None:
    for name, value in told.items():
        if name not in fields:
            raise Malformed(f"{where}.{name} is not known")
        if not isinstance(value, fields[name]) or isinstance(value, bool):
            raise Malformed(f"{where}.{name} is not of the right type")


def _object(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise Malformed(f"{where} must be an object")
    return value
