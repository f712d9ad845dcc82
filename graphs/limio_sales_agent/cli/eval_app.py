"""``limio-agent eval``: its options; each loads what it needs when it is used."""
# ruff: noqa: PLC0415

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from limio_sales_agent.cli.options import CatalogueFile, PlaybookFile

eval_app = typer.Typer(add_completion=False, help="Try a model on a shop's scenarios, or draft the scenarios.")


@eval_app.callback(invoke_without_command=True)
def evaluate(
    ctx: typer.Context,
    model: Annotated[str, typer.Option(help="PROVIDER:NAME, scripted, broken:NAME, or none.")] = "none",
    agent: Annotated[str, typer.Option(help="sales, or tools: create_agent with the tools alone.")] = "sales",
    playbook: PlaybookFile = None,
    catalogue: CatalogueFile = None,
    scenarios: Annotated[list[Path] | None, typer.Option(help="Files or folders; else drafted from the shop.")] = None,
    customer: Annotated[str | None, typer.Option(help="A model that plays the customers, such as openai:NAME.")] = None,
    repeats: Annotated[int, typer.Option(min=1, max=100, help="How often each scenario is played.")] = 4,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many scenarios, spread over all.")] = None,
    workers: Annotated[int, typer.Option(min=1, help="How many side by side.")] = 2,
    seconds: Annotated[float, typer.Option(min=1, help="The most a conversation with a model may take.")] = 120,
    call_seconds: Annotated[float | None, typer.Option(min=1, help="The most one call of a model may take.")] = None,
    price_read: Annotated[float | None, typer.Option(min=0, help="For a million tokens read.")] = None,
    price_written: Annotated[float | None, typer.Option(min=0, help="For a million tokens written.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write JSON, JUnit and a page into this folder.")] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Begin anew where a run was stopped.")] = False,
) -> None:
    """Try a model on a shop's scenarios, against a sandbox."""
    if ctx.invoked_subcommand:
        return
    from limio_sales_agent.cli import evaluate as trial
    from limio_sales_agent.cli import setup
    from limio_sales_agent.cli.unusable import Unusable
    from limio_sales_agent.evaluation.setup import Setup
    from limio_sales_agent.evaluation.summary import Prices

    if agent not in {"sales", "tools"}:
        raise Unusable(f"--agent {agent}: must be sales or tools")
    tried = Setup(model, agent, customer, seconds, call_seconds)  # type: ignore[arg-type]  # checked above
    trial.check_models(tried)
    found = trial.scenarios_for(scenarios or (), catalogue, playbook, limit)
    options = {"repeats": repeats, "workers": workers, "out": out, "fresh": fresh}
    prices = Prices(price_read, price_written)
    raise typer.Exit(trial.try_it(setup.console(), found, tried, prices=prices, **options))  # type: ignore[arg-type]


@eval_app.command("init")
def eval_init(
    file: Annotated[Path, typer.Argument(help="Where to write them.")] = Path("scenarios.limio.yaml"),
    playbook: PlaybookFile = None,
    catalogue: CatalogueFile = None,
) -> None:
    """Draft scenarios from a catalogue and a playbook."""
    from limio_sales_agent.cli.evaluate import draft

    typer.echo(draft(file, catalogue, playbook))
