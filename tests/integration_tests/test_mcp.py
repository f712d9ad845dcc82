"""The tools over MCP, by the official client, on both transports: the same as in LangChain."""

import subprocess
import sys
import time
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import httpx
import pytest
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client

from limio_langchain import LimioToolkit
from limio_langchain.sandbox import Sandbox
from web_server import environment, free_port

COMMAND = str(Path(sys.executable).parent / "limio-agent")
PRO = "/offers2/Business Pro Annual"


@pytest.fixture
def limio():
    with Sandbox() as running:
        yield running


@asynccontextmanager
async def over_stdio(limio, profile="sell"):
    told = StdioServerParameters(command=COMMAND, args=["mcp", "--profile", profile], env=environment(limio.settings()))
    async with stdio_client(told) as (read, write), ClientSession(read, write) as session:
        await session.initialize()
        yield session


@contextmanager
def served(limio, *, profile="sell", token=None):
    port = free_port()
    env = environment(limio.settings()) | ({"LIMIO_AGENT_TOKEN": token} if token else {})
    command = [COMMAND, "mcp", "--http", "--port", str(port), "--profile", profile]
    with subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL) as server:
        try:
            wait_for(port)
            yield f"http://127.0.0.1:{port}/mcp/"
        finally:
            server.terminate()


@asynccontextmanager
async def over_http(limio, profile="sell", token=None):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with served(limio, profile=profile, token=token) as url:
        async with (
            httpx.AsyncClient(headers=headers, trust_env=False) as client,
            streamable_http_client(url, http_client=client) as (read, write, _),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            yield session


def wait_for(port):
    for _ in range(200):
        try:
            httpx.get(f"http://127.0.0.1:{port}/", trust_env=False)
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the server did not start")


@pytest.fixture(params=[over_stdio, over_http], ids=["stdio", "http"])
def connect(request):
    return request.param


async def test_the_tools_are_those_of_the_profile_with_hints_and_strict_arguments(limio, connect):
    async with connect(limio) as session:
        tools = {tool.name: tool for tool in (await session.list_tools()).tools}
    with LimioToolkit.from_settings(limio.settings()) as toolkit:
        assert set(tools) == {tool.name for tool in toolkit.get_tools()}
    assert tools["limio_find_offers"].annotations.readOnlyHint is True
    assert tools["limio_create_checkout"].annotations.readOnlyHint is False
    assert tools["limio_create_checkout"].inputSchema["additionalProperties"] is False


async def test_a_whole_sale_and_the_answer_langchain_gives(limio, connect):
    async with connect(limio) as session:
        found = await session.call_tool("limio_find_offers", {"label": "business", "billing": "yearly", "people": 12})
        made = await session.call_tool(
            "limio_create_checkout", {"items": [{"offer": PRO, "quantity": 12}], "email": "jo@brand.io"}
        )
    with LimioToolkit.from_settings(limio.settings()) as toolkit:
        find = toolkit.get_tools(include=["limio_find_offers"])[0]
        assert found.content[0].text == find.invoke({"label": "business", "billing": "yearly", "people": 12})
    assert found.isError is made.isError is False
    assert made.structuredContent["url"] in made.content[0].text
    assert [line.quantity for line in limio.baskets[0].lines] == [12]


async def test_bad_arguments_and_a_broken_api_are_told_in_the_tools_own_envelope(limio, connect):
    async with connect(limio) as session:
        wrong = await session.call_tool("limio_find_offers", {"label": "business", "colour": "red"})
        unknown = await session.call_tool("limio_drop_everything", {})
        limio.faults.add("checkout", "status", status=503)
        fallen = await session.call_tool("limio_create_checkout", {"items": [{"offer": PRO}], "email": "jo@brand.io"})
    assert (wrong.isError, unknown.isError) == (True, True)
    assert "colour" in wrong.content[0].text
    assert fallen.structuredContent["kind"] == "purchase_link"
    assert limio.baskets == []


async def test_over_http_a_token_is_asked_for_where_one_is_set(limio):
    async with over_http(limio, token="a-token-for-agents") as session:
        assert (await session.list_tools()).tools


def test_over_http_a_request_without_the_token_gets_nothing(limio):
    with served(limio, token="a-token-for-agents") as url:
        for header in ({}, {"Authorization": "Bearer wrong"}):
            answer = httpx.post(url, json={}, headers=header, trust_env=False)
            assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


def test_a_foreign_host_s_name_pointed_at_it_gets_nothing(limio):
    with served(limio) as url:
        answer = httpx.post(url, json={}, headers={"Host": "evil.example"}, trust_env=False)
        assert answer.status_code in {403, 421}


def test_it_serves_nobody_but_loopback_without_a_token(limio):
    command = [COMMAND, "mcp", "--http", "--host", "0.0.0.0"]
    told = subprocess.run(
        command, env=environment(limio.settings()), capture_output=True, text=True, check=False, timeout=60
    )
    assert told.returncode == 1
    assert "LIMIO_AGENT_TOKEN" in told.stderr
