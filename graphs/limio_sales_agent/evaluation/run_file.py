"""The file a run is kept in: a line for each conversation, so that a run that was stopped goes on where it was."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from limio_sales_agent.evaluation.record import Failure, Result
from limio_sales_agent.evaluation.schema import Scenario
from limio_sales_agent.evaluation.setup import Setup


class OtherRun(ValueError):
    """The file holds another run; the text says what differs."""


class RunFile:
    """One run's conversations, appended as they end.

    Args:
        path: The file; made when it is not there.
        played: What is played: scenarios, repeats, agent, model and customer, as `identity` gives it.

    Raises:
        OtherRun: The file is that of another run, or no run's.
    """

    def __init__(self, path: Path, played: Mapping[str, Any]) -> None:
        self.path, self.results = path, list[Result]()
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        if not lines:
            path.write_text(json.dumps(dict(played)) + "\n", encoding="utf-8")
            return
        self._check(lines[0], played)
        self.results = [result for line in lines[1:] if (result := _result(line))]

    def _check(self, line: str, played: Mapping[str, Any]) -> None:
        try:
            held = json.loads(line)
        except ValueError:
            raise OtherRun(f"{self.path}: is no run of this command; choose another --out") from None
        if differs := [key for key in played if held.get(key) != played[key]]:
            raise OtherRun(f"{self.path}: is a run with other {', '.join(differs)}; choose another --out, or --fresh")

    def append(self, result: Result) -> None:
        """Keep a conversation; one that a kill cuts short is played again."""
        self.results.append(result)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(result), ensure_ascii=False) + "\n")


def identity(scenarios: Sequence[Scenario], repeats: int, setup: Setup) -> dict[str, Any]:
    """Return what makes a run another run."""
    text = "\n".join(one.model_dump_json() for one in scenarios)
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    return {
        "scenarios": digest,
        "repeats": repeats,
        "agent": setup.agent,
        "model": setup.model,
        "customer": setup.customer,
    }


def _result(line: str) -> Result | None:
    try:
        held = json.loads(line)
        failures = tuple(Failure(**one) for one in held.pop("failures"))
        return Result(
            **held
            | {"failures": failures, "milestones": tuple(held["milestones"]), "messages": tuple(held["messages"])}
        )
    except (ValueError, KeyError, TypeError):
        return None  # the line that a kill cut short
