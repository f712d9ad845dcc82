"""``limio-agent conform``: the tenant held against the facts, as a table."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from limio_langchain import LimioSettings, seen_facts
from limio_langchain.conformance import Row, conform
from limio_langchain.conformance.recording import Exchange
from limio_langchain.conformance.scrubbing import NotClean, cassette
from limio_langchain.conformance.showing import as_json as row_as_json
from limio_langchain.conformance.showing import report as written
from limio_sales_agent.cli.unusable import Unusable

STYLES = {"as assumed": "green", "differs": "bold yellow", "not seen": "dim"}
WIDTH = 120  # where there is no terminal to ask


def run_conform(
    console: Console,
    settings: LimioSettings,
    *,
    write: bool,
    report: Path | None,
    as_json: bool,
    subscription: str | None = None,
    record: Path | None = None,
) -> int:
    """Print what was found and return the exit status: 1 when selling would be wrong.

    Args:
        console: Where to print.
        settings: The tenant's.
        write: Also make a basket.
        subscription: With `write`, a subscription to begin a change of.
        report: Where to write the report.
        record: Where to write the cassette.
        as_json: Print a line of JSON a fact, and no table.

    Raises:
        Unusable: There are no credentials, or the report cannot be written.
    """
    if settings.client_id is None or settings.api_url is None:
        raise Unusable("conform asks the API: set LIMIO_API_URL, LIMIO_CLIENT_ID and LIMIO_CLIENT_SECRET")
    if subscription and not write:
        raise Unusable("--subscription begins a change, so it needs --write too")
    exchanges: list[Exchange] | None = [] if record else None
    rows = conform(settings, write=write, subscription_id=subscription, record=exchanges)
    if as_json:
        for row in rows:
            print(json.dumps(row_as_json(row), ensure_ascii=False))  # noqa: T201  a command's answer
    else:
        _print(console, rows, write=write)
    _keep(settings, rows)
    if report:
        _write(report, "--report", written(rows, write=write))
    if record and exchanges is not None:
        _write(record, "--record", _cassette(exchanges, settings))
    return int(any(row.stops for row in rows))


def _write(place: Path, option: str, text: str) -> None:
    try:
        place.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Unusable(f"{option} {place}: {error.strerror}") from None


def _cassette(exchanges: Sequence[Exchange], settings: LimioSettings) -> str:
    try:
        told = cassette(exchanges, settings, datetime.now(UTC).date().isoformat())
    except NotClean as error:
        raise Unusable(f"--record: {error}, so nothing was written") from None
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _keep(settings: LimioSettings, rows: Sequence[Row]) -> None:
    """Put down what was seen, so that what rests on it may be used on this tenant."""
    found = {row.fact.id: row.found.verdict for row in rows if row.found.verdict != "not seen"}
    try:
        seen_facts.keep(settings, found)
    except OSError as error:
        place = seen_facts.place_of(settings)
        raise Unusable(f"what was seen could not be kept in {place} (LIMIO_FACTS_FILE): {error.strerror}") from None


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
