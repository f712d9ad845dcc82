"""The tools over streamable HTTP: each POST is answered by itself, and nothing stays open."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from limio_langchain import LimioSettings, LimioToolkit
from limio_sales_agent.integrations.mcp.authorization import McpAuthorization, Unauthorized
from limio_sales_agent.integrations.mcp.server import CALLER, Profile, mcp_server
from limio_sales_agent.server.middleware import Guard, security_headers
from limio_sales_agent.server.requests import Refused, check_token, whole_body

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
METADATA = "/.well-known/oauth-protected-resource"


def mcp_app(
    settings: LimioSettings,
    profile: Profile,
    *,
    token: str | None = None,
    authorization: McpAuthorization | None = None,
    hosts: Sequence[str] = (),
) -> ASGIApp:
    """Return the tools as an ASGI application: streamable HTTP at ``/mcp``.

    Args:
        settings: Whose shop it is.
        profile: Which tools.
        token: The bearer token to ask for; with neither it nor `authorization` whoever reaches it is let in, for
            loopback only.
        authorization: Which OAuth tokens to accept.
        hosts: Names it is reached by, besides loopback's.
    """
    sessions: list[StreamableHTTPSessionManager] = []
    oauth = authorization if authorization and authorization.issuer else None

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with _serving(settings, profile, hosts) as manager:
            sessions[:] = [manager]
            yield

    app = Starlette(routes=_routes(Endpoint(sessions, token, oauth), oauth), lifespan=lifespan)
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


def _routes(endpoint: Endpoint, oauth: McpAuthorization | None) -> list[Route]:
    async def metadata(_request: Request) -> Response:
        return JSONResponse(oauth.metadata if oauth else {}, 200 if oauth else 404)

    # Two exact paths: a mount would redirect one to the other, at whatever host the caller named. No GET and no DELETE:
    # nothing is pushed and no session is kept, in either era of the protocol.
    routes = [Route(path, endpoint, methods=["POST"]) for path in ("/mcp", "/mcp/")]
    return routes + [Route(path, metadata) for path in (METADATA, f"{METADATA}/mcp")]


def _names(hosts: Sequence[str]) -> TransportSecuritySettings:
    names = [*LOOPBACK, *hosts]
    return TransportSecuritySettings(
        enable_dns_rebinding_protection=True,
        allowed_hosts=[form for name in names for form in (name, f"{name}:*")],
        allowed_origins=[f"{scheme}://{name}:*" for scheme in ("http", "https") for name in names],
    )


async def _caller(request: Request, token: str | None, oauth: McpAuthorization | None) -> str | None:
    """Return who calls, where that is known.

    Raises:
        Refused: Not the one bearer token.
        Unauthorized: Not a token of the issuer's.
    """
    if oauth is None:
        if token is not None:
            check_token(request, token)
        return None
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not given:
        raise Unauthorized("no_token")
    return await oauth.caller(given.strip())


def _unauthorized(oauth: McpAuthorization | None, why: str) -> Response:
    where = f'resource_metadata="{oauth.metadata_url}"' if oauth else ""
    is_scope = why == "insufficient_scope"
    error = "" if why == "no_token" else f', error="{why if is_scope else "invalid_token"}"'
    headers = {"WWW-Authenticate": f"Bearer {where}{error}"}
    return JSONResponse({"error": {"code": why}}, 403 if is_scope else 401, headers=headers)


@dataclass(frozen=True)
class Endpoint:
    """The tools as a route's endpoint; an object, because of a function Starlette would make a request's handler.

    Attributes:
        sessions: Who answers, once it is there.
        token: The bearer token to ask for.
        oauth: Which OAuth tokens to accept instead.
    """

    sessions: list[StreamableHTTPSessionManager]
    token: str | None
    oauth: McpAuthorization | None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        try:
            caller = await _caller(request, self.token, self.oauth)
            whole = replayed(await whole_body(request), receive)
        except Refused as error:
            await error.answer()(scope, receive, send)
        except Unauthorized as error:
            await _unauthorized(self.oauth, str(error))(scope, receive, send)
        else:
            await self.sessions[0].handle_request({**scope, CALLER: caller}, whole, send)


def replayed(body: bytes, receive: Receive) -> Receive:
    """Return what gives a body that was read already, and then what else there is to receive."""
    rest: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def read() -> Message:
        return rest.pop() if rest else await receive()

    return read
