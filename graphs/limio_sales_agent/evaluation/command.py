"""``limio-agent scenarios``: plays scenarios with a progress bar and prints the table."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from limio_sales_agent.evaluation.loader import EXAMPLES, ScenarioError
from limio_sales_agent.evaluation.record import Result
from limio_sales_agent.evaluation.report import Report
from limio_sales_agent.evaluation.run import run


def run_command(
    folder: str | Path = EXAMPLES,
    *,
    repeat: int = 1,
    model: str | None = None,
    workers: int = 2,
    seed: int = 0,
    console: Console | None = None,
) -> int:
    """Play scenarios and print how they went.

    Args:
        folder: A folder of scenario files, or one file; this package's own when left out.
        repeat: How often each is played.
        model: A model such as ``openai:NAME`` to read with.
        workers: How many are played side by side.
        seed: Added to the seeds of generated conversations.
        console: Where to print; standard output when left out.

    Returns:
        The exit code: 0 when all passed, 1 when any failed, 2 when the scenarios cannot be read.
    """
    out = console or Console()
    try:
        report = _with_progress(folder, repeat, model, workers, seed, out)
    except (ScenarioError, ValueError) as error:
        Console(stderr=True).print(str(error), style="red", markup=False, highlight=False, soft_wrap=True)
        return 2
    report.print(out)
    return 0 if report.passed else 1


def _with_progress(folder: str | Path, repeat: int, model: str | None, workers: int, seed: int, out: Console) -> Report:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=out, transient=True) as progress:
        task = progress.add_task("playing", total=None)
        failed = 0

        def show(result: Result, total: int) -> None:
            nonlocal failed
            failed += not result.passed
            words = f"playing, {failed} failed" if failed else "playing"
            progress.update(task, advance=1, total=total, description=words)

        return run([folder], repeat=repeat, model=model, workers=workers, seed=seed, on_result=show)
