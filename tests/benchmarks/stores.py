"""The checkpointers that conversations are kept in, as the agent's own entry points make them."""

import sqlite3
from contextlib import closing, contextmanager

from langgraph.checkpoint.memory import InMemorySaver

from limio_sales_agent.storage.sqlite import conversations


@contextmanager
def store(kind, folder, name="conversations"):
    """Open a store: ``memory``, or ``sqlite`` in a file of that folder."""
    if kind == "memory":
        yield InMemorySaver()
        return
    with conversations(folder / f"{name}.sqlite") as saver:
        yield saver


def bytes_kept(file):
    """Return the bytes of all that was ever stored in a file: every checkpoint and every write."""
    with closing(sqlite3.connect(file)) as connection:
        checkpoints = "SELECT coalesce(sum(length(checkpoint) + length(metadata)), 0) FROM checkpoints"
        writes = "SELECT coalesce(sum(length(value)), 0) FROM writes"
        return sum(connection.execute(query).fetchone()[0] for query in (checkpoints, writes))
