"""The catalogue: Offers V2 and the published catalogue items (Limio, catalogue API pages)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from limio_langchain.errors import InputError, OrderRefused
from limio_langchain.models.offer import Offer
from limio_langchain.models.order import ADD_ON_PREFIX
from limio_langchain.models.page import Cursor, OfferPage, read_offer_page
from limio_langchain.operation import Flow, Operation
from limio_langchain.retry import retried

OFFERS, ITEMS = "/api/offers/v2", "/api/published_catalog_items"
Source = Literal["published", "catalog"]
RecordType = Literal["add_on", "offers", "offers2", "discount", "product", "page", "campaign", "segment"]
Attributes = Mapping[str, str | int | float | bool]
MAX_PAGES = 1000  # a list that never ends is a fault of the server's


def list_offers(
    attributes: Attributes | None = None,
    *,
    path: str | None = None,
    tags: str | None = None,
    page_size: int = 50,
    source: Source = "published",
    reduced: bool = False,
    cursor: Cursor | None = None,
) -> Operation[OfferPage]:
    """One page of offers. Only ``published`` ones can be sold: the newest version of others answers 404."""
    params = (
        ("offersSource", source),
        *_filters(attributes, path, tags),
        *([("reducedData", "true")] if reduced else []),
        *_paging(page_size, cursor),
    )
    return Operation("GET", OFFERS, read_offer_page, params)


def list_catalog_items(
    record_type: RecordType,
    attributes: Attributes | None = None,
    *,
    path: str | None = None,
    page_size: int = 50,
    cursor: Cursor | None = None,
) -> Operation[OfferPage]:
    """One page of live catalogue items of one kind, such as ``add_on`` (the newer single entry point)."""
    params = (("record_type", record_type), *_filters(attributes, path, None), *_paging(page_size, cursor))
    return Operation("GET", ITEMS, read_offer_page, params)


class Pages:
    """Goes through a list page by page: each offer once, to the end, never in circles.

    Attributes:
        next: What asks for the page to come, or None at the end.
        complete: Whether the list is whole, as far as the server's total tells.
    """

    def __init__(self, first: Operation[OfferPage]) -> None:
        self.next: Operation[OfferPage] | None = first
        self.complete = False
        self._asked: set[Operation[OfferPage]] = set()
        self._found: set[str | None] = set()

    def new(self, page: OfferPage) -> list[Offer]:
        """Take in the page that `next` asked for and return its offers that no earlier page had."""
        asked, new = self.next, []
        for offer in page.offers:
            if offer.path not in self._found:
                self._found.add(offer.path)
                new.append(offer)
        self.next = self._after(asked, page) if asked else None
        whole = page.total is None or len(self._found) >= page.total
        self.complete = self.next is None and whole and (page.cursor is None or not page.offers)
        return new

    def _after(self, asked: Operation[OfferPage], page: OfferPage) -> Operation[OfferPage] | None:
        self._asked.add(asked)
        if page.cursor is None or not page.offers or len(self._asked) >= MAX_PAGES:
            return None
        kept = tuple(param for param in asked.params if not param[0].startswith("opt.queryMore"))
        onward = replace(asked, params=kept + _position(page.cursor))
        return None if onward in self._asked else onward


def all_offers(first: Operation[OfferPage]) -> Flow[OfferPage]:
    """Every page from `first` on, as one; ``complete`` is false when the server's total says there is more."""
    pages, found, total, exact = Pages(first), [], None, True
    while pages.next is not None:
        page = yield from retried(pages.next)
        found += pages.new(page)
        total, exact = page.total, page.total_is_exact
    return OfferPage(tuple(found), total=total, total_is_exact=exact, complete=pages.complete, cursor=None)


def get_offer(path: str) -> Flow[Offer]:
    """The published offer or add-on at `path`; OrderRefused (404) when there is none."""
    if not path.startswith("/"):
        raise InputError("path", "must be a catalogue path such as /offers2/Pro Plan")
    add_on = path.startswith(ADD_ON_PREFIX)
    operation = list_catalog_items("add_on", path=path) if add_on else list_offers(path=path)
    page = yield from retried(operation)
    for offer in page.offers:
        if offer.path == path and offer.sellable:
            return offer
    refusal = OrderRefused(404, "GET", operation.path, f"{path} is not published")
    refusal.items = (path,)
    raise refusal


def _filters(attributes: Attributes | None, path: str | None, tags: str | None) -> list[tuple[str, str]]:
    named = [(f"attributes.{name}", _value(name, value)) for name, value in (attributes or {}).items()]
    return named + [(name, text) for name, text in (("path", path), ("tags", tags)) if text is not None]


def _value(name: str, value: str | float) -> str:
    if not name or not isinstance(value, str | int | float):
        raise InputError(f"attributes.{name}", "must be one text, number, true or false")
    return str(value).lower() if isinstance(value, bool) else str(value)


def _paging(page_size: int, cursor: Cursor | None) -> tuple[tuple[str, str], ...]:
    if page_size < 1:
        raise InputError("page_size", "must be at least 1")
    return (("opt.pageSize", str(page_size)), ("opt.all", "true"), *(_position(cursor) if cursor else ()))


def _position(cursor: Cursor) -> tuple[tuple[str, str], ...]:
    return (("opt.queryMoreFrom", cursor.start), ("opt.queryMoreAlias", cursor.alias))
