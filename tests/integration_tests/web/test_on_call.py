"""What an operator does to a server that serves: asks whether it is ready, pauses it, and stops it in the middle of a turn."""

import asyncio
import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
from measured import Measured
from web_server import Visitor

from limio_sales_agent.web.approvals import measure
from limio_sales_agent.web.readiness import Readiness
from limio_sales_agent.web.storage import open_storage

COMMAND = str(Path(sys.executable).parent / "limio-agent")
SALE = ("Tidewell Home yearly for me at home, lee@post.co.uk", "yes")
WITHIN = 5.0  # seconds


async def looked():
    return None


async def never():
    await asyncio.Event().wait()


def store_that(waits):
    return SimpleNamespace(transcript=SimpleNamespace(waits=waits))


async def told(readiness):
    answer = await readiness.answer(None)
    return answer.status_code, json.loads(answer.body)


async def answers():
    return 0, 0.0


async def breaks():
    raise OSError("disk I/O error at /srv/secret-place")


async def test_a_server_is_ready_once_it_looked_for_its_catalogue_and_its_store_answers():
    readiness = Readiness()
    assert await told(readiness) == (503, {"status": "not ready", "waits_for": ["catalogue", "store"]})
    looking = asyncio.create_task(readiness.prepare(store_that(answers), never))
    await asyncio.sleep(0)
    assert await told(readiness) == (503, {"status": "not ready", "waits_for": ["catalogue"]})
    looking.cancel()
    await readiness.prepare(store_that(answers), looked)
    assert await told(readiness) == (200, {"status": "ready"})


@pytest.mark.parametrize("waits", [breaks, never], ids=["breaks", "hangs"])
async def test_a_store_that_does_not_answer_makes_a_server_unready_and_says_nothing_more(waits, monkeypatch):
    monkeypatch.setattr("limio_sales_agent.web.readiness.STORE_SECONDS", 0.05)
    readiness = Readiness()
    await readiness.prepare(store_that(waits), looked)
    assert await told(readiness) == (503, {"status": "not ready", "waits_for": ["store"]})


async def test_how_long_an_order_waits_for_a_colleague_is_measured(tmp_path, monkeypatch):
    measured = Measured(monkeypatch)
    async with open_storage(str(tmp_path / "chat.sqlite")) as storage:
        await storage.transcript.wait("one", waiting=True)
        await storage.transcript.wait("two", waiting=True)
        measuring = asyncio.create_task(measure(storage.transcript, every=0.01))
        await asyncio.sleep(0.2)
        assert measured.points("limio.agent.approvals.waiting") == [({}, 2)]
        await asyncio.sleep(0.2)  # a reader may be told of a measurement once only
        ((_, age),) = measured.points("limio.agent.approvals.age")
        assert 0 < age < 10
        await storage.transcript.wait("one", waiting=False)
        await storage.transcript.wait("two", waiting=False)
        await asyncio.sleep(0.2)
        assert measured.points("limio.agent.approvals.waiting") == [({}, 0)]
        measuring.cancel()


def command(*words):
    return subprocess.run([COMMAND, *words], capture_output=True, text=True, check=True, timeout=60).stdout


def until_ready(server, within=10.0):
    """Wait until a server that answers has its catalogue, too."""
    end = time.monotonic() + within
    while (told := httpx.get(f"{server.url}/ready", trust_env=False).json()) != {"status": "ready"}:
        assert time.monotonic() < end, told
        time.sleep(0.1)


@pytest.mark.slow
def test_pause_reaches_a_running_server_in_time_and_resume_too(limio, server):
    assert httpx.get(f"{server.url}/health", trust_env=False).json() == {"status": "ok"}
    until_ready(server)
    assert "paused" in command("pause", "--database", server.database)
    time.sleep(WITHIN)
    visitor = Visitor(server)
    visitor.see()
    visitor.say(SALE[0])
    assert "purchase=" in visitor.say(SALE[1])["text"]
    assert limio.baskets == []
    command("resume", "--database", server.database)
    time.sleep(WITHIN)
    another = Visitor(server)
    another.see()
    another.say(SALE[0])
    assert "recover=" in another.say(SALE[1])["text"]
    assert len(limio.baskets) == 1


@pytest.mark.slow
def test_a_server_that_is_stopped_lets_the_turn_under_way_end(limio, server):
    visitor = Visitor(server)
    visitor.see()
    visitor.say(SALE[0])
    limio.faults.add("checkout", "delay", seconds=1.5)
    with ThreadPoolExecutor(1) as aside:
        answer = aside.submit(visitor.say, SALE[1])
        while not limio.calls("checkout"):
            time.sleep(0.01)
        server.process.terminate()
        assert "recover=" in answer.result(30)["text"]
    server.process.communicate(timeout=30)
    assert len(limio.baskets) == 1
    server.start()
    assert len(Visitor(server).see()["entries"]) == 0
    assert "recover=" in visitor.see()["entries"][-1]["text"]
