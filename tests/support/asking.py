"""Asks for offers over real sockets, blocking or awaiting, and holds what came against the deadline."""

import asyncio
import time

import pytest
from fake_limio import settings

from limio_langchain import AsyncLimioClient, LimioClient

DEADLINE = 20.0  # seconds; long enough for a busy machine where it is not the deadline that ends a call
SHORT = 1.0  # where it is
SLACK = 4.0  # seconds that a busy machine may take beyond it


def offers(world, **changes):
    """Ask for offers, once the token is there."""
    known = settings(**({"deadline": DEADLINE} | changes))
    if world == "blocking":
        with LimioClient(known) as client:
            return client.list_offers().offers

    async def ask():
        async with AsyncLimioClient(known) as client:
            return (await client.list_offers()).offers

    return asyncio.run(ask())


def failed(world, kind, **changes):
    """Return the error that asking for offers ends in, within the deadline."""
    began = time.monotonic()
    with pytest.raises(kind) as error:
        offers(world, **changes)
    assert time.monotonic() - began < changes.get("deadline", DEADLINE) + SLACK
    return str(error.value)


def held_up(world, kind, **changes):
    """Return the error of a call that the deadline ends, or what is bounded by it."""
    return failed(world, kind, deadline=SHORT, **changes)


def at(server, scheme="http"):
    return {"api_url": f"{scheme}://127.0.0.1:{server.port}"}
