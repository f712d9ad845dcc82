"""``limio-agent playbook``: draft one from a catalogue, or list what one cannot sell and why."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from limio_langchain import LimioError, LimioSettings, LimioToolkit, Offer
from limio_sales_agent.commands.desk import read_playbook
from limio_sales_agent.commands.unusable import Unusable
from limio_sales_agent.playbook_check import check_playbook
from limio_sales_agent.playbook_draft import draft_playbook


def draft(settings: LimioSettings, place: Path | None) -> None:
    """Write a playbook drafted from the catalogue, to the terminal or to a file that is not there yet."""
    text = draft_playbook(catalogue(settings))
    if place is None:
        print(text, end="")  # noqa: T201
        return
    try:
        with place.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise Unusable(f"{place} is there already; name another file") from None


def check(console: Console, settings: LimioSettings, file: Path | None, *, sandbox: bool) -> int:
    """Print what the playbook cannot sell and why; the exit status is 1 when there is anything."""
    offers = catalogue(settings)
    findings = check_playbook(read_playbook(file, sandbox=sandbox), offers, datetime.now(UTC), country=settings.country)
    if not findings:
        console.print(f"All {len(offers)} offers and add-ons can be sold.")
        return 0
    table = Table("What", "Why it cannot be sold", "What to do", box=None, header_style="bold")
    for finding in findings:
        table.add_row(finding.path, finding.problem, finding.remedy)
    console.print(table)
    return 1


def catalogue(settings: LimioSettings) -> tuple[Offer, ...]:
    """Return offers and add-ons; a tenant that has no add-ons to list has none."""
    with LimioToolkit.from_settings(settings) as toolkit:
        offers = toolkit.run(toolkit.catalog.offers()).offers
        try:
            return (*offers, *toolkit.run(toolkit.catalog.add_ons()).offers)
        except LimioError:
            return offers
