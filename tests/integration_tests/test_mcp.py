"""The tools over MCP, by the official client: both transports, both eras of the protocol, the same as in LangChain."""

import asyncio
import json
import subprocess
from contextlib import asynccontextmanager
from importlib.metadata import version

import httpx
import pytest
from jsonschema import Draft202012Validator
from mcp import Client
from mcp_clients import COMMAND, MODES, at, over_http, over_stdio, served
from warm_command import finished
from web_server import environment

from limio_langchain import LimioToolkit
from limio_langchain.sandbox import Sandbox
from limio_sales_agent.integrations.mcp import mcp_server

PRO = "/offers2/Business Pro Annual"
TOKEN = "a-token-for-agents"
HANDSHAKES = ("2025-03-26", "2025-06-18", "2025-11-25")
HEADERS = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}
FIND = {"label": "business", "billing": "yearly", "people": 12}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("connect", [pytest.param(over_stdio, id="stdio", marks=pytest.mark.slow), over_http])
async def test_a_whole_sale_in_each_era_and_the_answer_langchain_gives(limio, connect, mode):
    async with connect(limio, mode) as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        found = await client.call_tool("limio_find_offers", FIND)
        order = {"items": [{"offer": PRO, "quantity": 12}], "email": "jo@brand.io"}
        made = await client.call_tool("limio_create_checkout", order)
        wrong = await client.call_tool("limio_find_offers", {"label": "business", "colour": "red"})
        unknown = await client.call_tool("limio_drop_everything", {})
        assert (client.protocol_version == "2026-07-28") is (mode != "legacy")
    with LimioToolkit.from_settings(limio.settings()) as toolkit:
        assert set(tools) == {tool.name for tool in toolkit.get_tools()}
        assert found.content[0].text == toolkit.get_tools(include=["limio_find_offers"])[0].invoke(FIND)
    assert [one.is_error for one in (found, made, wrong, unknown)] == [False, False, True, True]
    assert made.structured_content["url"] in made.content[0].text
    assert "colour" in wrong.content[0].text
    assert json.loads(unknown.content[0].text)["error"]["code"] == "unknown_tool"
    assert [line.quantity for line in limio.baskets[0].lines] == [12]


