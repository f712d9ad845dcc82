"""The chat page's server: one page, its files, the API, and a script that puts it into a shop's pages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html import escape
from importlib.resources import files

from langchain_core.language_models import BaseChatModel
from langchain_core.tools import BaseTool
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from limio_langchain import LimioSettings, LimioToolkit
from limio_langchain.tools.toolkit import PROFILES, Profile
from limio_sales_agent.graph import create_sales_agent
from limio_sales_agent.playbook import Playbook
from limio_sales_agent.reporting import OnOutcome
from limio_sales_agent.web.actions import ActionDoor, refused
from limio_sales_agent.web.api import Api
from limio_sales_agent.web.conversations import Conversations
from limio_sales_agent.web.door import Refused, check_host, check_origin
from limio_sales_agent.web.guard import FAILED, Guard, checked_origins, security_headers
from limio_sales_agent.web.openapi import document
from limio_sales_agent.web.storage import open_storage
from limio_sales_agent.web.visitor import Cookies
from limio_sales_agent.web.words import page_words

KINDS = {"html": "text/html", "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
EMBED = "embed.js"
APPROVALS = "approvals.html"
CHECKOUT = "limio_create_checkout"


@dataclass(frozen=True)
class Options:
    """What a page's server can be told.

    Attributes:
        database: A file, or ``postgresql://...`` for servers that share conversations.
        model: Reads messages; without one, code reads them.
        on_outcome: Called with each outcome, once.
        approval: Whether a colleague decides on each checkout, at ``/approvals``.
        token: What a colleague shows to be let in there, and another agent to be let in at ``/actions``.
        actions: Which tools other agents may call there; None for none. With `approval`, none that makes a checkout.
        origins: The shops' pages that may embed the chat, such as ``https://www.shop.example``.
        hosts: The names this server is reached by, besides loopback's.
    """

    database: str
    model: BaseChatModel | None = field(default=None, repr=False)
    on_outcome: OnOutcome | None = None
    approval: bool = False
    token: str | None = field(default=None, repr=False)
    actions: Profile | None = None
    origins: Sequence[str] = ()
    hosts: Sequence[str] = ()


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
    words = page_words(playbook.locale)
    served: dict[str, Api | ActionDoor] = {}

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with LimioToolkit.from_settings(settings) as toolkit, open_storage(options.database) as storage:
            agent = create_sales_agent(
                toolkit,
                model=options.model,
                playbook=playbook,
                checkpointer=storage.saver,
                on_outcome=options.on_outcome,
            )
            served["actions"] = ActionDoor(_tools(toolkit, options), options.token)
            talk = Conversations(agent, toolkit, playbook, storage, words, approval=options.approval)
            served["api"] = api = Api(talk, Cookies(embedded=bool(origins)), options.token)
            yield
            await api.turns.close()

    def part(name: str) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            check_host(request, options.hosts)
            check_origin(request)  # of reading too: it gives a visitor who shows no cookie another conversation
            return await getattr(served["api"], name)(request)  # type: ignore[no-any-return]

        return answer

    def action(name: str) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            try:
                check_host(request, options.hosts)
                return await getattr(served["actions"], name)(request)  # type: ignore[no-any-return]
            except Refused as error:
                return refused(error)

        return answer

    pages = _pages(words, playbook)
    routes = [
        Route("/api/conversation", part("conversation")),
        Route("/api/conversation", part("forget"), methods=["DELETE"]),
        Route("/api/messages", part("message"), methods=["POST"]),
        Route("/api/messages/{id}", part("follow")),
        Route("/api/openapi.json", _described(options.hosts)),
        Route("/api/approvals", part("approvals")),
        Route("/api/approvals/{thread}", part("decide"), methods=["POST"]),
        Route("/actions/openapi.json", action("described")),
        Route("/actions/{name}", action("act"), methods=["POST"]),
        Route("/health", _health),
        *(Route(path, _file(name, content, hosts=options.hosts)) for path, (name, content) in pages.items()),
    ]
    handlers = {Refused: _refused, Exception: _broken}
    app = Starlette(routes=routes, lifespan=lifespan, exception_handlers=handlers)
    app.router.redirect_slashes = False  # it would send a caller to whatever host they named
    return Guard(app, security_headers(origins))


def _tools(toolkit: LimioToolkit, options: Options) -> list[BaseTool]:
    """Return the tools other agents may call; a checkout that a colleague decides on is made in the chat alone."""
    names = PROFILES[options.actions] if options.actions else ()
    return toolkit.get_tools(include=[name for name in names if not (options.approval and name == CHECKOUT)])


def _pages(words: Mapping[str, str], playbook: Playbook) -> dict[str, tuple[str, str]]:
    """Return the files of the page by path; they are few and small, so they stay in memory."""
    folder = files("limio_sales_agent.web") / "page"

    def read(name: str) -> tuple[str, str]:
        return name, folder.joinpath(name).read_text(encoding="utf-8")

    _, html = read("index.html")
    language = playbook.locale.partition("_")[0]
    filled = html.replace('lang="en"', f'lang="{language}"')
    for name in ("assistant", "lost"):
        filled = filled.replace(f"{{{{{name}}}}}", escape(words[name]))
    assets = (
        "chat.css",
        "chat.js",
        "log.js",
        "notices.js",
        "show.js",
        "talk.js",
        "approvals.css",
        "approvals.js",
        "icon.svg",
        EMBED,
    )
    return {
        "/": ("index.html", filled),
        "/approvals": read(APPROVALS),
        **{f"/{name}": read(name) for name in assets},
    }


def _file(name: str, content: str, *, hosts: Sequence[str]) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        check_host(request, hosts)
        headers = {"Cache-Control": "no-cache"}
        if name == APPROVALS:
            headers |= security_headers(())  # no shop's page has a colleague's buttons in a frame
        if name == EMBED:
            headers["Cross-Origin-Resource-Policy"] = "cross-origin"  # it is meant for other sites' pages
        return Response(content, media_type=KINDS[name.rpartition(".")[2]], headers=headers)

    return answer


def _described(hosts: Sequence[str]) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        check_host(request, hosts)
        return JSONResponse(document())

    return answer


async def _health(_request: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def _refused(_request: Request, error: Exception) -> Response:
    if isinstance(error, Refused):
        return error.answer()
    raise error


async def _broken(_request: Request, _error: Exception) -> Response:
    return JSONResponse(FAILED, 500)
