"""A recorded tenant: its cassette holds nothing of anybody's, and the sandbox that replays it answers as it did."""

import json
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warm_command import finished
from web_server import environment

from limio_langchain import CheckoutRequest, CustomerDetails, LimioClient, LimioSettings, OrderItem
from limio_langchain.conformance import conform
from limio_langchain.conformance.recording import Exchange
from limio_langchain.conformance.scrubbing import NotClean, cassette
from limio_langchain.errors import OrderRefused
from limio_langchain.sandbox import BEHAVIOURS, Sandbox

PRO = "/offers2/Business Pro Annual"
ADA = CustomerDetails(email="ada.lovelace@example.org", first_name="Ada", last_name="Lovelace", company="Analytical")
ADAS = ("ada.lovelace", "Ada", "Lovelace", "Analytical")
TENANT = LimioSettings(
    shop_url="https://shop.acme.example", api_url="https://acme.prod.limio.com", client_id="client-of-acme", client_secret="hush-hush-hush"
)  # fmt: skip


def differences(rows, others):
    return [
        (one.fact.id, one.found, two.found) for one, two in zip(rows, others, strict=True) if one.found != two.found
    ]


def replayed(place):
    with Sandbox(cassette=place) as limio:
        return conform(limio.settings(), write=True)


@pytest.mark.parametrize("behaviours", [(), ("foreign_envelope",), ("strict_order", "absolute_links")], ids=str)
def test_conform_finds_of_the_replay_what_it_found_of_the_tenant(tmp_path, behaviours):
    place, rows = recorded(tmp_path, behaviours=behaviours)
    assert differences(rows, replayed(place)) == []


@pytest.mark.slow
def test_conform_finds_of_the_replay_what_it_found_of_the_tenant_whatever_it_does(tmp_path):
    found = {}
    for behaviour in BEHAVIOURS:
        place, rows = recorded(tmp_path, behaviours=[behaviour])
        found[behaviour] = differences(rows, replayed(place))
    assert {behaviour: one for behaviour, one in found.items() if one} == {}


def recorded(tmp_path, **given):
    """Return the place of a tenant's cassette, and what conform found there."""
    exchanges = []
    with Sandbox(**given) as limio:
        settings = limio.settings()
        rows = conform(settings, write=True, record=exchanges)
    place = tmp_path / "tenant.json"
    place.write_text(json.dumps(cassette(exchanges, settings, "2026-11-25"), ensure_ascii=False))
    return place, rows


# What is in it -----------------------------------------------------------------------------------------------------


def test_it_holds_no_secret_no_host_no_link_and_nobody_s_details(tmp_path):
    exchanges = []
    with Sandbox() as limio:
        with LimioClient(limio.settings()) as client:
            client.initiate_checkout(CheckoutRequest(items=[OrderItem(offer=PRO)], customer=ADA))
        settings = limio.settings()
        conform(settings, write=True, record=exchanges)
        links = [basket.recovery_link.rpartition("=")[2] for basket in limio.baskets]
        needles = [*ADAS, *links, *(basket.external_id for basket in limio.baskets), settings.client_id, "127.0.0.1"]
    tokens = [one.bearer for one in exchanges if len(one.bearer) > len("worthless")]
    needles += [settings.client_secret.get_secret_value(), *tokens]
    raw = str([(one.body, one.query, one.sent, one.bearer, one.path) for one in exchanges])
    told = json.dumps(cassette(exchanges, settings, "2026-11-25"))
    assert all(needle in raw for needle in (*ADAS, *links, *tokens))
    assert [needle for needle in needles if needle in told] == []


def asked(path, body, *, sent=None, method="GET", query=None):
    return Exchange(method, path, query or {}, "token-of-acme-1", sent, 200, body)


def test_who_wrote_an_offer_and_on_which_host_it_lies_is_not_told():
    item = {
        "path": "/offers2/Pro",
        "name": "Pro",
        "data": {
            "user": "zelda@acme.example",
            "modifiedBy": "Zelda Quince",
            "attributes": {"note": "ask zelda@acme.example, shop.acme.example"},
        },
    }
    told = cassette(
        [asked("/api/offers/v2", {"items": [item], "indexName": "items_acme.prod.limio.com_1"})], TENANT, "d"
    )
    text = json.dumps(told)
    assert [needle for needle in ("zelda", "Zelda", "acme.example", "acme.prod") if needle in text] == []
    assert "/offers2/Pro" in text


