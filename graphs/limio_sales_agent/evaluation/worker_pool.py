"""Processes that play scenarios side by side. One that hangs or dies costs its own conversation and no other.

Processes, because playing is work more than waiting, and because nothing else can be ended from outside: an expression
that searches for ever holds the interpreter, and no thread beside it gets to look at a clock.
"""

from __future__ import annotations

import signal
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait

from limio_sales_agent.evaluation.record import Failure, Result
from limio_sales_agent.evaluation.schema import Scenario
from limio_sales_agent.evaluation.setup import Setup
from limio_sales_agent.evaluation.simulator import LATE, play

Job = tuple[Scenario, int, Setup]
SLACK = 10.0  # seconds more than a conversation may take: a new process loads everything first
ENDS_WITHIN = 2.0  # seconds
SPAWN = get_context("spawn")  # started anew, because threads do not survive a fork


def played(jobs: Iterable[Job], workers: int) -> Iterator[Result]:
    """Play jobs on so many processes and give each result as it comes.

    Args:
        jobs: A scenario, the number of its repetition, and the agent and model that are tried.
        workers: How many processes.
    """
    waiting = deque(jobs)
    pool = [Worker() for _ in range(min(workers, len(waiting)))]
    try:
        for worker in pool:
            worker.give(waiting.popleft())
        while busy := [worker for worker in pool if worker.job]:
            wait([worker.pipe for worker in busy], max(0.0, min(worker.until for worker in busy) - time.monotonic()))
            for worker in busy:
                if (result := worker.result()) is not None:
                    yield result
                    if waiting:
                        worker.give(waiting.popleft())
    finally:
        for worker in pool:
            worker.end()


class Worker:
    """One process, started anew after a job that hung or broke it."""

    def __init__(self) -> None:
        self.job: Job | None = None
        self.until = 0.0
        self._start()

    def _start(self) -> None:
        self.pipe, theirs = SPAWN.Pipe()
        self._process = SPAWN.Process(target=_work, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()

    def give(self, job: Job) -> None:
        """Give it a job and the time it may take."""
        self.job = job
        self.until = time.monotonic() + (job[2].seconds or job[0].max_seconds) + LATE + SLACK
        with suppress(OSError):  # it is gone already, which `result` will see
            self.pipe.send(job)

    def result(self) -> Result | None:
        """Return what came of its job, or None while there is still time."""
        job = self.job
        if job is None:
            return None
        if self.pipe.poll():
            try:
                found: Result = self.pipe.recv()
            except (EOFError, OSError):
                return self._lost(job, "its process ended")
            self.job = None
            return found
        return self._lost(job, "never came to an end") if time.monotonic() > self.until else None

    def _lost(self, job: Job, why: str) -> Result:
        self.end()
        self._start()
        self.job = None
        return Result(job[0].name, job[1], (Failure(None, why),))

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self.pipe.close()
        self._process.kill()
        self._process.join(ENDS_WITHIN)


def _work(pipe: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the run, and the run ends its workers
    while True:
        try:
            job: Job = pipe.recv()
        except EOFError:
            return
        pipe.send(play(*job))
