"""Conversations without a model, played to their end in front of a sandbox."""

from contextlib import contextmanager

from blind.shops import CATALOGUES, agent, playbook
from limio_langchain.sandbox import Sandbox


@contextmanager
def played(shop, *said):
    """Play a conversation; give its state, the baskets and the last reply."""
    with Sandbox(CATALOGUES[shop]) if CATALOGUES[shop] else Sandbox() as limio:
        talking, config = agent(limio, playbook(shop)), {"configurable": {"thread_id": "t"}}
        for one in said:
            talking.invoke({"messages": [("user", one)]}, config)
        state = talking.get_state(config).values
        yield state, limio.baskets, state["messages"][-1].text


def ordered(state):
    return [(one["offer"], one["quantity"]) for one in state["selection"]]
