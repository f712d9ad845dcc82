"""Whatever a node raises, the customer is answered with an apology and a link, and the next message works."""

import logging

import pytest

from limio_langchain import SalesContext
from limio_sales_agent import graph

SAYS = ("We are 12 people at a PR agency, paying yearly. jo@brand.io", "yes please", "no thanks")
SORRY = "went wrong on my side"


class Broken:
    """A node that fails while it is told to."""

    def __init__(self, step, fails):
        self.__name__, self.step, self.fails, self.failed = step.__name__, step, fails, 0

    async def __call__(self, state, services):
        if self.fails(state) if self.fails else not self.failed:
            self.failed += 1
            raise RuntimeError("jo@brand.io wrote this")
        return await self.step(state, services)


@pytest.fixture
def breaking(monkeypatch):
    """Has nodes fail: once, or whenever something holds of the state."""

    def put(*names, fails=None):
        broken = {name: Broken(getattr(graph, name), fails) for name in names}
        monkeypatch.setattr(graph, "NODES", tuple(broken.get(one.__name__, one) for one in graph.NODES))
        return broken

    return put


def say_until_answered(chat, message):
    """Say a message as often as it is apologised for, at most three times, and return the apologies."""
    apologies = []
    while SORRY in (text := chat.say(message)):
        apologies.append(text)
        assert len(apologies) < 3
    return apologies


@pytest.mark.parametrize("name", ["read", "recommend", "confirm", "add_ons", "assisted_checkout", "hand_over"])
def test_a_node_that_fails_once_is_apologised_for_and_the_same_message_again_sells_once(talk, breaking, name):
    broken, chat = breaking(name), talk()
    apologies = [text for said in SAYS for text in say_until_answered(chat, said)]
    assert broken[name].failed == len(apologies) == 1
    assert chat.limio.url in apologies[0]
    assert chat.outcome["kind"] == "assisted_checkout"
    assert [basket.external_id for basket in chat.baskets] == [chat.outcome["external_id"]]
    assert len(chat.told) == 1


def test_of_a_failure_its_class_and_place_are_logged_and_nothing_a_customer_said(talk, breaking, caplog):
    breaking("read")
    with caplog.at_level(logging.DEBUG):
        talk().say(SAYS[0])
    assert "read failed: RuntimeError in test_poisoned.py:" in caplog.text
    assert "jo@brand.io" not in caplog.text


def test_a_failing_yes_offers_a_purchase_link_for_what_was_chosen(talk, breaking):
    breaking("assisted_checkout")
    assert "/checkout?purchase=%2Foffers2%2FTeam%20Library" in talk().say(*SAYS)


def test_where_a_colleague_decides_the_apology_leads_past_nobody(talk, breaking):
    breaking("confirm")
    chat = talk(context=SalesContext(approval="required"))
    text = chat.say(*SAYS)
    assert SORRY in text
    assert f"{chat.limio.url}/" in text.splitlines()
    assert chat.baskets == []


def test_a_message_that_fails_however_often_leaves_nothing_behind(talk, breaking):
    breaking("recommend", fails=lambda state: state["needs"].get("people") == 12)
    chat = talk()
    assert all(SORRY in chat.say(SAYS[0]) for _ in range(3))
    assert SORRY not in chat.say(SAYS[0].replace("12", "14"))
    chat.say(*SAYS[1:])
    assert chat.outcome["kind"] == "assisted_checkout"


def test_a_state_that_was_poisoned_in_earlier_turns_is_given_up_after_two_apologies(talk, breaking):
    poisoned = []
    breaking("read", fails=lambda state: bool(poisoned) and bool((state.get("unfinished") or state)["needs"]))
    chat = talk()
    chat.say(SAYS[0])
    poisoned.append("from now on what is known fails")
    assert [SORRY in chat.say("yes please") for _ in range(3)] == [True, True, False]
    assert len(chat.state["messages"]) == 3  # the second apology, the message, its answer


def test_failures_with_an_answer_between_them_are_not_in_a_row(talk, breaking):
    breaking("read", fails=lambda state: state["messages"][-1].text == "fail")
    chat = talk()
    chat.say(SAYS[0], "fail", "how much is Business Pro?", "fail")
    assert chat.state["attempts"]["failed"] == 1


def test_the_first_message_of_all_still_says_that_a_machine_speaks(talk, breaking):
    breaking("read")
    assert "automated assistant" in talk().say("hello")


@pytest.mark.parametrize("node", ["read", "add_ons", "confirm", "assisted_checkout"])
def test_an_edge_that_fails_once_is_apologised_for_and_the_same_message_again_sells_once(
    talk, monkeypatch, caplog, node
):
    (whole, destinations), failed = graph.EDGES[node], []

    def fails_once(state):
        if not failed:
            failed.append("jo@brand.io wrote this")
            raise RuntimeError(failed[0])
        return whole(state)

    monkeypatch.setitem(graph.EDGES, node, (fails_once, destinations))
    chat = talk()
    apologies = [text for said in SAYS for text in say_until_answered(chat, said)]
    assert len(failed) == len(apologies) == 1
    assert chat.limio.url in apologies[0]
    assert chat.outcome["kind"] == "assisted_checkout"
    assert [basket.external_id for basket in chat.baskets] == [chat.outcome["external_id"]]
    assert f"{node} failed: RuntimeError" in caplog.text
    assert failed[0] not in caplog.text
