"""Shows what was found: a report for a bug report."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from limio_langchain.conformance.judging import Row


def as_json(row: Row) -> dict[str, Any]:
    """Return a row as JSON types."""
    told = {"id": row.fact.id, "verdict": row.found.verdict, "found": row.found.what, "assumed": row.fact.assumed}
    means = {"means": row.fact.otherwise, "setting": row.fact.setting, "stops": row.stops}
    return told | (means if row.differs else {})


def report(rows: Sequence[Row], *, write: bool) -> str:
    """Return the report: what was found, without hosts, ids, secrets or anything of a customer's.

    Args:
        rows: From `conform`.
        write: Whether a basket was made for it.
    """
    asked = "reading, and one basket" if write else "reading alone"
    lines = [
        "# What a Limio tenant does, and what limio-langchain assumed",
        "",
        (
            f"limio-langchain {version('limio-langchain')}, Python {platform.python_version()}, "
            f"{datetime.now(UTC):%Y-%m-%d}; {asked}."
        ),
        ", ".join(f"{_count(rows, verdict)} {verdict}" for verdict in ("as assumed", "differs", "not seen")) + ".",
        "",
        "| fact | verdict | found | assumed | what it means | setting |",
        "|---|---|---|---|---|---|",
    ]
    return "\n".join([*lines, *(_line(row) for row in rows)]) + "\n"


def _line(row: Row) -> str:
    verdict = f"**{row.found.verdict}**" if row.differs else row.found.verdict
    means = (row.fact.otherwise, row.fact.setting) if row.differs else ("", "")
    return _cells(row.fact.fact, verdict, row.found.what, row.fact.assumed, *means)


def _count(rows: Sequence[Row], verdict: str) -> int:
    return sum(row.found.verdict == verdict for row in rows)


def _cells(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
