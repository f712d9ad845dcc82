"""``limio-agent doctor``: what would keep it from selling, a line each with the remedy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from rich.console import Console
from rich.text import Text

from limio_langchain import LimioError, LimioSettings, LimioToolkit, Offer
from limio_langchain.client.network import network_in_words
from limio_langchain.client.visiting import visit
from limio_langchain.errors import (
    AuthError,
    DeadlineExceeded,
    NetworkMisconfigured,
    NoCredentials,
    OrderRefused,
    Unreachable,
    UnreadableAnswer,
)
from limio_langchain.settings import unknown_variables
from limio_sales_agent.authoring.check import in_scope
from limio_sales_agent.cli.check import Check, State
from limio_sales_agent.cli.production import production_checks, verdict
from limio_sales_agent.cli.setup import read_model, read_playbook, read_settings
from limio_sales_agent.cli.unusable import Unusable
from limio_sales_agent.reading.chat_model import failure_of

STYLES = {"ok": "green", "warn": "yellow", "fail": "bold red"}
SERVER_FAULT = 500
NO_CREDENTIALS = "Set LIMIO_API_URL, LIMIO_CLIENT_ID and LIMIO_CLIENT_SECRET for assisted checkouts."
WRONG_HOST = "Set LIMIO_API_URL to the host of your tenant's admin app, such as https://acme.prod.limio.com."
UNTIL_THEN = "Customers get purchase links until then."
REMEDIES: tuple[tuple[type[LimioError], State, str], ...] = (  # the first that fits
    (AuthError, "fail", "Ask Limio which credentials and scopes this tenant's agent has."),
    (NetworkMisconfigured, "warn", f"Trust the certificate (LIMIO_CA_BUNDLE) or correct the proxy. {UNTIL_THEN}"),
    (DeadlineExceeded, "warn", f"Look for a firewall or a proxy that is not named. {UNTIL_THEN}"),
    (Unreachable, "warn", f"Check LIMIO_API_URL and the network. {UNTIL_THEN}"),
    (OrderRefused, "fail", WRONG_HOST),
    (UnreadableAnswer, "fail", WRONG_HOST),
    (LimioError, "warn", f"Wait until the API answers. {UNTIL_THEN}"),
)


def examine(
    console: Console,
    settings: Callable[[], LimioSettings] = read_settings,
    *,
    playbook: Path | None = None,
    model: str | None = None,
    sandbox: bool = False,
    production: str | None = None,
) -> int:
    """Print each check and return the exit status: 1 when selling would fail.

    Args:
        console: Where to print.
        settings: Gives the settings.
        playbook: The playbook's file.
        model: The model's name.
        sandbox: Whether the sandbox's playbook is meant where none is named.
        production: The servers' store: then also look at what customers need besides, and end in one go or no-go.
    """
    found: list[Check] = []
    for check in _checks(settings, playbook, model, sandbox=sandbox, production=production):
        found.append(check)
        line = Text.assemble((f"{check.state:>4}", STYLES[check.state]), f"  {check.name}: {check.found}")
        console.print(line)
        if check.remedy:
            console.print(Text(f"      {check.remedy}", style="dim"))
    if production is None:
        return int(any(check.state == "fail" for check in found))
    goes, words = verdict(found)
    console.print(Text(words, style="bold green" if goes else "bold red"))
    return int(not goes)


def _checks(
    settings: Callable[[], LimioSettings],
    playbook: Path | None,
    model: str | None,
    *,
    sandbox: bool,
    production: str | None,
) -> Iterator[Check]:
    if unread := unknown_variables():
        yield _unread(unread)
    try:
        known = settings()
    except Unusable as error:
        yield Check("settings", "fail", str(error).replace("\n", "; "))
        return
    yield Check("settings", "ok", f"shop {known.shop_url}, API {known.api_url or 'not set'}")
    yield Check("network", "ok", network_in_words(known))
    offers: tuple[Offer, ...] = ()
    with LimioToolkit.from_settings(known) as toolkit:
        yield _token(toolkit)
        try:
            view = toolkit.run(toolkit.catalog.offers())
        except LimioError as error:
            yield Check("catalogue", "fail", str(error), "Set LIMIO_CATALOG_FILE to sell while the API is away.")
        else:
            offers = view.offers
            yield _catalogue(len(view.offers), view.source, complete=view.complete)
    yield _shop(known)
    yield from _playbook(playbook, offers, sandbox=sandbox)
    yield _model(model)
    if production is not None:
        yield from production_checks(known, production, playbook, sandbox=sandbox)


def _unread(variables: dict[str, str | None]) -> Check:
    """What is set and nothing reads: misspelt, or another program's."""
    found = ", ".join(f"{name} (is {meant} meant?)" if meant else name for name, meant in variables.items())
    return Check("variables", "warn", f"read by nothing here: {found}", "docs/settings.md lists those that are.")


def _token(toolkit: LimioToolkit) -> Check:
    from limio_langchain.api.offers import list_offers  # noqa: PLC0415

    try:
        toolkit.run(list_offers(page_size=1))
    except NoCredentials:
        return Check("token", "warn", "no credentials: purchase links only", NO_CREDENTIALS)
    except LimioError as error:
        state, remedy = next((state, remedy) for kind, state, remedy in REMEDIES if isinstance(error, kind))
        return Check("token", state, str(error), remedy)
    return Check("token", "ok", "the credentials are accepted")


def _catalogue(count: int, source: str, *, complete: bool) -> Check:
    if not count:
        return Check("catalogue", "fail", "no published offer", "Publish offers in Limio, or check the tenant.")
    if source != "api":
        return Check("catalogue", "warn", f"{count} offers, from the {source.replace('_', ' ')}")
    return Check("catalogue", "ok" if complete else "warn", f"{count} published offers" + ("" if complete else ", cut"))


def _shop(settings: LimioSettings) -> Check:
    page = f"{settings.shop_url}/{settings.checkout_page}"
    try:
        status = visit(page, settings)
    except LimioError as error:
        return Check("shop page", "fail", str(error), "Check LIMIO_SHOP_URL, and the network as above.")
    # A checkout page without a basket may well say so with a 404; only a server's own fault is one here.
    state: State = "ok" if status < SERVER_FAULT else "fail"
    return Check("shop page", state, f"{page} answered {status}")


def _playbook(file: Path | None, offers: tuple[Offer, ...], *, sandbox: bool) -> Iterator[Check]:
    try:
        playbook = read_playbook(file, sandbox=sandbox)
    except Unusable as error:
        yield Check("playbook", "fail", str(error))
        return
    name = str(file) if file else "the sandbox shop's" if sandbox else "neutral"
    sold = [offer for offer in offers if in_scope(offer, playbook)]
    if offers and not sold:
        yield Check("playbook", "fail", f"{name}: it leaves out every offer of the catalogue", "Widen its offers.")
    else:
        yield Check("playbook", "ok", f"{name}, for {len(sold)} of {len(offers)} offers")


def _model(name: str | None) -> Check:
    if name is None:
        remedy = "Put a model in front of customers: --model openai:NAME"
        return Check("model", "warn", "none: plain sentences only", remedy)
    try:
        known = read_model(name)
    except Unusable as error:
        return Check("model", "fail", str(error))
    if known and (failed := failure_of(known)):
        stays = "Name another with --model, or correct its key." if failed.stays else "Code reads messages meanwhile."
        return Check("model", "fail" if failed.stays else "warn", f"{name}: {failed.words}", stays)
    return Check("model", "ok", f"{name} answers")
