"""What a run of scenarios came to, as numbers and as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from limio_sales_agent.evaluation.record import Failure, Result


@dataclass(frozen=True)
class Row:
    """One scenario over all its repetitions; numbers are sums, seconds the longest."""

    scenario: str
    results: tuple[Result, ...]

    @property
    def passed(self) -> int:
        """How many repetitions passed."""
        return sum(result.passed for result in self.results)

    @property
    def failures(self) -> list[tuple[int, Failure]]:
        """What went wrong: the repetition and the failure."""
        return [(result.repeat, failure) for result in self.results for failure in result.failures]


@dataclass(frozen=True)
class Report:
    """All results.

    Attributes:
        results: One for each scenario and repetition.
        repeat: How often each scenario was played.
        seconds: How long the whole run took.
    """

    results: tuple[Result, ...]
    repeat: int = 1
    seconds: float = 0.0

    @property
    def rows(self) -> list[Row]:
        """The results by scenario, in the order the scenarios were given in."""
        names = dict.fromkeys(result.scenario for result in self.results)
        return [Row(name, tuple(one for one in self.results if one.scenario == name)) for name in names]

    @property
    def passed(self) -> bool:
        """Whether every scenario passed every time."""
        return all(result.passed for result in self.results)

    @property
    def pass_rate(self) -> float:
        """The share of conversations that passed."""
        return _share(sum(result.passed for result in self.results), len(self.results))

    @property
    def pass_all(self) -> float:
        """pass^k: the share of scenarios that passed in all of their k repetitions."""
        return _share(sum(row.passed == len(row.results) for row in self.rows), len(self.rows))

    def describe(self, *, replies: bool = True) -> str:
        """Return what failed where, as plain text.

        Args:
            replies: Whether to quote what was said.
        """
        return "\n".join(line for row in self.rows for line in _failed(row, replies=replies))

    def print(self, console: Console) -> None:
        """Print the table, the totals and what failed where."""
        console.print(Group(self._table(), Text(self._totals(), style="bold"), *self._what_failed()))

    def _table(self) -> Table:
        table = Table(box=None, pad_edge=False)
        table.add_column("scenario", no_wrap=True, overflow="ellipsis", ratio=1)
        for name in ("passed", "turns", "model", "tokens", "HTTP", "seconds"):
            table.add_column(name, justify="right", no_wrap=True)
        for row in self.rows:
            colour = "green" if row.passed == len(row.results) else "red"
            passed = f"[{colour}]{row.passed}/{len(row.results)}[/]"
            table.add_row(escape(row.scenario), passed, *_numbers(row.results))
        return table

    def _totals(self) -> str:
        good = sum(row.passed == len(row.results) for row in self.rows)
        turns, calls, tokens, http, _ = _numbers(self.results)
        return (
            f"\n{good} of {len(self.rows)} scenarios passed {_times(self.repeat)} "
            f"(pass^{self.repeat} {self.pass_all:.1%}, conversations {self.pass_rate:.1%}); "
            f"{turns} turns, {calls} model calls, {tokens} tokens, {http} HTTP calls, {self.seconds:.1f} s"
        )

    def _what_failed(self) -> Iterator[RenderableType]:
        if told := self.describe():
            yield Text(f"\n{told}")


def _failed(row: Row, *, replies: bool) -> Iterator[str]:
    for repeat, failure in row.failures:
        where = f"turn {failure.turn}" if failure.turn else "the whole"
        yield f"{row.scenario} (time {repeat + 1}), {where}: {failure.what}"
        if replies and failure.said:
            yield f"    said:  {failure.said}"
        if replies and failure.reply:
            yield "    reply: " + failure.reply.replace("\n", "\n           ")


def _numbers(results: Sequence[Result]) -> tuple[str, ...]:
    sums = (sum(getattr(one, name) for one in results) for name in ("turns", "model_calls", "tokens", "http_calls"))
    return (*map(str, sums), f"{max((one.seconds for one in results), default=0):.1f}")


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def _times(repeat: int) -> str:
    return "once" if repeat == 1 else f"all {repeat} times"
