"""Where conversations and their transcripts are kept: a file of this machine, or a database that servers share."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiosqlite
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

from limio_langchain.redaction import silenced
from limio_sales_agent.memory import is_database, made, serializer
from limio_sales_agent.web.transcript import SqliteTranscript, Transcript


@dataclass(frozen=True)
class Storage:
    """What the page's server keeps.

    Attributes:
        saver: LangGraph's checkpointer.
        transcript: Whole conversations, as pages show them.
        turn_of: Holds a conversation's turn over all servers that share the place.
    """

    saver: BaseCheckpointSaver[Any]
    transcript: Transcript
    turn_of: Callable[[str], AbstractAsyncContextManager[None]]

    async def forget(self, thread: str) -> None:
        """Erase a conversation: its states and its transcript."""
        forgetting: tuple[Awaitable[None], ...] = (
            self.saver.adelete_thread(thread),
            self.transcript.forget(thread),
        )
        for one in forgetting:
            await one


@asynccontextmanager
async def open_storage(place: str) -> AsyncIterator[Storage]:
    """Open the store at a file's path or, with the extra ``postgres``, at a database's URL; closed at the end."""
    opened = _database(place) if is_database(place) else _file(Path(place))
    async with opened as storage:
        yield storage


@asynccontextmanager
async def _file(place: Path) -> AsyncIterator[Storage]:
    await asyncio.to_thread(made, place)
    silenced("aiosqlite")  # at debug it logs every value of every statement
    # Two connections, because the saver holds transactions open between its statements.
    async with aiosqlite.connect(place, timeout=10) as states, aiosqlite.connect(place, timeout=10) as entries:
        saver = AsyncSqliteSaver(states, serde=serializer())
        await states.execute("PRAGMA secure_delete = ON")
        await saver.setup()
        transcript = SqliteTranscript(entries, serializer())
        await transcript.setup()
        yield Storage(saver, transcript, _alone)


@asynccontextmanager
async def _alone(_thread: str) -> AsyncIterator[None]:
    """Hold nothing: a file belongs to one server, which has one turn of a conversation at a time anyway."""
    yield


@asynccontextmanager
async def _database(url: str) -> AsyncIterator[Storage]:
    from limio_sales_agent.postgres import shared_store  # noqa: PLC0415  the driver is an extra's
    from limio_sales_agent.web.shared_transcript import PostgresTranscript  # noqa: PLC0415

    async with shared_store(url) as store:
        transcript = PostgresTranscript(store.pool, serializer())
        await transcript.setup()
        yield Storage(store.saver, transcript, store.turn_of)
