"""What follows when a basket is paid: an order, what it makes, and a delivery for each (Limio, webhooks overview)."""

from __future__ import annotations

from limio_langchain.sandbox.baskets import Basket
from limio_langchain.sandbox.orders import PlacedOrder, Status
from limio_langchain.sandbox.tenant import Tenant


def placed(tenant: Tenant, basket: Basket) -> PlacedOrder:
    """Place the order of a paid basket and tell of it; it is complete at once, unless the tenant's orders stay open."""
    order = tenant.orders.place(basket, "submitted")
    tenant.webhooks.deliver("order", order.told())
    if "orders_stay_submitted" not in tenant.behaviours:
        advanced(tenant, order, "complete")
    return order


def advanced(tenant: Tenant, order: PlacedOrder, status: Status) -> None:
    """Let an order come further and tell of what comes of it.

    Limio sends nothing of an order that is done but what it made: a subscription. One that failed is an error report,
    one that is cancelled an order of its own, of type ``cancel_subscription``.
    """
    if status == order.status:
        return
    order.status = status
    if status == "complete":
        made = tenant.subscriptions.of_order(order)
        if made is not None:
            tenant.webhooks.deliver("subscription", made.told())
    elif status == "failed":
        tenant.webhooks.deliver("failure", order.failure("Card declined"))
    elif status == "cancelled":
        _cancelled(tenant, order)


def _cancelled(tenant: Tenant, order: PlacedOrder) -> None:
    """End what the order made, by an order of its own; the first one stays as complete as it was."""
    order.status = "complete"
    held = tenant.subscriptions.get(order.subscription)
    if held is not None:
        held.status = "cancelled"
    ending = tenant.orders.place(order.basket, "complete", "cancel_subscription", of=order.subscription)
    tenant.webhooks.deliver("order", ending.told())
