"""The sales agent's graph. It only wires: what happens is in `nodes`, where it goes next in `routes`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from langchain_core.language_models import BaseChatModel
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import Checkpointer
from pydantic import ValidationError

from limio_langchain.models.context import SalesContext
from limio_langchain.tools import LimioToolkit
from limio_sales_agent.context import RunContext
from limio_sales_agent.node import Node
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
from limio_sales_agent.orders.hooks import OnOutcome
from limio_sales_agent.playbook import Playbook
from limio_sales_agent.routing import EDGES
from limio_sales_agent.services import Resources
from limio_sales_agent.state import Input, Output, SalesState
from limio_sales_agent.turn.sanitize import CleanGraph

if TYPE_CHECKING:
    from limio_sales_agent.outcomes.store import OutcomeStore  # SQLAlchemy is for those who keep outcomes

SalesAgent = CompiledStateGraph[SalesState, SalesContext, Input, Output]
SalesGraph = StateGraph[SalesState, SalesContext, Input, Output]
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
RAISING: dict[str, tuple[type[Exception], ...]] = {
    "approve": (ValidationError,)  # a colleague's answer that is no decision goes back to them, and the question stays
}


def create_sales_agent(
    toolkit: LimioToolkit | None = None,
    *,
    model: BaseChatModel | None = None,
    playbook: Playbook | None = None,
    checkpointer: Checkpointer = None,
    on_outcome: OnOutcome | None = None,
    outcomes: OutcomeStore | None = None,
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
        outcomes: Where what conversations come to is kept, for the report and for what comes after the sale.

    Returns:
        The graph, to be invoked, awaited or streamed.

    Raises:
        ValidationError: No toolkit was given and the environment's settings cannot be used.
    """
    playbook = playbook or Playbook()
    toolkit = toolkit or LimioToolkit()  # type: ignore[call-arg]  # read from the environment
    return agent_graph(
        toolkit, playbook, model=model, checkpointer=checkpointer, on_outcome=on_outcome, outcomes=outcomes
    )


def agent_graph(
    toolkit: LimioToolkit,
    playbook: Playbook,
    *,
    model: BaseChatModel | None = None,
    trusted: SalesContext | None = None,
    checkpointer: Checkpointer = None,
    on_outcome: OnOutcome | None = None,
    outcomes: OutcomeStore | None = None,
) -> SalesAgent:
    """Return the compiled graph; `trusted` holds whatever a run's context says, where that is a caller's word."""
    toolkit = for_playbook(toolkit, playbook)
    context = RunContext(playbook, toolkit.settings, trusted=trusted)
    resources = Resources(toolkit, context, model, on_outcome, outcomes=outcomes)
    return CleanGraph.of(wired(resources).compile(checkpointer=checkpointer, name="limio_sales_agent"))


def for_playbook(toolkit: LimioToolkit, playbook: Playbook) -> LimioToolkit:
    """Return the toolkit with the playbook's part of the catalogue, and its checkout page."""
    toolkit = toolkit.with_scope(playbook.scope)
    if not playbook.checkout.page:
        return toolkit
    settings = toolkit.settings.model_copy(update={"checkout_page": playbook.checkout.page})
    return toolkit.model_copy(update={"settings": settings})


def wired(resources: Resources) -> SalesGraph:
    """Return the graph, not yet compiled."""
    graph = StateGraph(SalesState, context_schema=SalesContext, input_schema=Input, output_schema=Output)
    graph.add_edge(START, "read")
    for step in NODES:
        name = step.__name__
        edge, destinations = EDGES.get(name, (None, ()))
        node = Node(step, resources, RAISING.get(name, ()), edge)
        if edge:
            graph.add_node(name, node, destinations=destinations)
        else:
            graph.add_node(name, node)
            graph.add_edge(name, END)
    return graph
