"""Where a command's conversations are: the file or database that was named, else the user's own file."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from limio_sales_agent.cli.unusable import Unusable
from limio_sales_agent.storage.pausing import StoreAway, is_paused
from limio_sales_agent.storage.serializer import KEY, UnreadableConversation, serializer
from limio_sales_agent.storage.sqlite import default_place, is_database, made, shown

NAME_ONE = "name the servers' store with --database"
DRIVERS = frozenset({"sqlite3", "sqlalchemy", "psycopg", "psycopg_pool"})


def store_to_use(database: str | None) -> str:
    """Return where conversations can be kept, said once where it is but for this run.

    Args:
        database: What was named; without it the user's own file, or where that cannot be written one of this run's.

    Raises:
        Unusable: The file that was named cannot be written, or none can; or it is no store, or one that is away.
    """
    place = _to_use(database)
    try:
        serializer()
        is_paused(place)
    except StoreAway as error:
        raise Unusable(f"{shown(place)}: {error}; {NAME_ONE}") from None
    except ValueError as error:  # of the key
        raise Unusable(str(error)) from None
    return place


def own_file(database: Path | None) -> Path:
    """Return the file for a conversation on the terminal, as `store_to_use` does."""
    if database and is_database(str(database)):
        raise Unusable("--database: a conversation on the terminal is kept in a file; `web` shares a database")
    return Path(store_to_use(str(database) if database else None))


def _to_use(database: str | None) -> str:
    if database:
        return database if is_database(database) else _writable(database)
    try:
        return _written(default_place())
    except (OSError, RuntimeError) as error:  # RuntimeError: pathlib's word for a user without a home
        why = error.strerror if isinstance(error, OSError) else "this user has no home directory"
    try:
        place = Path(tempfile.mkdtemp(prefix="limio-agent-")) / "conversations.sqlite"
    except OSError:
        raise Unusable(f"{why}: name a file that can be written with --database") from None
    kept = f"{why}: conversations are kept in {place}, for this run; name a file with --database to keep them"
    print(kept, file=sys.stderr)  # noqa: T201  a command's own words
    return str(place)


@contextmanager
def known_store(database: str | None) -> Iterator[str]:
    """Give the store that was named, else the user's own, for a command that reads what is kept there.

    Raises:
        Unusable: There is none, it does not answer, or what it keeps cannot be read with this key.
    """
    place = _known(database)
    try:
        yield place
    except UnreadableConversation as error:
        raise Unusable(f"{shown(place)}: {error}; nothing was done") from None
    except Exception as error:
        if type(error).__module__.partition(".")[0] in DRIVERS:
            raise Unusable(f"{shown(place)} cannot be read ({type(error).__name__}); {NAME_ONE}") from None
        if isinstance(error, ValueError) and str(error).startswith(KEY):
            raise Unusable(str(error)) from None
        raise


def _known(database: str | None) -> str:
    try:
        place = database or str(default_place())
    except RuntimeError:
        raise Unusable(f"this user has no home directory; {NAME_ONE}") from None
    if not is_database(place) and not Path(place).is_file():
        raise Unusable(f"there is nothing in {shown(place)} yet; {NAME_ONE}")
    return place


def _writable(file: str) -> str:
    try:
        return _written(Path(file))
    except OSError as error:
        raise Unusable(f"--database {file}: {error.strerror}; name a file that can be written") from None


def _written(file: Path) -> str:
    """Return the file's name once it is sure that it can be written: a file of old may be read-only."""
    made(file)
    with file.open("ab"):
        return str(file)
