"""A server killed between the agent's answer and the transcript: the message sent again gets that very answer."""

import pytest
from chat_turns import SALE, Killed, say, serving

from limio_sales_agent.catalogue.shop import Shop


@pytest.fixture
async def talk(limio, tmp_path):
    async with serving(limio, str(tmp_path / "chat.sqlite")) as one:
        yield one


async def test_the_answer_is_told_that_was_given(talk, monkeypatch):
    await say(talk, 0)
    with monkeypatch.context() as dying:
        dying.setattr(type(talk.storage.transcript), "wait", _killed)
        with pytest.raises(Killed):
            await say(talk, 1)
    answer = await say(talk, 1)
    outcome = (await talk.agent.aget_state({"configurable": {"thread_id": "thread"}})).values["outcome"]
    assert outcome["url"] in answer["text"]
    assert [one["id"] for one in await talk.storage.transcript.read("thread")] == ["message-0"] * 2 + ["message-1"] * 2


async def _killed(*_args, **_more):
    raise Killed


async def test_a_node_that_fails_is_answered_with_an_apology_and_a_link_and_then_the_sale_goes_on(talk, monkeypatch):
    monkeypatch.setattr(Shop, "find", _raises)
    sorry = await say(talk, 0)
    monkeypatch.undo()
    assert "went wrong" in sorry["text"]
    assert [block["type"] for block in sorry["blocks"]] == ["text", "link"]
    await talk.answer("thread", "once more", SALE[0], _nobody)
    assert "/recover?" in (await say(talk, 1))["text"]


def _raises(*_args, **_more):
    raise RecursionError


async def _nobody(_event, **_told):
    pass
