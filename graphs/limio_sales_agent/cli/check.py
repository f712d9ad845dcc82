"""What one look of ``limio-agent doctor`` found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "warn", "fail"]


@dataclass(frozen=True)
class Check:
    """What one look found.

    Attributes:
        name: What was looked at.
        state: ``fail`` where selling would fail.
        found: What was found.
        remedy: What to do about it, or nothing.
    """

    name: str
    state: State
    found: str
    remedy: str = ""
