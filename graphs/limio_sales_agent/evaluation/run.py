"""Plays scenarios side by side."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from itertools import starmap
from pathlib import Path

from limio_sales_agent.evaluation.loader import load
from limio_sales_agent.evaluation.record import Result
from limio_sales_agent.evaluation.report import Report
from limio_sales_agent.evaluation.setup import Setup
from limio_sales_agent.evaluation.simulator import play
from limio_sales_agent.evaluation.worker_pool import Job, played

OnResult = Callable[[Result, int], None]


def run(
    paths: Iterable[str | Path],
    *,
    repeat: int = 1,
    model: str | None = None,
    workers: int = 2,
    seed: int = 0,
    on_result: OnResult | None = None,
) -> Report:
    """Play scenarios, each with a sandbox, an agent and a thread of its own; every other repetition awaiting.

    Args:
        paths: YAML files, and folders of them.
        repeat: How often each is played, at least 1.
        model: A model such as ``openai:NAME`` to read with, instead of what the scenarios say.
        workers: How many processes play side by side; 1 plays in this one, where a
            hang of the interpreter itself cannot be ended.
        seed: Added to the seeds of generated conversations.
        on_result: Called after each conversation with its result and how many there are in all.

    Returns:
        The report; it never depends on which worker was faster.

    Raises:
        ScenarioError: Names each file, scenario and key at fault.
        ValueError: ``repeat`` or ``workers`` is below 1.
    """
    if repeat < 1 or workers < 1:
        raise ValueError("repeat and workers must be at least 1")
    begun = time.perf_counter()
    jobs: list[Job] = [(one, number, Setup(model)) for one in load(paths, seed=seed) for number in range(repeat)]
    results: list[Result] = []
    for result in played(jobs, workers) if workers > 1 else starmap(play, jobs):
        results.append(result)
        if on_result:
            on_result(result, len(jobs))
    order = {(one.name, number): place for place, (one, number, _) in enumerate(jobs)}
    results.sort(key=lambda one: order[one.scenario, one.repeat])
    return Report(tuple(results), repeat, time.perf_counter() - begun)
