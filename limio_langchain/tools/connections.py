"""Who runs a tool's flow: one blocking client, one awaiting client per event loop, one token for all."""

from __future__ import annotations

import asyncio
import weakref
from typing import TypeVar

from limio_langchain.client import AsyncLimioClient, LimioClient
from limio_langchain.operation import Call
from limio_langchain.settings import LimioSettings

T = TypeVar("T")


class Connections:
    """The clients behind a toolkit and all its copies.

    Args:
        settings: For the clients made here.
        client: A blocking client of the caller's, who closes it; else one is made when first needed.
        async_client: An awaiting client of the caller's, who closes it; it is used in every event loop.
    """

    def __init__(
        self,
        settings: LimioSettings,
        client: LimioClient | None = None,
        async_client: AsyncLimioClient | None = None,
    ) -> None:
        self._given = async_client
        shared = (async_client.auth, async_client.health) if async_client else (None, None)
        self._client = client or LimioClient(settings, auth=shared[0], health=shared[1])
        self._close = weakref.finalize(self, self._client.close) if client is None else None
        self._open: tuple[asyncio.AbstractEventLoop, AsyncLimioClient] | None = None

    def run(self, call: Call[T]) -> T:
        """Run a flow, blocking."""
        return self._client.run(call)

    async def arun(self, call: Call[T]) -> T:
        """Run a flow, awaiting; outside ``async with`` it opens and closes a client of its own."""
        if self._given:
            return await self._given.run(call)
        if self._open and self._open[0] is asyncio.get_running_loop():
            return await self._open[1].run(call)
        async with self._made() as client:
            return await client.run(call)

    def _made(self) -> AsyncLimioClient:
        return AsyncLimioClient(
            self._client.settings, auth=self._client.auth, health=self._client.health, clock=self._client.clock
        )

    def close(self) -> None:
        """Close the blocking client, if it was made here."""
        if self._close:
            self._close()

    async def aopen(self) -> None:
        """Keep one awaiting client open for the running event loop."""
        self._open = (asyncio.get_running_loop(), self._made())

    async def aclose(self) -> None:
        """Close what `aopen` opened, and the blocking client."""
        if self._open:
            opened, self._open = self._open[1], None
            await opened.aclose()
        self.close()
