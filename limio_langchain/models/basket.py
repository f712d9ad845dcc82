"""Abandoned baskets: what a CRM job polls, and where it goes on next time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from limio_langchain.answer import as_identifier, as_list, as_moment, as_object, as_objects, read_json
from limio_langchain.errors import InputError, UnreadableAnswer

EARLIEST, CLOCKS_DIFFER = datetime(2000, 1, 1, tzinfo=UTC), timedelta(days=1)
MOST_PAGES = 1000
OVERLAP = timedelta(seconds=2)  # the reference does not say whether createdAfter is inclusive


@dataclass(frozen=True)
class AbandonedBasket:
    """An active basket, as `GET /api/checkout/abandoned` lists it; most have no e-mail.

    Attributes:
        id: ``basket-`` and a UUID.
        created: When it was made, in UTC.
        email: The customer's address, where known; and likewise the other details.
        items: Offer names or paths in the basket.
        tracking: As received.
        custom_fields: As received.
        entry: The page the basket was made on.
        completed: Whether it was bought.
        recovery_link: The signed link, as answered; it opens the customer's basket.
        identities: As received.
    """

    id: str
    created: datetime | None = None
    email: str | None = field(default=None, repr=False)
    first_name: str | None = field(default=None, repr=False)
    last_name: str | None = field(default=None, repr=False)
    company: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    items: tuple[str, ...] = ()
    tracking: Mapping[str, Any] = field(default_factory=dict, repr=False)
    custom_fields: Mapping[str, Any] = field(default_factory=dict, repr=False)
    entry: str | None = None
    completed: bool = False
    recovery_link: str | None = field(default=None, repr=False)
    identities: tuple[Any, ...] = field(default=(), repr=False)

    @classmethod
    def from_item(cls, item: Mapping[str, Any]) -> AbandonedBasket | None:
        """Read one listed basket; None when it has no id, since nothing could refer to it."""
        if not (basket_id := as_identifier(item.get("id"))):
            return None
        who, named = as_object(item.get("customerDetails")), map(as_object, as_list(item.get("orderItems")))
        return cls(
            id=basket_id,
            created=_created(item.get("created")),
            email=_text(who.get("email")),
            first_name=_text(who.get("firstName")),
            last_name=_text(who.get("lastName")),
            company=_text(who.get("companyName")),
            phone=_text(who.get("phone")),
            items=tuple(filter(None, (_text(line.get("path")) or _text(line.get("name")) for line in named))),
            tracking=as_object(item.get("tracking")),
            custom_fields=as_object(item.get("customFields")),
            entry=_text(item.get("entry")),
            completed=item.get("completed") is True,
            recovery_link=_text(item.get("recoveryLink")),
            identities=tuple(as_list(item.get("identities"))),
        )


@dataclass(frozen=True)
class BasketPage:
    """One page of abandoned baskets.

    Attributes:
        baskets: In the API's order.
        cursor: What to ask the next page with, or None at the end.
    """

    baskets: tuple[AbandonedBasket, ...]
    cursor: str | None = None


@dataclass(frozen=True)
class BasketPosition:
    """Where a job that reads abandoned baskets stands; keep its JSON and go on from it.

    Attributes:
        created_after: Baskets made after this moment are read.
        cursor: The page to go on with, or None for a new listing.
        seen: Ids already handed out that a listing may repeat, with when they were made.
        newest: The newest ``created`` seen in the listing under way.
        ended: Whether the listing came to its end; going on then lists what is newer.
        cursors: The pages of the listing that were read, to know one that comes again.
    """

    created_after: datetime
    cursor: str | None = None
    seen: Mapping[str, str | None] = field(default_factory=dict)
    newest: datetime | None = None
    ended: bool = False
    cursors: tuple[str, ...] = ()

    def to_json(self) -> str:
        """Return the position as one line of JSON."""
        return json.dumps(
            {
                "created_after": self.created_after.isoformat(),
                "cursor": self.cursor,
                "seen": dict(self.seen),
                "newest": self.newest and self.newest.isoformat(),
                "ended": self.ended,
                "cursors": self.cursors,
            }
        )

    @classmethod
    def from_json(cls, text: str) -> BasketPosition:
        """Read a position; InputError when the text is not one."""
        try:
            told = json.loads(text)
            after, newest = _kept(told["created_after"]), told["newest"] and _kept(told["newest"])
            seen = {str(key): made and _kept(made).isoformat() for key, made in told["seen"].items()}
            cursors = tuple(map(str, told.get("cursors", ())))  # absent in positions kept by 0.1
            return cls(after, as_identifier(told["cursor"]), seen, newest, bool(told["ended"]), cursors)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise InputError("position", "is not what BasketPosition.to_json gave") from None

    def after(self, page: BasketPage) -> BasketPosition:
        """Return the position once `page` has been handed out."""
        moments = [basket.created for basket in page.baskets if basket.created]
        newest = max([*moments, *([self.newest] if self.newest else [])], default=None)
        seen = {**self.seen, **{b.id: b.created.isoformat() if b.created else None for b in page.baskets}}
        cursor = page.cursor if page.baskets else None
        read = (*self.cursors, self.cursor) if self.cursor else self.cursors
        return BasketPosition(self.created_after, cursor, seen, newest, ended=cursor is None, cursors=read)

    def check(self) -> None:
        """Refuse a listing without an end: UnreadableAnswer where its next page was read before, or is one too many."""
        if self.cursor in self.cursors or len(self.cursors) >= MOST_PAGES:
            raise UnreadableAnswer(f"the abandoned baskets name more pages without end; {len(self.cursors)} were read")

    def onward(self) -> BasketPosition:
        """Return where the next run begins: the same page, or, past the end, just before the newest basket."""
        if not self.ended:
            return self
        start = max(self.newest - OVERLAP, self.created_after) if self.newest else self.created_after
        again = {key: made for key, made in self.seen.items() if made is None or datetime.fromisoformat(made) >= start}
        return BasketPosition(start, seen=again)


def read_basket_page(body: bytes) -> BasketPage:
    """Read an answer of `GET /api/checkout/abandoned`; UnreadableAnswer when it is not one."""
    told = as_object(read_json(body, "the list of abandoned baskets"))
    if not isinstance(told.get("items"), list):
        raise UnreadableAnswer("the list of abandoned baskets has no items")
    baskets = map(AbandonedBasket.from_item, as_objects(told["items"]))
    return BasketPage(tuple(filter(None, baskets)), as_identifier(told.get("queryMore")))


def _text(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _kept(moment: Any) -> datetime:
    if (told := as_moment(moment)) is None:
        raise ValueError("no moment")
    return told


def _created(value: Any) -> datetime | None:
    """Return when a basket was made; a moment still to come is none, since a job would wait for it."""
    moment = as_moment(value)
    return moment if moment and EARLIEST < moment < datetime.now(UTC) + CLOCKS_DIFFER else None
