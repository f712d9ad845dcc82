"""Conversations that must go well, and whether they did: scenarios, the runner that plays them, and its report."""

from limio_sales_agent.scenarios.command import run_command
from limio_sales_agent.scenarios.load import ScenarioError, load
from limio_sales_agent.scenarios.model import Scenario
from limio_sales_agent.scenarios.record import Failure, Result
from limio_sales_agent.scenarios.report import Report
from limio_sales_agent.scenarios.run import run

__all__ = ["Failure", "Report", "Result", "Scenario", "ScenarioError", "load", "run", "run_command"]
