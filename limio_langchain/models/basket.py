"""Abandoned baskets: what a CRM job polls, and where it goes on next time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from limio_langchain.answer import read_json
from limio_langchain.errors import InputError, UnreadableAnswer

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
        if not (basket_id := _text(item.get("id"))):
            return None
        who, lines = _object(item.get("customerDetails")), item.get("orderItems")
        named = [_object(line) for line in lines] if isinstance(lines, list) else []
        return cls(
            id=basket_id,
            created=_moment(item.get("created")),
            email=_text(who.get("email")),
            first_name=_text(who.get("firstName")),
            last_name=_text(who.get("lastName")),
            company=_text(who.get("companyName")),
            phone=_text(who.get("phone")),
            items=tuple(filter(None, (_text(line.get("path")) or _text(line.get("name")) for line in named))),
            tracking=_object(item.get("tracking")),
            custom_fields=_object(item.get("customFields")),
            entry=_text(item.get("entry")),
            completed=item.get("completed") is True,
            recovery_link=_text(item.get("recoveryLink")),
            identities=tuple(item["identities"]) if isinstance(item.get("identities"), list) else (),
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
    """

    created_after: datetime
    cursor: str | None = None
    seen: Mapping[str, str | None] = field(default_factory=dict)
    newest: datetime | None = None
    ended: bool = False

    def to_json(self) -> str:
        """Return the position as one line of JSON."""
        return json.dumps(
            {
                "created_after": self.created_after.isoformat(),
                "cursor": self.cursor,
                "seen": dict(self.seen),
                "newest": self.newest and self.newest.isoformat(),
                "ended": self.ended,
            }
        )

    @classmethod
    def from_json(cls, text: str) -> BasketPosition:
        """Read a position; InputError when the text is not one."""
        try:
            told = json.loads(text)
            after, newest = datetime.fromisoformat(told["created_after"]), told["newest"]
            newest = newest and datetime.fromisoformat(newest)
            return cls(after, told["cursor"], dict(told["seen"]), newest, bool(told["ended"]))
        except (ValueError, KeyError, TypeError):
            raise InputError("position", "is not what BasketPosition.to_json gave") from None

    def after(self, page: BasketPage) -> BasketPosition:
        """Return the position once `page` has been handed out."""
        moments = [basket.created for basket in page.baskets if basket.created]
        newest = max([*moments, *([self.newest] if self.newest else [])], default=None)
        seen = {**self.seen, **{b.id: b.created.isoformat() if b.created else None for b in page.baskets}}
        cursor = page.cursor if page.cursor != self.cursor and page.baskets else None  # a repeated cursor is a loop
        return BasketPosition(self.created_after, cursor, seen, newest, ended=cursor is None)

    def onward(self) -> BasketPosition:
        """Return where the next run begins: the same page, or, past the end, just before the newest basket."""
        if not self.ended:
            return self
        start = max(self.newest - OVERLAP, self.created_after) if self.newest else self.created_after
        again = {key: made for key, made in self.seen.items() if made is None or datetime.fromisoformat(made) >= start}
        return BasketPosition(start, seen=again)


def read_basket_page(body: bytes) -> BasketPage:
    """Read an answer of `GET /api/checkout/abandoned`; UnreadableAnswer when it is not one."""
    told = read_json(body, "the list of abandoned baskets")
    if not isinstance(told, dict) or not isinstance(told.get("items"), list):
        raise UnreadableAnswer("the list of abandoned baskets has no items")
    baskets = (AbandonedBasket.from_item(item) for item in told["items"] if isinstance(item, dict))
    return BasketPage(tuple(filter(None, baskets)), _text(told.get("queryMore")))


def _text(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _moment(value: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
