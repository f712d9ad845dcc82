"""Where the command keeps conversations: one SQLite file, encrypted when a key is set, and erasable."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from langgraph.checkpoint.sqlite import SqliteSaver

from limio_sales_agent.storage.serializer import SqliteInOrder, serializer

TABLES = frozenset({"checkpoints", "writes", "transcript", "waiting"})  # the saver's, and the chat page's
POSTGRES = frozenset({"postgresql", "postgres"})


def default_place() -> Path:
    """Return where conversations are kept unless another file is named: the user's data folder."""
    home = Path(os.environ.get("XDG_DATA_HOME") or "~/.local/share").expanduser()
    return home / "limio-agent" / "conversations.sqlite"


def is_database(place: str) -> bool:
    """Return whether a place is a PostgreSQL database's URL and not a file."""
    return urlsplit(place).scheme in POSTGRES


def shown(place: str) -> str:
    """Return a place as it may be printed: a database's URL without its user and password."""
    parts = urlsplit(place)
    return place if not is_database(place) else f"{parts.scheme}://{parts.hostname}{parts.path}"


@contextmanager
def conversations(place: Path) -> Iterator[SqliteSaver]:
    """Open the store at `place`, readable by its owner alone; closed at the end."""
    with closing(connected(place)) as connection:
        saver = SqliteInOrder(connection, serde=serializer())
        saver.setup()
        yield saver


def forget(place: Path, thread: str) -> bool:
    """Erase a conversation so that its bytes are gone from the file and its log.

    What a file system or a backup kept of older versions of the file is beyond its reach.

    Args:
        place: The store.
        thread: The conversation's id.

    Returns:
        Whether there was anything to erase.
    """
    if not place.exists():
        return False
    with closing(connected(place)) as connection:
        SqliteSaver(connection).setup()
        connection.execute("PRAGMA secure_delete = ON")
        there = {str(row[0]) for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        gone = sum(
            connection.execute(f"DELETE FROM {table} WHERE thread_id = ?", (thread,)).rowcount  # noqa: S608  our names
            for table in TABLES & there
        )
        connection.commit()
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return gone > 0


def forget_anywhere(place: str, thread: str) -> bool:
    """Erase a conversation from a file or, with the extra ``postgres``, from a database by its URL.

    Returns:
        Whether there was anything to erase.
    """
    if is_database(place):
        from limio_sales_agent.storage.postgres import forget_shared  # noqa: PLC0415  the driver is an extra's

        return forget_shared(place, thread)
    return forget(Path(place), thread)


def made(place: Path) -> None:
    """Make the file at `place`, readable by its owner alone, where there is none."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.touch(mode=0o600)


def connected(place: Path, timeout: float = 10) -> sqlite3.Connection:
    """Return a connection to the file at `place`, which waits so many seconds for others; made where there is none."""
    made(place)
    # LangGraph calls the saver from its own threads; the saver has a lock for it.
    return sqlite3.connect(place, check_same_thread=False, timeout=timeout)
