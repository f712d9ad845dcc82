"""Writes drafted scenarios as YAML that a person edits."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from ruamel.yaml import YAML

from limio_sales_agent.evaluation.drafting.draft import Draft

HEAD = """\
# Scenarios drafted from your catalogue and playbook. Change what a customer says and what must come of it; the keys are
# explained in docs/evaluation.md, and a fault is told with its line.
#   limio-agent eval --scenarios {file} --model openai:NAME
"""


def as_yaml(draft: Draft, file: str = "scenarios.limio.yaml", common: Mapping[str, Any] | None = None) -> str:
    """Return the scenarios as a file, with what was skipped as comments at its head.

    Args:
        draft: The scenarios.
        file: Where it will be kept; the command in it names that.
        common: Keys of every scenario, such as ``playbook`` and ``offers``.
    """
    skipped = "".join(f"# skipped: {_line(why)}\n" for why in draft.skipped)
    out = io.StringIO()
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style, yaml.sort_base_mapping_type_on_output, yaml.width = None, False, 120  # type: ignore[assignment]
    yaml.allow_unicode = True
    yaml.dump({"common": dict(common or {}), "scenarios": [dict(one) for one in draft.scenarios]}, out)
    return HEAD.format(file=file) + skipped + "\n" + out.getvalue()


def _line(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)
