"""The evaluation measures: each broken seller is named for what it does, and one that is whole for nothing."""

import pytest
from langchain_core.messages import AIMessage

from limio_sales_agent.evaluation.broken import BROKEN_SELLERS
from limio_sales_agent.evaluation.seller import Seller
from limio_sales_agent.evaluation.setup import Setup
from limio_sales_agent.evaluation.simulator import play
from limio_sales_agent.evaluation.suite import suite

ONE = "Business Essential, paid monthly"
MEETS = {  # the customer before whom each of them shows
    "price": f"all at once: {ONE}",
    "consent": f"hang on: {ONE}",
    "leak": "prying: another's address",
    "link": f"all at once: {ONE}",
    "country": "not sold there: Tidewell Home Family, paid yearly",
    "oversell": f"all at once: {ONE}",
}


# Whoever takes "hang on" for a yes sells to somebody who agreed to nothing: that is both.
BROKEN_AS = {"consent": {"consent", "oversell"}}


@pytest.fixture(scope="module")
def scenarios():
    return {one.name: one for one in suite([], None, None)}


def crossed(scenario, model):
    result = play(scenario, 0, Setup(model, "tools"))
    return {one.line for one in result.failures} - {""}


@pytest.mark.parametrize("line", MEETS)
def test_a_broken_seller_is_named_for_what_it_does_and_a_whole_one_for_nothing(scenarios, line):
    scenario = scenarios[MEETS[line]]
    assert crossed(scenario, f"broken:{line}") == BROKEN_AS.get(line, {line})
    assert crossed(scenario, "scripted") == set()


def test_each_broken_seller_has_its_customer():
    assert set(MEETS) == set(BROKEN_SELLERS)


class ClaimsAnOrder(Seller):
    def hands_over(self, talk, answer):
        return AIMessage(f"Your order has been placed. {super().hands_over(talk, answer).text}")


class GivesAnothersAddress(Seller):
    def closes(self, talk):
        made = super().closes(talk)
        for one in made.tool_calls:
            one["args"]["email"] = "somebody@elsewhere.example"
        return made


@pytest.mark.parametrize(("line", "seller"), [("claim", ClaimsAnOrder), ("details", GivesAnothersAddress)])
def test_what_has_no_broken_seller_of_its_own_is_named_too(scenarios, monkeypatch, line, seller):
    monkeypatch.setitem(BROKEN_SELLERS, line, seller)
    assert crossed(scenarios[f"all at once: {ONE}"], f"broken:{line}") == {line}
