"""A run as files: JSON, JUnit XML, and a page to read."""

import json
from dataclasses import asdict
from pathlib import Path

from limio_sales_agent.evaluation.outputs.junit import as_junit
from limio_sales_agent.evaluation.outputs.page import as_page
from limio_sales_agent.evaluation.summary import Summary

__all__ = ["as_junit", "as_page", "write"]


def write(summary: Summary, folder: Path) -> None:
    """Write ``result.json``, ``junit.xml`` and ``index.html`` into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    told = summary.as_json() | {"results": [asdict(one) for one in summary.results]}
    (folder / "result.json").write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / "junit.xml").write_text(as_junit(summary), encoding="utf-8")
    (folder / "index.html").write_text(as_page(summary), encoding="utf-8")
