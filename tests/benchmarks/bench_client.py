"""What the client and the tools add to a call, held against a pooled raw httpx client and `json.loads`."""

import json

import httpx
import pytest
from langchain_core.tools import StructuredTool

from benchmarks.elsewhere import settings
from benchmarks.measuring import Row, race
from limio_langchain import LimioClient, LimioToolkit

LISTED = "/api/offers/v2?offersSource=published&opt.pageSize=50&opt.all=true"
PAGE = "a page of the 12 offers, from a server in another process"


@pytest.fixture
def raw(page_server):
    """The same request by hand."""
    headers = {"Authorization": "Bearer t", "Accept": "application/json"}
    with httpx.Client(base_url=page_server, headers=headers) as http:
        yield lambda: json.loads(http.get(LISTED).raise_for_status().content)


@pytest.fixture
def client(page_server):
    with LimioClient(settings(page_server)) as made:
        yield made


@pytest.fixture
def bare_tool(raw):
    return StructuredTool.from_function(raw, name="bare", description="The same page, by hand.")


def find_tool(toolkit):
    return toolkit.get_tools(include=["limio_find_offers"])[0]


def called(tool, **arguments):
    """Return what calls a tool as an agent does."""
    return lambda: tool.invoke({"type": "tool_call", "id": "1", "name": tool.name, "args": arguments})


@pytest.fixture
def cold(page_server):
    """A toolkit that keeps no catalogue: each call asks the API."""
    with LimioToolkit.from_settings(settings(page_server, catalog_ttl=0)) as toolkit:
        yield find_tool(toolkit)


@pytest.fixture
def warm(page_server):
    with LimioToolkit.from_settings(settings(page_server)) as toolkit:
        yield find_tool(toolkit)


def bench_client_call(benchmark, size, raw, client):
    found = race(benchmark, client.list_offers, raw, rounds=size(300, 20), calls=5)
    Row(
        2,
        "client call, " + PAGE,
        "the same request by a pooled raw httpx client with `json.loads`",
        "≤ 1.7 x",
        f"{found.ratio:.2f} x",
        found.ratio <= 1.7,
        found.told(5) + ". The server answers bytes it holds ready, so that the time is the callers'",
        {"ours": found.ours, "theirs": found.theirs},
    ).keep(benchmark)


def bench_tool_call(benchmark, size, bare_tool, cold):
    found = race(benchmark, called(cold, limit=12), called(bare_tool), rounds=size(300, 20), calls=5)
    Row(
        3,
        "tool call as an agent makes it, the same page, no cache, all 12 offers told",
        "a bare `StructuredTool` around the raw call, called likewise",
        "≤ 1.5 x",
        f"{found.ratio:.2f} x",
        found.ratio <= 1.5,
        found.told(5)
        + ". Called with a `ToolCall`, so that both answer a `ToolMessage`: the bare tool's holds the page's JSON",
        {"ours": found.ours, "theirs": found.theirs},
    ).keep(benchmark)


def bench_tool_invoked(benchmark, size, bare_tool, cold):
    found = race(
        benchmark, lambda: cold.invoke({"limit": 12}), lambda: bare_tool.invoke({}), rounds=size(300, 20), calls=5
    )
    Row(
        3.1,
        "the same tool, invoked with plain arguments",
        "the bare tool likewise, which then makes no text of its page",
        "shown",
        f"{found.ratio:.2f} x",
        met=True,
        note=found.told(5),
        series={"ours": found.ours, "theirs": found.theirs},
    ).keep(benchmark)


def bench_tool_call_against_raw(benchmark, size, raw, cold):
    found = race(benchmark, called(cold, limit=12), raw, rounds=size(300, 20), calls=5)
    row = Row(3.2, "the same tool call", "the raw call", "shown", f"{found.ratio:.2f} x", met=True, note=found.told(5))
    row.keep(benchmark)


def bench_warm_tool_call(benchmark, size, client, warm):
    found = race(benchmark, called(warm, limit=12), client.list_offers, rounds=size(300, 20), calls=5)
    Row(
        4,
        "tool call, catalogue warm, all 12 offers told",
        "the client call",
        "≤ 0.5 x",
        f"{found.ratio:.2f} x",
        found.ratio <= 0.5,
        found.told(5),
        {"ours": found.ours, "theirs": found.theirs},
    ).keep(benchmark)
