"""The money path over real HTTP: whatever breaks, something to buy with comes out, within the deadline, once."""

import asyncio
import json
import time

import pytest

from limio_langchain import (
    AsyncLimioClient,
    CheckoutRequest,
    CustomerDetails,
    LimioClient,
    LimioToolkit,
    OrderItem,
    SalesContext,
)
from limio_langchain.catalog import Catalog
from limio_langchain.sandbox import Sandbox

PRO = "/offers2/Business Pro Annual"
# A deadline short enough for a test and long enough for a repetition; the slack is for a busy machine.
DEADLINE, SLACK = 1.5, 1.5

CHECKOUT_FAULTS = {
    "status-500": ("server_error", {"kind": "status", "status": 500}),
    "status-502": ("server_error", {"kind": "status", "status": 502}),
    "status-503-retry-later": ("server_error", {"kind": "status", "status": 503, "retry_after": 600}),
    "status-429": ("rate_limited", {"kind": "status", "status": 429}),
    "status-403": ("credentials_refused", {"kind": "status", "status": 403}),
    "status-409": ("order_refused", {"kind": "status", "status": 409}),
    "redirect": ("order_refused", {"kind": "redirect"}),
    "drop": ("unreachable", {"kind": "drop"}),
    "answer_lost": ("unreachable", {"kind": "answer_lost"}),
    "cut_off": ("unreachable", {"kind": "cut_off"}),
    "hang": ("deadline", {"kind": "hang"}),
    "hang_in_body": ("deadline", {"kind": "hang_in_body"}),
    "not_json": ("unreadable_answer", {"kind": "not_json"}),
    "html": ("unreadable_answer", {"kind": "html"}),
    "empty": ("unreadable_answer", {"kind": "empty"}),
    "error_in_200": ("unreadable_answer", {"kind": "error_in_200"}),
    "big_body": ("unreadable_answer", {"kind": "big_body"}),
    "no_link": ("no_link", {"kind": "no_link"}),
    "foreign_link": ("link_refused", {"kind": "foreign_link"}),
    "revoked": ("credentials_refused", {"kind": "revoked"}),
}
TOKEN_FAULTS = {
    name: fault
    for name, fault in CHECKOUT_FAULTS.items()
    if name not in {"answer_lost", "no_link", "foreign_link", "status-409", "redirect", "revoked", "cut_off"}
} | {"refused": ("credentials_refused", {"kind": "status", "status": 400, "body": {"error": "invalid_client"}})}


@pytest.fixture
def limio(served):
    served.faults.clear()
    return served


def checkout(world, limio, request, **changes):
    settings = limio.settings(deadline=DEADLINE, **changes)
    began = time.monotonic()
    if world == "blocking":
        with LimioClient(settings) as client:
            result = client.checkout_or_link(request)
    else:

        async def awaited():
            async with AsyncLimioClient(settings) as client:
                return await client.checkout_or_link(request)

        result = asyncio.run(awaited())
    assert time.monotonic() - began < DEADLINE + SLACK
    return result


def order(**more):
    return CheckoutRequest(
        items=[OrderItem(offer=PRO, quantity=3)], customer=CustomerDetails(email="ada@example.com"), **more
    )


def baskets_of(limio, result):
    return [basket for basket in limio.baskets if basket.external_id == result.external_id]


def test_a_checkout_makes_one_basket_with_the_details_in_it(world, limio):
    result = checkout(world, limio, order(country="GB"))
    (basket,) = baskets_of(limio, result)
    assert (result.kind, result.prefilled, basket.id) == ("assisted", True, result.basket_id)
    assert basket.order["customerDetails"] == {"email": "ada@example.com"}
    assert basket.order["orderItems"][0]["quantity"] == 3


@pytest.mark.parametrize("name", CHECKOUT_FAULTS)
def test_whatever_breaks_the_checkout_a_purchase_link_comes_out(world, limio, name):
    reason, fault = CHECKOUT_FAULTS[name]
    limio.faults.add("checkout", **fault)
    result = checkout(world, limio, order(promo_code="SAVE20"))
    assert (result.kind, result.reason, result.prefilled) == ("purchase_link", reason, False)
    assert result.url == f"{limio.url}/checkout?purchase=%2Foffers2%2FBusiness%20Pro%20Annual&pc=SAVE20"
    assert len(baskets_of(limio, result)) <= 1


@pytest.mark.parametrize("name", TOKEN_FAULTS)
def test_whatever_breaks_the_token_a_purchase_link_comes_out(world, limio, name):
    reason, fault = TOKEN_FAULTS[name]
    limio.faults.add("token", **fault)
    assert checkout(world, limio, order()).reason == reason


