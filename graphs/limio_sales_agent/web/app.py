"""The chat page's server: one page, its files, the API, and a script that puts it into a shop's pages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.tools import BaseTool
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Scope

from limio_langchain import LimioError, LimioSettings, LimioToolkit
from limio_langchain.tools.toolkit import PROFILES, Profile
from limio_sales_agent.catalogue.shop import api_filter
from limio_sales_agent.context import RunContext
from limio_sales_agent.graph import create_sales_agent, for_playbook
from limio_sales_agent.integrations.actions.routes import ActionRoutes, refused
from limio_sales_agent.orders.hooks import OnOutcome
from limio_sales_agent.outcomes.after_sale import ABANDONED_AFTER
from limio_sales_agent.playbook import Playbook
from limio_sales_agent.server.colleagues import Colleagues
from limio_sales_agent.server.middleware import FAILED, PROBES, Guard, OwnPages, checked_origins, security_headers
from limio_sales_agent.server.requests import Refused
from limio_sales_agent.services import Resources
from limio_sales_agent.storage.pausing import watching
from limio_sales_agent.web.api import Api, Cookies
from limio_sales_agent.web.approvals import Approvals, measure
from limio_sales_agent.web.chat_service import Conversations
from limio_sales_agent.web.openapi import document
from limio_sales_agent.web.order_card import OrderCards
from limio_sales_agent.web.overdue import WITHIN, Overdue
from limio_sales_agent.web.pages import page_routes
from limio_sales_agent.web.readiness import Readiness
from limio_sales_agent.web.retention import keep_no_longer
from limio_sales_agent.web.sales import WEBHOOK, SalesRoutes
from limio_sales_agent.web.storage import Storage, open_storage
from limio_sales_agent.web.taken_over import TakenOver
from limio_sales_agent.web.turn_stream import Turns

CHECKOUT = "limio_create_checkout"
Handler = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True)
class Options:
    """What a page's server can be told.

    Attributes:
        database: A file, or ``postgresql://...`` for servers that share conversations.
        model: Reads messages; without one, code reads them.
        on_outcome: Called with each outcome, once.
        approval: Whether a colleague decides on each checkout, at ``/approvals``.
        approval_within: How long an order, or a customer who was promised a person, may wait for one before somebody is
            told; None for ever.
        token: What another agent shows to be let in at ``/actions``.
        colleagues: Who may decide on orders there, and read the report.
        actions: Which tools other agents may call there; None for none. With `approval`, none that makes a checkout.
        origins: The shops' pages that may embed the chat, such as ``https://www.shop.example``.
        hosts: The names this server is reached by, besides loopback's.
        abandoned_after: When a link nobody paid counts as left behind.
        keep: How long after its last message a conversation is kept; None for ever.
    """

    database: str
    model: BaseChatModel | None = field(default=None, repr=False)
    on_outcome: OnOutcome | None = None
    approval: bool = False
    approval_within: timedelta | None = WITHIN
    token: str | None = field(default=None, repr=False)
    colleagues: Colleagues = field(default_factory=Colleagues)
    actions: Profile | None = None
    origins: Sequence[str] = ()
    hosts: Sequence[str] = ()
    abandoned_after: timedelta = ABANDONED_AFTER
    keep: timedelta | None = None


def create_app(settings: LimioSettings, playbook: Playbook, options: Options) -> Guard:
    """Return the chat page as an ASGI application.

    Args:
        settings: Whose shop it is.
        playbook: What is sold, asked and said.
        options: The rest.

    Raises:
        ValueError: One of the origins is not one.
    """
    origins = checked_origins(options.origins)
    server = ChatServer(settings, playbook, options)
    own_pages = Middleware(OwnPages, options.hosts, PROBES | {WEBHOOK}, _in_the_callers_form)
    handlers = {Refused: _refused, Exception: _broken}
    app = Starlette(
        routes=server.routes(), middleware=[own_pages], lifespan=server.lifespan, exception_handlers=handlers
    )
    app.router.redirect_slashes = False  # it would send a caller to whatever host they named
    return Guard(app, security_headers(origins))


class ChatServer:
    """What answers, from the server's start to its end.

    Args:
        settings: Whose shop it is.
        playbook: What is sold, asked and said.
        options: The rest.
    """

    def __init__(self, settings: LimioSettings, playbook: Playbook, options: Options) -> None:
        self._settings, self._playbook, self._options = settings, playbook, options
        self._readiness, self._sales = Readiness(), SalesRoutes(settings, options.colleagues)
        self._parts: dict[str, Api | Approvals | ActionRoutes] = {}

    def routes(self) -> list[Route]:
        """Return all routes."""
        return [
            Route("/api/conversation", self._part("api", "conversation")),
            Route("/api/conversation", self._part("api", "forget"), methods=["DELETE"]),
            Route("/api/messages", self._part("api", "message"), methods=["POST"]),
            Route("/api/messages/{id}", self._part("api", "follow")),
            Route("/api/openapi.json", _described),
            Route("/api/approvals", self._part("approvals", "waiting")),
            Route("/api/approvals/{thread}", self._part("approvals", "decide"), methods=["POST"]),
            Route("/api/approvals/{thread}/price", self._part("approvals", "price"), methods=["POST"]),
            Route("/api/approvals/{thread}/claim", self._part("approvals", "claim"), methods=["POST"]),
            Route("/api/approvals/{thread}/claim", self._part("approvals", "give_back"), methods=["DELETE"]),
            Route("/api/approvals/{thread}/talk", self._part("approvals", "take_over"), methods=["POST"]),
            Route("/api/approvals/{thread}/talk", self._part("approvals", "hand_back"), methods=["DELETE"]),
            Route("/api/approvals/{thread}/call", self._part("approvals", "answered"), methods=["DELETE"]),
            Route("/api/approvals/{thread}/messages", self._part("approvals", "write"), methods=["POST"]),
            Route("/actions/openapi.json", self._part("actions", "described")),
            Route("/actions/{name}", self._part("actions", "act"), methods=["POST"]),
            *self._sales.routes(),
            Route("/health", _health),
            Route("/ready", self._readiness.answer),
            *page_routes(self._playbook),
        ]

    def _part(self, part: str, name: str) -> Handler:
        async def answer(request: Request) -> Response:
            return await getattr(self._parts[part], name)(request)  # type: ignore[no-any-return]

        return answer

    @asynccontextmanager
    async def lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        """Open the shop and the store, and close them at the end."""
        place, key = self._options.database, self._playbook.title or ""
        async with LimioToolkit.from_settings(self._settings) as toolkit, open_storage(place, key) as storage:
            api, cards = self._open(toolkit, storage)
            duties = [asyncio.create_task(duty) for duty in self._duties(toolkit, cards, api.turns)]
            with watching(place, toolkit.pausing):
                yield
                await api.turns.close()
            for duty in duties:
                duty.cancel()
            await asyncio.gather(*duties, return_exceptions=True)

    def _open(self, toolkit: LimioToolkit, storage: Storage) -> tuple[Api, OrderCards]:
        options = self._options
        agent = create_sales_agent(
            toolkit,
            model=options.model,
            playbook=self._playbook,
            checkpointer=storage.saver,
            on_outcome=options.on_outcome,
            outcomes=storage.outcomes,
        )
        talk = Conversations(agent, self._playbook, storage, approval=options.approval)
        api = Api(talk, Cookies(embedded=bool(options.origins)))
        priced = Resources(for_playbook(toolkit, self._playbook), RunContext(self._playbook, toolkit.settings))
        cards = OrderCards(talk, priced, options.approval_within)
        approvals = Approvals(cards, api.turns, options.colleagues)
        actions = ActionRoutes(_tools(toolkit, options), options.token)
        self._parts.update(api=api, approvals=approvals, actions=actions)
        return api, cards

    def _duties(self, toolkit: LimioToolkit, cards: OrderCards, turns: Turns) -> list[Coroutine[Any, Any, None]]:
        """Return what the server does beside answering, until it ends."""

        async def look() -> None:
            with suppress(LimioError):  # the first customer's turn then says what stands in for it
                await toolkit.arun(toolkit.catalog.offers(api_filter(self._playbook)))

        storage, options = cards.conversations.storage, self._options
        hook, abandoned_after, within = options.on_outcome, options.abandoned_after, options.approval_within
        return [
            self._readiness.prepare(storage, look),
            measure(storage.transcript),
            self._sales.follow(storage.outcomes, toolkit, hook, abandoned_after),
            keep_no_longer(options.database, storage, turns, options.keep),
            *([Overdue(cards, turns, within).run()] if within else []),
            TakenOver(cards, turns).run(),
        ]


def _tools(toolkit: LimioToolkit, options: Options) -> list[BaseTool]:
    """Return the tools other agents may call; a checkout that a colleague decides on is made in the chat alone."""
    names = PROFILES[options.actions] if options.actions else ()
    return toolkit.get_tools(include=[name for name in names if not (options.approval and name == CHECKOUT)])


def _in_the_callers_form(scope: Scope, error: Refused) -> Response:
    return refused(error) if scope["path"].startswith("/actions/") else error.answer()


async def _described(_request: Request) -> Response:
    return JSONResponse(document())


async def _health(_request: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def _refused(request: Request, error: Exception) -> Response:
    if isinstance(error, Refused):
        return _in_the_callers_form(request.scope, error)
    raise error


async def _broken(_request: Request, _error: Exception) -> Response:
    return JSONResponse(FAILED, 500)
