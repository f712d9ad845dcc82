"""Processes forked from a template that has loaded the code and done nothing else: loading takes seconds."""

import multiprocessing
import os
import sys
from functools import cache
from multiprocessing import forkserver
from pathlib import Path

TESTS = Path(__file__).parents[1]
PRELOADED = ["warmed", "chaos.worker"]  # by whoever forks first for all of them: there is one template a process


@cache
def forks():
    """Return the context that forks from the template, which finds what it loads by the environment alone."""
    context, known = multiprocessing.get_context("forkserver"), os.environ.get("PYTHONPATH")
    context.set_forkserver_preload(PRELOADED)
    os.environ["PYTHONPATH"] = os.pathsep.join([str(TESTS / "support"), str(TESTS), *filter(None, [known])])
    try:
        forkserver.ensure_running()
    finally:
        os.environ.pop("PYTHONPATH")
        os.environ.update({"PYTHONPATH": known} if known else {})
    return context


def tell_loaded(pipe):
    """Send the names of all modules that a process has."""
    pipe.send([*sys.modules])
