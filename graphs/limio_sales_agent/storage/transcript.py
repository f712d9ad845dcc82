"""The whole of a conversation as its page shows it; the agent itself keeps only the last few messages."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, NotRequired, Protocol

import aiosqlite
from langgraph.checkpoint.serde.base import SerializerProtocol
from typing_extensions import TypedDict

from limio_sales_agent.replies.blocks import VERSION, Block, text_block

TABLE = """
CREATE TABLE IF NOT EXISTS transcript (
    thread_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    key TEXT NOT NULL,
    type TEXT NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY (thread_id, seq),
    UNIQUE (thread_id, key)
)
"""
WRITTEN_ANEW = 16 * 2**20  # bytes of a file that is written anew when a visitor erases a conversation
MOST_SHOWN = 200  # orders that wait, to whoever looks at them
WAITING = "CREATE TABLE IF NOT EXISTS waiting (thread_id TEXT PRIMARY KEY, since TEXT NOT NULL)"


Role = Literal["customer", "agent", "colleague"]


class Entry(TypedDict):
    """One message.

    Attributes:
        id: Of the customer's message, chosen by the page; an answer has the id of the message it answers.
        role: Who said it; a colleague only where one took the conversation over.
        text: All of it, plain.
        blocks: The same in blocks, of the version that `version` names; a customer's message has none.
        at: When, in UTC.
        to_person: Whether a colleague is to answer it; the agent never does then.
        seq: Its place; given by the store.
    """

    id: str
    role: Role
    text: str
    version: NotRequired[int]
    blocks: list[Block]
    at: str
    to_person: NotRequired[bool]
    seq: NotRequired[int]


def entry(role: Role, identity: str, text: str, blocks: Sequence[Block] = ()) -> Entry:
    """Return an entry of now."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return {"id": identity, "role": role, "text": text, "version": VERSION, "blocks": list(blocks), "at": now}


def read_entry(held: Any, seq: int) -> Entry:
    """Return an entry as it was kept; one of an older version has its text as one block."""
    if held.get("version") != VERSION:
        links = [block["url"] for block in held["blocks"] if block.get("kind") == "link"]
        blocks = [text_block(held["text"], links)] if held["role"] == "agent" else []
        held = {**{key: held[key] for key in ("id", "role", "text", "at")}, "version": VERSION, "blocks": blocks}
    one: Entry = held
    return {**one, "seq": seq}


class Transcript(Protocol):
    """Where transcripts are kept."""

    async def add(self, thread: str, one: Entry) -> Entry:
        """Keep an entry, once for each role and id, and return it as it is kept."""

    async def find(self, thread: str, role: str, identity: str) -> Entry | None:
        """Return an entry, or None where there is none."""

    async def read(self, thread: str, after: int = 0) -> list[Entry]:
        """Return the entries behind place `after`, in order."""

    async def latest(self, thread: str, most: int) -> list[Entry]:
        """Return the last entries, at most so many, in order."""

    async def forget(self, thread: str) -> None:
        """Erase a conversation."""

    async def wait(self, thread: str, *, waiting: bool) -> None:
        """Put down whether a colleague must decide on the order."""

    async def waiting(self, most: int = MOST_SHOWN) -> dict[str, datetime]:
        """Return the conversations a colleague must decide on and since when, the longest waiting first."""

    async def waits(self) -> tuple[int, float]:
        """Return how many conversations a colleague must decide on, and for how many seconds the first has waited."""


