"""The command ``limio-agent``."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command; where its extra is missing, say so in one line."""
    try:
        from limio_langchain.errors import LimioError  # noqa: PLC0415  only the check below can say what is missing
        from limio_sales_agent.commands.app import app  # noqa: PLC0415
        from limio_sales_agent.commands.unusable import Unusable  # noqa: PLC0415
    except ModuleNotFoundError as missing:
        if (missing.name or "").startswith(("limio_", "typer.", "rich.")):
            raise
        sys.exit(f'limio-agent needs its extra ({missing.name} is missing): pip install "limio-langchain[agent]"')
    try:
        app()
    except Unusable as error:
        sys.exit(str(error))
    except LimioError as error:
        sys.exit(f"Limio: {error}")
