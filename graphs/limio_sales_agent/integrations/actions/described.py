"""What each field of the actions means, with an example: platforms show these words to whoever builds with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from limio_langchain.tools.examples import EXAMPLES

Field = Mapping[str, Any]
OFFER = "/offers2/Business Pro Annual"
LONGEST_CONVERSATION = 200  # characters
CONVERSATION = {
    "type": "string",
    "maxLength": LONGEST_CONVERSATION,
    "description": "The conversation's id; the same order told again in it is the same basket",
    "example": "call-1",
}
# Words for the fields to which the tools' own schemas, which models pay for by the token, give none.
WORDS = {
    "offer": "Path from limio_find_offers",
    "billing": "How often it is paid",
    "country": "The customer's country, ISO 3166 with two letters",
    "currency": "What the customer pays in, ISO 4217",
    "people": "For how many it is",
    "for_whom": "For work or for somebody at home",
    "payment": "How the customer wants to pay",
    "prefer": "What decides between offers that fit",
    "note": "What the sales team must know, in the customer's words",
    "limit": "How many at most",
    "quantity": "How many; people only where it is sold per seat",
    "email": "The customer's e-mail address, filled in at the checkout",
    "first_name": "The customer's given name",
    "last_name": "The customer's family name",
    "company": "The customer's company",
    "promo_code": "A code the customer has, applied at the checkout",
    "label": "Catalogue label, such as pro",
    "cursor": "From the page before",
}
GIVEN: Mapping[str, Any] = {
    **{name: value for example in EXAMPLES.values() for name, value in example.items() if not isinstance(value, list)},
    "attributes": "segment=business",
    "conversation": CONVERSATION["example"],
    "offer": OFFER,
    "quantity": 1,
    "cursor": "eyJhZnRlciI6NTB9",
    "repeat_of": "r1.8Q2k",
}

LINK = {
    "type": "string",
    "description": "Give it to the customer unchanged",
    "example": "https://shop.example.com/checkout?purchase=%2Foffers2%2FBusiness%20Pro%20Annual",
}
KIND = {"type": "string", "description": "What the link is", "example": "purchase_link"}
KNOWN_AGAIN = {
    "basket_id": {"type": "string", "description": "The basket's id", "example": "basket-7f1c0f3a"},
    "external_id": {"type": "string", "description": "The order's own id", "example": "7f1c0f3a"},
    "repeat_of": {
        "type": "string",
        "description": "Sent back, it says: this order again, or this order corrected",
        "example": GIVEN["repeat_of"],
    },
    "replaces": {
        "type": "string",
        "description": "The order, by its external_id, that this one replaces",
        "example": "51e90a7b",
    },
}
BEST = {
    "offer": {"type": "string", "description": "The best one's path", "example": OFFER},
    "name": {"type": "string", "description": "Its name", "example": "Business Pro"},
    "price": {"type": "string", "description": "Its price, to be told as it is", "example": "GBP 27.00/month per seat"},
    "why": {"type": "string", "description": "Why it fits, and for whom", "example": "billed yearly; for 12 people"},
    "note": {"type": "string", "description": "What to say of it", "example": "price is over the budget"},
}
# What is told beside the text, flat, by tool. A quote's link is not among it: it stays with the sales team.
TOLD: Mapping[str, Mapping[str, Field]] = {
    "limio_find_offers": {**BEST, "found": {"type": "integer", "description": "How many are told", "example": 3}},
    "limio_get_offer": {name: {**BEST[name]} for name in ("offer", "name", "price")},
    "limio_create_checkout": {
        "url": LINK,
        "kind": {**KIND, "enum": ["assisted", "purchase_link"]},
        "reason": {"type": "string", "description": "Why it is a purchase link", "example": "server_error"},
        **KNOWN_AGAIN,
    },
    "limio_purchase_link": {"url": LINK, "kind": {**KIND, "enum": ["purchase_link"]}},
    "limio_create_quote": KNOWN_AGAIN,
    "limio_list_abandoned_baskets": {
        "found": {"type": "integer", "description": "How many the page holds", "example": 2},
        "cursor": {"type": "string", "description": "Where the next page begins", "example": GIVEN["cursor"]},
    },
}


def described(name: str, shape: Field) -> dict[str, Any]:
    """Return a request's field with its words and an example.

    Args:
        name: The field's name.
        shape: Its schema.
    """
    words = shape.get("description") or WORDS.get(name)
    return {**shape, **({"description": words} if words else {}), **({"example": GIVEN[name]} if name in GIVEN else {})}


def right_call(tool: str, fields: Mapping[str, Field], required: list[str], named: set[str]) -> str:
    """Return a right call in flat fields, with those that must be there and those that were wrong."""
    shown = {name: GIVEN[name] for name in fields if name in GIVEN and name in {*required, *named}}
    return f"Call {tool} again like this: {shown or {name: GIVEN[name] for name in list(fields)[:1]}}".replace("'", '"')
