"""Transcripts in PostgreSQL, beside LangGraph's tables."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from langgraph.checkpoint.serde.base import SerializerProtocol

from limio_sales_agent.storage.postgres import SETUP, Pool
from limio_sales_agent.storage.transcript import MOST_SHOWN, Entry, read_entry

ENTRIES = """
CREATE TABLE IF NOT EXISTS limio_transcript (
    thread_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    key TEXT NOT NULL,
    type TEXT NOT NULL,
    value BYTEA NOT NULL,
    PRIMARY KEY (thread_id, seq),
    UNIQUE (thread_id, key)
)
"""
WAITING = (
    "CREATE TABLE IF NOT EXISTS limio_waiting (thread_id TEXT PRIMARY KEY, since TIMESTAMPTZ NOT NULL DEFAULT now())"
)


class PostgresTranscript:
    """Transcripts that servers share, written by the checkpointer's serializer, so encrypted like the states.

    Args:
        pool: Of the database.
        serde: The checkpointer's serializer.
    """

    def __init__(self, pool: Pool, serde: SerializerProtocol) -> None:
        self._pool, self._serde = pool, serde

    async def setup(self) -> None:
        """Make the tables where there are none."""
        async with self._pool.connection() as connection, connection.transaction():
            await connection.execute("SELECT pg_advisory_xact_lock(%s, 1)", (SETUP,))  # "if not exists" is no lock
            for statement in (ENTRIES, WAITING):
                await connection.execute(statement)

    async def add(self, thread: str, one: Entry) -> Entry:
        """Keep an entry, once for each role and id, and return it as it is kept."""
        kind, value = self._serde.dumps_typed(dict(one))
        key = f"{one['role']}:{one['id']}"
        async with self._pool.connection() as connection, connection.transaction():
            await connection.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", (SETUP, thread))
            await connection.execute(
                "INSERT INTO limio_transcript (thread_id, seq, key, type, value) "
                "SELECT %s, COALESCE(MAX(seq), 0) + 1, %s, %s, %s FROM limio_transcript WHERE thread_id = %s "
                "ON CONFLICT (thread_id, key) DO NOTHING",
                (thread, key, kind, value, thread),
            )
        return await self.find(thread, one["role"], one["id"]) or one

    async def find(self, thread: str, role: str, identity: str) -> Entry | None:
        """Return an entry, or None where there is none."""
        query = "SELECT seq, type, value FROM limio_transcript WHERE thread_id = %s AND key = %s"
        found = await self._rows(query, thread, f"{role}:{identity}")
        return found[0] if found else None

    async def read(self, thread: str, after: int = 0) -> list[Entry]:
        """Return the entries behind place `after`, in order."""
        query = "SELECT seq, type, value FROM limio_transcript WHERE thread_id = %s AND seq > %s ORDER BY seq"
        return await self._rows(query, thread, after)

    async def latest(self, thread: str, most: int) -> list[Entry]:
        """Return the last entries, at most so many, in order."""
        query = "SELECT seq, type, value FROM limio_transcript WHERE thread_id = %s ORDER BY seq DESC LIMIT %s"
        return (await self._rows(query, thread, most))[::-1]

    async def forget(self, thread: str) -> None:
        """Erase a conversation's rows."""
        async with self._pool.connection() as connection:
            await connection.execute("DELETE FROM limio_transcript WHERE thread_id = %s", (thread,))
            await connection.execute("DELETE FROM limio_waiting WHERE thread_id = %s", (thread,))

    async def wait(self, thread: str, *, waiting: bool) -> None:
        """Put down whether a colleague must decide on the order."""
        insert = "INSERT INTO limio_waiting (thread_id) VALUES (%s) ON CONFLICT DO NOTHING"
        async with self._pool.connection() as connection:
            statement = insert if waiting else "DELETE FROM limio_waiting WHERE thread_id = %s"
            await connection.execute(statement, (thread,))

    async def waiting(self, most: int = MOST_SHOWN) -> dict[str, datetime]:
        """Return the conversations a colleague must decide on and since when, the longest waiting first."""
        async with self._pool.connection() as connection:
            query = "SELECT thread_id, since FROM limio_waiting ORDER BY since LIMIT %s"
            rows = await connection.execute(query, (most,))
            return {str(row["thread_id"]): row["since"] async for row in rows}

    async def waits(self) -> tuple[int, float]:
        """Return how many conversations a colleague must decide on, and for how many seconds the first has waited."""
        query = "SELECT count(*) AS number, extract(epoch FROM now() - min(since)) AS waited FROM limio_waiting"
        async with self._pool.connection() as connection:
            row = await (await connection.execute(query)).fetchone()
        return (int(row["number"]), max(0.0, float(row["waited"] or 0))) if row else (0, 0.0)

    async def _rows(self, query: Any, *values: Any) -> list[Entry]:
        async with self._pool.connection() as connection:
            rows = await connection.execute(query, values)
            return [self._entry(row) async for row in rows]

    def _entry(self, row: Any) -> Entry:
        return read_entry(self._serde.loads_typed((row["type"], bytes(row["value"]))), int(row["seq"]))
