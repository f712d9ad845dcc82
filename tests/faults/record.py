"""What came of a cell, and the rules it is judged by."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from faults.listed import SLACK, Came
from faults.network import counted
from faults.stage import Stage
from limio_langchain.errors import LimioError


@dataclass
class Record:
    """What came of a cell.

    Attributes:
        end: ``assisted``, ``purchase_link``, a tool's or the agent's word for what it gave, or the error raised.
        reason: The machine-readable reason, or None.
        requests: How many were sent, those that never arrived too.
        seconds: How long the longest wait was.
        deadline: Seconds a call had.
        baskets: How many were made.
        usable: What the customer can use: a link, or words of a person who takes over; None where there is nothing.
        error: What was raised, or None.
        unsaid: What has to be in an answer and is not.
    """

    end: str = ""
    reason: str | None = None
    requests: int = 0
    seconds: float = 0.0
    deadline: float = 0.0
    baskets: int = 0
    usable: str | None = None
    error: BaseException | None = None
    unsaid: list[str] = field(default_factory=list)

    @property
    def came(self) -> Came:
        """What came out, to be held against what has to."""
        return Came(self.end, self.reason, self.requests, self.baskets)


@contextmanager
def recorded(stage: Stage) -> Iterator[Record]:
    """Count and time what is done inside, and note what it raises instead of letting it out."""
    record = Record(deadline=stage.deadline)
    with counted() as sent:
        began = stage.clock.now()
        try:
            yield record
        except Exception as error:  # noqa: BLE001  whatever comes out is judged, not let out
            record.end, record.reason, record.error = type(error).__name__, getattr(error, "reason", None), error
        record.seconds = record.seconds or stage.clock.now() - began
        record.requests = len(sent)
    record.baskets = len(stage.limio.baskets)


def faults_of(record: Record, expected: Came, *, may_raise: bool, sells: bool, shop: str) -> list[str]:
    """Return each rule that a cell breaks.

    Args:
        record: What came of it.
        expected: What has to come out.
        may_raise: Whether a typed error is a right answer here: from a client, never from a tool or the agent.
        sells: Whether something the customer can use has to come out.
        shop: The shop's origin.
    """
    rules: dict[str, Any] = {
        "an exception came out": record.error is None or (may_raise and isinstance(record.error, LimioError)),
        "it waited past the deadline": record.seconds <= record.deadline + SLACK,
        "a second basket was made": record.baskets <= 1,
        "the customer has nothing to use": record.usable or not sells,
        "a link leads elsewhere": "://" not in (record.usable or "") or str(record.usable).startswith(f"{shop}/"),
        f"an answer lacks {', '.join(record.unsaid)}": not record.unsaid,
        f"{record.came} came out instead of {expected}": record.came == expected,
    }
    return [rule for rule, holds in rules.items() if not holds]
