"""A colleague's decisions on orders, and how long orders have waited for them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from limio_langchain import telemetry
from limio_sales_agent.orders.approval import LONGEST_WORDS
from limio_sales_agent.orders.order import is_add_on
from limio_sales_agent.outcomes.decisions import DecisionLog
from limio_sales_agent.outcomes.desk import Desk
from limio_sales_agent.replies.colleague_words import holds_only_own_links
from limio_sales_agent.server.colleagues import Colleagues
from limio_sales_agent.server.requests import Refused, read_body
from limio_sales_agent.storage.transcript import Transcript
from limio_sales_agent.web.call_cards import CallCards
from limio_sales_agent.web.order_card import OrderCards, ordered
from limio_sales_agent.web.taken_over import TakenOver
from limio_sales_agent.web.turn_stream import Turn, Turns

PRIVATE = {"Cache-Control": "no-store"}
EVERY = 15.0  # seconds


Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
MOST = 100_000  # of an item
Path = Annotated[str, StringConstraints(min_length=2, max_length=500)]
Quantities = Annotated[dict[Path, Annotated[int, Field(ge=0, le=MOST)]], Field(min_length=1, max_length=20)]
OF_LINES = "Of lines of the order, by their path; 0 takes one out"
SOME: Any = [{"/offers2/Business Pro Annual": 3}]


class Edited(BaseModel):
    """An order with other numbers, to be priced."""

    model_config = ConfigDict(extra="forbid")

    order: Digest = Field(description="The order as it was shown", examples=["0" * 32])
    quantities: Quantities = Field(description=OF_LINES, examples=SOME)


class Decided(BaseModel):
    """A colleague's decision."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["approve", "edit", "reject"] = Field(description="What is decided", examples=["approve"])
    order: Digest = Field(description="The order as it was shown", examples=["0" * 32])
    quantities: Quantities | None = Field(default=None, description=f"{OF_LINES}; with an edit alone", examples=SOME)
    words: Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_WORDS)] = Field(
        default="", description="For the customer; with a refusal alone", examples=["We sell this to schools alone."]
    )

    @model_validator(mode="after")
    def _an_edit_brings_its_numbers(self) -> Self:
        if (self.type == "edit") != (self.quantities is not None):
            raise ValueError("quantities come with the type edit, and with no other")
        if self.words and self.type != "reject":
            raise ValueError("words come with the type reject, and with no other")
        return self


class Written(BaseModel):
    """What a colleague writes to a customer whose conversation they took over."""

    model_config = ConfigDict(extra="forbid")

    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{8,64}$")] = Field(
        description="The page's own, new for each message", examples=["0b7f2c9e-1d2a"]
    )
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_WORDS)] = Field(
        description="What the customer is told", examples=["Hello, this is Ann."]
    )


