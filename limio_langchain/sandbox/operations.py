"""The operations' names, by path: what faults are set on and what the log of requests tells."""

from __future__ import annotations

CONTROL = "/_sandbox/"
PATHS = {
    "/oauth2/token": "token",
    "/api/offers/v2": "offers",
    "/api/published_catalog_items": "items",
    "/api/add_ons": "add_ons",
    "/api/admin/checkout/initiate": "checkout",
    "/api/checkout/abandoned": "abandoned",
    "/api/checkout/subscription": "change",
    "/api/order/preview": "preview",
}
OBJECTS = "/api/objects/limio/"
CATALOGUE = frozenset({"offers", "items", "add_ons"})


def operation_of(path: str) -> str | None:
    """Return the operation a path belongs to: the shop's where it is none of the API's, None for the control."""
    if path.startswith(CONTROL):
        return None
    return "objects" if path.startswith(OBJECTS) else PATHS.get(path, "shop")
