"""``limio-agent playbook``: draft one from a catalogue, or list what one cannot sell and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from limio_langchain import LimioError, LimioSettings, LimioToolkit, Offer
from limio_sales_agent.authoring.check import check_playbook
from limio_sales_agent.authoring.draft import draft_playbook
from limio_sales_agent.authoring.tilts import Tilted, tilted
from limio_sales_agent.cli.setup import read_playbook
from limio_sales_agent.cli.unusable import Unusable
from limio_sales_agent.money import format_money
from limio_sales_agent.playbook import Playbook


def draft(settings: LimioSettings, place: Path | None) -> None:
    """Write a playbook drafted from the catalogue, to the terminal or to a file that is not there yet."""
    offers = catalogue(settings)
    if place is None:
        print(draft_playbook(offers), end="")  # noqa: T201
        return
    text = draft_playbook(offers, str(place))
    try:
        with place.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise Unusable(f"{place} is there already; name another file") from None


def check(console: Console, settings: LimioSettings, file: Path | None, *, sandbox: bool) -> int:
    """Print what the playbook cannot sell and why, and whom its tilts affect; the exit status is 1 for the former."""
    offers, playbook, now = catalogue(settings), read_playbook(file, sandbox=sandbox), datetime.now(UTC)
    findings = check_playbook(playbook, offers, now, country=settings.country)
    if findings:
        table = Table("What", "Why it cannot be sold", "What to do", box=None, header_style="bold")
        for finding in findings:
            table.add_row(finding.path, finding.problem, finding.remedy)
        console.print(table)
    else:
        console.print(f"All {len(offers)} offers and add-ons can be sold.")
    _print_tilts(console, tilted(playbook, offers, now, settings.country), playbook)
    return 1 if findings else 0


def _print_tilts(console: Console, found: Sequence[Tilted], playbook: Playbook) -> None:
    if not found:
        if playbook.lead_with or playbook.prefer:
            console.print("lead_with and prefer change nobody's first proposal.")
        return
    table = Table("Because of", "these customers", "are proposed", "instead of", "more in two years", box=None)
    for one in found:
        more = "not known" if one.more is None else format_money(one.more, one.currency or "XXX", playbook.money_locale)
        table.add_row(one.key, one.customer, one.proposed, one.instead, more)
    console.print(table)


def catalogue(settings: LimioSettings) -> tuple[Offer, ...]:
    """Return offers and add-ons; a tenant that has no add-ons to list has none."""
    with LimioToolkit.from_settings(settings) as toolkit:
        offers = toolkit.run(toolkit.catalog.offers()).offers
        try:
            return (*offers, *toolkit.run(toolkit.catalog.add_ons()).offers)
        except LimioError:
            return offers
