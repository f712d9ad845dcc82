"""What Limio sends is followed in PostgreSQL as in a file: it refuses what is too long, and a character of the number 0."""

import pytest
from placed import KEY, Limio, delivered, handed_over, order

from limio_sales_agent.outcomes.after_sale import AfterSale
from limio_sales_agent.outcomes.decisions import DecisionLog
from limio_sales_agent.outcomes.desk import Desk
from limio_sales_agent.outcomes.events import Event, digest_of
from limio_sales_agent.outcomes.store import OutcomeStore

pytestmark = pytest.mark.slow
LONG = "x" * 300
ODD = {
    "nothing odd": {},
    "currency": {"total": {"amount": 294, "currency": "pounds sterling"}},
    "id": {"id": f"order-{LONG}"},
    "subscription": {"sub_reference": LONG},
    "offer": {"orderItems": [{"offer": {"path": f"/offers2/{'x' * 390}"}, "quantity": 1_000_000}]},
    "amount": {"total": {"amount": 999_999_999_999, "currency": "GBP"}},
}


@pytest.fixture(params=["PostgreSQL", "a file"])
def store(request, tmp_path):
    is_shared = request.param == "PostgreSQL"
    place = request.getfixturevalue("database") if is_shared else str(tmp_path / "one.sqlite")
    with OutcomeStore.open(place, playbook=LONG) as one:
        yield one


async def sold(store, told):
    heard, limio = [], Limio(objects={told["id"]: told})
    following = AfterSale(store, limio, on_outcome=heard.append)
    await following.take(delivered(told))
    await following.work()
    return [one["kind"] for one in heard]


@pytest.mark.parametrize("odd", ODD)
async def test_an_order_with_a_value_of_any_length_is_sold(store, odd):
    store.record(handed_over("thread", KEY))
    assert await sold(store, order(KEY, status="complete", **ODD[odd])) == ["submitted", "completed"]


async def test_an_order_whose_key_is_too_long_for_one_of_ours_is_nobodys(store):
    store.record(handed_over("thread", KEY))
    assert await sold(store, order(KEY + LONG, status="complete")) == []


def test_words_of_the_shop_of_any_length_are_kept(store):
    store.record([Event(KEY, "unanswered", digest_of("thread"), "\0" + LONG), *handed_over("thread", KEY)])
    assert [row.kind for row in store.read()][:2] == ["unanswered", "conversation"]


def test_a_colleague_of_any_name_has_an_order_and_decides(store):
    assert LONG.startswith(Desk(store).claim("thread", LONG))
    assert list(Desk(store).holders()) == ["thread"]
    assert Desk(store).give_back("thread", LONG)
    DecisionLog(store).append("thread", LONG, {"type": "approve", "order": KEY}, {})
    assert [one["action"] for one in DecisionLog(store).read("thread")] == ["approve"]
