"""Every state a visitor can see the chat page in, each with the way there; for its tests and its pictures."""

import sqlite3
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from page_browser import Page
from shop_page import a_shop, with_bubble
from web_server import WebServer, free_port

from limio_langchain.sandbox import Sandbox

PLAYBOOKS = Path(__file__).parents[1] / "fixtures" / "playbooks"
OPENING = "Business Pro, yearly, for 5 of us at our PR agency. jo@brand.io"
ANN, BEN = "a-token-of-ann-s-own-1", "a-token-of-ben-s-own-2"
TOKEN = "a-colleague-s-token"
WRITING = ("--approval", "--actions", "browse")  # likewise
IDLE = ("--actions", "browse")  # one whose visitors ask for nobody
DESK = ("--approval", "--actions", "none")  # a server of its own, whose orders are the desk's alone
YES, NO = "> Yes, make my checkout", "> No, thanks"
STATES = {}  # by name: what is seen, and the way there


def state(seen):
    """Put a way to a state down, with what is seen there."""

    def named(way):
        STATES[way.__name__.replace("_", "-")] = (seen, way)
        return way

    return named


ENVIRONMENT = {"LIMIO_AGENT_TOKEN": TOKEN, "LIMIO_AGENT_DESK_TOKENS": f"ann:{ANN},ben:{BEN}", "LIMIO_DEADLINE": "20"}


@dataclass
class Stage:
    """A sandbox, servers of the page before it, and a browser.

    Attributes:
        browser: Chromium.
        folder: For the conversations.
        options: Of each visitor's browser context.
    """

    browser: object
    folder: Path
    options: dict = field(default_factory=dict)
    faults: list = field(default_factory=list)
    desk: object = None  # the tab of a colleague who writes

    def __enter__(self):
        self.opened, self.servers, self.shops = ExitStack(), {}, []
        self.limio = self.opened.enter_context(Sandbox())
        return self

    def __exit__(self, *_):
        self.opened.close()

    def server(self, *flags):
        """Return the server with these flags; it is started once."""
        if flags not in self.servers:
            database = str(self.folder / f"chat-{len(self.servers)}.sqlite")
            server = WebServer(self.limio.settings(), database, free_port(), flags, ENVIRONMENT)
            self.servers[flags] = self.opened.enter_context(server)
        return self.servers[flags]

    def tab(self):
        """Return a new visitor's tab."""
        context = self.browser.new_context(**self.options)
        context.set_default_timeout(20_000)
        self.opened.callback(context.close)
        tab = context.new_page()
        tab.on("pageerror", lambda error: self.faults.append(str(error)))
        return tab

    def visit(self, *flags):
        """Return a new visitor's page."""
        return Page(self.tab(), self.faults).open(self.server(*flags).url)

    def after(self, *said, flags=()):
        """Return a new visitor's page once they said this; what stands behind ``>`` they clicked."""
        page = self.visit(*flags)
        for one in said:
            page.click(one.removeprefix("> ")) if one.startswith("> ") else page.say(one)
        return page

    def shop(self):
        """Return a tab on another site's page that holds the bubble."""
        if not self.shops:
            self.shops.append(self.opened.enter_context(a_shop()))
        (shop,) = self.shops
        shop.page = with_bubble(self.server("--allow-origin", shop.url))
        tab = self.tab()
        tab.goto(shop.url)
        tab.get_by_role("button", name="Open the chat").wait_for()
        return tab


@state("The greeting, with suggestions to click")
def greeting(stage):
    return stage.visit().tab


@state("A message under way, and what the agent is doing")
def under_way(stage):
    page = stage.after(OPENING, YES)
    stage.limio.faults.add("checkout", "delay", seconds=4, times=1)
    page.send("no thanks")
    page.tab.get_by_text("Preparing your checkout").wait_for()
    return page.tab


for name, (seen, *said) in {
    "recommended": (
        "An offer recommended, others beside it, and the order before the yes",
        "> We are a PR agency of 12",
    ),
    "choice": ("A choice between offers", "something for my family, for 2 of us"),
    "comparison": ("Monthly against yearly, as a table", OPENING, "is monthly cheaper?"),
    "question": ("A question answered", OPENING, "> What does it include?"),
    "receipt": ("The order as a receipt, before the yes", OPENING),
    "add-on": ("An add-on, offered once after the yes", OPENING, YES),
    "link": ("The link to the checkout, with the details filled in", OPENING, YES, NO),
}.items():
    STATES[name] = seen, lambda stage, said=tuple(said): stage.after(*said).tab


@state("The link while the API is down, with what it cannot carry")
def link_without_api(stage):
    # A server of its own, which then counts the API as down for a while.
    page = stage.after(OPENING, YES, flags=("--actions", "none"))
    stage.limio.faults.add("checkout", "status", status=503, times=2)
    page.click("No, thanks")
    return page.tab


@state("A quote handed in")
def quote(stage):
    return stage.after("Could I have a quote for Business Pro, yearly, for 40 people at our PR agency? jo@brand.io").tab


@state("Passed on to a person")
def handoff(stage):
    return stage.after("can I speak to a person please", "jo@brand.io, Brand Ltd").tab


@state("An order that waits for a colleague")
def waiting(stage):
    page = stage.after(OPENING, YES, NO, flags=("--approval",))
    page.tab.get_by_text("Waiting for a colleague").wait_for()
    return page.tab


