"""Limio's own figure in a conversation: asked once an order where it is wanted, told where it is another than ours."""

import asyncio
from datetime import date
from decimal import Decimal

import pytest
from langgraph.checkpoint.memory import InMemorySaver

from limio_langchain import LimioToolkit
from limio_langchain.api import preview
from limio_langchain.models.preview import OrderPreview, PreviewedCharge
from limio_langchain.sandbox import Sandbox
from limio_sales_agent import Playbook, create_sales_agent
from limio_sales_agent.outcomes.events import events_of
from limio_sales_agent.replies.blocks import blocks_of

NAMES = {"charges": "futureCharges", "amount": "amount", "currency": "currency", "date": "date"}
ON = {"assume": {"order_preview"}, "preview_fields": NAMES, "cache_dir": None}
ORDER = "12 of us at a PR agency want Team Library yearly. I'm Jo Park, jo@brand.io"


@pytest.fixture
def limio():
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def talk(limio):
    """Say one thing after the other; all that was answered, and the state at the end."""

    def begin(*words, previews=True):
        known = limio.settings(**ON)
        with LimioToolkit.from_settings(known, preview_orders=previews) as toolkit:
            agent = create_sales_agent(toolkit, playbook=Playbook(add_ons="never"), checkpointer=InMemorySaver())
            config = {"configurable": {"thread_id": "one"}}
            states = [agent.invoke({"messages": [("user", one)]}, config) for one in words]
            kept = agent.get_state(config).values
        return [state["messages"][-1].text for state in states], kept

    return begin


@pytest.fixture
def another_figure(monkeypatch):
    """Limio says another sum than the catalogue comes to."""
    charge = PreviewedCharge(Decimal("1620.50"), "GBP", date(2026, 12, 1))
    monkeypatch.setattr(OrderPreview, "first", charge)


def test_off_is_one_request_and_on_is_two(talk, limio):
    talk(ORDER, "yes", previews=False)
    assert (limio.calls("preview"), len(limio.baskets)) == (0, 1)
    talk(ORDER, "yes")
    assert (limio.calls("preview"), len(limio.baskets)) == (1, 2)


def test_where_both_agree_nothing_more_is_said(talk):
    (told, _), state = talk(ORDER, "yes")
    assert "You pay £1,495.00 a year. The first" in told
    assert state["outcome"]["figure"]["differs"] is False


@pytest.mark.usefixtures("another_figure")
def test_another_figure_is_told_to_the_customer_and_to_the_host(talk):
    (told, handed), state = talk(ORDER, "yes")
    assert "You pay £1,620.50 first, on Dec 1, 2026" in told
    assert "That is another sum than our price list's" in told
    assert "£1,495.00" not in handed
    assert state["outcome"]["kind"] == "assisted_checkout"
    figure = state["outcome"]["figure"]
    assert (figure["first_payment"], figure["ours"], figure["differs"]) == ("1620.50", "1495", True)
    assert "£1,620.50" in state["outcome"]["disclosure"]


@pytest.mark.parametrize("status", [404, 503])
def test_a_figure_that_cannot_be_had_is_no_reason_not_to_sell(talk, limio, status):
    limio.faults.add("preview", "status", status=status)
    (told, _), state = talk(ORDER, "yes")
    assert "You pay £1,495.00 a year." in told
    assert "This is by our price list; the checkout confirms it." in told
    assert state["outcome"]["kind"] == "assisted_checkout"
    assert limio.calls("preview") == 1


@pytest.mark.parametrize("kind", ["hang", "hang_in_body"])
def test_a_figure_that_never_comes_holds_up_one_customer_for_a_moment_and_no_sale(limio, world, monkeypatch, kind):
    monkeypatch.setattr(preview, "PATIENCE", 0.2)
    limio.faults.add("preview", kind)
    toolkit = LimioToolkit.from_settings(limio.settings(**ON), preview_orders=True)
    agent = create_sales_agent(toolkit, playbook=Playbook(add_ons="never"), checkpointer=InMemorySaver())

    def say(thread, text):
        given, config = {"messages": [("user", text)]}, {"configurable": {"thread_id": thread}}
        return agent.invoke(given, config) if world == "blocking" else asyncio.run(agent.ainvoke(given, config))

    for thread in ("one", "another", "a third"):  # two failures in a row would count as the API being down
        said = say(thread, ORDER.replace("12 of us", f"{len(thread)} of us"))["messages"][-1].text
        assert "This is by our price list; the checkout confirms it." in said
        assert say(thread, "yes")["outcome"]["kind"] == "assisted_checkout"
    assert limio.calls("preview") == 1
    toolkit.close()


@pytest.mark.usefixtures("another_figure")
def test_the_terms_of_the_block_are_those_that_were_kept(talk):
    _, state = talk(ORDER)
    (order,) = [block for block in blocks_of(state["messages"][-1]) if block["type"] == "order"]
    assert state["disclosure"]["text"] == order["text"]
    assert state["disclosure"]["figure"]["differs"] is True


@pytest.mark.parametrize(
    "figure", [None, {"first_payment": None, "differs": None}, {"first_payment": "1620.50", "currency": "GBP"}]
)
def test_what_limio_said_before_the_yes_is_what_its_order_is_held_against(figure):
    empty = {"outcome_id": "5a0e1f0a-3c1b-5b0e-9d55-0f6a0c9a7f11", "kind": "assisted_checkout", "supersedes": None}
    outcome = {**empty, "reason": None, "url": None, "external_id": "key", "items": []} | (
        {"figure": figure} if figure else {}
    )
    *_, link = events_of("hand_over", {}, {"outcome": outcome, "outcomes": 1}, "thread")
    told = figure is not None and figure["first_payment"] is not None
    assert (link.amount, link.currency) == ((Decimal("1620.50"), "GBP") if told else (None, None))
