"""Conversations that version 0.1 stored go on: `conversations-0.1.sqlite` holds the last checkpoint of three."""

import shutil
from pathlib import Path

import pytest
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.types import Command

from limio_langchain import LimioToolkit, SalesContext
from limio_sales_agent import create_sales_agent
from limio_sales_agent.replies.blocks import blocks_of

STORED = Path(__file__).parents[2] / "fixtures" / "conversations-0.1.sqlite"


@pytest.fixture
def agent(limio, tidewell, tmp_path):
    file = shutil.copy(STORED, tmp_path / "conversations.sqlite")
    of_then = tidewell.model_copy(update={"cancel": None})  # other terms would be asked about again
    with LimioToolkit.from_settings(limio.settings()) as toolkit, SqliteSaver.from_conn_string(str(file)) as saver:
        yield create_sales_agent(toolkit, playbook=of_then, checkpointer=saver)


def config(thread):
    return {"configurable": {"thread_id": thread}}


def test_terms_that_were_shown_then_are_agreed_to_now(agent):
    for message in ("yes", "no thanks"):
        result = agent.invoke({"messages": [("user", message)]}, config("asked"))
    assert result["outcome"]["kind"] == "assisted_checkout"
    assert [(one["offer"], one["quantity"]) for one in result["outcome"]["items"]] == [
        ("/offers2/Business Pro Annual", 12)
    ]


def test_a_sale_that_was_made_then_is_known_now(agent):
    before = agent.get_state(config("sold")).values
    result = agent.invoke({"messages": [("user", "thanks")]}, config("sold"))
    assert result["outcome"] == before["outcome"]
    assert all(blocks_of(message) for message in result["messages"])


def test_an_order_that_waited_for_a_colleague_then_is_decided_now(agent):
    (asked,) = agent.get_state(config("waiting")).interrupts
    assert asked.value["action_requests"][0]["name"] == "limio_create_checkout"
    context = SalesContext(approval="required")
    result = agent.invoke(Command(resume={"decisions": [{"type": "approve"}]}), config("waiting"), context=context)
    assert result["outcome"]["kind"] == "assisted_checkout"
    assert result["outcome"]["url"] in result["messages"][-1].text.split("\n")


def test_a_plain_message_while_that_order_waits_is_answered(agent):
    context = SalesContext(approval="required")
    result = agent.invoke({"messages": [("user", "how long will it take?")]}, config("waiting"), context=context)
    assert result["messages"][-1].text.strip()
