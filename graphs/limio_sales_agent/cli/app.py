"""The command's parts. Each loads what it needs when it is used, so that ``--help`` is quick."""
# ruff: noqa: PLC0415

from __future__ import annotations

from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from limio_sales_agent.cli.eval_app import eval_app
from limio_sales_agent.cli.options import (
    AbandonedAfter,
    Actions,
    ApprovalWithin,
    AsJson,
    Conversations,
    Database,
    KeepDays,
    ModelName,
    OnSandbox,
    Origins,
    OutcomesFile,
    OutcomeWebhook,
    PlaybookFile,
    Port,
)
from limio_sales_agent.cli.playbook_app import playbook_app

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,  # locals hold customers' words
    help="Sell subscriptions through Limio: try it, talk to it, look into a tenant.",
)
app.add_typer(playbook_app, name="playbook")
app.add_typer(eval_app, name="eval")


def _show_version(wanted: bool) -> None:  # noqa: FBT001  typer's signature
    if wanted:
        from importlib.metadata import version

        typer.echo(f"limio-agent {version('limio-langchain')}")
        raise typer.Exit


@app.callback()
def begin(
    version: Annotated[bool, typer.Option("--version", callback=_show_version, is_eager=True)] = False,  # noqa: ARG001
) -> None:
    """Read the working directory's ``.env`` before any command."""
    from limio_sales_agent.cli.environment import read_env_file

    read_env_file()


@app.command()
def demo() -> None:
    """Watch a sale happen on the sandbox, then watch it happen with the API down."""
    from limio_sales_agent.cli.demo import run_demo

    raise typer.Exit(run_demo())


@app.command()
def chat(
    sandbox: OnSandbox = False,
    playbook: PlaybookFile = None,
    model: ModelName = None,
    thread: Annotated[str | None, typer.Option(help="Go on with this conversation.")] = None,
    database: Database = None,
    outcomes: OutcomesFile = None,
    outcome_webhook: OutcomeWebhook = None,
    approval: Annotated[bool, typer.Option("--approval", help="Stop for a colleague before each checkout.")] = False,
) -> None:
    """Talk to the agent on the terminal."""
    from limio_sales_agent.cli import setup
    from limio_sales_agent.cli.chat import Chat
    from limio_sales_agent.cli.store import own_file

    with setup.shop(sandbox=sandbox) as settings:
        options: dict[str, Any] = {
            "model": setup.read_answering_model(model),
            "thread": thread,
            "on_outcome": setup.read_sink(outcomes, outcome_webhook),
            "approval": approval,
        }
        book = setup.read_playbook(playbook, sandbox=sandbox)
        Chat(setup.console(), settings, book, **options).run(own_file(database))


@app.command()
def web(
    sandbox: OnSandbox = False,
    playbook: PlaybookFile = None,
    model: ModelName = None,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Port = 8080,
    database: Conversations = None,
    allow_origin: Origins = None,
    allow_host: Annotated[list[str] | None, typer.Option(help="A name this server is reached by.")] = None,
    trust_proxy: Annotated[str | None, typer.Option(help="The address of the proxy in front of it.")] = None,
    approval: Annotated[bool, typer.Option("--approval", help="A colleague decides on each checkout.")] = False,
    approval_within: ApprovalWithin = 30,
    actions: Actions = "sell",
    outcomes: OutcomesFile = None,
    outcome_webhook: OutcomeWebhook = None,
    keep_days: KeepDays = None,
    abandoned_after: AbandonedAfter = 24,
) -> None:
    """Serve the agent as a chat page, and the tools as HTTP actions."""
    from limio_sales_agent.cli import setup
    from limio_sales_agent.cli.store import store_to_use
    from limio_sales_agent.cli.web import run_web
    from limio_sales_agent.web.app import Options

    options = Options(
        database=store_to_use(database),
        model=setup.read_answering_model(model),
        on_outcome=setup.read_sink(outcomes, outcome_webhook),
        approval=approval,
        approval_within=timedelta(minutes=approval_within) if approval_within else None,
        actions=setup.read_actions(actions),
        origins=allow_origin or (),
        hosts=allow_host or (),
        abandoned_after=timedelta(hours=abandoned_after),
        keep=timedelta(days=keep_days) if keep_days else None,
    )
    book = setup.read_playbook(playbook, sandbox=sandbox)
    shop = setup.shop(sandbox=sandbox)
    run_web(setup.console(), shop, book, options, host=host, port=port, proxies=trust_proxy)


