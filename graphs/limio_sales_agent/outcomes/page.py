"""The report as a page to print, as rows for a spreadsheet, and as JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from decimal import Decimal
from html import escape
from importlib.resources import files
from typing import Any

from limio_sales_agent.outcomes.charts import bars, columns
from limio_sales_agent.outcomes.report import OTHER, Count, Report

MOST_BARS = 12

NAMES = {
    "conversation": "Conversations",
    "recommended": "Offer recommended",
    "agreed": "Agreed to the terms",
    "link": "Link handed over",
    "paid": "Paid",
}
STYLE = files("limio_sales_agent.outcomes").joinpath("report.css").read_text(encoding="utf-8")


def as_json(report: Report) -> dict[str, Any]:
    """Return the report as JSON types; amounts are texts, so that none of them is rounded."""
    told: dict[str, Any] = _plain(asdict(report))
    return told


def as_csv(report: Report) -> str:
    """Return a row for each day and playbook: how far conversations that began then came, and what was paid then.

    Behind it a column of revenue for each currency.
    """
    out = io.StringIO()
    rows = csv.writer(out)
    amounts = [f"revenue_{currency}" for currency in report.revenue]
    rows.writerow(["day", "playbook", *NAMES, "orders_paid", "orders_taken_back", *amounts])
    for day in report.days:
        sums = (day.revenue.get(currency, 0) for currency in report.revenue)
        steps = (day.steps[step] for step in NAMES)
        rows.writerow([day.day, _cell(day.playbook), *steps, day.paid, day.taken_back, *sums])
    return out.getvalue()


def as_page(report: Report) -> str:
    """Return a whole page of its own."""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>Is it selling?</title>'
        f"<style>{STYLE}</style></head><body>{as_section(report)}</body></html>"
    )


def as_section(report: Report) -> str:
    """Return the report as a part of a page."""
    return f'<main class="report">{"".join(_parts(report))}</main>'


def _parts(report: Report) -> Iterator[str]:
    since, until = report.period.since, report.period.until
    span = f"{since or 'the first day'} to {until or 'today'}" if since or until else "all days"
    playbook = f", {escape(report.period.playbook)}" if report.period.playbook else ""
    yield f'<h1>Is it selling?</h1><p class="note">{span}{playbook}. Days are UTC.</p>'
    yield _figures(report)
    first = report.funnel["conversation"] or 1
    steps = [(name, n := report.funnel[step], f"{n:,} ({n / first:.0%})") for step, name in NAMES.items()]
    yield _section("How far conversations came", bars(steps, "Funnel"), "Conversations that began in this period.")
    days: dict[str, tuple[int, int]] = {}
    for day in report.days:
        began, paid = days.get(day.day, (0, 0))
        days[day.day] = (began + day.steps["conversation"], paid + day.steps["paid"])
    shown = [(day, *counts) for day, counts in sorted(days.items()) if counts != (0, 0)][-92:]
    if shown:
        yield _section("By day", columns(shown, "By day", ("conversations begun", "of these paid")))
    yield _section("By playbook", _playbooks(report))
    yield _section("How the link was handed over", _counts(report.links))
    yield _section("What was sold, by offer", _offers(report))
    yield _section("Not answered, by topic", _counts(report.topics), "Terms of the catalogue and the playbook.")
    yield _section("Reasons for no", _counts(report.reasons_for_no))
    yield _section("Handed to a person", _counts(report.handoffs))
    yield _section("Orders that are not counted as paid", _others(report))


def _figures(report: Report) -> str:
    amounts = " and ".join(f"{amount:,.2f} {currency}" for currency, amount in report.revenue.items()) or "none told"
    half, most = report.seconds_to_link
    figures = [
        (f"{report.paid - report.taken_back:,}", f"orders paid ({report.taken_back:,} taken back)"),
        (amounts, f"revenue ({report.untold:,} orders without an amount)"),
        (_time(half), f"to the link, half of them; nine of ten {_time(most)}"),
    ]
    cards = (f"<li><strong>{escape(said)}</strong>{escape(what)}</li>" for said, what in figures)
    return f'<ul class="figures">{"".join(cards)}</ul>'


def _section(title: str, body: str, note: str = "") -> str:
    told = f'<p class="note">{escape(note)}</p>' if note else ""
    return f"<section><h2>{escape(title)}</h2>{told}{body}</section>" if body else ""


def _counts(found: Sequence[Count]) -> str:
    shown, rest = found[:MOST_BARS], sum(one.count for one in found[MOST_BARS:])
    told = [*shown, *([Count(OTHER, rest)] if rest else [])]
    return bars([(_short(one.code), one.count, f"{one.count:,}") for one in told], "Counts") if told else ""


def _playbooks(report: Report) -> str:
    """Return a row a playbook, where there is more than one."""
    names = sorted({day.playbook for day in report.days})
    rows = []
    for name in names if len(names) > 1 else ():
        own = [day for day in report.days if day.playbook == name]
        steps = (sum(day.steps[step] for day in own) for step in NAMES)
        orders = sum(day.paid - day.taken_back for day in own)
        cells = "".join(f'<td class="n">{count:,}</td>' for count in (*steps, orders))
        rows.append(f"<tr><td>{escape(name) or 'without a name'}</td>{cells}</tr>")
    columns = ("Begun", "Recommended", "Agreed", "Link", "Paid", "Orders")
    head = "".join(f'<th class="n">{column}</th>' for column in columns)
    return (
        f"<table><thead><tr><th>Playbook</th>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>" if rows else ""
    )


def _offers(report: Report) -> str:
    head = '<tr><th>Offer</th><th class="n">Orders</th><th class="n">Quantity</th><th class="n">Amount</th></tr>'
    rows = [
        f'<tr><td>{escape(one.offer)}</td><td class="n">{one.orders:,}</td><td class="n">{one.quantity:,}</td>'
        f'<td class="n">{_amount(one.amount, one.currency)}</td></tr>'
        for one in report.by_offer
    ]
    return f"<table><thead>{head}</thead><tbody>{''.join(rows)}</tbody></table>" if rows else ""


def _others(report: Report) -> str:
    rows = {
        "Submitted, not read back (unverified)": report.unverified,
        "Submitted, not done": report.submitted,
        "Failed": report.failed,
        "In test mode": report.tests,
        "Of the shop, of no conversation": report.unmatched,
        "Links left behind": report.abandoned,
        "Links replaced by another": report.replaced,
    }
    cells = (f'<tr><td>{name}</td><td class="n">{count:,}</td></tr>' for name, count in rows.items())
    return f"<table><tbody>{''.join(cells)}</tbody></table>"


def _amount(amount: Decimal, currency: str) -> str:
    return f"{amount:,.2f} {escape(currency)}" if currency else "not told"


def _time(seconds: int | None) -> str:
    if seconds is None:
        return "no link yet"
    return f"{seconds} s" if seconds < 120 else f"{seconds / 60:.0f} min"  # noqa: PLR2004  minutes read better then


def _short(code: str) -> str:
    words = code.replace("_", " ").removeprefix("/offers2/")
    return words if len(words) <= 25 else words[:24] + "…"  # noqa: PLR2004  what fits before a bar


def _cell(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t"} else text


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(held) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(held) for held in value]
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)
