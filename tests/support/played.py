"""Conversations without a model, played to their end in front of a sandbox."""

import atexit
from contextlib import contextmanager
from functools import cache
from itertools import count

from blind.shops import CATALOGUES, agent, playbook
from limio_langchain.sandbox import Sandbox

THREADS = count()


@cache
def _standing(shop):
    """Return a shop's sandbox and agent, for all conversations of the process: they read its catalogue once."""
    limio = Sandbox(CATALOGUES[shop])
    limio.start()
    atexit.register(limio.stop)
    return limio, agent(limio, playbook(shop))


@contextmanager
def played(shop, *said):
    """Play a conversation; give its state, the baskets and the last reply."""
    limio, talking = _standing(shop)
    config, before = {"configurable": {"thread_id": f"t{next(THREADS)}"}}, len(limio.baskets)
    for one in said:
        talking.invoke({"messages": [("user", one)]}, config)
    state = talking.get_state(config).values
    yield state, limio.baskets[before:], state["messages"][-1].text


def ordered(state):
    return [(one["offer"], one["quantity"]) for one in state["selection"]]
