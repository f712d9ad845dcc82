"""Workers that play scenarios: one that dies or hangs costs its own conversation and no other."""

import os
import time

import pytest

from limio_sales_agent.evaluation import worker_pool
from limio_sales_agent.evaluation.setup import Setup
from limio_sales_agent.evaluation.worker_pool import Worker, played


class Doomed:
    """Stands in for a scenario; loading it in the worker's process is the end of that process, or of its patience."""

    max_seconds = 0.0

    def __init__(self, name, end, *arguments):
        self.name, self._end = name, (end, arguments)

    def __reduce__(self):
        return self._end


@pytest.fixture
def impatient(monkeypatch):
    """Time is up at once."""
    monkeypatch.setattr(worker_pool, "LATE", 0.0)
    monkeypatch.setattr(worker_pool, "SLACK", 0.2)


def waited(worker):
    limit = time.monotonic() + 20
    while time.monotonic() < limit:
        if (result := worker.result()) is not None:
            return result
        worker.pipe.poll(0.05)
    return None


@pytest.mark.slow
def test_a_process_that_dies_is_a_failure_of_its_conversation():
    worker = Worker()
    try:
        worker.give((Doomed("dies", os._exit, 3), 1, Setup()))
        result = waited(worker)
    finally:
        worker.end()
    assert (result.scenario, result.repeat, result.failures[0].what) == ("dies", 1, "its process ended")


def test_a_conversation_without_end_is_ended(impatient):
    worker = Worker()
    try:
        worker.give((Doomed("hangs", time.sleep, 60), 0, Setup()))
        result = waited(worker)
    finally:
        worker.end()
    assert result.failures[0].what == "never came to an end"


def test_all_jobs_are_answered_whatever_becomes_of_the_workers(impatient):
    jobs = [(Doomed(f"number {number}", time.sleep, 60), 0, Setup()) for number in range(3)]
    assert sorted(result.scenario for result in played(jobs, 2)) == ["number 0", "number 1", "number 2"]
