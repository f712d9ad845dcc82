"""Turns: how many may listen to one, and how many of one address are played at once."""

import asyncio

import httpx
from starlette.applications import Starlette
from starlette.routing import Route

from limio_sales_agent.playbook import Playbook
from limio_sales_agent.server.http_server import settings
from limio_sales_agent.web import turn_stream
from limio_sales_agent.web.api import Api, Cookies
from limio_sales_agent.web.turn_stream import Turn


async def test_a_turn_has_so_many_listeners_and_no_more_until_one_leaves(monkeypatch):
    monkeypatch.setattr(turn_stream, "MOST_LISTENERS", 2)
    turn = Turn()
    await turn.tell("doing", text="reading")
    listening = [turn.follow() for _ in range(2)]
    for one in listening:
        assert not turn.is_full
        await anext(one)
    assert turn.is_full
    await listening[0].aclose()
    assert not turn.is_full
    await listening[1].aclose()


def test_requests_that_are_none_leave_no_line_in_the_log():
    assert settings("127.0.0.1", 0)["log_level"] == "error"


class Waiting:
    """Conversations whose turns end when they are let go."""

    playbook = Playbook()

    def __init__(self):
        self.begun, self.go = [], asyncio.Event()

    async def answer(self, thread, _identity, _text, _tell, _locale):
        self.begun.append(thread)
        await self.go.wait()


async def test_turns_of_one_address_beyond_its_share_wait_and_those_of_others_do_not():
    conversations = Waiting()
    api = Api(conversations, Cookies())
    app = Starlette(routes=[Route("/", api.message, methods=["POST"])])
    said = {"id": "message-0001", "text": "hello"}

    async def say(address, number):
        cookie = f"limio-chat={'x' * 40}{number:03}"
        transport = httpx.ASGITransport(app=app, client=(address, 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as http:
            await http.post("/", json=said, headers={"Cookie": cookie})

    crowd = [asyncio.create_task(say("203.0.113.1", number)) for number in range(15)]
    await until(lambda: len(api.turns._tasks) == 15)
    assert len(conversations.begun) == turn_stream.MOST_AT_ONCE_FROM_ADDRESS
    other = asyncio.create_task(say("203.0.113.2", 99))
    await until(lambda: len(conversations.begun) == turn_stream.MOST_AT_ONCE_FROM_ADDRESS + 1)
    conversations.go.set()
    await asyncio.gather(*crowd, other)
    assert len(conversations.begun) == 16


async def until(holds):
    for _ in range(200):
        await asyncio.sleep(0.005)
        if holds():
            return
    raise AssertionError("it never came to it")
