"""Orders in ways nobody wishes for: taken back for another sum, heard of before their link, left behind by hundreds."""

import asyncio

import pytest
from placed import KEY, PLAN, handed_over, order
from sqlalchemy import select

from limio_sales_agent.outcomes import left_behind
from limio_sales_agent.outcomes.database import inbox, reading, sales
from limio_sales_agent.outcomes.page import as_json
from limio_sales_agent.outcomes.report import make_report

EMPTY = {"orderItems": [], "total": {"amount": 0, "currency": "GBP"}}


def counted(store):
    report = make_report(store)
    return report.paid, report.taken_back, report.revenue, [(one.orders, one.amount) for one in report.by_offer]


@pytest.mark.parametrize("stage", ["cancelled", "failed"])
@pytest.mark.parametrize(
    "otherwise",
    [
        {},
        EMPTY,
        {"total": {"amount": 98, "currency": "GBP"}},
        {"total": {"amount": 294, "currency": "EUR"}},
        {"orderItems": [{"offer": {"path": "/offers2/Other"}, "quantity": 1}]},
    ],
    ids=["as sold", "untold", "less", "another currency", "another offer"],
)
async def test_what_is_taken_back_of_a_sale_is_what_it_was_sold_for(linked, heard, stage, otherwise, come):
    told = order(KEY)
    await come(told, status="complete")
    await come(told, status=stage, **otherwise)
    assert heard.kinds == ["submitted", "completed", stage]
    assert (heard[2]["amount"], heard[2]["currency"]) == ("-294", "GBP")
    assert counted(linked) == (1, 1, {"GBP": 0}, [(0, 0)])


async def test_a_sale_that_fails_comes_back_and_fails_again_is_counted_as_what_it_is_each_time(linked, heard, come):
    told = order(KEY)
    for status in ("failed", "complete", "failed", "complete"):
        await come(told, status=status)
        await come(told, status=status)
    assert heard.kinds == ["submitted", "failed", "completed", "failed", "completed"]
    assert len({one["outcome_id"] for one in heard}) == len(heard)
    assert counted(linked) == (2, 1, {"GBP": 294}, [(1, 294)])


@pytest.mark.parametrize("first", [None, "submitted", "failed"])
async def test_an_order_that_was_cancelled_before_it_was_sold_takes_nothing_back(linked, first, come):
    told = order(KEY)
    for status in filter(None, (first, "cancelled")):
        await come(told, status=status)
    assert counted(linked) == (0, 0, {}, [])


@pytest.mark.parametrize("later", ["complete", "submitted"])
async def test_an_order_that_came_before_its_link_was_stored_is_its_conversations_once_it_comes_again(
    store, heard, later, come
):
    told = order(KEY)
    await come(told)
    assert make_report(store).unmatched == 1
    store.record(handed_over("thread", KEY))
    await come(told, status=later)
    stages = {"complete": ["submitted", "completed"], "submitted": ["submitted"]}[later]
    assert heard.kinds == stages
    assert store.stage_of("thread", KEY, None) == stages[-1]
    assert make_report(store).unmatched == 0


async def test_an_order_that_came_before_its_link_was_stored_is_found_to_be_its_conversations_a_little_later(
    store, after_sale, heard, clock, come
):
    told = order(KEY, status="complete")
    await come(told)
    store.record(handed_over("thread", KEY))
    clock.on(seconds=6)
    await after_sale.work()
    assert heard.kinds == ["submitted", "completed"]


async def test_the_shops_other_orders_are_not_looked_at_for_days(store, limio, after_sale, clock, come):
    await come(order())
    for minutes in (1, 5, 20):
        clock.on(minutes=minutes)
        await after_sale.work()
    with reading(store.engine) as connection:
        assert connection.execute(select(inbox)).all() == []
    assert (make_report(store).unmatched, limio.asked) == (1, [])


async def test_hundreds_of_links_without_a_reference_are_left_behind_once_each_and_keep_nothing_waiting(
    store, after_sale, heard, clock, monkeypatch
):
    monkeypatch.setattr(left_behind, "BATCH", 3)
    for number in range(7):
        *steps, link = handed_over(f"thread-{number}", None, kind="purchase_link")
        store.record([*steps, type(link)(**{**vars(link), "link_reference": None})])
    clock.on(hours=25)
    async with asyncio.timeout(20):
        await asyncio.to_thread(left_behind.record_abandoned, store, left_behind.timedelta(hours=24))
        await after_sale.work()
    assert heard.kinds == ["abandoned"] * 7
    assert {one["items"][0]["offer"] for one in heard} == {PLAN}
    assert as_json(make_report(store))["abandoned"] == 7
    with reading(store.engine) as connection:
        assert connection.execute(select(sales)).all() == []
