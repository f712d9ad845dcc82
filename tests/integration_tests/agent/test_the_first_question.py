"""The first thing said is a question: whether something is sold is answered, and nobody is handed to a colleague for one."""

import pytest
from played import played


@pytest.mark.parametrize(
    ("shop", "said", "told"),
    [
        ("gymchain", "do you have a student membership?", "Student, monthly is £22.00 a month."),
        ("gymchain", "do you have lockers?", "A locker of your own is £8.00 a month."),
        ("tidewell", "is there a family plan?", "Tidewell Home Family is £119.00 a year."),
        ("tidewell-de", "haben Sie eine API?", "Market Data API"),
    ],
)
def test_what_they_ask_for_by_name_is_told_with_its_price(shop, said, told):
    with played(shop, said) as (state, _, reply):
        assert told in reply
        assert state["expecting"] != "handoff_offer"


@pytest.mark.parametrize(
    "said", ["hello, what memberships do you have?", "tell me about your memberships", "what can I get?"]
)
def test_who_asks_what_is_sold_is_shown_it(said):
    with played("gymchain", said) as (state, _, reply):
        assert state["expecting"] == "choice"
        assert "All Clubs, yearly: £450.00 a year" in reply


@pytest.mark.parametrize(
    ("shop", "said"),
    [
        ("gymchain", "is there parking?"),
        ("tidewell", "do you have something for lawyers?"),
        ("tidewell-de", "gibt es was für Studenten?"),
    ],
)
def test_what_nobody_here_knows_is_said_and_the_guide_asks_on(shop, said):
    with played(shop, said) as (state, _, reply):
        assert state["expecting"] == "audience"
        assert "I can't answer" in reply or "nicht beantworten" in reply
    with played(shop, said, "and a creche?") as (state, _, _):
        assert state["expecting"] == "handoff_offer"


def test_for_myself_answers_for_whom_it_is():
    with played("gymchain", "hello, I'd like to join a club", "For myself") as (state, _, _):
        assert state["expecting"] != "audience"
        assert state["needs"]["attributes"] == {"label__limio": "personal"}


@pytest.mark.parametrize(
    "said", ["My flatmate and I want All Clubs, paid yearly", "All Clubs yearly, meine Frau und ich"]
)
def test_two_who_name_what_one_person_may_use_are_told_so(said):
    with played("gymchain", said) as (_, _, reply):
        assert "Family, yearly" in reply


def test_an_everyday_word_names_an_offer_before_how_many_it_is_for():
    with played("tidewell", "hello", "Pro for 4 and the archive, paid by the year") as (state, _, _):
        named = [(one["offer"], one["quantity"]) for one in state["selection"]]
        assert named == [("/offers2/Business Pro Annual", 4), ("/add_ons/Archive Access Annual", 1)]


@pytest.mark.parametrize(
    "said",
    [
        "I subscribe already, let me speak to somebody",
        "you have charged me twice, I need a human",
        "Bei mir wurde doppelt abgebucht",
    ],
)
def test_a_customer_who_wants_a_person_is_given_one_and_no_account_page(said):
    with played("tidewell", said) as (state, _, reply):
        assert state["expecting"] == "handoff_details"
        assert "/account" not in reply
