"""``limio-agent mcp``: the tools for agents that speak the Model Context Protocol."""

from __future__ import annotations

import asyncio
import os
import sys

import uvicorn

from limio_langchain import LimioSettings
from limio_sales_agent.commands.unusable import Unusable
from limio_sales_agent.mcp_server import LOOPBACK, Profile, mcp_app, serve_stdio
from limio_sales_agent.web.serving import settings as server_settings

TOKEN = "LIMIO_AGENT_TOKEN"  # noqa: S105  the variable's name


def run_mcp(settings: LimioSettings, profile: Profile, *, http: bool, host: str, port: int) -> None:
    """Serve until the input ends, or over HTTP until Ctrl-C.

    Args:
        settings: Whose shop it is.
        profile: Which tools.
        http: Whether over streamable HTTP and not over standard input and output.
        host: The address to listen on; any but loopback's needs ``LIMIO_AGENT_TOKEN``.
        port: The port.
    """
    if not http:
        asyncio.run(serve_stdio(settings, profile))
        return
    token = os.environ.get(TOKEN) or None
    if token is None and host not in LOOPBACK:
        raise Unusable(f"--host {host} can be reached by others: set {TOKEN}, which they then send as bearer token")
    print(f"MCP: http://{host}:{port}/mcp", file=sys.stderr)  # noqa: T201  a command's answer; stdout is the protocol's
    app = mcp_app(settings, profile, token=token, hosts=[] if host in LOOPBACK else [host])
    uvicorn.run(app, **server_settings(host, port))  # type: ignore[arg-type]
