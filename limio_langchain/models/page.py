"""One page of the catalogue, in either of the envelopes the API was seen to use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from limio_langchain import redaction
from limio_langchain.answer import HALF, as_identifier, as_object, as_text, read_json
from limio_langchain.errors import UnreadableAnswer
from limio_langchain.models.offer import Offer

log = redaction.logger(__name__)
NOT_SENT_WHOLE = re.compile(rf"[\x00-\x1f\x7f{HALF}]")


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
    told = as_object(read_json(body, "the catalogue"))
    if not isinstance(listed := told.get("items"), list):
        raise UnreadableAnswer("the catalogue answered without a list of items")
    total, exact = _total(told.get("hits"))
    cursor = _cursor(as_object(told.get("queryMore")))
    complete = cursor is None and (total is None or total <= len(listed))
    return OfferPage(read_offers(listed), total, exact, complete, cursor)


def read_offers(items: Iterable[Any]) -> tuple[Offer, ...]:
    """Read listed items; one that cannot be named in an order or a link as the catalogue names it is left out."""
    return tuple(filter(_is_whole, (Offer.from_item(item) for item in items if isinstance(item, dict))))


def _is_whole(offer: Offer) -> bool:
    broken = NOT_SENT_WHOLE.search(f"{offer.path}{offer.id}{offer.version}")
    if broken:
        log.warning("an offer is left out, as its path, id or version is broken text: %a", offer.path)
    return not broken


def _total(hits: Any) -> tuple[int | None, bool]:
    exact = not (isinstance(hits, dict) and hits.get("relation") == "gte")
    value = hits.get("value") if isinstance(hits, dict) else hits
    return (value, exact) if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else (None, True)


def _cursor(told: Mapping[str, Any]) -> Cursor | None:
    start = as_identifier(told.get("from"))
    return Cursor(start, as_text(told.get("alias")) or "") if start else None
