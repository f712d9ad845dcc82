"""`AfterSale`: follows what was handed over until it is paid, fails or is left behind, and tells the host."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection

from limio_langchain import redaction
from limio_langchain.api.orders import get_order
from limio_langchain.api.subscriptions import get_subscription
from limio_langchain.errors import LimioError
from limio_langchain.models.placed_order import PlacedOrder
from limio_langchain.operation import Call
from limio_langchain.retry import retried
from limio_langchain.tools import LimioToolkit
from limio_langchain.webhooks import Delivery
from limio_sales_agent.orders.hooks import OnOutcome
from limio_sales_agent.outcomes.database import reading, writing
from limio_sales_agent.outcomes.events import reference_among
from limio_sales_agent.outcomes.feed import Feed
from limio_sales_agent.outcomes.inbox import Inbox, Subject
from limio_sales_agent.outcomes.left_behind import record_abandoned
from limio_sales_agent.outcomes.sales import CANCELS, Sales
from limio_sales_agent.outcomes.store import OutcomeStore

ABANDONED_AFTER = timedelta(hours=24)
PASS_EVERY = 30.0  # seconds; a delivery is looked into at once
LOOKS_FOR_SALE = 3  # before a cancellation counts as one of the shop's other sales
SIDE_BY_SIDE = 4  # subjects read back at a time
logger = redaction.logger(__name__)


class AfterSale:
    """Follows sales: takes deliveries, reads orders back, records what became of them, and tells the host in order.

    Every step can be killed and done again: a delivery is stored before it is answered, an order is recorded together
    with striking it off, and an outcome has an id of its own.

    Args:
        store: Where outcomes are kept.
        toolkit: Reads orders back; without credentials they stay submitted, unverified.
        on_outcome: The host's hook, as of `create_sales_agent`.
        abandoned_after: When a link nobody paid counts as left behind.
    """

    def __init__(
        self,
        store: OutcomeStore,
        toolkit: LimioToolkit,
        *,
        on_outcome: OnOutcome | None = None,
        abandoned_after: timedelta = ABANDONED_AFTER,
    ) -> None:
        self._store, self._toolkit = store, toolkit
        self._sales, self._inbox = Sales(store), Inbox(store.engine, store.clock)
        self._feed = Feed(store, on_outcome)
        self._abandoned_after = abandoned_after
        self._woken = asyncio.Event()

    async def take(self, delivery: Delivery) -> None:
        """Store a delivery: the ``on_delivery`` of an `OrderWebhook`."""
        await asyncio.to_thread(self._inbox.take, delivery)
        self._woken.set()

    async def run(self) -> None:
        """Work until cancelled; whatever goes wrong is tried again."""
        while True:
            self._woken.clear()
            try:
                await self.work()
            except Exception as error:  # noqa: BLE001  a database that is away must not end the following
                logger.warning("following sales failed (%s); trying again", type(error).__name__)
            await self._slept()

    async def _slept(self) -> None:
        try:
            async with asyncio.timeout(await self._pause()):
                await self._woken.wait()
        except TimeoutError:
            pass

    async def _pause(self) -> float:
        try:
            due = await asyncio.to_thread(self._inbox.next_look)
        except Exception:  # noqa: BLE001  as above
            return PASS_EVERY
        return PASS_EVERY if due is None else max(0.05, min(PASS_EVERY, due - self._store.clock()))

    async def work(self) -> None:
        """Look into all that is due, mark what is left behind, and tell the host of all that is new."""
        while subjects := await asyncio.to_thread(self._inbox.due, SIDE_BY_SIDE):
            await asyncio.gather(*map(self._looked_into, subjects))
        await asyncio.to_thread(record_abandoned, self._store, self._abandoned_after)
        await self._feed.tell()

    async def _looked_into(self, subject: Subject) -> None:
        """Look into a subject; whatever goes wrong with it puts off it alone."""
        try:
            await self._looked_at(subject)
        except Exception as error:  # noqa: BLE001  whichever it is, the others' sales are followed
            logger.warning("an order could not be looked into (%s); trying again later", type(error).__name__)
            await asyncio.to_thread(self._put_off, subject)

    async def _looked_at(self, subject: Subject) -> None:
        if subject.name.startswith("sub-"):
            ended = await self._ended(subject.name)
            await asyncio.to_thread(self._put_down_end, subject, ended)
            return
        known = await asyncio.to_thread(self._readable, subject)
        found = await self._read_back(known) if known else None
        await asyncio.to_thread(self._put_down, subject, found, can_be_read=known is not None)

    def _readable(self, subject: Subject) -> str | None:
        """Return the id to read an order back by, or None: without credentials, and of the shop's other orders."""
        if not self._toolkit.settings.has_credentials:
            return None
        if (order := subject.order) is None:
            return subject.name
        with reading(self._store.engine) as connection:
            if self._is_early(connection, order):
                return None
            return order.id or self._sales.known_order(connection, order)

    def _is_early(self, connection: Connection, order: PlacedOrder) -> bool:
        """Return whether an order belongs to nobody yet: its link may be stored a little after it."""
        tells_whose = order.external_id or reference_among(order.tracked)
        return order.order_type == "new" and bool(tells_whose) and self._sales.owner(connection, order) is None

    async def _read_back(self, order_id: str) -> PlacedOrder | None:
        found: PlacedOrder | None = await self._asked(get_order(order_id))
        if found is not None and found.id not in {None, order_id}:
            logger.warning("an order was read back as another one")
            return None
        return replace(found, id=order_id) if found else None

    async def _ended(self, subscription_id: str) -> tuple[str, ...]:
        """Return by what names a subscription is known that has ended; none where it has not, or cannot be read."""
        found = await self._asked(retried(get_subscription(subscription_id)))
        if found is None or not found.has_ended:
            return ()
        return tuple(filter(None, (found.id, found.reference)))

    async def _asked(self, call: Call[Any]) -> Any:
        try:
            return await self._toolkit.arun(call)
        except LimioError as error:
            logger.info("something could not be read back (%s)", type(error).__name__)
            return None

    def _put_off(self, subject: Subject) -> None:
        with writing(self._store.engine) as connection:
            self._inbox.later(connection, subject)

    def _put_down(self, subject: Subject, found: PlacedOrder | None, *, can_be_read: bool) -> None:
        order = found or subject.order
        with writing(self._store.engine) as connection:
            is_final = order is not None and self._sales.record(connection, order, verified=found is not None)
            if order is not None and self._is_early(connection, order):
                is_done = subject.looks >= LOOKS_FOR_SALE
            else:
                is_done = is_final or not can_be_read or _is_of_others(subject)
            if is_done:
                self._inbox.done(connection, subject)
            else:
                self._inbox.later(connection, subject)

    def _put_down_end(self, subject: Subject, names: tuple[str, ...]) -> None:
        with writing(self._store.engine) as connection:
            if (names and self._sales.cancel(connection, *names)) or _is_of_others(subject):
                self._inbox.done(connection, subject)
            else:
                self._inbox.later(connection, subject)


def _is_of_others(subject: Subject) -> bool:
    """Return whether an end that took no sale back is none of ours: the sale it ends may come a little after it."""
    ends = subject.name.startswith("sub-") or (subject.order is not None and subject.order.order_type == CANCELS)
    return ends and subject.looks >= LOOKS_FOR_SALE
