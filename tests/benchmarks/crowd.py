"""``python crowd.py agent|empty URL CONVERSATIONS FILE``: many customers at once in one process, as JSON.

Each conversation is the sale of three turns with its one HTTP call, all of them begun at the same moment, kept in one
SQLite file. The empty graph takes as many steps a turn and makes as many calls.
"""

import asyncio
import gc
import json
import statistics
import sys
from contextlib import asynccontextmanager
from time import perf_counter

import aiosqlite
import httpx
import psutil
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

from benchmarks.elsewhere import settings
from benchmarks.lean import empty_graph
from benchmarks.sale import SALE, asay, playbook
from limio_langchain import LimioToolkit
from limio_langchain.sandbox.tokens import CLIENT_ID, CLIENT_SECRET
from limio_sales_agent import create_sales_agent
from limio_sales_agent.storage.serializer import serializer

AT_ONCE = 50
STEPS = (2, 2, 4)  # of each turn of the sale
FORM = {"grant_type": "client_credentials", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}


@asynccontextmanager
async def agent_of(url, saver):
    """Give what says one turn's text to the sales agent."""
    async with LimioToolkit.from_settings(settings(url, catalog_ttl=24 * 3600)) as toolkit:
        agent = create_sales_agent(toolkit, playbook=playbook(), checkpointer=saver)

        async def turn(number, thread):
            state = await asay(agent, SALE[number], thread)
            if number == len(SALE) - 1:
                assert state["outcome"]["kind"] == "assisted_checkout", state["outcome"]

        yield turn


@asynccontextmanager
async def empty_of(url, saver):
    """Give what says one turn's text to empty graphs; the last makes the call that a sale makes."""
    async with httpx.AsyncClient(base_url=url) as http:
        token = (await http.post("/oauth2/token", data=FORM)).json()["access_token"]

        async def buy():
            answer = await http.get("/api/offers/v2?opt.pageSize=1", headers={"Authorization": f"Bearer {token}"})
            answer.raise_for_status()

        graphs = [empty_graph(steps, saver, acall=buy if steps == STEPS[-1] else None) for steps in STEPS]

        async def turn(number, thread):
            await asay(graphs[number], SALE[number], thread)

        yield turn


async def crowd(who, url, count, file):
    """Play, and return the figures."""
    async with aiosqlite.connect(file) as connection:
        saver = AsyncSqliteSaver(connection, serde=serializer())
        await saver.setup()
        async with {"agent": agent_of, "empty": empty_of}[who](url, saver) as turn:
            await _sale(turn, "first", [])  # warms the catalogue and whatever is loaded when first used
            idle, waits = await _idle_bytes(turn, count), []
            began = perf_counter()
            await asyncio.gather(*(_sale(turn, f"one {n}", waits) for n in range(count)))
            taken = perf_counter() - began
    spread = statistics.quantiles(waits, n=100)
    p50, p99 = spread[49], spread[98]
    return {"turns_a_second": len(waits) / taken, "p50": p50, "p99": p99, "idle_bytes": idle}


async def _sale(turn, thread, waits):
    for number in range(len(SALE)):
        began = perf_counter()
        await turn(number, thread)
        waits.append(perf_counter() - began)


async def _idle_bytes(turn, count):
    """Return the memory a conversation takes while its customer thinks: so many are begun, none is ended."""
    process = psutil.Process()
    await _begun(turn, range(-AT_ONCE, 0))
    before = process.memory_info().rss
    for start in range(0, count, AT_ONCE):
        await _begun(turn, range(start, min(start + AT_ONCE, count)))
    return (process.memory_info().rss - before) / count


async def _begun(turn, numbers):
    await asyncio.gather(*(turn(0, f"idle {number}") for number in numbers))
    gc.collect()


if __name__ == "__main__":
    who, url, count, file = sys.argv[1:]
    print(json.dumps(asyncio.run(crowd(who, url, int(count), file))))
