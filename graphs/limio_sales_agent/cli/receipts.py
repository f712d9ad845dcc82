"""``limio-agent receipts``: what shows that a customer agreed, a line of JSON a sale."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver

from limio_sales_agent.cli.setup import as_json
from limio_sales_agent.cli.unusable import Unusable
from limio_sales_agent.storage.serializer import serializer
from limio_sales_agent.storage.sqlite import conversations, is_database, shown


def show_receipts(place: str, thread: str) -> None:
    """Print a conversation's receipts.

    Args:
        place: The file, or the database's URL, that it is kept in.
        thread: The conversation's id.

    Raises:
        Unusable: There is no such conversation, or it came to no sale.
    """
    with _opened(place) as saver:
        found = saver.get_tuple({"configurable": {"thread_id": thread}})
    receipts = found.checkpoint["channel_values"].get("receipts", ()) if found else ()
    if not receipts:
        raise Unusable(f"There is no sale in a conversation {thread} in {shown(place)}.")
    for receipt in receipts:
        print(as_json(receipt))  # noqa: T201


@contextmanager
def _opened(place: str) -> Iterator[BaseCheckpointSaver[Any]]:
    if is_database(place):
        from langgraph.checkpoint.postgres import PostgresSaver  # noqa: PLC0415  an extra

        with PostgresSaver.from_conn_string(place) as saver:
            saver.serde = serializer()
            yield saver
        return
    with conversations(Path(place)) as kept:
        yield kept
