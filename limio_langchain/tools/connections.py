"""Who runs a tool's flow: a blocking and an awaiting client, which share the token and what is known of the API."""

from __future__ import annotations

import weakref
from typing import Any, TypeVar

from limio_langchain.client import AsyncLimioClient, LimioClient
from limio_langchain.operation import Call
from limio_langchain.pausing import Pausing
from limio_langchain.settings import LimioSettings

T = TypeVar("T")


class Connections:
    """The clients behind a toolkit and all its copies.

    Args:
        settings: For the clients made here.
        client: A blocking client of the caller's, who closes it; else one is made.
        async_client: An awaiting client of the caller's; else one is made.
    """

    def __init__(
        self, settings: LimioSettings, client: LimioClient | None = None, async_client: AsyncLimioClient | None = None
    ) -> None:
        self._client = client or LimioClient(settings, **_shared(async_client))
        self._async_client = async_client or AsyncLimioClient(self._client.settings, **_shared(self._client))
        self._at_the_end = weakref.finalize(self, self._client.close) if client is None else None

    @property
    def pausing(self) -> Pausing:
        """What stops new baskets."""
        return self._client.pausing

    def run(self, call: Call[T]) -> T:
        """Run a flow, blocking."""
        return self._client.run(call)

    async def arun(self, call: Call[T]) -> T:
        """Run a flow, awaiting; outside ``async with`` it opens and closes connections of its own."""
        return await self._async_client.run(call)

    def close(self) -> None:
        """Close the blocking client's connections, if it was made here."""
        if self._at_the_end:
            self._client.close()

    async def aopen(self) -> None:
        """Keep the awaiting client's connections open in the running event loop."""
        await self._async_client.__aenter__()

    async def aclose(self) -> None:
        """End what `aopen` began; blocking calls meanwhile, in threads, leave no connections either."""
        await self._async_client.__aexit__()
        if self._at_the_end:
            self._client.close_unused()


def _shared(client: LimioClient | AsyncLimioClient | None) -> dict[str, Any]:
    """Return what two clients of one toolkit share."""
    return {name: getattr(client, name) for name in ("auth", "health", "clock", "pausing")} if client else {}
