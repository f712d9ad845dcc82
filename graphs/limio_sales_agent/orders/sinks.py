"""Where outcomes go: a file of JSON lines, or somebody's webhook."""

from __future__ import annotations

import asyncio
import errno
import json
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx

from limio_sales_agent.orders.hooks import OnOutcome
from limio_sales_agent.state import Outcome

WEBHOOK_SECONDS = 4.0  # less than the agent waits for a hook


def sink(file: Path | None, webhook: str | None) -> OnOutcome | None:
    """Return the hook for the two, or for whichever is given."""
    if file and webhook:
        return _to_both(to_file(file), to_webhook(webhook))
    return to_file(file) if file else to_webhook(webhook) if webhook else None


def _to_both(append: Callable[[Outcome], None], post: Callable[[Outcome], Awaitable[None]]) -> OnOutcome:
    """Return a hook that goes to both: to the file only once the webhook heard it, so that no line comes twice."""

    async def tell(outcome: Outcome) -> None:
        await post(outcome)
        await asyncio.to_thread(append, outcome)

    return tell


def opened(path: Path) -> int:
    """Open a file of outcomes to append to, readable by its owner alone, and return its handle."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


def to_file(path: Path) -> Callable[[Outcome], None]:
    """Return a hook that appends each outcome to a file, one line of JSON, on the disk before it returns."""

    def append(outcome: Outcome) -> None:
        line = (json.dumps(outcome, ensure_ascii=False) + "\n").encode()
        # One write of a whole line: two processes that append to the same file do not mix their lines.
        handle = opened(path)
        try:
            _write(handle, line)
            os.fsync(handle)
        finally:
            os.close(handle)

    return append


def _write(handle: int, line: bytes) -> None:
    """Write a whole line or none: a disk that fills up takes a part of it, and calls that no error."""
    written = os.write(handle, line)
    if written < len(line):
        if (end := os.lseek(handle, 0, os.SEEK_CUR)) == os.fstat(handle).st_size:
            os.ftruncate(handle, end - written)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def to_webhook(url: str) -> Callable[[Outcome], Awaitable[None]]:
    """Return a hook that posts each outcome as JSON; an answer other than 2xx counts as failed and is tried again."""

    async def post(outcome: Outcome) -> None:
        async with httpx.AsyncClient(timeout=WEBHOOK_SECONDS) as http:
            (await http.post(url, json=dict(outcome))).raise_for_status()

    return post
