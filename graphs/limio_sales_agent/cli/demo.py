"""``limio-agent demo``: one customer, twice; the first time they pay, the second time the API is down."""

from __future__ import annotations

import logging
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path

import httpx
from langchain_core.messages import HumanMessage
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.memory import InMemorySaver
from rich.console import Console
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from limio_langchain import LimioToolkit
from limio_langchain.sandbox import Sandbox
from limio_sales_agent import Playbook, create_sales_agent
from limio_sales_agent.cli.demo_paid import show_paid
from limio_sales_agent.outcomes.store import OutcomeStore
from limio_sales_agent.playbook import SANDBOX_PLAYBOOK
from limio_sales_agent.state import Outcome

CUSTOMER = (
    "hi, we're a 12 person PR agency and want to pay yearly. i'm Jo Park, jo@brand.io",
    "yes please",
    "no thanks, just that",
)
LINK = re.compile(r"^https?://\S+$")


def run_demo() -> int:
    """Play both sales and return the exit status: 0 when both ended as promised, and the first was paid."""
    console = Console(highlight=False)
    with _quiet(), _outcomes() as store, Sandbox() as limio, LimioToolkit.from_settings(limio.settings()) as toolkit:
        console.rule("[bold]A sale, with the API up")
        first = _played(console, toolkit, store, "up")
        assisted = _behind(console, first, "assisted_checkout")
        console.print()
        console.rule("[bold]Then it is paid")
        paid = first is not None and assisted and show_paid(console, limio, store, str(first["url"]))
        console.print()
        console.rule("[bold]The same sale, with the API down")
        limio.faults.add("checkout", "status", status=503)
        limio.faults.add("token", "status", status=503)
        second = _played(console, toolkit, store, "down")
        bought = _behind(console, second, "purchase_link")
    return 0 if paid and bought else 1


@contextmanager
def _outcomes() -> Iterator[OutcomeStore]:
    """Keep what the conversations come to for as long as the demo lasts."""
    with tempfile.TemporaryDirectory() as folder, OutcomeStore.open(str(Path(folder) / "outcomes.sqlite")) as store:
        yield store


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep warnings back: why the second sale falls back stands in its panel."""
    before = logging.getLogger("limio_langchain").level
    logging.getLogger("limio_langchain").setLevel(logging.ERROR)
    try:
        yield
    finally:
        logging.getLogger("limio_langchain").setLevel(before)


def _played(console: Console, toolkit: LimioToolkit, store: OutcomeStore, thread: str) -> Outcome | None:
    agent = create_sales_agent(toolkit, playbook=_playbook(), checkpointer=InMemorySaver(), outcomes=store)
    config: RunnableConfig = {"configurable": {"thread_id": thread}}
    outcome: Outcome | None = None
    for said in CUSTOMER:
        console.print(Padding(Text.assemble(("Customer  ", "bold cyan"), said), (1, 0, 0, 0)))
        state = agent.invoke({"messages": [HumanMessage(said)]}, config)
        console.print(Text("Agent", style="bold magenta"))
        _say(console, state["messages"][-1].text)
        outcome = state.get("outcome")
    return outcome


def _say(console: Console, reply: str) -> None:
    """Print a reply; a link stands whole on a line of its own, where a terminal can find it."""
    for line in reply.splitlines():
        if LINK.match(line):
            print(line)  # noqa: T201  rich would break it at the terminal's edge
        else:
            console.print(Padding(Text(line), (0, 0, 0, 2)) if line else "")


def _behind(console: Console, outcome: Outcome | None, kind: str) -> bool:
    """Show what the customer finds behind the link, and return whether the sale ended as promised."""
    if not outcome or outcome.get("kind") != kind or not outcome.get("url"):
        console.print(f"[bold red]expected {kind}, got {outcome and outcome.get('kind')}")
        return False
    page = httpx.get(str(outcome["url"]), timeout=5)
    told = [*_basket(page.text), *_details(page.text)]
    lost = ", ".join(outcome.get("not_carried") or []) or "nothing"
    told.append(f"reason: {outcome.get('reason') or 'none needed'}; the link could not take along: {lost}")
    title = f"Behind the link: {kind.replace('_', ' ')}, HTTP {page.status_code}"
    console.print(Panel("\n".join(told), title=title, title_align="left", border_style="green", expand=False))
    return page.status_code == httpx.codes.OK


def _basket(page: str) -> list[str]:
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", page, re.DOTALL)
    cells = ([_plain(cell) for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL)] for row in rows)
    return ["   ".join(filter(None, row)) for row in cells]


def _details(page: str) -> list[str]:
    values = re.findall(r'autocomplete="([a-z-]+)" value="([^"]+)"', page)
    return [f"{name}: {unescape(value)}" for name, value in values] or ["no details are filled in"]


def _plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def _playbook() -> Playbook:
    return Playbook.load(SANDBOX_PLAYBOOK)
