"""A colleague takes a conversation over: the agent is silent meanwhile, and answers again when they give it back."""

import json

import pytest
from colleague import ANN, BEN, BUYS, NAMED, Staged
from playwright.sync_api import expect
from sqlalchemy import select
from typer.testing import CliRunner

from limio_sales_agent.cli.app import app
from limio_sales_agent.outcomes.database import metadata, reading, talks
from limio_sales_agent.outcomes.desk import HELD_FOR, Desk
from limio_sales_agent.outcomes.store import OutcomeStore
from limio_sales_agent.web.storage import open_storage

GONE, HERE = "You're talking with the automated assistant again", "A colleague of mine writes to you"


class Taken(Staged):
    """A conversation that Ann took over."""

    def __init__(self, server):
        super().__init__(server)
        (self.card,) = self.cards()
        self.said = 0
        assert self.talk("POST").status_code == 204

    def talk(self, method, token=ANN):
        return self.ask(method, f"/{self.card['thread']}/talk", token=token)

    def write(self, text, token=ANN, identity=None):
        self.said += 1
        body = {"id": identity or f"written-{self.said}", "text": text}
        return self.ask("POST", f"/{self.card['thread']}/messages", token=token, **body)

    def hear(self, text, identity):
        """Send a customer's message as it is, and return who said what in the answer."""
        body = {"id": identity, "text": text}
        answer = self.visitor.client.post(f"{self.server.url}/api/messages", json=body)
        told = [json.loads(line[6:]) for line in answer.text.splitlines() if line.startswith("data: {")]
        return [(one["entry"]["role"], one["entry"]["text"]) for one in told if "entry" in one]

    def last(self, most=1):
        return [(one["role"], one["text"]) for one in self.visitor.see()["entries"][-most:]]


@pytest.fixture
def taken(serve):
    return Taken(serve("--approval", **NAMED))


@pytest.fixture(scope="module")
def shared(serve_all):
    """A server for all tests that sell nothing and look at nothing but their own conversation."""
    return serve_all("--approval", **NAMED)


@pytest.fixture
def among(shared):
    """As `taken`, at a desk where other orders may wait, too."""
    return Taken(shared)


def test_the_agent_is_silent_while_a_colleague_writes_and_the_customer_is_told_so(served, among):
    ((role, told),) = among.last()
    assert (role, told[: len(HERE)]) == ("agent", HERE)
    assert among.hear("yes, who are you?", "message-1001") == [("customer", "yes, who are you?")]
    assert among.write("Hello, this is Ann. See https://www.tidewell.example/terms").status_code == 204
    assert among.last() == [("colleague", "Hello, this is Ann. See https://www.tidewell.example/terms")]
    assert among.visitor.see()["entries"][-1]["blocks"][0]["links"] == ["https://www.tidewell.example/terms"]
    assert among.cards()[0]["writer"] == "ann"
    assert served.baskets == []


def test_given_back_the_agent_says_so_and_answers_again(among):
    assert among.talk("DELETE").status_code == 204
    assert among.last()[0][1].startswith(GONE)
    assert among.cards()[0]["writer"] is None
    assert "A colleague is checking your order" in among.say("hello?")


def test_a_yes_that_was_said_to_a_person_is_never_the_agent_s_however_late_it_is_sent_again(served, among):
    said = among.hear("make it 40 then, yes", "message-1002")
    among.talk("DELETE")
    before = among.last(most=9)
    assert among.hear("make it 40 then, yes", "message-1002") == said == [("customer", "make it 40 then, yes")]
    assert among.last(most=9) == before
    assert among.cards()[0]["order"] == among.card["order"]
    assert served.baskets == []


def test_a_colleague_s_message_that_is_sent_twice_is_said_once(among):
    among.write("Hello.", identity="written-once")
    among.write("Hello.", identity="written-once")
    assert [role for role, _ in among.last(most=2)] == ["agent", "colleague"]


