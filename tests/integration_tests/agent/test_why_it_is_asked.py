"""What is asked back at an ask: why, what to say, or for something that is not sold. It is answered, and the ask goes on."""

import pytest
from played import played

ROUGH = {"tidewell": "A rough number will do", "tidewell-de": "Eine ungefähre Zahl genügt"}


@pytest.mark.parametrize("shop", ["tidewell", "tidewell-de"])
@pytest.mark.parametrize(
    "said",
    [
        "why?",
        "why do you ask?",
        "hm, what for?",
        "no idea, can you recommend?",
        "what would you recommend?",
        "Warum?",
        "pourquoi ?",
    ],
)
def test_why_a_number_is_asked_for_is_told_and_that_a_rough_one_will_do(shop, said):
    with played(shop, "Business Pro", said) as (state, _, reply):
        assert ROUGH[shop] in reply
        assert state["expecting"] == "people"


@pytest.mark.parametrize("said", ["keine Ahnung, was empfehlen Sie?", "wozu brauchen Sie das?"])
def test_who_writes_german_in_an_english_shop_is_told_and_asked_in_german(said):
    with played("tidewell", "Business Pro", said) as (state, _, reply):
        assert "Eine ungefähre Zahl genügt" in reply
        assert "Für wie viele Personen ungefähr?" in reply
        assert state["expecting"] == "people"


@pytest.mark.parametrize(
    ("said", "told"), [("why?", "which of our offers fits"), ("warum?", "which of our offers fits")]
)
def test_why_a_question_of_the_playbook_is_asked_is_told(said, told):
    with played("gymchain", "is there parking?", said) as (state, _, reply):
        assert told in reply
        assert state["expecting"] not in {None, "handoff_offer"}


def test_why_something_costs_what_it_does_is_not_why_it_is_asked():
    with played("tidewell", "Business Pro", "why is it so dear?") as (_, _, reply):
        assert ROUGH["tidewell"] not in reply


@pytest.mark.parametrize(
    ("shop", "said", "told"),
    [
        ("tidewell", "do you offer day passes?", "don't find in our catalogue"),
        ("tidewell", "hi, do you sell bookmarks?", "don't find in our catalogue"),
        ("tidewell-de", "Bieten Sie Tagespässe an?", "finde ich in unserem Katalog nicht"),
        ("tidewell-de", "verkaufen Sie auch Bücher?", "finde ich in unserem Katalog nicht"),
    ],
)
@pytest.mark.parametrize("before", [(), ("Business Pro",), ("Business Pro, 5, yearly",)])
def test_what_is_not_sold_is_said_and_the_ask_goes_on(shop, said, told, before):
    with played(shop, *before, said) as (state, _, reply):
        assert told in reply
        assert state["expecting"] not in {None, "handoff_offer"}


@pytest.mark.parametrize("said", ["what do you offer?", "do you offer Business Pro?", "do you offer trackers?"])
def test_what_is_sold_is_not_said_to_be_missing(said):
    with played("tidewell", "Business Pro", said) as (_, _, reply):
        assert "don't find" not in reply


@pytest.mark.parametrize("said", ["no idea, what do you recommend?", "keine Ahnung, was empfehlen Sie?"])
def test_who_does_not_know_and_has_chosen_nothing_is_recommended_one_and_not_told_to_guess(said):
    with played("tidewell", "it's for work, we're a PR agency", said) as (state, _, reply):
        assert state["shortlist"]
        assert not any(rough in reply for rough in ROUGH.values())
        assert "Eine ungefähre Zahl" not in reply
