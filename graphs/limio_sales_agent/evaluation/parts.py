"""What a scenario names: its playbook and its model."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from langchain_core.language_models import BaseChatModel

from limio_sales_agent.playbook import Playbook
from limio_sales_agent.scenarios.model import Scenario
from limio_sales_agent.strict_yaml import read_mapping

SANDBOX_PLAYBOOK = Path(__file__).parents[1] / "playbooks" / "tidewell.yaml"


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


def model_named(name: str) -> BaseChatModel:
    """Return the chat model for ``openai:NAME``, or a bare NAME.

    Raises:
        ValueError: Another provider is named.
    """
    provider, _, model = name.rpartition(":")
    if provider not in {"", "openai"}:
        raise ValueError(f"model {name!r}: only openai:NAME is known here; OPENAI_BASE_URL points it at other servers")
    from langchain_openai import ChatOpenAI  # noqa: PLC0415  heavy, and most scenarios need no model

    return ChatOpenAI(model=model)
