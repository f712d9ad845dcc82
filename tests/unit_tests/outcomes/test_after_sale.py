"""What becomes of a sale after the link: each outcome once, in order, only what was read back sold."""

import asyncio
import random

import pytest
from placed import KEY, PLAN, delivered, failure, handed_over, order
from sqlalchemy import select

from limio_sales_agent.orders import hooks
from limio_sales_agent.outcomes.after_sale import AfterSale
from limio_sales_agent.outcomes.database import events, inbox, metadata, reading, sales, talks
from limio_sales_agent.outcomes.decisions import DecisionLog
from limio_sales_agent.outcomes.desk import Calls, Desk
from limio_sales_agent.outcomes.inbox import LEASE, Inbox


def kinds(store):
    return [
        row.kind
        for row in store.read(events.c.kind.in_(("submitted", "completed", "failed", "cancelled", "abandoned")))
    ]


def sold(store):
    with reading(store.engine) as connection:
        return {row.order_key: (row.stage, row.verified) for row in connection.execute(select(sales))}


def waiting(store):
    with reading(store.engine) as connection:
        return [row.subject for row in connection.execute(select(inbox))]


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    monkeypatch.setattr(hooks, "TRIES", 1)


async def test_an_order_is_joined_by_its_external_id_read_back_and_told_of_as_submitted_and_completed(
    linked, limio, heard, hear
):
    told = order(KEY)
    limio.objects[told["id"]] = {**told, "status": "complete"}
    await hear(told)
    assert heard.kinds == ["submitted", "completed"]
    assert (heard[1]["external_id"], heard[1]["order_id"], heard[1]["reason"]) == (KEY, told["id"], None)
    assert heard[1]["items"] == [{"offer": PLAN, "quantity": 3, "kind": "offer", "amount": "294"}]
    assert (heard[1]["amount"], heard[1]["currency"], heard[1]["differs"]) == ("294", "GBP", [])
    assert sold(linked) == {told["id"]: ("completed", True)}
    assert waiting(linked) == []


async def test_an_order_that_names_its_basket_alone_is_joined_by_that(linked, heard, come):
    await come(order(KEY, external_id=None, status="complete"))
    assert heard.kinds == ["submitted", "completed"]


async def test_a_purchase_links_order_is_joined_by_what_the_link_carries(store, heard, come):
    *_, link = handed_over("thread", None, kind="purchase_link")
    store.record([link])
    await come(order(tracking={"utm_content": link.link_reference}, status="complete"))
    assert heard.kinds == ["submitted", "completed"]


async def test_nobody_elses_order_is_joined_by_an_e_mail_and_it_is_counted_once_and_not_read_back(
    linked, limio, heard, hear
):
    told = order()
    for _ in range(3):
        await hear(told)
    assert (heard, limio.asked, sold(linked)) == ([], [], {told["id"]: ("submitted", False)})


async def test_what_cannot_be_read_back_stays_submitted_unverified_whatever_the_delivery_says(
    linked, limio, after_sale, heard, clock, hear
):
    told = order(KEY, status="complete")
    await hear(told)
    assert (heard.kinds, heard[0]["reason"]) == (["submitted"], "unverified")
    assert sold(linked) == {told["id"]: ("submitted", False)}
    limio.objects[told["id"]] = told
    clock.on(seconds=6)
    await after_sale.work()
    assert heard.kinds == ["submitted", "completed"]
    assert sold(linked) == {told["id"]: ("completed", True)}


async def test_without_credentials_nothing_is_asked_and_nothing_is_sold(store, limio, heard, come):
    limio.settings.has_credentials = False
    store.record(handed_over("thread", KEY))
    await come(order(KEY, status="complete"))
    assert (heard.kinds, limio.asked, waiting(store)) == (["submitted"], [], [])