def test_only_who_took_it_over_writes_and_gives_it_back(among):
    for answer in (among.talk("POST", BEN), among.write("Hello.", BEN)):
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "taken")
    among.talk("DELETE", BEN)
    assert among.cards()[0]["writer"] == "ann"
    assert among.write("Hello.", "wrong").status_code == 401
    assert [text for role, text in among.last(most=9) if role == "colleague"] == []


def test_a_colleague_sends_no_customer_to_a_link_of_their_own_and_writes_down_no_card_number(among):
    refused = among.write("Pay at https://elsewhere.example")
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "foreign_link")
    among.write("Your card 4111 1111 1111 1111?")
    assert "4111 1111" not in among.last()[0][1]


def test_a_decision_ends_it_and_the_customer_gets_the_agent_s_answer(limio, taken):
    assert taken.send(taken.card, type="approve").status_code == 204
    assert len(limio.baskets) == 1
    with OutcomeStore.open(taken.server.database) as store:
        assert Desk(store, talks).holders() == {}
    assert [role for role, _ in taken.hear("thanks!", "message-1003")] == ["customer", "agent"]


def test_who_took_a_conversation_over_is_in_the_log(taken):
    log = CliRunner().invoke(app, ("decisions", "--database", taken.server.database)).output
    assert " ann take_over " in log


def test_where_no_order_waits_there_is_no_conversation_to_take_over(among):
    assert among.ask("POST", "/nobody/talk").json()["error"]["code"] == "nothing_to_decide"


def test_what_is_kept_of_a_person_holds_who_took_them_over_and_forgetting_them_leaves_no_row_of_it(taken):
    person = ("--email", "jo@brand.io", "--database", taken.server.database)
    told = json.loads(CliRunner().invoke(app, ("export", *person)).output)
    assert [one["holder"] for name in ("order_had_by", "taken_over_by") for one in told[name]] == ["ann", "ann"]
    CliRunner().invoke(app, ("forget", *person))
    with OutcomeStore.open(taken.server.database) as store, reading(store.engine) as connection:
        for table in metadata.tables.values():
            assert connection.execute(select(table)).all() == [], table.name


@pytest.mark.parametrize("how", ["the visitor", "kept no longer"])
async def test_who_writes_is_forgotten_with_the_conversation(taken, how):
    if how == "the visitor":
        taken.visitor.client.delete(f"{taken.server.url}/api/conversation").raise_for_status()
    async with open_storage(taken.server.database) as storage:
        if how == "kept no longer":
            await storage.forget_conversation(taken.card["thread"])
        assert Desk(storage.outcomes, talks).holders() == {}


def test_what_nobody_writes_in_any_more_runs_out_once():
    now = [1000.0]
    with OutcomeStore.open(":memory:", clock=lambda: now[0]) as store:
        writers = Desk(store, talks)
        writers.claim("one", "ann")
        assert writers.lapsed() == []
        now[0] += HELD_FOR
        assert writers.lapsed() == ["one"]
        assert [writers.give_back("one"), writers.give_back("one"), writers.lapsed()] == [True, False, []]


@pytest.mark.slow
def test_a_customer_and_a_colleague_write_to_each_other_on_their_pages(serve, browse):
    server = serve("--approval", **NAMED)
    page, desk = browse(server.url), browse(server.url).tab
    for text in BUYS:
        page.say(text)
    desk.goto(f"{server.url}/approvals#{ANN}")
    desk.get_by_role("button", name="Write to the customer").click()
    expect(page.tab.locator(".agent").last).to_contain_text(HERE)
    page.send("Are you a person?")
    expect(page.tab.locator("#doing")).to_have_text("A colleague is writing with you")
    expect(desk.locator(".talk li").last).to_contain_text("Are you a person?")
    field = desk.get_by_role("textbox", name="To the customer")
    field.fill("I am, my name is Ann.")
    field.press("Enter")
    expect(page.tab.locator(".said.colleague").last).to_contain_text("I am, my name is Ann.")
    expect(field).to_be_focused()
    expect(field).to_have_value("")
    desk.get_by_role("button", name="Hand back to the assistant").click()
    expect(page.tab.locator(".agent").last).to_contain_text(GONE)
    assert "A colleague is checking your order" in page.say("hello?").inner_text()
