"""Answers that take nothing of what is shown, and those of who does not know where to begin."""

import pytest
from played import ordered, played

SINGLE, CLASSES = "/offers2/Fenwick Single Monthly", "/offers2/Fenwick Ten Classes"


@pytest.mark.parametrize(
    "said", ["none of these", "nothing", "neither", "None of them, thanks", "something else", "nichts davon", "aucun"]
)
def test_who_takes_none_of_the_offers_is_asked_what_to_change(said):
    with played("gymchain", "what memberships are there?", said) as (state, baskets, _):
        assert (state["expecting"], ordered(state), baskets) == ("change", [], [])


@pytest.mark.parametrize(
    ("shop", "said"),
    [("fenwick", "help"), ("tidewell", "help me please"), ("tidewell", "Hilfe!"), ("tidewell", "aidez-moi")],
)
def test_who_but_asks_for_help_is_led_on(shop, said):
    with played(shop, "hello", said) as (state, _, reply):
        assert state["expecting"] not in {None, "open"}
        assert "didn't follow" not in reply


def test_help_is_no_other_offer_where_one_was_chosen():
    with played("tidewell", "Business Pro for 12", "help") as (state, _, _):
        assert ordered(state) == [("/offers2/Business Pro Annual", 12)]


@pytest.mark.parametrize("said", ["for me", "for myself", "für mich", "pour moi"])
def test_for_me_is_one_person_at_the_opening(said):
    with played("gymchain", "hello", said) as (state, _, _):
        assert state["needs"]["people"] == 1


@pytest.mark.parametrize(
    "said", ["what happens next year?", "and next year?", "was passiert nächstes Jahr?", "et l'année prochaine ?"]
)
def test_what_comes_next_year_is_told_by_the_terms(said):
    with played("tidewell", "Business Pro for 12", said) as (state, _, reply):
        assert any(words in reply for words in ("It then renews by itself", "verlängert sich"))
        assert state["expecting"] == "confirm"


@pytest.mark.parametrize(
    "said",
    [
        "go ahead with my code",
        "yes, go ahead with my code",
        "bestellen Sie mit meinem Code",
        "mit meinem Code bitte bestellen",
        "allez-y avec mon code",
    ],
)
def test_a_yes_with_the_code_that_was_told_is_one(said):
    with played("tidewell", "I have a code SAVE20", "Business Pro for 12", said) as (state, _, _):
        assert state["agreed"] is not None


@pytest.mark.parametrize("said", ["go ahead with another code", "go ahead if the code works"])
def test_a_yes_with_another_code_is_none(said):
    with played("tidewell", "I have a code SAVE20", "Business Pro for 12", said) as (state, _, _):
        assert state.get("agreed") is None


def test_an_amount_for_the_first_month_tells_the_offer():
    with played("gymchain", "I'd like the first month for £1") as (state, _, _):
        assert len(ordered(state)) == 1


@pytest.mark.parametrize("said", ["Single for myself, paid monthly, plus Ten classes", "Single and the ten classes"])
def test_both_of_two_things_that_are_joined_are_ordered(said):
    with played("fenwick", said, "jo@brand.example, 087 123 4567") as (state, _, _):
        assert sorted(ordered(state)) == [(SINGLE, 1), (CLASSES, 1)]


def test_who_is_a_family_has_named_no_offer_by_that():
    with played("fenwick", "my family and the ten classes", "jo@brand.example, 087 123 4567") as (state, _, _):
        assert [path for path, _ in ordered(state)] == [CLASSES]
