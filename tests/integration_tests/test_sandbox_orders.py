"""From a paid basket to the delivery and the order read back, and what customers have, against the real clients."""

import asyncio
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx
import pytest

from limio_langchain import AsyncLimioClient, CheckoutRequest, LimioClient, OrderItem, purchase_link
from limio_langchain.errors import InputError, NotSeenHere, OrderRefused
from limio_langchain.sandbox import Sandbox
from limio_langchain.webhooks import read_delivery

PRO = "/offers2/Business Pro Annual"
ESSENTIAL = "/offers2/Business Essential Monthly"


class Inbox:
    """Where deliveries go: an HTTP server that keeps them."""

    def __init__(self):
        self.got, self.statuses, inbox = [], [], self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                inbox.got.append((read_delivery(body), self.headers.get("authorization"), json.loads(body)))
                self.send_response(inbox.statuses.pop(0) if inbox.statuses else 204)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/hook"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self.thread.start()

    @property
    def subjects(self):
        return [delivery.subject for delivery, *_ in self.got]

    def close(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def inbox():
    one = Inbox()
    yield one
    one.close()


@pytest.fixture
def limio(inbox):
    with Sandbox() as one:
        one.webhooks.send_to(inbox.url, "limio", "pass")
        yield one


class Asked:
    """A client, blocking or awaiting, with one blocking face."""

    def __init__(self, settings, world):
        self.settings, self.world = settings, world

    def __getattr__(self, name):
        def call(*given):
            if self.world == "blocking":
                with LimioClient(self.settings) as client:
                    return getattr(client, name)(*given)

            async def go():
                async with AsyncLimioClient(self.settings) as client:
                    return await getattr(client, name)(*given)

            return asyncio.run(go())

        return call


@pytest.fixture
def client(limio, world):
    return Asked(limio.settings(assume={"subscription_change"}), world)


def bought(limio, client, quantity=2):
    session = client.initiate_checkout(CheckoutRequest(items=(OrderItem(offer=PRO, quantity=quantity),)))
    limio.pay(session.url)
    assert limio.webhooks.settle()
    return session


def test_a_paid_basket_is_an_order_that_is_told_of_and_can_be_read_back(limio, inbox, client):
    session = bought(limio, client)
    assert inbox.subjects == ["order", "subscription"]
    told, shown, _ = inbox.got[0]
    assert shown == "Basic bGltaW86cGFzcw=="
    assert (told.order.external_id, told.order.stage) == (session.external_id, "submitted")
    order = client.get_order(told.order.id)
    assert (order.stage, order.external_id, order.id) == ("completed", session.external_id, told.order.id)
    assert [(one.offer, one.quantity) for one in order.items] == [(PRO, 2)]
    assert order.total == order.items[0].amount
    assert order.currency == "GBP"


def test_an_order_paid_twice_is_one_order(limio, inbox, client):
    session = bought(limio, client)
    with pytest.raises(ValueError, match="nothing to pay"):
        limio.pay(session.url)
    assert len(limio.orders) == 1


def test_an_unknown_order_is_refused_and_an_empty_id_is_not_asked_for(client):
    with pytest.raises(OrderRefused) as caught:
        client.get_order("order-unknown")
    assert caught.value.status == 404
    with pytest.raises(InputError, match="order_id"):
        client.get_order(" ")


def test_an_order_is_found_where_types_are_in_the_plural(inbox, world):
    with Sandbox(behaviours=["plural_objects"]) as limio:
        client = Asked(limio.settings(), world)
        limio.webhooks.send_to(inbox.url)
        bought(limio, client)
        assert client.get_order(limio.orders[0].id).stage == "completed"


def test_the_object_may_stand_under_data(inbox):
    with Sandbox(behaviours=["wrapped_webhooks"]) as limio:
        limio.webhooks.send_to(inbox.url)
        bought(limio, Asked(limio.settings(), "blocking"))
        assert inbox.subjects == ["order", "subscription"]
        assert set(inbox.got[0][2]) == {"data"}


@pytest.mark.parametrize(
    ("fault", "subjects"),
    [
        ({"kind": "duplicate"}, ["order", "order", "subscription"]),
        ({"kind": "reorder"}, ["subscription", "order"]),
        ({"kind": "delay", "seconds": 0.01}, ["order", "subscription"]),
        ({"kind": "status"}, ["order", "order", "subscription"]),
        ({"kind": "hang"}, ["order", "order", "subscription"]),
        ({"kind": "drop"}, ["subscription"]),
    ],
    ids=lambda value: value.get("kind") if isinstance(value, dict) else None,
)
def test_deliveries_go_wrong_on_purpose(limio, inbox, fault, subjects):
    limio.faults.add("webhook", times=1, **fault)
    bought(limio, Asked(limio.settings(), "blocking"))
    assert inbox.subjects == subjects


def test_a_delivery_held_back_comes_alone_where_none_follows(inbox):
    with Sandbox(behaviours=["orders_stay_submitted"]) as limio:
        limio.webhooks.send_to(inbox.url)
        limio.faults.add("webhook", "reorder", times=1)
        bought(limio, Asked(limio.settings(), "blocking"))
        assert inbox.subjects == ["order"]


def test_a_delivery_that_is_refused_comes_again_and_is_given_up_in_the_end(limio, inbox):
    inbox.statuses = [500, 204, 204]
    bought(limio, Asked(limio.settings(), "blocking"))
    assert inbox.subjects == ["order", "order", "subscription"]
    inbox.statuses = [503] * 3
    bought(limio, Asked(limio.settings(), "blocking"))
    assert [one["status"] for one in limio.webhooks.sent][-4:] == [503, 503, 503, 204]


def test_a_delivery_takes_no_other_fault_and_no_call_takes_a_deliverys(limio):
    with pytest.raises(ValueError, match="a delivery knows"):
        limio.faults.add("webhook", "not_json")
    with pytest.raises(ValueError, match="webhook alone"):
        limio.faults.add("checkout", "duplicate")


def test_an_order_that_fails_is_reported_without_its_id_and_read_back_as_failed(inbox):
    with Sandbox(behaviours=["orders_stay_submitted"]) as limio:
        client = Asked(limio.settings(), "blocking")
        limio.webhooks.send_to(inbox.url)
        session = bought(limio, client)
        assert client.get_order(limio.orders[0].id).stage == "submitted"
        limio.advance(limio.orders[0], "failed")
        limio.webhooks.settle()
        assert inbox.subjects == ["order", "failure"]
        assert (inbox.got[1][0].order.id, inbox.got[1][0].order.external_id) == (None, session.external_id)
        assert client.get_order(limio.orders[0].id).stage == "failed"


def test_a_cancellation_is_an_order_of_its_own_and_ends_the_subscription(limio, inbox, client):
    bought(limio, client)
    first = limio.orders[0]
    limio.advance(first, "cancelled")
    limio.webhooks.settle()
    ending = inbox.got[-1][0].order
    assert (ending.order_type, ending.subscription) == ("cancel_subscription", first.subscription)
    assert ending.external_id != first.external_id
    assert client.get_subscription(first.subscription).has_ended
    assert client.get_order(first.id).stage == "completed"


def test_a_purchase_links_order_carries_the_links_own_parameters(limio, inbox, client):
    limio.pay(purchase_link(limio.url, PRO, params={"utm_content": "our-reference"}))
    limio.webhooks.settle()
    assert "our-reference" in inbox.got[0][0].order.tracked
    assert "our-reference" in client.get_order(limio.orders[0].id).tracked


def test_a_customer_has_what_they_bought(limio, client):
    held = limio.subscriptions.add("cus-1", ESSENTIAL, quantity=3)
    [found] = client.list_subscriptions("cus-1")
    assert (found.id, found.offer, found.quantity, found.status) == (held.id, ESSENTIAL, 3, "active")
    assert client.list_subscriptions("cus-2") == ()


def test_a_change_names_the_offers_own_upgrades_and_has_no_link_unless_the_tenant_gives_one(limio, client):
    held = limio.subscriptions.add("cus-1", ESSENTIAL)
    change = client.start_subscription_change(held.id)
    assert (change.current, change.upgrades, change.link) == (ESSENTIAL, ("/offers2/Business Pro Monthly",), None)


def test_nobody_begins_a_change_where_none_was_ever_seen(limio, world):
    held = limio.subscriptions.add("cus-1", ESSENTIAL)
    with pytest.raises(NotSeenHere):
        Asked(limio.settings(), world).start_subscription_change(held.id)
    assert limio.calls("change") == 0


@pytest.mark.parametrize(("assumed", "is_reported"), [({"subscription_change"}, False), (None, True)])
def test_a_link_is_handed_on_only_where_one_was_seen(world, assumed, is_reported):
    with Sandbox(behaviours=["change_links"]) as limio:
        held = limio.subscriptions.add("cus-1", ESSENTIAL)
        known = limio.settings(assume=assumed or {"subscription_change", "subscription_link"})
        change = Asked(known, world).start_subscription_change(held.id)
        assert change.link == (f"{limio.url}/update?basket={change.checkout_id}" if is_reported else None)
        assert not is_reported or "Business Pro Monthly" in httpx.get(change.link, trust_env=False).text


@pytest.mark.parametrize(("pending", "status"), [(True, 423), (None, 404)])
def test_a_pending_change_is_423_and_an_unknown_subscription_404(limio, client, pending, status):
    held = limio.subscriptions.add("cus-1", ESSENTIAL)
    held.pending = bool(pending)
    with pytest.raises(OrderRefused) as caught:
        client.start_subscription_change(held.id if pending else "sub-unknown")
    assert caught.value.status == status
