"""Conversations that must go well, and whether they did: scenarios, the runner that plays them, and its report.

Names are resolved when first used, because pytest loads a plugin of this package in every project it is installed in.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from limio_sales_agent.evaluation.command import run_command
    from limio_sales_agent.evaluation.loader import EXAMPLES, ScenarioError, load
    from limio_sales_agent.evaluation.record import Failure, Result
    from limio_sales_agent.evaluation.report import Report
    from limio_sales_agent.evaluation.run import run
    from limio_sales_agent.evaluation.schema import Scenario

_HOMES = {
    "EXAMPLES": "loader",
    "Failure": "record",
    "Report": "report",
    "Result": "record",
    "Scenario": "schema",
    "ScenarioError": "loader",
    "load": "loader",
    "run": "run",
    "run_command": "command",
}

__all__ = ["EXAMPLES", "Failure", "Report", "Result", "Scenario", "ScenarioError", "load", "run", "run_command"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value  # `run` is the function, also after its module was imported
    return value
