"""Whole conversations with the sandbox over HTTP, each tried blocking and awaiting."""

import asyncio
import json
from pathlib import Path

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command

from limio_langchain import LimioToolkit
from limio_langchain.sandbox import Sandbox
from limio_sales_agent import Playbook, create_sales_agent
from limio_sales_agent.services import AsyncServices, SyncServices

TIDEWELL = Path(__file__).parents[3] / "graphs" / "limio_sales_agent" / "playbook" / "examples" / "tidewell.yaml"


@pytest.fixture(autouse=True)
def strict_serialisation(monkeypatch):
    """The state is JSON and messages only."""
    monkeypatch.setenv("LANGGRAPH_STRICT_MSGPACK", "true")


@pytest.fixture(scope="session")
def served():
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def limio(served):
    """The sandbox, unharmed; baskets made earlier are left out of the count."""
    served.faults.clear()
    return served


class Conversation:
    """One customer talking to the agent."""

    def __init__(
        self, world, limio, playbook, context=None, checkpointer=None, thread="a-thread", outcomes=None, **settings
    ):
        self.told, self.world, self.context = [], world, context
        self.config = {"configurable": {"thread_id": thread}}
        previews = settings.pop("previews", False)
        known = limio.settings().model_copy(update=settings) if settings else limio.settings()
        self.before = {basket.id for basket in limio.baskets}
        self.limio = limio
        self.toolkit = LimioToolkit.from_settings(known, preview_orders=previews)
        self.agent = create_sales_agent(
            self.toolkit,
            playbook=playbook,
            checkpointer=checkpointer or InMemorySaver(),
            on_outcome=self.told.append,
            outcomes=outcomes,
        )

    def run(self, given):
        if self.world == "blocking":
            return self.agent.invoke(given, self.config, context=self.context, durability="sync")
        return asyncio.run(self.agent.ainvoke(given, self.config, context=self.context, durability="sync"))

    def say(self, *messages):
        for message in messages:
            self.result = self.run({"messages": [("user", message)]})
        return self.result["messages"][-1].text

    def decide(self, kind, **more):
        self.result = self.run(Command(resume={"decisions": [{"type": kind, **more}]}))
        return self.result["messages"][-1].text

    @property
    def outcome(self):
        return self.result.get("outcome")

    @property
    def state(self):
        return self.agent.get_state(self.config).values

    @property
    def baskets(self):
        return [basket for basket in self.limio.baskets if basket.id not in self.before]


@pytest.fixture
def around_effects(monkeypatch):
    """Has something happen before and after whatever a node asks of the world, blocking or awaiting."""

    def put(before, after):
        def wrapped(method):
            async def effect(services, *args):
                before()
                result = await method(services, *args)
                after()
                return result

            return effect

        for kind in (SyncServices, AsyncServices):
            for name in ("_run", "_invoke", "report"):
                monkeypatch.setattr(kind, name, wrapped(getattr(kind, name)))

    return put


@pytest.fixture
def catalogue(limio, tmp_path):
    """The sandbox's catalogue as a file, for selling without the API."""
    toolkit = LimioToolkit.from_settings(limio.settings())
    offers = toolkit.run(toolkit.catalog.offers()).offers
    file = tmp_path / "offers.json"
    file.write_text(json.dumps([offer.as_item() for offer in offers]))
    return file


@pytest.fixture(scope="session")
def tidewell():
    return Playbook.load(TIDEWELL)


@pytest.fixture
def talk(world, limio, tidewell, request):
    """Begins a conversation; each has a thread of its own, because the sandbox outlives the test."""

    def begin(playbook=None, **options):
        thread = options.pop("thread", f"{request.node.nodeid}")
        return Conversation(world, options.pop("limio", limio), playbook or tidewell, thread=thread, **options)

    return begin