@pytest.mark.parametrize("name", ["status-500", "drop", "hang", "not_json", "revoked", "big_body"])
def test_whatever_breaks_the_look_up_a_purchase_link_comes_out(world, limio, name):
    reason, fault = CHECKOUT_FAULTS[name]
    limio.faults.add("offers", **fault)
    result = checkout(world, limio, order())
    assert (result.kind, result.reason, baskets_of(limio, result)) == ("purchase_link", reason, [])


@pytest.mark.parametrize("kind", ["answer_lost", "cut_off", "drop"])
def test_a_repetition_after_a_lost_answer_is_the_same_basket(world, limio, kind):
    limio.faults.add("checkout", kind, times=1)
    result = checkout(world, limio, order())
    assert (result.kind, len(baskets_of(limio, result))) == ("assisted", 1)


def test_a_revoked_token_costs_one_new_token_and_nothing_else(world, limio):
    settings = limio.settings()
    with LimioClient(settings) as client:
        client.checkout_or_link(order())
        before = limio.tokens_issued
        limio.revoke_tokens()
        assert client.checkout_or_link(order()).kind == "assisted"
    assert limio.tokens_issued == before + 1


@pytest.mark.parametrize("value", [None, "1800", 0, -1])
def test_a_token_without_a_sensible_lifetime_serves(world, limio, value):
    limio.faults.add("token", "expires_in", value=value)
    assert checkout(world, limio, order()).kind == "assisted"


def test_nobody_listening_is_unreachable(world, limio):
    with Sandbox() as gone:
        pass
    assert checkout(world, limio, order(), api_url=gone.url).reason == "unreachable"


def test_three_hundred_calls_use_one_connection_and_one_token(limio):
    connections, tokens = limio.connections, limio.tokens_issued
    with LimioClient(limio.settings()) as client:
        for _ in range(300):
            client.list_offers(page_size=1)
    assert (limio.connections - connections, limio.tokens_issued - tokens) == (1, 1)


@pytest.mark.parametrize("fault", ["status-500", "hang", "not_json", "drop"])
def test_a_new_process_sells_on_from_the_copy_then_the_file_then_the_label(world, limio, tmp_path, fault):
    kept = limio.settings(cache_dir=tmp_path / "kept", deadline=DEADLINE)
    with LimioToolkit.from_settings(kept) as before:
        whole = before.run(before.catalog.offers())
    file = tmp_path / "offers.json"
    file.write_text('{"items": [' + json.dumps(whole.offers[0].as_item()) + "]}")
    limio.faults.add("*", **CHECKOUT_FAULTS[fault][1])

    def sell(settings):
        with LimioToolkit.from_settings(settings) as toolkit:
            find, link = toolkit.get_tools(include=["limio_find_offers", "limio_purchase_link"])
            found = find.invoke({"type": "tool_call", "id": "1", "name": find.name, "args": {}})
            paths = [one["path"] for one in (found.artifact or {}).get("recommendations", [])]
            args = {"offers": paths[:1]} if paths else {"label": "business"}
            return link.invoke(args), (found.artifact or {}).get("source")

    assert sell(kept)[1] == "last_good"
    assert sell(limio.settings(catalog_file=file, deadline=DEADLINE))[1] == "file"
    said, source = sell(limio.settings(deadline=DEADLINE))
    assert source is None
    assert f"{limio.url}/checkout?purchase=true&label=business" in said


def test_a_tool_s_context_reaches_the_basket(limio):
    with LimioToolkit.from_settings(limio.settings()) as toolkit:
        context = SalesContext(country="GB", tracking={"account_id": "001", "campaign": "chat"}, order_key="order-77")
        (tool,) = toolkit.with_context(context).get_tools(include=["limio_create_checkout"])
        tool.invoke({"items": [{"offer": PRO}], "email": "eve@example.com"})
    (basket,) = (basket for basket in limio.baskets if basket.customer.get("email") == "eve@example.com")
    assert "order-77" not in str(basket.order)
    assert basket.order["tracking"] == {
        "accountId": "001",
        "campaign": "chat",
        "offers": [PRO],
        "purchaseCountryCode": "GB",
    }


def test_a_catalogue_of_ten_thousand_is_read_whole():
    with Sandbox(10_000) as many, LimioClient(many.settings(deadline=60)) as client:
        view = client.run(Catalog(many.settings()).offers())
    assert (len(view.offers), view.complete) == (10_000, True)
