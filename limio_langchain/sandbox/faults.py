"""What can go wrong on purpose: for the next calls, at a rate, or until it is mended."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

Operation = Literal[
    "token",
    "offers",
    "add_ons",
    "items",
    "checkout",
    "abandoned",
    "objects",
    "preview",
    "change",
    "shop",
    "webhook",
    "*",
]
Kind = Literal[
    "status",  # answers `status` (503) with `body`, `headers` and `retry_after` seconds
    "redirect",  # answers 302 to `to`, another host
    "revoked",  # answers 401, as for a token that was revoked; `times=1` is once
    "error_in_200",  # answers 200 with an error in the body
    "html",  # answers 200 with a page instead of JSON
    "hang",  # never answers
    "drop",  # resets the connection before any answer
    "delay",  # done; the answer comes after `seconds` (1)
    "hang_in_body",  # done; half the answer comes, then nothing
    "cut_off",  # done; half the answer comes, then the connection closes
    "answer_lost",  # done; the connection is reset instead of an answer
    "not_json",  # done; the answer ends in the middle of the JSON, though its length is right
    "empty",  # done; 200 without a body
    "big_body",  # done; the answer is JSON of 10 MB
    "no_link",  # done; the basket's answer holds no link
    "foreign_link",  # done; the basket's links lead to `to`, another host
    "expires_in",  # done; the token's `expires_in` is `value`, or missing when that is None
    "duplicate",  # the delivery is sent twice
    "reorder",  # the delivery is sent after the next one
]
OPERATIONS: frozenset[str] = frozenset(get_args(Operation))
KINDS: frozenset[str] = frozenset(get_args(Kind))
ONLY_ON = {
    "no_link": "checkout",
    "foreign_link": "checkout",
    "expires_in": "token",
    "duplicate": "webhook",
    "reorder": "webhook",
}
# What can go wrong with a delivery: these, and as if it had been answered 5xx, not in time, or been lost on its way.
OF_WEBHOOKS = frozenset({"duplicate", "reorder", "delay", "status", "hang", "drop"})
ASIDE = frozenset({"shop", "webhook"})  # what ``*`` does not mean
TAKES = {
    "status": {"status", "body", "headers", "retry_after"},
    "redirect": {"to"},
    "foreign_link": {"to"},
    "delay": {"seconds"},
    "expires_in": {"value"},
}


@dataclass
class Fault:
    """One thing that goes wrong. In `Kind`, those marked done take effect before they go wrong: the basket is made.

    Attributes:
        on: The operation; ``*`` is every one but the shop's pages and deliveries.
        kind: What happens.
        times: For how many calls; None is until it is mended.
        rate: The share of calls it happens to, above 0 and up to 1.
        given: What the kind takes besides, such as ``status``.
        hits: How many calls it happened to.
    """

    on: Operation
    kind: Kind
    times: int | None = None
    rate: float = 1.0
    given: Mapping[str, Any] = field(default_factory=dict)
    hits: int = 0

    def __post_init__(self) -> None:
        _check(self)

    @property
    def spent(self) -> bool:
        """Whether it happened as often as it was to."""
        return self.times is not None and self.hits >= self.times

    def concerns(self, operation: str) -> bool:
        """Return whether it can happen to a call of `operation`."""
        meant = self.on == operation or (self.on == "*" and operation not in ASIDE)
        return meant and ONLY_ON.get(self.kind, operation) == operation

    def told(self) -> dict[str, Any]:
        """Return it as the control address tells it, and as `Faults.add` takes it but for ``hits``."""
        rest = {"times": self.times, "rate": self.rate, "hits": self.hits}
        return {"on": self.on, "kind": self.kind, **rest, **self.given}


class Faults:
    """What is going wrong now; safe to change from any thread while the sandbox runs.

    Args:
        seed: Makes faults at a rate the same on every run.
    """

    def __init__(self, seed: int = 0) -> None:
        self._seed = seed
        self._dice = random.Random(seed)  # noqa: S311  repeatable dice, not a secret
        self._lock = threading.Lock()
        self._faults: list[Fault] = []

    def __repr__(self) -> str:
        return f"Faults({', '.join(f'{fault.kind} on {fault.on}' for fault in self.active)})"

    @property
    def active(self) -> list[Fault]:
        """What is still to go wrong, in the order it was added."""
        with self._lock:
            return [fault for fault in self._faults if not fault.spent]

    def add(self, on: Operation, kind: Kind, *, times: int | None = None, rate: float = 1.0, **given: Any) -> Fault:
        """Break an operation. Where several faults concern a call, the one added first happens.

        Args:
            on: ``token``, ``offers``, ``add_ons``, ``items``, ``checkout``, ``abandoned``, ``objects``, ``change``,
                ``shop``, ``webhook``, or ``*`` for every one but the shop's pages and deliveries.
            kind: One of `Kind`, which says what each does.
            times: For how many calls; until mended when left out.
            rate: The share of calls, above 0 and up to 1.
            given: What the kind takes: ``status``, ``body``, ``headers``, ``retry_after``; ``seconds``; ``to``;
                ``value``.

        Returns:
            The fault, which counts its hits and is what `remove` takes.

        Raises:
            ValueError: Names the argument and what is wrong with it.
        """
        fault = Fault(on, kind, times, rate, given)
        with self._lock:
            self._faults.append(fault)
        return fault

    def add_all(self, faults: Iterable[Fault | Mapping[str, Any]]) -> None:
        """Break several things at once, or none when one of them is wrong."""
        new = [fault if isinstance(fault, Fault) else read_fault(fault) for fault in faults]
        with self._lock:
            self._faults += new

    def remove(self, fault: Fault) -> None:
        """Mend one thing."""
        with self._lock:
            self._faults = [other for other in self._faults if other is not fault]

    def clear(self) -> None:
        """Mend everything, and let the dice of the rates start anew."""
        with self._lock:
            self._faults.clear()
            self._dice.seed(self._seed)

    def next_for(self, operation: str) -> Fault | None:
        """Return what goes wrong with this call of `operation`, and count it."""
        with self._lock:
            for fault in self._faults:
                if not fault.concerns(operation) or fault.spent:
                    continue
                if fault.rate < 1 and self._dice.random() >= fault.rate:
                    continue
                fault.hits += 1
                return fault
        return None


def read_fault(told: Any) -> Fault:
    """Return the fault that an object of `Faults.add`'s arguments describes; ValueError when it is none."""
    if not isinstance(told, Mapping):
        raise ValueError("a fault is an object with on and kind")  # noqa: TRY004  one kind of error for bad input
    if missing := {"on", "kind"} - set(told):
        raise ValueError(f"{min(missing)}: is missing")
    own = {"on", "kind", "times", "rate"}
    given = {name: value for name, value in told.items() if name not in own}
    return Fault(told["on"], told["kind"], told.get("times"), told.get("rate", 1.0), given)


