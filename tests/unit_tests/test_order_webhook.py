"""The receiver of Limio's webhooks: who is let in, what is answered, and when."""

import asyncio
import base64
import json
import time
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from measured import Measured

from limio_langchain import LimioSettings, OrderWebhook
from limio_langchain.webhooks import credentials, receiver

USER, PASSWORD = "limio", "p:ass wörd"
ORDER = {"id": "order-1", "order_type": "new", "external_id": "k", "orderItems": []}


class Store:
    def __init__(self, fault=None):
        self.kept, self.fault = [], fault

    async def __call__(self, delivery):
        if self.fault:
            raise self.fault
        self.kept.append(delivery)


def basic(user=USER, password=PASSWORD):
    return {"authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


def send(app, body=ORDER, *, client="203.0.113.9", method="POST", **headers):
    async def go():
        transport = httpx.ASGITransport(app=app, client=(client, 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://agent") as http:
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
            return await http.request(method, "/", content=content, headers=headers)

    return asyncio.run(go())


@pytest.fixture
def store():
    return Store()


@pytest.fixture
def app(store):
    return OrderWebhook(store, username=USER, password=PASSWORD)


def test_a_delivery_is_stored_before_it_is_answered(app, store):
    assert send(app, **basic()).status_code == 204
    assert [one.order.id for one in store.kept] == ["order-1"]


@pytest.mark.parametrize("wrapped", [False, True], ids=["plain", "in-data"])
def test_how_late_a_delivery_came_is_measured(app, monkeypatch, wrapped):
    measured = Measured(monkeypatch)
    placed = (datetime.now(UTC) - timedelta(minutes=5)).isoformat()
    body = ORDER | {"orderDate": placed}
    assert send(app, {"data": body} if wrapped else body, **basic()).status_code == 204
    assert measured.points("limio.webhook.lag") == [({"kind": "order"}, 1)]
    (total,) = measured.sums("limio.webhook.lag")
    assert 299 < total < 330


@pytest.mark.parametrize(
    "headers",
    [
        {},
        basic(password="wrong"),
        basic(user="other"),
        basic("", ""),
        {"authorization": "Basic not-base64"},
        {"authorization": "Basic " + base64.b64encode(b"\xff\xfe:x").decode()},
        {"authorization": f"Bearer {base64.b64encode(f'{USER}:{PASSWORD}'.encode()).decode()}"},
        {"authorization": "Basic"},
    ],
)
def test_without_the_name_and_password_nothing_is_stored(app, store, headers):
    answer = send(app, **headers)
    assert (answer.status_code, answer.headers["www-authenticate"][:5]) == (401, "Basic")
    assert store.kept == []


def test_the_comparison_is_of_digests_in_constant_time(monkeypatch):
    seen = []

    def compared(one, other):
        seen.append((len(one), len(other)))
        return one == other

    monkeypatch.setattr(credentials.hmac, "compare_digest", compared)
    assert credentials.basic_fits(basic()["authorization"], USER, PASSWORD)
    assert not credentials.basic_fits("", USER, PASSWORD)
    assert not credentials.basic_fits(basic("l")["authorization"], USER, PASSWORD)
    assert seen == [(32, 32)] * 3


@pytest.mark.parametrize("given", [{}, {"username": USER}, {"username": "", "password": ""}])
def test_without_credentials_set_every_delivery_is_refused(store, given):
    answer = send(OrderWebhook(store, **given), **basic("", ""))
    assert (answer.status_code, answer.json()["error"]["code"], store.kept) == (403, "no_credentials_set", [])


def test_on_this_machine_a_sandbox_may_deliver_without_credentials_but_a_stranger_may_not(store):
    app = OrderWebhook.from_settings(LimioSettings(shop_url="http://127.0.0.1:8765"), store)
    json_type = {"content-type": "application/json"}
    assert send(app, client="127.0.0.1", **json_type).status_code == 204
    assert send(app, client="203.0.113.9", **json_type).status_code == 403
    assert send(app, client="127.0.0.1", **{"content-type": "text/plain"}).status_code == 415  # what a page can send


def test_a_shop_elsewhere_is_never_open(store):
    app = OrderWebhook.from_settings(LimioSettings(shop_url="https://shop.example.com"), store)
    assert send(app, client="127.0.0.1", **{"content-type": "application/json"}).status_code == 403


def test_credentials_that_are_set_are_asked_for_on_the_sandbox_too(store):
    known = LimioSettings(shop_url="http://127.0.0.1:1", webhook_username=USER, webhook_password=PASSWORD)
    app = OrderWebhook.from_settings(known, store)
    assert send(app, client="127.0.0.1", **{"content-type": "application/json"}).status_code == 401
    assert send(app, client="203.0.113.9", **basic()).status_code == 204


def test_half_of_the_credentials_is_an_error_that_names_the_other():
    with pytest.raises(ValueError, match="LIMIO_WEBHOOK_PASSWORD"):
        LimioSettings(shop_url="https://shop.example.com", webhook_username=USER)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD"])
def test_only_a_post_is_taken(app, store, method):
    assert send(app, method=method, **basic()).status_code == 405
    assert store.kept == []


@pytest.mark.parametrize("body", [b"", b"nope", b"[]", b"\xff" * 10, b"[" * 100_000])
def test_a_body_that_is_no_object_is_400(app, store, body):
    assert (send(app, body, **basic()).status_code, store.kept) == (400, [])


def test_a_body_is_capped_whatever_length_it_was_said_to_have(app, store, monkeypatch):
    monkeypatch.setattr(receiver, "LARGEST_BODY", 100)
    assert send(app, b"{" + b" " * 200, **basic()).status_code == 413

    async def chunked():
        parts = [{"type": "http.request", "body": b" " * 60, "more_body": True}] * 5
        answers, read = [], []

        async def receive():
            read.append(1)
            return parts.pop()

        async def answer(message):
            answers.append(message)

        scope = {"type": "http", "method": "POST", "client": None}
        await app({**scope, "headers": [(b"authorization", basic()["authorization"].encode())]}, receive, answer)
        return answers[0]["status"], len(read)

    assert asyncio.run(chunked()) == (413, 2)
    assert store.kept == []


@pytest.mark.parametrize("said", [str(receiver.LARGEST_BODY + 1), "9" * 5000])
def test_a_body_that_is_said_to_be_too_long_is_refused_before_it_is_read(app, store, said):
    async def go():
        answers = []

        async def receive():
            raise AssertionError("nothing was to be read")

        async def answer(message):
            answers.append(message)

        headers = [(b"authorization", basic()["authorization"].encode()), (b"content-length", said.encode())]
        await app({"type": "http", "method": "POST", "client": None, "headers": headers}, receive, answer)
        return answers[0]["status"]

    assert asyncio.run(go()) == 413
    assert store.kept == []


@pytest.mark.parametrize("said", ["", "many", "-1", "\xb2"])
def test_a_length_that_is_none_is_not_looked_at(app, store, said):
    sent = {b"authorization": basic()["authorization"].encode(), b"content-length": said.encode("latin-1")}

    async def go():
        answers = []

        async def receive():
            return {"type": "http.request", "body": json.dumps(ORDER).encode()}

        async def answer(message):
            answers.append(message)

        scope = {"type": "http", "method": "POST", "client": None, "headers": list(sent.items())}
        await app(scope, receive, answer)
        return answers[0]["status"]

    assert asyncio.run(go()) == 204
    assert len(store.kept) == 1


def test_a_body_that_does_not_come_is_given_up(app, monkeypatch):
    monkeypatch.setattr(receiver, "BODY_WITHIN", 0.01)

    async def go():
        answers = []

        async def receive():
            await asyncio.sleep(60)

        async def answer(message):
            answers.append(message)

        headers = [(b"authorization", basic()["authorization"].encode())]
        await app({"type": "http", "method": "POST", "client": None, "headers": headers}, receive, answer)
        return answers[0]["status"]

    assert asyncio.run(go()) == 408


def test_what_could_not_be_stored_is_503_so_that_it_may_come_again_and_its_error_stays_unquoted(caplog):
    answer = send(OrderWebhook(Store(OSError("ada@example.com")), username=USER, password=PASSWORD), **basic())
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
    assert "example.com" not in caplog.text + answer.text
    assert "OSError" in caplog.text


def test_a_store_that_hangs_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(receiver, "STORED_WITHIN", 0.02)

    async def hangs(_):
        await asyncio.sleep(60)

    began = time.monotonic()
    assert send(OrderWebhook(hangs, username=USER, password=PASSWORD), **basic()).status_code == 503
    assert time.monotonic() - began < 5


def test_what_is_not_looked_at_is_answered_and_goes_nowhere(app, store):
    assert send(app, {"id": "cus-1", "record_type": "customer"}, **basic()).status_code == 204
    assert store.kept == []


def test_the_password_is_in_no_repr(app):
    assert PASSWORD not in repr(app)
    known = LimioSettings(shop_url="http://127.0.0.1:1", webhook_username=USER, webhook_password=PASSWORD)
    assert PASSWORD not in repr(known)
