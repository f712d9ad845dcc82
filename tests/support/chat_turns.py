"""A process that serves the chat page, in this one, and one sale said to it message by message."""

from contextlib import asynccontextmanager

from limio_langchain import LimioToolkit
from limio_sales_agent import Playbook, create_sales_agent
from limio_sales_agent.playbook import SANDBOX_PLAYBOOK
from limio_sales_agent.web.chat_service import Conversations
from limio_sales_agent.web.storage import open_storage

SALE = ("Tidewell Home yearly for me at home, lee@post.co.uk", "yes")


class Killed(BaseException):
    """The process is gone."""


@asynccontextmanager
async def serving(limio, place):
    """A process that serves, until it ends."""
    async with LimioToolkit.from_settings(limio.settings()) as toolkit, open_storage(place) as storage:
        playbook = Playbook.load(SANDBOX_PLAYBOOK)
        agent = create_sales_agent(toolkit, playbook=playbook, checkpointer=storage.saver)
        yield Conversations(agent, playbook, storage)


async def say(talk, number):
    heard = []

    async def tell(_event, **told):
        heard.append(told)

    await talk.answer("thread", f"message-{number}", SALE[number], tell)
    return heard[-1]["entry"]
