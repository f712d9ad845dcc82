"""The alarm for orders that no colleague takes: each is told of once, however often the server is started anew."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from limio_langchain import redaction
from limio_sales_agent.orders.outcome import later_id
from limio_sales_agent.outcomes.desk import Desk
from limio_sales_agent.outcomes.events import Event, Item, digest_of
from limio_sales_agent.replies.blocks import text_block
from limio_sales_agent.storage.transcript import entry
from limio_sales_agent.web.order_card import OrderCards, ordered
from limio_sales_agent.web.turn_stream import Turns

EVERY = 15.0  # seconds
PATIENCE = 10.0  # seconds for a turn of the customer's; the order is looked at again in the next pass
MOST = 10_000  # orders looked through in a pass
WITHIN = timedelta(minutes=30)  # a customer who waits in a chat is gone by then
KIND = "approval_overdue"
Wait = tuple[str, datetime]  # whose conversation, and since when
logger = redaction.logger(__name__)


@dataclass(frozen=True)
class Overdue:
    """Looks for orders that wait too long, and that no colleague has at the moment.

    Attributes:
        cards: The orders that wait.
        turns: The server's; nothing is told of an order in a turn of its conversation.
        within: How long an order may wait.
    """

    cards: OrderCards
    turns: Turns
    within: timedelta

    async def run(self) -> None:
        """Look until cancelled; whatever goes wrong is tried again."""
        while True:
            try:
                await self.look()
            except Exception as error:  # noqa: BLE001  a store that is away must not end it
                logger.warning("orders that wait could not be looked at (%s); trying again", type(error).__name__)
            await asyncio.sleep(EVERY)

    async def look(self) -> None:
        """Tell of each order that is overdue and was not told of: the customer, the log, and whoever hears outcomes."""
        storage = self.cards.conversations.storage
        now = datetime.fromtimestamp(storage.outcomes.clock(), UTC)
        waiting = (await storage.transcript.waiting(MOST)).items()
        late = {_id(*one): one for one in waiting if now - one[1] >= self.within}
        for thread, since in await asyncio.to_thread(self._untold, late):
            with suppress(TimeoutError):
                await self._alone(thread, since)

    def _untold(self, late: Mapping[str, Wait]) -> list[Wait]:
        store = self.cards.conversations.storage.outcomes
        told, holders = store.known(late), Desk(store).holders() if late else {}
        return [(thread, since) for key, (thread, since) in late.items() if key not in told and thread not in holders]

    async def _alone(self, thread: str, since: datetime) -> None:
        """Tell of one order, unless it was decided on, or erased, in this very moment."""
        storage = self.cards.conversations.storage
        async with asyncio.timeout(PATIENCE), self.turns.lock(thread), storage.turn_of(thread):
            if (await storage.transcript.waiting(MOST)).get(thread) == since:
                await self._tell(thread, since)

    async def _tell(self, thread: str, since: datetime) -> None:
        conversations = self.cards.conversations
        asked, state = await conversations.waiting_on(thread)
        if asked is None:
            return
        key, digest = _id(thread, since), digest_of(thread)
        said = self.cards.in_words_of(state).say("approval_overdue")
        # Once as well, by its id; before the rest, so that it is not left out where the process dies in between.
        await conversations.storage.transcript.add(thread, entry("agent", f"overdue-{key}", said, [text_block(said)]))
        lines = ordered(asked["action_requests"][0]["args"]["items"])
        overdue = Event(key, KIND, digest, items=Item.of(lines), is_reported=False)
        if await asyncio.to_thread(conversations.storage.outcomes.record, [overdue]):
            logger.warning("an order has waited longer than %s for a colleague; none has it", self.within)


def _id(thread: str, since: datetime) -> str:
    return later_id(digest_of(thread), KIND, since.astimezone(UTC).isoformat())
