"""One turn of a conversation at a time, over all processes of this machine that share a file of conversations."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from hashlib import blake2s
from pathlib import Path

if sys.platform != "win32":
    import fcntl

ASK_AGAIN = 0.05  # seconds
TURN_WAIT = 90  # seconds for another process's turn of the same conversation


class TurnLock:
    """Locks one byte a conversation, of a file beside the conversations; a killed process lets go of it.

    Within a process a conversation has one turn at a time anyway. On Windows, which has no such locks, a file belongs
    to one process.

    Args:
        place: The file of conversations.
    """

    def __init__(self, place: Path) -> None:
        # Held open to the end: closing it would let go of every lock of this process.
        self._file = os.open(place.with_name(f"{place.name}.turns"), os.O_RDWR | os.O_CREAT, 0o600)

    def close(self) -> None:
        """Let go of everything."""
        os.close(self._file)

    @asynccontextmanager
    async def turn_of(self, thread: str) -> AsyncIterator[None]:
        """Hold a conversation's turn.

        Raises:
            TimeoutError: Another process held it for more than 90 s.
        """
        place = _place_of(thread)
        async with asyncio.timeout(TURN_WAIT):
            while not self._locked(place):  # noqa: ASYNC110  no event tells what another process does
                await asyncio.sleep(ASK_AGAIN)
        try:
            yield
        finally:
            self._unlock(place)

    @contextmanager
    def held(self, thread: str) -> Iterator[None]:
        """Hold a conversation's turn, blocking; TimeoutError as of `turn_of`."""
        place, until = _place_of(thread), time.monotonic() + TURN_WAIT
        while not self._locked(place):
            if time.monotonic() >= until:
                raise TimeoutError
            time.sleep(ASK_AGAIN)
        try:
            yield
        finally:
            self._unlock(place)

    if sys.platform == "win32":

        def _locked(self, _place: int) -> bool:
            return True

        def _unlock(self, _place: int) -> None:
            pass

    else:

        def _locked(self, place: int) -> bool:
            try:
                fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)
            except OSError:
                return False
            return True

        def _unlock(self, place: int) -> None:
            fcntl.lockf(self._file, fcntl.LOCK_UN, 1, place)


def _place_of(thread: str) -> int:
    """Return the byte that stands for a conversation."""
    return int.from_bytes(blake2s(thread.encode(), digest_size=7).digest())
