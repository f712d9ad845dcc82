"""The tools as an MCP server, and over standard input and output."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import version
from typing import Any, Literal

from langchain_core.messages import ToolMessage
from langchain_core.runnables import RunnableConfig
from langchain_core.tools import BaseTool
from mcp import types
from mcp.server import Server, ServerRequestContext
from mcp.server.stdio import stdio_server

from limio_langchain import LimioSettings, LimioToolkit
from limio_langchain.redaction import silenced
from limio_langchain.tools.envelope import Envelope
from limio_sales_agent.integrations.mcp.answers import SCHEMAS, structured

Profile = Literal["browse", "sell", "ops"]
Context = ServerRequestContext[Any, Any]
NAME, PACKAGE, TITLE = "limio", "limio-langchain", "Limio: sell subscriptions"
CALLER = "limio_caller"  # where the transport keeps who calls, in the request's scope
# Their lines quote calls and answers, some at every level; the server's own log says what was asked and how it went.
QUOTING = ("mcp.server", "mcp.shared", "sse_starlette")
TITLES = {
    "limio_find_offers": "Find offers",
    "limio_get_offer": "Read an offer",
    "limio_create_checkout": "Make a checkout",
    "limio_purchase_link": "Make a purchase link",
    "limio_create_quote": "Ask for a quote",
    "limio_list_abandoned_baskets": "List abandoned baskets",
}
SELLING = (
    "Ask what the customer needs, then call limio_find_offers and name one or two of its offers with price and term, "
    "as told. Never invent a price, a discount or a link. When the customer says yes, call limio_create_checkout once "
    "for that order, or limio_purchase_link for one who gives no details or has a promo code. Hand the link over "
    "unchanged, on a line of its own, and say what it does not carry. When a tool answers an error, do what its `next` "
    "says."
)
UNKNOWN = Envelope("unknown_tool", "there is no such tool", retry=False, who="agent", next="")
READING = "The shop's subscriptions, to read. Prices come from these tools alone: never invent one."


def mcp_server(tools: Sequence[BaseTool]) -> Server[Any]:
    """Return an MCP server with these tools, for the stateless protocol and those with a handshake.

    A failure Limio or the arguments caused comes back as the tools' own short envelope, marked as an error.

    Args:
        tools: From `LimioToolkit.get_tools`.
    """
    silenced(*QUOTING)
    by_name = {tool.name: tool for tool in tools}

    async def listed(_context: Context, _params: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[_described(tool) for tool in tools])

    # The tools check their arguments themselves, and say what is wrong in words a model can act upon.
    async def called(context: Context, params: types.CallToolRequestParams) -> types.CallToolResult:
        tool = by_name.get(params.name)
        if tool is None:
            return _failed(str(replace(UNKNOWN, next=f"Call one of these: {', '.join(by_name)}.")))
        # Clients count their requests from nought, so no id of theirs tells one order from another's.
        call = {"type": "tool_call", "id": uuid.uuid4().hex, "name": tool.name, "args": params.arguments or {}}
        return _answer(tool.name, await tool.ainvoke(call, _config(context)))

    selling = any((tool.metadata or {}).get("writes") for tool in tools)
    return Server(
        NAME,
        version=version(PACKAGE),
        title=TITLE,
        instructions=SELLING if selling else READING,
        on_list_tools=listed,
        on_call_tool=called,
    )


def _config(context: Context) -> RunnableConfig | None:
    """Return what parts this caller from others: who the transport says it is, where it knows."""
    caller = context.request.scope.get(CALLER) if context.request is not None else None
    return {"configurable": {"thread_id": caller}} if caller else None


def _described(tool: BaseTool) -> types.Tool:
    writes = bool((tool.metadata or {}).get("writes"))
    return types.Tool(
        name=tool.name,
        title=TITLES[tool.name],
        description=tool.description,
        input_schema={**tool.tool_call_schema.model_json_schema(), "additionalProperties": False},  # type: ignore[union-attr]
        output_schema=SCHEMAS[tool.name],
        annotations=types.ToolAnnotations(
            title=TITLES[tool.name],
            read_only_hint=not writes,
            destructive_hint=False,  # a basket is made; nothing is changed or removed
            idempotent_hint=not writes,  # each call's basket is its own, but with ``repeat_of``
            open_world_hint=True,
        ),
    )


def _answer(name: str, message: ToolMessage) -> types.CallToolResult:
    if message.status == "error":
        return _failed(str(message.text))
    content: list[types.ContentBlock] = [types.TextContent(type="text", text=str(message.text))]
    return types.CallToolResult(content=content, structured_content=structured(name, message.artifact))


def _failed(text: str) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(type="text", text=text)], is_error=True)


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
