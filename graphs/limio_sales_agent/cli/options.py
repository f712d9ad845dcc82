"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

OnSandbox = Annotated[bool, typer.Option("--sandbox", help="Use a sandbox of its own instead of LIMIO_*.")]
PlaybookFile = Annotated[Path | None, typer.Option("--playbook", help="The team's playbook (YAML).")]
ModelName = Annotated[str | None, typer.Option("--model", help="Reads messages, such as openai:gpt-5.1.")]
AsJson = Annotated[bool, typer.Option("--json", help="One line of JSON each.")]
Port = Annotated[int, typer.Option(min=0, max=65_535, help="The port; a free one when 0.")]
Database = Annotated[Path | None, typer.Option("--database", help="Where conversations are kept.")]
CatalogueFile = Annotated[Path | None, typer.Option("--catalogue", help="A catalogue file (JSON); else the sandbox's.")]
