"""Which colleague has which order: a claim that runs out by itself, the same for all servers of a store."""

from __future__ import annotations

from sqlalchemy import Connection, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from limio_sales_agent.outcomes.database import desk, reading, writing
from limio_sales_agent.outcomes.store import OutcomeStore

HELD_FOR = 600.0  # seconds; whoever is called away keeps nobody else from an order


class Desk:
    """The claims. A decision rests on the order's digest and the conversation's lock, and on no claim.

    Args:
        store: Where they are kept.
    """

    def __init__(self, store: OutcomeStore) -> None:
        self._store = store

    def claim(self, thread: str, who: str) -> str:
        """Take an order, or take it for longer, and return who has it: another, where they were before."""
        now = self._store.clock()
        with writing(self._store.engine) as connection:
            self._known(connection, thread)
            free = or_(desk.c.holder.is_(None), desk.c.holder == who, desk.c.held_until <= now)
            taken = update(desk).where(desk.c.thread == thread, free).values(holder=who, held_until=now + HELD_FOR)
            connection.execute(taken)
            return str(connection.scalar(select(desk.c.holder).where(desk.c.thread == thread)))

    def give_back(self, thread: str, who: str | None = None) -> None:
        """Let others take an order; nothing where somebody else than `who` has it."""
        theirs = [desk.c.holder == who] if who is not None else []
        with writing(self._store.engine) as connection:
            free = update(desk).where(desk.c.thread == thread, *theirs).values(holder=None, held_until=None)
            connection.execute(free)

    def holders(self) -> dict[str, str]:
        """Return who has which order now, by its conversation."""
        query = select(desk.c.thread, desk.c.holder).where(desk.c.held_until > self._store.clock())
        with reading(self._store.engine) as connection:
            return {str(thread): str(holder) for thread, holder in connection.execute(query)}

    def _known(self, connection: Connection, thread: str) -> None:
        made = postgresql.insert if self._store.engine.dialect.name == "postgresql" else sqlite.insert
        connection.execute(made(desk).values(thread=thread).on_conflict_do_nothing(index_elements=["thread"]))
