"""Which scenarios a model is tried on: files, or those drafted from a catalogue and a playbook."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from limio_langchain import Offer
from limio_langchain.sandbox import Sandbox
from limio_sales_agent.evaluation.drafting import Draft, as_yaml, draft_scenarios
from limio_sales_agent.evaluation.loader import load
from limio_sales_agent.evaluation.schema import Scenario
from limio_sales_agent.playbook import SANDBOX_PLAYBOOK, Playbook


def drafted(catalogue: Path | None, playbook: Path | None) -> Draft:
    """Return the scenarios of a shop: of the sandbox's own where no catalogue is named.

    Raises:
        PlaybookError: The playbook cannot be used.
        ValueError: The catalogue cannot be read.
    """
    offers = [Offer.from_item(item) for item in Sandbox(catalogue).catalogue]
    book = playbook or (None if catalogue else SANDBOX_PLAYBOOK)
    return draft_scenarios(offers, Playbook.load(book) if book else Playbook())


def common_keys(catalogue: Path | None, playbook: Path | None) -> dict[str, str]:
    """Return the keys that all of a shop's scenarios have in common."""
    book = str(playbook.resolve()) if playbook else "neutral" if catalogue else "sandbox"
    return {"playbook": book} | ({"offers": str(catalogue.resolve())} if catalogue else {})


def suite(paths: Sequence[Path], catalogue: Path | None, playbook: Path | None) -> list[Scenario]:
    """Return the scenarios of files, else those drafted from a shop.

    Raises:
        ScenarioError: Names each file, line and key at fault.
    """
    if paths:
        return load(paths)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "drafted.yaml"
        file.write_text(
            as_yaml(drafted(catalogue, playbook), common=common_keys(catalogue, playbook)), encoding="utf-8"
        )
        return load([file])
