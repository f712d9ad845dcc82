"""``pytest --limio-eval``: each scenario of a ``*.limio.yaml`` file is a test. Until then it loads nothing."""
# ruff: noqa: PLC0415  pytest loads every plugin, in every project that this package is installed in

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

SUFFIX = ".limio.yaml"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("limio-eval", "scenarios of a shop that sells through Limio")
    group.addoption("--limio-eval", action="store_true", help=f"collect scenarios from *{SUFFIX}")
    group.addoption("--limio-eval-model", default="none", help="PROVIDER:NAME, scripted, broken:NAME, or none")
    group.addoption("--limio-eval-agent", default="sales", choices=("sales", "tools"), help="which agent is tried")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Take a file of scenarios."""
    if parent.config.getoption("--limio-eval") and file_path.name.endswith(SUFFIX):
        collected: pytest.Collector = ScenarioFile.from_parent(parent, path=file_path)
        return collected
    return None


class ScenarioFile(pytest.File):
    """A file of scenarios."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield a test for each scenario; a fault in the file is told with its line."""
        from limio_sales_agent.evaluation.loader import ScenarioError, load

        try:
            found = load([self.path])
        except ScenarioError as error:
            raise self.CollectError(str(error)) from None
        for one in found:
            yield ScenarioItem.from_parent(self, name=one.name, scenario=one)


class NotPassed(Exception):
    """A conversation did not pass; the text says why and holds what was said."""


class ScenarioItem(pytest.Item):
    """One scenario, played once."""

    def __init__(self, *, scenario: Any, **more: Any) -> None:
        super().__init__(**more)
        self._scenario = scenario

    def runtest(self) -> None:
        """Play it and judge it."""
        from limio_sales_agent.evaluation.outputs.junit import transcript
        from limio_sales_agent.evaluation.setup import Setup
        from limio_sales_agent.evaluation.simulator import play

        option = self.config.getoption
        result = play(self._scenario, 0, Setup(option("--limio-eval-model"), option("--limio-eval-agent")))
        if result.failures:
            why = "\n".join(f"{one.line or 'not reached'}: {one.what}" for one in result.failures)
            raise NotPassed(f"{why}\n\n{transcript(result)}")

    def repr_failure(self, excinfo: Any, style: Any = None) -> Any:
        """Return what failed, without a traceback of this file."""
        return str(excinfo.value) if isinstance(excinfo.value, NotPassed) else super().repr_failure(excinfo, style)
