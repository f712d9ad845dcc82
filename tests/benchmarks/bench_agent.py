"""What the agent adds to a turn, held against LangGraph doing nothing in as many steps."""

from itertools import count

import pytest

from benchmarks.elsewhere import settings
from benchmarks.lean import empty_graph
from benchmarks.measuring import Row, race
from benchmarks.sale import SALE, playbook, say
from benchmarks.stores import store
from limio_langchain import LimioToolkit
from limio_sales_agent import create_sales_agent

MOST = 1.35
STEPS = 2  # of each of the sale's first two turns: read, and the node that answers
WORDS = {"sqlite": "SQLite, as the command keeps conversations", "memory": "in memory, LangGraph's cheapest"}


@pytest.fixture
def toolkit(far_sandbox):
    """A toolkit whose catalogue is warm: no turn measured here asks the network."""
    with LimioToolkit.from_settings(settings(far_sandbox, catalog_ttl=24 * 3600)) as made:
        made.run(made.catalog.offers())
        made.run(made.catalog.add_ons())
        yield made


@pytest.mark.parametrize("kind", ["sqlite", "memory"])
def bench_turn(benchmark, size, toolkit, tmp_path, kind):
    threads = count()
    with store(kind, tmp_path, "ours") as ours, store(kind, tmp_path, "theirs") as theirs:
        agent = create_sales_agent(toolkit, playbook=playbook(), checkpointer=ours)
        empty = empty_graph(STEPS, theirs)
        steps = [len(list(_steps(agent, text))) for text in SALE[:2]]
        assert steps == [STEPS, STEPS]
        found = race(
            benchmark,
            lambda thread: [say(agent, text, thread) for text in SALE[:2]],
            lambda thread: [say(empty, text, thread) for text in SALE[:2]],
            rounds=size(200, 10),
            before=lambda: next(threads),
        )
    Row(
        11 if kind == "sqlite" else 11.1,
        f"a turn of the agent without model and network, conversations kept {WORDS[kind]}",
        f"an empty LangGraph graph of {STEPS} steps with the same checkpointer",
        f"≤ {MOST} x (at first: ≤ 2 x)",
        f"{found.ratio:.2f} x",
        found.ratio <= MOST,
        found.told(2) + "; the first two turns of a sale, each on a thread of its own",
        {"ours": found.ours, "theirs": found.theirs},
    ).keep(benchmark)


def _steps(agent, text):
    thread = {"configurable": {"thread_id": "steps"}}
    return agent.stream({"messages": [("user", text)]}, thread, stream_mode="updates")
