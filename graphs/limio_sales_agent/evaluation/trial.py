"""Tries a model on scenarios: plays what is left of a run, keeps each conversation, and sums it up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import starmap
from pathlib import Path

from limio_sales_agent.evaluation.record import Result
from limio_sales_agent.evaluation.run_file import RunFile, identity
from limio_sales_agent.evaluation.schema import Scenario
from limio_sales_agent.evaluation.setup import Setup
from limio_sales_agent.evaluation.simulator import play
from limio_sales_agent.evaluation.summary import Prices, Summary
from limio_sales_agent.evaluation.worker_pool import Job, played

OnResult = Callable[[Result, int, int], None]


def try_model(
    scenarios: Sequence[Scenario],
    setup: Setup,
    file: Path,
    *,
    repeats: int = 1,
    workers: int = 1,
    prices: Prices = Prices(),  # noqa: B008  frozen
    on_result: OnResult | None = None,
) -> Summary:
    """Play every scenario so often, but for what the run's file already holds.

    Args:
        scenarios: What is played.
        setup: The agent and model that are tried.
        file: Where each conversation is kept as it ends.
        repeats: How often each scenario is played.
        workers: How many conversations are played side by side.
        prices: What the model costs.
        on_result: Called after each conversation with it, how many are done, and how many there are.

    Returns:
        What the whole run came to, what was played before included.

    Raises:
        OtherRun: The file is that of another run.
    """
    kept = RunFile(file, identity(scenarios, repeats, setup))
    done = {(one.scenario, one.repeat) for one in kept.results}
    jobs: list[Job] = [(one, n, setup) for n in range(repeats) for one in scenarios if (one.name, n) not in done]
    for result in _played(jobs, workers):
        kept.append(result)
        if on_result:
            on_result(result, len(kept.results), repeats * len(scenarios))
    order = {one.name: place for place, one in enumerate(scenarios)}
    results = sorted(kept.results, key=lambda one: (order[one.scenario], one.repeat))
    return Summary(setup, tuple(results), repeats, prices)


def _played(jobs: Sequence[Job], workers: int) -> Iterator[Result]:
    return played(jobs, workers) if workers > 1 and len(jobs) > 1 else starmap(play, jobs)
