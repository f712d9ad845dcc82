"""A person's approval before the checkout: approved, edited, rejected, or talked past."""

import copy

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command
from pydantic import ValidationError

from limio_langchain import CustomerDetails, SalesContext
from limio_langchain.sandbox import Sandbox
from limio_sales_agent import Playbook

PRO = "/offers2/Business Pro Annual"
BUSINESS = Playbook(offers={"attributes": {"label__limio": ["business"]}}, add_ons="never", lead_with="yearly")
CONTEXT = SalesContext(approval="required", customer=CustomerDetails(email="jo@brand.io"))


@pytest.fixture
def chat(talk):
    chat = talk(BUSINESS, context=CONTEXT)
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


def edit(quantity):
    return {"name": "limio_create_checkout", "args": {"items": [{"offer": PRO, "quantity": quantity}]}}


def test_an_edit_is_a_proposal_that_the_customer_says_yes_to_before_anything_is_made(chat):
    proposed = chat.decide("edit", edited_action=edit(2))
    assert chat.baskets == []
    assert "A colleague suggests a change to your order" in proposed
    assert "£648.00" in proposed
    chat.say("yes")
    assert [ordered(basket) for basket in chat.baskets] == [[(PRO, 2)]]


def test_a_proposal_the_customer_changes_is_a_colleague_s_to_decide_again(chat):
    chat.decide("edit", edited_action=edit(2))
    chat.say("make it 4", "yes")
    assert chat.baskets == []
    assert question(chat)["action_requests"][0]["args"]["items"] == [{"offer": PRO, "quantity": 4}]


def test_a_decision_names_the_order_it_is_on_and_counts_for_no_other(chat):
    seen = question(chat)["order"]
    chat.say("make it 40", "yes")
    chat.decide("approve", order=seen)
    assert chat.baskets == []
    assert "look again" in question(chat)["action_requests"][0]["description"]
    chat.decide("approve", order=question(chat)["order"])
    assert [ordered(basket) for basket in chat.baskets] == [[(PRO, 40)]]


def test_a_bare_decision_counts_only_where_one_card_was_shown_since_the_last(chat):
    chat.say("make it 40", "yes")
    chat.decide("approve")
    assert chat.baskets == []
    assert "look again" in question(chat)["action_requests"][0]["description"]
    chat.decide("approve")
    assert [ordered(basket) for basket in chat.baskets] == [[(PRO, 40)]]


@pytest.mark.parametrize("answer", ["ok", {"decisions": [{"type": "edit"}]}], ids=["another shape", "half of one"])
def test_what_is_no_whole_decision_is_refused_and_the_question_stays(chat, answer):
    with pytest.raises(ValidationError):
        chat.run(Command(resume=answer))
    assert chat.baskets == []
    chat.decide("approve")
    assert len(chat.baskets) == 1


def test_details_cannot_be_changed_by_an_edit(chat):
    action = edit(2)
    action["args"]["email"] = "eve@evil.example"
    chat.decide("edit", edited_action=action)
    assert question(chat)["action_requests"][0]["args"]["email"] == "jo@brand.io"
    assert chat.baskets == []


def test_who_corrects_their_name_meanwhile_is_another_order(chat):
    seen = question(chat)["order"]
    chat.say("my name is Ann Smith")
    assert seen not in {asked.value["order"] for asked in chat.agent.get_state(chat.config).interrupts}


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


def test_a_price_that_changed_while_a_colleague_thought_is_told_and_nothing_is_made(talk):
    checkpointer = InMemorySaver()
    talk(BUSINESS, context=CONTEXT, checkpointer=checkpointer).say("Business Pro, yearly, for 3 people", "yes")
    item = copy.deepcopy(dict(Sandbox().catalogue.by_path(PRO)))
    item["data"]["attributes"]["price__limio"][0]["value"] = "999.00"
    with Sandbox([item]) as dearer:
        later = talk(BUSINESS, context=CONTEXT, checkpointer=checkpointer, limio=dearer)  # days later, another process
        said = later.decide("approve")
        assert dearer.baskets == []
    assert "Business Pro changed: price" in said
    assert later.state["expecting"] == "confirm"


def test_an_approval_covers_the_fallback_of_that_same_order(chat):
    assert "they get a purchase link for the same order" in question(chat)["action_requests"][0]["description"]
    chat.limio.faults.add("checkout", "status", status=503)
    chat.decide("approve")
    assert chat.outcome["kind"] == "purchase_link"


@pytest.mark.parametrize("settings", [{"client_id": None, "client_secret": None}], ids=["no credentials"])
def test_a_purchase_link_too_leaves_only_by_a_colleague(talk, catalogue, settings):
    chat = talk(BUSINESS, context=CONTEXT, catalog_file=catalogue, **settings)
    assert "http" not in chat.say("Business Pro, yearly, for 3 people", "yes")
    assert "purchase link: no_credentials" in question(chat)["action_requests"][0]["description"]
    handed = chat.decide("approve")
    assert chat.outcome["kind"] == "purchase_link"
    assert chat.outcome["url"] in handed


def test_a_promo_code_s_link_too_leaves_only_by_a_colleague(talk):
    chat = talk(BUSINESS, context=CONTEXT)
    assert "http" not in chat.say("Business Pro, yearly, for 3 people, my code is SAVE20", "yes")
    chat.decide("approve")
    assert "pc=SAVE20" in chat.outcome["url"]


def test_where_a_link_would_be_given_without_an_order_a_person_is_offered(talk):
    chat = talk(Playbook(links={"fallback_label": "business"}), context=CONTEXT)
    chat.limio.faults.add("*", "status", status=503)
    said = chat.say("something for 3 people, yearly")
    assert "http" not in said
    assert chat.outcome["kind"] == "handoff"


def test_a_quote_s_link_is_something_to_buy_with_too(talk):
    chat = talk(BUSINESS, context=CONTEXT)
    chat.say("could I have a quote for Business Pro yearly for 3 people?")
    assert chat.outcome["kind"] == "quote"
    assert "http" not in chat.say("I'd rather pay now")


def test_leaving_withdraws_the_question(chat):
    chat.say("I'm no longer interested")
    assert chat.agent.get_state(chat.config).interrupts == ()
    assert chat.outcome["kind"] == "not_buying"


def test_a_refusal_s_words_reach_the_customer_without_a_link_of_the_colleague_s_own_or_a_card_number(chat):
    words = "Not for 3. See https://elsewhere.example/now or pay with 4111 1111 1111 1111."
    told = chat.decide("reject", words=words)
    assert "A colleague writes: Not for 3." in told
    assert "elsewhere.example" not in told
    assert "4111 1111" not in told


def test_a_note_of_a_colleague_s_reaches_nobody(chat):
    assert "too small for us" not in chat.decide("reject", message="too small for us")
