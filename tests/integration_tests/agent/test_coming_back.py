"""Who comes back to the conversation is met as what they are."""

import pytest
from sqlalchemy.exc import OperationalError

from limio_langchain.models.placed_order import PlacedOrder
from limio_sales_agent.outcomes.database import writing
from limio_sales_agent.outcomes.sales import Sales
from limio_sales_agent.outcomes.store import OutcomeStore

SALE = ("Business Pro, yearly, for 3 people, jo@brand.io", "yes please", "no thanks")


@pytest.fixture
def store(tmp_path):
    with OutcomeStore.open(str(tmp_path / "outcomes.sqlite")) as opened:
        yield opened


@pytest.fixture
def customer(talk, store):
    """Has been handed the link."""
    chat = talk(outcomes=store)
    chat.say(*SALE)
    assert chat.outcome["kind"] == "assisted_checkout"
    return chat


def ordered(store, customer, stage="completed", external_id=None):
    order = PlacedOrder(f"order-{'0' * 32}", None, stage, external_id=external_id or customer.outcome["external_id"])
    with writing(store.engine) as connection:
        Sales(store).record(connection, order, verified=True)


def test_whose_basket_waits_is_given_its_link(customer):
    link = customer.outcome["url"]
    assert customer.say("hello").splitlines()[-2:] == [
        "Welcome back. Your basket still waits for you; here is its link:",
        link,
    ]


@pytest.mark.parametrize("stage", ["submitted", "completed"])
@pytest.mark.parametrize("said", ["hello", "could you send me the link again?", "thanks"])
def test_whose_order_is_in_is_thanked_and_given_no_link(customer, store, stage, said):
    ordered(store, customer, stage)
    text = customer.say(said)
    assert customer.limio.url not in text
    assert "your order is in" in text or said == "thanks"


def test_a_cancelled_order_or_another_baskets_is_none(customer, store):
    ordered(store, customer, external_id="another-basket")
    assert "still waits" in customer.say("hello")
    ordered(store, customer)
    ordered(store, customer, "cancelled")
    assert "your order is in" not in customer.say("hello")


def test_a_question_of_theirs_is_answered_as_ever(customer, store):
    ordered(store, customer)
    assert "£" in customer.say("hello, what does Business Pro cost?")


def test_a_store_that_is_away_keeps_nobody_from_their_answer(customer, store, monkeypatch):
    def away(*_args):
        raise OperationalError("jo@brand.io", None, Exception())

    monkeypatch.setattr(store, "stage_of", away)
    assert "still waits" in customer.say("hello")


def test_what_is_named_after_an_order_is_in_is_another_order(customer, store):
    ordered(store, customer)
    customer.say("and Tidewell Home for me, yearly please")
    assert [one["offer"] for one in customer.state["selection"]] == ["/offers2/Home Digital Annual"]


@pytest.mark.parametrize("said", ["make it 7", "monthly please", "add the archive"])
def test_a_change_of_what_is_ordered_goes_to_the_account_and_makes_no_second_order(customer, store, said):
    ordered(store, customer)
    assert "https://www.tidewell.example/account" in customer.say(said)
    assert len(customer.baskets) == 1
