"""A server killed between the agent's answer and the transcript: the message sent again gets that very answer."""

import pytest

from limio_langchain import LimioToolkit
from limio_sales_agent import Playbook, create_sales_agent
from limio_sales_agent.catalogue.shop import Shop
from limio_sales_agent.playbook import SANDBOX_PLAYBOOK
from limio_sales_agent.web.chat_service import Conversations
from limio_sales_agent.web.storage import open_storage

SALE = ("Tidewell Home yearly for me at home, lee@post.co.uk", "yes")


class Killed(BaseException):
    """The process is gone."""


@pytest.fixture
async def talk(limio, tmp_path):
    playbook = Playbook.load(SANDBOX_PLAYBOOK)
    async with (
        LimioToolkit.from_settings(limio.settings()) as toolkit,
        open_storage(str(tmp_path / "chat.sqlite")) as storage,
    ):
        agent = create_sales_agent(toolkit, playbook=playbook, checkpointer=storage.saver)
        yield Conversations(agent, playbook, storage)


async def say(talk, number):
    heard = []

    async def tell(_event, **told):
        heard.append(told)

    await talk.answer("thread", f"message-{number}", SALE[number], tell)
    return heard[-1]["entry"]


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
