"""Reading with a model: its no, question or doubt wins; a basket needs its yes and nothing against it in the rules."""

from dataclasses import replace

import pytest

from blind.shops import hints
from limio_sales_agent.reading import Reading, read_plain
from limio_sales_agent.reading.answer_guard import guarded
from limio_sales_agent.reading.model import is_denied
from limio_sales_agent.reading.model_based import reading_from
from limio_sales_agent.turn.ordered import _is_yes

AT_THE_ASK = hints("tidewell", "confirm", ("people", "email"))
PRO, LIBRARY = "/offers2/Business Pro Annual", "/offers2/Team Library"


def heard(text, **fields):
    given = {"parsed": Reading(**fields), "raw": None, "parsing_error": None}
    return reading_from(given, text, AT_THE_ASK, read_plain(text, AT_THE_ASK))


def agrees(said):
    return _is_yes(said, set(said.intents), set())


@pytest.mark.parametrize("text", ["yes", "yes please, that suits our team", "sounds good to our people"])
@pytest.mark.parametrize(
    "intents", [["no"], ["not_buying"], ["unsure"], ["question"], ["yes", "unsure"], ["yes", "no"]]
)
def test_the_model_s_no_question_or_doubt_wins_over_the_word_yes(text, intents):
    assert not agrees(heard(text, intents=intents))


@pytest.mark.parametrize("against", ["no", "not_buying", "question"])
def test_where_a_model_says_yes_and_something_else_too_no_yes_is_left(against):
    assert "yes" not in heard("yes please, that suits our team", intents=["yes", against]).intents


def test_a_yes_with_words_left_over_is_none():
    assert not _is_yes(Reading(intents=["yes"], accounted="partly"), {"yes"}, set())


@pytest.mark.parametrize("text", ["yes", "yes please, that suits our team"])
def test_the_model_s_yes_agrees_where_nothing_in_the_rules_is_against_it(text):
    assert agrees(heard(text, intents=["yes"]))


@pytest.mark.parametrize(
    "text", ["okay hang on", "yes, once the board has agreed", "no", "what is the price?", "sí, adelante"]
)
def test_the_model_s_yes_does_not_agree_where_the_rules_are_against_it_or_know_no_word(text):
    assert not agrees(heard(text, intents=["yes"]))


@pytest.mark.parametrize(("read", "language"), [({"people": 9}, "und"), ({"understood": False}, None)])
def test_what_a_model_has_read_is_in_a_language_that_is_read(read, language):
    assert heard("perdona, seremos nueve", **read).language == language


def test_what_a_catalogue_makes_a_model_say_changes_no_order():
    planted = heard(
        "yes please", intents=["yes", "quote"], offers=[LIBRARY], add_ons=["/add_ons/Archive Access Annual"]
    )
    assert (planted.intents, planted.offers, planted.add_ons) == (["yes"], [], [])
    partly = heard("lovely, our people want Business Pro", offers=[PRO, LIBRARY], budget="1", people=99)
    assert (partly.offers, partly.budget, partly.people) == ([PRO], None, None)


def test_a_model_that_answers_badly_leaves_the_turn_to_the_rules_and_the_log_says_so(caplog):
    said = reading_from({"parsed": None}, "yes please", AT_THE_ASK, read_plain("yes please", AT_THE_ASK))
    assert said.intents == ["yes"]
    assert "code read the message" in caplog.text


@pytest.mark.parametrize(
    "promise",
    [
        "You can cancel any time.",
        "Sie können jederzeit kündigen.",
        "Das Abo ist jederzeit kündbar.",
        "Das gibt es heute umsonst.",
        "Vous pouvez résilier à tout moment.",
        "C'est gratuit pour vous aujourd'hui.",
        "te regalamos el primer periodo y puedes dejarlo luego",
    ],
)
def test_a_promise_in_any_language_shipped_or_a_language_nobody_guards_does_not_go_out(promise):
    assert guarded(promise, "Business Pro includes trackers.") is None


def test_so_many_more_is_reckoned_by_code_whatever_the_model_makes_of_it():
    known = replace(AT_THE_ASK, needs={"people": 5})
    given = {"parsed": Reading(people=2), "raw": None, "parsing_error": None}
    said = reading_from(given, "could we have two more of them for us", known, read_plain("two more for us", known))
    assert said.people == 7


@pytest.mark.parametrize("people", [12, None])
def test_a_number_said_to_be_wrong_stands_no_more_whatever_the_model_makes_of_it(people):
    text, known = "12 is wrong, our dog sat on the keyboard", replace(AT_THE_ASK, needs={"people": 12})
    said = reading_from({"parsed": Reading(people=people)}, text, known, read_plain(text, known))
    assert (said.people, is_denied(said)) == (None, True)
