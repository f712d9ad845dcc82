"""What nodes ask of the world: blocking and awaiting from one definition, and what that must not cost."""

import asyncio
import subprocess
import sys
import threading

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langgraph.graph import END, START, StateGraph
from langgraph.types import interrupt

from limio_langchain import LimioToolkit, SalesContext
from limio_langchain.catalog import Catalog
from limio_langchain.errors import Unreachable
from limio_sales_agent import Playbook, create_sales_agent
from limio_sales_agent.context import RunContext
from limio_sales_agent.node import Node, finished
from limio_sales_agent.services import Resources
from limio_sales_agent.state import SalesState

SILENT = 100  # conversations at once


@pytest.fixture
def resources(limio):
    toolkit = LimioToolkit.from_settings(limio.settings())
    return Resources(toolkit, RunContext(Playbook(), toolkit.settings))


@pytest.fixture
def run_node(world, resources):
    def run(step, raises=()):
        graph = StateGraph(SalesState)
        graph.add_node("step", Node(step, resources, raises))
        graph.add_edge(START, "step")
        graph.add_edge("step", END)
        agent, given = graph.compile(), {"messages": [("user", "hi")]}
        return agent.invoke(given) if world == "blocking" else asyncio.run(agent.ainvoke(given))

    return run


def test_an_error_that_is_for_whoever_runs_the_graph_passes_as_it_is(run_node):
    async def breaks(state, services):
        raise Unreachable("down")

    with pytest.raises(Unreachable, match="down"):
        run_node(breaks, (Unreachable,))


def test_an_interrupt_passes_as_it_is(run_node):
    async def asks(state, services):
        interrupt("may I?")

    (asked,) = run_node(asks)["__interrupt__"]
    assert asked.value == "may I?"


def test_a_node_that_awaits_anything_else_is_refused_when_blocking():
    async def sleeps():
        await asyncio.sleep(0)

    with pytest.raises(RuntimeError, match="something other than its services"):
        finished(sleeps())


def test_a_node_is_traced_once(talk, world):
    class Names(BaseCallbackHandler):
        def __init__(self):
            self.names = []

        def on_chain_start(self, *_, name=None, **__):
            self.names.append(name)

    seen = Names()
    chat = talk()
    chat.config["callbacks"] = [seen]
    chat.say("hi")
    assert seen.names.count("read") == seen.names.count("qualify") == 1


def test_what_a_message_leaves_as_it_was_is_not_stored_again(talk):
    chat = talk()

    def versions():
        return chat.agent.checkpointer.get_tuple(chat.config).checkpoint["channel_versions"]

    chat.say("12 of us want Business Pro yearly, jo@brand.io")
    before, held = versions(), dict(chat.state)
    chat.say("how do refunds work?")
    same = {key for key, value in chat.state.items() if held.get(key, ...) == value} - {"unfinished"}  # set, and unset
    assert {"customer", "needs", "selection", "conversation"} <= same
    assert [key for key in sorted(same) if versions()[key] != before[key]] == []


def test_the_shop_is_read_once_a_turn(talk, monkeypatch):
    read, asked = Catalog.offers, []
    monkeypatch.setattr(Catalog, "offers", lambda *given: asked.append(given) or read(*given))
    chat = talk()
    for message in ("12 of us want Business Pro yearly, jo@brand.io", "yes", "no thanks", "make it 5"):
        asked.clear()
        chat.say(message)
        assert len(asked) == 1, message


async def test_an_api_that_hangs_holds_no_thread_a_conversation(limio):
    limio.faults.add("token", "hang", times=None)
    async with LimioToolkit.from_settings(limio.settings()) as toolkit:
        agent = create_sales_agent(toolkit)
        before = threading.active_count()
        talks = [asyncio.ensure_future(agent.ainvoke({"messages": [("user", "hi")]})) for _ in range(SILENT)]
        await asyncio.sleep(1.0)
        assert not any(one.done() for one in talks)
        assert threading.active_count() - before < SILENT / 2
        # The pool that computes for all of them is free.
        assert await asyncio.wait_for(asyncio.to_thread(lambda: "free"), timeout=5) == "free"
        for one in talks:
            one.cancel()
        await asyncio.gather(*talks, return_exceptions=True)


OPENING = """
import asyncio, sys
from limio_langchain import LimioToolkit, SalesContext
from limio_langchain.sandbox import Sandbox
from limio_sales_agent import Playbook, create_sales_agent
from limio_sales_agent.playbook import SANDBOX_PLAYBOOK

opened = []

def watch(event, args):
    if event == "open" and asyncio._get_running_loop() and isinstance(args[0], str):
        opened.append(args[0])

async def talk(agent):
    for text in ("hi", "12 of us want Business Pro yearly, jo@brand.io", "is monthly cheaper?", "yes", "no thanks"):
        await agent.ainvoke({"messages": [("user", text)]}, context=SalesContext(locale="de_AT"))

with Sandbox() as limio, LimioToolkit.from_settings(limio.settings()) as toolkit:
    agent = create_sales_agent(toolkit, playbook=Playbook.load(SANDBOX_PLAYBOOK))
    toolkit.run(toolkit.catalog.add_ons())  # the toolkit's clients load themselves at their first request
    sys.addaudithook(watch)
    asyncio.run(talk(agent))
print(*opened, sep="\\n")
"""


THEIRS = ("/langchain_core/", "/langgraph/", "/langsmith/", "/anyio/")  # loaded when LangGraph and httpx first await


def test_no_file_is_opened_in_the_event_loop():
    done = subprocess.run([sys.executable, "-c", OPENING], capture_output=True, text=True, check=True)
    ours = [name for name in done.stdout.splitlines() if not any(theirs in name for theirs in THEIRS)]
    assert not ours


async def test_a_locale_is_made_in_a_thread_once_and_then_at_hand(limio, monkeypatch):
    moved = []

    async def to_thread(work, *given):
        moved.append(work.__name__)
        return work(*given)

    monkeypatch.setattr(asyncio, "to_thread", to_thread)
    async with LimioToolkit.from_settings(limio.settings()) as toolkit:
        agent = create_sales_agent(toolkit)
        for _ in range(2):
            await agent.ainvoke({"messages": [("user", "hi")]}, context=SalesContext(locale="de_AT"))
    assert moved.count("run_context") == 1
