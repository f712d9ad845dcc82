"""The alarm for orders and customers no colleague takes: each is told of once, however often the server starts anew."""

from __future__ import annotations

import asyncio
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
MOST = 10_000  # looked through in a pass, of each kind
WITHIN = timedelta(minutes=30)  # a customer who waits in a chat is gone by then
ORDER, PERSON = "approval_overdue", "person_overdue"
WHO = {ORDER: "an order", PERSON: "a customer"}
logger = redaction.logger(__name__)


@dataclass(frozen=True)
class Wait:
    """Somebody who waits for a colleague.

    Attributes:
        kind: What their waiting too long is told as; it is the sentence's key too.
        thread: Their conversation.
        since: Since when.
    """

    kind: str
    thread: str
    since: datetime

    @property
    def key(self) -> str:
        """What its being told of is known by."""
        return later_id(digest_of(self.thread), self.kind, self.since.astimezone(UTC).isoformat())


@dataclass(frozen=True)
class Overdue:
    """Looks for orders, and for customers who were promised a person, that wait too long and that no colleague has.

    Attributes:
        cards: The orders that wait.
        turns: The server's; nothing is told of a conversation in a turn of it.
        within: How long they may wait.
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
                logger.warning("who waits could not be looked at (%s); trying again", type(error).__name__)
            await asyncio.sleep(EVERY)

    async def look(self) -> None:
        """Tell of all that are overdue and were not told of: the customer, the log, and whoever hears outcomes."""
        storage = self.cards.conversations.storage
        now = datetime.fromtimestamp(storage.outcomes.clock(), UTC)
        late = [one for one in await self._waiting() if now - one.since >= self.within]
        for one in await asyncio.to_thread(self._untold, late):
            with suppress(TimeoutError):
                await self._alone(one)

    async def _waiting(self) -> list[Wait]:
        conversations = self.cards.conversations
        orders = await conversations.storage.transcript.waiting(MOST)
        people, _ = await asyncio.to_thread(conversations.calls.waiting, MOST)
        found = {ORDER: orders, PERSON: people}
        return [Wait(kind, *one) for kind, waits in found.items() for one in waits.items()]

    def _untold(self, late: list[Wait]) -> list[Wait]:
        store = self.cards.conversations.storage.outcomes
        told, holders = store.known([one.key for one in late]), Desk(store).holders() if late else {}
        return [one for one in late if one.key not in told and one.thread not in holders]

    async def _alone(self, one: Wait) -> None:
        """Tell of one, unless it was decided on, answered or erased in this very moment."""
        storage = self.cards.conversations.storage
        async with asyncio.timeout(PATIENCE), self.turns.lock(one.thread), storage.turn_of(one.thread):
            if one in await self._waiting():
                await self._tell(one)

    async def _tell(self, one: Wait) -> None:
        conversations = self.cards.conversations
        asked, state = await conversations.waiting_on(one.thread)
        if one.kind == ORDER and asked is None:
            return
        said = self.cards.in_words_of(state).say(one.kind)
        # Once as well, by its id; before the rest, so that it is not left out where the process dies in between.
        await conversations.storage.transcript.add(
            one.thread, entry("agent", f"overdue-{one.key}", said, [text_block(said)])
        )
        lines = ordered(asked["action_requests"][0]["args"]["items"]) if asked and one.kind == ORDER else []
        overdue = Event(one.key, one.kind, digest_of(one.thread), items=Item.of(lines), is_reported=False)
        if await asyncio.to_thread(conversations.storage.outcomes.record, [overdue]):
            logger.warning("%s has waited longer than %s for a colleague; none has it", WHO[one.kind], self.within)
