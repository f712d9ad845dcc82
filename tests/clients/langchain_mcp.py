"""LangChain's own MCP adapter on fastmcp as a client, by the Python of an environment that has them beside this project.

Takes the server's command, environment and URL as JSON, prints what was seen as JSON.
"""

import asyncio
import json
import sys
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastmcp import Client
from fastmcp.client.transports import StdioTransport, StreamableHttpTransport
from langchain.mcp import MCPAdapter
from tools_sale import seen


async def main(command, env, url):
    """Play over each transport in each era."""
    reached = {
        "stdio": lambda: StdioTransport(command, ["mcp"], env=env, keep_alive=False),
        "HTTP": lambda: StreamableHttpTransport(url),
    }
    eras = {"handshake": "legacy", "stateless": "2026-07-28"}

    def at(where, era):
        @asynccontextmanager
        async def connect():
            async with MCPAdapter(Client(reached[where](), mode=eras[era])) as adapter:
                yield await adapter.list_tools()

        return connect

    name = f"langchain.mcp {version('langchain')} (fastmcp {version('fastmcp')})"
    return [
        {"client": name, "transport": where, "era": era, **await seen(at(where, era))}
        for where in reached
        for era in eras
    ]


if __name__ == "__main__":
    print(json.dumps(asyncio.run(main(**json.loads(sys.argv[1])))))
