"""What a customer is told of what stands before them: for whom it is not, what it is beyond, what is in the price."""

from pathlib import Path

import pytest

from limio_langchain import SalesContext
from limio_langchain.sandbox import Sandbox
from limio_sales_agent import Playbook

FIXTURES = Path(__file__).parents[2] / "fixtures"
CORRECTED = "I've changed that"


@pytest.fixture(scope="module")
def clubs():
    with Sandbox(str(FIXTURES / "shops" / "gymchain.json")) as sandbox:
        yield sandbox


@pytest.fixture
def gym(talk, clubs):
    playbook = Playbook.load(FIXTURES / "playbooks" / "gymchain.yaml")
    return talk(playbook, limio=clubs, context=SalesContext(country="GB"))


class TestOrderedByName:
    def test_what_is_for_fewer_people_is_to_be_chosen_beside_what_is_for_all(self, gym):
        said = gym.say("Family monthly please but we are 6")
        assert "- Family, monthly: £109.00 first, then £79.00 a month. Please note: it is for 5 people at most" in said
        assert "- Corporate, yearly: £300.00 a year per person" in said
        assert gym.state["expecting"] == "choice"
        assert "Your order" not in said

    def test_that_nothing_else_is_for_all_of_them_leaves_the_limit_alone(self, talk):
        said = talk().say("I'd like the family subscription, but there are six of us.")
        assert "it is for 5 people at most, not for 6" in said
        assert "You could also" not in said

    def test_what_is_for_all_of_them_is_ordered_without_a_word(self, gym):
        assert "Please note" not in gym.say("Family monthly please, we are 5")

    def test_what_is_beyond_the_budget_is_said_in_the_rhythm_of_the_price(self, gym):
        said = gym.say("I need Corporate for 45 people, our budget is 10000 a year")
        assert "it is £3,500.00 a year beyond your budget" in said

    def test_what_the_catalogue_does_not_say_of_it_is_said(self, gym):
        assert "our catalogue doesn't list it under “swim”" in gym.say("I'm a student and want to swim")


class TestRecommended:
    def test_a_plan_for_all_that_is_paid_otherwise_is_to_be_chosen_beside_what_is_paid_as_asked(self, talk):
        chat = talk()
        said = chat.say("my wife and I and our three kids. monthly")
        assert "- Tidewell Home Family: £119.00 a year. Please note: it is paid yearly, not monthly." in said
        assert "- Tidewell Home, first month £1: £1.00 first, then £8.99 a month. Please note: our catalogue" in said
        assert chat.state["expecting"] == "choice"

    def test_an_add_on_is_named_with_its_price_where_it_is_in_the_sums(self, talk):
        chat = talk()
        chat.say("I need access to your archive", "for work", "PR", "just me")
        said = chat.result["messages"][-1].text
        assert "With it goes Archive Access, £60.00 a year, which you can leave out." in said
        assert "You pay £384.00 a year." in said

    def test_one_price_for_many_is_told_to_one(self, gym):
        gym.say("a membership for my employee, just one person, we're a small firm", "gym")
        assert "one price for up to 10 people" in gym.result["messages"][-1].text


class TestChanged:
    def test_is_said_only_with_what_stands_now(self, gym):
        gym.say("Corporate for 45 people")
        said = gym.say("sorry, make that 20")
        assert CORRECTED in said
        assert "Your order: 20 × Corporate" in said

    @pytest.mark.parametrize("same", ["no, 45 people", "I mean 45 people", "45, not 54"])
    def test_is_not_said_where_all_stands_as_it_was(self, gym, same):
        gym.say("Corporate for 45 people")
        assert CORRECTED not in gym.say(same)

    def test_is_not_said_with_a_question_alone(self, gym):
        gym.say("hello", "just me")
        assert CORRECTED not in gym.say("no wait, we are two")


