"""What a look found out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["as assumed", "differs", "not seen"]


@dataclass(frozen=True)
class Found:
    """What a look found out.

    Attributes:
        verdict: Whether the tenant does as assumed; ``not seen`` where it could not be told.
        what: What it does, in words without any value of its own.
    """

    verdict: Verdict
    what: str


def as_assumed(what: str) -> Found:
    """Return that it is so."""
    return Found("as assumed", what)


def differs(what: str) -> Found:
    """Return that it is otherwise."""
    return Found("differs", what)


def not_seen(why: str) -> Found:
    """Return that it could not be told."""
    return Found("not seen", why)


def if_so(held: bool, what: str, otherwise: str | None = None) -> Found:  # noqa: FBT001  the question itself
    """Return that it is as assumed where `held`, and what it is otherwise."""
    return as_assumed(what) if held else differs(otherwise if otherwise is not None else what)
