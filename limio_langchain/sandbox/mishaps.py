"""What can be made to go wrong, for the next calls or at a rate."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

Operation = Literal["token", "offers", "items", "checkout", "abandoned", "shop", "*"]
Kind = Literal[
    "status",  # answers `status`, with `body` and `retry_after` if given
    "delay",  # waits `seconds`, then answers as usual
    "hang",  # never answers
    "hang_in_body",  # sends half an answer, then nothing
    "drop",  # closes the connection instead of answering
    "cut_off",  # sends half an answer and closes the connection
    "not_json",
    "html",
    "empty",
    "error_in_200",
    "big_body",  # 10 MB
    "redirect",  # to another host
    "no_link",  # checkout: a basket is made, the answer holds no link
    "foreign_link",  # checkout: the link leads to another host
    "answer_lost",  # checkout: a basket is made, then the connection drops
    "revoked",  # 401 as for a token that was revoked
    "expires_in",  # token: `value` instead of 3600; None leaves it out
]


@dataclass
class Fault:
    """Something that goes wrong.

    Attributes:
        on: The operation it happens on; ``*`` means any but the shop's pages.
        kind: What happens.
        times: For how many calls; None means until it is cleared.
        rate: The share of calls it happens to.
        given: What the kind takes, such as ``status``.
    """

    on: Operation
    kind: Kind
    times: int | None = None
    rate: float = 1.0
    given: Mapping[str, Any] = field(default_factory=dict)


class Faults:
    """The faults in force.

    Args:
        seed: Makes faults at a rate repeatable.
    """

    def __init__(self, seed: int = 0) -> None:
        self._random = random.Random(seed)  # noqa: S311  a repeatable die, not a secret
        self._lock = threading.Lock()
        self._faults: list[Fault] = []

    def add(self, on: Operation, kind: Kind, *, times: int | None = None, rate: float = 1.0, **given: Any) -> Fault:
        """Break an operation.

        Args:
            on: ``token``, ``offers``, ``items``, ``checkout``, ``abandoned``, ``shop`` or ``*``.
            kind: One of `Kind`.
            times: For how many calls; until cleared when left out.
            rate: The share of calls, 0 to 1.
            given: What the kind takes: ``status``, ``body``, ``retry_after``, ``seconds``, ``value``.

        Returns:
            The fault, as `remove` takes it.

        Raises:
            ValueError: An unknown operation or kind.
        """
        if on not in get_args(Operation):
            raise ValueError(f"on: {on!r} is none of {', '.join(get_args(Operation))}")
        if kind not in get_args(Kind):
            raise ValueError(f"kind: {kind!r} is none of {', '.join(get_args(Kind))}")
        fault = Fault(on, kind, times, rate, given)
        with self._lock:
            self._faults.append(fault)
        return fault

    def add_all(self, faults: Iterable[Fault | Mapping[str, Any]]) -> None:
        """Add several, as faults or as the arguments of `add`."""
        for fault in faults:
            told = vars(fault) if isinstance(fault, Fault) else dict(fault)
            given = told.pop("given", {}) if not isinstance(fault, Fault) else fault.given
            self.add(**{name: value for name, value in told.items() if name != "given"}, **given)

    def remove(self, fault: Fault) -> None:
        """Mend one thing."""
        with self._lock:
            self._faults = [other for other in self._faults if other is not fault]

    def clear(self) -> None:
        """Mend everything."""
        with self._lock:
            self._faults.clear()

    def next_for(self, operation: str) -> Fault | None:
        """Return what goes wrong with this call, and count it."""
        with self._lock:
            for fault in self._faults:
                if fault.on not in {operation, "*"} or (fault.on == "*" and operation == "shop"):
                    continue
                if fault.times == 0 or self._random.random() >= fault.rate:
                    continue
                if fault.times is not None:
                    fault.times -= 1
                return fault
        return None
