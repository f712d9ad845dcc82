"""One customer's message, from its arrival to the entry that answers it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from langchain_core.messages import AnyMessage, HumanMessage
from langchain_core.runnables import RunnableConfig
from langgraph.types import Command

from limio_langchain import LimioToolkit, SalesContext
from limio_sales_agent.desk import Desk
from limio_sales_agent.graph import SalesAgent
from limio_sales_agent.playbook import Playbook
from limio_sales_agent.readers import reader_for
from limio_sales_agent.reading.cards import strip_card_numbers
from limio_sales_agent.runner import Crew, Shift
from limio_sales_agent.shop import Shop, open_shop
from limio_sales_agent.state import SalesState
from limio_sales_agent.web.blocks import Scene, blocks_of, chips_of
from limio_sales_agent.web.storage import Storage
from limio_sales_agent.web.transcript import Entry, entry
from limio_sales_agent.web.turns import Tell


@dataclass
class Spoken:
    """What the agent said in a turn, and which node said it."""

    texts: list[str] = field(default_factory=list)
    step: str = ""

    def hear(self, update: Mapping[str, Any]) -> None:
        """Keep what a step of the graph said."""
        for step, told in update.items():
            said = [one.text for one in told.get("messages", ()) if one.type == "ai"] if isinstance(told, dict) else []
            if said:
                self.texts, self.step = [*self.texts, *said], step

    @property
    def text(self) -> str:
        """All of it."""
        return "\n\n".join(self.texts)


@dataclass(frozen=True)
class Conversations:
    """The agent as the page's server talks to it.

    Attributes:
        agent: The sales agent, with the storage's checkpointer.
        toolkit: Its toolkit.
        playbook: Its playbook.
        storage: Where conversations are kept.
        words: The page's own words.
        approval: Whether a colleague decides on each checkout.
    """

    agent: SalesAgent
    toolkit: LimioToolkit
    playbook: Playbook
    storage: Storage
    words: dict[str, str]
    approval: bool = False

    async def answer(self, thread: str, identity: str, text: str, tell: Tell) -> None:
        """Answer a message, and tell what happens meanwhile; one that was answered before is told again.

        Args:
            thread: The conversation.
            identity: The message's id, chosen by the page, so that a message sent twice counts once.
            text: The message.
            tell: Is told ``doing`` and ``entry``.
        """
        async with self.storage.turn_of(thread):
            known = await self.storage.transcript.find(thread, "agent", identity)
            if known is None:
                # Neither the transcript nor the state ever holds a card's number.
                said = strip_card_numbers(text)
                await tell("entry", entry=await self.storage.transcript.add(thread, entry("customer", identity, said)))
                known = await self._recovered(thread, identity) or await self._played(
                    thread, identity, {"messages": [HumanMessage(said, id=identity)]}, tell
                )
            await tell("entry", entry=known, waiting=await self.is_waiting(thread))

    async def decide(self, thread: str, decision: Mapping[str, Any], tell: Tell) -> bool:
        """Play a colleague's decision on the order that waits.

        Returns:
            Whether there was anything to decide.
        """
        async with self.storage.turn_of(thread):
            if not await self.is_waiting(thread):
                return False
            decided = len(await self.storage.transcript.read(thread))
            await self._played(thread, f"decision-{decided}", Command(resume={"decisions": [dict(decision)]}), tell)
            return True

    async def is_waiting(self, thread: str) -> bool:
        """Return whether a colleague must decide before this conversation goes on."""
        return self.approval and bool((await self.agent.aget_state(_config(thread))).interrupts)

    async def asked(self, thread: str) -> dict[str, Any] | None:
        """Return the order a colleague must decide on, as LangChain's human-in-the-loop tools ask, or None."""
        found = (await self.agent.aget_state(_config(thread))).interrupts
        return cast("dict[str, Any]", found[0].value) if found else None

    async def told(self, thread: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Return what a person reads of an order: the offers' names by path, and the terms the customer said yes to."""
        state = cast("SalesState", (await self.agent.aget_state(_config(thread))).values)
        shop, shown = await self._shop(), state.get("disclosure")
        ordered = {item["offer"]: item.get("quantity", 1) for item in asked["action_requests"][0]["args"]["items"]}
        is_told = shown is not None and {one["offer"]: one["quantity"] for one in shown["items"]} == ordered
        names = {path: shop.name(path) for path in ordered}
        return {"names": names, "terms": shown["text"] if shown and is_told else ""}

    async def _recovered(self, thread: str, identity: str) -> Entry | None:
        """Return the answer to a message that the agent gave and a killed process did not put down; None without one.

        Playing it again would answer something else: to the agent that message is answered.
        """
        config = _config(thread)
        state = await self.agent.aget_state(config)
        spoken = Spoken(texts=_said_after(identity, state.values.get("messages", ())))
        if state.next or not spoken.texts:
            return None
        before = [one async for one in self.agent.aget_state_history(config, limit=2)][-1]
        spoken.step = next(iter(before.next), "")
        return await self._put_down(thread, identity, spoken)

    async def _played(self, thread: str, identity: str, given: Any, tell: Tell) -> Entry:
        spoken = Spoken()
        async for mode, part in self._stream(thread, given):
            if mode == "custom":
                await tell("doing", text=self._doing(part))
            else:
                spoken.hear(part)
        return await self._put_down(thread, identity, spoken)

    async def _put_down(self, thread: str, identity: str, spoken: Spoken) -> Entry:
        state = cast("SalesState", (await self.agent.aget_state(_config(thread))).values)
        await self.storage.transcript.wait(thread, waiting=await self.is_waiting(thread))
        scene = Scene(state, await self._shop(), self.playbook, self.words)
        blocks = blocks_of(spoken.text, spoken.step, scene)
        made = entry("agent", identity, spoken.text, blocks=blocks, chips=chips_of(scene))
        return await self.storage.transcript.add(thread, made)

    def _stream(self, thread: str, given: Any) -> AsyncIterator[Any]:
        # No caller's context is taken from a browser: what the host knows is set here alone.
        context = SalesContext(approval="required" if self.approval else None)
        return self.agent.astream(
            given, _config(thread), context=context, stream_mode=["updates", "custom"], durability="sync"
        )

    async def _shop(self) -> Shop:
        desk = Desk(self.playbook, self.toolkit.settings, reader_for(None))
        return cast("Shop", await Shift(Crew(self.toolkit, desk), desk, {}).arun(open_shop(desk)))

    def _doing(self, told: Mapping[str, Any]) -> str:
        words = self.words.get(f"doing_{told.get('doing')}", self.words["doing_reading"])
        return words.format(among=told.get("among", "")).replace("  ", " ")


def _said_after(identity: str, messages: Sequence[AnyMessage]) -> list[str]:
    """Return what the agent said after the message of that id, where it is the customer's last."""
    place = next((place for place, one in enumerate(messages) if one.id == identity), len(messages))
    after = messages[place + 1 :]
    return [one.text for one in after] if all(one.type == "ai" for one in after) else []


def _config(thread: str) -> RunnableConfig:
    return {"configurable": {"thread_id": thread}}
