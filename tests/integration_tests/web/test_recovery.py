"""A server killed between the agent's answer and the transcript: the message sent again gets that very answer."""

import pytest

from limio_langchain import LimioToolkit
from limio_sales_agent import Playbook, create_sales_agent
from limio_sales_agent.scenarios.props import SANDBOX_PLAYBOOK
from limio_sales_agent.web.conversations import Conversations
from limio_sales_agent.web.storage import open_storage
from limio_sales_agent.web.words import page_words

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
        yield Conversations(agent, toolkit, playbook, storage, page_words("en"))


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
