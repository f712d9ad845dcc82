"""``limio-agent eval``: what its options mean, and what it says where they cannot be used."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from limio_sales_agent.cli.unusable import Unusable
from limio_sales_agent.evaluation.broken import broken
from limio_sales_agent.evaluation.drafting import as_yaml
from limio_sales_agent.evaluation.loader import ScenarioError
from limio_sales_agent.evaluation.parts import BROKEN
from limio_sales_agent.evaluation.run_file import OtherRun, identity
from limio_sales_agent.evaluation.schema import Scenario
from limio_sales_agent.evaluation.setup import Setup
from limio_sales_agent.evaluation.suite import common_keys, drafted, suite
from limio_sales_agent.evaluation.summary import Prices
from limio_sales_agent.evaluation.trial_command import run_trial
from limio_sales_agent.playbook import PlaybookError
from limio_sales_agent.reading.chat_model import ModelError, resolve_model

MODELLESS = frozenset({"none", "scripted"})


def scenarios_for(
    paths: Sequence[Path], catalogue: Path | None, playbook: Path | None, most: int | None
) -> list[Scenario]:
    """Return what is played; Unusable says what keeps it from being read."""
    try:
        found = suite(paths, catalogue, playbook)
    except (ScenarioError, PlaybookError, ValueError, OSError) as error:
        raise Unusable(str(error)) from None
    if not found:
        raise Unusable("nothing to play: no offer with a price can be sold; `eval init` says why")
    return found if most is None else _spread(found, most)


def _spread(found: list[Scenario], most: int) -> list[Scenario]:
    """Return at most so many, evenly over the whole, so that each kind may be among them."""
    return found if len(found) <= most else [found[place * len(found) // most] for place in range(most)]


def check_models(setup: Setup) -> None:
    """Make each model once before anything is played; Unusable says what it lacks."""
    if setup.agent == "tools" and setup.model == "none":
        raise Unusable("--agent tools needs a model: without one there is nobody to use the tools")
    if setup.agent == "sales" and setup.model and setup.model.startswith(BROKEN):
        raise Unusable(f"--model {setup.model}: the broken sellers use the tools; add --agent tools")
    try:
        if setup.model and setup.model.startswith(BROKEN):
            broken(setup.model.removeprefix(BROKEN))
        elif setup.model not in MODELLESS:
            resolve_model(setup.model)
    except (ModelError, ValueError) as error:
        raise Unusable(f"--model {error}") from None
    try:
        resolve_model(setup.customer)
    except ModelError as error:
        raise Unusable(f"--customer {error}") from None


def try_it(
    console: Console,
    scenarios: list[Scenario],
    setup: Setup,
    *,
    repeats: int,
    workers: int,
    prices: Prices,
    out: Path | None,
    fresh: bool,
) -> int:
    """Play and report; the exit code."""
    file = (out / "run.jsonl") if out else _kept(scenarios, repeats, setup)
    if fresh:
        file.unlink(missing_ok=True)
    try:
        code = run_trial(
            scenarios, setup, file, repeats=repeats, workers=workers, prices=prices, out=out, console=console
        )
    except OtherRun as error:
        raise Unusable(str(error)) from None
    if out is None and code in {0, 1}:
        file.unlink(missing_ok=True)  # it was told, and nothing is left to go on with
    return code


def _kept(scenarios: list[Scenario], repeats: int, setup: Setup) -> Path:
    """Return where a run is kept that writes nothing: the user's data folder, under what it plays."""
    home = Path(os.environ.get("XDG_DATA_HOME") or "~/.local/share").expanduser()
    name = hashlib.sha256(json.dumps(identity(scenarios, repeats, setup)).encode()).hexdigest()[:16]
    return home / "limio-agent" / "evaluations" / f"{name}.jsonl"


def draft(file: Path, catalogue: Path | None, playbook: Path | None) -> str:
    """Write drafted scenarios to a file that is not there yet, and return what to tell of it."""
    if file.exists():
        raise Unusable(f"{file}: is there already; name another file, or move it")
    try:
        found = drafted(catalogue, playbook)
    except (PlaybookError, ValueError, OSError) as error:
        raise Unusable(str(error)) from None
    if not found.scenarios:
        raise Unusable("\n".join(("nothing can be drafted", *found.skipped)))
    file.write_text(as_yaml(found, file.name, common_keys(catalogue, playbook)), encoding="utf-8")
    skipped = "".join(f"\n  skipped: {why}" for why in found.skipped)
    return f"{len(found.scenarios)} scenarios written to {file}{skipped}"
