"""The toolkit's tools for agents that speak the Model Context Protocol: the same names, arguments and answers."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Literal

from langchain_core.tools import BaseTool
from mcp import types
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from mcp.shared import session
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from limio_langchain import LimioSettings, LimioToolkit
from limio_langchain.redaction import silenced
from limio_sales_agent.web.door import Refused, check_token, whole_body
from limio_sales_agent.web.guard import Guard, security_headers

Profile = Literal["browse", "sell", "ops"]
NAME = "limio"
# Their lines quote calls and answers, some at every level; the server's own log says what was asked and how it went.
QUOTING = (
    "mcp.server.lowlevel.server",
    "mcp.server.streamable_http",
    "mcp.server.transport_security",
    "mcp.shared.session",
    "sse_starlette.sse",
)
WRITES = frozenset({"limio_create_checkout", "limio_create_quote"})
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def mcp_server(tools: Sequence[BaseTool]) -> Server[Any, Any]:
    """Return an MCP server with these tools.

    A failure Limio or the arguments caused comes back as the tools' own short envelope, marked as an error.

    Args:
        tools: From `LimioToolkit.get_tools`.
    """
    silenced(*QUOTING)
    logging.getLogger().addFilter(_is_not_quoting)  # mcp.shared.session logs a call it cannot read by the root logger
    server: Server[Any, Any] = Server(NAME)
    by_name = {tool.name: tool for tool in tools}

    @server.list_tools()  # type: ignore[no-untyped-call, untyped-decorator]
    async def listed() -> list[types.Tool]:
        return [_described(tool) for tool in tools]

    # The tools check their arguments themselves, and say what is wrong in words a model can act upon.
    @server.call_tool(validate_input=False)  # type: ignore[untyped-decorator]
    async def called(name: str, arguments: dict[str, Any]) -> types.CallToolResult:
        tool = by_name.get(name)
        if tool is None:
            return _answer(f"there is no such tool; there are {', '.join(by_name)}", is_error=True)
        told = await tool.ainvoke({"type": "tool_call", "id": name, "name": name, "args": arguments})
        held = told.artifact if isinstance(told.artifact, dict) else None
        return _answer(str(told.text), held, is_error=told.status == "error" or bool(held and "error" in held))

    return server


def _is_not_quoting(record: logging.LogRecord) -> bool:
    return record.pathname != session.__file__


def _described(tool: BaseTool) -> types.Tool:
    writes = tool.name in WRITES
    return types.Tool(
        name=tool.name,
        description=tool.description,
        inputSchema={**tool.tool_call_schema.model_json_schema(), "additionalProperties": False},  # type: ignore[union-attr]
        annotations=types.ToolAnnotations(
            readOnlyHint=not writes,
            # A basket is made and nothing is changed or removed; the same order again is the same basket.
            destructiveHint=False if not writes else None,
            idempotentHint=True,
            openWorldHint=True,
        ),
    )


def _answer(text: str, held: dict[str, Any] | None = None, *, is_error: bool = False) -> types.CallToolResult:
    plain = json.loads(json.dumps(held, default=str)) if held else None
    content: list[types.ContentBlock] = [types.TextContent(type="text", text=text)]
    return types.CallToolResult(content=content, structuredContent=plain, isError=is_error)


async def serve_stdio(settings: LimioSettings, profile: Profile) -> None:
    """Serve the tools over standard input and output until the input ends.

    Args:
        settings: Whose shop it is.
        profile: Which tools; ``ops`` shows other people's e-mails and signed links, so never to customers' agents.
    """
    async with LimioToolkit.from_settings(settings) as toolkit:
        server = mcp_server(toolkit.get_tools(profile=profile))
        async with stdio_server() as (read, write):
            await server.run(read, write, server.create_initialization_options())


def mcp_app(
    settings: LimioSettings, profile: Profile, *, token: str | None = None, hosts: Sequence[str] = ()
) -> ASGIApp:
    """Return the tools as an ASGI application: streamable HTTP at ``/mcp``.

    Args:
        settings: Whose shop it is.
        profile: Which tools.
        token: The bearer token to ask for; None lets in whoever reaches it, for loopback only.
        hosts: Names it is reached by, besides loopback's.
    """
    held: dict[str, StreamableHTTPSessionManager] = {}

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        names = [*LOOPBACK, *hosts]
        guard = TransportSecuritySettings(
            enable_dns_rebinding_protection=True,
            allowed_hosts=[form for name in names for form in (name, f"{name}:*")],
            allowed_origins=[f"{scheme}://{name}:*" for scheme in ("http", "https") for name in names],
        )
        async with LimioToolkit.from_settings(settings) as toolkit:
            server = mcp_server(toolkit.get_tools(profile=profile))
            held["sessions"] = StreamableHTTPSessionManager(server, stateless=True, security_settings=guard)
            async with held["sessions"].run():
                yield

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            request = Request(scope, receive)
            if token is not None:
                check_token(request, token)
            whole = replayed(await whole_body(request), receive)
        except Refused as error:
            await error.answer()(scope, receive, send)
            return
        await held["sessions"].handle_request(scope, whole, send)

    # Two exact paths: a mount would redirect one to the other, at whatever host the caller named.
    routes = [Route(path, Endpoint(answer)) for path in ("/mcp", "/mcp/")]
    app = Starlette(routes=routes, lifespan=lifespan)
    app.router.redirect_slashes = False
    return Guard(app, security_headers(()))


@dataclass(frozen=True)
class Endpoint:
    """An ASGI application as a route's endpoint; of a function Starlette would make a request's handler.

    Attributes:
        answer: The application.
    """

    answer: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await self.answer(scope, receive, send)


def replayed(body: bytes, receive: Receive) -> Receive:
    """Return what tells a body that was read already, and then what else there is to hear."""
    rest: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def told() -> Message:
        return rest.pop() if rest else await receive()

    return told
