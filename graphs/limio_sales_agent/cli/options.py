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
Conversations = Annotated[
    str | None,
    typer.Option("--database", help="Where conversations are kept: a file, or postgresql://... to share them."),
]
OutcomesFile = Annotated[Path | None, typer.Option("--outcomes", help="Append each outcome to this file (JSON lines).")]
OutcomeWebhook = Annotated[str | None, typer.Option("--outcome-webhook", help="Post each outcome to this URL.")]
Origins = Annotated[
    list[str] | None,
    typer.Option("--allow-origin", help="A shop's page that may embed the chat, such as https://www.shop.example."),
]
Actions = Annotated[
    str, typer.Option("--actions", help="The tools other agents may call at /actions: browse, sell, ops or none.")
]
KeepDays = Annotated[
    int | None, typer.Option("--keep-days", min=1, help="Delete conversations so many days after their last message.")
]
ApprovalWithin = Annotated[
    int,
    typer.Option(
        "--approval-within",
        min=0,
        max=10_080,
        help="Minutes an order, or a customer promised a person, may wait for a colleague; 0 for as long as it does.",
    ),
]
AbandonedAfter = Annotated[
    float,
    typer.Option(
        "--abandoned-after", min=0.25, max=700, help="Hours after which a link nobody paid counts as left behind."
    ),
]
CatalogueFile = Annotated[Path | None, typer.Option("--catalogue", help="A catalogue file (JSON); else the sandbox's.")]
