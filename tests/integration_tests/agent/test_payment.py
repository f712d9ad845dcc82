"""How a customer needs to pay is answered at the last ask; where the checkout cannot and a quote can, that is offered."""

import pytest

from limio_sales_agent import Playbook

HOME = "Tidewell Home, yearly, for myself, jo@brand.io"
WORK = "Business Pro, yearly, for 5 of us at our agency, jo@brand.io"
INVOICE = "only if we can pay by invoice"


@pytest.fixture
def chat(talk):
    return talk(Playbook(add_ons="never"))


def test_what_is_card_only_is_quoted_for_who_pays_by_invoice(chat):
    chat.say(HOME)
    said = chat.say(INVOICE)
    assert (
        "Tidewell Home can't be paid on invoice at the checkout; it can be paid by card or with PayPal there." in said
    )
    assert said.endswith("Shall I ask them to?")
    assert chat.baskets == []
    chat.say("yes")
    assert chat.outcome["kind"] == "quote"
    assert [basket.order["tracking"]["tag"] for basket in chat.baskets] == ["quote"]


def test_who_says_so_with_their_order_is_offered_the_quote_at_once(chat):
    assert "Shall I ask them to?" in chat.say("Tidewell Home, yearly, for myself, on invoice, jo@brand.io")


def test_who_wants_no_quote_can_still_order_and_is_not_offered_it_again(chat):
    chat.say(HOME, INVOICE)
    assert "Shall I go ahead" in chat.say("no thanks")
    chat.say("yes")
    assert chat.outcome["kind"] == "assisted_checkout"


def test_what_can_be_paid_so_is_said_and_the_ask_stays(chat):
    chat.say(WORK)
    said = chat.say(INVOICE)
    order = "5 × Business Pro: £1,620.00 a year."
    assert said == f"Business Pro can be paid on invoice.\n\n{order} Shall I go ahead and make your checkout link?"
    chat.say("yes")
    assert chat.outcome["kind"] == "assisted_checkout"


def test_another_way_that_is_not_taken_is_said_and_not_quoted(chat):
    chat.say(HOME)
    said = chat.say("yes, but by bank transfer please")
    assert "Tidewell Home can't be paid by bank transfer at the checkout" in said
    assert said.endswith("Shall I go ahead and make your checkout link?")


def test_a_team_can_have_it_go_by_a_quote_whatever_the_offers_say(talk):
    chat = talk(Playbook(add_ons="never", quote={"payments": ["invoice"]}))
    chat.say(WORK)
    assert "Shall I ask them to?" in chat.say(INVOICE)
    chat.say("yes please")
    assert chat.outcome["kind"] == "quote"


def test_a_question_about_it_is_answered_from_the_catalogue(chat):
    chat.say(HOME)
    assert "Tidewell Home can't be paid on invoice" in chat.say("can we pay by invoice?")
