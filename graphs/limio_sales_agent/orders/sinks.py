"""Where outcomes go: a file of JSON lines, or somebody's webhook."""

from __future__ import annotations

import json
import os
from pathlib import Path

import httpx

from limio_sales_agent.orders.hooks import OnOutcome
from limio_sales_agent.state import Outcome

WEBHOOK_SECONDS = 4.0  # less than the agent waits for a hook


def sink(file: Path | None, webhook: str | None) -> OnOutcome | None:
    """Return the hook for whichever of the two is given, the file first."""
    return to_file(file) if file else to_webhook(webhook) if webhook else None


def to_file(path: Path) -> OnOutcome:
    """Return a hook that appends each outcome to a file, one line of JSON, on the disk before it returns."""

    def append(outcome: Outcome) -> None:
        line = json.dumps(outcome, ensure_ascii=False) + "\n"
        # One write of a whole line: two processes that append to the same file do not mix their lines.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(handle, line.encode())
            os.fsync(handle)
        finally:
            os.close(handle)

    return append


def to_webhook(url: str) -> OnOutcome:
    """Return a hook that posts each outcome as JSON; an answer other than 2xx counts as failed and is tried again."""

    async def post(outcome: Outcome) -> None:
        async with httpx.AsyncClient(timeout=WEBHOOK_SECONDS) as http:
            (await http.post(url, json=dict(outcome))).raise_for_status()

    return post
