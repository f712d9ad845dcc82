"""The command ``limio-agent``."""

from __future__ import annotations

import sys
from io import TextIOWrapper

EXTRAS = {"psycopg": "postgres", "psycopg_pool": "postgres", "mcp": "mcp", "langchain": "langchain"}


def main() -> None:
    """Run the command; what the user can mend, such as an extra that is missing, is told in one line."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal that has no pound sign shows what stands for it
            stream.reconfigure(errors="backslashreplace")
    try:
        # Here and not above, because only this can say what is missing.
        from limio_langchain.errors import LimioError  # noqa: PLC0415
        from limio_sales_agent.cli.app import app  # noqa: PLC0415
        from limio_sales_agent.cli.unusable import Unusable  # noqa: PLC0415
    except ModuleNotFoundError as missing:
        sys.exit(_lacking(missing))
    try:
        app()
    except Unusable as error:
        sys.exit(str(error))
    except LimioError as error:
        sys.exit(f"Limio: {error}")
    except ModuleNotFoundError as missing:
        sys.exit(_lacking(missing))


def _lacking(missing: ModuleNotFoundError) -> str:
    """Say which extra brings a module that is not installed; one of ours would be a fault of ours, and is raised."""
    module = (missing.name or "").partition(".")[0]
    if not module or module.startswith("limio_"):
        raise missing
    extra = EXTRAS.get(module, "agent")
    return f'limio-agent needs {module}, which is not installed: pip install "limio-langchain[{extra}]"'
