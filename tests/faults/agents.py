"""Cells of the tools and of the agent: what a model and a customer get."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from langchain_core.messages import ToolMessage
from langgraph.checkpoint.memory import InMemorySaver

from faults.listed import Fault
from faults.record import Record, recorded
from faults.stage import PRO, Stage, staged
from limio_langchain import LimioClient, LimioToolkit
from limio_langchain.catalog import Catalog
from limio_langchain.sandbox import Sandbox
from limio_sales_agent import Playbook, create_sales_agent
from limio_sales_agent.playbook import SANDBOX_PLAYBOOK

ORDER = {"items": [{"offer": PRO, "quantity": 2}], "email": "jo@brand.io"}
TOOLS: dict[str, tuple[str, dict[str, Any]]] = {  # the sandbox's operation that breaks, and the call's arguments
    "limio_find_offers": ("offers", {"label": "business"}),
    "limio_get_offer": ("offers", {"offer": PRO}),
    "limio_create_checkout": ("checkout", ORDER),
    "limio_purchase_link": ("*", {"offers": [PRO]}),
    "limio_create_quote": ("checkout", ORDER),
    "limio_list_abandoned_baskets": ("abandoned", {"created_after": "2020-01-01T00:00:00Z"}),
}
ENVELOPE = ("code", "what", "retry", "who", "next")
WISHES = {
    "sale": ("12 of us at a PR agency want Business Pro yearly, I'm Jo Park, jo@brand.io", "yes please", "no thanks", "yes please"),
    "quote": ("could I have a quote for Business Pro yearly for 40 people? I'm Jo Park, jo@brand.io", "yes please", "no thanks", "yes please"),
}  # fmt: skip
SINCE = {"the first word": "*", "the checkout": "checkout"}
THREAD = {"configurable": {"thread_id": "one"}}
TIDEWELL = Playbook.load(SANDBOX_PLAYBOOK)


@cache
def tool_called(limio: Sandbox, fault: Fault, name: str, world: str) -> Record:
    """Call a tool that knows nothing yet, with the fault on what it asks."""
    on, args = TOOLS[name]
    with staged(limio, on, fault.deadline) as stage:
        fault.breaks(stage)
        with broken_toolkit(stage) as toolkit:
            with recorded(stage) as record:
                _note(record, _called(toolkit, name, args, world))
            if record.end == "envelope":  # what its `next` tells the model to do has to work under the same fault
                record.usable = _called(toolkit, "limio_purchase_link", {"label": "business"}, world).artifact["url"]
    return record


@contextmanager
def broken_toolkit(stage: Stage, catalog: Catalog | None = None) -> Iterator[LimioToolkit]:
    """Make a toolkit for what is broken; its awaiting clients share the blocking one's token, health and clock."""
    with LimioClient(stage.settings(), **stage.shared()) as client:
        yield LimioToolkit(client=client, catalog=catalog)


def _called(toolkit: LimioToolkit, name: str, args: dict[str, Any], world: str) -> ToolMessage:
    (tool,) = toolkit.get_tools(include=[name])
    call = {"type": "tool_call", "id": "1", "name": name, "args": args}
    return tool.invoke(call) if world == "sync" else asyncio.run(tool.ainvoke(call))


def _note(record: Record, told: ToolMessage) -> None:
    if told.status == "error":
        envelope = json.loads(told.text)["error"]
        record.end, record.reason = "envelope", envelope["code"]
        record.unsaid = [name for name in ENVELOPE if envelope.get(name) in {None, ""}]
        return
    record.end, record.reason = told.artifact.get("kind", "answered"), told.artifact.get("reason")
    record.usable = told.artifact.get("url")
    record.unsaid = [url for url in [record.usable] if url and url not in told.text.split()]


@cache
def talked(limio: Sandbox, fault: Fault, wish: str, since: str, world: str) -> Record:
    """Have a conversation, with the fault on everything from the first word on, or on the checkout alone."""
    with staged(limio, SINCE[since], fault.deadline) as stage:
        catalog = _read_before(stage) if since == "the checkout" else None
        fault.breaks(stage)
        with broken_toolkit(stage, catalog) as toolkit, recorded(stage) as record:
            _converse(stage, record, toolkit, WISHES[wish], world)
    return record


def _read_before(stage: Stage) -> Catalog:
    """Return the catalogue as an earlier conversation left it in memory."""
    catalog = Catalog(stage.limio.settings())
    with LimioToolkit(settings=stage.limio.settings(), catalog=catalog) as toolkit:
        _converse(stage, Record(), toolkit, WISHES["sale"][:1], "sync")  # which reads all that a quote reads
    return catalog


def _converse(stage: Stage, record: Record, toolkit: LimioToolkit, said: tuple[str, ...], world: str) -> None:
    """Talk until the conversation comes to something; the longest turn is the wait."""
    agent = create_sales_agent(toolkit, playbook=TIDEWELL, checkpointer=InMemorySaver())
    for message in said:
        given, began = {"messages": [("user", message)]}, stage.clock.now()
        state = agent.invoke(given, THREAD) if world == "sync" else asyncio.run(agent.ainvoke(given, THREAD))
        record.seconds = max(record.seconds, stage.clock.now() - began)
        reply, outcome = state["messages"][-1].text, state.get("outcome")
        if outcome:
            record.end, record.reason = outcome["kind"], outcome["reason"]
            record.usable = outcome["url"] or (reply if outcome["kind"] == "handoff" else None)
            record.unsaid = [url for url in [outcome["url"]] if url and url not in reply.split("\n")]
            return
