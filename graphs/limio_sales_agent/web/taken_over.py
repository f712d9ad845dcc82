"""A colleague writes to a customer who waits for a person, and the agent keeps quiet until they hand them back."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from limio_langchain import redaction
from limio_sales_agent.outcomes.decisions import DecisionLog
from limio_sales_agent.outcomes.desk import Desk
from limio_sales_agent.replies.blocks import text_block
from limio_sales_agent.replies.colleague_words import told_words
from limio_sales_agent.server.requests import Refused
from limio_sales_agent.state import SalesState
from limio_sales_agent.storage.transcript import entry
from limio_sales_agent.web.call_cards import CallCards
from limio_sales_agent.web.chat_service import Conversations
from limio_sales_agent.web.order_card import OrderCards
from limio_sales_agent.web.turn_stream import Turns

EVERY = 15.0  # seconds
logger = redaction.logger(__name__)


@dataclass(frozen=True)
class TakenOver:
    """Takes conversations over and gives them back. Whoever is called away for ten minutes has given it back.

    Attributes:
        cards: The orders that wait.
        turns: The server's; nothing changes hands in a turn of the conversation.
    """

    cards: OrderCards
    turns: Turns

    async def take(self, thread: str, who: str) -> None:
        """Take a conversation over; the customer is told that a person writes now, and the log who it was."""
        async with self.turns.lock(thread), self._conversations.storage.turn_of(thread):
            asked, state = await self._conversations.waiting_on(thread)
            if asked is None and not await self.is_called(thread):
                raise Refused(409, "nothing_to_decide")
            had = await self._hold(thread, who)
            if had != who:
                await self._log(thread, who, {"type": "take_over", "order": asked["order"] if asked else ""})
                await self._say(thread, state, "person_writes")

    async def write(self, thread: str, who: str, identity: str, text: str) -> None:
        """Say something to the customer, once for each id."""
        links = self._conversations.playbook.own_links
        async with self.turns.lock(thread), self._conversations.storage.turn_of(thread):
            if (await asyncio.to_thread(self._talks.holders)).get(thread) != who:
                raise Refused(409, "taken")
            await self._hold(thread, who)
            words = told_words(text, links)
            said = entry("colleague", identity, words, [text_block(words, links)])
            await self._conversations.storage.transcript.add(thread, said)

    async def give_back(self, thread: str, who: str) -> None:
        """Have the agent answer again, and the customer told so; nothing where somebody else writes."""
        async with self.turns.lock(thread), self._conversations.storage.turn_of(thread):
            if await self._end(thread, who):
                await asyncio.to_thread(self._conversations.calls.settle, thread)

    async def answered(self, thread: str, who: str) -> None:
        """Put down that a customer who asked for a person was answered elsewhere; nothing where none waits."""
        async with self.turns.lock(thread), self._conversations.storage.turn_of(thread):
            if await self.is_called(thread):
                await self._log(thread, who, {"type": "answered", "order": ""})
                await asyncio.to_thread(self._conversations.calls.settle, thread)

    async def is_called(self, thread: str) -> bool:
        """Return whether the customer was promised a person, and waits."""
        return await asyncio.to_thread(self._conversations.calls.since, thread) is not None

    async def _log(self, thread: str, who: str, decision: dict[str, str]) -> None:
        seen = await self.cards.card(thread) or await CallCards(self.cards).card(thread)
        log = DecisionLog(self._conversations.storage.outcomes)
        await asyncio.to_thread(log.append, thread, who, decision, seen)

    async def _end(self, thread: str, who: str | None = None) -> bool:
        asked, state = await self._conversations.waiting_on(thread)
        ended = await asyncio.to_thread(self._talks.give_back, thread, who)
        if ended:
            await self._say(thread, state, "person_gone" if asked else "person_gone_open")
        return ended

    async def look(self) -> None:
        """Give back what nobody writes in any more."""
        for thread in await asyncio.to_thread(self._talks.lapsed):
            async with self.turns.lock(thread), self._conversations.storage.turn_of(thread):
                if thread in await asyncio.to_thread(self._talks.lapsed):
                    await self._end(thread)

    async def run(self) -> None:
        """Look until cancelled; whatever goes wrong is tried again."""
        while True:
            try:
                await self.look()
            except Exception as error:  # noqa: BLE001  a store that is away must not end it
                logger.warning("conversations could not be given back (%s); trying again", type(error).__name__)
            await asyncio.sleep(EVERY)

    async def _hold(self, thread: str, who: str) -> str | None:
        """Hold the order and its conversation for longer, and return who wrote before."""
        had = (await asyncio.to_thread(self._talks.holders)).get(thread)
        desk = Desk(self._conversations.storage.outcomes)
        for claims in (desk, self._talks):
            if await asyncio.to_thread(claims.claim, thread, who) != who:
                raise Refused(409, "taken")
        return had

    async def _say(self, thread: str, state: SalesState, phrase: str) -> None:
        said = self.cards.in_words_of(state).say(phrase)
        transcript = self._conversations.storage.transcript
        identity = f"{phrase}-{len(await transcript.read(thread))}"
        await transcript.add(thread, entry("agent", identity, said, [text_block(said)]))

    @property
    def _conversations(self) -> Conversations:
        return self.cards.conversations

    @property
    def _talks(self) -> Desk:
        return self._conversations.talks
