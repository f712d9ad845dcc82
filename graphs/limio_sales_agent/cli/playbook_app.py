"""``limio-agent playbook``: its options; each loads what it needs when it is used."""
# ruff: noqa: PLC0415

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from limio_sales_agent.cli.options import OnSandbox

playbook_app = typer.Typer(no_args_is_help=True, help="Draft a playbook, or list what it cannot sell.")


@playbook_app.command("init")
def playbook_init(
    file: Annotated[Path | None, typer.Argument(help="Where to write it; the terminal when left out.")] = None,
    sandbox: OnSandbox = False,
) -> None:
    """Draft a playbook from the catalogue."""
    from limio_sales_agent.cli import setup
    from limio_sales_agent.cli.playbooks import draft

    with setup.shop(sandbox=sandbox) as settings:
        draft(settings, file)


@playbook_app.command("check")
def playbook_check(
    file: Annotated[Path | None, typer.Argument(help="The playbook; the neutral one when left out.")] = None,
    sandbox: OnSandbox = False,
) -> None:
    """List what a playbook cannot sell, and why."""
    from limio_sales_agent.cli import setup
    from limio_sales_agent.cli.playbooks import check

    with setup.shop(sandbox=sandbox) as settings:
        raise typer.Exit(check(setup.console(), settings, file, sandbox=sandbox))
