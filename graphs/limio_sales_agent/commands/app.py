"""The command's parts, each loaded when it is used."""

from __future__ import annotations

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Sell subscriptions through Limio.")


@app.callback()
def about() -> None:
    """Sell subscriptions through Limio."""


@app.command()
def demo() -> None:
    """Watch a sale happen on the sandbox, then watch it happen with the API down."""
    from limio_sales_agent.commands.demo import run_demo

    raise typer.Exit(run_demo())