async def test_what_is_read_back_counts_and_not_what_the_delivery_said(linked, limio, heard, hear):
    """A delivery that names our basket and somebody's order does not make that order ours."""
    forged = order(KEY, status="complete")
    limio.objects[forged["id"]] = order(id=forged["id"], status="complete")
    await hear(forged)
    assert (heard, sold(linked)) == ([], {forged["id"]: ("completed", True)})


async def test_an_order_read_back_as_another_one_is_not_believed(linked, limio, heard, hear):
    told = order(KEY)
    limio.objects[told["id"]] = order(KEY, status="complete")
    await hear(told)
    assert heard.kinds == ["submitted"]
    assert sold(linked) == {told["id"]: ("submitted", False)}


async def test_an_order_that_is_not_done_is_looked_at_again_later_and_later_until_it_is(
    linked, limio, after_sale, heard, clock, come
):
    told = await come(order(KEY))
    looks = []
    for _ in range(12):
        before = len(limio.asked)
        await after_sale.work()
        looks.append(len(limio.asked) - before)
        clock.on(seconds=4)
    assert sum(looks) == 2  # after 5 and 35 seconds
    limio.objects[told["id"]] = {**told, "status": "complete"}
    clock.on(minutes=3)
    await after_sale.work()
    assert heard.kinds == ["submitted", "completed"]
    assert waiting(linked) == []


async def test_an_order_that_is_never_done_is_left_alone_in_the_end(linked, limio, after_sale, clock):
    told = order(KEY)
    limio.objects[told["id"]] = told
    await after_sale.take(delivered(told))
    for _ in range(60):
        await after_sale.work()
        clock.on(hours=13)
    assert waiting(linked) == []
    assert len(limio.asked) < 12


async def test_a_subscription_that_came_of_an_order_has_it_looked_at_at_once(linked, limio, heard, come, hear):
    told = await come(order(KEY))
    limio.objects[told["id"]] = {**told, "status": "complete"}
    await hear({"id": "sub-1", "record_type": "subscription", "status": "active", "ref": f"{told['id']}/1"})
    assert heard.kinds == ["submitted", "completed"]


async def test_an_order_that_fails_is_told_of_by_its_report_and_may_be_mended(linked, limio, heard, come, hear):
    told = await come(order(KEY))
    limio.objects[told["id"]] = {**told, "status": "failed"}
    await hear(failure(told))
    assert heard.kinds == ["submitted", "failed"]
    assert sold(linked) == {told["id"]: ("failed", True)}
    limio.objects[told["id"]] = {**told, "status": "complete"}
    await hear(told)
    assert heard.kinds == ["submitted", "failed", "completed"]


async def test_a_failure_that_is_told_first_belongs_to_the_same_sale_as_the_order_that_comes_after_it(
    linked, limio, heard, hear
):
    told = order(KEY)
    await hear(failure(told))
    limio.objects[told["id"]] = {**told, "status": "complete"}
    await hear(told)
    assert heard.kinds == ["submitted", "failed", "completed"]
    assert sold(linked) == {told["id"]: ("completed", True)}


async def test_a_report_of_failure_that_cannot_be_read_back_takes_no_sale_back(linked, limio, heard, come, hear):
    told = await come(order(KEY, status="complete"))
    limio.status = 503
    await hear(failure(told))
    assert heard.kinds == ["submitted", "completed"]
    assert sold(linked) == {told["id"]: ("completed", True)}


@pytest.mark.parametrize("first", ["the sale", "the end"])
@pytest.mark.parametrize("by", ["order", "subscription"])
async def test_a_cancellation_takes_the_sale_back_in_whichever_order_they_come(
    linked, limio, after_sale, heard, clock, first, by, hear
):
    told = order(KEY, status="complete")
    limio.objects[told["id"]] = told
    end = order(order_type="cancel_subscription", status="complete", sub_reference=told["sub_reference"])
    if by == "subscription":
        end = {"id": "sub-9", "record_type": "subscription", "status": "cancelled", "reference": told["sub_reference"]}
    limio.objects[end["id"]] = end
    for one in (told, end) if first == "the sale" else (end, told):
        await hear(one)
    clock.on(seconds=10)
    await after_sale.work()
    await hear(end)
    assert heard.kinds == ["submitted", "completed", "cancelled"]
    assert heard[2]["amount"] == "-294"
    assert sold(linked)[told["id"]] == ("cancelled", True)


