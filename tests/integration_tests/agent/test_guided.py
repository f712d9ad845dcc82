"""A conversation without a model: closed asks picked by number, answers that the catalogue lacks, a language nobody reads."""

import pytest

from blind.shops import agent, playbook
from limio_langchain.sandbox import Sandbox


@pytest.fixture
def say():
    with Sandbox() as limio:
        talking, thread = agent(limio, playbook("tidewell")), {"configurable": {"thread_id": "guided"}}

        def answered(message):
            talking.invoke({"messages": [("user", message)]}, thread)
            return talking.get_state(thread).values

        yield answered


def test_an_answer_that_the_catalogue_lacks_is_said_not_to_be_there_and_the_next_question_follows(say):
    say("for business")
    after = say("law")
    assert "“law”" in after["messages"][-1].text
    assert after["expecting"] == "people"


def test_a_sale_is_made_by_numbers(say):
    say("Business Pro, yearly, for 12 people, jo@brand.example")
    assert say("1")["expecting"] == "add_on"
    assert say("2")["outcome"]["kind"] == "assisted_checkout"


def test_who_writes_in_a_language_nobody_reads_is_told_which_ones_are_read(say):
    after = say("necesito algo para mi pequeña oficina cuanto cuesta por favor")
    assert "Deutsch, English and Français" in after["messages"][-1].text


def test_the_link_is_given_again(say):
    say("Business Pro, yearly, for 12 people, jo@brand.example")
    say("1")
    link = say("2")["outcome"]["url"]
    assert link in say("can I have the link again?")["messages"][-1].text


def test_a_budget_in_a_currency_that_nothing_is_sold_in_is_said_and_holds_nothing_back(say):
    after = say("for our business, 12 people, our budget is 3000 CHF a year")
    assert "CHF" in after["messages"][-1].text
    assert "budget" not in after["needs"]
    assert after["expecting"] != "handoff_offer"
