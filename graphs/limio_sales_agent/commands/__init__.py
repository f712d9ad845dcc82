"""The command ``limio-agent``."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command; where its extra is missing, say so in one line."""
    try:
        from limio_sales_agent.commands.app import app
    except ModuleNotFoundError as missing:
        if (missing.name or "").startswith(("limio_", "typer.", "rich.")):
            raise
        sys.exit(f'limio-agent needs its extra ({missing.name} is missing): pip install "limio-langchain[agent]"')
    app()
