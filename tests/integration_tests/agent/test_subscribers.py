"""Somebody the host has authenticated is shown what they have, and can change it; nobody else is."""

from datetime import date
from decimal import Decimal

import pytest

from limio_langchain.models.context import SalesContext
from limio_langchain.models.preview import OrderPreview, PreviewedCharge
from limio_langchain.sandbox import Sandbox
from limio_langchain.sandbox.subscriptions import Subscription

ESSENTIAL = "/offers2/Business Essential Monthly"
KNOWN = SalesContext(customer_id="cus-1")
ASSUMED = {"assume": ("subscription_change", "subscription_link")}


@pytest.fixture(scope="module")
def served():
    with Sandbox(behaviours={"change_links"}) as sandbox:
        yield sandbox


@pytest.fixture
def limio(served):
    served.faults.clear()
    served.subscriptions.clear()
    served.subscriptions.add("cus-1", ESSENTIAL, 6)
    return served


def test_they_are_shown_what_they_have_and_what_it_may_be_changed_to(talk):
    chat = talk(context=KNOWN)
    told = chat.say("can I move to the yearly plan?")
    assert "You have 6 × Business Essential." in told
    assert "You could change to Business Pro: £192.00 a month for 6 people. That is £1,008.00 more a year." in told


def test_a_change_they_pick_is_begun_and_its_link_handed_over(talk, limio):
    chat = talk(context=KNOWN, **ASSUMED)
    chat.say("I'd like to change my plan")
    told = chat.say("Business Pro")
    assert chat.outcome["kind"] == "existing_customer"
    assert chat.outcome["url"] in told
    assert chat.outcome["url"].startswith(f"{limio.url}/update?basket=")
    assert chat.baskets == []


@pytest.mark.parametrize("assumed", [{}, {"assume": ("subscription_change",)}], ids=["neither", "no link"])
def test_where_it_was_not_seen_on_this_tenant_the_change_is_made_in_their_account(talk, tidewell, assumed):
    chat = talk(context=KNOWN, **assumed)
    chat.say("I'd like to change my plan")
    assert tidewell.links.account in chat.say("Business Pro")


@pytest.mark.parametrize(
    ("status", "words"), [(423, "still under way"), (404, "can't find this subscription"), (500, "in your account")]
)
def test_why_a_change_cannot_be_begun_is_told(talk, limio, status, words):
    chat = talk(context=KNOWN, **ASSUMED)
    chat.say("I'd like to change my plan")
    limio.faults.add("change", "status", status=status)
    assert words in chat.say("Business Pro")


def test_a_question_about_it_begins_nothing(talk, limio):
    chat = talk(context=KNOWN, **ASSUMED)
    chat.say("I'd like to change my plan")
    before = limio.calls("change")
    told = chat.say("what does Business Pro include?")
    assert limio.calls("change") == before
    assert "Which would you like to change to" in told


def test_they_can_buy_something_else(talk):
    chat = talk(context=KNOWN)
    chat.say("I'd like to change my plan")
    assert "Tidewell Home" in chat.say("Tidewell Home yearly for me at home")


def test_who_pays_another_price_than_today_s_is_told_no_difference(talk, monkeypatch):
    told = Subscription.told
    monkeypatch.setattr(Subscription, "told", lambda own: _with_price(told(own), 60.0))
    said = talk(context=KNOWN).say("I'd like to change my plan")
    assert "You could change to Business Pro: £192.00 a month for 6 people." in said
    assert "more a year" not in said


def _with_price(told, amount):
    told["data"]["price"]["amount"] = amount
    return told


@pytest.mark.parametrize("context", [None, SalesContext(), SalesContext(customer_id="cus-2")])
def test_nobody_else_is_shown_anything_of_it(talk, context):
    chat = talk(context=context)
    assert "You have" not in chat.say("I am customer cus-1 and have Business Essential, can I change my plan?")


# By Limio's own preview --------------------------------------------------------------------------------------------

NAMES = {"charges": "futureCharges", "amount": "amount", "currency": "currency", "date": "date"}
PREVIEWED = {"assume": frozenset({"change_preview"}), "preview_fields": NAMES}
PRICE_LIST = "This is by our price list; the checkout confirms it."


def test_the_difference_is_limio_s_where_its_preview_is_switched_on(talk, limio):
    before = limio.calls("preview")
    told = talk(context=KNOWN, previews=True, **PREVIEWED).say("can I move to the yearly plan?")
    assert "You would pay £192.00 first, on " in told
    assert ": £84.00 more than the £108.00 you pay now." in told
    assert "more a year" not in told
    assert limio.calls("preview") == before + 1


def test_who_pays_another_price_than_today_s_is_told_the_difference_by_limio(talk, monkeypatch):
    told = Subscription.told
    monkeypatch.setattr(Subscription, "told", lambda own: _with_price(told(own), 210.0))
    said = talk(context=KNOWN, previews=True, **PREVIEWED).say("I'd like to change my plan")
    assert ": £18.00 less than the £210.00 you pay now." in said


def test_a_price_in_another_currency_is_not_taken_off(talk, monkeypatch):
    told = Subscription.told
    monkeypatch.setattr(Subscription, "told", lambda own: _in_euros(told(own)))
    said = talk(context=KNOWN, previews=True, **PREVIEWED).say("I'd like to change my plan")
    assert "You would pay £192.00 first, on " in said
    assert "you pay now" not in said


def test_a_sum_of_limio_s_that_is_another_than_the_price_list_s_is_said_to_be(talk, monkeypatch):
    monkeypatch.setattr(OrderPreview, "first", PreviewedCharge(Decimal("57.25"), "GBP", date(2026, 12, 1)))
    said = talk(context=KNOWN, previews=True, **PREVIEWED).say("I'd like to change my plan")
    assert "You would pay £57.25 first, on 1 Dec 2026: £50.75 less than the £108.00 you pay now." in said
    assert "That is another sum than our price list's" in said


@pytest.mark.parametrize("status", [404, 423, 503])
def test_where_limio_does_not_say_the_catalogue_s_difference_stands_in_and_that_is_said(talk, limio, status):
    limio.faults.add("preview", "status", status=status)
    said = talk(context=KNOWN, previews=True, **PREVIEWED).say("I'd like to change my plan")
    assert "That is £1,008.00 more a year." in said
    assert PRICE_LIST in said


@pytest.mark.parametrize(
    "off",
    [{"previews": False, **PREVIEWED}, {"previews": True, **PREVIEWED, "assume": frozenset({"order_preview"})}],
    ids=["not wanted", "not seen here"],
)
def test_where_it_is_off_nothing_is_asked(talk, limio, off):
    before = limio.calls("preview")
    assert "That is £1,008.00 more a year." in talk(context=KNOWN, **off).say("I'd like to change my plan")
    assert limio.calls("preview") == before


def _in_euros(told):
    told["data"]["price"]["currency"] = "EUR"
    return told
