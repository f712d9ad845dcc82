"""A closed ask's choices, typed: by number or label, as they were shown."""

from dataclasses import replace

import pytest

from blind.shops import hints
from limio_sales_agent.reading import read_plain

PRO, ESSENTIAL = "/offers2/Business Pro Annual", "/offers2/Business Essential Annual"
SHOWN = ((PRO, "Business Pro"), (ESSENTIAL, "Business Essential"), ("person", "Talk to a person"))
ASKED = (("marketing", "Marketing"), ("something_else", "Other"), ("not_sure", "Not sure"))
AT_THE_CHOICE = replace(hints("tidewell", "choice"), choices=SHOWN)
AT_THE_QUESTION = replace(hints("tidewell", "sector"), choices=ASKED)


@pytest.mark.parametrize("typed", ["2", "2.", "Business Essential", "business essential"])
def test_a_choice_is_taken_by_number_and_label(typed):
    said = read_plain(typed, AT_THE_CHOICE)
    assert (said.offers, said.chosen, said.accounted) == ([ESSENTIAL], True, "whole")


def test_a_number_beyond_the_choices_and_one_where_numbers_are_counted_picks_nothing():
    assert not read_plain("4", AT_THE_CHOICE).chosen
    counted = replace(hints("tidewell", "people"), choices=(("not_sure", "Not sure"),))
    assert read_plain("1", counted).people == 1


def test_a_label_that_is_misspelt_is_none_and_still_names_what_it_is_of():
    said = read_plain("business essentail", AT_THE_CHOICE)
    assert (ESSENTIAL in said.offers, PRO in said.offers, said.chosen) == (True, False, False)


def test_what_is_like_two_choices_is_neither():
    two = replace(AT_THE_CHOICE, choices=((PRO, "Silver plan one"), (ESSENTIAL, "Silver plan ond")))
    assert not read_plain("silver plan onx", two).chosen


@pytest.mark.parametrize("typed", ["Other", "not sure", "2", "3"])
def test_the_ways_out_of_a_question_are_no_answer_and_it_is_not_asked_again(typed):
    assert read_plain(typed, AT_THE_QUESTION).declined == ["sector"]


def test_a_person_can_be_picked():
    assert read_plain("talk to a person", AT_THE_CHOICE).intents == ["human"]


AT_THE_ASK = replace(
    hints("tidewell", "confirm"),
    shortlist=(),
    choices=(("yes", "Yes, make my checkout"), ("no", "Change something"), ("yes", "Yes")),
)


@pytest.mark.parametrize(
    "typed", ["1 please", "option 1", "1 - yes", "1) Yes, make my checkout", "number one", "the first one", "1. yes"]
)
def test_a_place_counts_with_its_label_or_an_idle_word_beside_it(typed):
    assert read_plain(typed, AT_THE_ASK).intents == ["yes"]


@pytest.mark.parametrize(
    "typed", ["1, no", "1 - Change something", "1 or 2", "maybe 1", "1 seat", "first let me check", "3", "not 1"]
)
def test_a_place_with_anything_else_beside_it_picks_nothing(typed):
    assert not read_plain(typed, AT_THE_ASK).chosen


def test_at_an_ask_beside_several_offers_the_second_one_is_an_offer():
    shown = replace(AT_THE_ASK, shortlist=(PRO, ESSENTIAL))
    assert read_plain("the second one", shown).offers == [ESSENTIAL]


@pytest.mark.parametrize("typed", ["yes?", "Yes, make my checkout?", "yes 👎", "1 🤔", "yes...", "1?", "yes 😂"])
def test_a_choice_with_a_mark_or_a_sign_that_may_say_otherwise_is_not_picked(typed):
    said = read_plain(typed, AT_THE_ASK)
    assert not said.chosen
    assert "yes" not in said.intents


def test_a_choice_that_is_put_as_a_question_is_picked_as_it_is_shown():
    shown = replace(AT_THE_CHOICE, choices=(("includes", "What is in Business Pro?"),))
    assert read_plain("What is in Business Pro?", shown).chosen
