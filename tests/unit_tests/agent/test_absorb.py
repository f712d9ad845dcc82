"""Folding a message into what is known."""

from decimal import Decimal

import pytest
from agent_shop import ADD_ONS, OFFERS, line
from hypothesis import given
from hypothesis import strategies as st

from limio_langchain import LimioSettings
from limio_sales_agent.catalogue.ranking import monthly_budget
from limio_sales_agent.catalogue.shop import Shop
from limio_sales_agent.context import RunContext
from limio_sales_agent.playbook import Playbook
from limio_sales_agent.reading.model import AttributeValue, Reading
from limio_sales_agent.turn.update import absorb

SHOP = Shop({o.path: o for o in OFFERS}, {o.path: o for o in ADD_ONS}, "api")
MONTHLY, YEARLY, HOME, PRINT = "/offers2/Pro Monthly", "/offers2/Pro Yearly", "/offers2/Home", "/add_ons/Print"


def run(**playbook):
    settings = LimioSettings(shop_url="https://shop.example.com", cache_dir=None)
    return RunContext(Playbook(**playbook), settings)


def fold(state, playbook=None, text="", **said):
    return absorb(state, text, Reading(**{"accounted": "whole", **said}), SHOP, run(**(playbook or {})))


def shown(*lines, **known):
    return {
        "selection": list(lines),
        "disclosure": {"items": list(lines), "text": "terms"},
        "expecting": "confirm",
        **known,
    }


def test_details_and_needs_are_kept():
    known = fold({}, email="jo@brand.io", people=12, billing="yearly", country="GB")
    assert known["customer"] == {"email": "jo@brand.io", "country": "GB"}
    assert known["needs"] == {"people": 12, "billing": "yearly"}


def test_a_what_if_changes_nothing():
    before = {"needs": {"people": 12}, "selection": [line(YEARLY, 12)], "chosen": True}
    known = fold(before, intents=["what_if"], people=15)
    assert (known["needs"], known["selection"]) == ({"people": 12}, [line(YEARLY, 12)])


def test_naming_an_offer_chooses_it_for_as_many_as_they_are():
    assert fold({"needs": {"people": 12}}, offers=[YEARLY])["selection"] == [line(YEARLY, 12)]


def test_asking_about_an_offer_does_not_choose_it():
    assert fold({}, intents=["question"], offers=[YEARLY])["selection"] == []


def test_an_offer_that_is_not_sold_here_is_not_chosen():
    assert fold({}, offers=["/offers2/Secret"])["selection"] == []


def test_no_to_the_chosen_offer_does_not_choose_it_again_but_no_and_another_one_does():
    before = shown(line(YEARLY), chosen=True)
    assert fold(before, intents=["no"], offers=[HOME])["selection"] == [line(HOME)]
    assert fold(before, intents=["no"], offers=[YEARLY])["selection"] == [line(YEARLY)]


def test_another_number_recounts_the_order_and_takes_the_yes_back():
    before = shown(line(YEARLY, 12), agreed=[line(YEARLY, 12)], chosen=True, needs={"people": 12})
    known = fold(before, people=16)
    assert (known["selection"], known["agreed"]) == ([line(YEARLY, 16)], None)


def test_another_period_takes_the_plan_of_the_same_thing():
    assert fold(shown(line(YEARLY, 3), chosen=True, needs={"people": 3}), billing="monthly")["selection"] == [
        line(MONTHLY, 3)
    ]


def test_a_recommendation_is_made_anew_once_more_is_known():
    assert fold(shown(line(YEARLY), chosen=False), budget="20")["selection"] == []


@pytest.mark.parametrize("intent", ["yes", "buy"])
def test_a_yes_to_the_terms_that_were_shown_agrees_to_the_order(intent):
    assert fold(shown(line(YEARLY)), intents=[intent])["agreed"] == [line(YEARLY)]


def test_details_that_the_terms_came_with_an_ask_for_are_the_yes():
    state = shown(line(YEARLY)) | {"asked": {"details": 1}}
    assert fold(state, email="jo@brand.io")["agreed"] == [line(YEARLY)]


def test_details_that_nobody_asked_for_agree_to_nothing():
    assert fold(shown(line(YEARLY)), email="jo@brand.io")["agreed"] is None


@pytest.mark.parametrize(
    "said",
    [
        {"intents": ["yes"], "people": 3},
        {"intents": ["yes"], "offers": [HOME]},
        {"intents": ["yes", "question"]},
        {"intents": ["no"]},
        {"intents": ["thanks"]},
        {"intents": ["no"], "email": "jo@brand.io"},
    ],
)
def test_nothing_else_is_a_yes(said):
    assert fold(shown(line(YEARLY)), **said)["agreed"] is None


def test_a_yes_to_something_else_is_no_yes_to_the_order():
    assert fold({**shown(line(YEARLY)), "expecting": "handoff_offer"}, intents=["yes"])["agreed"] is None


def test_a_yes_to_the_add_on_adds_it_once_however_often_it_is_folded_in():
    before = shown(line(YEARLY), agreed=[line(YEARLY)], chosen=True, expecting="add_on", offered=PRINT)
    once = fold(before, intents=["yes"])
    twice = fold({**before, **once}, intents=["yes"])
    assert once["selection"] == twice["selection"] == [line(YEARLY), line(PRINT)]
    assert once["agreed"] == [line(YEARLY), line(PRINT)]


def test_a_no_to_the_add_on_leaves_the_order_agreed_to():
    before = shown(line(YEARLY), agreed=[line(YEARLY)], chosen=True, expecting="add_on", offered=PRINT)
    assert fold(before, intents=["no"])["agreed"] == [line(YEARLY)]