def initialize(protocol):
    info = {"protocolVersion": protocol, "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
    return {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": info}


@pytest.fixture(scope="module")
def standing():
    """A server for all that change nothing."""
    with Sandbox() as limio, served(limio) as url:
        yield url


@pytest.mark.parametrize("protocol", HANDSHAKES)
def test_each_handshake_over_http_down_to_2025_03_26(standing, protocol):
    answer = httpx.post(standing, json=initialize(protocol), headers=HEADERS, trust_env=False).json()["result"]
    assert answer["protocolVersion"] == protocol
    assert answer["serverInfo"]["name"] == "limio"


def test_the_oldest_handshake_over_standard_input(limio):
    oldest, *_ = HANDSHAKES
    with subprocess.Popen(
        [COMMAND, "mcp"], env=environment(limio.settings()), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        server.stdin.write(json.dumps(initialize(oldest)) + "\n")
        server.stdin.flush()
        assert json.loads(server.stdout.readline())["result"]["protocolVersion"] == oldest
        server.stdin.close()


async def test_several_clients_of_both_eras_at_once(standing):
    async def ask(mode):
        async with at(standing, mode) as client:
            return (await client.call_tool("limio_find_offers", FIND)).content[0].text

    answers = await asyncio.gather(*(ask(mode) for mode in MODES * 4))
    assert len(set(answers)) == 1


@pytest.mark.parametrize("method", ["GET", "DELETE"])
@pytest.mark.parametrize("protocol", [None, "2025-03-26", "2026-07-28"])
def test_what_is_no_post_is_answered_at_once(standing, method, protocol):
    headers = {"Accept": "text/event-stream"} | ({"MCP-Protocol-Version": protocol} if protocol else {})
    answer = httpx.request(method, standing, headers=headers, trust_env=False, timeout=5)
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


# What it says of itself, in one process -----------------------------------------------------------------------------


@asynccontextmanager
async def inside(limio, profile="sell", mode="auto"):
    async with LimioToolkit.from_settings(limio.settings()) as toolkit:
        server = mcp_server(toolkit.get_tools(profile=profile))
        async with Client(server, mode=mode) as client:
            yield client


@pytest.mark.parametrize("mode", MODES)
async def test_it_says_who_it_is_and_how_to_sell_in_five_sentences(limio, mode):
    async with inside(limio, mode="auto" if mode == "2026-07-28" else mode) as client:
        info = client.server_info
        assert (info.name, info.version, info.title) == (
            "limio",
            version("limio-langchain"),
            "Limio: sell subscriptions",
        )
        assert client.instructions.count(". ") == 4
        assert "limio_create_checkout" in client.instructions


@pytest.mark.parametrize("profile", ["sell", "ops"])
async def test_tools_have_titles_schemas_and_honest_hints(limio, profile):
    async with inside(limio, profile) as client:
        tools = (await client.list_tools()).tools
    for tool in tools:
        writes = tool.name in {"limio_create_checkout", "limio_create_quote"}
        hints = tool.annotations
        assert tool.title
        assert tool.input_schema["additionalProperties"] is False
        Draft202012Validator.check_schema(tool.output_schema)
        assert (hints.read_only_hint, hints.destructive_hint, hints.idempotent_hint) == (not writes, False, not writes)


ORDER = {"items": [{"offer": PRO, "quantity": 12}], "email": "jo@brand.io", "first_name": "Jo"}
CALLS = (
    ("limio_find_offers", {}),
    ("limio_find_offers", FIND | {"limit": 20}),
    ("limio_find_offers", {"label": "nothing like it"}),
    ("limio_get_offer", {"offer": PRO}),
    ("limio_create_checkout", ORDER),
    ("limio_purchase_link", {"offers": [PRO]}),
    ("limio_create_quote", ORDER),
)


async def test_structured_content_is_slim_fits_its_schema_and_tells_nothing_that_the_text_withholds(limio):
    wrong = []
    async with inside(limio) as client:
        schemas = {tool.name: tool.output_schema for tool in (await client.list_tools()).tools}
        for name, args in CALLS:
            answer = await client.call_tool(name, args)
            text, data = answer.content[0].text, answer.structured_content
            faults = [error.message for error in Draft202012Validator(schemas[name]).iter_errors(data)]
            size = len(json.dumps(data, ensure_ascii=False, separators=(",", ":"))) / len(text)
            untold = [
                value for value in leaves(data) if value not in text and value not in {"assisted", "purchase_link"}
            ]
            if faults or size > 1.5 or untold:
                wrong.append((name, faults, round(size, 2), untold))
    assert wrong == []


def leaves(data):
    if isinstance(data, dict):
        return [leaf for held in data.values() for leaf in leaves(held)]
    return [leaf for held in data for leaf in leaves(held)] if isinstance(data, list) else [data]


async def test_abandoned_baskets_are_told_without_their_links(limio):
    with LimioToolkit.from_settings(limio.settings()) as toolkit:
        toolkit.get_tools(include=["limio_create_checkout"])[0].invoke(ORDER)
    async with inside(limio, "ops") as client:
        answer = await client.call_tool("limio_list_abandoned_baskets", {"created_after": "2020-01-01T00:00:00Z"})
    assert answer.structured_content["baskets"][0]["email"] == "jo@brand.io"
    assert "http" not in json.dumps(answer.structured_content)


async def test_with_the_api_down_a_purchase_link_is_made(limio):
    limio.faults.add("checkout", "status", status=503)
    async with inside(limio) as client:
        fallen = await client.call_tool("limio_create_checkout", {"items": [{"offer": PRO}], "email": "jo@brand.io"})
    assert fallen.structured_content["kind"] == "purchase_link"
    assert limio.baskets == []


# Who may call -------------------------------------------------------------------------------------------------------


def test_over_http_a_token_is_asked_for_where_one_is_set(limio):
    with served(limio, LIMIO_AGENT_TOKEN=TOKEN) as url:
        for header in ({}, {"Authorization": "Bearer wrong"}):
            answer = httpx.post(url, json={}, headers=header, trust_env=False)
            assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
        given = HEADERS | {"Authorization": f"Bearer {TOKEN}"}
        assert httpx.post(url, json=initialize("2025-11-25"), headers=given, trust_env=False).status_code == 200


def test_a_foreign_host_s_name_pointed_at_it_gets_nothing(standing):
    answer = httpx.post(standing, json={}, headers={"Host": "evil.example"}, trust_env=False)
    assert answer.status_code in {403, 421}


def test_it_serves_nobody_but_loopback_without_a_token(limio):
    status, told = finished(["mcp", "--http", "--host", "0.0.0.0"], environment(limio.settings()))
    assert status == 1
    assert "LIMIO_AGENT_TOKEN" in told
