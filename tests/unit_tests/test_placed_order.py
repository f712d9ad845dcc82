"""Orders and subscriptions as Limio sends them: read if they are there, and nothing of a customer's kept."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limio_langchain.errors import InputError, UnreadableAnswer
from limio_langchain.models.placed_order import PlacedOrder, read_placed_order
from limio_langchain.models.subscription import Subscription, read_change, read_subscriptions
from limio_langchain.webhooks import read_delivery

KEY = "8890c8c0-2b34-4a5c-9a8f-1f2a3b4c5d6e"
LINE = {
    "offer": {"path": "/offers2/Pro Plan", "name": "Pro Plan", "id": "a" * 40, "record_type": "offer"},
    "quantity": 2,
    "price": {"amount": 49.5, "currency": "GBP"},
}
ORDER = {
    "id": "order-4dd195c3eee4297e33aecb5436cf8092",
    "order_reference": "8HK92PL401QW",
    "status": "complete",
    "order_type": "new",
    "external_id": KEY,
    "checkoutId": f"basket-{KEY}",
    "orderItems": [LINE],
    "total": {"amount": 99, "currency": "GBP"},
    "customerDetails": {"email": "ada@example.com", "firstName": "Ada"},
    "tracking": {"campaign": "site", "offers": ["/offers2/Pro Plan"], "utm_content": "our-reference"},
    "payment": {"zuora": {"token": "secret-token"}},
    "sub_reference": "39IEQEBLLT60",
}
SUBSCRIPTION = {
    "id": "sub-7f0146cba78f9455e57875402643f103",
    "record_type": "subscription",
    "status": "active",
    "reference": "3V053CN9SFIG",
    "ref": f"{ORDER['id']}/bdc3cfb7",
    "customer": "cus-1",
    "data": {
        "name": "Pro Plan",
        "price": {"amount": 99, "currency": "GBP", "summary": {"headline": "<p>&pound;99 a month</p>"}},
        "termEndDate": "2027-05-27",
        "attributes": {"autoRenew": True},
    },
}


def event(order=ORDER):
    return {"id": "event-1", "record_type": "event", "data": {"type": "order.new", "event": order}}


def report(order=ORDER):
    inner = {name: held for name, held in order.items() if name not in {"id", "status"}}
    told = {"message": "Order Received", "type": "order.new", "event": {**inner, "orderState": "submitted"}}
    return {"eventId": "event-1", "event": told, "pluginErrorOutput": [{"name": "zuora", "message": "declined"}]}


def wrapped(order=ORDER):
    return {"id": order["id"], "record_type": "order", "status": order["status"], "data": order}


@pytest.mark.parametrize("wrap", [dict, lambda o: {"data": o}, wrapped, event], ids=["bare", "data", "object", "event"])
def test_an_order_is_found_however_it_is_wrapped(wrap):
    found = PlacedOrder.find(wrap(ORDER))
    assert (found.id, found.external_id, found.stage) == (ORDER["id"], KEY, "completed")
    assert (found.total, found.currency, found.subscription) == (Decimal(99), "GBP", "39IEQEBLLT60")
    assert [(one.offer, one.quantity, one.amount) for one in found.items] == [("/offers2/Pro Plan", 2, Decimal(99))]


def test_the_id_and_status_of_the_object_around_an_order_are_the_orders():
    stale = {**ORDER, "id": "order-of-the-one-it-was-copied-from", "status": "submitted"}
    found = PlacedOrder.find({**wrapped(), "data": stale})
    assert (found.id, found.stage) == (ORDER["id"], "completed")


def test_an_events_id_is_not_taken_for_the_orders():
    unnamed = {name: held for name, held in ORDER.items() if name != "id"}
    assert PlacedOrder.find(event(unnamed)).id is None


def test_the_basket_names_the_order_where_it_has_no_external_id():
    assert PlacedOrder.find({**ORDER, "external_id": None}).external_id == KEY


WORDS = {
    "completed": ["complete", "Complete"],
    "failed": ["failed"],
    "cancelled": ["cancelled"],
    "submitted": ["submitted", "queued", "active", None, 7],
}


@pytest.mark.parametrize(("stage", "status"), [(stage, word) for stage, words in WORDS.items() for word in words])
def test_only_a_status_that_says_so_is_a_sale(stage, status):
    assert PlacedOrder.find({**ORDER, "status": status}).stage == stage


def test_an_amount_of_0_is_no_amount_because_tenants_with_outside_prices_send_it():
    line = {**LINE, "price": {"amount": 0, "currency": "USD"}}
    found = PlacedOrder.find({**ORDER, "orderItems": [line], "total": {"amount": 0, "currency": "USD"}})
    assert (found.total, found.items[0].amount) == (None, None)


@pytest.mark.parametrize(
    ("lines", "total", "amounts"),
    [
        ([(49.5, 2)], 99, [99]),
        ([(99, 2)], 99, [99]),
        ([(10, 2), (5, 1)], 25, [20, 5]),
        ([(20, 2), (5, 1)], 25, [20, 5]),
        ([(20, 2), (5, 1)], 30, [None, None]),
        ([(None, 2)], 99, [99]),
        ([(20, 1)], None, [None]),
    ],
)
def test_what_a_line_comes_to_is_told_where_the_total_confirms_it(lines, total, amounts):
    told = [{**LINE, "quantity": count, "price": {"amount": price}} for price, count in lines]
    found = PlacedOrder.find({**ORDER, "orderItems": told, "total": {"amount": total, "currency": "GBP"}})
    assert [one.amount for one in found.items] == amounts


def test_nothing_of_the_customer_and_no_token_is_kept():
    found = PlacedOrder.find(ORDER)
    assert not [word for word in ("ada", "Ada", "secret") if word in str(vars(found))]
    assert found.tracked == ("site", "our-reference")
    assert "our-reference" not in repr(found)


@pytest.mark.parametrize(
    "body", [b"[]", b"{}", b"nope", b'{"data": []}', b'{"id": "cus-1", "record_type": "customer"}']
)
def test_an_answer_that_is_no_order_is_an_error(body):
    with pytest.raises(UnreadableAnswer):
        read_placed_order(body)


def test_a_delivery_is_an_order_a_failure_a_subscription_or_nothing_of_ours():
    kinds = [read_delivery(json.dumps(one).encode()) for one in (ORDER, report(), SUBSCRIPTION, {"id": "cus-1"}, {})]
    assert [one.subject for one in kinds] == ["order", "failure", "subscription", "other", "other"]
    assert (kinds[1].order.stage, kinds[1].order.external_id, kinds[1].order.id) == ("failed", KEY, None)
    assert kinds[2].subscription.order == ORDER["id"]


@pytest.mark.parametrize("body", [b"", b"nope", b"[1]", b"\xff", b"[" * 100_000, b'{"a":' * 10_000])
def test_a_body_that_is_no_object_is_refused_and_not_quoted(body):
    with pytest.raises(InputError, match="is not a JSON object") as caught:
        read_delivery(body)
    assert caught.value.__context__ is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*ORDER, "data", "event", "price", "quantity", "amount", "path"]), inner, max_size=5
        )
    ),
    max_leaves=20,
)


@given(
    st.dictionaries(st.sampled_from([*ORDER, "data", "event", "pluginErrorOutput", "record_type"]), JSON, max_size=6)
)
def test_whatever_object_comes_is_read_or_passed_over(told):
    body = json.dumps(told).encode()
    assert read_delivery(body).subject in {"order", "failure", "subscription", "other"}


def test_a_subscription_is_what_they_have_and_what_it_costs():
    found = Subscription.find({"data": SUBSCRIPTION})
    assert (found.reference, found.name, found.amount, found.currency) == (
        "3V053CN9SFIG",
        "Pro Plan",
        Decimal(99),
        "GBP",
    )
    assert (found.shown_price, found.ends, found.auto_renews) == ("£99 a month", "2027-05-27", True)


def test_only_subscriptions_that_go_on_are_listed():
    ended = {**SUBSCRIPTION, "id": "sub-2", "status": "cancelled"}
    body = json.dumps({"items": [SUBSCRIPTION, ended, {"record_type": "customer", "id": "cus-1"}, 7]}).encode()
    assert [one.id for one in read_subscriptions(body)] == [SUBSCRIPTION["id"]]


@pytest.mark.parametrize("inside", [True, False], ids=["in nextActions", "beside it"])
def test_a_change_names_what_it_may_lead_to(inside):
    actions = {
        "upgrades": [{"path": "/offers2/Pro"}, {"offer": {"path": "/offers2/Max"}}],
        "downgrades": ["/offers2/Lite"],
    }
    order = {"checkoutId": "basket-1", "forSubscriptionOffer": {"path": "/offers2/Plan"}}
    order |= {"nextActions": actions} if inside else actions
    change = read_change(json.dumps({"order": order}).encode())
    assert change.offers == ("/offers2/Pro", "/offers2/Max", "/offers2/Lite")
    assert (change.checkout_id, change.current, change.completed, change.link) == (
        "basket-1",
        "/offers2/Plan",
        False,
        None,
    )


def test_a_change_without_a_checkout_is_an_error():
    with pytest.raises(UnreadableAnswer):
        read_change(b'{"order": {}}')


@pytest.mark.parametrize("currency", ["pounds sterling", "gbp", "G\u0000P", ["GBP"], None])
def test_a_total_in_what_is_no_currency_is_not_told(currency):
    assert PlacedOrder.find(ORDER | {"total": {"amount": 99, "currency": currency}}).total is None
