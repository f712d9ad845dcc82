"""``limio-agent report``: what conversations came to."""

from __future__ import annotations

import json
from datetime import date

from limio_sales_agent.cli.unusable import Unusable
from limio_sales_agent.outcomes.page import as_csv, as_json, as_page
from limio_sales_agent.outcomes.report import Period, make_report
from limio_sales_agent.outcomes.store import OutcomeStore


def print_report(place: str, since: str | None, until: str | None, playbook: str | None, form: str) -> None:
    """Print the report as ``json``, ``csv`` or ``html``; Unusable where there is none to make."""
    if form not in {"json", "csv", "html"}:
        raise Unusable(f"--form {form}: must be json, csv or html")
    period = Period(_day(since, "--since"), _day(until, "--until"), playbook)
    with OutcomeStore.open(place) as store:
        report = make_report(store, period)
    if form == "json":
        print(json.dumps(as_json(report), ensure_ascii=False, indent=2))  # noqa: T201  a command's answer
    else:
        print(as_csv(report) if form == "csv" else as_page(report), end="")  # noqa: T201  likewise


def _day(told: str | None, option: str) -> date | None:
    try:
        return date.fromisoformat(told) if told else None
    except ValueError:
        raise Unusable(f"{option} {told}: give a day such as 2026-01-31") from None
