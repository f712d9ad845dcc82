"""The page's store in a file, used by many conversations at once."""

import asyncio

import pytest
from langgraph.checkpoint.base import empty_checkpoint

from limio_sales_agent.storage.transcript import entry
from limio_sales_agent.web.storage import open_storage

CONVERSATIONS, MESSAGES = 40, 8


@pytest.fixture
async def storage(tmp_path):
    async with open_storage(str(tmp_path / "conversations.sqlite")) as opened:
        yield opened


async def talk(storage, thread):
    place = {"configurable": {"thread_id": thread, "checkpoint_ns": ""}}
    for number in range(MESSAGES):
        await storage.transcript.find(thread, "agent", f"message-{number}")
        await storage.transcript.add(thread, entry("customer", f"message-{number}", "hello"))
        await storage.saver.aput(place, empty_checkpoint(), {}, {})
        await storage.transcript.add(thread, entry("agent", f"message-{number}", "hello to you"))
        await storage.transcript.wait(thread, waiting=False)
    return len(await storage.transcript.read(thread))


async def test_many_conversations_at_once_are_all_kept(storage):
    kept = await asyncio.gather(*(talk(storage, f"one {number}") for number in range(CONVERSATIONS)))
    assert kept == [2 * MESSAGES] * CONVERSATIONS
