"""An operator has stopped new baskets: the sale goes on with a link that needs none, or with a person."""

import pytest

from limio_sales_agent import Playbook


@pytest.fixture
def plain():
    return Playbook(offers={"attributes": {"label__limio": ["business"]}}, add_ons="never", lead_with="yearly")


@pytest.fixture
def paused(talk, plain):
    chat = talk(plain)
    chat.toolkit.pausing.is_paused = True
    return chat


def test_a_purchase_link_is_handed_over_and_no_details_are_asked_for(paused):
    paused.say("Business Pro, yearly, for 5 people please", "yes please")
    assert (paused.outcome["kind"], paused.outcome["reason"]) == ("purchase_link", "paused")
    assert paused.baskets == []


def test_a_quote_goes_to_a_person(paused):
    paused.say("a quote for 5 seats of Business Pro please, I'm Jo Smith, jo@brand.io")
    assert (paused.outcome["kind"], paused.outcome["reason"]) == ("handoff", "quote_unavailable")
    assert paused.baskets == []


def test_who_was_shown_the_terms_before_it_is_sold_to_all_the_same(talk, plain):
    chat = talk(plain)
    chat.say("12 of us want Business Pro paid yearly, I'm Jo Smith at jo@brand.io")
    chat.toolkit.pausing.is_paused = True
    chat.say("yes please")
    assert (chat.outcome["kind"], chat.outcome["reason"]) == ("purchase_link", "paused")


def test_once_it_is_over_the_same_customer_gets_their_basket(paused):
    paused.say("12 of us want Business Pro paid yearly, I'm Jo Smith at jo@brand.io", "yes please")
    paused.toolkit.pausing.is_paused = False
    paused.say("the link does not work")
    assert [basket.customer["email"] for basket in paused.baskets] == ["jo@brand.io"]
