"""What a real tenant might do otherwise than the contract says: planted for a program that is to find it out."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from typing import Any, Literal, get_args

from limio_langchain.sandbox.contract import Malformed

Habit = Literal[
    "foreign_envelope",
    "no_cursor",
    "no_filters",
    "short_items",
    "other_errors",
    "baskets_not_reused",
    "assisted_link_only",
    "recovery_link_only",
    "absolute_links",
    "no_links",
    "strict_order",
    "no_journey",
    "no_custom_fields",
    "any_version",
    "not_listed",
]
HABITS: tuple[Habit, ...] = get_args(Habit)
REFUSED_WHEN_STRICT = ("order_type", "source")


def checked(habits: Collection[str]) -> frozenset[str]:
    """Return the habits; ValueError names one there is not."""
    for habit in habits:
        if habit not in HABITS:
            raise ValueError(f"habits: {habit!r} is none; there are {', '.join(HABITS)}")
    return frozenset(habits)


def basket_id(external_id: str, habits: Collection[str]) -> str:
    """Return the id of an order's basket: the same for the same order, unless this tenant's habit is another."""
    return f"basket-{uuid.uuid4() if 'baskets_not_reused' in habits else external_id}"


def check_fields(body: Mapping[str, Any], habits: Collection[str]) -> None:
    """Refuse the fields of a checkout that this tenant does not take."""
    if "no_journey" in habits and "journey" in body:
        raise Malformed("unknown field: journey")
    order = body["order"]
    refused: tuple[str, ...] = REFUSED_WHEN_STRICT if "strict_order" in habits else ()
    refused += ("customFields",) if "no_custom_fields" in habits else ()
    for name in refused:
        if name in order:
            raise Malformed(f"unknown field: order.{name}")


def links(told: Mapping[str, str], shop: str, habits: frozenset[str]) -> dict[str, str]:
    """Return a basket's links as this tenant answers them."""
    kept = dict(told)
    if habits & {"assisted_link_only", "no_links"}:
        kept.pop("recoveryLink")
    if habits & {"recovery_link_only", "no_links"}:
        kept.pop("assistedCheckoutLink")
    return {name: shop + link for name, link in kept.items()} if "absolute_links" in habits else kept


def envelope(told: dict[str, Any], habits: Collection[str]) -> dict[str, Any]:
    """Return a list of the catalogue as this tenant answers it."""
    if "no_cursor" in habits:
        told.pop("queryMore", None)
    if "short_items" in habits:
        told["items"] = [{name: held for name, held in one.items() if name != "version"} for one in told["items"]]
    return {"results": told["items"], "total": told["hits"]} if "foreign_envelope" in habits else told


def error(text: str, habits: Collection[str]) -> dict[str, Any]:
    """Return the body of an error as this tenant words it."""
    return {"errors": [{"detail": text}]} if "other_errors" in habits else {"message": text}
