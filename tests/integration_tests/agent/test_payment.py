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


@pytest.mark.parametrize(
    "said", ["can I pay monthly?", "Is it possible to pay by the month?", "do you have a monthly plan?"]
)
@pytest.mark.parametrize("before", [(), ("Business Pro for 5 of us",)])
def test_who_asks_how_often_is_told_of_that_and_not_of_cards(talk, said, before):
    chat = talk()
    chat.say("hi", *before)
    told = chat.say(said)
    assert "Yes, you can pay monthly." in told
    assert "Cards" not in told


@pytest.mark.parametrize("said", ["Kann ich monatlich zahlen?", "Kann man monatlich bezahlen?"])
def test_who_asks_so_in_german_is_told_so_in_german(talk, said):
    chat = talk()
    chat.say("Hallo, Business Pro für 5 Leute")
    assert "Ja, Sie können monatlich zahlen." in chat.say(said)


def test_what_is_not_sold_so_is_said_once(talk):
    chat = talk()
    chat.say("Business Pro for 5 of us")
    assert chat.say("can I pay quarterly?").count("it is not sold quarterly") == 1


def test_a_card_by_its_brand_is_a_card_before_any_offer_is_shown(talk):
    assert "Cards and PayPal are taken" in talk().say("do you take Amex?")


def test_how_it_is_paid_is_told_of_cards_even_where_a_period_is_named(talk):
    assert "Cards and PayPal are taken" in talk().say("how do I pay for the monthly one, which cards do you take?")
