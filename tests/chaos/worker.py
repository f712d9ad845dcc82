"""The process that is killed: the agent as the chat page's server runs it, several conversations at a time.

It has what the page has (the store, the transcript, the turn's lock, the message's id) without HTTP in between, so that
what a run spends its time on is conversations.
"""

import asyncio
import os
import signal
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

from limio_langchain import LimioSettings, LimioToolkit, health
from limio_sales_agent.graph import create_sales_agent
from limio_sales_agent.orders.sinks import to_file
from limio_sales_agent.playbook import Playbook
from limio_sales_agent.web.chat_service import Conversations
from limio_sales_agent.web.storage import open_storage
from limio_sales_agent.web.turn_stream import Turns

REST = 0.3  # seconds, not 30: with so many faults the API would be left alone for most of the run
BROKE = "broke"
_thread = ContextVar("thread")


@dataclass(frozen=True)
class Orders:
    """What a worker is told when it is started.

    Attributes:
        database: Where conversations are kept.
        outcomes: The file that outcomes are reported to.
        playbook: The playbook's file.
        settings: Where Limio is.
        fatal: The share of its writes to the store after which it is gone, before the next.
        seed: Decides with the life's number which writes those are.
    """

    database: str
    outcomes: Path
    playbook: Path
    settings: LimioSettings
    fatal: float
    seed: int


def work(orders, pipe, life):
    """Answer messages until told to end, or killed."""
    health.REST = REST
    asyncio.run(_served(orders, pipe, Random(f"{orders.seed}/{life}")))
    os._exit(0)  # a thread that still waits for a broken API need not be waited for


async def _served(orders, pipe, dice):
    playbook = Playbook.load(orders.playbook)
    async with LimioToolkit.from_settings(orders.settings) as toolkit, open_storage(orders.database) as storage:
        _make_mortal(storage, orders.fatal, dice)
        agent = create_sales_agent(
            toolkit, playbook=playbook, checkpointer=storage.saver, on_outcome=_reporting(orders.outcomes)
        )
        talk = Conversations(agent, playbook, storage)
        turns, over = Turns(), asyncio.Event()
        loop = asyncio.get_running_loop()
        loop.add_reader(pipe.fileno(), partial(_heard, pipe, talk, turns, over))
        await over.wait()
        loop.remove_reader(pipe.fileno())
        await turns.close()


def _make_mortal(storage, fatal, dice):
    """Have some writes be the process's last deed: what it would have written next is never written."""
    for place, name in ((storage.saver, "aput"), (storage.saver, "aput_writes"), (storage.transcript, "add")):
        setattr(place, name, _mortal(getattr(place, name), fatal, dice))


def _mortal(write, fatal, dice):
    async def written(*args, **kwargs):
        done = await write(*args, **kwargs)
        if dice.random() < fatal:
            os.kill(os.getpid(), signal.SIGKILL)
        return done

    return written


def _reporting(file):
    append = to_file(file)

    def report(outcome):
        append({**outcome, "thread": _thread.get()})

    return report


def _heard(pipe, talk, turns, over):
    """Begin the turn of the message that came in; a message whose turn is under way begins none."""
    told = pipe.recv()
    if told is None:
        over.set()
        return
    thread, identity, text = told
    if turns.running(thread, identity) is None:
        turns.begin(thread, identity, lambda _turn: _answered(pipe, talk, thread, identity, text))


async def _answered(pipe, talk, thread, identity, text):
    _thread.set(thread)
    heard = []

    async def tell(_event, **told):
        heard.append(told)

    try:
        await talk.answer(thread, identity, text, tell)
        state = (await talk.agent.aget_state({"configurable": {"thread_id": thread}})).values
    except Exception as error:  # noqa: BLE001  whatever it is, the run tells of it
        answer = {BROKE: f"{type(error).__name__}: {error}"}
    else:
        known = {key: state.get(key) for key in ("customer", "needs", "outcome")}
        answer = {"reply": heard[-1]["entry"]["text"], **known}
    pipe.send((thread, identity, answer))
