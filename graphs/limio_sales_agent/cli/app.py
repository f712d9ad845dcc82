"""The command's parts. Each loads what it needs when it is used, so that ``--help`` is quick."""
# ruff: noqa: PLC0415

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any

import typer

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,  # locals hold customers' words
    help="Sell subscriptions through Limio: try it, talk to it, look into a tenant.",
)
playbook_app = typer.Typer(no_args_is_help=True, help="Draft a playbook, or list what it cannot sell.")
app.add_typer(playbook_app, name="playbook")

OnSandbox = Annotated[bool, typer.Option("--sandbox", help="Use a sandbox of its own instead of LIMIO_*.")]
PlaybookFile = Annotated[Path | None, typer.Option("--playbook", help="The team's playbook (YAML).")]
ModelName = Annotated[str | None, typer.Option("--model", help="Reads messages, such as openai:gpt-5.1.")]
AsJson = Annotated[bool, typer.Option("--json", help="One line of JSON each.")]
Database = Annotated[Path | None, typer.Option("--database", help="Where conversations are kept.")]


@app.command()
def demo() -> None:
    """Watch a sale happen on the sandbox, then watch it happen with the API down."""
    from limio_sales_agent.commands.demo import run_demo

    raise typer.Exit(run_demo())


@app.command()
def chat(
    sandbox: OnSandbox = False,
    playbook: PlaybookFile = None,
    model: ModelName = None,
    thread: Annotated[str | None, typer.Option(help="Go on with this conversation.")] = None,
    database: Database = None,
    outcomes: Annotated[Path | None, typer.Option(help="Append each outcome to this file (JSON lines).")] = None,
    outcome_webhook: Annotated[str | None, typer.Option(help="Post each outcome to this URL.")] = None,
    approval: Annotated[bool, typer.Option("--approval", help="Stop for a colleague before each checkout.")] = False,
) -> None:
    """Talk to the agent on the terminal."""
    from limio_sales_agent.commands import desk
    from limio_sales_agent.commands.chat import Chat
    from limio_sales_agent.memory import default_place
    from limio_sales_agent.outcomes import to_file, to_webhook

    hook = to_file(outcomes) if outcomes else to_webhook(outcome_webhook) if outcome_webhook else None
    with desk.shop(sandbox=sandbox) as settings:
        options: dict[str, Any] = {
            "model": desk.read_model(model),
            "thread": thread,
            "on_outcome": hook,
            "approval": approval,
        }
        book = desk.read_playbook(playbook, sandbox=sandbox)
        Chat(desk.console(), settings, book, **options).run(database or default_place())


@app.command()
def web(
    sandbox: OnSandbox = False,
    playbook: PlaybookFile = None,
    model: ModelName = None,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port.")] = 8080,
    database: Annotated[
        str | None, typer.Option(help="Where conversations are kept: a file, or postgresql://... to share them.")
    ] = None,
    allow_origin: Annotated[
        list[str] | None, typer.Option(help="A shop's page that may embed the chat, such as https://www.shop.example.")
    ] = None,
    allow_host: Annotated[list[str] | None, typer.Option(help="A name this server is reached by.")] = None,
    trust_proxy: Annotated[str | None, typer.Option(help="The address of the proxy in front of it.")] = None,
    approval: Annotated[bool, typer.Option("--approval", help="A colleague decides on each checkout.")] = False,
    actions: Annotated[
        str, typer.Option(help="The tools other agents may call at /actions: browse, sell, ops or none.")
    ] = "sell",
    outcomes: Annotated[Path | None, typer.Option(help="Append each outcome to this file (JSON lines).")] = None,
    outcome_webhook: Annotated[str | None, typer.Option(help="Post each outcome to this URL.")] = None,
) -> None:
    """Serve the agent as a chat page, and the tools as HTTP actions."""
    from limio_sales_agent.commands import desk
    from limio_sales_agent.commands.unusable import Unusable
    from limio_sales_agent.commands.web import run_web
    from limio_sales_agent.memory import default_place
    from limio_sales_agent.outcomes import to_file, to_webhook
    from limio_sales_agent.web import Options

    if actions not in {"browse", "sell", "ops", "none"}:
        raise Unusable(f"--actions {actions}: must be browse, sell, ops or none")
    options = Options(
        database=database or str(default_place()),
        model=desk.read_model(model),
        on_outcome=to_file(outcomes) if outcomes else to_webhook(outcome_webhook) if outcome_webhook else None,
        approval=approval,
        actions=None if actions == "none" else actions,  # type: ignore[arg-type]  # checked above
        origins=allow_origin or (),
        hosts=allow_host or (),
    )
    book = desk.read_playbook(playbook, sandbox=sandbox)
    shop = desk.shop(sandbox=sandbox)
    run_web(desk.console(), shop, book, options, host=host, port=port, proxies=trust_proxy)


