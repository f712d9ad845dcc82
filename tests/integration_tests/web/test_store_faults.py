"""Two processes on one file, a kill between any two writes, a disk that fills: nothing lost, nothing doubled."""

import asyncio
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from chat_turns import SALE, Killed, say, serving
from web_server import Visitor

from limio_sales_agent.storage.transcript import entry
from limio_sales_agent.storage.turn_lock import TurnLock

HOLDING = """
import asyncio, sys
from pathlib import Path
from limio_sales_agent.storage.transcript import entry
from limio_sales_agent.storage.turn_lock import TurnLock

async def hold():
    async with TurnLock(Path(sys.argv[1])).turn_of("one"):
        print("held", flush=True)
        await asyncio.sleep(60)

asyncio.run(hold())
"""


async def kept(talk):
    """Return all that is kept of the conversation: who said what, and what it came to."""
    state = (await talk.agent.aget_state({"configurable": {"thread_id": "thread"}})).values
    entries = [(one["role"], one["text"]) for one in await talk.storage.transcript.read("thread")]
    return entries, state["outcome"]["kind"], [message.type for message in state["messages"]]


@pytest.fixture
def dying(monkeypatch):
    """Has the process die before the nth write of all, of states and transcript alike."""

    def die(talk, at):
        left = [at]

        def guarded(write):
            async def striking(*args, **more):
                left[0] -= 1
                if left[0] == 0:
                    raise Killed
                return await write(*args, **more)

            return striking

        for owner, name in (
            *((type(talk.storage.saver), name) for name in ("aput", "aput_writes")),
            *((type(talk.storage.transcript), name) for name in ("add", "wait")),
        ):
            monkeypatch.setattr(owner, name, guarded(getattr(owner, name)))
        return left

    return die


async def sold(limio, place, die=None):
    """Sell, in a process that may die; the page then sends the message again to another one. Return what is kept."""
    lived = True
    for number in range(len(SALE)):
        async with serving(limio, place) as talk:
            left = die(talk) if die else None
            try:
                await say(talk, number)
            except (Killed, asyncio.CancelledError):
                lived = False
            if left:
                left[0] = 0
        async with serving(limio, place) as talk:
            await say(talk, number)
    async with serving(limio, place) as talk:
        return lived, await kept(talk)


def without_links(told):
    entries, *rest = told
    return [(who, text.split("http")[0]) for who, text in entries], rest


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_a_kill_between_any_two_writes_loses_and_doubles_nothing(limio, tmp_path, dying, monkeypatch):
    _, whole = await sold(limio, str(tmp_path / "whole.sqlite"))
    for at in range(1, 60):
        before = len(limio.baskets)
        with monkeypatch.context():
            lived, told = await sold(limio, str(tmp_path / f"{at}.sqlite"), lambda talk, at=at: dying(talk, at))
            monkeypatch.undo()
        assert without_links(told) == without_links(whole), at
        assert len(limio.baskets) == before + 1, at
        if lived:
            break
    assert at > 10, "so many writes there are in a turn at least"


def test_two_servers_on_one_file_answer_a_message_once_whoever_of_them_gets_it(serve, limio, tmp_path):
    servers = serve(), serve()
    visitor = Visitor(*servers)
    visitor.see()
    for number, text in enumerate(SALE):
        with ThreadPoolExecutor(2) as pool:
            told = pool.map(lambda server: visitor.say(text, server, f"the-message-{number}")["text"], (0, 1))  # noqa: B023
            first, second = told
        assert first == second
    assert len(limio.baskets) == 1
    assert [one["text"] for one in visitor.see()["entries"][::2]] == list(SALE)


async def test_a_conversation_has_one_turn_at_a_time_over_processes_and_a_killed_one_lets_go(tmp_path):
    place = tmp_path / "chat.sqlite"
    other = subprocess.Popen([sys.executable, "-c", HOLDING, str(place)], stdout=subprocess.PIPE)  # noqa: ASYNC220  it is there at once
    assert other.stdout.readline() == b"held\n"
    lock = TurnLock(place)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3), lock.turn_of("one"):
            pass
    async with asyncio.timeout(0.3), lock.turn_of("another"):
        pass
    other.kill()
    other.communicate()
    async with asyncio.timeout(5), lock.turn_of("one"):
        pass
    assert place.with_name("chat.sqlite.turns").stat().st_mode & 0o077 == 0
    lock.close()


async def fill(talk, pages=0):
    """Have the file take no more than it has, and so many pages; none to take what comes."""
    for connection in (talk.storage.saver.conn, talk.storage.transcript._connection):
        ((held,),) = await connection.execute_fetchall("PRAGMA page_count")
        await connection.execute(f"PRAGMA max_page_count = {held + pages}")


async def said_until_full(talk):
    for number in range(40):
        await say(talk, 1)
        await talk.storage.transcript.add("others", entry("customer", f"message-{number}", "x" * 9_000))


@pytest.mark.parametrize("pages", [0, 2, 4, 8, 12])
async def test_a_disk_that_fills_in_a_turn_leaves_nothing_half_done(limio, tmp_path, pages):
    before = len(limio.baskets)
    async with serving(limio, str(tmp_path / "chat.sqlite")) as talk:
        await say(talk, 0)
        await fill(talk, pages)
        with pytest.raises(sqlite3.OperationalError, match="full"):
            await said_until_full(talk)
        await fill(talk, 10_000)
        answer = await say(talk, 1)
        assert "/recover?" in answer["text"]
        assert await say(talk, 1) == answer
    assert len(limio.baskets) == before + 1
