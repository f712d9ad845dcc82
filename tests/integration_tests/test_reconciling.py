"""Where no webhook reaches, Limio's list of baskets tells what is still open, and who bought is left alone."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from langchain_core.messages import HumanMessage
from langgraph.checkpoint.memory import InMemorySaver
from sqlalchemy import select
from typer.testing import CliRunner

from limio_langchain import LimioClient, LimioToolkit
from limio_langchain.sandbox import Sandbox
from limio_sales_agent import create_sales_agent
from limio_sales_agent.cli.app import app
from limio_sales_agent.outcomes.database import reading, sales
from limio_sales_agent.outcomes.left_behind import record_abandoned
from limio_sales_agent.outcomes.reconciling import reconcile
from limio_sales_agent.outcomes.store import OutcomeStore


@pytest.fixture
def place(tmp_path):
    return str(tmp_path / "outcomes.sqlite")


@pytest.fixture
def store(place):
    with OutcomeStore.open(place) as opened:
        yield opened


@pytest.fixture
def sold(limio, store):
    """Sell to somebody, and return the outcome."""

    def sell(email):
        config = {"configurable": {"thread_id": email}}
        with LimioToolkit.from_settings(limio.settings()) as toolkit:
            agent = create_sales_agent(toolkit, outcomes=store, checkpointer=InMemorySaver())
            for said in (f"Business Pro, yearly, for 3 people, {email}", "yes", "no thanks"):
                told = agent.invoke({"messages": [HumanMessage(said)]}, config)
        return told["outcome"]

    return sell


def records(limio, store, **options):
    with LimioClient(limio.settings()) as client:
        found = list(reconcile(store, client, datetime.now(UTC) - timedelta(days=14), **options))
    return {one["external_id"]: one for one in found}


def basket(limio, outcome):
    (found,) = [one for one in limio.baskets if one.external_id == outcome["external_id"]]
    return found


def test_an_open_basket_comes_with_the_facts_to_win_it_back_with(limio, store, sold):
    outcome = sold("ann@example.com")
    (record,) = records(limio, store).values()
    assert (record["state"], record["email"], record["recovery_link"]) == ("open", "ann@example.com", outcome["url"])
    assert record["items"] == [{"offer": one["offer"], "quantity": one["quantity"]} for one in outcome["items"]]
    assert record["may_be_written_to"] is None


@pytest.mark.parametrize(("said", "may_be"), [(True, True), ("false", False), ("", None), (None, None)])
def test_whether_they_may_be_written_to_is_what_the_shops_own_field_says(limio, store, sold, said, may_be):
    basket(limio, sold("ann@example.com")).order["customFields"] = {"newsletter": said}
    (record,) = records(limio, store, consent_field="newsletter").values()
    assert record["may_be_written_to"] is may_be


def test_who_bought_counts_as_submitted_and_is_never_abandoned(limio, store, sold):
    bought, left = sold("ann@example.com"), sold("bob@example.com")
    basket(limio, bought).completed = True
    found = records(limio, store)
    assert {key: one["state"] for key, one in found.items()} == {
        bought["external_id"]: "completed",
        left["external_id"]: "open",
    }
    assert "email" not in found[bought["external_id"]]
    with reading(store.engine) as connection:
        (sale,) = connection.execute(select(sales))
    assert (sale.external_id, sale.stage, sale.verified) == (bought["external_id"], "submitted", False)
    assert record_abandoned(store, timedelta(seconds=-1)) == 1
    assert list(records(limio, store)) == [left["external_id"]]


def test_of_two_baskets_of_a_conversation_each_is_told_as_it_is(limio, store, sold):
    first = sold("ann@example.com")
    basket(limio, first).completed = True
    records(limio, store)
    second = sold("ann@example.com")
    assert first["external_id"] != second["external_id"]
    found = records(limio, store)
    assert [(key, one["state"], one.get("email")) for key, one in found.items()] == [
        (second["external_id"], "open", "ann@example.com")
    ]
    basket(limio, second).completed = True
    records(limio, store)
    with reading(store.engine) as connection:
        assert {row.external_id for row in connection.execute(select(sales))} == {
            first["external_id"],
            second["external_id"],
        }


def test_who_bought_something_since_is_not_told_how_to_be_won_back(limio, store, sold):
    first, second = sold("ann@example.com"), sold("ann@example.com")
    basket(limio, second).completed = True
    records(limio, store)
    (record,) = records(limio, store).values()
    assert (record["external_id"], record["state"], record.get("email")) == (first["external_id"], "open", None)


def test_a_basket_that_limio_lists_no_more_is_told_as_that(limio, store, sold):
    sold("ann@example.com")
    with Sandbox() as another:
        assert [one["state"] for one in records(another, store).values()] == ["not_listed"]


def test_the_command_prints_a_line_each(tenant, store, place, sold):
    sold("ann@example.com")
    told = CliRunner().invoke(app, ["baskets", "--reconcile", "--database", place])
    assert [json.loads(line)["state"] for line in told.output.splitlines()] == ["open"]
