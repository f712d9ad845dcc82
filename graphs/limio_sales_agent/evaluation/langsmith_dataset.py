"""Scenarios as a LangSmith dataset's examples, and what ``langsmith.evaluate`` needs; nothing is sent by itself.

``langsmith.evaluate(target(setup), data=examples(scenarios), evaluators=[passed], upload_results=False)`` runs without
an account and without a network.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from langsmith.schemas import Example

from limio_sales_agent.evaluation.schema import Scenario
from limio_sales_agent.evaluation.setup import Setup
from limio_sales_agent.evaluation.simulator import play

DATASET = uuid5(NAMESPACE_URL, "limio-langchain scenarios")


def examples(scenarios: Iterable[Scenario]) -> list[Example]:
    """Return an example for each scenario; its inputs are the scenario's own keys, to be stored as they are."""
    now = datetime.now(UTC)
    return [
        Example(
            id=uuid5(DATASET, one.name),
            dataset_id=DATASET,
            created_at=now,
            inputs={"scenario": one.model_dump(mode="json", exclude_defaults=True)},
            outputs={"passed": True, "lines": []},
        )
        for one in scenarios
    ]


def target(setup: Setup) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Return what is evaluated: it plays an example's scenario with a model, and answers what came of it.

    Args:
        setup: The agent and model that are tried.
    """

    def played(inputs: dict[str, Any]) -> dict[str, Any]:
        result = play(Scenario.model_validate(inputs["scenario"]), 0, setup)
        lines = sorted({one.line for one in result.failures} - {""})
        failures = [one.what for one in result.failures]
        return {"passed": result.passed, "lines": lines, "failures": failures, "messages": list(result.messages)}

    return played


def passed(outputs: dict[str, Any]) -> dict[str, Any]:
    """Score 1 for a conversation that passed; code's verdict, no model's."""
    return {"key": "passed", "score": int(outputs["passed"]), "comment": "; ".join(outputs["failures"])}


def crossed_lines(outputs: dict[str, Any]) -> dict[str, Any]:
    """Score how many lines were crossed."""
    return {"key": "crossed_lines", "score": len(outputs["lines"]), "comment": ", ".join(outputs["lines"])}
