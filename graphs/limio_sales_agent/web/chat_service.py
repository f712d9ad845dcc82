"""One customer's message, from its arrival to the entry that answers it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage
from langchain_core.runnables import RunnableConfig
from langgraph.types import Command

from limio_langchain import SalesContext
from limio_sales_agent.graph import SalesAgent
from limio_sales_agent.outcomes.database import talks
from limio_sales_agent.outcomes.desk import Calls, Desk
from limio_sales_agent.playbook import Playbook
from limio_sales_agent.reading.card_numbers import strip_card_numbers
from limio_sales_agent.replies.blocks import blocks_of
from limio_sales_agent.state import COLLEAGUE, SalesState
from limio_sales_agent.storage.transcript import Entry, entry
from limio_sales_agent.web.storage import Storage
from limio_sales_agent.web.turn_stream import Tell
from limio_sales_agent.web.words import page_words

GREETING = "greeting"
MOST_MEANWHILE = 40  # entries looked through for what was said to a person
LONGEST_MEANWHILE = 2_000  # characters of it that the agent is told; the end counts


@dataclass(frozen=True)
class Conversations:
    """The agent as the page's server talks to it.

    Attributes:
        agent: The sales agent, with the storage's checkpointer.
        playbook: Its playbook.
        storage: Where conversations are kept.
        approval: Whether a colleague decides on each checkout.
    """

    agent: SalesAgent
    playbook: Playbook
    storage: Storage
    approval: bool = False

    async def answer(self, thread: str, identity: str, text: str, tell: Tell, locale: str | None = None) -> None:
        """Answer a message, and tell what happens meanwhile; one that was answered before is told again.

        Args:
            thread: The conversation.
            identity: The message's id, chosen by the page, so that a message sent twice counts once.
            text: The message.
            tell: Is told ``doing`` and ``entry``.
            locale: Of a visitor who is not spoken to in the shop's own language.
        """
        async with self.storage.turn_of(thread):
            known = await self.storage.transcript.find(thread, "agent", identity)
            if known is None:
                # Neither the transcript nor the state ever holds a card's number.
                said = strip_card_numbers(text)
                held = await self._heard(thread, identity, said)
                if held.get("to_person"):
                    await tell("entry", entry=held, **await self.awaits(thread), to_person=True)
                    return
                await tell("entry", entry=held)
                known = await self._recovered(thread, identity) or await self._played(
                    thread, identity, await self._given(thread, HumanMessage(said, id=identity), locale), tell, locale
                )
            await tell("entry", entry=known, **await self.awaits(thread))

    @property
    def calls(self) -> Calls:
        """Which customers wait for a person."""
        return Calls(self.storage.outcomes)

    @property
    def talks(self) -> Desk:
        """In which conversations a colleague writes."""
        return Desk(self.storage.outcomes, talks)

    async def _heard(self, thread: str, identity: str, said: str) -> Entry:
        """Keep a customer's message; one that was said to a person is that for ever, however often it is sent."""
        made = entry("customer", identity, said)
        if await self.is_with_person(thread):
            made["to_person"] = True
        return await self.storage.transcript.add(thread, made)

    async def decide(
        self, thread: str, order: str, decision: Callable[[dict[str, Any]], Awaitable[Mapping[str, Any]]], tell: Tell
    ) -> Literal["decided", "nothing_to_decide", "order_changed"]:
        """Play a colleague's decision on the order that waits; on another than they saw it is not taken.

        Args:
            thread: The conversation.
            order: The order they looked at, by its card's ``order``.
            decision: Makes the decision from the card, which is read while nobody else can change it.
            tell: Is told ``doing``.
        """
        async with self.storage.turn_of(thread):
            asked, state = await self.waiting_on(thread)
            if asked is None:
                return "nothing_to_decide"
            if asked["order"] != order:
                return "order_changed"
            locale = state.get("locale")
            decided = len(await self.storage.transcript.read(thread))
            told: Command[Any] = Command(resume={"decisions": [dict(await decision(asked))]})
            await self._played(thread, f"decision-{decided}", told, tell, locale)
            return "decided"

    async def is_waiting(self, thread: str) -> bool:
        """Return whether a colleague must decide before this conversation goes on."""
        return self.approval and bool((await self.agent.aget_state(_config(thread))).interrupts)

    async def is_with_person(self, thread: str) -> bool:
        """Return whether a colleague writes in this conversation, so that the agent does not."""
        return thread in await asyncio.to_thread(self.talks.holders)

    async def awaits(self, thread: str) -> dict[str, bool]:
        """Return what a page has to look out for: a decision on the order, or a word from a person."""
        called = await asyncio.to_thread(self.calls.since, thread)
        return {"waiting": await self.is_waiting(thread), "called": called is not None}

    async def waiting_on(self, thread: str) -> tuple[dict[str, Any] | None, SalesState]:
        """Return the order a colleague must decide on, or None, and the state that it stands in.

        The order is as LangChain's human-in-the-loop tools ask.
        """
        snapshot = await self.agent.aget_state(_config(thread))
        asked = snapshot.interrupts[0].value if snapshot.interrupts else None
        return asked, cast("SalesState", snapshot.values)

    async def _recovered(self, thread: str, identity: str) -> Entry | None:
        """Return the answer to a message that the agent gave and a killed process did not put down; None without one.

        Playing it again would answer something else: to the agent that message is answered.
        """
        state = await self.agent.aget_state(_config(thread))
        said = _said_after(identity, state.values.get("messages", ()))
        if state.next or not said:
            return None
        # The answer may stand in the last node's writes alone, which the next message's run would leave out.
        await self.agent.ainvoke(None, _config(thread), durability="sync")
        return await self._put_down(thread, identity, said)

    async def _given(self, thread: str, said: HumanMessage, locale: str | None) -> dict[str, Any]:
        """Return what a message is played as: after the greeting the page showed, where it is the first."""
        held = (await self.agent.aget_state(_config(thread))).values.get("messages", ())
        if any(one.id not in {GREETING, said.id} for one in held):
            return {"messages": [*_meanwhile(await self.storage.transcript.latest(thread, MOST_MEANWHILE)), said]}
        return {"messages": [AIMessage(self.playbook.for_customer(locale).opening, id=GREETING), said]}

    async def _played(self, thread: str, identity: str, given: Any, tell: Tell, locale: str | None) -> Entry:
        said: list[AnyMessage] = []
        async for mode, part in self._stream(thread, given, locale):
            if mode == "custom":
                await tell("doing", text=_doing(part, page_words(locale or self.playbook.locale)))
            else:
                said += _said_in(part)
        return await self._put_down(thread, identity, said)

    async def _put_down(self, thread: str, identity: str, said: Sequence[AnyMessage]) -> Entry:
        await self.storage.transcript.wait(thread, waiting=await self.is_waiting(thread))
        await self._call(thread)
        blocks = [block for message in said for block in blocks_of(message)]
        made = entry("agent", identity, "\n\n".join(message.text for message in said), blocks)
        return await self.storage.transcript.add(thread, made)

    async def _call(self, thread: str) -> None:
        """Have a conversation that was passed on to a person stand at the desk."""
        outcome = (await self.agent.aget_state(_config(thread))).values.get("outcome")
        if outcome and outcome["kind"] == "handoff":
            await asyncio.to_thread(self.calls.put, thread, outcome["outcome_id"])

    def _stream(self, thread: str, given: Any, locale: str | None) -> AsyncIterator[Any]:
        # No caller's context but a language of the list is taken from a browser: what the host knows is set here alone.
        context = SalesContext(approval="required" if self.approval else None, locale=locale)
        return self.agent.astream(
            given, _config(thread), context=context, stream_mode=["updates", "custom"], durability="sync"
        )


