"""The sales agent's graph. It only wires: what happens is in `nodes`, where it goes next in `routes`."""

from __future__ import annotations

import asyncio
from typing import Any

from langchain_core.language_models import BaseChatModel
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import Checkpointer
from langgraph_sdk.runtime import ServerRuntime

from limio_langchain.models.context import SalesContext
from limio_langchain.tools import LimioToolkit
from limio_sales_agent import routes
from limio_sales_agent.desk import Desk
from limio_sales_agent.intake import CleanGraph
from limio_sales_agent.nodes.add_ons import add_ons
from limio_sales_agent.nodes.answer import answer
from limio_sales_agent.nodes.approve import approve
from limio_sales_agent.nodes.assisted_checkout import assisted_checkout
from limio_sales_agent.nodes.collect_details import collect_details
from limio_sales_agent.nodes.confirm import confirm
from limio_sales_agent.nodes.existing_customer import existing_customer
from limio_sales_agent.nodes.hand_over import hand_over
from limio_sales_agent.nodes.handoff import handoff
from limio_sales_agent.nodes.not_buying import not_buying
from limio_sales_agent.nodes.purchase_link import purchase_link
from limio_sales_agent.nodes.qualify import qualify
from limio_sales_agent.nodes.quote import quote
from limio_sales_agent.nodes.read import read
from limio_sales_agent.nodes.recommend import recommend
from limio_sales_agent.playbook import Playbook
from limio_sales_agent.readers import reader_for
from limio_sales_agent.reporting import OnOutcome
from limio_sales_agent.runner import Crew
from limio_sales_agent.server import served, trusted_context
from limio_sales_agent.state import Input, Output, SalesState

SalesAgent = CompiledStateGraph[SalesState, SalesContext, Input, Output]
NODES = (
    read,
    qualify,
    recommend,
    answer,
    add_ons,
    collect_details,
    confirm,
    approve,
    assisted_checkout,
    purchase_link,
    hand_over,
    quote,
    handoff,
    existing_customer,
    not_buying,
)
SPEAKING = (
    "qualify",
    "recommend",
    "answer",
    "collect_details",
    "hand_over",
    "handoff",
    "existing_customer",
    "not_buying",
)


def create_sales_agent(
    toolkit: LimioToolkit | None = None,
    *,
    model: BaseChatModel | None = None,
    playbook: Playbook | None = None,
    checkpointer: Checkpointer = None,
    on_outcome: OnOutcome | None = None,
) -> SalesAgent:
    """Return the sales agent, compiled.

    Hand it ``{"messages": [...]}`` with a ``thread_id``; it answers with a message and, once the conversation came to
    something, an ``outcome``. What the host knows of the customer goes in as ``context=SalesContext(...)``.

    Args:
        toolkit: How Limio is reached; read from ``LIMIO_*`` when left out.
        model: Reads messages and drafts answers, with one call a turn; without one, code reads them.
        playbook: What is sold, asked and said; the neutral one when left out.
        checkpointer: Where conversations are kept; True inside a graph that has one of its own.
        on_outcome: Called with each outcome, once; sync or async. A hook that fails is tried again, and never changes
            the reply. A process killed in that moment may call it again with the same outcome when the message is sent
            again.

    Returns:
        The graph, to be invoked, awaited or streamed.

    Raises:
        ValidationError: No toolkit was given and the environment's settings cannot be used.
    """
    playbook = playbook or Playbook()
    toolkit = _for_playbook(toolkit or LimioToolkit(), playbook)  # type: ignore[call-arg]  # read from the environment
    desk = Desk(playbook, toolkit.settings, reader_for(model))
    return _compiled(wired(Crew(toolkit, desk, model, on_outcome)), checkpointer)


async def make_graph(runtime: ServerRuntime[SalesContext]) -> SalesAgent:
    """Return the agent for one request to a LangGraph server, without a checkpointer, which the server brings.

    The toolkit is read from ``LIMIO_*``, the playbook from the file that ``LIMIO_PLAYBOOK`` names. Approval, tracking
    and the order's key are taken only from the server's own authentication, because any caller can set a run's context.

    Args:
        runtime: What the server knows of the request.
    """
    # The factory runs in the server's event loop, where the playbook's file must not be read.
    playbook, toolkit = await asyncio.to_thread(served)
    toolkit = _for_playbook(toolkit, playbook)
    desk = Desk(playbook, toolkit.settings, reader_for(None), trusted=trusted_context(runtime.user))
    return _compiled(wired(Crew(toolkit, desk)), None)


def _for_playbook(toolkit: LimioToolkit, playbook: Playbook) -> LimioToolkit:
    """Return the toolkit with the playbook's sales channels and checkout page."""
    update: dict[str, Any] = {}
    if playbook.offers.channels:
        update["channels"] = playbook.offers.channels
    if playbook.checkout.page:
        update["settings"] = toolkit.settings.model_copy(update={"checkout_page": playbook.checkout.page})
    return toolkit.model_copy(update=update) if update else toolkit


def wired(crew: Crew) -> StateGraph[SalesState, SalesContext, Input, Output]:
    """Return the graph, not yet compiled."""
    graph = StateGraph(SalesState, context_schema=SalesContext, input_schema=Input, output_schema=Output)
    for flow in NODES:
        graph.add_node(flow.__name__, crew.node(flow.__name__, flow))
    graph.add_edge(START, "read")
    graph.add_conditional_edges("read", routes.after_read)
    graph.add_conditional_edges("add_ons", routes.after_add_ons)
    graph.add_conditional_edges("confirm", routes.after_confirm)
    graph.add_conditional_edges("approve", routes.after_approve)
    graph.add_conditional_edges("quote", routes.after_quote)
    graph.add_conditional_edges("assisted_checkout", routes.after_assisted_checkout)
    graph.add_conditional_edges("purchase_link", routes.after_purchase_link)
    for name in SPEAKING:
        graph.add_edge(name, END)
    return graph


def _compiled(graph: StateGraph[SalesState, SalesContext, Input, Output], checkpointer: Checkpointer) -> SalesAgent:
    return CleanGraph.of(graph.compile(checkpointer=checkpointer, name="limio_sales_agent"))