async def test_a_cancellation_that_cannot_be_read_back_takes_nothing_back(linked, limio, after_sale, heard, hear):
    told = order(KEY, status="complete")
    limio.objects[told["id"]] = told
    await after_sale.take(delivered(told))
    await hear(order(order_type="cancel_subscription", sub_reference=told["sub_reference"]))
    assert heard.kinds == ["submitted", "completed"]


async def test_cancellations_of_others_are_looked_at_a_few_times_and_not_for_days(store, limio, after_sale, clock):
    for number in range(3):
        end = order(order_type="cancel_subscription", status="complete", sub_reference=f"R{number}")
        limio.objects[end["id"]] = end
        await after_sale.take(delivered(end))
    for _ in range(40):
        await after_sale.work()
        clock.on(minutes=1)
    assert waiting(store) == []
    assert len(limio.asked) == 3 * 4


async def test_an_order_in_test_mode_is_told_of_as_one(linked, heard, come):
    await come(order(KEY, status="complete", mode="test"))
    assert [one["reason"] for one in heard] == ["test", "test"]
    assert [row.step for row in linked.read(events.c.kind == "completed")] == [""]


@pytest.mark.parametrize(
    ("changes", "differs"),
    [
        (
            {"orderItems": [{"offer": {"path": PLAN}, "quantity": 2}], "total": {"amount": 196, "currency": "GBP"}},
            ["quantity", "amount"],
        ),
        ({"orderItems": [{"offer": {"path": "/offers2/Other"}, "quantity": 3}]}, ["items"]),
        ({"total": {"amount": 0, "currency": "GBP"}}, []),
        ({"total": {"amount": 294, "currency": "EUR"}}, []),
        ({"orderItems": []}, []),
    ],
)
async def test_what_was_ordered_is_held_against_what_was_agreed(linked, heard, changes, differs, come):
    await come(order(KEY, **changes))
    assert heard[0]["differs"] == differs


# Once, in order, whatever happens ---------------------------------------------------------------------------------


async def test_an_order_that_cannot_be_looked_into_keeps_no_other_waiting_and_is_taken_up_again(
    store, limio, after_sale, heard, clock, monkeypatch
):
    bad, good = order(KEY, status="complete"), order("key-2", status="complete")
    for number, told in enumerate((bad, good)):
        store.record(handed_over(f"thread-{number}", told["external_id"]))
        limio.objects[told["id"]] = told
        await after_sale.take(delivered(told))
    record = after_sale._sales.record
    with monkeypatch.context() as patch:
        patch.setattr(
            after_sale._sales,
            "record",
            lambda connection, one, **more: 1 / (one.id != bad["id"]) and record(connection, one, **more),
        )
        await after_sale.work()
    assert heard.kinds == ["submitted", "completed"]
    clock.on(seconds=6)
    await after_sale.work()
    assert heard.kinds == ["submitted", "completed"] * 2


async def test_a_hook_that_fails_hears_it_in_the_next_pass_and_in_order(linked, limio, after_sale, heard, hear):
    told = order(KEY, status="complete")
    limio.objects[told["id"]] = told
    heard.fails = 1
    await hear(told)
    assert heard == []
    await after_sale.work()
    assert heard.kinds == ["submitted", "completed"]


async def test_a_hook_that_always_fails_at_one_outcome_does_not_keep_the_others_waiting_for_ever(
    linked, limio, after_sale, heard, caplog
):
    told = order(KEY, status="complete")
    limio.objects[told["id"]] = told
    await after_sale.take(delivered(told))
    heard.fails = 10
    for _ in range(11):
        await after_sale.work()
    assert heard.kinds == ["completed"]
    assert "left out" in caplog.text


