"""A budget in a currency that nothing for them is sold in: said, the offers shown in the shop's, and a budget asked for in that."""

import pytest

from limio_langchain import LimioToolkit, SalesContext
from limio_sales_agent import Playbook

FAMILY = "20 dollars a month for my family"


@pytest.fixture
def chat(talk):
    return talk(Playbook())


def test_it_is_said_and_the_offers_are_shown_in_the_shop_s_currency(chat):
    said = chat.say(FAMILY)
    assert "Our prices are in British pounds, not in USD" in said
    assert "Tidewell Home: £89.00 a year." in said
    assert said.endswith("or what would your budget be in British pounds?")


def test_a_budget_in_the_shop_s_currency_is_then_gone_by(chat):
    chat.say(FAMILY)
    assert "within your budget" in chat.say("20 pounds a month then")
    assert chat.state["needs"]["currency"] == "GBP"


def test_one_of_the_offers_can_be_picked_instead(chat):
    chat.say(FAMILY)
    assert "£8.99 a month" in chat.say("Tidewell Home, monthly")
    assert [line["offer"] for line in chat.state["selection"]] == ["/offers2/Home Digital Monthly"]


def test_who_names_the_currency_once_more_is_not_asked_for_ever(chat):
    said = [chat.say(FAMILY) for _ in range(3)]
    assert [one.endswith("in British pounds?") for one in said] == [True, True, False]
    assert "Shall I go ahead" in said[-1]


def test_a_currency_that_is_sold_in_is_gone_by(chat):
    chat.say("we are an agency of 3 and have 200 dollars a month")
    assert chat.state["needs"]["currency"] == "USD"
    assert chat.state["turn"]["unsold_currency"] is None


def test_the_host_s_currency_is_no_customer_s_to_change(talk):
    chat = talk(Playbook(), context=SalesContext(currency="GBP"))
    assert "£89.00 a year" in chat.say(FAMILY)


def test_a_question_before_the_offers_says_it_too(talk):
    assert "Our prices are in British pounds, not in USD" in talk().say(FAMILY)


async def test_the_tool_shows_them_too_and_says_what_to_ask_for(limio, world):
    toolkit = LimioToolkit.from_settings(limio.settings())
    (find,) = toolkit.get_tools(include=["limio_find_offers"])
    asked = {"type": "tool_call", "id": "1", "name": find.name}
    asked["args"] = {"for_whom": "home", "budget": 20, "currency": "USD"}
    told = find.invoke(asked) if world == "blocking" else await find.ainvoke(asked)
    assert "GBP 89" in told.content
    assert told.content.endswith(
        "Nothing that fits is priced in USD: say which currency these are in, and ask for a budget in that."
    )
    assert told.artifact["told"]["note"] in told.content
    host = toolkit.with_context(SalesContext(currency="USD")).get_tools(include=["limio_find_offers"])[0]
    told = host.invoke(asked) if world == "blocking" else await host.ainvoke(asked)
    assert told.artifact["offers"] == []
