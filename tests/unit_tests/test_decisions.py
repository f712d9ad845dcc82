"""A colleague's decision is played while nothing else of its conversation is: what it is on is read then, too."""

import asyncio
from types import SimpleNamespace
from unittest.mock import MagicMock

import httpx
from starlette.applications import Starlette
from starlette.routing import Route

from limio_sales_agent import Playbook
from limio_sales_agent.server.colleagues import Colleagues
from limio_sales_agent.web.approvals import Approvals
from limio_sales_agent.web.turn_stream import Turns

TOKEN = "a colleague's own token"
DECISION = {"type": "approve", "order": "0" * 32}


class Deciding:
    """Conversations that tell how many decisions were under way at once."""

    def __init__(self):
        self.now = self.most = 0
        self.conversations, self.playbook = self, Playbook()  # as its cards know them
        self.storage = SimpleNamespace(outcomes=MagicMock())  # where who has an order is kept
        self.talks = MagicMock()

    async def decide(self, _thread, _order, _decision, _tell):
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(0)
        self.now -= 1
        return "decided"


async def test_of_two_decisions_on_a_conversation_one_waits_for_the_other():
    conversations = Deciding()
    approvals = Approvals(conversations, Turns(), Colleagues(TOKEN))
    app = Starlette(routes=[Route("/{thread}", approvals.decide, methods=["POST"])])
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as http:
        sent = [http.post("/one", json=DECISION, headers={"Authorization": f"Bearer {TOKEN}"}) for _ in range(3)]
        answers = await asyncio.gather(*sent)
    assert [answer.status_code for answer in answers] == [204, 204, 204]
    assert conversations.most == 1
