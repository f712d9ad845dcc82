"""A small shop, a run to work at, and a way to drive a node by hand."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from agent_shop import ADD_ONS, OFFERS

from limio_langchain import LimioSettings
from limio_langchain.catalog import CatalogView
from limio_sales_agent.context import RunContext
from limio_sales_agent.node import finished
from limio_sales_agent.playbook import Playbook
from limio_sales_agent.services import Resources, SyncServices

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


class Call(NamedTuple):
    """A tool call."""

    name: str
    args: dict[str, Any]
    context: Any = None


@pytest.fixture
def make_run():
    def make(playbook=None, context=None, **changes):
        known = {
            "shop_url": "https://shop.example.com",
            "api_url": "https://acme.prod.limio.com",
            "client_id": "id",
            "client_secret": "secret",
            "cache_dir": None,
        }
        run = RunContext(playbook or Playbook(), LimioSettings(**(known | changes)), now=lambda: NOW)
        return run.in_run(context, "a-thread")

    return make


@pytest.fixture
def run(make_run):
    return make_run()


class ByHand(SyncServices):
    """The catalogue is at hand; what is asked for is noted and answered in turn, errors are raised."""

    def __init__(self, context, answers, offers, add_ons, source, reason):
        catalog = SimpleNamespace(offers=lambda _: offers, add_ons=lambda: add_ons)
        toolkit = SimpleNamespace(catalog=catalog, previews=None)
        super().__init__(Resources(toolkit, context), context, {})
        self.answers, self.asked, self._source = list(answers), [], {"source": source, "reason": reason}

    async def _run(self, call):
        if isinstance(call, Exception):
            raise call
        return CatalogView(call, **self._source)

    def announce(self, doing, **more):
        """Nobody listens."""

    async def tool(self, name, args, context=None):
        return self._answered(Call(name, args, context))

    async def report(self, outcome):
        self._answered(outcome)

    def _answered(self, asked):
        self.asked.append(asked)
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def drive():
    """Runs a node by hand; gives its update and what it asked for."""

    def one(node, state, context, *answers, offers=OFFERS, add_ons=ADD_ONS, source="api", reason=None):
        services = ByHand(context, answers, offers, add_ons, source, reason)
        known = state if node.__name__ == "read" else {"conversation": "a-conversation", **state}
        update = finished(node(known, services))
        assert not services.answers, f"nobody asked for {services.answers}"
        return update, services.asked

    return one


@pytest.fixture
def a_turn():
    """The facts of a turn, as the reading node leaves them."""

    def make(**known):
        plain = {
            "text": "yes",
            "intents": [],
            "understood": True,
            "commits": True,
            "news": [],
            "answer": None,
            "about": [],
            "missing": [],
            "wanted": [],
            "link": None,
            "changed": False,
            "unanswered": False,
            "invalid": [],
            "number": None,
            "billing": None,
            "age": 0.0,
            "stands": False,
            "waits": False,
            "free_mail": False,
            "lead_first": False,
            "account": False,
            "label": False,
            "corrected": False,
            "passed": [],
            "unlisted": None,
            "foreign": False,
            "unsold_currency": None,
            "card": False,
            "ask": None,
            "add_on": None,
            "source": "api",
            "shop": None,
            "approval": False,
            "credentials": True,
            "sale": None,
        }
        return plain | known

    return make