@app.command()
def conform(
    sandbox: OnSandbox = False,
    write: Annotated[bool, typer.Option("--write", help="Also make one basket: for a test tenant.")] = False,
    subscription: Annotated[
        str | None, typer.Option(help="With --write: also begin a change of this subscription of a test tenant.")
    ] = None,
    report: Annotated[Path | None, typer.Option(help="Write a report to attach to a bug report (Markdown).")] = None,
    record: Annotated[
        Path | None, typer.Option(help="Write what it answers, scrubbed, for `sandbox --cassette` to replay.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, a line.")] = False,
) -> None:
    """Hold what is assumed of Limio's API against your tenant."""
    from limio_sales_agent.cli import setup
    from limio_sales_agent.cli.conform import run_conform

    with setup.shop(sandbox=sandbox) as settings:
        told = setup.console()
        status = run_conform(
            told, settings, write=write, subscription=subscription, report=report, record=record, as_json=as_json
        )
    raise typer.Exit(status)


@app.command()
def mcp(
    sandbox: OnSandbox = False,
    profile: Annotated[str, typer.Option(help="browse, sell or ops.")] = "sell",
    http: Annotated[bool, typer.Option("--http", help="Over streamable HTTP, not standard input and output.")] = False,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Port = 8090,
) -> None:
    """Serve the tools to agents that speak MCP."""
    from limio_sales_agent.cli import setup
    from limio_sales_agent.cli.unusable import Unusable

    try:
        from limio_sales_agent.cli.mcp import run_mcp
    except ModuleNotFoundError as missing:
        raise Unusable(f'{missing.name} is missing: pip install "limio-langchain[mcp]"') from None
    if profile not in {"browse", "sell", "ops"}:
        raise Unusable(f"--profile {profile}: must be browse, sell or ops")
    with setup.shop(sandbox=sandbox) as settings:
        run_mcp(settings, profile, http=http, host=host, port=port)  # type: ignore[arg-type]  # checked above


@app.command()
def sandbox(
    port: Port = 8765,
    offers: Annotated[str | None, typer.Option(help="A JSON file of offers, or how many to generate.")] = None,
    fault: Annotated[
        list[str] | None, typer.Option(help="Something to break, such as checkout:status:status=503,times=2.")
    ] = None,
    cassette: Annotated[Path | None, typer.Option(help="Answer as a tenant did: a file of `conform --record`.")] = None,
) -> None:
    """Run a local Limio until Ctrl-C, and print the settings for it."""
    from limio_sales_agent.cli.sandbox import run_sandbox

    run_sandbox(port, offers, fault or [], cassette)


@app.command()
def offers(
    where: Annotated[list[str] | None, typer.Option(help="attribute=value, such as label__limio=pro.")] = None,
    add_ons: Annotated[bool, typer.Option("--add-ons", help="List the add-ons instead.")] = False,
    json: AsJson = False,
    sandbox: OnSandbox = False,
    file: Annotated[Path | None, typer.Option(help="Look into a catalogue file instead.")] = None,
) -> None:
    """List a catalogue and filter it."""
    from limio_sales_agent.cli import setup
    from limio_sales_agent.cli.catalogue import show_file, show_offers

    if file is not None:
        raise typer.Exit(show_file(setup.console(), file))
    with setup.shop(sandbox=sandbox) as settings:
        show_offers(setup.console(), settings, where or [], add_ons=add_ons, json=json)


@app.command()
def baskets(
    since: Annotated[str | None, typer.Option(help="An ISO date, or 7d, or 12h.")] = None,
    position: Annotated[Path | None, typer.Option(help="Keep the position here and go on from it.")] = None,
    idle: Annotated[int, typer.Option(min=0, help="Minutes a basket must lie before it is a lead.")] = 60,
    json: AsJson = False,
    sandbox: Annotated[bool, typer.Option("--sandbox", help="Show it on a sandbox with a lead and a quote.")] = False,
    reconcile: Annotated[
        bool, typer.Option("--reconcile", help="Tell instead which links that were handed over are still open (JSON).")
    ] = False,
    database: Annotated[str | None, typer.Option(help="With --reconcile: the servers' store.")] = None,
    consent_field: Annotated[
        str | None, typer.Option(help="With --reconcile: the custom field that says who may be written to.")
    ] = None,
) -> None:
    """Turn abandoned baskets into quotes and leads for a CRM."""
    from limio_sales_agent.cli import setup
    from limio_sales_agent.cli.baskets import make_examples, reconcile_baskets, show_baskets
    from limio_sales_agent.cli.store import known_store

    if reconcile:
        with setup.shop(sandbox=sandbox) as settings, known_store(database) as place:
            reconcile_baskets(settings, place, since, consent_field)
        return

    with setup.shop(sandbox=sandbox) as settings:
        if sandbox:
            make_examples(settings)
            since, idle = since or "1d", 0
        show_baskets(setup.console(), settings, since, kept=position, idle=idle, json=json)


