"""Conversations in PostgreSQL, for any number of servers: LangGraph's own saver, and one turn at a time everywhere."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

import psycopg
from langgraph.checkpoint.postgres import PostgresSaver
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from psycopg import AsyncConnection
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool

from limio_sales_agent.storage.serializer import InOrder, serializer

MOST_CONNECTIONS = 10  # of each of the two pools of a process
WAIT = 10.0  # seconds for a connection
ASK_AGAIN = 0.1  # seconds
TURN_WAIT = 90  # seconds for another server's turn of the same conversation
# Of the two numbers an advisory lock can have, ours is the second: what is locked.
SETUP, TURN = 0x4C696D6F, 0x5475726E
TABLES = ("checkpoints", "checkpoint_blobs", "checkpoint_writes")

Pool: TypeAlias = AsyncConnectionPool[AsyncConnection[DictRow]]


class AsyncPostgresInOrder(InOrder, AsyncPostgresSaver):
    """LangGraph's awaiting saver to PostgreSQL, in order."""


@dataclass(frozen=True)
class SharedStore:
    """Conversations in one database.

    Attributes:
        pool: For states and transcripts.
        saver: LangGraph's own checkpointer on it.
        locks: A pool of its own, because a turn holds one of its connections while it needs others.
    """

    pool: Pool
    saver: AsyncPostgresSaver
    locks: Pool

    @asynccontextmanager
    async def turn_of(self, thread: str) -> AsyncIterator[None]:
        """Hold a conversation's turn: no other server works on it meanwhile. A killed server lets go of it.

        Raises:
            psycopg.errors.LockNotAvailable: Another server held it for more than 90 s.
            psycopg_pool.PoolTimeout: Too many turns of this server, for as long.
        """
        async with self.locks.connection() as connection:
            await connection.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", (TURN, thread))
            try:
                yield
            finally:
                await connection.execute("SELECT pg_advisory_unlock(%s, hashtext(%s))", (TURN, thread))


@asynccontextmanager
async def shared_store(url: str) -> AsyncIterator[SharedStore]:
    """Open the conversations in a database, and make its tables where there are none.

    Args:
        url: Such as ``postgresql://user:password@host/database``. Behind a pooler that hands connections on after
            each transaction the turns of two servers could overlap, so connect to the database itself.
    """
    # A turn may take long: more of them at once than there are connections wait in line, as they do for a lock.
    turns = _pool(url, TURN_WAIT, options=with_own_options(url, f"-c lock_timeout={TURN_WAIT}s"))
    async with _pool(url, WAIT) as pool, turns as locks:
        saver = AsyncPostgresInOrder(pool, serde=serializer())
        async with locks.connection() as connection:
            await _set_up(saver, connection)
        yield SharedStore(pool, saver, locks)


def with_own_options(url: str, ours: str) -> str:
    """Return the options of a connection: what the URL says, such as its schema, and ours, which would replace it."""
    return f"{conninfo_to_dict(url).get('options') or ''} {ours}"


async def _set_up(saver: AsyncPostgresSaver, connection: AsyncConnection[DictRow]) -> None:
    """Make the tables; of servers that start at once, one by one.

    Each asks for the lock again and again and does not wait in line for it: an index is built "concurrently", and
    building it would wait for everybody who stands in a line.
    """
    async with asyncio.timeout(TURN_WAIT):
        while not await _locked(connection):  # noqa: ASYNC110  no event tells what another server does
            await asyncio.sleep(ASK_AGAIN)
        try:
            await saver.setup()
        finally:
            await connection.execute("SELECT pg_advisory_unlock(%s, 0)", (SETUP,))


async def _locked(connection: AsyncConnection[DictRow]) -> bool:
    cursor = await connection.execute("SELECT pg_try_advisory_lock(%s, 0) AS is_ours", (SETUP,))
    row = await cursor.fetchone()
    return row is not None and bool(row["is_ours"])


def _pool(url: str, wait: float, **settings: Any) -> Pool:
    given = {"autocommit": True, "prepare_threshold": 0, "row_factory": dict_row, "connect_timeout": int(WAIT)}
    return AsyncConnectionPool(
        url,
        kwargs={**given, **settings},
        min_size=1,
        max_size=MOST_CONNECTIONS,
        timeout=wait,
        open=False,
        check=AsyncConnectionPool.check_connection,
    )


def forget_shared(url: str, thread: str) -> bool:
    """Erase a conversation's rows.

    PostgreSQL keeps a deleted row's bytes in its files until they are written over, and in its log and backups for as
    long as those are kept; ``VACUUM FULL`` and your retention end that, not this.

    Args:
        url: The database.
        thread: The conversation's id.

    Returns:
        Whether there was anything to erase.
    """
    with psycopg.connect(url, autocommit=True, connect_timeout=int(WAIT)) as connection:
        PostgresSaver(connection).setup()  # type: ignore[arg-type]  # its rows are read by nobody here
        return sum(_deleted(connection, table, thread) for table in (*TABLES, *_transcripts(connection))) > 0


def _transcripts(connection: psycopg.Connection[Any]) -> list[str]:
    """Return the tables that a web page's transcripts are in, as far as there ever was a web page."""
    return [name for name in ("limio_transcript", "limio_waiting") if has_table(connection, name)]


def has_table(connection: psycopg.Connection[Any], name: str) -> bool:
    """Return whether a table is there, in whichever schema this connection looks."""
    row = connection.execute("SELECT to_regclass(%s)", (name,)).fetchone()
    return row is not None and row[0] is not None


def _deleted(connection: psycopg.Connection[Any], table: str, thread: str) -> int:
    statement = psycopg.sql.SQL("DELETE FROM {} WHERE thread_id = %s").format(psycopg.sql.Identifier(table))
    return connection.execute(statement, (thread,)).rowcount
