"""A small shop, a desk to work at, and a way to drive a node by hand."""

import pytest

from agent_shop import ADD_ONS, OFFERS
from limio_langchain import LimioSettings
from limio_langchain.catalog import CatalogView
from limio_sales_agent.desk import Desk
from limio_sales_agent.effects import ReadCatalogue
from limio_sales_agent.playbook import Playbook
from limio_sales_agent.readers import plainly


@pytest.fixture
def make_desk():
    def make(playbook=None, context=None, **changes):
        known = {
            "shop_url": "https://shop.example.com",
            "api_url": "https://acme.prod.limio.com",
            "client_id": "id",
            "client_secret": "secret",
            "cache_dir": None,
        }
        desk = Desk(playbook or Playbook(), LimioSettings(**(known | changes)), plainly)
        return desk.in_run(context, "a-thread")

    return make


@pytest.fixture
def desk(make_desk):
    return make_desk()


@pytest.fixture
def drive():
    """Runs a node by hand: the catalogue is at hand, other effects are answered in turn, errors thrown in."""

    def run(flow, *answers, offers=OFFERS, add_ons=ADD_ONS, source="api", reason=None):
        waiting, asked = list(answers), []
        step, value = flow.send, None
        while True:
            try:
                effect = step(value)
            except StopIteration as end:
                assert not waiting, f"nobody asked for {waiting}"
                return end.value, asked
            if isinstance(effect, ReadCatalogue):
                found = add_ons if effect.kind == "add_ons" else offers
                if isinstance(found, Exception):
                    step, value = flow.throw, found
                else:
                    step, value = flow.send, CatalogView(found, source, 0.0, reason=reason)
                continue
            asked.append(effect)
            answer = waiting.pop(0) if waiting else None
            step, value = (flow.throw, answer) if isinstance(answer, Exception) else (flow.send, answer)

    return run


@pytest.fixture
def a_turn():
    """The facts of a turn, as the reading node leaves them."""

    def make(**known):
        plain = {
            "text": "yes",
            "intents": [],
            "understood": True,
            "news": [],
            "answer": None,
            "about": [],
            "missing": [],
            "wanted": [],
            "link": None,
            "agreed": False,
            "changed": False,
            "corrected": False,
            "card": False,
            "ask": None,
            "add_on": None,
            "source": "api",
            "approval": False,
            "credentials": True,
        }
        return plain | known

    return make
