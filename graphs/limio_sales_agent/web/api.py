"""The page's JSON and SSE API, and who is visiting: a cookie that cannot be guessed, and that no script can read."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from functools import partial
from hashlib import blake2s
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from limio_sales_agent.server.requests import RateLimit, Refused, address_of, languages_asked, read_body
from limio_sales_agent.web.chat_service import Conversations
from limio_sales_agent.web.pages import LONGEST_MESSAGE, opening
from limio_sales_agent.web.turn_stream import Turn, Turns

LONGEST_PLACE = 9  # digits
LISTEN_AGAIN = 5  # seconds
MESSAGES_A_MINUTE = 20  # of one visitor
MESSAGES_A_MINUTE_FROM_ADDRESS = 120  # of all who share an address
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")  # 256 bits
DAYS_KEPT = 30
PAGE = "web-"  # begins the ids of the page's conversations
EVENTS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
PRIVATE = {"Cache-Control": "no-store"}
Identity = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{8,64}$")]


class Said(BaseModel):
    """A message."""

    model_config = ConfigDict(extra="forbid")

    id: Identity = Field(description="The page's own, new for each message", examples=["0b7f2c9e-1d2a"])
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_MESSAGE)] = Field(
        description="What the customer says", examples=["A plan for 5 people"]
    )


@dataclass(frozen=True)
class Cookies:
    """How visitors are recognised.

    Attributes:
        embedded: Whether other sites embed the page. Browsers send a cookie into a frame on another site only when it
            says so, and only over https.
    """

    embedded: bool = False

    def thread(self, request: Request) -> str | None:
        """Return the visitor's conversation, or None where they have none yet."""
        token = request.cookies.get(_name(request), "")
        return thread_of(token) if TOKEN.fullmatch(token) else None

    def fresh(self, request: Request) -> tuple[str, str]:
        """Return a new conversation and the header that makes the browser keep it."""
        token = secrets.token_urlsafe(32)
        parts = [f"{_name(request)}={token}", "Path=/", f"Max-Age={DAYS_KEPT * 24 * 3600}", "HttpOnly"]
        secure = request.url.scheme == "https"
        if self.embedded and secure:
            parts += ["SameSite=None", "Partitioned"]  # in each shop's page a visitor is somebody else
        else:
            parts += ["SameSite=Strict"]
        return thread_of(token), "; ".join([*parts, *(["Secure"] if secure else [])])


@dataclass
class Api:
    """What the routes share.

    Attributes:
        conversations: The agent.
        cookies: How visitors are recognised.
        turns: What is under way.
        of_visitors: How often each visitor writes.
        of_addresses: How often each address does.
    """

    conversations: Conversations
    cookies: Cookies
    turns: Turns = field(default_factory=Turns)
    of_visitors: RateLimit = field(default_factory=partial(RateLimit, MESSAGES_A_MINUTE))
    of_addresses: RateLimit = field(default_factory=partial(RateLimit, MESSAGES_A_MINUTE_FROM_ADDRESS))

    async def conversation(self, request: Request) -> Response:
        """Answer the conversation as it stands; a visitor without one gets one."""
        book, thread, headers = self.conversations.playbook, self.cookies.thread(request), dict(PRIVATE)
        if thread is None:
            thread, headers["Set-Cookie"] = self.cookies.fresh(request)
        entries = await self.conversations.storage.transcript.read(
            thread, _place(request.query_params.get("after", ""))
        )
        told: dict[str, Any] = {
            **opening(book, book.language_for(languages_asked(request))),
            "entries": entries,
            **await self.conversations.awaits(thread),
            "with_person": await self.conversations.is_with_person(thread),
            "busy": self.turns.is_busy(thread),
        }
        return JSONResponse(told, headers=headers)

    async def message(self, request: Request) -> Response:
        """Begin the turn that answers a message, and stream what happens in it."""
        said = await read_body(request, Said)
        thread = self._thread(request)
        return _followed(self.turns.running(thread, said.id) or self._begun(request, thread, said))

    def _begun(self, request: Request, thread: str, said: Said) -> Turn:
        self._count(request, thread)
        address, book = address_of(request.scope), self.conversations.playbook
        locale = book.locale_for(book.language_for(languages_asked(request)))

        async def work(turn: Turn) -> None:
            async with self.turns.share(address):
                await self.conversations.answer(thread, said.id, said.text, turn.tell, locale)

        return self.turns.begin(thread, said.id, work)

    def _count(self, request: Request, thread: str) -> None:
        if wait := self.of_visitors.wait(thread) or self.of_addresses.wait(address_of(request.scope)):
            raise Refused(429, "too_fast", seconds=wait)

    async def follow(self, request: Request) -> Response:
        """Stream what happens in a turn that is under way; nothing where it is over."""
        turn = self.turns.running(self._thread(request), request.path_params["id"])
        if turn is None:
            return Response(status_code=204, headers=PRIVATE)
        return _followed(turn)

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


def _followed(turn: Turn) -> Response:
    if turn.is_full:
        raise Refused(429, "too_many_listeners", seconds=LISTEN_AGAIN)
    return StreamingResponse(turn.follow(), media_type="text/event-stream", headers=EVENTS)


def _place(given: str) -> int:
    """Return a place in a transcript; what is none, or none that a store can hold, is the beginning."""
    return int(given) if given.isascii() and given.isdecimal() and len(given) <= LONGEST_PLACE else 0


def thread_of(token: str) -> str:
    """Return the thread's id for a cookie: a digest, so that who reads the store or a log is not the visitor."""
    return PAGE + blake2s(token.encode(), digest_size=16, person=b"visitor").hexdigest()


def _name(request: Request) -> str:
    # A browser takes `__Host-` from this very host alone, so that no neighbouring subdomain can plant a conversation.
    return "__Host-limio-chat" if request.url.scheme == "https" else "limio-chat"
