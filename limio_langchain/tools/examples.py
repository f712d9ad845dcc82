"""A value for each argument of each tool, to show a right call with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

PATH = "<path from limio_find_offers>"
CUSTOMER = {"country": "GB", "currency": "GBP"}
ORDER = {
    "items": [{"offer": PATH, "quantity": 1}],
    "email": "name@example.com",
    "first_name": "Ada",
    "last_name": "Byron",
    "company": "Example Ltd",
    **CUSTOMER,
}
EXAMPLES: Mapping[str, Mapping[str, Any]] = {
    "limio_find_offers": {
        "query": "daily news",
        "label": "pro",
        "attributes": {"segment": "business"},
        "billing": "yearly",
        "budget": 50,
        "people": 5,
        "for_whom": "work",
        "payment": "card",
        "prefer": "cheapest",
        "limit": 3,
        **CUSTOMER,
    },
    "limio_get_offer": {"offer": PATH, "people": 5, **CUSTOMER},
    "limio_create_checkout": ORDER,
    "limio_purchase_link": {"offers": [PATH], "promo_code": "SAVE20", "label": "pro", **CUSTOMER},
    "limio_create_quote": {**ORDER, "note": "Net 60, please"},
    "limio_list_abandoned_baskets": {"created_after": "2026-01-31T00:00:00Z", "limit": 50},
}

NEEDED = frozenset({"items", "offer", "offers", "created_after"})  # without these a call is none


def right_call(tool: str, wrong: frozenset[str]) -> str:
    """Return a right call in words: what is needed and what was wrong, or all where nothing of that is the tool's.

    Args:
        tool: The tool's name.
        wrong: Names of arguments.
    """
    example = EXAMPLES[tool]
    named = wrong & example.keys()
    shown = {name: value for name, value in example.items() if not named or name in named | NEEDED}
    if "offers" in shown:
        shown.pop("offers" if named == {"label"} else "label", None)  # a link is to one of the two
    return f"{tool}({json.dumps(shown, ensure_ascii=False)})"
