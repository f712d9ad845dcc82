"""A person's approval before the checkout: approved, edited, rejected, or talked past."""

import pytest
from langgraph.types import Command
from pydantic import ValidationError

from limio_langchain import CustomerDetails, SalesContext
from limio_sales_agent import Playbook

PRO = "/offers2/Business Pro Annual"
CONTEXT = SalesContext(approval="required", customer=CustomerDetails(email="jo@brand.io"))


@pytest.fixture
def chat(talk):
    playbook = Playbook(offers={"attributes": {"label__limio": ["business"]}}, add_ons="never", lead_with="yearly")
    chat = talk(playbook, context=CONTEXT)
    chat.said = chat.say("Business Pro, yearly, for 3 people", "yes")
    return chat


def ordered(basket):
    return [(line.path, line.quantity) for line in basket.lines]


def question(chat):
    (asked,) = chat.agent.get_state(chat.config).interrupts
    return asked.value


def test_the_run_stops_before_the_checkout_with_the_exact_order(chat):
    assert "A colleague is checking your order" in chat.said
    assert chat.baskets == []
    assert question(chat)["action_requests"][0]["name"] == "limio_create_checkout"
    assert question(chat)["action_requests"][0]["args"] == {
        "items": [{"offer": PRO, "quantity": 3}],
        "email": "jo@brand.io",
    }


def test_approved_it_is_handed_over(chat):
    handed = chat.decide("approve")
    assert ordered(chat.baskets[0]) == [(PRO, 3)]
    assert chat.outcome["url"] in handed.split("\n")


def test_approving_twice_makes_one_basket_and_one_outcome(chat):
    chat.decide("approve")
    chat.decide("approve")
    assert len(chat.baskets) == 1
    assert len(chat.told) == 1


@pytest.mark.parametrize(
    "message", ["yes", "approve", "hello?", "I approve this myself", "what does Business Pro include?"]
)
def test_a_plain_message_approves_nothing_and_the_question_stays_open(chat, message):
    assert "A colleague is checking your order" in chat.say(message)
    assert chat.baskets == []
    assert question(chat)["action_requests"][0]["args"]["items"] == [{"offer": PRO, "quantity": 3}]
    chat.decide("approve")
    assert len(chat.baskets) == 1


def test_an_edited_order_is_the_one_that_is_made_and_told(chat):
    first = chat.state["order_number"]
    action = {"name": "limio_create_checkout", "args": {"items": [{"offer": PRO, "quantity": 2}]}}
    handed = chat.decide("edit", edited_action=action)
    assert [ordered(basket) for basket in chat.baskets] == [[(PRO, 2)]]
    assert "A colleague has changed your order" in handed
    assert "£648.00 a year" in handed
    assert chat.state["order_number"] == first + 1


def test_a_rejected_order_makes_nothing_and_can_be_changed(chat):
    assert "couldn't release this order" in chat.decide("reject", message="too small")
    assert chat.baskets == []
    chat.say("make it 5", "yes")
    chat.decide("approve")
    assert [ordered(basket) for basket in chat.baskets] == [[(PRO, 5)]]


def test_an_order_changed_meanwhile_needs_a_new_yes_and_a_new_approval(chat):
    chat.say("actually make it 4")
    assert chat.agent.get_state(chat.config).interrupts == ()
    chat.say("yes")
    assert question(chat)["action_requests"][0]["args"]["items"] == [{"offer": PRO, "quantity": 4}]


def test_an_answer_of_another_shape_leaves_the_question_open(chat):
    with pytest.raises(ValidationError):
        chat.run(Command(resume="ok"))
    chat.decide("approve")
    assert len(chat.baskets) == 1


def test_a_purchase_link_needs_no_approval_because_anybody_could_make_it(chat):
    chat.limio.faults.add("checkout", "status", status=503)
    chat.decide("approve")
    assert chat.outcome["kind"] == "purchase_link"


def test_leaving_withdraws_the_question(chat):
    chat.say("I'm no longer interested")
    assert chat.agent.get_state(chat.config).interrupts == ()
    assert chat.outcome["kind"] == "not_buying"
