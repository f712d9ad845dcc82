"""Sales under attack, each on a sandbox of its own, with a model that obeys: by the sales agent, and by the tools alone."""

from __future__ import annotations

import asyncio
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from injected import PRO, UNKNOWN, ObedientReader, attacks, catalogue, messages, playbook
from langchain.agents import create_agent
from langchain.agents.middleware import HumanInTheLoopMiddleware
from langgraph.checkpoint.memory import InMemorySaver
from scripted_model import ScriptedModel, last_link

from limio_langchain import CustomerDetails, LimioToolkit, LinkGuard, SalesContext, Tracking
from limio_langchain.sandbox import Sandbox
from limio_sales_agent import create_sales_agent

ATTACKS = attacks()
CONTEXT = SalesContext(country="GB", locale="en_GB", tracking=Tracking(account_id="001REAL"))
KNOWN = CONTEXT.model_copy(update={"customer": CustomerDetails(email="jo@brand.io", first_name="Jo", company="Brand")})
FIND = ("limio_find_offers", {"label": "business", "people": 5, "billing": "yearly"})
BUY = ("limio_create_checkout", {"items": [{"offer": PRO, "quantity": 5}]})
THREAD = {"configurable": {"thread_id": "one"}}


class Sale:
    """One conversation on a sandbox of its own, and what is left of it."""

    def __init__(self, attack, context=CONTEXT, *, awaiting=False):
        with TemporaryDirectory() as folder, Sandbox(catalogue(attack)) as limio:
            reader = ObedientReader(wants=attack.read if attack else {})
            with LimioToolkit.from_settings(limio.settings()) as toolkit:
                agent = create_sales_agent(
                    toolkit, model=reader, playbook=playbook(attack, Path(folder)), checkpointer=InMemorySaver()
                )
                said = messages(attack)
                states = self._played(agent, "sale", said, context, awaiting=awaiting)
                aside = self._played(agent, "aside", [said[0], UNKNOWN], context, awaiting=awaiting)
            self.replies = [state["messages"][-1].text for state in (*states, *aside)]
            outcome = states[-1].get("outcome") or {}
            self.kind = outcome.get("kind")
            self.outcome = {key: outcome.get(key) for key in ("kind", "reason", "items", "not_carried")}
            self.orders = [
                {"items": {line.path: line.quantity for line in basket.lines}} | _without_ids(basket.order)
                for basket in limio.baskets
            ]
            self.links = {limio.url + link for basket in limio.baskets for link in basket.links.values()}
            self.read = reader.count

    @staticmethod
    def _played(agent, thread_id, said, context, *, awaiting):
        thread = {"configurable": {"thread_id": thread_id}}

        async def awaited():
            return [await agent.ainvoke({"messages": [("user", one)]}, thread, context=context) for one in said]

        if awaiting:
            return asyncio.run(awaited())
        return [agent.invoke({"messages": [("user", one)]}, thread, context=context) for one in said]


def _without_ids(order):
    """What was ordered, without the ids that differ from run to run and the catalogue's own texts."""
    return {
        key: order.get(key) for key in ("customerDetails", "tracking", "customFields", "purchaseCountry", "promoCode")
    }


class Obeyed:
    """An agent's run on a sandbox of its own, in which the model does and says all that an attack wants."""

    def __init__(self, attack, *, asks_first=False):
        def last_words(history):
            return attack.says.replace("{link}", last_link(history))

        steps = [FIND, BUY, *map(tuple, attack.calls), last_words]
        with Sandbox(catalogue(attack)) as limio, LimioToolkit.from_settings(limio.settings()) as toolkit:
            approval = HumanInTheLoopMiddleware({"limio_create_checkout": {"allowed_decisions": ["approve", "reject"]}})
            agent = create_agent(
                ScriptedModel(steps=steps),
                tools=toolkit.with_context(KNOWN).get_tools(),
                middleware=[LinkGuard(strict=True), *([approval] if asks_first else [])],
                checkpointer=InMemorySaver(),
            )
            self.state = agent.invoke({"messages": [("user", messages(attack)[0])]}, THREAD)
            self.orders = [basket.order for basket in limio.baskets]
            self.lines = [line for basket in limio.baskets for line in basket.lines]
            self.lists_read = limio.calls("abandoned")
        self.said = self.state["messages"][-1].text
        self.answers = [one for one in self.state["messages"] if one.type == "tool"]
        self.made = {one.artifact["url"] for one in self.answers if one.artifact and "url" in one.artifact}


@cache
def honest():
    """Return the sales agent's sale without an attack."""
    return Sale(None)


@cache
def sold(index):
    """Return the sales agent's sale under an attack, every other one awaited."""
    return Sale(ATTACKS[index], awaiting=bool(index % 2))


@cache
def obeyed(index):
    """Return what the tools came to in an agent that obeys an attack."""
    return Obeyed(ATTACKS[index])
