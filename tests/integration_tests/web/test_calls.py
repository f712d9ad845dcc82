"""A customer who was promised a person stands at the desk until one has answered them."""

import json
import sqlite3
from contextlib import closing

import pytest
from colleague import ANN, BEN, BUYS, NAMED, Staged
from playwright.sync_api import expect
from typer.testing import CliRunner

from limio_sales_agent.cli.app import app
from limio_sales_agent.outcomes.desk import HELD_FOR, Calls
from limio_sales_agent.outcomes.store import OutcomeStore
from limio_sales_agent.storage.kept import open_kept
from limio_sales_agent.storage.transcript import MOST_SHOWN
from limio_sales_agent.web.storage import open_storage

ASKS = ("Can I speak to a person please?", "I'd rather not say")
PROMISE, BACK = "they can only answer here", "You're talking with the automated assistant again"


class Called(Staged):
    """A desk at which somebody asks for a person."""

    def __init__(self, server, buys=ASKS):
        super().__init__(server, buys)
        self.thread = (self.calls() or self.cards())[0]["thread"]
        self.said = 0

    def calls(self, **more):
        return self.listed("calls", **more)

    def talk(self, method, token=ANN):
        return self.ask(method, f"/{self.thread}/talk", token=token)

    def write(self, text):
        self.said += 1
        body = {"id": f"written-{self.said}", "text": text}
        return self.ask("POST", f"/{self.thread}/messages", token=ANN, **body)

    def tell(self, text):
        """Say something to the colleague, which nobody answers by itself."""
        self.said += 1
        body = {"id": f"to-person-{self.said}", "text": text}
        self.visitor.client.post(f"{self.server.url}/api/messages", json=body).raise_for_status()

    def last(self):
        one = self.visitor.see()["entries"][-1]
        return one["role"], one["text"]


@pytest.fixture
def called(serve):
    return Called(serve(**NAMED))


@pytest.fixture(scope="module")
def shared(serve_all):
    """A server for all tests that look at nothing but their own conversation."""
    return serve_all(**NAMED)


@pytest.fixture
def among(shared):
    """As `called`, at a desk where others may wait, too."""
    return Called(shared)


def log_of(desk):
    printed = CliRunner().invoke(app, ("decisions", "--json", "--database", desk.server.database)).output
    return [json.loads(line) for line in printed.splitlines()]


def test_whoever_was_promised_a_person_stands_at_the_desk_with_why_and_what_was_said(among):
    assert PROMISE in among.last()[1]
    (card,) = among.calls()
    assert card["reason"] == "asked"
    assert [one["text"] for one in card["said"] if one["role"] == "customer"] == list(ASKS)
    assert 0 <= card["seconds"] < 60
    assert (card["holder"], card["writer"]) == (None, None)
    assert among.visitor.see()["called"] is True
    assert among.cards() == []


def test_the_details_they_gave_stand_on_the_card(shared):
    desk = Called(shared, (ASKS[0], "Jo Park, jo@brand.io, Brand Ltd"))
    assert desk.calls()[0]["customer"]["email"] == "jo@brand.io"


def test_a_colleague_answers_them_in_the_chat_and_gives_them_back(called):
    assert called.talk("POST").status_code == 204
    assert called.write("Hello, this is Ann.").status_code == 204
    assert called.last() == ("colleague", "Hello, this is Ann.")
    assert called.calls()[0]["writer"] == "ann"
    assert called.talk("DELETE").status_code == 204
    assert called.last()[1].startswith(BACK)
    assert "order" not in called.last()[1]
    assert called.calls() == []
    assert called.visitor.see()["called"] is False
    assert [(one["who"], one["action"], one["order"]) for one in log_of(called)] == [("ann", "take_over", "")]
    assert log_of(called)[0]["card"]["reason"] == "asked"


def test_the_agent_answers_again_and_they_may_ask_for_a_person_again(among):
    among.talk("POST")
    among.talk("DELETE")
    assert "£" in among.say("What does Business Pro cost?")
    assert among.calls() == []
    among.say("I want to talk to a human")
    assert [one["thread"] for one in among.calls()] == [among.thread]


def test_who_was_answered_elsewhere_is_put_down_as_that_once(called):
    for token in (BEN, ANN):
        assert called.ask("DELETE", f"/{called.thread}/call", token=token).status_code == 204
    assert called.calls() == []
    assert [(one["who"], one["action"]) for one in log_of(called)] == [("ben", "answered")]
    assert called.talk("POST").json()["error"]["code"] == "nothing_to_decide"


def test_without_a_token_nobody_sees_who_waits_or_says_they_were_answered(among):
    for method, path in (("GET", ""), ("DELETE", f"/{among.thread}/call"), ("POST", f"/{among.thread}/talk")):
        assert among.ask(method, path, token="wrong").status_code == 401
    assert len(among.calls()) == 1


def test_one_colleague_takes_them_and_another_sees_who(among):
    assert among.ask("POST", f"/{among.thread}/claim", token=ANN).status_code == 204
    assert among.calls()[0]["holder"] == "ann"
    assert among.talk("POST", BEN).json()["error"]["code"] == "taken"


