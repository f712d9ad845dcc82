"""The catalogue: Offers V2 and the published catalogue items (Limio, catalogue API pages)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from limio_langchain.errors import InputError, LimioError, OrderRefused, UnreadableAnswer
from limio_langchain.models.offer import ADD_ON_PREFIX, Offer
from limio_langchain.models.page import Cursor, OfferPage, read_offer_page
from limio_langchain.operation import Flow, Operation
from limio_langchain.retry import retried

OFFERS, ITEMS = "/api/offers/v2", "/api/published_catalog_items"
Source = Literal["published", "catalog"]
RecordType = Literal["add_on", "offers", "offers2", "discount", "product", "page", "campaign", "segment"]
Attributes = Mapping[str, str | int | float | bool]
MOST_PAGES = 1000


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
    """Goes through a list page by page: each offer once, to the end.

    Attributes:
        complete: Whether the list is whole, as far as the server's total tells.
    """

    def __init__(self, first: Operation[OfferPage]) -> None:
        self.complete = False
        self._first, self._cursors = first, list[Cursor]()
        self._found: set[str] = set()
        self._goes_on, self._endless = True, False

    @property
    def next(self) -> Operation[OfferPage] | None:
        """What asks for the page to come, or None at the end.

        Raises:
            UnreadableAnswer: The list names pages without end: one that it named before, one after a page that brought
                nothing new, or more than `MOST_PAGES`. The offers so far were handed out.
        """
        if self._goes_on and self._endless:
            raise UnreadableAnswer(f"{self._first.path} names pages without end; {len(self._cursors)} were read")
        if not self._goes_on or not self._cursors:
            return self._first if self._goes_on else None
        kept = tuple(param for param in self._first.params if not param[0].startswith("opt.queryMore"))
        return replace(self._first, params=kept + _position(self._cursors[-1]))

    def new(self, page: OfferPage) -> list[Offer]:
        """Take in the page that `next` asked for and return its offers that no earlier page had."""
        new = {offer.path: offer for offer in page.offers if offer.path not in self._found}
        self._found |= new.keys()
        cursor = page.cursor if page.offers else None
        self._goes_on = cursor is not None
        self.complete = cursor is None and (page.total is None or len(self._found) >= page.total)
        if cursor:
            named = {known.start for known in self._cursors}
            self._cursors.append(cursor)
            self._endless = not new or cursor.start in named or len(self._cursors) >= MOST_PAGES
        return list(new.values())


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


def is_unpublished(path: str, error: LimioError) -> bool:
    """Return whether a look-up failed because nothing is published there; another refusal tells nothing of it."""
    return isinstance(error, OrderRefused) and path in error.items


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