def test_what_an_answer_repeats_of_what_was_sent_is_told_by_its_place():
    sent = {"order": {"external_id": "0d0f4a34-5f3b-5a8e-8a5e-6f5f7c1f2b90", "orderItems": [{"quantity": 2}]}}
    body = {"id": f"basket-{sent['order']['external_id']}", "orderItems": [{"quantity": 2}], "owner": "Zelda"}
    (one,) = cassette([asked("/api/x", body, sent=sent, method="POST")], TENANT, "d")["exchanges"]
    assert one["answer"]["body"] == {
        "id": "basket-{order.external_id}",
        "orderItems": "{order.orderItems}",
        "owner": "text",
    }


def test_a_cassette_that_would_hold_a_secret_after_all_is_none():
    with pytest.raises(NotClean, match="the client's secret"):
        cassette([asked("/api/x", {"hush-hush-hush": 1})], TENANT, "d")


NEEDLE = "Zelda Quince"
ANYTHING = st.recursive(
    st.just(NEEDLE) | st.just(f"+44 {NEEDLE}") | st.integers(10**6, 10**12) | st.none() | st.booleans(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["id", "type", "message", "status", "customerDetails", "owner", "recoveryLink", "queryMore", "from", NEEDLE]), inner, max_size=4),
    max_leaves=20,
)  # fmt: skip


@given(ANYTHING)
def test_whatever_an_answer_holds_a_person_s_name_and_number_stay_out(body):
    told = json.dumps(cassette([asked("/api/objects/limio/customer", body)], TENANT, "d")["exchanges"][0]["answer"])
    assert [needle for needle in (NEEDLE, "Zelda", *numbers_in(body)) if needle in told] == []


def numbers_in(told):
    if isinstance(told, dict | list):
        return [found for one in (told.values() if isinstance(told, dict) else told) for found in numbers_in(one)]
    return [str(told)] if isinstance(told, int) and not isinstance(told, bool) else []


# What is made of it ------------------------------------------------------------------------------------------------


def sold(limio, **more):
    with LimioClient(limio.settings()) as client:
        return client.checkout_or_link(CheckoutRequest(items=[OrderItem(offer=PRO, quantity=2)], customer=ADA, **more))


def test_a_sale_on_the_replay_has_its_own_basket_and_a_link_that_is_paid(tmp_path):
    place, _ = recorded(tmp_path, behaviours=["absolute_links"])
    with Sandbox(cassette=place) as limio:
        result = sold(limio)
        limio.pay(result.url)
        (basket,) = limio.baskets
    assert (result.kind, result.basket_id) == ("assisted", basket.id)
    assert basket.completed


def test_two_customers_on_the_replay_get_two_baskets(tmp_path):
    place, _ = recorded(tmp_path)
    with Sandbox(cassette=place) as limio:
        assert sold(limio).basket_id != sold(limio).basket_id


def test_a_field_the_tenant_refused_is_refused_in_orders_it_never_saw(tmp_path):
    place, _ = recorded(tmp_path, behaviours=["no_custom_fields"])
    with Sandbox(cassette=place) as limio:
        assert sold(limio).kind == "assisted"
        with pytest.raises(OrderRefused):
            sold(limio, custom_fields={"po_number": "7"}, country="GB")


def test_it_sells_the_tenant_s_whole_catalogue(tmp_path):
    place, _ = recorded(tmp_path, offers=320)
    with Sandbox(cassette=place) as limio, LimioClient(limio.settings()) as client:
        assert len(list(client.iter_offers())) == 320
        assert len(list(client.iter_offers(page_size=250))) == 320


@pytest.mark.parametrize("content", ["", "[]", '{"cassette": 2}', '{"items": {}}'])
def test_what_is_no_cassette_is_refused_with_its_place(tmp_path, content):
    (tmp_path / "none.json").write_text(content)
    with pytest.raises(ValueError, match=r"none\.json"):
        Sandbox(cassette=tmp_path / "none.json")


def test_the_commands_write_it_and_replay_it(tmp_path):
    place = tmp_path / "tenant.json"
    with Sandbox() as limio:
        args = ["conform", "--write", "--record", str(place)]
        status, told = finished(args, environment(limio.settings()))
    assert status == 0, told
    assert json.loads(place.read_text())["cassette"] == 1
    missing = ["sandbox", "--port", "0", "--cassette", str(tmp_path / "nowhere.json")]
    status, told = finished(missing, dict(os.environ))
    assert status == 1
    assert "nowhere.json" in told
