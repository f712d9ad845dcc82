"""Whether this server can answer customers now, which is more than being alive."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from limio_sales_agent.web.storage import Storage

STORE_SECONDS = 2.0


class Readiness:
    """A server is ready once it has looked for its catalogue, and while its store answers.

    It is ready without a catalogue too, because a customer can be passed on to a person, and each of the servers would
    be without it.
    """

    def __init__(self) -> None:
        self._storage: Storage | None = None
        self._looked = False

    async def prepare(self, storage: Storage, look: Callable[[], Awaitable[object]]) -> None:
        """Look for the catalogue, so that no customer waits for the first look.

        Args:
            storage: The server's store.
            look: Reads the catalogue; whether it finds one or fails does not matter.
        """
        self._storage = storage
        try:
            await look()
        finally:
            self._looked = True

    async def answer(self, _request: Request) -> Response:
        """Answer 200 where the server is ready, and else 503 with what it waits for: ``catalogue``, ``store``."""
        lacking = [] if self._looked else ["catalogue"]
        if not await self._store_answers():
            lacking.append("store")
        if lacking:
            return JSONResponse({"status": "not ready", "waits_for": lacking}, 503)
        return JSONResponse({"status": "ready"})

    async def _store_answers(self) -> bool:
        if self._storage is None:
            return False
        try:
            async with asyncio.timeout(STORE_SECONDS):
                await self._storage.transcript.waits()
        except Exception:  # noqa: BLE001  whichever store it is, and whatever it raises, it does not answer
            return False
        return True