def _check(fault: Fault) -> None:
    if fault.on not in OPERATIONS:
        raise ValueError(f"on: {fault.on!r} is none of {', '.join(sorted(OPERATIONS))}")
    if fault.kind not in KINDS:
        raise ValueError(f"kind: {fault.kind!r} is none of {', '.join(sorted(KINDS))}")
    if fault.on != "*" and fault.on != ONLY_ON.get(fault.kind, fault.on):
        raise ValueError(f"on: {fault.kind} happens to {ONLY_ON[fault.kind]} alone")
    if fault.on == "webhook" and fault.kind not in OF_WEBHOOKS:
        raise ValueError(f"kind: a delivery knows {', '.join(sorted(OF_WEBHOOKS))}")
    if fault.times is not None and (not _is_number(fault.times, int) or fault.times < 1):
        raise ValueError("times: must be a whole number of at least 1")
    if not _is_number(fault.rate, int, float) or not 0 < fault.rate <= 1:
        raise ValueError("rate: must be above 0 and up to 1")
    if unknown := set(fault.given) - TAKES.get(fault.kind, set()):
        raise ValueError(f"{min(unknown)}: {fault.kind} does not take it")
    _check_given(fault.given)


def _check_given(given: Mapping[str, Any]) -> None:
    status, seconds, headers, to = (given.get(name) for name in ("status", "seconds", "headers", "to"))
    if status is not None and (not _is_number(status, int) or not 200 <= status <= 599):  # noqa: PLR2004
        raise ValueError("status: must be an HTTP status from 200 to 599")
    if seconds is not None and (not _is_number(seconds, int, float) or not 0 <= seconds < float("inf")):
        raise ValueError("seconds: must be a number of at least 0")
    if headers is not None and not isinstance(headers, Mapping):
        raise ValueError("headers: must be an object")
    if to is not None and not isinstance(to, str):
        raise ValueError("to: must be a URL")


def _is_number(value: Any, *types: type) -> bool:
    return isinstance(value, types) and not isinstance(value, bool)
