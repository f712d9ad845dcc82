"""Whole conversations, from the first word to what the customer can buy with."""

import pytest
from langgraph.checkpoint.memory import InMemorySaver

from limio_langchain import CustomerDetails, SalesContext, Tracking
from limio_sales_agent import Playbook

PRO = "/offers2/Business Pro Annual"
TERMS = "The term is one year. It then renews by itself"


@pytest.fixture
def plain():
    """The business part of the catalogue, without add-ons, so that a test is about one thing."""
    return Playbook(offers={"attributes": {"label__limio": ["business"]}}, add_ons="never", lead_with="yearly")


def ordered(basket):
    return [(line.path, line.quantity) for line in basket.lines]


def test_who_says_everything_at_once_is_sold_to_in_two_turns(talk, plain):
    chat = talk(plain)
    shown = chat.say("hi, 12 of us want Business Pro paid yearly, I'm Jo Smith at jo@brand.io")
    assert "automated assistant" in shown
    assert TERMS in shown
    assert chat.baskets == []
    handed = chat.say("yes please")
    (basket,) = chat.baskets
    assert ordered(basket) == [(PRO, 12)]
    assert basket.customer == {"email": "jo@brand.io", "firstName": "Jo", "lastName": "Smith"}
    assert chat.limio.url + basket.recovery_link in handed.split("\n")
    assert chat.outcome["url"] == chat.limio.url + basket.recovery_link
    assert TERMS in chat.outcome["disclosure"]
    assert chat.told == [chat.outcome]


def test_an_add_on_is_offered_once_after_the_yes_and_sold_in_three_turns(talk):
    chat = talk()
    chat.say("12 of us at a PR agency want Business Pro yearly, jo@brand.io")
    offered = chat.say("yes")
    assert "Archive Access (+ £60.00 a year; £3,948.00 a year with it)" in offered
    assert chat.baskets == []
    assert "http" in chat.say("yes please")
    assert ordered(chat.baskets[0]) == [(PRO, 12), ("/add_ons/Archive Access Annual", 1)]


@pytest.mark.parametrize("answer", ["Archive Access if it's free", "maybe the archive", "what is the archive?"])
def test_an_add_on_that_is_named_in_doubt_is_asked_about_again(talk, answer):
    chat = talk()
    chat.say("12 of us at a PR agency want Business Pro yearly, jo@brand.io", "yes", answer)
    assert chat.baskets == []
    chat.say("yes please")
    assert ordered(chat.baskets[0]) == [(PRO, 12), ("/add_ons/Archive Access Annual", 1)]


def test_a_refused_add_on_is_left_out_and_not_offered_again(talk):
    chat = talk()
    chat.say("12 of us at a PR agency want Business Pro yearly, jo@brand.io", "yes", "no thanks")
    assert ordered(chat.baskets[0]) == [(PRO, 12)]
    assert "Archive" not in chat.say("actually make it 16")
    chat.say("yes")
    assert ordered(chat.baskets[-1]) == [(PRO, 16)]


def test_missing_details_are_asked_for_with_the_reason_and_the_answer_is_the_yes(talk, plain):
    chat = talk(plain)
    asked = chat.say("Business Pro, yearly, for 5 people please")
    assert "email address" in asked
    assert "fill in the checkout" in asked
    assert TERMS in asked
    chat.say("jo@brand.io")
    assert ordered(chat.baskets[0]) == [(PRO, 5)]


def test_what_the_host_knows_is_not_asked_for(talk, plain):
    chat = talk(plain, context=SalesContext(customer=CustomerDetails(email="host@brand.io", phone="+442079460958")))
    chat.say("Business Pro, yearly, for 5 people please", "yes")
    assert chat.baskets[0].customer == {"email": "host@brand.io", "phone": "+442079460958"}