async def test_after_a_restart_the_host_is_told_of_what_it_was_not_told_of(linked, limio, heard, hear):
    told = order(KEY, status="complete")
    limio.objects[told["id"]] = told
    heard.fails = 1
    await hear(told)
    await AfterSale(linked, limio, on_outcome=heard).work()
    assert heard.kinds == ["submitted", "completed"]


async def test_two_servers_tell_each_outcome_once(store, limio, heard):
    servers = [AfterSale(store, limio, on_outcome=heard) for _ in range(2)]
    for number in range(8):
        key = f"key-{number}"
        store.record(handed_over(f"thread-{number}", key))
        told = order(key, status="complete")
        limio.objects[told["id"]] = told
        await servers[number % 2].take(delivered(told))
    await asyncio.gather(*(one.work() for one in servers))
    await asyncio.gather(*(one.work() for one in servers))
    assert sorted(heard.kinds) == ["completed"] * 8 + ["submitted"] * 8
    assert len({one["outcome_id"] for one in heard}) == 16


@pytest.mark.parametrize(
    ("waits", "told"),
    [({"seconds": 59}, []), ({"seconds": 61}, ["submitted"]), ({"days": -1}, ["submitted"]), ({"seconds": -30}, [])],
    ids=["within the minute", "after it", "the clock was put back", "another server's clock"],
)
async def test_what_a_killed_server_was_telling_is_told_by_another_a_minute_later(
    store, limio, clock, heard, waits, told
):
    async def killed(_):
        raise asyncio.CancelledError

    store.record(handed_over("thread", KEY))
    dying = AfterSale(store, limio, on_outcome=killed)
    await dying.take(delivered(order(KEY)))
    with pytest.raises(asyncio.CancelledError):
        await dying.work()
    clock.on(**waits)
    await AfterSale(store, limio, on_outcome=heard).work()
    assert heard.kinds == told


async def test_a_delivery_that_comes_while_its_subject_is_looked_into_is_not_lost(linked, limio, after_sale, heard):
    told = order(KEY, status="complete")
    await after_sale.take(delivered(told))
    ask = limio.arun

    async def slow(call):
        limio.arun = ask
        answer = await ask(call)
        await after_sale.take(delivered(told))
        limio.objects[told["id"]] = told
        return answer

    limio.objects[told["id"]] = {**told, "status": "submitted"}
    limio.arun = slow
    await after_sale.work()
    assert heard.kinds == ["submitted", "completed"]


@pytest.mark.parametrize("looks", [0, 1])
async def test_what_was_taken_before_the_clock_was_put_back_is_looked_into_at_once(
    linked, limio, after_sale, heard, clock, looks
):
    told = order(KEY, status="complete")
    clock.on(days=1)
    await after_sale.take(delivered(told))
    for _ in range(looks):
        await after_sale.work()
    limio.objects[told["id"]] = told
    clock.on(days=-1)
    await after_sale.work()
    assert heard.kinds == ["submitted", "completed"]


@pytest.mark.parametrize("broken", ["_read_back", "_put_down", "record_abandoned", "tell"])
async def test_killed_at_any_step_the_rest_is_done_by_the_next_process_and_each_outcome_once(
    store, limio, heard, clock, monkeypatch, broken
):
    class Killed(BaseException):
        pass

    def dies(*_, **__):
        raise Killed

    store.record(handed_over("thread", KEY))
    told = order(KEY, status="complete")
    limio.objects[told["id"]] = told
    first = AfterSale(store, limio, on_outcome=heard)
    await first.take(delivered(told))
    with monkeypatch.context() as patch:
        if broken == "record_abandoned":
            patch.setattr("limio_sales_agent.outcomes.after_sale.record_abandoned", dies)
        else:
            patch.setattr(first._feed if broken == "tell" else first, broken, dies)
        with pytest.raises(Killed):
            await first.work()
    clock.on(seconds=LEASE + 1)
    await AfterSale(store, limio, on_outcome=heard).work()
    assert heard.kinds == ["submitted", "completed"]
    assert waiting(store) == []


