"""The facts of a turn that the routes decide on."""

import pytest

from agent_shop import ADD_ONS, OFFERS, line
from limio_langchain import CustomerDetails, SalesContext, Tracking
from limio_sales_agent.playbook import Playbook
from limio_sales_agent.reading.model import Reading
from limio_sales_agent.shop import Shop
from limio_sales_agent.speech import reply
from limio_sales_agent.turn import facts, link_reason, missing_details, next_question, wanted_details

API = Shop({o.path: o for o in OFFERS}, {o.path: o for o in ADD_ONS}, "api")
OLD = Shop(API.offers, {}, "last_good", 60.0, "unreachable")
PRO = [line("/offers2/Pro Yearly", 3)]
SECTOR = {
    "key": "sector",
    "ask": "For work or home?",
    "attribute": "label__limio",
    "values": {"business": [], "home": []},
}


@pytest.mark.parametrize(
    ("state", "missing", "shop", "reason"),
    [
        ({}, ["email"], API, None),
        ({}, ["email"], OLD, "unreachable"),  # details would be asked for in vain
        ({}, [], OLD, None),  # nothing to ask for, so the checkout is tried
        ({"promo_code": "SAVE"}, [], API, "promo_code"),
        ({"promo_code": "SAVE", "selection": [*PRO, line("/add_ons/Print")]}, [], API, None),
        ({"promo_code": "SAVE", "mode": "quote"}, [], API, None),
        ({"declined": ["email"]}, ["email"], API, "details_declined"),
        ({"declined": ["company"]}, ["email"], API, None),
        ({"asked": {"details": 2}}, ["email"], API, "details_declined"),
    ],
)
def test_the_route_is_decided_before_details_are_asked_for(desk, state, missing, shop, reason):
    assert link_reason({"selection": PRO, **state}, missing, shop, desk) == reason


def test_without_credentials_it_will_be_a_link(make_desk):
    assert link_reason({}, [], API, make_desk(client_id=None, client_secret=None)) == "no_credentials"


def test_a_code_of_a_crm_customer_or_one_sold_as_an_offer_goes_by_the_checkout(make_desk):
    state = {"promo_code": "SAVE", "selection": PRO}
    assert link_reason(state, [], API, make_desk(context=SalesContext(tracking=Tracking(account_id="001")))) is None
    assert link_reason(state, [], API, make_desk(Playbook(promo={"save": "/offers2/Pro Yearly"}))) is None


def test_what_somebody_knows_is_not_missing(make_desk):
    desk = make_desk(
        Playbook(details={"required": ["email", "company"], "wanted": ["first_name", "phone"]}),
        SalesContext(customer=CustomerDetails(email="jo@brand.io", phone="1")),
    )
    assert missing_details({"customer": {"company": "Brand"}}, desk) == []
    assert wanted_details({}, desk) == ["first_name"]
    assert wanted_details({"asked": {"details": 1}}, desk) == []
    assert wanted_details({"declined": ["first_name"]}, desk) == []


@pytest.mark.parametrize(
    ("question", "state", "asked"),
    [
        (SECTOR, {}, "sector"),
        (SECTOR, {"needs": {"attributes": {"label__limio": "home"}}}, None),
        (SECTOR, {"declined": ["sector"], "needs": {"people": 1}}, None),
        (SECTOR, {"asked": {"sector": 2}, "needs": {"people": 1}}, None),
        ({"key": "people", "ask": "?"}, {}, "people"),
        ({"key": "people", "ask": "?"}, {"needs": {"people": 3}}, None),
        ({"key": "people", "ask": "?"}, {"needs": {"attributes": {"label__limio": "home"}}}, None),  # no seats there
        ({"key": "billing", "ask": "?"}, {}, "billing"),
        ({"key": "billing", "ask": "?"}, {"needs": {"attributes": {"label__limio": "home"}}}, None),  # only one period
        ({"key": "country", "ask": "?"}, {}, None),  # sold everywhere
        ({"key": "currency", "ask": "?"}, {}, None),  # all in one
        ({"key": "budget", "ask": "?"}, {}, "budget"),
    ],
)
def test_a_question_is_asked_only_while_the_answer_is_unknown_and_can_change_what_is_shown(
    make_desk, question, state, asked
):
    assert next_question(state, API, make_desk(Playbook(questions=[question]))) == asked


def test_a_country_the_host_knows_is_not_asked_for(make_desk):
    playbook = Playbook(questions=[{"key": "country", "ask": "?"}])
    offers = {"/x": OFFERS[0].from_item({"path": "/x", "data": {"attributes": {"allowed_countries__limio": ["GB"]}}})}
    assert next_question({}, Shop(offers), make_desk(playbook)) == "country"
    assert next_question({}, Shop(offers), make_desk(playbook, SalesContext(country="GB"))) is None


def turn(desk, state, **said):
    return facts(state, "words", Reading(**said), API, desk)


def test_an_add_on_is_offered_once_an_order(desk):
    assert turn(desk, {"selection": PRO})["add_on"] == "/add_ons/Print"
    assert turn(desk, {"selection": PRO, "asked": {"add_on": 1}})["add_on"] is None
    assert turn(desk, {"selection": [*PRO, line("/add_ons/Print")]})["add_on"] is None
    assert turn(desk, {"selection": PRO, "mode": "quote"})["add_on"] is None
    assert turn(desk, {"selection": PRO, "declined": ["email"]})["add_on"] is None


def test_an_answer_about_something_else_leaves_the_add_on_open_once_more(desk):
    state = {"selection": PRO, "expecting": "add_on", "offered": "/add_ons/Print", "asked": {"add_on": 1}}
    assert turn(desk, state, intents=["greeting"])["add_on"] == "/add_ons/Print"
    assert turn(desk, state, intents=["no"])["add_on"] is None
    assert turn(desk, {**state, "asked": {"add_on": 2}}, intents=["greeting"])["add_on"] is None


@pytest.mark.parametrize(
    ("email", "asked", "free"),
    [("jo@gmail.com", {}, True), ("jo@brand.io", {}, False), ("jo@gmail.com", {"work_email": 1}, False)],
)
def test_a_private_address_is_told_from_a_work_address(make_desk, email, asked, free):
    desk = make_desk(Playbook(details={"work_email": True}))
    assert turn(desk, {"customer": {"email": email}, "asked": asked})["free_mail"] is free


def test_whichever_node_speaks_first_says_that_a_machine_speaks(desk, a_turn):
    said = reply({"turn": a_turn()}, desk, "Hello.")
    assert said["messages"][0].text == "I'm an automated assistant. Hello."
    again = reply({"turn": a_turn(), "asked": said["asked"]}, desk, "Hello.")
    assert again["messages"][0].text == "Hello."
