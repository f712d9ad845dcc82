"""``limio-agent doctor``: what would keep it from selling, a line each with the remedy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import httpx
from rich.console import Console
from rich.text import Text

from limio_langchain import LimioError, LimioSettings, LimioToolkit, Offer
from limio_langchain.errors import AuthError, NoCredentials
from limio_sales_agent.commands.desk import read_model, read_playbook, read_settings
from limio_sales_agent.commands.unusable import Unusable
from limio_sales_agent.playbook_check import in_scope

State = Literal["ok", "warn", "fail"]
STYLES = {"ok": "green", "warn": "yellow", "fail": "bold red"}
SHOP_SECONDS = 5.0


@dataclass(frozen=True)
class Check:
    """What one look found.

    Attributes:
        name: What was looked at.
        state: ``fail`` where selling would fail.
        found: What was found.
        remedy: What to do about it, or nothing.
    """

    name: str
    state: State
    found: str
    remedy: str = ""


def examine(
    console: Console,
    settings: Callable[[], LimioSettings] = read_settings,
    *,
    playbook: Path | None = None,
    model: str | None = None,
    sandbox: bool = False,
) -> int:
    """Print each check and return the exit status: 1 when selling would fail."""
    failed = False
    for check in _checks(settings, playbook, model, sandbox=sandbox):
        line = Text.assemble((f"{check.state:>4}", STYLES[check.state]), f"  {check.name}: {check.found}")
        console.print(line)
        if check.remedy:
            console.print(Text(f"      {check.remedy}", style="dim"))
        failed = failed or check.state == "fail"
    return int(failed)


def _checks(
    settings: Callable[[], LimioSettings], playbook: Path | None, model: str | None, *, sandbox: bool
) -> Iterator[Check]:
    try:
        known = settings()
    except Unusable as error:
        yield Check("settings", "fail", str(error).replace("\n", "; "))
        return
    yield Check("settings", "ok", f"shop {known.shop_url}, API {known.api_url or 'not set'}")
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


def _token(toolkit: LimioToolkit) -> Check:
    from limio_langchain.api.offers import list_offers  # noqa: PLC0415

    try:
        toolkit.run(list_offers(page_size=1))
    except NoCredentials:
        remedy = "Set LIMIO_API_URL, LIMIO_CLIENT_ID and LIMIO_CLIENT_SECRET for assisted checkouts."
        return Check("token", "warn", "no credentials: purchase links only", remedy)
    except AuthError as error:
        return Check("token", "fail", str(error), "Ask Limio which credentials and scopes this tenant's agent has.")
    except LimioError as error:
        return Check("token", "warn", str(error), "Customers get purchase links until the API answers.")
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
        status = httpx.get(page, timeout=SHOP_SECONDS).status_code
    except httpx.HTTPError as error:
        return Check("shop page", "fail", f"{page}: {type(error).__name__}", "Check LIMIO_SHOP_URL.")
    # A checkout page without a basket may well say so with a 404; only a server's own fault is one here.
    state: State = "ok" if status < httpx.codes.INTERNAL_SERVER_ERROR else "fail"
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
        read_model(name)
    except Unusable as error:
        return Check("model", "fail", str(error))
    return Check("model", "ok", f"{name} can be made; it was not called")
