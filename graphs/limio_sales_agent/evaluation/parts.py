"""What a scenario names: its playbook and its model."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from langchain_core.language_models import BaseChatModel

from limio_sales_agent.evaluation.broken import broken
from limio_sales_agent.evaluation.schema import Scenario
from limio_sales_agent.evaluation.scripted import ScriptedModel
from limio_sales_agent.evaluation.seller import Seller
from limio_sales_agent.evaluation.setup import Setup
from limio_sales_agent.playbook import SANDBOX_PLAYBOOK, Playbook
from limio_sales_agent.reading.chat_model import TIMEOUT, resolve_model
from limio_sales_agent.strict_yaml import read_mapping

BROKEN = "broken:"


def playbook_for(scenario: Scenario) -> Playbook:
    """Return the scenario's playbook, with the keys that are other in it.

    Raises:
        PlaybookError: The file cannot be used.
        ValidationError: The keys given in the scenario cannot.
    """
    if scenario.playbook == "neutral":
        return Playbook.model_validate(dict(scenario.playbook_with))
    file = SANDBOX_PLAYBOOK if scenario.playbook == "sandbox" else Path(scenario.playbook)
    if not scenario.playbook_with:
        return Playbook.load(file)
    return Playbook.model_validate(_merged(read_mapping(file), scenario.playbook_with), context={"folder": file.parent})


def _merged(file: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Return the file's keys with the scenario's: a mapping is added to, anything else replaced."""
    merged = dict(file)
    for key, value in other.items():
        both = isinstance(value, Mapping) and isinstance(merged.get(key), Mapping)
        merged[key] = _merged(merged[key], value) if both else value
    return merged


def model_for(scenario: Scenario, setup: Setup) -> BaseChatModel | None:
    """Return the model a conversation is played with: the setup's, the scenario's script, or none.

    Raises:
        ModelError: The model that is named cannot be made.
    """
    if setup.model is None or setup.model in {"none", "scripted"}:
        if setup.agent == "tools":
            return None if setup.model == "none" else Seller()
        return ScriptedModel() if scenario.scripted and setup.model != "none" else None
    if setup.model.startswith(BROKEN):
        return broken(setup.model.removeprefix(BROKEN))
    return resolve_model(setup.model, timeout=setup.call_seconds or TIMEOUT)
