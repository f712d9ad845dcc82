"""Conversations in PostgreSQL: kept, shared, one turn at a time, and erased."""

import asyncio

import psycopg
import pytest
from langchain_core.messages import HumanMessage

from limio_langchain import LimioToolkit
from limio_langchain.sandbox import Sandbox
from limio_sales_agent import create_sales_agent
from limio_sales_agent.storage.postgres import shared_store
from limio_sales_agent.storage.sqlite import forget_anywhere, is_database, shown

pytestmark = pytest.mark.slow

THREAD = {"configurable": {"thread_id": "customer-1"}}
SAID = "Business Pro, yearly, for 5 of us. jo@brand.io"


async def say(database, toolkit, text):
    async with shared_store(database) as store:
        agent = create_sales_agent(toolkit, checkpointer=store.saver)
        return await agent.ainvoke({"messages": [HumanMessage(text)]}, THREAD, durability="sync")


async def test_a_conversation_goes_on_in_another_server(database):
    with Sandbox() as limio:
        async with LimioToolkit.from_settings(limio.settings()) as toolkit:
            await say(database, toolkit, SAID)
            await say(database, toolkit, "yes please")
            told = await say(database, toolkit, "no thanks")
            assert told["outcome"]["kind"] == "assisted_checkout"
            assert [line.quantity for line in limio.baskets[0].lines] == [5]


async def test_two_servers_that_start_at_once_both_find_the_tables(database):
    async def started():
        async with shared_store(database) as store:
            return await store.saver.aget_tuple(THREAD)

    assert await asyncio.gather(*(started() for _ in range(4))) == [None] * 4


async def test_one_server_at_a_time_has_a_conversation_s_turn(database):
    happened = []

    async def turn(name, store, thread="one"):
        async with store.turn_of(thread):
            happened.append(f"{name} begins")
            await asyncio.sleep(0)
            happened.append(f"{name} ends")

    async with shared_store(database) as here, shared_store(database) as there:
        async with here.turn_of("one"):
            waits = asyncio.create_task(turn("the other", there))
            await turn("another conversation", there, "two")
            happened.append("still mine")
        await waits
    first = ["another conversation begins", "another conversation ends", "still mine"]
    assert happened == [*first, "the other begins", "the other ends"]


async def test_a_server_that_was_killed_lets_go_of_its_turn(database):
    async with shared_store(database) as here, shared_store(database) as there:
        turn = here.turn_of("one")
        await turn.__aenter__()
        with psycopg.connect(database, autocommit=True) as killer:
            killer.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"
            )
        async with asyncio.timeout(20), there.turn_of("one"):
            pass
        with pytest.raises(psycopg.OperationalError):
            await turn.__aexit__(None, None, None)


@pytest.mark.parametrize("key", ["", "0123456789abcdef"])
async def test_what_is_forgotten_is_in_no_row(database, monkeypatch, key):
    monkeypatch.setenv("LANGGRAPH_AES_KEY", key)
    with Sandbox() as limio:
        async with LimioToolkit.from_settings(limio.settings()) as toolkit:
            await say(database, toolkit, SAID)
    assert forget_anywhere(database, "customer-1")
    assert rows(database) == ""
    assert not forget_anywhere(database, "customer-1")


async def test_with_a_key_nothing_the_customer_said_stands_in_a_row(database, monkeypatch):
    monkeypatch.setenv("LANGGRAPH_AES_KEY", "0123456789abcdef")
    with Sandbox() as limio:
        async with LimioToolkit.from_settings(limio.settings()) as toolkit:
            await say(database, toolkit, SAID)
    held = rows(database)
    assert "customer-1" in held
    assert "brand.io" not in held
    assert b"brand.io".hex() not in held


def rows(database: str) -> str:
    """Return every row of every table as text, but the saver's list of its own migrations."""
    listed = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1"
    with psycopg.connect(database) as connection:
        tables = [str(row[0]) for row in connection.execute(listed)]
        kept = [name for name in tables if name != "checkpoint_migrations"]
        found = [connection.execute(f"SELECT {name}::text FROM {name}").fetchall() for name in kept]
    return "".join(str(row[0]) for table in found for row in table)


@pytest.mark.parametrize(
    ("place", "is_one"), [("postgresql://h/d", True), ("postgres://h/d", True), ("/a/b.sqlite", False)]
)
def test_a_database_is_known_by_its_scheme(place, is_one):
    assert is_database(place) is is_one


def test_a_database_is_printed_without_its_password():
    assert shown("postgresql://me:secret@db.internal:5432/chat") == "postgresql://db.internal/chat"
    assert shown("/home/me/chat.sqlite") == "/home/me/chat.sqlite"
