"""``limio-agent conform``: the tenant held against the facts, as a table."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from limio_langchain import LimioSettings
from limio_sales_agent.commands.unusable import Unusable
from limio_sales_agent.conform import Row, conform
from limio_sales_agent.conform.showing import as_json as row_as_json
from limio_sales_agent.conform.showing import report as written

STYLES = {"as assumed": "green", "differs": "bold yellow", "not seen": "dim"}
WIDTH = 120  # where there is no terminal to ask


def run_conform(console: Console, settings: LimioSettings, *, write: bool, report: Path | None, as_json: bool) -> int:
    """Print what was found and return the exit status: 1 when selling would be wrong.

    Args:
        console: Where to print.
        settings: The tenant's.
        write: Also make a basket.
        report: Where to write the report.
        as_json: Print a line of JSON a fact, and no table.

    Raises:
        Unusable: There are no credentials, or the report cannot be written.
    """
    if settings.client_id is None or settings.api_url is None:
        raise Unusable("conform asks the API: set LIMIO_API_URL, LIMIO_CLIENT_ID and LIMIO_CLIENT_SECRET")
    rows = conform(settings, write=write)
    if as_json:
        for row in rows:
            print(json.dumps(row_as_json(row), ensure_ascii=False))  # noqa: T201  a command's answer
    else:
        _print(console, rows, write=write)
    if report:
        try:
            report.write_text(written(rows, write=write), encoding="utf-8")
        except OSError as error:
            raise Unusable(f"--report {report}: {error.strerror}") from None
    return int(any(row.stops for row in rows))


def _print(console: Console, rows: Sequence[Row], *, write: bool) -> None:
    differing = sum(row.differs for row in rows)
    table = Table(
        box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 1, 0), width=None if console.is_terminal else WIDTH
    )
    columns = {"fact": 3, "assumed": 5, "found": 5} | ({"what that means here": 5} if differing else {})
    for column, share in columns.items():
        table.add_column(column, ratio=share, overflow="fold")
    for row in rows:
        found = Text.assemble((row.found.verdict, STYLES[row.found.verdict]), f"\n{row.found.what}")
        cells = [Text(_plain(row.fact.fact)), Text(_plain(row.fact.assumed), style="dim"), found, _meaning(row)]
        table.add_row(*cells[: len(columns)])
    console.print(table)
    seen = sum(row.found.verdict != "not seen" for row in rows)
    console.print(f"{seen} facts looked at, {differing} differ" + ("." if write else "; --write looks at more."))
    if any(row.stops for row in rows):
        console.print("Selling would be wrong here.", style="bold red")


def _meaning(row: Row) -> Text:
    """Return what a difference means, and what to set."""
    if not row.differs:
        return Text()
    wrong = ("\nselling would be wrong", "bold red") if row.stops else ""
    return Text.assemble(_plain(row.fact.otherwise), f"\nset {row.fact.setting}" if row.fact.setting else "", wrong)


def _plain(words: str) -> str:
    """Return a fact's words without their Markdown."""
    return words.replace("`", "")
