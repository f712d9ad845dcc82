"""Whether new baskets are paused, kept where the conversations are, so that every server of a store knows it."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from limio_langchain import redaction
from limio_langchain.pausing import Pausing
from limio_sales_agent.storage.sqlite import connected, is_database

log = redaction.logger(__name__)
ASK_EVERY = 2.0  # seconds, so that a server knows within five however slow the store is
STORE_SECONDS = 2  # a store may take to answer
# A row while they are; its moment is for who looks into the database.
TABLE = "CREATE TABLE IF NOT EXISTS limio_paused (paused_since TEXT NOT NULL)"


class StoreAway(Exception):
    """The store does not answer; the text says why, without its address."""


def is_paused(place: str) -> bool:
    """Return whether new baskets are paused on the servers of a store; StoreAway where it does not answer.

    Args:
        place: A file, or a database's URL.
    """
    with _cursor(place) as cursor:
        return _has_table(cursor, place) and _count(cursor, "SELECT count(*) FROM limio_paused") > 0


def set_paused(place: str, *, paused: bool) -> bool:
    """Pause new baskets on the servers of a store, or go on with them; return whether that changed anything.

    Raises:
        StoreAway: There is no such store, or it does not answer.
    """
    if not is_database(place) and not Path(place).exists():
        raise StoreAway("there is no such file")
    if is_paused(place) is paused:
        return False
    with _cursor(place) as cursor:
        cursor.execute(TABLE)
        cursor.execute("INSERT INTO limio_paused VALUES (CURRENT_TIMESTAMP)" if paused else "DELETE FROM limio_paused")
    return True


@contextmanager
def watching(place: str, pausing: Pausing, every: float = ASK_EVERY) -> Iterator[None]:
    """Keep a toolkit's `Pausing` as the store has it; what was known last holds while the store does not answer."""
    over = threading.Event()

    def watch() -> None:
        while not over.wait(every):
            _look(place, pausing)

    _look(place, pausing)
    thread = threading.Thread(target=watch, daemon=True, name="limio-pausing")
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(2 * STORE_SECONDS)


def _look(place: str, pausing: Pausing) -> None:
    try:
        paused = is_paused(place)
    except StoreAway as error:
        log.warning("whether new baskets are paused could not be read (%s)", error)
        return
    if paused != pausing.is_paused:
        log.warning("new baskets are paused" if paused else "new baskets are made again")
    pausing.is_paused = paused


def _has_table(cursor: Any, place: str) -> bool:
    is_known = "SELECT count(*) FROM sqlite_master WHERE name = 'limio_paused'"
    if is_database(place):  # in whichever schema this connection looks
        is_known = "SELECT count(to_regclass('limio_paused'))"
    return _count(cursor, is_known) > 0


def _count(cursor: Any, statement: str) -> int:
    cursor.execute(statement)
    return int(cursor.fetchone()[0])


@contextmanager
def _cursor(place: str) -> Iterator[Any]:
    with _database(place) if is_database(place) else _file(Path(place)) as cursor:
        yield cursor


@contextmanager
def _file(place: Path) -> Iterator[sqlite3.Cursor]:
    try:
        with closing(connected(place, timeout=STORE_SECONDS)) as connection, connection:
            yield connection.cursor()
    except (sqlite3.Error, OSError) as error:
        raise StoreAway(f"it does not answer ({type(error).__name__})") from None


@contextmanager
def _database(url: str) -> Iterator[Any]:
    import psycopg  # noqa: PLC0415  the driver is an extra's

    from limio_sales_agent.storage.postgres import with_own_options  # noqa: PLC0415  likewise

    try:
        bounded = with_own_options(url, f"-c statement_timeout={STORE_SECONDS}s -c lock_timeout={STORE_SECONDS}s")
        with psycopg.connect(url, connect_timeout=STORE_SECONDS, options=bounded) as connection:
            yield connection.cursor()
    except psycopg.Error as error:
        raise StoreAway(f"it does not answer ({type(error).__name__})") from None
