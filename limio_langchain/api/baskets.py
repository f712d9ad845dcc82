"""Abandoned baskets (Limio, abandoned-basket guides)."""

from __future__ import annotations

from datetime import UTC, datetime

from limio_langchain.errors import InputError
from limio_langchain.models.basket import AbandonedBasket, BasketPage, BasketPosition, read_basket_page
from limio_langchain.operation import Flow, Operation
from limio_langchain.retry import retried

ABANDONED = "/api/checkout/abandoned"


def list_abandoned_baskets(
    created_after: datetime, *, limit: int = 50, cursor: str | None = None
) -> Operation[BasketPage]:
    """One page of the baskets made after a moment; Limio marks both parameters required."""
    if created_after.tzinfo is None:
        raise InputError("created_after", "needs a time zone, such as datetime.now(UTC)")
    if limit < 1:
        raise InputError("limit", "must be at least 1")
    try:
        moment = created_after.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    except OverflowError:
        raise InputError("created_after", "is no moment in UTC") from None
    more = (("queryMore", cursor),) if cursor else ()
    return Operation("GET", ABANDONED, read_basket_page, (("limit", str(limit)), ("createdAfter", moment), *more))


def next_baskets(
    position: BasketPosition, *, limit: int, include_completed: bool
) -> Flow[tuple[tuple[AbandonedBasket, ...], BasketPosition]]:
    """The baskets of the next page that were not handed out before, and the position after them.

    Raises:
        UnreadableAnswer: The list names pages without end; the baskets so far were handed out.
    """
    position.check()
    page = yield from retried(list_abandoned_baskets(position.created_after, limit=limit, cursor=position.cursor))
    new = {basket.id: basket for basket in page.baskets if basket.id not in position.seen}
    wanted = tuple(basket for basket in new.values() if include_completed or not basket.completed)
    return wanted, position.after(page)