@pytest.mark.parametrize("seed", range(6))
async def test_repeated_late_and_reordered_deliveries_are_each_outcome_once(
    store, limio, after_sale, heard, clock, seed
):
    dice = random.Random(seed)
    deliveries, expected = [], {}
    for number in range(10):
        key, fate = f"key-{number}", dice.choice(["complete", "failed", "submitted", "cancelled"])
        store.record(handed_over(f"thread-{number}", key))
        told = order(key)
        limio.objects[told["id"]] = {**told, "status": {"cancelled": "complete"}.get(fate, fate)}
        mine = [told, told, {**told, "status": "complete"}]
        if fate == "failed":
            mine.append(failure(told))
        if fate == "cancelled":
            end = order(order_type="cancel_subscription", status="complete", sub_reference=told["sub_reference"])
            limio.objects[end["id"]] = end
            mine += [end, end]
        deliveries += mine
        expected[key] = {"complete": ["submitted", "completed"], "failed": ["submitted", "failed"],
                         "submitted": ["submitted"], "cancelled": ["submitted", "completed", "cancelled"]}[fate]  # fmt: skip
    dice.shuffle(deliveries)
    for one in deliveries:
        await after_sale.take(delivered(one))
        if dice.random() < 0.3:
            await after_sale.work()
            clock.on(seconds=dice.randrange(20))
    for _ in range(5):
        await after_sale.work()
        clock.on(minutes=2)
    told_of = {key: [one["kind"] for one in heard if one["external_id"] == key] for key in expected}
    assert told_of == expected
    assert len({one["outcome_id"] for one in heard}) == len(heard)


@pytest.mark.load
@pytest.mark.timeout(300)
async def test_of_ten_thousand_deliveries_with_repetitions_in_any_order_every_outcome_comes_once(
    store, limio, after_sale, heard, clock
):
    dice, deliveries = random.Random(18), []
    for number in range(500):
        told = order(f"key-{number}")
        store.record(handed_over(f"thread-{number}", told["external_id"]))
        limio.objects[told["id"]] = {**told, "status": "complete"}
        deliveries += [{**told, "status": dice.choice(("submitted", "processing", "complete"))} for _ in range(20)]
    dice.shuffle(deliveries)
    for place, one in enumerate(deliveries):
        await after_sale.take(delivered(one))
        if place % 2_500 == 0:
            await after_sale.work()
            clock.on(seconds=1)
    await after_sale.work()
    assert len(deliveries) == 10_000
    assert waiting(store) == []
    told_of = {}
    for one in heard:
        told_of.setdefault(one["external_id"], []).append(one["kind"])
    assert told_of == {f"key-{number}": ["submitted", "completed"] for number in range(500)}
    assert len({one["outcome_id"] for one in heard}) == 1_000


# Left behind ------------------------------------------------------------------------------------------------------


async def test_a_link_nobody_paid_is_abandoned_once_after_the_time_that_is_set(linked, after_sale, heard, clock):
    clock.on(hours=23)
    await after_sale.work()
    assert heard == []
    clock.on(hours=2)
    for _ in range(3):
        await after_sale.work()
    assert (heard.kinds, heard[0]["external_id"], heard[0]["reason"]) == (["abandoned"], KEY, "assisted_checkout")
    assert heard[0]["items"] == [{"offer": PLAN, "quantity": 3, "kind": "offer"}]


async def test_a_link_that_is_paid_after_it_was_abandoned_is_sold_all_the_same(linked, after_sale, heard, clock, come):
    clock.on(hours=25)
    await after_sale.work()
    await come(order(KEY, status="complete"))
    assert heard.kinds == ["abandoned", "submitted", "completed"]


