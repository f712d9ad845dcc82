"""What is kept of conversations, in a file or a database: looked through as a whole, to find a person's or old ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.base.id import UUID

from limio_sales_agent.storage.serializer import SqliteInOrder, serializer
from limio_sales_agent.storage.sqlite import connected, is_database
from limio_sales_agent.storage.transcript import Entry, read_entry

EPOCH = datetime(1582, 10, 15, tzinfo=UTC)  # of the time in a checkpoint's id, in tenths of microseconds
WAIT = 10  # seconds for a connection


@dataclass(frozen=True)
class Kept:
    """All conversations of a store; blocking.

    Attributes:
        connection: To the store.
        saver: LangGraph's, on it.
        tables: The transcripts' and the waiting orders', of those that are there.
    """

    connection: Any
    saver: BaseCheckpointSaver[Any]
    tables: tuple[str, ...]

    def threads_of(self, email: str) -> list[str]:
        """Return the conversations in which an address stands, in whatever case, in any of their states or messages."""
        named = re.compile(rf"(?<![\w.+-]){re.escape(email.strip())}(?![\w-]|\.\w)", re.IGNORECASE)
        found = dict.fromkeys(
            str(one.config["configurable"]["thread_id"])
            for one in self.saver.list(None)
            if named.search(str((one.checkpoint["channel_values"], one.pending_writes)))
        )
        for thread in self._threads(self.tables[:1]):
            if thread not in found and any(named.search(one["text"]) for one in self.transcript(thread)):
                found[thread] = None
        return list(found)

    def threads_before(self, moment: datetime) -> list[str]:
        """Return the conversations in which nothing happened since a moment."""
        return [
            thread for thread in self._threads(("checkpoints", *self.tables[:1])) if self.last_used(thread) < moment
        ]

    def last_used(self, thread: str) -> datetime:
        """Return when something was last put down of a conversation; the epoch's begin where nothing is."""
        latest = self._first("SELECT max(checkpoint_id) FROM checkpoints WHERE thread_id = ?", thread)
        said = self.transcript(thread)
        times = [datetime.fromisoformat(said[-1]["at"])] if said else []
        if latest:
            times.append(EPOCH + timedelta(microseconds=UUID(str(latest)).time // 10))
        return max(times, default=datetime.min.replace(tzinfo=UTC))

    def transcript(self, thread: str) -> list[Entry]:
        """Return what the page shows of a conversation."""
        if not self.tables:
            return []
        query = f"SELECT seq, type, value FROM {self.tables[0]} WHERE thread_id = ? ORDER BY seq"  # noqa: S608  our names
        rows = self._rows(query, thread)
        return [read_entry(self.saver.serde.loads_typed((kind, bytes(held))), seq) for seq, kind, held in rows]

    def waits_since(self, thread: str) -> str | None:
        """Return since when a colleague is to decide on an order of a conversation, or None."""
        query = f"SELECT since FROM {self.tables[1]} WHERE thread_id = ?" if len(self.tables) > 1 else ""  # noqa: S608
        since = self._first(query, thread) if query else None
        return str(since) if since else None

    def state(self, thread: str) -> dict[str, Any]:
        """Return the latest state of a conversation."""
        found = self.saver.get_tuple({"configurable": {"thread_id": thread}})
        return dict(found.checkpoint["channel_values"]) if found else {}

    def _threads(self, tables: tuple[str, ...]) -> list[str]:
        query = " UNION ".join(f"SELECT thread_id FROM {table}" for table in tables)  # noqa: S608  our names
        return [str(row[0]) for row in self._rows(query)] if query else []

    def _first(self, query: str, *values: Any) -> Any:
        rows = self._rows(query, *values)
        return rows[0][0] if rows else None

    def _rows(self, query: str, *values: Any) -> list[Any]:
        marks = "?" if isinstance(self.saver, SqliteInOrder) else "%s"
        return list(self.connection.execute(query.replace("?", marks), values))


@contextmanager
def open_kept(place: str) -> Iterator[Kept]:
    """Open a store at a file's path or, with the extra ``postgres``, at a database's URL."""
    with _database(place) if is_database(place) else _file(Path(place)) as found:
        yield found


@contextmanager
def _file(place: Path) -> Iterator[Kept]:
    with closing(connected(place)) as connection:
        saver = SqliteInOrder(connection, serde=serializer())
        saver.setup()
        there = {str(row[0]) for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        yield Kept(connection, saver, tuple(name for name in ("transcript", "waiting") if name in there))


@contextmanager
def _database(url: str) -> Iterator[Kept]:
    import psycopg  # noqa: PLC0415  the driver is an extra's
    from langgraph.checkpoint.postgres import PostgresSaver  # noqa: PLC0415
    from psycopg.rows import dict_row  # noqa: PLC0415

    from limio_sales_agent.storage.postgres import has_table  # noqa: PLC0415  likewise

    options: dict[str, Any] = {"autocommit": True, "connect_timeout": WAIT}
    with psycopg.connect(url, **options) as connection, psycopg.connect(url, **options, row_factory=dict_row) as states:
        saver = PostgresSaver(states, serde=serializer())
        saver.setup()
        names = ("limio_transcript", "limio_waiting")
        yield Kept(connection, saver, tuple(name for name in names if has_table(connection, name)))
