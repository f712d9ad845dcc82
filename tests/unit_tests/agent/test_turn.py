"""The facts of a turn that the routes decide on."""

import pytest
from agent_shop import ADD_ONS, OFFERS, line

from limio_langchain import CustomerDetails, SalesContext, Tracking
from limio_sales_agent.catalogue.shop import Shop
from limio_sales_agent.playbook import Playbook
from limio_sales_agent.reading.model import Reading
from limio_sales_agent.replies.compose import reply
from limio_sales_agent.turn.facts import facts, link_reason, missing_details, next_question, wanted_details

API = Shop({o.path: o for o in OFFERS}, {o.path: o for o in ADD_ONS}, "api")
OLD = Shop(API.offers, {}, "last_good", "unreachable")
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
def test_the_route_is_decided_before_details_are_asked_for(run, state, missing, shop, reason):
    assert link_reason({"selection": PRO, **state}, missing, shop, run) == reason


def test_without_credentials_it_will_be_a_link(make_run):
    assert link_reason({}, [], API, make_run(client_id=None, client_secret=None)) == "no_credentials"


def test_a_code_of_a_crm_customer_or_one_sold_as_an_offer_goes_by_the_checkout(make_run):
    state = {"promo_code": "SAVE", "selection": PRO}
    assert link_reason(state, [], API, make_run(context=SalesContext(tracking=Tracking(account_id="001")))) is None
    assert link_reason(state, [], API, make_run(Playbook(promo={"save": "/offers2/Pro Yearly"}))) is None


def test_what_somebody_knows_is_not_missing(make_run):
    run = make_run(
        Playbook(details={"required": ["email", "company"], "wanted": ["first_name", "phone"]}),
        SalesContext(customer=CustomerDetails(email="jo@brand.io", phone="1")),
    )
    assert missing_details({"customer": {"company": "Brand"}}, run) == []
    assert wanted_details({}, run) == ["first_name"]
    assert wanted_details({"asked": {"details": 1}}, run) == []
    assert wanted_details({"declined": ["first_name"]}, run) == []


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
    make_run, question, state, asked
):
    asked_before = {"for_whom": 1, **state.get("asked", {})}
    assert next_question({**state, "asked": asked_before}, API, make_run(Playbook(questions=[question]))) == asked


@pytest.mark.parametrize(
    ("state", "asked"),
    [
        ({"needs": {"people": 2}}, "for_whom"),
        ({"needs": {"people": 2}, "asked": {"for_whom": 1}}, None),  # once
        ({"needs": {"people": 12}}, None),  # more than a household has
        ({"needs": {"people": 2, "for_whom": "home"}}, None),
        ({"needs": {"people": 2, "attributes": {"label__limio": "business"}}}, None),
        ({"needs": {"people": 2}, "customer": {"company": "Brand & Sons"}}, None),
        ({"needs": {"people": 2}, "customer": {"email": "jo@brand.io"}}, "for_whom"),  # may be a family's own
    ],
)
def test_work_or_home_is_asked_once_where_neither_they_nor_their_wishes_tell(run, state, asked):
    assert next_question(state, API, run) == asked


def test_a_country_the_host_knows_is_not_asked_for(make_run):
    playbook = Playbook(questions=[{"key": "country", "ask": "?"}])
    item = {"path": "/x", "id": "a", "version": "b", "data": {"attributes": {"allowed_countries__limio": ["GB"]}}}
    offers = {"/x": OFFERS[0].from_item(item)}
    assert next_question({}, Shop(offers), make_run(playbook)) == "country"
    assert next_question({}, Shop(offers), make_run(playbook, SalesContext(country="GB"))) is None


def turn(run, state, **said):
    return facts(state, state, "words", Reading(**said), API, run)


def test_an_add_on_is_offered_once_an_order(run):
    assert turn(run, {"selection": PRO})["add_on"] == "/add_ons/Print"
    assert turn(run, {"selection": PRO, "asked": {"add_on": 1}})["add_on"] is None
    assert turn(run, {"selection": [*PRO, line("/add_ons/Print")]})["add_on"] is None
    assert turn(run, {"selection": PRO, "mode": "quote"})["add_on"] is None
    assert turn(run, {"selection": PRO, "declined": ["email"]})["add_on"] is None
    assert turn(run, {"selection": PRO, "declined": ["add_on"]})["add_on"] is None


def test_an_answer_about_something_else_leaves_the_add_on_open_once_more(run):
    state = {"selection": PRO, "expecting": "add_on", "offered": "/add_ons/Print", "asked": {"add_on": 1}}
    assert turn(run, state, intents=["greeting"])["add_on"] == "/add_ons/Print"
    assert turn(run, state, intents=["no"])["add_on"] is None
    assert turn(run, {**state, "asked": {"add_on": 2}}, intents=["greeting"])["add_on"] is None


@pytest.mark.parametrize(
    ("email", "asked", "free"),
    [("jo@gmail.com", {}, True), ("jo@brand.io", {}, False), ("jo@gmail.com", {"work_email": 1}, False)],
)
def test_a_private_address_is_told_from_a_work_address(make_run, email, asked, free):
    run = make_run(Playbook(details={"work_email": True}))
    assert turn(run, {"customer": {"email": email}, "asked": asked})["free_mail"] is free


def test_whichever_node_speaks_first_says_that_a_machine_speaks(run, a_turn):
    said = reply({"turn": a_turn()}, run, "Hello.")
    assert said["messages"][0].text == "I'm an automated assistant. Hello."
    again = reply({"turn": a_turn(), "asked": said["asked"]}, run, "Hello.")
    assert again["messages"][0].text == "Hello."