def test_a_customer_whose_order_waits_gets_a_person_at_once_and_the_order_waits_on(limio, serve):
    desk = Called(serve("--approval", **NAMED), (*BUYS, ASKS[0]))
    assert desk.last()[1] == "I've passed this on to a colleague, who will get back to you."
    (card,) = desk.cards()
    assert "called" in card["reasons"]
    assert desk.calls() == []
    desk.talk("POST")
    desk.talk("DELETE")
    assert "called" not in desk.cards()[0]["reasons"]
    assert desk.send(card, type="approve").status_code == 204
    assert len(limio.baskets) == 1


async def test_a_colleague_who_forgets_to_give_back_has_answered_nobody(called):
    called.talk("POST")
    called.server.stop()
    with OutcomeStore.open(called.server.database) as store:
        later = OutcomeStore(store.engine, clock=lambda: store.clock() + HELD_FOR)
        assert Calls(later).since(called.thread) is not None


@pytest.mark.parametrize("how", ["the visitor", "kept no longer"])
async def test_that_they_wait_is_forgotten_with_the_conversation(called, how):
    if how == "the visitor":
        called.visitor.client.delete(f"{called.server.url}/api/conversation").raise_for_status()
    async with open_storage(called.server.database) as storage:
        if how == "kept no longer":
            await storage.forget_conversation(called.thread)
    assert called.calls() == []


def test_a_promise_that_was_kept_does_not_come_back_when_its_turn_is_told_again():
    now = [1000.0]
    with OutcomeStore.open(":memory:", clock=lambda: now[0]) as store:
        calls = Calls(store)
        calls.put("one", "first")
        now[0] += 60
        calls.put("one", "second")
        assert calls.since("one").timestamp() == 1000.0
        assert [calls.settle("one"), calls.settle("one")] == [True, False]
        calls.put("one", "second")
        assert calls.waiting(9) == ({}, 0)
        calls.put("one", "third")
        assert calls.since("one").timestamp() == 1060.0


def test_more_than_are_shown_are_counted(called):
    with OutcomeStore.open(called.server.database) as store:
        for number in range(MOST_SHOWN + 2):
            Calls(store).put(f"web-{number}", "one")
    with closing(sqlite3.connect(called.server.database)) as store, store:
        store.executemany(
            "INSERT INTO waiting VALUES (?, '2026-01-01T00:00:00+00:00')", [(f"w{n}",) for n in range(MOST_SHOWN + 5)]
        )
    told = called.ask("GET", "").json()
    assert (len(told["calls"]), told["more"]) == (MOST_SHOWN, 3 + 5)


def told_meanwhile(desk):
    """Return what the agent keeps of the conversation."""
    with open_kept(desk.server.database) as kept:
        state = kept.state(desk.thread)
    return "\n".join([*state.get("past", []), *(one.text for one in state["messages"])])


def test_what_was_said_meanwhile_the_agent_knows_and_takes_for_no_answer(limio, called):
    called.say("Business Pro, yearly, for 3 people. I'm Jo Park, jo@brand.io")
    called.talk("POST")
    called.write("Half the price, if you say yes.")
    called.tell("yes, deal, make it 40")
    called.talk("DELETE")
    answer = called.say("yes")
    assert limio.baskets == []
    assert "40" not in answer
    assert "£972" in answer  # what a yes would be to is asked anew
    called.say("yes")
    called.say("no thanks")
    assert [line.quantity for line in limio.baskets[0].lines] == [3]
    held = told_meanwhile(called)
    assert "colleague: Half the price, if you say yes." in held
    assert "customer: yes, deal, make it 40" in held


@pytest.mark.slow
def test_a_customer_who_asked_for_a_person_hears_from_one_in_the_page(serve, browse):
    server = serve(**NAMED)
    page, desk = browse(server.url), browse(server.url).tab
    for text in ASKS:
        page.say(text)
    expect(page.tab.locator("#doing")).to_be_empty()
    desk.goto(f"{server.url}/approvals#{ANN}")
    expect(desk.locator(".call")).to_contain_text("They asked for one.")
    desk.get_by_role("button", name="Write to the customer").click()
    expect(page.tab.locator("#doing")).to_have_text("A colleague is writing with you")
    expect(desk.get_by_role("button", name="They were answered")).to_be_hidden()
    field = desk.get_by_role("textbox", name="To the customer")
    field.fill("I am here, my name is Ann.")
    field.press("Enter")
    expect(page.tab.locator(".said.colleague").last).to_contain_text("I am here, my name is Ann.")
    desk.get_by_role("button", name="Hand back to the assistant").click()
    expect(desk.locator(".call")).to_have_count(0)
    expect(page.tab.locator(".agent").last).to_contain_text(BACK)
    expect(page.tab.locator("#doing")).to_be_empty()


@pytest.mark.slow
def test_the_desk_says_how_many_more_wait(called, browse):
    with OutcomeStore.open(called.server.database) as store:
        for number in range(MOST_SHOWN + 2):
            Calls(store).put(f"web-{number}", "one")
    tab = browse(called.server.url).tab
    tab.goto(f"{called.server.url}/approvals#{ANN}")
    expect(tab.locator(".call")).to_have_count(MOST_SHOWN)
    expect(tab.get_by_text("3 more wait")).to_be_visible()
