"""One desk of two servers that share PostgreSQL."""

import pytest
from colleague import ANN, BEN, BUYS, NAMED, Staged
from web_server import WebServer, free_port

from limio_langchain.sandbox import Sandbox
from limio_sales_agent.outcomes.database import desk, talks
from limio_sales_agent.outcomes.desk import HELD_FOR, Calls, Desk
from limio_sales_agent.outcomes.store import OutcomeStore

pytestmark = pytest.mark.slow


@pytest.fixture
def two(database):
    """A customer at one of two servers, and the colleagues at the other."""
    with Sandbox() as limio:
        here, there = (
            WebServer(limio.settings(), database, free_port(), ("--approval",), NAMED).start() for _ in range(2)
        )
        yield here, there
        here.stop()
        there.stop()


def at(customer, server):
    """Return a desk at another server than the customer's."""
    customer.server = server
    return customer


@pytest.mark.parametrize("table", [desk, talks], ids=["orders", "conversations"])
def test_a_claim_is_one_colleague_s_until_it_runs_out(database, table):
    now = [1000.0]
    with OutcomeStore.open(database, clock=lambda: now[0]) as store, OutcomeStore.open(database) as other:
        claims, elsewhere = Desk(store, table), Desk(OutcomeStore(other.engine, clock=store.clock), table)
        assert [claims.claim("one", "ann"), elsewhere.claim("one", "ben")] == ["ann", "ann"]
        assert elsewhere.holders() == {"one": "ann"}
        now[0] += HELD_FOR
        assert (claims.holders(), claims.lapsed()) == ({}, ["one"])
        assert elsewhere.claim("one", "ben") == "ben"
        assert [claims.give_back("one", "ann"), claims.give_back("one", "ben"), claims.give_back("one")] == [
            False,
            True,
            False,
        ]
        store.forget("one")
        assert claims.lapsed() == []


def test_a_promise_is_kept_once_for_each_outcome(database):
    now = [1000.0]
    with OutcomeStore.open(database, clock=lambda: now[0]) as store:
        calls = Calls(store)
        calls.put("one", "first")
        now[0] += 60
        calls.put("one", "second")
        calls.put("two", "first")
        waiting, number = calls.waiting(1)
        assert (list(waiting), number, calls.since("one").timestamp()) == (["one"], 2, 1000.0)
        assert [calls.settle("one"), calls.settle("one")] == [True, False]
        calls.put("one", "second")
        assert list(calls.waiting(9)[0]) == ["two"]
        store.forget_seen("two")
        assert calls.waiting(9) == ({}, 0)


def test_who_asks_for_a_person_at_one_server_is_answered_at_another(two):
    here, there = two
    desk = Staged(here, ("Can I speak to a person please?", "I'd rather not say"))
    at(desk, there)
    (card,) = desk.ask("GET", "", token=ANN).json()["calls"]
    talk = f"/{card['thread']}/talk"
    assert desk.ask("POST", talk, token=ANN).status_code == 204
    assert desk.ask("POST", talk, token=BEN).json()["error"]["code"] == "taken"
    said = desk.ask("POST", f"/{card['thread']}/messages", token=ANN, id="written-1", text="Hello, this is Ann.")
    assert said.status_code == 204
    assert desk.visitor.see()["with_person"] is True
    assert desk.visitor.see()["entries"][-1]["text"] == "Hello, this is Ann."
    assert desk.ask("DELETE", talk, token=ANN).status_code == 204
    assert desk.ask("GET", "", token=ANN).json()["calls"] == []
    assert "£" in desk.visitor.say("What does Business Pro cost?")["text"]


def test_an_order_agreed_at_one_server_is_taken_and_decided_on_at_another(two):
    here, there = two
    desk = Staged(here, BUYS)
    at(desk, there)
    (card,) = desk.cards()
    assert desk.ask("POST", f"/{card['thread']}/claim", token=ANN).status_code == 204
    assert desk.ask("POST", f"/{card['thread']}/claim", token=BEN).json()["error"]["code"] == "taken"
    assert desk.send(card, type="approve").status_code == 204
    assert "link" in {block["type"] for block in desk.visitor.see()["entries"][-1]["blocks"]}