@state("The colleague's page: an order that waits too long, and one that somebody has")
def approvals(stage):
    if DESK not in stage.servers:
        _two_orders(stage)
    tab = stage.tab()
    tab.goto(f"{stage.server(*DESK).url}/approvals#{ANN}")
    tab.get_by_text("ben has it").wait_for()
    return tab


def _two_orders(stage):
    server = stage.server(*DESK)
    for said in ("for 5 of us at our PR agency. I'm Jo Park, jo@brand.io", "for 12 people. I'm Kim Lee, kim@acme.io"):
        page = stage.after(f"Business Pro, yearly, {said}", YES, NO if "Kim" in said else "> Add", flags=DESK)
        page.tab.get_by_text("Waiting for a colleague").wait_for()
        page.tab.context.close()
    url, ben = f"{server.url}/api/approvals", {"Authorization": f"Bearer {BEN}"}
    old, new = (one["thread"] for one in httpx.get(url, headers=ben, trust_env=False).json()["orders"][:2])
    httpx.post(f"{url}/{new}/claim", headers=ben, trust_env=False).raise_for_status()
    with closing(sqlite3.connect(server.database)) as store, store:
        since = datetime.now(UTC) - timedelta(minutes=42)
        store.execute("UPDATE waiting SET since = ? WHERE thread_id = ?", (since.isoformat(), old))


@state("A colleague writes to a customer, and the agent is silent")
def with_person(stage):
    order = "Business Pro, yearly, for 5 of us at our PR agency. I'm Jo Park, jo@brand.io"
    page, desk = stage.after(order, YES, NO, flags=WRITING), stage.tab()
    desk.goto(f"{stage.server(*WRITING).url}/approvals#{ANN}")
    desk.get_by_role("button", name="Write to the customer").click()
    page.tab.get_by_text("writes to you").wait_for()
    page.send("Could we pay after the summer?")
    desk.locator(".talk .customer").last.get_by_text("after the summer").wait_for()
    desk.get_by_label("To the customer").fill("Hello Jo, this is Ann. September is fine; I'll release it now.")
    desk.get_by_role("button", name="Send").click()
    page.tab.locator(".said.colleague").wait_for()
    stage.desk = desk
    return page.tab


@state("The colleague's page, while they write to a customer")
def approvals_writing(stage):
    if stage.desk is None:
        with_person(stage)
    stage.desk.locator(".talk .colleague").wait_for()
    return stage.desk


@state("The colleague's page, with a customer who asked for a person")
def approvals_called(stage):
    handoff(stage)
    tab = stage.tab()
    tab.goto(f"{stage.server().url}/approvals#{ANN}")
    tab.get_by_text("Asks for a person").first.wait_for()
    return tab


@state("The colleague's page, with nothing to decide on")
def approvals_empty(stage):
    tab = stage.tab()
    tab.goto(f"{stage.server(*IDLE).url}/approvals#{ANN}")
    tab.get_by_text("Nothing waits").wait_for()
    return tab


@state("The colleague's page, closed")
def approvals_closed(stage):
    tab = stage.tab()
    tab.goto(f"{stage.server().url}/approvals")
    tab.get_by_label("token").wait_for()
    return tab


@state("The connection lost")
def lost(stage):
    page = stage.after(OPENING)
    page.tab.context.set_offline(offline=True)
    page.send("yes please")
    page.tab.get_by_text("The connection is lost").wait_for()
    return page.tab


@state("Too many messages in a minute")
def too_fast(stage):
    page = stage.visit()
    page.tab.evaluate(FLOOD)
    page.send("hello again")
    page.tab.get_by_text("That was fast").last.wait_for()
    return page.tab


FLOOD = """async () => {
  const headers = {"Content-Type": "application/json"};
  for (let number = 0; number < 20; number++) {
    const body = JSON.stringify({id: `message-${1000 + number}`, text: "thanks"});
    await (await fetch("/api/messages", {method: "POST", headers, body})).text();
  }
}"""


@state("A message that is too long")
def too_long(stage):
    page = stage.after(OPENING)
    page.tab.fill("#text", "We are a PR agency and would like to read everything. " * 40)
    page.tab.press("#text", "Enter")
    return page.tab


@state("The bubble in a shop's page")
def bubble(stage):
    return stage.shop()


@state("The bubble opened")
def bubble_open(stage):
    tab = stage.shop()
    tab.get_by_role("button", name="Open the chat").click()
    tab.frame_locator("iframe").locator(".agent").wait_for()
    return tab


@state("A German playbook")
def german(stage):
    flags = ("--playbook", str(PLAYBOOKS / "tidewell-de.yaml"))
    return stage.after("> Wir sind eine PR-Agentur mit 12 Personen", "12", flags=flags).tab


@state("The sandbox's checkout, behind the link")
def checkout(stage):
    tab = stage.after(OPENING, YES, NO).tab
    with tab.context.expect_page() as opened:
        tab.get_by_role("link", name="Go to the checkout").click()
    opened.value.get_by_role("button", name="Pay").wait_for()
    return opened.value


@state("Paid, in the sandbox's shop")
def paid(stage):
    tab = checkout(stage)
    tab.get_by_role("button", name="Pay").click()
    tab.get_by_text("Paid", exact=True).wait_for()
    return tab


@state("A link that was changed on its way")
def refused_link(stage):
    tab = stage.tab()
    tab.goto(f"{stage.limio.url}/api/checkout/recover?basket=one&recover=made-up")
    return tab


@state("A link to an offer that is not on sale any more")
def lost_link(stage):
    tab = stage.tab()
    tab.goto(f"{stage.limio.url}/checkout?purchase=%2Foffers2%2FGone")
    return tab