@dataclass
class Approvals:
    """``/api/approvals``.

    Attributes:
        cards: The orders that wait.
        turns: What is under way.
        colleagues: Who may decide on orders.
    """

    cards: OrderCards
    turns: Turns
    colleagues: Colleagues

    async def waiting(self, request: Request) -> Response:
        """Answer the orders and the customers that wait for a colleague."""
        who, orders = self.colleagues.who(request), await self.cards.waiting()
        calls, more = await CallCards(self.cards).waiting({card["thread"] for card in orders})
        holders = await asyncio.to_thread(self._desk.holders)
        writers = await asyncio.to_thread(self.cards.conversations.talks.holders)
        for card in (*orders, *calls):
            card |= {"holder": holders.get(card["thread"]), "writer": writers.get(card["thread"])}
        more += await self.cards.left_out()
        return JSONResponse({"you": who, "orders": orders, "calls": calls, "more": more}, headers=PRIVATE)

    async def claim(self, request: Request) -> Response:
        """Take an order, so that others see who has it."""
        who, thread = self.colleagues.who(request), request.path_params["thread"]
        asked, _ = await self.cards.conversations.waiting_on(thread)
        if asked is None and not await self._taken_over.is_called(thread):
            raise Refused(409, "nothing_to_decide")
        if await asyncio.to_thread(self._desk.claim, thread, who) != who:
            raise Refused(409, "taken")
        return Response(status_code=204, headers=PRIVATE)

    async def give_back(self, request: Request) -> Response:
        """Let others take an order."""
        who, thread = self.colleagues.who(request), request.path_params["thread"]
        await asyncio.to_thread(self._desk.give_back, thread, who)
        return Response(status_code=204, headers=PRIVATE)

    async def take_over(self, request: Request) -> Response:
        """Take a conversation over, so that the agent keeps quiet in it."""
        await self._taken_over.take(request.path_params["thread"], self.colleagues.who(request))
        return Response(status_code=204, headers=PRIVATE)

    async def write(self, request: Request) -> Response:
        """Say something to the customer of a conversation that was taken over."""
        who, written = self.colleagues.who(request), await read_body(request, Written)
        self._check_links(written.text, "text")
        await self._taken_over.write(request.path_params["thread"], who, written.id, written.text)
        return Response(status_code=204, headers=PRIVATE)

    async def hand_back(self, request: Request) -> Response:
        """Have the agent answer again."""
        await self._taken_over.give_back(request.path_params["thread"], self.colleagues.who(request))
        return Response(status_code=204, headers=PRIVATE)

    async def answered(self, request: Request) -> Response:
        """Put down that a customer who asked for a person was answered elsewhere."""
        await self._taken_over.answered(request.path_params["thread"], self.colleagues.who(request))
        return Response(status_code=204, headers=PRIVATE)

    def _check_links(self, words: str, field: str) -> None:
        if not holds_only_own_links(words, self.cards.conversations.playbook.own_links):
            raise Refused(422, "foreign_link", fields=[field])

    @property
    def _taken_over(self) -> TakenOver:
        return TakenOver(self.cards, self.turns)

    @property
    def _desk(self) -> Desk:
        return Desk(self.cards.conversations.storage.outcomes)

    async def price(self, request: Request) -> Response:
        """Answer what an order would come to with other numbers; nothing is decided by that."""
        self.colleagues.who(request)
        edited = await read_body(request, Edited)
        asked, state = await self.cards.conversations.waiting_on(request.path_params["thread"])
        if asked is None or asked["order"] != edited.order:
            raise Refused(409, "nothing_to_decide" if asked is None else "order_changed")
        items = _edited(asked["action_requests"][0]["args"]["items"], edited.quantities)
        return JSONResponse(await self.cards.priced(ordered(items), state), headers=PRIVATE)

    async def decide(self, request: Request) -> Response:
        """Play a colleague's decision."""
        who = self.colleagues.who(request)
        decided, thread = await read_body(request, Decided), request.path_params["thread"]
        self._check_links(decided.words, "words")
        turn = Turn()
        async with self.turns.lock(thread):
            came = await self.cards.conversations.decide(
                thread, decided.order, partial(self._decision, who, thread, decided), turn.tell
            )
        if came != "decided":
            raise Refused(409, came)
        for claims in (self._desk, self.cards.conversations.talks):
            await asyncio.to_thread(claims.give_back, thread)
        return Response(status_code=204, headers=PRIVATE)

    async def _decision(self, who: str, thread: str, decided: Decided, asked: dict[str, Any]) -> dict[str, Any]:
        """Return what was decided, once it is in the log: a decision that took effect is never missing there."""
        told, card = _decision(decided, asked), await self.cards.card(thread)
        log = DecisionLog(self.cards.conversations.storage.outcomes)
        await asyncio.to_thread(log.append, thread, who, told, card or {"order": decided.order})
        return told


def _decision(decided: Decided, asked: dict[str, Any]) -> dict[str, Any]:
    """Return a decision as LangChain's human-in-the-loop tools tell it."""
    if decided.quantities is None:
        return {"type": decided.type, "order": decided.order} | ({"words": decided.words} if decided.words else {})
    (action,) = asked["action_requests"]
    edited = {**action["args"], "items": _edited(action["args"]["items"], decided.quantities)}
    return {"type": "edit", "order": decided.order, "edited_action": {"name": action["name"], "args": edited}}


def _edited(items: Sequence[Mapping[str, Any]], quantities: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return an order's items with other numbers, without those of 0; add-ons alone are no order."""
    edited = [{**one, "quantity": quantities.get(one["offer"], one["quantity"])} for one in items]
    left = [one for one in edited if one["quantity"]]
    if not quantities.keys() <= {one["offer"] for one in items} or all(is_add_on(one["offer"]) for one in left):
        raise Refused(422, "unusable", fields=["quantities"])
    return left


async def measure(transcript: Transcript, every: float = EVERY) -> None:
    """Measure until cancelled; a store that does not answer is measured the next time."""
    while True:
        if telemetry.instruments():
            with suppress(Exception):  # readiness tells that the store is away
                telemetry.approvals(*await transcript.waits())
        await asyncio.sleep(every)
