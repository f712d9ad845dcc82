"""The tools over streamable HTTP: each POST is answered by itself, and nothing stays open."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import unquote

from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from limio_langchain import LimioSettings, LimioToolkit
from limio_sales_agent.integrations.mcp.authorization import METADATA, McpAuthorization
from limio_sales_agent.integrations.mcp.server import CALLER, Profile, mcp_server
from limio_sales_agent.integrations.mcp.tokens import FAILED_AGAIN, AccessTokens, NoKeys, Unauthorized
from limio_sales_agent.server.middleware import Guard, security_headers
from limio_sales_agent.server.requests import Refused, check_token, whole_body

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def mcp_app(
    settings: LimioSettings,
    profile: Profile,
    *,
    token: str | None = None,
    authorization: McpAuthorization | None = None,
    hosts: Sequence[str] = (),
) -> ASGIApp:
    """Return the tools as an ASGI application: streamable HTTP at ``/mcp``, and at the path that OAuth's resource has.

    Args:
        settings: Whose shop it is.
        profile: Which tools.
        token: The bearer token to ask for; with neither it nor `authorization` whoever reaches it is let in, for
            loopback only.
        authorization: Which OAuth tokens to accept.
        hosts: Names it is reached by, besides loopback's.
    """
    sessions: list[StreamableHTTPSessionManager] = []
    tokens = AccessTokens(authorization, settings.ca_bundle) if authorization and authorization.issuer else None

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with _serving(settings, profile, hosts) as manager:
            sessions[:] = [manager]
            yield

    app = Starlette(routes=_routes(Endpoint(sessions, token, tokens)), lifespan=lifespan)
    app.router.redirect_slashes = False
    return Guard(app, security_headers(()))


@asynccontextmanager
async def _serving(
    settings: LimioSettings, profile: Profile, hosts: Sequence[str]
) -> AsyncIterator[StreamableHTTPSessionManager]:
    async with LimioToolkit.from_settings(settings) as toolkit:
        manager = StreamableHTTPSessionManager(
            mcp_server(toolkit.get_tools(profile=profile)),
            stateless=True,
            json_response=True,
            security_settings=_names(hosts),
        )
        async with manager.run():
            yield manager


def _routes(endpoint: Endpoint) -> list[Route]:
    oauth = endpoint.tokens and endpoint.tokens.oauth

    async def metadata(_request: Request) -> Response:
        return JSONResponse(oauth.metadata if oauth else {}, 200 if oauth else 404)

    # A proxy in front may take the path that clients know off or leave it. Two exact paths of each: a mount would
    # redirect one to the other, at whatever host the caller named. No GET and no DELETE: nothing is pushed and no
    # session is kept, in either era of the protocol.
    known = dict.fromkeys(("/mcp", unquote(oauth.path) if oauth else "/mcp"))
    routes = [Route(path, endpoint, methods=["POST"]) for one in known for path in (one or "/", f"{one}/")]
    return routes + [Route(f"{METADATA}{path}", metadata) for path in ("", *filter(None, known))]


def _names(hosts: Sequence[str]) -> TransportSecuritySettings:
    names = [*LOOPBACK, *hosts]
    return TransportSecuritySettings(
        enable_dns_rebinding_protection=True,
        allowed_hosts=[form for name in names for form in (name, f"{name}:*")],
        allowed_origins=[f"{scheme}://{name}:*" for scheme in ("http", "https") for name in names],
    )


async def _caller(request: Request, token: str | None, tokens: AccessTokens | None) -> str | None:
    """Return who calls, where that is known.

    Raises:
        Refused: Not the one bearer token, or nobody can tell whether it is one of the issuer's.
        Unauthorized: Not a token of the issuer's.
    """
    if tokens is None:
        if token is not None:
            check_token(request, token)
        return None
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    try:
        return await tokens.caller(given.strip() if scheme.lower() == "bearer" else "")
    except NoKeys:  # no fault of the token's, so it is to be sent again and not to be fetched anew
        raise Refused(503, "no_keys", seconds=FAILED_AGAIN) from None


@dataclass(frozen=True)
class Endpoint:
    """The tools as a route's endpoint; an object, because of a function Starlette would make a request's handler.

    Attributes:
        sessions: Who answers, once it is there.
        token: The bearer token to ask for.
        tokens: Which OAuth tokens to accept instead.
    """

    sessions: list[StreamableHTTPSessionManager]
    token: str | None
    tokens: AccessTokens | None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        try:
            caller = await _caller(request, self.token, self.tokens)
            whole = replayed(await whole_body(request), receive)
        except Refused as error:
            await error.answer()(scope, receive, send)
        except Unauthorized as error:
            told = {"error": {"code": str(error)}}
            answer = JSONResponse(told, error.status, headers={"WWW-Authenticate": error.challenge})
            await answer(scope, receive, send)
        else:
            await self.sessions[0].handle_request({**scope, CALLER: caller}, whole, send)


def replayed(body: bytes, receive: Receive) -> Receive:
    """Return what gives a body that was read already, and then what else there is to receive."""
    rest: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def read() -> Message:
        return rest.pop() if rest else await receive()

    return read
