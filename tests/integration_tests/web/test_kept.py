"""What is kept of a person is found, written out and erased, in every place; what is old is deleted by itself."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from langchain_core.messages import HumanMessage
from sqlalchemy import insert
from typer.testing import CliRunner

from limio_langchain import LimioToolkit, SalesContext
from limio_sales_agent import Playbook, create_sales_agent
from limio_sales_agent.cli.app import app
from limio_sales_agent.outcomes.database import sales
from limio_sales_agent.outcomes.events import digest_of
from limio_sales_agent.playbook import SANDBOX_PLAYBOOK
from limio_sales_agent.storage.transcript import entry
from limio_sales_agent.web import retention
from limio_sales_agent.web.retention import delete_older
from limio_sales_agent.web.storage import open_storage
from limio_sales_agent.web.turn_stream import Turns

ANN, OTHERS = "ann@shop.example", ("joann@shop.example", "ann@shop.example.org", "ann.b@shop.example")


def sale(email):
    return f"Tidewell Home yearly for me at home, {email}", "yes"


@pytest.fixture
def place(tmp_path):
    return str(tmp_path / "kept.sqlite")


async def talked(limio, place, thread, *messages, approval=None):
    async with LimioToolkit.from_settings(limio.settings()) as toolkit, open_storage(place) as storage:
        options = {"playbook": Playbook.load(SANDBOX_PLAYBOOK), "checkpointer": storage.saver}
        agent = create_sales_agent(toolkit, outcomes=storage.outcomes, **options)
        for number, said in enumerate(messages):
            await storage.transcript.add(thread, entry("customer", f"message-{number}", said))
            config, context = {"configurable": {"thread_id": thread}}, SalesContext(approval=approval)
            await agent.ainvoke({"messages": [HumanMessage(said)]}, config, context=context, durability="sync")
        await storage.transcript.wait(thread, waiting=approval is not None)


@pytest.fixture
async def store(limio, place):
    """A sale and a waiting order of Ann's, an address she corrected, a message nobody answered; and others' sales."""
    await talked(limio, place, "sold", *sale(ANN))
    await talked(limio, place, "waiting", *sale(ANN.upper()), approval="required")
    await talked(limio, place, "corrected", sale(ANN)[0], *(f"my email is {n}@else.example" for n in "abcdefgh"))
    for number, other in enumerate(OTHERS):
        await talked(limio, place, f"other-{number}", *sale(other))
    async with open_storage(place) as storage:
        await storage.transcript.add("unanswered", entry("customer", "m", f"I am {ANN}."))
        with storage.outcomes.engine.begin() as connection:
            row = {"order_key": "order-1", "conversation": digest_of("sold"), "stage": "completed", "day": "2026-01-01"}
            connection.execute(insert(sales).values(**row))
    return place


def limio_agent(*args):
    return CliRunner().invoke(app, args)


async def test_all_that_is_kept_of_a_person_is_written_out(store):
    told = limio_agent("export", "--email", ANN, "--database", store)
    found = {one["conversation"]: one for one in map(json.loads, told.output.splitlines())}
    assert set(found) == {"sold", "waiting", "corrected", "unanswered"}
    sold = found["sold"]
    assert [one["text"] for one in sold["transcript"]] == list(sale(ANN))
    assert sold["state"]["customer"]["email"] == ANN
    assert sold["state"]["order"]["url"]
    assert (
        sold["state"]["receipts"][0]["words"] if "words" in sold["state"]["receipts"][0] else sold["state"]["receipts"]
    )
    assert [one["kind"] for one in sold["outcomes"]][-1] == "assisted_checkout"
    assert [one["order_key"] for one in sold["sales"]] == ["order-1"]
    assert found["waiting"]["waits_for_approval_since"]


async def test_a_person_is_erased_from_every_place_and_nobody_else_is(store):
    assert limio_agent("forget", "--email", ANN, "--database", store).output.startswith("4 conversations erased")
    assert limio_agent("export", "--email", ANN, "--database", store).output == ""
    for number, other in enumerate(OTHERS):
        (line,) = limio_agent("export", "--email", other, "--database", store).output.splitlines()
        assert json.loads(line)["conversation"] == f"other-{number}"
    async with open_storage(store) as storage:
        assert await storage.transcript.waiting() == {}
        kept = storage.outcomes.read()
        assert {one.conversation for one in kept} == {digest_of(f"other-{number}") for number in range(3)}


async def test_what_cannot_be_read_is_said_and_nothing_is_erased(store, monkeypatch):
    monkeypatch.setenv("LANGGRAPH_AES_KEY", "0123456789abcdef")
    told = limio_agent("forget", "--email", ANN, "--database", store)
    assert "is in clear, and LANGGRAPH_AES_KEY is set" in str(told.exception)
    monkeypatch.delenv("LANGGRAPH_AES_KEY")
    assert len(limio_agent("export", "--email", ANN, "--database", store).output.splitlines()) == 4


@pytest.mark.parametrize("args", [("forget",), ("forget", "one", "--email", ANN)])
def test_either_a_conversation_or_a_person_is_named(args):
    assert "name a conversation, or --email" in str(limio_agent(*args).exception)


async def test_what_is_old_is_deleted_by_itself_and_what_it_came_to_stays(store):
    async with open_storage(store) as storage:
        turns, now = Turns(), datetime.now(UTC)
        assert await delete_older(store, storage, turns, now - timedelta(hours=1)) == 0
        before = len(storage.outcomes.read())
        await talk_on_tomorrow(storage, "other-1", now)
        assert await delete_older(store, storage, turns, now + timedelta(hours=1)) == 6
        assert len(storage.outcomes.read()) == before
        assert await storage.transcript.read("sold") == []
        assert await storage.saver.aget_tuple({"configurable": {"thread_id": "sold"}}) is None
        assert len(await storage.transcript.read("other-1")) == 3


async def talk_on_tomorrow(storage, thread, now):
    later = entry("customer", "message-9", "hello again") | {"at": (now + timedelta(days=1)).isoformat()}
    await storage.transcript.add(thread, later)


async def test_who_writes_while_old_conversations_are_looked_through_keeps_theirs(store, monkeypatch):
    monkeypatch.setattr(retention, "_older", lambda *_: ["sold"])
    async with open_storage(store) as storage:
        assert await delete_older(store, storage, Turns(), datetime.now(UTC) - timedelta(hours=1)) == 0
        assert await storage.transcript.read("sold")
