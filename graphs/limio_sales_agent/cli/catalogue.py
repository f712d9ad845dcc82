"""``limio-agent offers``: the catalogue as a table or as JSON."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from limio_langchain import LimioSettings, LimioToolkit, Offer
from limio_langchain.tools.rows import price_text
from limio_sales_agent.commands.desk import as_json
from limio_sales_agent.commands.unusable import Unusable


def show_offers(console: Console, settings: LimioSettings, where: list[str], *, add_ons: bool, json: bool) -> None:
    """Print the offers that hold every ``attribute=value`` of `where`."""
    wanted = dict(map(_pair, where))
    with LimioToolkit.from_settings(settings) as toolkit:
        view = toolkit.run(toolkit.catalog.add_ons() if add_ons else toolkit.catalog.offers(wanted))
    if json:
        for offer in view.offers:
            print(as_json(offer.as_item()))  # noqa: T201
        return
    table = Table("Offer", "Price", "Paid", "Labels", box=None, header_style="bold", padding=(0, 2, 0, 0))
    table.columns[0].overflow = "fold"
    for offer in view.offers:
        table.add_row(*_row(offer))
    console.print(table)
    age = "" if view.source == "api" else f", from the {view.source.replace('_', ' ')}, {view.age_seconds:.0f} s old"
    whole = "" if view.complete else "; the server says there are more"
    console.print(f"{len(view.offers)} offers{age}{whole}", style="dim")


def _pair(told: str) -> tuple[str, str]:
    name, equals, value = told.partition("=")
    if not equals or not name or not value:
        raise Unusable(f"--where {told}: give attribute=value, such as label__limio=pro")
    return name, value


def _row(offer: Offer) -> tuple[str, ...]:
    return (
        offer.path,
        price_text(offer),
        offer.billing or "",
        ", ".join(offer.labels),
    )
