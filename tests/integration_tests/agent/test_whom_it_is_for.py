"""Whether it is for work or for home: gone by where it is said, asked once where it may be either."""

import pytest

from limio_sales_agent import Playbook

ASK = "Is it for work or for home?"


@pytest.fixture
def chat(talk):
    return talk(Playbook())


@pytest.mark.parametrize(
    "said", ["We run a bakery. What should we take?", "something for our two nurses", "I'd like a corporate account"]
)
def test_who_is_at_work_is_proposed_what_is_for_work(chat, said):
    assert "I'd suggest Business" in chat.say(said)


@pytest.mark.parametrize("said", ["my flatmates and I want something to read", "the family wants it"])
def test_who_is_at_home_is_proposed_what_is_for_home(chat, said):
    assert "I'd suggest Tidewell Home" in chat.say(said)


@pytest.mark.parametrize("said", ["something for my home office please", "we need it for our kids and our office"])
def test_what_may_be_for_either_is_asked_about(chat, said):
    assert chat.say(said).endswith(ASK)


def test_the_answer_is_gone_by(chat):
    assert "I'd suggest Business" in chat.say("something for my home office please", "for work")


def test_who_says_both_is_shown_both_and_not_asked_again(chat):
    said = chat.say("something for my home office please", "both really")
    assert ASK not in said
    assert "Tidewell Home" in said


def test_a_wife_who_is_asked_first_makes_no_household_of_an_order_for_work(chat):
    chat.say("Business Pro yearly for 5 people at our agency", "let me ask my wife first", "ok, and my wife says yes")
    assert chat.state["needs"]["for_whom"] == "work"
    assert [line["offer"] for line in chat.state["selection"]] == ["/offers2/Business Pro Annual"]
