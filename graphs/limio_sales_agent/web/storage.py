"""Where conversations and their transcripts are kept: a file of this machine, or a database that servers share."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import aiosqlite
from langgraph.checkpoint.base import BaseCheckpointSaver

from limio_langchain.redaction import silenced
from limio_sales_agent.outcomes.store import OutcomeStore
from limio_sales_agent.storage.serializer import AsyncSqliteInOrder, serializer
from limio_sales_agent.storage.sqlite import is_database, made
from limio_sales_agent.storage.transcript import SqliteTranscript, Transcript
from limio_sales_agent.storage.turn_lock import TurnLock


@dataclass(frozen=True)
class Storage:
    """What the page's server keeps.

    Attributes:
        saver: LangGraph's checkpointer.
        transcript: Whole conversations, as pages show them.
        turn_of: Holds a conversation's turn over all servers that share the place.
        outcomes: What conversations came to.
    """

    saver: BaseCheckpointSaver[Any]
    transcript: Transcript
    turn_of: Callable[[str], AbstractAsyncContextManager[Any]]
    outcomes: OutcomeStore

    async def forget(self, thread: str) -> None:
        """Erase a conversation: its states, its transcript, what it came to and what was decided on it."""
        await asyncio.to_thread(self.outcomes.forget, thread)
        await self.forget_conversation(thread)

    async def forget_conversation(self, thread: str) -> None:
        """Erase what was said: its states, what colleagues saw of it, and its transcript."""
        await asyncio.to_thread(self.outcomes.forget_seen, thread)  # first: the transcript's erasing empties the log
        await self.saver.adelete_thread(thread)
        await self.transcript.forget(thread)


@asynccontextmanager
async def open_storage(place: str, playbook: str = "") -> AsyncIterator[Storage]:
    """Open the store at a file's path or, with the extra ``postgres``, at a database's URL; closed at the end.

    Args:
        place: The file or the database.
        playbook: The playbook's key, kept with what conversations come to.
    """
    outcomes = await asyncio.to_thread(partial(OutcomeStore.open, place, playbook=playbook))
    opened = _database(place, outcomes) if is_database(place) else _file(Path(place), outcomes)
    try:
        async with opened as storage:
            yield storage
    finally:
        await asyncio.to_thread(outcomes.close)


@asynccontextmanager
async def _file(place: Path, outcomes: OutcomeStore) -> AsyncIterator[Storage]:
    await asyncio.to_thread(made, place)
    silenced("aiosqlite")  # at debug it logs every value of every statement
    # Two connections, because the saver holds transactions open between its statements.
    async with aiosqlite.connect(place, timeout=10) as states, aiosqlite.connect(place, timeout=10) as entries:
        saver = AsyncSqliteInOrder(states, serde=serializer())
        await states.execute("PRAGMA secure_delete = ON")
        await saver.setup()
        transcript = SqliteTranscript(entries, serializer())
        await transcript.setup()
        with closing(TurnLock(place)) as lock:
            yield Storage(saver, transcript, lock.turn_of, outcomes)


@asynccontextmanager
async def _database(url: str, outcomes: OutcomeStore) -> AsyncIterator[Storage]:
    from limio_sales_agent.storage.postgres import shared_store  # noqa: PLC0415  the driver is an extra's
    from limio_sales_agent.storage.postgres_transcript import PostgresTranscript  # noqa: PLC0415

    async with shared_store(url) as store:
        transcript = PostgresTranscript(store.pool, serializer())
        await transcript.setup()
        yield Storage(store.saver, transcript, store.turn_of, outcomes)