def test_an_add_on_named_unasked_goes_into_the_order_and_out_again():
    known = fold(shown(line(YEARLY), chosen=True), add_ons=[PRINT])
    assert known["selection"] == [line(YEARLY), line(PRINT)]
    assert fold({**shown(line(YEARLY)), **known}, intents=["no"], add_ons=[PRINT])["selection"] == [line(YEARLY)]


def test_another_order_keeps_the_customer_and_forgets_the_rest():
    before = shown(
        line(YEARLY, 3), customer={"email": "jo@brand.io"}, needs={"people": 3}, asked={"details": 1, "disclosure": 1, "add_on": 1},
        outcome={"kind": "assisted_checkout"}, promo_code="X",
    )  # fmt: skip
    known = fold(before, intents=["another_order"])
    assert known["customer"] == {"email": "jo@brand.io"}
    assert (known["needs"], known["selection"], known["promo_code"], known["another"]) == ({}, [], None, True)
    assert known["asked"] == {"details": 1, "disclosure": 1}


def test_the_attribute_said_last_stands_last():
    first = fold({}, attributes=[AttributeValue(key="a", value="1"), AttributeValue(key="b", value="2")])
    again = fold(first, attributes=[AttributeValue(key="a", value="3")])
    assert list(again["needs"]["attributes"].items()) == [("b", "2"), ("a", "3")]


def test_a_code_is_sold_as_the_offer_the_playbook_maps_it_to():
    known = fold({}, {"promo": {"SAVE": MONTHLY}}, offers=[YEARLY], promo_code="save", people=3)
    assert known["selection"] == [line(MONTHLY, 3)]


def test_a_code_for_another_thing_leaves_the_choice_alone():
    assert fold({}, {"promo": {"SAVE": MONTHLY}}, offers=[HOME], promo_code="SAVE")["selection"] == [line(HOME)]


@pytest.mark.parametrize(
    ("rules", "said", "reason"),
    [
        ({}, {"intents": ["human"]}, "asked"),
        ({"max_people": 250}, {"people": 300}, "group_size"),
        ({"max_people": 250}, {"people": 300, "intents": ["what_if"]}, None),
        ({"max_people": 250}, {"people": 250}, None),
        ({"when": ["discount"]}, {"intents": ["discount"]}, "discount"),
        ({}, {"intents": ["discount"]}, None),
        ({"when": ["bespoke"]}, {"intents": ["question"], "text": "do you do Bespoke reports?"}, "bespoke"),
        ({}, {"intents": ["existing_customer"]}, "existing_customer"),
    ],
)
def test_a_person_takes_over_when_the_playbook_says_so(rules, said, reason):
    assert fold({}, {"handoff": rules}, **said)["handoff_reason"] == reason


def test_a_wish_for_a_person_ends_with_a_wish_to_buy():
    before = {"handoff_reason": "asked"}
    assert fold(before, email="jo@brand.io")["handoff_reason"] == "asked"
    assert fold(before, intents=["buy"])["handoff_reason"] is None


def test_what_is_given_later_is_no_longer_declined():
    declined = fold({}, intents=["decline_details"])
    assert declined["declined"] == ["email"]
    assert fold(declined, email="jo@brand.io")["declined"] == []


@pytest.mark.parametrize(
    ("needs", "a_month"),
    [
        ({"budget": "50"}, "50.00"),
        ({"budget": "600", "budget_period": "year"}, "50.00"),
        ({"budget": "12", "budget_period": "week"}, "52.00"),
        ({"budget": "10", "budget_per": "person", "people": 5}, "50.00"),
        ({"budget": "600", "billing": "yearly"}, "50.00"),
        ({"budget": "none"}, None),
        ({}, None),
    ],
)
def test_a_budget_is_compared_by_the_month(needs, a_month):
    assert monthly_budget(needs) == (Decimal(a_month) if a_month else None)


READINGS = st.builds(
    Reading,
    intents=st.lists(
        st.sampled_from(["yes", "no", "buy", "another_order", "quote", "question", "what_if", "human"]), max_size=2
    ),
    people=st.none() | st.integers(1, 400),
    billing=st.sampled_from([None, "monthly", "yearly"]),
    offers=st.lists(st.sampled_from([MONTHLY, YEARLY, HOME]), max_size=2, unique=True),
    add_ons=st.lists(st.just(PRINT), max_size=1),
    email=st.sampled_from([None, "jo@brand.io"]),
    promo_code=st.sampled_from([None, "SAVE"]),
    budget=st.sampled_from([None, "100"]),
)
STATES = st.fixed_dictionaries(
    {},
    optional={
        "expecting": st.sampled_from(["confirm", "details", "add_on", "choice", "people", None]),
        "selection": st.sampled_from([[], [line(YEARLY, 3)], [line(YEARLY, 3), line(PRINT)]]),
        "disclosure": st.just({"items": [line(YEARLY, 3)], "text": "terms"}),
        "agreed": st.sampled_from([None, [line(YEARLY, 3)]]),
        "chosen": st.booleans(),
        "offered": st.sampled_from([None, PRINT]),
        "needs": st.sampled_from([{}, {"people": 3}]),
        "outcome": st.sampled_from([None, {"kind": "assisted_checkout"}]),
        "shortlist": st.just([YEARLY, HOME]),
    },
)


@given(STATES, READINGS)
def test_only_an_order_that_stands_as_shown_is_ever_agreed_to(state, reading):
    known = absorb(state, "", reading, SHOP, run())
    if known["agreed"] is not None:
        assert known["agreed"] == sorted(known["selection"], key=lambda one: one["kind"] == "add_on")


def test_a_question_about_two_offers_orders_neither():
    known = fold({}, intents=["question"], offers=[YEARLY, HOME], people=3)
    assert known["selection"] == []
