"""``limio-agent baskets``: quotes and leads for a CRM, once each, going on where the last run stopped."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.table import Table

from limio_langchain import BasketPosition, CheckoutRequest, CustomerDetails, LimioClient, LimioSettings, OrderItem
from limio_langchain.errors import InputError
from limio_langchain.leads import poll
from limio_langchain.models.order import Tracking
from limio_sales_agent.cli.setup import as_json
from limio_sales_agent.cli.unusable import Unusable
from limio_sales_agent.outcomes.reconciling import reconcile
from limio_sales_agent.outcomes.store import OutcomeStore


def show_baskets(
    console: Console, settings: LimioSettings, since: str | None, *, kept: Path | None, idle: int, json: bool
) -> None:
    """Print the records since a moment or a kept position, then keep the new position."""
    with LimioClient(settings) as client:
        found = poll(client, _begin(since, kept), datetime.now(UTC), idle=timedelta(minutes=idle))
    if json:
        for record in found.records:
            print(as_json(record))  # noqa: T201
    else:
        table = Table("Kind", "Made", "E-mail", "Items", "Note", box=None, header_style="bold")
        for record in found.records:
            items, note = ", ".join(record["items"]), record["note"] or ""
            table.add_row(record["kind"], record["created"] or "", record["email"] or "", items, note)
        console.print(table)
    if kept:
        # Only now, when the records are out: a run that dies before is repeated, never skipped.
        _keep(kept, found.position)


def _keep(kept: Path, position: BasketPosition) -> None:
    fresh = kept.with_suffix(kept.suffix + ".new")
    try:
        fresh.write_text(position.to_json() + "\n", encoding="utf-8")
        fresh.replace(kept)
    except OSError as error:
        raise Unusable(f"--position {kept}: {error.strerror}; it was not kept, so these will come again") from None


def reconcile_baskets(settings: LimioSettings, place: str, since: str | None, consent_field: str | None) -> None:
    """Print which of the links that were handed over are still open, a line of JSON each."""
    begin = _moment(since or "14d")  # a basket lasts two weeks
    with LimioClient(settings) as client, OutcomeStore.open(place) as outcomes:
        for record in reconcile(outcomes, client, begin, consent_field=consent_field):
            print(as_json(record))  # noqa: T201


def make_examples(settings: LimioSettings) -> None:
    """Leave a lead and a quote on a sandbox, so that there is something to see."""
    with LimioClient(settings) as client:
        item = OrderItem(offer=client.list_offers(page_size=1).offers[0])
        lead = CustomerDetails(email="ann@example.com", first_name="Ann")
        quote = CustomerDetails(email="bob@example.com", first_name="Bob")
        client.initiate_checkout(CheckoutRequest(items=[item], customer=lead))
        note, tag = {"note": "net 60, please"}, Tracking(tag="quote")
        client.initiate_checkout(CheckoutRequest(items=[item], customer=quote, tracking=tag, custom_fields=note))


def _begin(since: str | None, kept: Path | None) -> BasketPosition:
    if kept and not kept.parent.is_dir():
        raise Unusable(f"--position {kept}: there is no such folder")
    if kept and kept.exists():
        try:
            return BasketPosition.from_json(kept.read_bytes().decode(errors="replace"))
        except InputError as error:
            raise Unusable(f"--position {kept}: {error.fault}") from None
        except OSError as error:
            raise Unusable(f"--position {kept}: {error.strerror}") from None
    if since is None:
        raise Unusable("--since is needed the first time: an ISO date such as 2026-01-31, or 7d for a week ago")
    return BasketPosition(_moment(since))


def _moment(told: str) -> datetime:
    try:
        if told.endswith(("d", "h")):
            back = timedelta(**{"days" if told.endswith("d") else "hours": int(told[:-1])})
            return datetime.now(UTC) - max(back, timedelta())
        moment = datetime.fromisoformat(told)
    except (ValueError, OverflowError):
        raise Unusable(f"--since {told}: give an ISO date such as 2026-01-31, or 7d, or 12h") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