@app.command()
def doctor(
    playbook: PlaybookFile = None,
    model: ModelName = None,
    sandbox: OnSandbox = False,
    production: Annotated[
        bool, typer.Option("--production", help="Also what customers need besides; ends in one go or no-go.")
    ] = False,
    database: Annotated[str | None, typer.Option(help="With --production: the servers' store.")] = None,
) -> None:
    """Check what would keep it from selling."""
    from limio_sales_agent.cli import setup
    from limio_sales_agent.cli.doctor import examine
    from limio_sales_agent.storage.sqlite import default_place

    with nullcontext() if not sandbox else setup.shop(sandbox=True) as settings:
        # Without a sandbox the settings are read inside, because wrong ones are a finding.
        known = setup.read_settings if settings is None else (lambda: settings)
        store = (database or str(default_place())) if production else None
        given: dict[str, Any] = {"playbook": playbook, "model": model, "sandbox": sandbox, "production": store}
        raise typer.Exit(examine(setup.console(), known, **given))


@app.command()
def pause(
    database: Annotated[str | None, typer.Option(help="The store of the servers: a file, or postgresql://...")] = None,
) -> None:
    """Stop new baskets on every server of a store; customers get purchase links, or a person."""
    from limio_sales_agent.cli.pausing import switch

    switch(database, paused=True)


@app.command()
def resume(
    database: Annotated[str | None, typer.Option(help="The store of the servers: a file, or postgresql://...")] = None,
) -> None:
    """Make new baskets again, after `pause`."""
    from limio_sales_agent.cli.pausing import switch

    switch(database, paused=False)


@app.command()
def report(
    since: Annotated[str | None, typer.Option(help="The first day, such as 2026-01-01.")] = None,
    until: Annotated[str | None, typer.Option(help="The last day.")] = None,
    playbook: Annotated[str | None, typer.Option(help="The title of one playbook.")] = None,
    form: Annotated[str, typer.Option(help="json, csv or html.")] = "json",
    database: Annotated[str | None, typer.Option(help="The file, or postgresql://..., it is kept in.")] = None,
) -> None:
    """Print what conversations came to: how far they went, what was paid, and what kept people from it."""
    from limio_sales_agent.cli.report import print_report
    from limio_sales_agent.cli.store import known_store

    with known_store(database) as place:
        print_report(place, since, until, playbook, form)


@app.command()
def forget(
    thread: Annotated[str | None, typer.Argument(help="The conversation's id.")] = None,
    email: Annotated[str | None, typer.Option(help="Instead: every conversation this address stands in.")] = None,
    database: Annotated[str | None, typer.Option(help="The file, or postgresql://..., it is kept in.")] = None,
) -> None:
    """Erase a conversation, or all of a person's."""
    from limio_sales_agent.cli.erasing import forget_said
    from limio_sales_agent.cli.store import known_store

    with known_store(database) as place:
        forget_said(place, thread, email)


@app.command()
def export(
    email: Annotated[str, typer.Option(help="Whose: every conversation this address stands in.")],
    database: Annotated[str | None, typer.Option(help="The file, or postgresql://..., it is kept in.")] = None,
) -> None:
    """Print all that is kept of a person, a line of JSON a conversation."""
    from limio_sales_agent.cli.erasing import export_person
    from limio_sales_agent.cli.setup import as_json
    from limio_sales_agent.cli.store import known_store

    with known_store(database) as place:
        for one in export_person(place, email):
            typer.echo(as_json(one))


@app.command()
def receipts(
    thread: Annotated[str, typer.Argument(help="The conversation's id.")],
    database: Annotated[str | None, typer.Option(help="The file, or postgresql://..., it is kept in.")] = None,
) -> None:
    """Print what shows that a customer agreed: terms, words, times and the order, a line of JSON a sale."""
    from limio_sales_agent.cli.receipts import show_receipts
    from limio_sales_agent.cli.store import known_store

    with known_store(database) as place:
        show_receipts(place, thread)


@app.command()
def decisions(
    json: AsJson = False,
    database: Annotated[str | None, typer.Option(help="The file, or postgresql://..., they are kept in.")] = None,
) -> None:
    """Print who let which order go, changed or refused it, and when; with --json also what they saw."""
    from limio_sales_agent.cli.decisions import print_decisions
    from limio_sales_agent.cli.store import known_store

    with known_store(database) as place:
        print_decisions(place, json=json)


@app.command()
def scenarios(
    folder: Annotated[Path | None, typer.Argument(help="A folder of scenarios, or one file; else its own.")] = None,
    repeat: Annotated[int, typer.Option(min=1, help="How many times over.")] = 1,
    model: ModelName = None,
    workers: Annotated[int, typer.Option(min=1, help="How many side by side.")] = 2,
    seed: Annotated[int, typer.Option(help="Of the generated ones.")] = 0,
) -> None:
    """Play scripted conversations and print how they went."""
    from limio_sales_agent.cli.setup import read_answering_model
    from limio_sales_agent.evaluation.command import run_command
    from limio_sales_agent.evaluation.loader import EXAMPLES

    read_answering_model(model)  # once, and not in each of them
    raise typer.Exit(run_command(folder or EXAMPLES, repeat=repeat, model=model, workers=workers, seed=seed))
