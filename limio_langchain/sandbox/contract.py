"""What the contract lets a checkout hold. Anything else is refused by name, and nothing half-done is left behind."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

Check = Callable[[Any, str], None]
ORDER_TYPES = (
    "new",
    "renew",
    "update_subscription",
    "change_offer",
    "add_offer",
    "change_payment",
    "change_address",
    "cancel_subscription",
    "gift_refund",
)
LONGEST = 255


class Malformed(Exception):
    """A body the contract does not allow; the text names the field."""


def order_of(body: Any, order_fields: Collection[str] = ()) -> tuple[dict[str, Any], str | None]:
    """Return the order a checkout's body holds and its checkout page, once all of it is as the contract says.

    Args:
        body: The JSON.
        order_fields: Further fields of ``order`` this tenant knows, of any type.

    Raises:
        Malformed: Names the field and its fault.
    """
    order = ORDER | dict.fromkeys(order_fields, _anything)
    _object({"order": _object(order, ORDER_NEEDS), "journey": _object(JOURNEY)}, ("order",))(body, "")
    _check_types(body["order"]["orderItems"])
    return body["order"], body.get("journey", {}).get("checkout")


def change_of(body: Any) -> dict[str, Any]:
    """Return the subscription that the body of a change names; Malformed when it is none (guide to its updates)."""
    _object({"order": _object(CHANGE, ("order_type", "forSubscription"))}, ("order",))(body, "")
    told: dict[str, Any] = body["order"]["forSubscription"]
    _named(told, "order.forSubscription")
    return told


def preview_of(body: Any) -> dict[str, Any]:
    """Return the order that the body of a preview holds; Malformed when it is none (orders API page)."""
    _object(PREVIEW, ("orderItems",))(body, "")
    _check_types(body["orderItems"])
    told: dict[str, Any] = body
    if (told.get("order_type") == "update_subscription") != ("forSubscription" in told):
        raise Malformed("forSubscription is required for an update_subscription, and for nothing else")
    if "forSubscription" in told:
        _named(told["forSubscription"], "forSubscription")
    return told


def _named(subscription: dict[str, Any], where: str) -> None:
    if len(subscription) != 1:
        raise Malformed(f"{where} takes id or name")


def _check_types(lines: list[dict[str, Any]]) -> None:
    """Refuse a basket with add-ons whose items do not all say what they are (partner checkout page)."""
    if any(line.get("type") == "add_on" for line in lines):
        for index, line in enumerate(lines):
            if "type" not in line:
                raise Malformed(f"order.orderItems[{index}].type is required when add-ons are in the basket")


def _object(fields: Mapping[str, Check], needed: Collection[str] = ()) -> Check:
    def check(value: Any, where: str) -> None:
        if not isinstance(value, dict):
            raise Malformed(f"{where or 'the body'} must be an object")
        inside = f"{where}." if where else ""
        for name, held in value.items():
            if name not in fields:
                raise Malformed(f"unknown field: {inside}{name}")
            fields[name](held, f"{inside}{name}")
        for name in needed:
            if name not in value:
                raise Malformed(f"{inside}{name} is required")

    return check


def _list(each: Check, at_least: int = 0) -> Check:
    def check(value: Any, where: str) -> None:
        if not isinstance(value, list) or len(value) < at_least:
            raise Malformed(f"{where} must be a list" + (f" of at least {at_least}" if at_least else ""))
        for index, held in enumerate(value):
            each(held, f"{where}[{index}]")

    return check


def _one_of(*allowed: str) -> Check:
    def check(value: Any, where: str) -> None:
        if value not in allowed:
            raise Malformed(f"{where} must be one of {', '.join(allowed)}")

    return check


def _like(pattern: str, wanted: str) -> Check:
    def check(value: Any, where: str) -> None:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise Malformed(f"{where} must be {wanted}")

    return check


def _text(value: Any, where: str) -> None:
    if not isinstance(value, str):
        raise Malformed(f"{where} must be a text")


def _identity(value: Any, where: str) -> None:
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST:
        raise Malformed(f"{where} must be a text of 1 to {LONGEST} characters")


def _quantity(value: Any, where: str) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise Malformed(f"{where} must be a whole number of at least 1")


def _open_object(value: Any, where: str) -> None:
    if not isinstance(value, dict):
        raise Malformed(f"{where} must be an object")


def _anything(_: Any, __: str) -> None:
    """Take any value."""


ORDER_NEEDS = ("orderItems", "external_id")
OFFER = _object({"id": _identity, "version": _identity}, ("id", "version"))
LINE = _object({"offer": OFFER, "quantity": _quantity, "type": _one_of("offer", "add_on")}, ("offer",))
CUSTOMER = dict.fromkeys(("email", "firstName", "lastName", "companyName", "phone"), _text)
# The contract's fields, and those the reference marks as seen in real data.
TRACKING = dict.fromkeys(
    (
        *("purchaseCountryCode", "accountId", "contactId", "userId", "campaign", "tag"),
        *("caseId", "customerId", "lmo_offer", "referrer"),
    ),
    _text,
) | {"offers": _list(_text)}
ORDER: dict[str, Check] = {
    "orderItems": _list(LINE, at_least=1),
    "external_id": _identity,
    "order_type": _one_of(*ORDER_TYPES),
    "source": _text,
    "country": _like("[A-Z]{2}", "an ISO-3166 two-letter country"),
    "customerDetails": _object(CUSTOMER),
    "customFields": _open_object,
    "tracking": _object(TRACKING),
}
SUBSCRIPTION = _object({"id": _identity, "name": _identity})
PREVIEW = {name: ORDER[name] for name in ("order_type", "source", "country", "orderItems")} | {
    "forSubscription": SUBSCRIPTION
}
CHANGE: dict[str, Check] = {"order_type": _one_of("update_subscription"), "forSubscription": SUBSCRIPTION}
JOURNEY = {"checkout": _like("/[^/].*", "a page's path such as /checkout")}