class TestCompared:
    def test_which_is_less_is_not_said_where_the_number_decides_and_nobody_told_it(self, talk):
        said = talk().say("Is Team Library cheaper than Business Pro?")
        assert "Business Pro is £324.00 a year per person." in said
        assert "£1,495.00 a year for 6 to 20 people" in said
        assert "depends on how many of you there are" in said
        assert "less over a year" not in said

    def test_which_is_less_is_said_for_as_many_as_they_are(self, talk):
        said = talk().say("We are nine.", "Is Team Library cheaper than Business Pro?")
        assert "Team Library is £1,421.00 less over a year." in said

    def test_of_two_prices_a_head_the_number_turns_nothing(self, talk):
        assert "Business Essential is £144.00 less" in talk().say("Is Business Essential cheaper than Business Pro?")

    def test_two_periods_of_one_offer_are_compared_whatever_is_on_the_table(self, talk):
        chat = talk()
        chat.say("Business Pro yearly for 4 please")
        said = chat.say("What would Essential be for the four of us, monthly versus yearly?")
        assert "paying monthly comes to £864.00 and paying yearly to £720.00" in said
        told, _, ask = said.rpartition("\n\n")
        assert ask.startswith("4 × Business Pro: £1,296.00 a year. Shall I")  # which is still what stands
        assert "Business Pro" not in told
        assert told.count("£720.00") == 1


def test_who_asks_for_the_cheapest_of_a_name_is_told_what_is_the_same_for_less(gym):
    said = gym.say("One Club. What's the cheapest per year?")
    assert "For less you get the same with One Club, yearly, bought online (£299.00 a year)." in said
    assert "For less" not in gym.say("One Club, monthly please")


class TestAsked:
    """What the offer's own data and the terms on the table say is answered, and nobody is sent to a colleague for it."""

    @pytest.mark.parametrize(
        "question",
        [
            "can we stop any time?",
            "when can we cancel?",
            "what comes after the first month? can I cancel then?",
            "kann man jederzeit kündigen?",
            "est-ce que je peux résilier ?",
        ],
    )
    def test_how_it_ends(self, talk, question):
        chat = talk()
        chat.say("Tidewell Home, first month £1 please")
        said = chat.say(question)
        assert "before it renews; it then runs to the end of what is paid" in said
        assert chat.state["expecting"] == "confirm"

    @pytest.mark.parametrize(
        ("question", "told"),
        [
            ("will it go up to 8.99 by itself?", "The renewal costs £8.99 a month."),
            ("c'est HT ou TTC ?", "Tax is included."),
            ("is there a joining fee?", "You pay £1.00 first, and £8.99 a month after that."),
        ],
    )
    def test_what_it_comes_to(self, talk, question, told):
        chat = talk()
        chat.say("Tidewell Home, first month £1 please")
        assert told in chat.say(question)

    @pytest.mark.parametrize(
        "question", ["what happens next?", "how does it work", "and then?", "what do I have to do?"]
    )
    def test_what_comes_next(self, talk, question):
        chat = talk()
        chat.say("Business Pro yearly for 4 please")
        assert "nothing is ordered until you do" in chat.say(question)
        assert chat.state["expecting"] == "confirm"

    @pytest.mark.parametrize("question", ["what happens next year?", "do you have a free trial?"])
    def test_not_what_comes_next_nor_what_details_are_for_where_something_else_is_asked(self, talk, question):
        chat = talk()
        chat.say("Business Pro yearly for 4 please", "yes", "no thanks")
        said = chat.say(question)
        assert chat.state["expecting"] == "details"
        assert "nothing is ordered until you do" not in said
        assert "lets me keep your order" not in said

    @pytest.mark.parametrize(
        "question", ["does it work for six?", "how many people can use it?", "six of us, will that work?"]
    )
    def test_for_how_many_it_is(self, gym, question):
        gym.say("Family monthly please")
        said = gym.say(question)
        assert said.count("5 people at most") == 1
