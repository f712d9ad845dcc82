"""Figures that are the same on every machine: tokens, requests, connections, model calls. The budget tests hold them too."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import httpx
from langchain_core.utils.function_calling import convert_to_openai_tool
from langgraph.checkpoint.memory import InMemorySaver

from benchmarks.payload import compact, page, real_items, tokens
from benchmarks.sale import play, playbook
from limio_langchain import AsyncLimioClient, LimioClient, LimioToolkit
from limio_langchain.deadline import Clock
from limio_langchain.sandbox import Sandbox
from limio_langchain.settings import LimioSettings
from limio_sales_agent import create_sales_agent

NOWHERE = LimioSettings(
    shop_url="https://shop.example.com",
    api_url="https://acme.example.com",
    client_id="id",
    client_secret="secret",
    cache_dir=None,
)
DAY, MINUTE = 24 * 3600, 60


def schema_tokens(*profiles):
    """Return what the tools' schemas cost in each model call, as OpenAI's API takes them."""
    toolkit = LimioToolkit.from_settings(NOWHERE)
    tools = [tool for profile in profiles for tool in toolkit.get_tools(profile)]
    return tokens(compact([convert_to_openai_tool(tool) for tool in tools]))


def answer_tokens(count=5):
    """Return the tokens of what a model reads of `count` real offers, and of the API's JSON for the same ones."""
    with LimioClient(NOWHERE, transport=_limio_of(real_items())) as client:
        tool = LimioToolkit(client=client).get_tools(include=["limio_find_offers"])[0]
        call = {"type": "tool_call", "id": "1", "name": tool.name, "args": {"limit": count}}
        answer = tool.invoke(call)
    assert len(answer.artifact["offers"]) == count
    return tokens(answer.content), tokens(page(answer.artifact["offers"]).decode())


def cold_token_requests(callers=500, loops=4):
    """Return how many tokens are asked for when so many callers begin at once: threads, and tasks in several loops."""
    threads = callers // (loops + 1)
    start = threading.Barrier(threads + loops)
    with Sandbox(real_items()) as limio, LimioClient(limio.settings(deadline=60)) as client:

        def one_thread():
            start.wait()
            client.list_offers(page_size=1)

        async def one_loop():
            async with AsyncLimioClient(client.settings, auth=client.auth) as awaiting:
                await asyncio.gather(*(awaiting.list_offers(page_size=1) for _ in range(threads)))

        def loop():
            start.wait()
            asyncio.run(one_loop())

        with ThreadPoolExecutor(threads + loops) as pool:
            for done in [pool.submit(work) for work in [one_thread] * threads + [loop] * loops]:
                done.result()
        return limio.tokens_issued


def token_requests_of_a_day():
    """Return how many tokens a day takes with a call every minute, on a clock of our own."""
    time, issued = [0.0], []

    def answered(request):
        if request.url.path == "/oauth2/token":
            issued.append(time[0])
            return httpx.Response(200, json={"access_token": "t", "expires_in": 3600})
        return httpx.Response(200, content=page([]))

    clock = Clock(lambda: time[0], time.append, asyncio.sleep)
    with LimioClient(NOWHERE, transport=httpx.MockTransport(answered), clock=clock) as client:
        for minute in range(DAY // MINUTE):
            time[0] = float(minute * MINUTE)
            client.list_offers()
    return len(issued)


def connections(calls=300):
    """Return how many connections so many client calls in a row open."""
    with Sandbox(real_items()) as limio, LimioClient(limio.settings()) as client:
        for _ in range(calls):
            client.list_offers()
        return limio.connections


def sale_requests():
    """Return the operations asked of Limio in a whole sale after the first."""
    with Sandbox() as limio, LimioToolkit.from_settings(limio.settings()) as toolkit:
        agent = create_sales_agent(toolkit, playbook=playbook(), checkpointer=InMemorySaver())
        play(agent, "one that warms the catalogue")
        before = len(limio.requests)
        assert play(agent, "the sale")["outcome"]["kind"] == "assisted_checkout"
        return [call["operation"] for call in limio.requests[before:]]


def _limio_of(items):
    def answered(request):
        if request.url.path == "/oauth2/token":
            return httpx.Response(200, json={"access_token": "t", "expires_in": 3600})
        return httpx.Response(200, content=page(items))

    return httpx.MockTransport(answered)