@app.command()
def conform(
    sandbox: OnSandbox = False,
    write: Annotated[bool, typer.Option("--write", help="Also make one basket: for a test tenant.")] = False,
    report: Annotated[Path | None, typer.Option(help="Write a report to attach to a bug report (Markdown).")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, a line.")] = False,
) -> None:
    """Hold what is assumed of Limio's API against your tenant."""
    from limio_sales_agent.commands import desk
    from limio_sales_agent.commands.conform import run_conform

    with desk.shop(sandbox=sandbox) as settings:
        status = run_conform(desk.console(), settings, write=write, report=report, as_json=as_json)
    raise typer.Exit(status)


@app.command()
def mcp(
    sandbox: OnSandbox = False,
    profile: Annotated[str, typer.Option(help="browse, sell or ops.")] = "sell",
    http: Annotated[bool, typer.Option("--http", help="Over streamable HTTP, not standard input and output.")] = False,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port.")] = 8090,
) -> None:
    """Serve the tools to agents that speak MCP."""
    from limio_sales_agent.commands import desk
    from limio_sales_agent.commands.unusable import Unusable

    try:
        from limio_sales_agent.commands.mcp import run_mcp
    except ModuleNotFoundError as missing:
        raise Unusable(f'{missing.name} is missing: pip install "limio-langchain[mcp]"') from None
    if profile not in {"browse", "sell", "ops"}:
        raise Unusable(f"--profile {profile}: must be browse, sell or ops")
    with desk.shop(sandbox=sandbox) as settings:
        run_mcp(settings, profile, http=http, host=host, port=port)  # type: ignore[arg-type]  # checked above


@app.command()
def sandbox(
    port: Annotated[int, typer.Option(help="The port; a free one when 0.")] = 8765,
    offers: Annotated[str | None, typer.Option(help="A JSON file of offers, or how many to generate.")] = None,
    fault: Annotated[
        list[str] | None, typer.Option(help="Something to break, such as checkout:status:status=503,times=2.")
    ] = None,
) -> None:
    """Run a local Limio until Ctrl-C, and print the settings for it."""
    from limio_sales_agent.commands.sandbox import run_sandbox

    run_sandbox(port, offers, fault or [])


@app.command()
def offers(
    where: Annotated[list[str] | None, typer.Option(help="attribute=value, such as label__limio=pro.")] = None,
    add_ons: Annotated[bool, typer.Option("--add-ons", help="List the add-ons instead.")] = False,
    json: AsJson = False,
    sandbox: OnSandbox = False,
) -> None:
    """List a catalogue and filter it."""
    from limio_sales_agent.commands import desk
    from limio_sales_agent.commands.catalogue import show_offers

    with desk.shop(sandbox=sandbox) as settings:
        show_offers(desk.console(), settings, where or [], add_ons=add_ons, json=json)


@app.command()
def baskets(
    since: Annotated[str | None, typer.Option(help="An ISO date, or 7d, or 12h.")] = None,
    position: Annotated[Path | None, typer.Option(help="Keep the position here and go on from it.")] = None,
    idle: Annotated[int, typer.Option(min=0, help="Minutes a basket must lie before it is a lead.")] = 60,
    json: AsJson = False,
) -> None:
    """Turn abandoned baskets into quotes and leads for a CRM."""
    from limio_sales_agent.commands import desk
    from limio_sales_agent.commands.baskets import show_baskets

    show_baskets(desk.console(), desk.read_settings(), since, kept=position, idle=idle, json=json)


@app.command()
def doctor(playbook: PlaybookFile = None, model: ModelName = None, sandbox: OnSandbox = False) -> None:
    """Check what would keep it from selling."""
    from limio_sales_agent.commands import desk
    from limio_sales_agent.commands.doctor import examine

    with nullcontext() if not sandbox else desk.shop(sandbox=True) as settings:
        # Without a sandbox the settings are read inside, because wrong ones are a finding.
        known = desk.read_settings if settings is None else (lambda: settings)
        raise typer.Exit(examine(desk.console(), known, playbook=playbook, model=model, sandbox=sandbox))


@app.command()
def forget(
    thread: Annotated[str, typer.Argument(help="The conversation's id.")],
    database: Annotated[str | None, typer.Option(help="The file, or postgresql://..., it is kept in.")] = None,
) -> None:
    """Erase a conversation."""
    from limio_sales_agent import memory

    place = database or str(memory.default_place())
    if not memory.forget_anywhere(place, thread):
        typer.echo(f"There is no conversation {thread} in {memory.shown(place)}.", err=True)
        raise typer.Exit(1)
    typer.echo(f"Conversation {thread} is erased from {memory.shown(place)}.")


@app.command()
def scenarios(
    folder: Annotated[Path, typer.Argument(help="A folder of scenarios.")] = Path("tests/scenarios"),
    repeat: Annotated[int, typer.Option(min=1, help="How many times over.")] = 1,
    model: ModelName = None,
    workers: Annotated[int, typer.Option(min=1, help="How many side by side.")] = 2,
    seed: Annotated[int, typer.Option(help="Of the generated ones.")] = 0,
) -> None:
    """Play scripted conversations and print how they went."""
    from limio_sales_agent.scenarios.command import run_command

    raise typer.Exit(run_command(folder, repeat=repeat, model=model, workers=workers, seed=seed))


@playbook_app.command("init")
def playbook_init(
    file: Annotated[Path | None, typer.Argument(help="Where to write it; the terminal when left out.")] = None,
    sandbox: OnSandbox = False,
) -> None:
    """Draft a playbook from the catalogue."""
    from limio_sales_agent.commands import desk
    from limio_sales_agent.commands.playbooks import draft

    with desk.shop(sandbox=sandbox) as settings:
        draft(settings, file)


@playbook_app.command("check")
def playbook_check(
    file: Annotated[Path | None, typer.Argument(help="The playbook; the neutral one when left out.")] = None,
    sandbox: OnSandbox = False,
) -> None:
    """List what a playbook cannot sell, and why."""
    from limio_sales_agent.commands import desk
    from limio_sales_agent.commands.playbooks import check

    with desk.shop(sandbox=sandbox) as settings:
        raise typer.Exit(check(desk.console(), settings, file, sandbox=sandbox))