@pytest.mark.parametrize(("paid", "left"), [("key-1", ["key-2"]), ("key-2", [])])
async def test_of_two_links_the_one_that_nobody_paid_is_abandoned_unless_another_was_paid_after_it(
    store, limio, after_sale, heard, clock, paid, left, hear
):
    told = order(paid, status="complete")
    limio.objects[told["id"]] = told
    for number, key in enumerate(("key-1", "key-2"), 1):
        store.record(handed_over("thread", key, number=number))
        if key == paid:
            await hear(told)
    clock.on(hours=25)
    await after_sale.work()
    assert [one["external_id"] for one in heard if one["kind"] == "abandoned"] == left


async def test_how_far_a_link_came_is_told_of_its_own_orders_and_of_the_furthest(linked, limio, come, hear):
    *_, link = handed_over("thread", None, kind="purchase_link")
    linked.record([link])
    url = f"https://shop.example/checkout?utm_content={link.link_reference}"
    for told in (order(KEY, status="failed"), order(KEY, status="complete"), order(KEY, status="failed")):
        limio.objects[told["id"]] = told
        await hear(told)
    assert linked.stage_of("thread", KEY, "https://shop.example/basket") == "completed"
    assert (linked.stage_of("thread", None, url), linked.stage_of("thread", None, "https://shop.example")) == (
        None,
        None,
    )
    told = await come(order(tracking={"utm_content": link.link_reference}))
    assert linked.stage_of("thread", None, url) == "submitted"


async def test_nobody_who_paid_is_abandoned_and_no_quote_is(linked, after_sale, heard, clock, come):
    linked.record(handed_over("other", "key-2", kind="quote"))
    await come(order(KEY))
    clock.on(days=3)
    await after_sale.work()
    assert "abandoned" not in heard.kinds


# Erasing ----------------------------------------------------------------------------------------------------------


async def test_forgetting_a_conversation_erases_all_of_it_and_a_late_delivery_brings_nothing_back(
    linked, after_sale, heard, come, hear
):
    linked.record(handed_over("other", "key-2"))
    told = await come(order(KEY, status="complete"))
    await after_sale.take(delivered(told))
    assert linked.forget("thread")
    assert not linked.forget("thread")
    assert waiting(linked) == []
    assert {row.external_id for row in linked.read()} == {None, "key-2"}
    heard.clear()
    await hear(told)
    assert (heard, kinds(linked)) == ([], [])


def test_nothing_of_the_customer_reaches_the_file(store, tmp_path):
    Inbox(store.engine, store.clock).take(delivered(order(KEY, tracking={"campaign": "winter@example.com"})))
    store.record(handed_over("winter@example.com", KEY))
    store.close()
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert KEY.encode() in written
    assert b"winter" not in written  # no name of hexadecimal letters: a digest may hold one by chance


async def test_each_table_in_which_a_conversation_stands_is_written_out_and_emptied(linked, limio, after_sale):
    told = order(KEY, status="complete")
    limio.objects[told["id"]] = told
    for _ in range(2):  # the second is not looked into
        await after_sale.take(delivered(told))
        if not sold(linked):
            await after_sale.work()
    for claims in (Desk(linked), Desk(linked, talks)):
        claims.claim("thread", "ann")
    Calls(linked).put("thread", KEY)
    DecisionLog(linked).append("thread", "ann", {"type": "approve", "order": KEY}, {})
    with reading(linked.engine) as connection:
        assert all(connection.execute(select(table)).all() for table in metadata.tables.values())
    names = {name for name, rows in linked.kept_of("thread").items() if rows}
    assert len(names) == len(metadata.tables) - 2  # the decisions are written out apart, and items with their outcomes
    assert linked.forget("thread")
    with reading(linked.engine) as connection:
        assert not any(connection.execute(select(table)).all() for table in metadata.tables.values())
