"""``limio-agent eval``: a table as it goes, with how far it is and how long it will take, and what it came to."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from limio_sales_agent.evaluation.lines import LINES
from limio_sales_agent.evaluation.outputs import write
from limio_sales_agent.evaluation.outputs.junit import transcript
from limio_sales_agent.evaluation.record import Result
from limio_sales_agent.evaluation.schema import Scenario
from limio_sales_agent.evaluation.setup import Setup
from limio_sales_agent.evaluation.summary import Prices, Summary, failed
from limio_sales_agent.evaluation.trial import try_model

STOPPED = 130  # what a shell calls a command that Ctrl-C ended


@dataclass
class Progress:
    """Prints a line for each conversation: how it went, how far the run is, and how long the rest will take."""

    console: Console
    begun: float = field(default_factory=time.monotonic)
    played: int = 0

    def show(self, result: Result, done: int, of: int) -> None:
        """Print one conversation."""
        self.played += 1
        left = (time.monotonic() - self.begun) / self.played * (of - done)
        word = "[green]pass[/]" if result.passed else "[red]FAIL[/]"
        crossed = sorted({one.line for one in result.failures} - {""})
        why = f"  {', '.join(crossed) or escape(result.failures[0].what[:60])}" if result.failures else ""
        told = f"{done:>4}/{of}  {word}  {result.turns:>2} turns {result.seconds:>5.1f} s  {_time(left):>7} left"
        self.console.print(f"{told}  {escape(result.scenario)}{why}", soft_wrap=True, highlight=False)


def run_trial(
    scenarios: Sequence[Scenario],
    setup: Setup,
    file: Path,
    *,
    repeats: int,
    workers: int,
    prices: Prices,
    out: Path | None,
    console: Console,
) -> int:
    """Try a model and print what it came to.

    Returns:
        The exit code: 0 when every conversation passed, 1 when one failed, 130 when it was stopped.

    Raises:
        OtherRun: The run's file is that of another run.
    """
    progress = Progress(console)
    try:
        summary = try_model(
            scenarios, setup, file, repeats=repeats, workers=workers, prices=prices, on_result=progress.show
        )
    except KeyboardInterrupt:
        console.print("\nstopped; the same command goes on from here")
        return STOPPED
    _print(summary, console)
    if out:
        write(summary, out)
        console.print(f"\nwritten: {out}/index.html, result.json, junit.xml", soft_wrap=True)
    return 1 if failed(summary.results) else 0


def _print(summary: Summary, console: Console) -> None:
    for result in failed(summary.results):
        console.print(f"\n{result.scenario} (time {result.repeat + 1})", style="bold", markup=False, highlight=False)
        for one in result.failures:
            console.print(f"  {one.line or 'not reached'}: {one.what}", markup=False, highlight=False, soft_wrap=True)
        console.print(_indented(transcript(result)), markup=False, highlight=False, soft_wrap=True)
    console.print(_passes(summary))
    console.print(_totals(summary), markup=False, highlight=False, soft_wrap=True)


def _passes(summary: Summary) -> Table:
    table = Table(box=None, pad_edge=False, title_justify="left", title="\n")
    for name in ("", "share", "95 % interval"):
        table.add_column(name, justify="right")
    for k, share, (low, high) in summary.passes:
        table.add_row(f"pass^{k}", f"{share:.1%}", f"{low:.1%} to {high:.1%}")
    return table


def _totals(summary: Summary) -> str:
    reached, of = summary.milestones
    read, written = summary.tokens
    cost = "unknown (--price-read and --price-written tell it)" if summary.cost is None else f"{summary.cost:.4f}"
    lines = [f"{line} {summary.lines[line]}" for line in LINES if summary.lines[line]]
    return (
        f"\n{len(summary.by_scenario)} scenarios, {len(summary.results)} conversations; milestones {reached} of {of}; "
        f"lines crossed: {', '.join(lines) or 'none'}\n"
        f"tokens {read:,} read, {written:,} written; cost {cost}; {summary.seconds_a_turn:.2f} s a turn"
    )


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())


def _time(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02} min" if minutes else f"{rest} s"
