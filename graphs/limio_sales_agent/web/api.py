"""The page's JSON and SSE API."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from limio_sales_agent.web.conversations import Conversations
from limio_sales_agent.web.door import Refused, address_of, check_token, read_body
from limio_sales_agent.web.pace import Pace
from limio_sales_agent.web.turns import Turn, Turns
from limio_sales_agent.web.visitor import Cookies

LONGEST_MESSAGE = 2_000  # characters
LONGEST_PLACE = 9  # digits
MESSAGES_A_MINUTE = 20  # of one visitor
MESSAGES_A_MINUTE_FROM_ADDRESS = 120  # of all who share an address
EVENTS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
PRIVATE = {"Cache-Control": "no-store"}
Identity = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{8,64}$")]


class Said(BaseModel):
    """A message."""

    model_config = ConfigDict(extra="forbid")

    id: Identity
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_MESSAGE)]


class Decided(BaseModel):
    """A colleague's decision."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["approve", "edit", "reject"]
    quantity: int | None = Field(default=None, ge=1, le=100_000)


@dataclass
class Api:
    """What the routes share.

    Attributes:
        conversations: The agent.
        cookies: How visitors are recognised.
        token: Lets a colleague in to decide on orders; None lets nobody in.
        turns: What is under way.
        pace: How fast each visitor writes.
        crowd: How fast each address does.
    """

    conversations: Conversations
    cookies: Cookies
    token: str | None = field(default=None, repr=False)
    turns: Turns = field(default_factory=Turns)
    pace: Pace = field(default_factory=partial(Pace, MESSAGES_A_MINUTE))
    crowd: Pace = field(default_factory=partial(Pace, MESSAGES_A_MINUTE_FROM_ADDRESS))

    async def conversation(self, request: Request) -> Response:
        """Answer the conversation as it stands; a visitor without one gets one."""
        thread, headers = self.cookies.thread(request), dict(PRIVATE)
        if thread is None:
            thread, headers["Set-Cookie"] = self.cookies.fresh(request)
        entries = await self.conversations.storage.transcript.read(
            thread, _place(request.query_params.get("after", ""))
        )
        told = {
            **self._opening(),
            "entries": entries,
            "waiting": await self.conversations.is_waiting(thread),
            "busy": self.turns.is_busy(thread),
        }
        return JSONResponse(told, headers=headers)

    def _opening(self) -> dict[str, Any]:
        book, words = self.conversations.playbook, self.conversations.words
        return {
            "title": book.title or words["title"],
            "greeting": book.opening,
            "suggestions": list(book.suggestions),
            "words": {name: said for name, said in words.items() if not name.startswith("doing_")},
            "privacy": book.links.privacy,
            "longest": LONGEST_MESSAGE,
        }

    async def message(self, request: Request) -> Response:
        """Begin the turn that answers a message, and stream what happens in it."""
        said = await read_body(request, Said)
        thread = self._thread(request)
        turn = self.turns.running(thread, said.id) or self._begun(request, thread, said)
        return StreamingResponse(turn.follow(), media_type="text/event-stream", headers=EVENTS)

    def _begun(self, request: Request, thread: str, said: Said) -> Turn:
        self._count(request, thread)

        async def work(turn: Turn) -> None:
            await self.conversations.answer(thread, said.id, said.text, turn.tell)

        return self.turns.begin(thread, said.id, work)

    def _count(self, request: Request, thread: str) -> None:
        if wait := self.pace.wait(thread) or self.crowd.wait(address_of(request.scope)):
            raise Refused(429, "too_fast", seconds=wait)

    async def follow(self, request: Request) -> Response:
        """Stream what happens in a turn that is under way; nothing where it is over."""
        turn = self.turns.running(self._thread(request), request.path_params["id"])
        if turn is None:
            return Response(status_code=204, headers=PRIVATE)
        return StreamingResponse(turn.follow(), media_type="text/event-stream", headers=EVENTS)

    async def forget(self, request: Request) -> Response:
        """Erase the visitor's conversation and give them another."""
        thread = self._thread(request)
        self._count(request, thread)
        storage = self.conversations.storage
        # Nobody's turn, here or on another server, may write down again what is erased.
        async with self.turns.lock(thread), storage.turn_of(thread):
            await storage.forget(thread)
        _, cookie = self.cookies.fresh(request)
        return Response(status_code=204, headers={**PRIVATE, "Set-Cookie": cookie})

    def _thread(self, request: Request) -> str:
        thread = self.cookies.thread(request)
        if thread is None:
            raise Refused(401, "no_conversation")
        return thread

    async def approvals(self, request: Request) -> Response:
        """Answer the orders that wait for a colleague."""
        check_token(request, self.token)
        waiting = await self.conversations.storage.transcript.waiting()
        found = [(thread, await self.conversations.asked(thread)) for thread in waiting]
        orders = [
            {"thread": thread, **asked["action_requests"][0], **await self.conversations.told(thread, asked)}
            for thread, asked in found
            if asked
        ]
        return JSONResponse({"orders": orders, "words": self.conversations.words}, headers=PRIVATE)

    async def decide(self, request: Request) -> Response:
        """Play a colleague's decision."""
        check_token(request, self.token)
        decided, thread = await read_body(request, Decided), request.path_params["thread"]
        asked = await self.conversations.asked(thread)
        if asked is None:
            raise Refused(409, "nothing_to_decide")
        turn = Turn()
        async with self.turns.lock(thread):
            if not await self.conversations.decide(thread, _decision(decided, asked), turn.tell):
                raise Refused(409, "nothing_to_decide")
        return Response(status_code=204, headers=PRIVATE)


def _place(given: str) -> int:
    """Return a place in a transcript; what is none, or none that a store can hold, is the beginning."""
    return int(given) if given.isascii() and given.isdecimal() and len(given) <= LONGEST_PLACE else 0


def _decision(decided: Decided, asked: dict[str, Any]) -> dict[str, Any]:
    """Return a decision as LangChain's human-in-the-loop tools tell it; an edit changes the first item's number."""
    if decided.type != "edit":
        return {"type": decided.type}
    (action,) = asked["action_requests"]
    first, *others = action["args"]["items"]
    items = [{**first, "quantity": decided.quantity or first["quantity"]}, *others]
    return {"type": "edit", "edited_action": {"name": action["name"], "args": {**action["args"], "items": items}}}
