"""Deletes conversations in which nothing has happened for a set time; what they came to, which names nobody, stays."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from limio_langchain import redaction
from limio_sales_agent.storage.kept import open_kept
from limio_sales_agent.web.storage import Storage
from limio_sales_agent.web.turn_stream import Turns

EVERY = 3_600.0  # seconds
logger = redaction.logger(__name__)


async def keep_no_longer(place: str, storage: Storage, turns: Turns, keep: timedelta | None) -> None:
    """Delete what is older than `keep`, now and every hour, until cancelled; nothing where that is None.

    Args:
        place: The store's file or database.
        storage: The same, as the server has it open.
        turns: The server's; a conversation is deleted in no turn of it.
        keep: How long after its last message a conversation is kept.
    """
    while keep is not None:
        try:
            deleted = await delete_older(place, storage, turns, datetime.now(UTC) - keep)
        except Exception as error:  # noqa: BLE001  a store that is away must not end it
            logger.warning("old conversations could not be deleted (%s); trying again", type(error).__name__)
        else:
            if deleted:
                logger.info("%d conversations older than %s were deleted", deleted, keep)
        await asyncio.sleep(EVERY)


async def delete_older(place: str, storage: Storage, turns: Turns, moment: datetime) -> int:
    """Delete the conversations in which nothing happened since a moment, and return how many there were."""
    deleted = 0
    for thread in await asyncio.to_thread(_older, place, moment):
        async with turns.lock(thread), storage.turn_of(thread):
            if await asyncio.to_thread(_is_older, place, thread, moment):
                await storage.forget_conversation(thread)
                deleted += 1
    return deleted


def _older(place: str, moment: datetime) -> list[str]:
    with open_kept(place) as kept:
        return kept.threads_before(moment)


def _is_older(place: str, thread: str, moment: datetime) -> bool:
    with open_kept(place) as kept:
        return kept.last_used(thread) < moment
