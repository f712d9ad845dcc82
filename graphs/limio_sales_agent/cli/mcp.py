"""``limio-agent mcp``: the tools for agents that speak the Model Context Protocol."""

from __future__ import annotations

import asyncio
import os
import sys
from urllib.parse import urlsplit

from pydantic import ValidationError

from limio_langchain import LimioSettings
from limio_sales_agent.cli.unusable import Unusable
from limio_sales_agent.integrations.mcp import LOOPBACK, McpAuthorization, Profile, mcp_app, serve_stdio
from limio_sales_agent.server.http_server import CannotListen, listening, serve

TOKEN = "LIMIO_AGENT_TOKEN"  # noqa: S105  the variable's name


def run_mcp(settings: LimioSettings, profile: Profile, *, http: bool, host: str, port: int) -> None:
    """Serve until the input ends, or over HTTP until Ctrl-C.

    Args:
        settings: Whose shop it is.
        profile: Which tools.
        http: Whether over streamable HTTP and not over standard input and output.
        host: The address to listen on; any but loopback's needs ``LIMIO_AGENT_TOKEN`` or ``LIMIO_MCP_ISSUER``.
        port: The port; a free one when 0.
    """
    if not http:
        asyncio.run(serve_stdio(settings, profile))
        return
    token = os.environ.get(TOKEN) or None
    authorization = _authorization()
    if token is None and authorization.issuer is None and host not in LOOPBACK:
        raise Unusable(
            f"--host {host} can be reached by others: set {TOKEN}, which they then send as bearer token, "
            "or LIMIO_MCP_ISSUER, whose tokens they send"
        )
    try:
        listener = listening(host, port)
    except CannotListen as error:
        raise Unusable(str(error)) from None
    port = listener.getsockname()[1]
    print(f"MCP: http://{host}:{port}/mcp", file=sys.stderr)  # noqa: T201  a command's answer; stdout is the protocol's
    resource = urlsplit(authorization.resource or "").hostname
    hosts = [name for name in (host, resource) if name and name not in LOOPBACK]
    serve(mcp_app(settings, profile, token=token, authorization=authorization, hosts=hosts), listener)


def _authorization() -> McpAuthorization:
    try:
        return McpAuthorization()
    except ValidationError as error:
        raise Unusable("; ".join(fault["msg"].removeprefix("Value error, ") for fault in error.errors())) from None
