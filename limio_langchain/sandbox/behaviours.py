"""What a real tenant might do otherwise than the contract says: planted for a program that is to find it out."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from typing import Any, Literal, get_args

from limio_langchain.sandbox.contract import Malformed

Behaviour = Literal[
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
    "change_links",
    "wrapped_webhooks",
    "plural_objects",
    "orders_stay_submitted",
    "preview_with_tax",
]
BEHAVIOURS: tuple[Behaviour, ...] = get_args(Behaviour)
REFUSED_WHEN_STRICT = ("order_type", "source")


def checked(behaviours: Collection[str]) -> frozenset[str]:
    """Return the behaviours; ValueError names one there is not."""
    for behaviour in behaviours:
        if behaviour not in BEHAVIOURS:
            raise ValueError(f"behaviours: {behaviour!r} is none; there are {', '.join(BEHAVIOURS)}")
    return frozenset(behaviours)


def basket_id(external_id: str, behaviours: Collection[str]) -> str:
    """Return the id of an order's basket: the same for the same order, unless this tenant's behaviour is another."""
    return f"basket-{uuid.uuid4() if 'baskets_not_reused' in behaviours else external_id}"


def check_fields(body: Mapping[str, Any], behaviours: Collection[str]) -> None:
    """Refuse the fields of a checkout that this tenant does not take."""
    if "no_journey" in behaviours and "journey" in body:
        raise Malformed("unknown field: journey")
    order = body["order"]
    refused: tuple[str, ...] = REFUSED_WHEN_STRICT if "strict_order" in behaviours else ()
    refused += ("customFields",) if "no_custom_fields" in behaviours else ()
    for name in refused:
        if name in order:
            raise Malformed(f"unknown field: order.{name}")


def links(told: Mapping[str, str], shop: str, behaviours: frozenset[str]) -> dict[str, str]:
    """Return a basket's links as this tenant answers them."""
    kept = dict(told)
    if behaviours & {"assisted_link_only", "no_links"}:
        kept.pop("recoveryLink")
    if behaviours & {"recovery_link_only", "no_links"}:
        kept.pop("assistedCheckoutLink")
    return {name: shop + link for name, link in kept.items()} if "absolute_links" in behaviours else kept


def envelope(told: dict[str, Any], behaviours: Collection[str]) -> dict[str, Any]:
    """Return a list of the catalogue as this tenant answers it."""
    if "no_cursor" in behaviours:
        told.pop("queryMore", None)
    if "short_items" in behaviours:
        told["items"] = [{name: held for name, held in one.items() if name != "version"} for one in told["items"]]
    return {"results": told["items"], "total": told["hits"]} if "foreign_envelope" in behaviours else told


def error(text: str, behaviours: Collection[str]) -> dict[str, Any]:
    """Return the body of an error as this tenant words it."""
    return {"errors": [{"detail": text}]} if "other_errors" in behaviours else {"message": text}
