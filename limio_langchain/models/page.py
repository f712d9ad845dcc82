"""One page of the catalogue, in either of the envelopes the API was seen to use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from limio_langchain.answer import read_json
from limio_langchain.errors import UnreadableAnswer
from limio_langchain.models.offer import Offer


@dataclass(frozen=True)
class Cursor:
    """Where the next page begins (``queryMore``)."""

    start: str
    alias: str


@dataclass(frozen=True)
class OfferPage:
    """Offers, and whether they are all there are.

    Attributes:
        offers: In the API's order.
        total: How many the server says there are, where it says so.
        total_is_exact: Whether `total` is a count and not a lower bound.
        complete: False when more is to come or the server's total says that some are missing.
        cursor: What to ask the next page with, or None at the end.
    """

    offers: tuple[Offer, ...]
    total: int | None = None
    total_is_exact: bool = True
    complete: bool = True
    cursor: Cursor | None = None


def read_offer_page(body: bytes) -> OfferPage:
    """Read an answer of the catalogue; one item that is no object is dropped, never the page.

    Raises:
        UnreadableAnswer: Not JSON, not an object, or without a list of items.
    """
    told = read_json(body, "the catalogue")
    if not isinstance(told, dict) or not isinstance(told.get("items"), list):
        raise UnreadableAnswer("the catalogue answered without a list of items")
    listed = told["items"]
    offers = tuple(Offer.from_item(item) for item in listed if isinstance(item, dict))
    total, exact = _total(told.get("hits"))
    cursor = _cursor(told.get("queryMore"))
    return OfferPage(offers, total, exact, cursor is None and (total is None or total <= len(listed)), cursor)


def _total(hits: Any) -> tuple[int | None, bool]:
    exact = not (isinstance(hits, dict) and hits.get("relation") == "gte")
    value = hits.get("value") if isinstance(hits, dict) else hits
    return (value, exact) if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else (None, True)


def _cursor(told: Any) -> Cursor | None:
    if not isinstance(told, dict):
        return None
    start, alias = told.get("from"), told.get("alias")
    return Cursor(start, alias if isinstance(alias, str) else "") if isinstance(start, str) and start else None
