"""Where a command's conversations are: the file or database that was named, else the user's own file."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from limio_sales_agent.cli.unusable import Unusable
from limio_sales_agent.storage.sqlite import default_place, is_database, made

NAME_ONE = "name the servers' store with --database"


def store_to_use(database: str | None) -> str:
    """Return where conversations can be kept, said once where it is but for this run.

    Args:
        database: What was named; without it the user's own file, or where that cannot be written one of this run's.

    Raises:
        Unusable: The file that was named cannot be written, or none can.
    """
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


def known_store(database: str | None) -> str:
    """Return the store that was named, else the user's own; Unusable where this user can have none."""
    try:
        return database or str(default_place())
    except RuntimeError:
        raise Unusable(f"this user has no home directory; {NAME_ONE}") from None


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
