"""Who decided what on which order: appended with what they saw, read in the order in which it came."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, select

from limio_sales_agent.outcomes.database import decisions, reading, writing
from limio_sales_agent.outcomes.store import OutcomeStore
from limio_sales_agent.storage.serializer import serializer


class DecisionLog:
    """The colleagues' decisions; what they saw names the customer, so it is encrypted as conversations are.

    Args:
        store: Where it is kept.
    """

    def __init__(self, store: OutcomeStore) -> None:
        self._store, self._serde = store, serializer()

    def append(self, thread: str, who: str, decision: Mapping[str, Any], seen: Mapping[str, Any]) -> None:
        """Put a decision down.

        Args:
            thread: The conversation.
            who: The colleague's name.
            decision: What they decided: ``type`` and ``order``, and what came with it.
            seen: The card they decided on.
        """
        kind, held = self._serde.dumps_typed({"decision": dict(decision), "card": dict(seen)})
        values = {"thread": thread, "who": who, "action": decision["type"], "order": decision["order"]}
        with writing(self._store.engine) as connection:
            connection.execute(insert(decisions).values(**values, at=self._store.clock(), kind=kind, seen=held))

    def read(self, thread: str | None = None) -> Iterator[dict[str, Any]]:
        """Yield decisions, the oldest first; of one conversation or of all.

        Where a conversation is kept no longer, what they saw and the words that went with it are None.
        """
        query = select(decisions).order_by(decisions.c.number)
        with reading(self._store.engine) as connection:
            rows = list(connection.execute(query if thread is None else query.where(decisions.c.thread == thread)))
        for row in rows:
            held = self._serde.loads_typed((row.kind, bytes(row.seen))) if row.seen is not None else {}
            yield {
                "at": datetime.fromtimestamp(row.at, UTC).isoformat(timespec="seconds"),
                "who": row.who,
                "conversation": row.thread,
                "action": row.action,
                "order": row.order,
                "decision": held.get("decision"),
                "card": held.get("card"),
            }
