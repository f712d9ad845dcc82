"""An order's body in Limio's words, and whether the basket that is answered is the one that was ordered."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from limio_langchain.answer import as_identifier, as_list, as_object, as_text, read_json
from limio_langchain.errors import BasketMismatch, InputError, UnreadableAnswer
from limio_langchain.models.order import CheckoutRequest, OrderItem
from limio_langchain.settings import LimioSettings

INITIATE = "/api/admin/checkout/initiate"


@dataclass(frozen=True)
class Basket:
    """The answer of a checkout, as received.

    Attributes:
        id: The basket's id.
        recovery_link: ``recoveryLink``.
        assisted_link: ``assistedCheckoutLink``.
        held: The order it says it holds, as far as it says so.
    """

    id: str
    recovery_link: str | None = field(repr=False)
    assisted_link: str | None = field(repr=False)
    held: Mapping[str, Any] = field(default_factory=dict, repr=False)


def read_basket(body: bytes) -> Basket:
    """Read the answer of a checkout; UnreadableAnswer when it names no basket."""
    told = as_object(read_json(body, f"POST {INITIATE}"))
    if (basket_id := as_identifier(told.get("id"))) is None:
        raise UnreadableAnswer(f"POST {INITIATE} answered without a basket id")
    recovery, assisted = (as_text(told.get(name)) for name in ("recoveryLink", "assistedCheckoutLink"))
    return Basket(basket_id, recovery, assisted, {**told, **as_object(told.get("order"))})


def body_of(request: CheckoutRequest, items: tuple[OrderItem, ...], settings: LimioSettings) -> dict[str, Any]:
    """Return the request's body in Limio's words; its ``external_id`` is the request's, where that has one."""
    country = request.country or settings.country
    tracking = request.tracking.to_wire() if request.tracking else {}
    if request.paths:
        tracking.setdefault("offers", list(request.paths))
    if country:
        tracking["purchaseCountryCode"] = country
    order: dict[str, Any] = {
        "orderItems": _lines(items),
        "external_id": request.external_id or "made of the rest",
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


def check_basket(basket: Basket, order: Mapping[str, Any]) -> None:
    """Refuse a basket that says it holds another order than was sent; what it does not say is not looked up.

    Whether Limio keeps the first or the last body of a repeated ``external_id`` is not documented. The basket's id is
    not compared: that it is made of the external id is inferred.

    Args:
        basket: As answered.
        order: As sent.

    Raises:
        BasketMismatch: Its items, e-mail or external id are others.
    """
    if differs := tuple(_differences(basket.held, order)):
        raise BasketMismatch(differs)


def _differences(held: Mapping[str, Any], order: Mapping[str, Any]) -> Iterator[str]:
    lines = as_list(held.get("orderItems"))
    if lines and not _are_the_same(lines, order["orderItems"]):
        yield "items"
    mine, theirs = (as_text(as_object(one.get("customerDetails")).get("email")) for one in (order, held))
    if theirs and theirs.strip().casefold() != (mine or "").strip().casefold():
        yield "email"
    if (key := as_identifier(held.get("external_id"))) and key != order["external_id"]:
        yield "external_id"


def _are_the_same(answered: list[Any], sent: list[dict[str, Any]]) -> bool:
    """Compare lines by what all answered ones say: their offer's id and version, and how many."""
    theirs, mine = (
        [{**as_object(as_object(line).get("offer")), "quantity": as_object(line).get("quantity")} for line in lines]
        for lines in (answered, sent)
    )
    said = [name for name in ("id", "version") if all(as_identifier(line.get(name)) for line in theirs)]
    counted = all(isinstance(line["quantity"], int | float) for line in theirs)
    # A list in another form than the one that was sent says nothing that can be compared.
    return "id" not in said or _counts(mine, said, counted=counted) == _counts(theirs, said, counted=counted)


def _counts(lines: list[dict[str, Any]], said: list[str], *, counted: bool) -> dict[tuple[str | None, ...], float]:
    """Return how many there are of each; two lines of the same may have become one."""
    found: dict[tuple[str | None, ...], float] = {}
    for line in lines:
        key = tuple(as_identifier(line[name]) for name in said)
        found[key] = found.get(key, 0) + (line["quantity"] if counted else 0)
    return found


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
    """Return the body as it will be read at the other end, once it is known to be JSON."""
    fault = None
    try:
        text = json.dumps(body, allow_nan=False, ensure_ascii=False)
        text.encode()
    except (TypeError, ValueError, RecursionError) as error:  # UnicodeEncodeError, a lone surrogate, is a ValueError
        fault = type(error).__name__
    if fault:  # raised outside, so that the original error, which quotes values, is not in its chain
        raise InputError("custom_fields or extra", f"hold something that is not JSON ({fault})")
    read: dict[str, Any] = json.loads(text)
    return read
