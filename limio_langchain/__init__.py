"""LangChain tools that sell subscriptions through Limio.

Names are resolved when first used, so that importing the package loads neither LangChain nor an HTTP client.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from limio_langchain.client import AsyncLimioClient, LimioClient
    from limio_langchain.errors import LimioError
    from limio_langchain.links import purchase_link
    from limio_langchain.middleware import LinkGuard as LinkGuard
    from limio_langchain.models.basket import AbandonedBasket, BasketPage, BasketPosition
    from limio_langchain.models.checkout import CheckoutResult, CheckoutSession
    from limio_langchain.models.context import SalesContext
    from limio_langchain.models.offer import Offer
    from limio_langchain.models.order import CheckoutRequest, CustomerDetails, OrderItem, Tracking
    from limio_langchain.models.page import OfferPage
    from limio_langchain.models.placed_order import PlacedOrder
    from limio_langchain.models.subscription import Subscription, SubscriptionChange
    from limio_langchain.recommendation import Needs, Recommendation, recommend
    from limio_langchain.settings import LimioSettings
    from limio_langchain.tools import LimioToolError, LimioToolkit
    from limio_langchain.webhooks import OrderWebhook

_HOMES = {
    "AbandonedBasket": "models.basket",
    "AsyncLimioClient": "client",
    "BasketPage": "models.basket",
    "BasketPosition": "models.basket",
    "CheckoutRequest": "models.order",
    "CheckoutResult": "models.checkout",
    "CheckoutSession": "models.checkout",
    "CustomerDetails": "models.order",
    "LimioClient": "client",
    "LimioError": "errors",
    "LimioSettings": "settings",
    "LimioToolError": "tools",
    "LimioToolkit": "tools",
    "Needs": "recommendation",
    "Offer": "models.offer",
    "OfferPage": "models.page",
    "OrderItem": "models.order",
    "OrderWebhook": "webhooks",
    "PlacedOrder": "models.placed_order",
    "Recommendation": "recommendation",
    "SalesContext": "models.context",
    "Subscription": "models.subscription",
    "SubscriptionChange": "models.subscription",
    "Tracking": "models.order",
    "purchase_link": "links",
    "recommend": "recommendation",
}

# Not among `__all__`, so that a star import does not ask for an extra.
_WITH_EXTRAS = {"LinkGuard": "middleware"}

__all__ = [
    "AbandonedBasket",
    "AsyncLimioClient",
    "BasketPage",
    "BasketPosition",
    "CheckoutRequest",
    "CheckoutResult",
    "CheckoutSession",
    "CustomerDetails",
    "LimioClient",
    "LimioError",
    "LimioSettings",
    "LimioToolError",
    "LimioToolkit",
    "Needs",
    "Offer",
    "OfferPage",
    "OrderItem",
    "OrderWebhook",
    "PlacedOrder",
    "Recommendation",
    "SalesContext",
    "Subscription",
    "SubscriptionChange",
    "Tracking",
    "purchase_link",
    "recommend",
]


def __getattr__(name: str) -> Any:
    home = (_HOMES | _WITH_EXTRAS).get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*__all__, *_WITH_EXTRAS])
