"""langchain-mcp-adapters as a client, by the Python of an environment that has it: it caps mcp below 2.

Takes the server's command, environment and URL as JSON, prints what was seen as JSON.
"""

import asyncio
import json
import sys
from contextlib import asynccontextmanager
from importlib.metadata import version

from langchain_mcp_adapters.client import MultiServerMCPClient
from langchain_mcp_adapters.tools import load_mcp_tools
from tools_sale import seen


async def main(command, env, url):
    """Play over each transport."""
    client = MultiServerMCPClient(
        {
            "stdio": {"transport": "stdio", "command": command, "args": ["mcp"], "env": env},
            "HTTP": {"transport": "streamable_http", "url": url},
        }
    )

    def at(server):
        @asynccontextmanager
        async def connect():
            async with client.session(server) as session:
                yield await load_mcp_tools(session)

        return connect

    name = f"langchain-mcp-adapters {version('langchain-mcp-adapters')} (mcp {version('mcp')})"
    return [
        {"client": name, "transport": where, "era": "handshake", **await seen(at(where))}
        for where in client.connections
    ]


if __name__ == "__main__":
    print(json.dumps(asyncio.run(main(**json.loads(sys.argv[1])))))