def test_the_same_sale_ends_in_a_purchase_link_when_the_checkout_fails(talk, plain):
    chat = talk(plain)
    chat.say("Business Pro, yearly, for 5 people, jo@brand.io")
    chat.limio.faults.add("checkout", "status", status=503)
    handed = chat.say("yes")
    assert chat.outcome["kind"] == "purchase_link"
    assert chat.outcome["reason"] == "server_error"
    assert chat.outcome["url"] == f"{chat.limio.url}/checkout?purchase=%2Foffers2%2FBusiness%20Pro%20Annual"
    assert chat.outcome["not_carried"] == ["details", "quantity"]
    assert "set the quantity to 5" in handed
    assert "sorry" not in handed.lower()
    assert chat.baskets == []


def test_without_credentials_no_details_are_asked_for(talk, plain, catalogue):
    chat = talk(plain, client_id=None, client_secret=None, catalog_file=catalogue)
    assert "email" not in chat.say("Business Pro, yearly, for 5 people please")
    chat.say("yes")
    assert (chat.outcome["kind"], chat.outcome["reason"]) == ("purchase_link", "no_credentials")


def test_who_declines_to_give_an_address_gets_the_purchase_link_at_once(talk):
    chat = talk()
    chat.say("Business Pro, yearly, for 5 people please")
    handed = chat.say("I'd rather not give you my email")
    assert (chat.outcome["kind"], chat.outcome["reason"]) == ("purchase_link", "details_declined")
    assert chat.outcome["url"] in handed.split("\n")


def test_a_lost_answer_makes_no_second_basket(talk, plain):
    chat = talk(plain)
    chat.say("Business Pro, yearly, for 5 people, jo@brand.io")
    chat.limio.faults.add("checkout", "answer_lost", times=1)
    chat.say("yes")
    assert len(chat.baskets) == 1


def test_an_order_that_is_refused_is_chosen_again_and_refused_twice_becomes_a_purchase_link(talk, plain):
    chat = talk(plain)
    chat.say("Business Pro, yearly, for 5 people, jo@brand.io")
    chat.limio.faults.add("checkout", "status", status=400)
    assert "Let's choose again" in chat.say("yes")
    assert chat.outcome is None
    chat.say("yes")
    assert (chat.outcome["kind"], chat.outcome["reason"]) == ("purchase_link", "order_refused")


def test_a_change_after_the_hand_over_is_a_new_order_after_a_yes(talk, plain):
    chat = talk(plain)
    chat.say("Business Pro, yearly, for 12 people, jo@brand.io", "yes")
    first = chat.outcome
    asked = chat.say("make it 16")
    assert "£5,184.00" in asked
    assert len(chat.baskets) == 1
    assert "replaces the earlier one" in chat.say("yes")
    assert chat.outcome["supersedes"] == first["external_id"]
    assert [ordered(basket) for basket in chat.baskets] == [[(PRO, 12)], [(PRO, 16)]]
    assert [one["kind"] for one in chat.told] == ["assisted_checkout"] * 2


def test_a_link_that_fails_is_given_again_then_a_purchase_link_then_a_person(talk, plain):
    chat = talk(plain)
    chat.say("Business Pro, yearly, for 2 people, jo@brand.io", "yes")
    link = chat.outcome["url"]
    assert link in chat.say("the link doesn't work").split("\n")
    assert chat.say("the link still doesn't work")
    assert (chat.outcome["kind"], len(chat.baskets)) == ("purchase_link", 1)
    chat.say("the link doesn't work")
    assert (chat.outcome["kind"], chat.outcome["reason"]) == ("handoff", "link_broken")
    assert [one["kind"] for one in chat.told] == ["assisted_checkout", "purchase_link", "handoff"]


def test_a_quote_is_silent_and_can_be_paid_for_with_the_same_basket(talk):
    chat = talk(context=SalesContext(tracking=Tracking(account_id="001")))
    assert "To prepare your quote" in chat.say("Could I have a quote for 40 people on Business Pro yearly?")
    said = chat.say("jo@brand.io")
    assert "Our sales team answers within one working day." in said
    assert "http" not in said
    assert (chat.outcome["kind"], chat.outcome["url"]) == ("quote", None)
    (basket,) = chat.baskets
    assert basket.order["tracking"]["tag"] == "quote"
    assert basket.order["tracking"]["accountId"] == "001"
    paid = chat.say("can I just pay now?")
    assert chat.limio.url + basket.recovery_link in paid.split("\n")
    assert chat.outcome["external_id"] == basket.external_id
    assert len(chat.baskets) == 1


