"""The MCP server as a process of its own, and the official client at it."""

import sys
import time
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import httpx
import httpx2
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from warm_command import WarmCommand
from web_server import environment, free_port

COMMAND = str(Path(sys.executable).parent / "limio-agent")
MODES = ("legacy", "2026-07-28", "auto")


@contextmanager
def served(limio, *, profile="sell", **more):
    port = free_port()
    args = ["mcp", "--http", "--port", str(port), "--profile", profile]
    server = WarmCommand(args, environment(limio.settings()) | more)
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}/mcp"
    finally:
        server.terminate()
        server.communicate(timeout=20)


def wait_for(port):
    for _ in range(400):
        try:
            httpx.get(f"http://127.0.0.1:{port}/", trust_env=False)
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the server did not start")


@asynccontextmanager
async def at(url, mode="auto", token=None):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with (
        httpx2.AsyncClient(headers=headers, trust_env=False) as http,
        Client(streamable_http_client(url, http_client=http), mode=mode) as client,
    ):
        yield client


@asynccontextmanager
async def over_stdio(limio, mode="auto", profile="sell"):
    told = StdioServerParameters(command=COMMAND, args=["mcp", "--profile", profile], env=environment(limio.settings()))
    async with Client(told, mode=mode) as client:
        yield client


@asynccontextmanager
async def over_http(limio, mode="auto", profile="sell"):
    with served(limio, profile=profile) as url:
        async with at(url, mode) as client:
            yield client
