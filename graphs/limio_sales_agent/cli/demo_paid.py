"""What the demo shows after a link: the customer pays on the shop's page, Limio says so, and the report counts it."""

from __future__ import annotations

import asyncio
import secrets

from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from limio_langchain import LimioToolkit
from limio_langchain.sandbox import Sandbox
from limio_langchain.sandbox.serving import Serving
from limio_langchain.webhooks import OrderWebhook
from limio_sales_agent.outcomes.after_sale import AfterSale
from limio_sales_agent.outcomes.report import Report, make_report
from limio_sales_agent.outcomes.store import OutcomeStore

LOOPBACK = "127.0.0.1"


def show_paid(console: Console, limio: Sandbox, store: OutcomeStore, url: str) -> bool:
    """Pay behind a link, show the report before and after, and return whether the sale counts as paid."""
    before = make_report(store)
    asyncio.run(_pay(limio, store, url))
    after = make_report(store)
    console.print(Text("The customer presses Pay on the shop's page; Limio's webhook tells of the order.", style="dim"))
    told = "\n".join(("before:  " + _in_words(before), "after:   " + _in_words(after)))
    console.print(Panel(told, title="The report", title_align="left", border_style="green", expand=False))
    return (before.paid, after.paid) == (0, 1)


async def _pay(limio: Sandbox, store: OutcomeStore, url: str) -> None:
    """Press Pay, take the webhook over HTTP, and read the order back, as a server does beside the agent."""
    password = secrets.token_urlsafe()
    settings = limio.settings(webhook_username="demo", webhook_password=password)
    async with LimioToolkit.from_settings(settings) as toolkit:
        after_sale = AfterSale(store, toolkit)
        receiver = Serving(OrderWebhook.from_settings(settings, after_sale.take), LOOPBACK, 0, lambda: None)
        try:
            limio.webhooks.send_to(f"http://{LOOPBACK}:{receiver.port}/webhooks/limio", "demo", password)
            await asyncio.to_thread(limio.pay, url)
            await asyncio.to_thread(limio.webhooks.settle)
            await after_sale.work()
        finally:
            receiver.stop()


def _in_words(report: Report) -> str:
    steps = ", ".join(f"{step.replace('_', ' ')} {count}" for step, count in report.funnel.items())
    sums = ", ".join(f"{currency} {amount:,.2f}" for currency, amount in report.revenue.items())
    return f"{steps}; orders paid {report.paid}" + (f", {sums}" if sums else "")