def test_a_quote_that_cannot_be_made_goes_to_a_person(talk):
    chat = talk()
    chat.say("Could I have a quote for 40 people on Business Pro yearly?")
    chat.limio.faults.add("checkout", "status", status=503)
    chat.say("jo@brand.io, Brand Ltd")
    chat.say("Brand Ltd")
    assert (chat.outcome["kind"], chat.outcome["reason"]) == ("handoff", "quote_unavailable")
    assert chat.state["customer"]["email"] in chat.outcome["summary"]


def test_a_code_goes_with_a_purchase_link_that_promises_nothing(talk, plain):
    chat = talk(plain)
    chat.say("Business Pro, yearly, for 5 people, my promo code is SAVE20")
    handed = chat.say("yes")
    assert (chat.outcome["kind"], chat.outcome["reason"]) == ("purchase_link", "promo_code")
    assert chat.outcome["url"].endswith("?purchase=%2Foffers2%2FBusiness%20Pro%20Annual&pc=SAVE20")
    assert "shows whether it applies" in handed


def test_a_code_with_a_crm_record_is_entered_at_the_assisted_checkout(talk, plain):
    chat = talk(plain, context=SalesContext(tracking=Tracking(account_id="001")))
    chat.say("Business Pro, yearly, for 5 people, jo@brand.io, my promo code is SAVE20")
    assert "enter SAVE20 at the checkout" in chat.say("yes")
    assert (chat.outcome["kind"], chat.outcome["not_carried"]) == ("assisted_checkout", ["promo_code"])


def test_a_code_is_sold_as_the_offer_the_playbook_maps_it_to(talk):
    chat = talk()
    shown = chat.say("Home Digital Monthly please, promo code FIRSTPOUND, me@home.org")
    assert "FIRSTPOUND" in shown
    chat.say("yes")
    assert ordered(chat.baskets[0]) == [("/offers2/Home £1 for 1 month then £8.99 monthly", 1)]


def test_a_subscriber_is_shown_the_account_and_not_sold_a_second_one(talk):
    chat = talk()
    assert "https://www.tidewell.example/account" in chat.say("I want to cancel my subscription")
    assert chat.outcome["kind"] == "existing_customer"
    chat.say("ok thanks")
    assert chat.state["selection"] == []


def test_a_question_in_the_middle_is_answered_and_the_ask_comes_back(talk, plain):
    chat = talk(plain)
    chat.say("Business Pro, yearly, for 12 people, jo@brand.io")
    answered = chat.say("what would 15 cost?")
    assert "£4,860.00 a year for 15 people" in answered
    assert answered.endswith("Shall I go ahead and make your checkout link?")
    chat.say("ok yes")
    assert ordered(chat.baskets[0]) == [(PRO, 12)]


def test_a_large_group_gets_a_person_who_can_reach_them(talk):
    chat = talk()
    chat.say("we are a company of 900 people")
    chat.say("jo@brand.io, Brand Ltd")
    assert (chat.outcome["kind"], chat.outcome["reason"]) == ("handoff", "group_size")


def test_a_conversation_goes_on_in_another_process(talk, plain, world):
    memory = InMemorySaver()
    talk(plain, checkpointer=memory).say("Business Pro, yearly, for 12 people, jo@brand.io")
    later = talk(plain, checkpointer=memory)
    later.say("yes")
    assert later.outcome["kind"] == "assisted_checkout"


def test_card_numbers_are_neither_stored_nor_answered(talk, plain):
    memory = InMemorySaver()
    chat = talk(plain, checkpointer=memory)
    assert "card numbers" in chat.say("Business Pro for 2, card 4111 1111 1111 1111")
    stored = repr(list(memory.storage.items())) + repr(list(memory.blobs.items())) + repr(list(memory.writes.items()))
    assert "1111 1111" not in stored


def test_the_oldest_messages_are_forgotten(talk, plain):
    chat = talk(plain)
    for _ in range(10):
        chat.say("what does Business Pro include?")
    assert len(chat.state["messages"]) <= 12
    assert chat.state["past"]
