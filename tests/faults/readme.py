"""The sales agent's page's table "What happens when something breaks", which the matrix has to agree with."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

PAGE = Path(__file__).parents[2] / "docs" / "sales-agent.md"
NONE = "\N{EN DASH}"  # where the table has no reason code
TITLE = "## What happens when something breaks"


class Row(NamedTuple):
    """What the customer gets, and the reason code without its backquotes; `NONE` where there is none."""

    gets: str
    reason: str


@cache
def promised() -> dict[str, Row]:
    """Return the table's rows by what happened."""
    section = PAGE.read_text().partition(TITLE)[2].partition("\n## ")[0]
    lines = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("| ")]
    return {what: Row(gets, reason.strip("`")) for what, gets, reason in lines[1:]}
