"""The least a conversation can cost: a graph that keeps messages, takes as many steps and does nothing in them."""

from typing import Annotated

from langchain_core.messages import AIMessage, AnyMessage
from langchain_core.runnables import RunnableLambda
from langgraph.graph import END, START, StateGraph
from langgraph.graph.message import add_messages
from typing_extensions import TypedDict

REPLY = "Thank you, that is noted. " * 12  # about as long as the agent's replies


class Messages(TypedDict):
    messages: Annotated[list[AnyMessage], add_messages]


def empty_graph(steps, checkpointer, *, call=None, acall=None):
    """Return a graph of `steps` nodes in a row that answers at its end.

    Args:
        steps: How many nodes a turn takes.
        checkpointer: Where it is kept.
        call: An HTTP call for the last node to make, blocking.
        acall: The same, awaiting.
    """

    def nothing(state):
        return {}

    def answer(state):
        if call:
            call()
        return {"messages": [AIMessage(REPLY)]}

    async def anothing(state):
        return {}

    async def aanswer(state):
        if acall:
            await acall()
        return {"messages": [AIMessage(REPLY)]}

    graph = StateGraph(Messages)
    names = [f"step {number}" for number in range(1, steps + 1)]
    for name in names[:-1]:
        graph.add_node(name, RunnableLambda(nothing, afunc=anothing))
    graph.add_node(names[-1], RunnableLambda(answer, afunc=aanswer))
    for one, other in zip([START, *names], [*names, END], strict=True):
        graph.add_edge(one, other)
    return graph.compile(checkpointer=checkpointer)
