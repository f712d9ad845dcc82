"""A PostgreSQL that restarts in the middle of a turn, and what is kept of a person in one."""

import asyncio
import subprocess
from functools import partial

import psycopg
import pytest
from langchain_core.messages import HumanMessage
from postgres_cluster import as_owner, binaries

from limio_langchain import LimioToolkit
from limio_langchain.sandbox import Sandbox
from limio_sales_agent import Playbook, create_sales_agent, graph
from limio_sales_agent.cli.erasing import export_person, forget_person
from limio_sales_agent.nodes import assisted_checkout
from limio_sales_agent.playbook import SANDBOX_PLAYBOOK
from limio_sales_agent.storage.pausing import is_paused, set_paused
from limio_sales_agent.storage.transcript import entry
from limio_sales_agent.web.chat_service import Conversations
from limio_sales_agent.web.storage import open_storage

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]
SALE = ("Tidewell Home yearly for me at home, lee@post.co.uk", "yes")


async def nobody(_event, **_told):
    pass


def restart(database):
    """Restart it as an update of the machine would: every connection is cut off."""
    with psycopg.connect(database) as connection:
        folder = connection.execute("SHOW data_directory").fetchone()[0]
    command = [binaries() / "pg_ctl", "-D", folder, "-m", "fast", "-w", "-l", f"{folder}/../log", "restart"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/", timeout=60, **as_owner(folder))


@pytest.fixture
def restarting(database, monkeypatch):
    """Restarts the database once, between the basket's being made and its being put down."""
    made, left = assisted_checkout.assisted_checkout, [1]

    async def step(state, services):
        update = await made(state, services)
        if left:
            left.clear()
            await asyncio.to_thread(restart, database)
        return update

    step.__name__ = "assisted_checkout"
    nodes = tuple(step if one.__name__ == step.__name__ else one for one in graph.NODES)
    monkeypatch.setattr(graph, "NODES", nodes)


async def test_the_message_sent_again_is_answered_with_the_basket_that_was_made(database, restarting):
    with Sandbox() as limio:
        async with LimioToolkit.from_settings(limio.settings()) as toolkit, open_storage(database) as storage:
            playbook = Playbook.load(SANDBOX_PLAYBOOK)
            agent = create_sales_agent(toolkit, playbook=playbook, checkpointer=storage.saver)
            talk = Conversations(agent, playbook, storage)
            await talk.answer("thread", "message-0", SALE[0], nobody)
            with pytest.raises(psycopg.Error):
                await talk.answer("thread", "message-1", SALE[1], nobody)
            await talk.answer("thread", "message-1", SALE[1], nobody)
            texts = [one["text"] for one in await storage.transcript.read("thread")]
            assert len(texts) == 4
            assert "/recover?" in texts[-1]
            assert len(limio.baskets) == 1


async def test_what_is_kept_of_a_person_is_written_out_and_erased(database):
    with Sandbox() as limio:
        async with LimioToolkit.from_settings(limio.settings()) as toolkit, open_storage(database) as storage:
            agent = create_sales_agent(toolkit, checkpointer=storage.saver, outcomes=storage.outcomes)
            for thread, email in (("one", "ann@shop.example"), ("two", "joann@shop.example")):
                said = partial(HumanMessage, f"Business Pro yearly for 3 people, {email}")
                await agent.ainvoke({"messages": [said()]}, {"configurable": {"thread_id": thread}}, durability="sync")
            (kept,) = await asyncio.to_thread(export_person, database, "Ann@shop.example")
            assert (kept["conversation"], kept["state"]["customer"]["email"]) == ("one", "ann@shop.example")
            assert kept["outcomes"]
            assert await asyncio.to_thread(forget_person, database, "ann@shop.example") == 1
            assert await asyncio.to_thread(export_person, database, "ann@shop.example") == []
            assert len(await asyncio.to_thread(export_person, database, "joann@shop.example")) == 1


async def test_of_two_schemas_of_a_database_each_is_a_store_of_its_own(database):
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA chats")
    apart = f"{database}?options=-csearch_path%3Dchats"
    assert set_paused(apart, paused=True)
    assert (is_paused(apart), is_paused(database)) == (True, False)
    for place, thread in ((database, "one"), (apart, "two")):
        async with open_storage(place) as storage:
            await storage.transcript.add(thread, entry("customer", "message-0", "I'm ann@shop.example"))
    (kept,) = await asyncio.to_thread(export_person, apart, "ann@shop.example")
    assert (kept["conversation"], len(kept["transcript"])) == ("two", 1)
    assert await asyncio.to_thread(forget_person, apart, "ann@shop.example") == 1
    assert await asyncio.to_thread(export_person, apart, "ann@shop.example") == []
    assert len(await asyncio.to_thread(export_person, database, "ann@shop.example")) == 1
