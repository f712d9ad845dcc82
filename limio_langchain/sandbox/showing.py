"""Which offers the shop shows to everybody, and how a purchase link orders one."""

from __future__ import annotations

from datetime import UTC, datetime

from limio_langchain.sandbox.catalogue import Item, attributes_of, kind_of
from limio_langchain.sandbox.tenant import Tenant

MOST = 60  # cards on a page


def on_show(tenant: Tenant) -> list[Item]:
    """Return the offers that are sold online, to everybody, now."""
    return [item for item in tenant.catalogue if _is_on_show(item, tenant.clock())][:MOST]


def for_label(tenant: Tenant, label: str) -> list[Item]:
    """Return the offers on show with a label."""
    held = ((item, attributes_of(item).get("label__limio")) for item in tenant.catalogue)
    labelled = (item for item, labels in held if isinstance(labels, list) and label in labels)
    return [item for item in labelled if _is_on_show(item, tenant.clock())][:MOST]


def own_pages(tenant: Tenant) -> set[str]:
    """Return the checkout pages offers have of their own, without outer slashes."""
    told = (attributes_of(item).get("checkout__limio") or {} for item in tenant.catalogue)
    return {str(one["external_url"]).strip("/") for one in told if one.get("external_url")}


def order_item(item: Item) -> dict[str, object]:
    """Return an offer as a purchase link, which knows no quantity, orders it."""
    return {"offer": {"id": item["id"], "version": item["version"]}, "quantity": least(item), "type": kind_of(item)}


def least(item: Item) -> int:
    """Return how often an item must be bought at least."""
    limits = attributes_of(item).get("default_quantity_options__limio") or {}
    return int(limits.get("minimum_quantity") or 1)


def _is_on_show(item: Item, now: float) -> bool:
    held = attributes_of(item)
    channels = held.get("sales_channel__limio") or ["Online"]
    return (
        kind_of(item) == "offer"
        and "Online" in channels
        and not held.get("eligible_partners__limio")
        and _is_valid(held.get("valid_date_range__limio") or {}, now)
    )


def _is_valid(told: dict[str, str], now: float) -> bool:
    moment = datetime.fromtimestamp(now, UTC)
    try:
        start, end = (datetime.fromisoformat(told[name]) if told.get(name) else moment for name in ("from", "to"))
    except (TypeError, ValueError):
        return True
    return start <= moment <= end