def _meanwhile(entries: Sequence[Entry]) -> list[AIMessage]:
    """Return what was said to and by a person since the agent last answered, in one message; none where nothing was.

    It is the agent's history and no customer's message, so that no word of it is read as an answer to the agent.

    Args:
        entries: The last of the conversation, the message that is to be answered included.
    """
    said = list(_said_meanwhile(entries))[::-1]
    if not said:
        return []
    lines = "\n".join(f"{one['role']}: {one['text']}" for one in said)[-LONGEST_MEANWHILE:]
    return [
        AIMessage(
            f"A colleague took over and wrote with the customer:\n{lines}",
            id=f"{COLLEAGUE}-{said[-1].get('seq')}",
            name=COLLEAGUE,
        )
    ]


def _said_meanwhile(entries: Sequence[Entry]) -> Iterator[Entry]:
    """Yield it from its end to its beginning: the message that the agent answered before."""
    for one in reversed(entries[:-1]):
        if one["role"] == "customer" and not one.get("to_person"):
            return
        if one["role"] != "agent":
            yield one


def _doing(told: Mapping[str, Any], words: Mapping[str, str]) -> str:
    said = words.get(f"doing_{told.get('doing')}", words["doing_reading"])
    return said.format(among=told.get("among", "")).replace("  ", " ")


def _said_in(update: Mapping[str, Any]) -> list[AnyMessage]:
    """Return what the agent says in an update of the graph's."""
    steps = [step for step in update.values() if isinstance(step, dict)]
    return [message for step in steps for message in step.get("messages", ()) if message.type == "ai"]


def _said_after(identity: str, messages: Sequence[AnyMessage]) -> list[AnyMessage]:
    """Return what the agent said after the message of that id, where it is the customer's last."""
    place = next((place for place, one in enumerate(messages) if one.id == identity), len(messages))
    after = list(messages[place + 1 :])
    return after if all(one.type == "ai" for one in after) else []


def _config(thread: str) -> RunnableConfig:
    return {"configurable": {"thread_id": thread}}