class SqliteTranscript:
    """Transcripts beside LangGraph's tables in one SQLite file, written by its serializer, so encrypted like them.

    Args:
        connection: Its own, to the file.
        serde: The checkpointer's serializer.
    """

    def __init__(self, connection: aiosqlite.Connection, serde: SerializerProtocol) -> None:
        self._connection, self._serde = connection, serde
        # One use at a time: while one task still reads, SQLite refuses another's write on the same connection at once
        # ("database is locked") if the states' connection wrote meanwhile.
        self._alone = asyncio.Lock()

    async def setup(self) -> None:
        """Make the tables where there are none."""
        for statement in ("PRAGMA secure_delete = ON", TABLE, WAITING):
            await self._connection.execute(statement)
        await self._connection.commit()

    async def add(self, thread: str, one: Entry) -> Entry:
        """Keep an entry, once for each role and id, and return it as it is kept."""
        kind, value = self._serde.dumps_typed(dict(one))
        key = f"{one['role']}:{one['id']}"
        async with self._alone:
            await self._connection.execute(
                "INSERT OR IGNORE INTO transcript (thread_id, seq, key, type, value) "
                "SELECT ?, COALESCE(MAX(seq), 0) + 1, ?, ?, ? FROM transcript WHERE thread_id = ?",
                (thread, key, kind, value, thread),
            )
            await self._connection.commit()
        return await self.find(thread, one["role"], one["id"]) or one  # or it was forgotten in this very moment

    async def find(self, thread: str, role: str, identity: str) -> Entry | None:
        """Return an entry, or None where there is none."""
        query = "SELECT seq, type, value FROM transcript WHERE thread_id = ? AND key = ?"
        async with self._alone, self._connection.execute(query, (thread, f"{role}:{identity}")) as rows:
            row = await rows.fetchone()
        return None if row is None else self._entry(row)

    async def read(self, thread: str, after: int = 0) -> list[Entry]:
        """Return the entries behind place `after`, in order."""
        query = "SELECT seq, type, value FROM transcript WHERE thread_id = ? AND seq > ? ORDER BY seq"
        async with self._alone, self._connection.execute(query, (thread, after)) as rows:
            return [self._entry(row) async for row in rows]

    async def latest(self, thread: str, most: int) -> list[Entry]:
        """Return the last entries, at most so many, in order."""
        query = "SELECT seq, type, value FROM transcript WHERE thread_id = ? ORDER BY seq DESC LIMIT ?"
        async with self._alone, self._connection.execute(query, (thread, most)) as rows:
            return [self._entry(row) async for row in rows][::-1]

    async def forget(self, thread: str) -> None:
        """Erase a conversation, its bytes too."""
        async with self._alone:
            await self._connection.execute("DELETE FROM transcript WHERE thread_id = ?", (thread,))
            await self._connection.execute("DELETE FROM waiting WHERE thread_id = ?", (thread,))
            await self._connection.commit()
            await self._write_anew()
            await self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    async def _write_anew(self) -> None:
        """Write a small file anew: what is deleted is overwritten, but the gap in a new page can hold older memory."""
        told = [await self._connection.execute_fetchall(f"PRAGMA {name}") for name in ("page_count", "page_size")]
        pages, size = (next(iter(rows))[0] for rows in told)
        if pages * size <= WRITTEN_ANEW:
            with suppress(sqlite3.OperationalError):  # another turn is writing; the command `forget` writes it anew
                await self._connection.execute("VACUUM")

    async def wait(self, thread: str, *, waiting: bool) -> None:
        """Put down whether a colleague must decide on the order."""
        now = datetime.now(UTC).isoformat()
        async with self._alone:
            if waiting:
                await self._connection.execute("INSERT OR IGNORE INTO waiting VALUES (?, ?)", (thread, now))
            else:
                await self._connection.execute("DELETE FROM waiting WHERE thread_id = ?", (thread,))
            await self._connection.commit()

    async def waiting(self, most: int = MOST_SHOWN) -> dict[str, datetime]:
        """Return the conversations a colleague must decide on and since when, the longest waiting first."""
        query = "SELECT thread_id, since FROM waiting ORDER BY since LIMIT ?"
        async with self._alone, self._connection.execute(query, (most,)) as rows:
            return {str(thread): datetime.fromisoformat(since) async for thread, since in rows}

    async def waits(self) -> tuple[int, float]:
        """Return how many conversations a colleague must decide on, and for how many seconds the first has waited."""
        query = "SELECT count(*), min(since) FROM waiting"
        async with self._alone, self._connection.execute(query) as rows:
            ((number, first),) = await rows.fetchall()
        waited = datetime.now(UTC) - datetime.fromisoformat(first) if first else timedelta()
        return int(number), max(0.0, waited.total_seconds())

    def _entry(self, row: aiosqlite.Row) -> Entry:
        seq, kind, value = row
        return read_entry(self._serde.loads_typed((kind, value)), int(seq))
