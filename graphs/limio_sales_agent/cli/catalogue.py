"""``limio-agent offers``: the catalogue as a table or as JSON, or what a catalogue file holds and lacks."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from limio_langchain import LimioError, LimioSettings, LimioToolkit, Offer
from limio_langchain.stored_offers import read_catalog_file
from limio_langchain.tools.rows import price_text
from limio_sales_agent.cli.setup import as_json
from limio_sales_agent.cli.unusable import Unusable


def show_offers(console: Console, settings: LimioSettings, where: list[str], *, add_ons: bool, json: bool) -> None:
    """Print the offers that hold every ``attribute=value`` of `where`."""
    wanted = dict(map(_pair, where))
    with LimioToolkit.from_settings(settings) as toolkit:
        view = toolkit.run(toolkit.catalog.add_ons() if add_ons else toolkit.catalog.offers(wanted))
    if json:
        for offer in view.offers:
            print(as_json(offer.as_item()))  # noqa: T201
        return
    _print_rows(console, view.offers)
    age = "" if view.source == "api" else f", from the {view.source.replace('_', ' ')}, {view.age_seconds:.0f} s old"
    whole = "" if view.complete else "; the server says there are more"
    console.print(f"{len(view.offers)} offers{age}{whole}", style="dim")


def show_file(console: Console, file: Path) -> int:
    """Print what a catalogue file holds and what it lacks; the exit status is 1 where nothing can be sold from it."""
    try:
        offers = read_catalog_file(file).offers
    except LimioError as error:
        raise Unusable(str(error)) from None
    _print_rows(console, offers)
    lacks = [f"{offer.path}: {lack}" for offer in offers for lack in _lacks(offer)]
    for line in lacks:
        console.print(line, style="yellow")
    console.print(f"{len(offers)} offers and add-ons; {len(lacks)} remarks", style="dim")
    return 0 if any(offer.kind == "offer" for offer in offers) else 1


def _lacks(offer: Offer) -> Iterable[str]:
    if not offer.sellable:
        yield "has no id or no version at its top, so only a purchase link can sell it"
    if offer.price is None or offer.price.amount is None:
        yield "has no price that can be read; it is told as shown at the checkout"
    elif doubt := offer.price_in_doubt:
        yield f"{doubt}; it is told as shown at the checkout"
    if offer.kind == "offer" and not offer.path.startswith("/offers2/"):
        yield "has a path outside /offers2/, which Offers V2 does not know"


def _print_rows(console: Console, offers: Iterable[Offer]) -> None:
    table = Table("Offer", "Price", "Paid", "Labels", box=None, header_style="bold", padding=(0, 2, 0, 0))
    table.columns[0].overflow = "fold"
    for offer in offers:
        table.add_row(*_row(offer))
    console.print(table)


def _pair(told: str) -> tuple[str, str]:
    name, equals, value = told.partition("=")
    if not equals or not name or not value:
        raise Unusable(f"--where {told}: give attribute=value, such as label__limio=pro")
    return name, value


def _row(offer: Offer) -> tuple[str, ...]:
    return (offer.path, price_text(offer), offer.billing or "", ", ".join(offer.labels))
