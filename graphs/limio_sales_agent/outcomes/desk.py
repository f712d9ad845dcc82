"""Who waits for a person, and which colleague has whom: the same for all servers of a store."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Table, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from limio_sales_agent.outcomes.database import calls, desk, reading, writing
from limio_sales_agent.outcomes.store import OutcomeStore

HELD_FOR = 600.0  # seconds; whoever is called away keeps nobody else from an order
CLOCKS_DIFFER = 60.0  # seconds between two servers; a claim for longer than that is from before the clock was put back


class Desk:
    """Claims, each of which runs out by itself; a decision rests on the order's digest, and on none of them.

    Args:
        store: Where they are kept.
        table: Of orders, or of conversations in which a colleague writes.
    """

    def __init__(self, store: OutcomeStore, table: Table = desk) -> None:
        self._store, self._table = store, table

    def claim(self, thread: str, who: str) -> str:
        """Take an order, or take it for longer, and return who has it: another, where they were before."""
        now = self._store.clock()
        with writing(self._store.engine) as connection:
            self._known(connection, thread)
            free = or_(self._table.c.holder.is_(None), self._table.c.holder == who, ~self._holds(now))
            taken = (
                update(self._table)
                .where(self._table.c.thread == thread, free)
                .values(holder=who, held_until=now + HELD_FOR)
            )
            connection.execute(taken)
            return str(connection.scalar(select(self._table.c.holder).where(self._table.c.thread == thread)))

    def give_back(self, thread: str, who: str | None = None) -> bool:
        """Let others take an order, and return whether it was had; nothing where somebody else than `who` has it."""
        theirs = [self._table.c.holder == who if who is not None else self._table.c.holder.is_not(None)]
        with writing(self._store.engine) as connection:
            free = (
                update(self._table).where(self._table.c.thread == thread, *theirs).values(holder=None, held_until=None)
            )
            return connection.execute(free).rowcount == 1

    def lapsed(self) -> list[str]:
        """Return the conversations of claims that ran out and were not given back."""
        query = select(self._table.c.thread).where(~self._holds(self._store.clock()))
        with reading(self._store.engine) as connection:
            return list(connection.scalars(query))

    def holders(self) -> dict[str, str]:
        """Return who has which order now, by its conversation."""
        query = select(self._table.c.thread, self._table.c.holder).where(self._holds(self._store.clock()))
        with reading(self._store.engine) as connection:
            return {str(thread): str(holder) for thread, holder in connection.execute(query)}

    def _holds(self, now: float) -> Any:
        return (self._table.c.held_until > now) & (self._table.c.held_until <= now + HELD_FOR + CLOCKS_DIFFER)

    def _known(self, connection: Connection, thread: str) -> None:
        made = postgresql.insert if self._store.engine.dialect.name == "postgresql" else sqlite.insert
        connection.execute(made(self._table).values(thread=thread).on_conflict_do_nothing(index_elements=["thread"]))


class Calls:
    """The customers who were promised a person, until a colleague has answered them.

    Args:
        store: Where they are kept.
    """

    def __init__(self, store: OutcomeStore) -> None:
        self._store = store

    def put(self, thread: str, outcome_id: str) -> None:
        """Put a promise down, once for each outcome: told again after a crash, one that was kept does not come back."""
        made: Any = postgresql.insert if self._store.engine.dialect.name == "postgresql" else sqlite.insert
        now = self._store.clock()
        first = made(calls).values(thread=thread, outcome_id=outcome_id, since=now)
        again = first.on_conflict_do_update(
            index_elements=["thread"],
            set_={"outcome_id": outcome_id, "since": func.coalesce(calls.c.since, now)},  # who waits already, waits on
            where=calls.c.outcome_id != outcome_id,
        )
        with writing(self._store.engine) as connection:
            connection.execute(again)

    def settle(self, thread: str) -> bool:
        """Put down that a customer was answered, and return whether they waited."""
        kept = update(calls).where(calls.c.thread == thread, calls.c.since.is_not(None)).values(since=None)
        with writing(self._store.engine) as connection:
            return connection.execute(kept).rowcount == 1

    def since(self, thread: str) -> datetime | None:
        """Return since when a customer waits for a person, or None where they do not."""
        with reading(self._store.engine) as connection:
            since = connection.scalar(select(calls.c.since).where(calls.c.thread == thread))
        return None if since is None else datetime.fromtimestamp(since, UTC)

    def waiting(self, most: int) -> tuple[dict[str, datetime], int]:
        """Return since when customers wait, the longest waiting first and at most so many, and how many wait in all."""
        with reading(self._store.engine) as connection:
            waits = calls.c.since.is_not(None)
            number = connection.scalar(select(func.count()).select_from(calls).where(waits)) or 0
            rows = connection.execute(select(calls).where(waits).order_by(calls.c.since).limit(most))
            return {row.thread: datetime.fromtimestamp(row.since, UTC) for row in rows}, number
