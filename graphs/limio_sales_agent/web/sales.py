"""What the page's server does after a sale: takes Limio's webhooks, follows orders, shows colleagues the report."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from limio_langchain import LimioSettings, LimioToolkit
from limio_langchain.webhooks import Delivery, OrderWebhook
from limio_sales_agent.orders.hooks import OnOutcome
from limio_sales_agent.outcomes.after_sale import AfterSale
from limio_sales_agent.outcomes.page import as_csv, as_json, as_section
from limio_sales_agent.outcomes.report import Period, make_report
from limio_sales_agent.outcomes.store import OutcomeStore
from limio_sales_agent.server.colleagues import Colleagues
from limio_sales_agent.server.requests import Refused

PRIVATE = {"Cache-Control": "no-store"}
WEBHOOK = "/webhooks/limio"


class SalesRoutes:
    """``/webhooks/limio`` and ``/api/report``.

    Args:
        settings: The name and password of the webhook.
        colleagues: Who may read the report.
    """

    def __init__(self, settings: LimioSettings, colleagues: Colleagues) -> None:
        self._settings, self._colleagues = settings, colleagues
        self._store: OutcomeStore | None = None
        self._after_sale: AfterSale | None = None

    def routes(self) -> list[Route]:
        """Return the routes."""
        webhook = OrderWebhook.from_settings(self._settings, self._take)
        return [Route(WEBHOOK, webhook), Route("/api/report", self.report)]

    async def follow(
        self, store: OutcomeStore, toolkit: LimioToolkit, on_outcome: OnOutcome | None, abandoned_after: timedelta
    ) -> None:
        """Follow sales until cancelled."""
        self._store = store
        self._after_sale = AfterSale(store, toolkit, on_outcome=on_outcome, abandoned_after=abandoned_after)
        await self._after_sale.run()

    async def _take(self, delivery: Delivery) -> None:
        if self._after_sale is None:
            raise RuntimeError("the server is starting")  # answered 503, so that it may come again
        await self._after_sale.take(delivery)

    async def report(self, request: Request) -> Response:
        """Answer the report to a colleague: JSON, CSV, or a part of a page."""
        self._colleagues.who(request)
        if self._store is None:
            raise Refused(503, "starting")
        query = request.query_params
        period = Period(_day(query.get("since")), _day(query.get("until")), query.get("playbook") or None)
        report = await asyncio.to_thread(make_report, self._store, period)
        form = query.get("form", "json")
        if form == "csv":
            return Response(as_csv(report), media_type="text/csv", headers=PRIVATE)
        if form == "html":
            return Response(as_section(report), media_type="text/html", headers=PRIVATE)
        return JSONResponse(as_json(report), headers=PRIVATE)


def _day(told: str | None) -> date | None:
    try:
        return date.fromisoformat(told) if told else None
    except ValueError:
        raise Refused(422, "unusable", fields=["since", "until"]) from None
