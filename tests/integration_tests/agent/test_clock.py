"""A clock that jumps by a day, forth or back, between two processes: the conversation goes on where it was."""

import time
from types import SimpleNamespace

import pytest
from langgraph.checkpoint.base import id as ids

from limio_sales_agent.storage.sqlite import conversations
from limio_sales_agent.web.storage import open_storage

DAY = 86_400
SAYS = ("We are 12 people at a PR agency, paying yearly. jo@brand.io", "yes please", "no thanks")


@pytest.fixture
def process(monkeypatch):
    """Begins a new process, whose clock is so many seconds off."""

    def begin(off):
        monkeypatch.setattr(ids, "time", SimpleNamespace(time_ns=lambda: time.time_ns() + off * 10**9))
        monkeypatch.setattr(ids, "_last_v6_timestamp", None)

    return begin


@pytest.mark.parametrize("jumps", [(0, -DAY, DAY), (0, DAY, -DAY), (DAY, 0, -DAY)], ids=str)
def test_nothing_is_lost_and_nothing_doubled(talk, tmp_path, process, jumps):
    for said, off in zip(SAYS, jumps, strict=True):
        process(off)
        with conversations(tmp_path / "kept.sqlite") as saver:
            chat = talk(checkpointer=saver)
            chat.agent.invoke({"messages": [("user", said)]}, chat.config, durability="sync")
            last = chat.state
    assert last["outcome"]["kind"] == "assisted_checkout"
    assert len(last["messages"]) == 6


async def test_a_servers_latest_state_is_the_last_that_was_written(process, tmp_path):
    thread = {"configurable": {"thread_id": "one", "checkpoint_ns": ""}}
    for step, off in enumerate((0, -DAY, DAY, -DAY)):
        process(off)
        async with open_storage(str(tmp_path / "kept.sqlite")) as storage:
            held = await storage.saver.aget_tuple(thread)
            assert step == 0 or held.metadata["step"] == step - 1
            made = {"v": 4, "id": str(ids.uuid6()), "ts": "", "channel_values": {}, "channel_versions": {}}
            await storage.saver.aput(thread, {**made, "versions_seen": {}}, {"step": step}, {})
