"""The tools as a model meets them: schemas, answers, errors, context."""

import json
import math

import httpx
import pytest
from langchain_core.tools import StructuredTool
from langchain_core.utils.function_calling import convert_to_openai_tool

from fake_limio import BASKET, PLAN, SHOP, FakeClock, FakeLimio, answer, page, settings
from limio_langchain import AsyncLimioClient, CustomerDetails, LimioClient, LimioToolError, LimioToolkit, SalesContext
from limio_langchain.errors import InputError, ServerError

OFFERS, ITEMS, INITIATE, ABANDONED = (
    "/api/offers/v2",
    "/api/published_catalog_items",
    "/api/admin/checkout/initiate",
    "/api/checkout/abandoned",
)
ORDER = {"items": [{"offer": "/offers2/Pro Plan", "quantity": 2}], "email": "ada@example.com"}
SELL = ["limio_find_offers", "limio_get_offer", "limio_create_checkout", "limio_purchase_link", "limio_create_quote"]


@pytest.fixture
def limio():
    return FakeLimio().script(OFFERS, page(PLAN)).script(INITIATE, answer(200, BASKET)).script(ITEMS, page())


@pytest.fixture
def toolkit(limio):
    clock = FakeClock().clock
    client = LimioClient(settings(), transport=httpx.MockTransport(limio), clock=clock)
    awaiting = AsyncLimioClient(
        settings(), transport=httpx.MockTransport(limio.awaiting), auth=client.auth, health=client.health, clock=clock
    )
    return LimioToolkit(client=client, async_client=awaiting)


@pytest.fixture
def call(world):
    async def called(toolkit, name, args, config=None, **options):
        (tool,) = toolkit.get_tools(include=[name], **options)
        asked = {"type": "tool_call", "id": "1", "name": name, "args": args}
        return tool.invoke(asked, config) if world == "blocking" else await tool.ainvoke(asked, config)

    return called


def envelope(message):
    assert message.status == "error"
    told = json.loads(message.content)["error"]
    assert set(told) == {"code", "what", "retry", "who", "next"}
    return told


def as_sent(tools):
    """The tools as the JSON a model is sent."""
    return json.dumps([convert_to_openai_tool(tool) for tool in tools], separators=(",", ":"))


def test_the_profiles_hold_their_tools(toolkit):
    names = {profile: [tool.name for tool in toolkit.get_tools(profile)] for profile in ("browse", "sell", "ops")}
    assert names == {"browse": SELL[:2], "sell": SELL, "ops": ["limio_list_abandoned_baskets"]}
    assert all(isinstance(tool, StructuredTool) for tool in toolkit.get_tools())


def test_an_unknown_profile_or_name_is_refused(toolkit):
    with pytest.raises(InputError, match="profile"):
        toolkit.get_tools("all")
    with pytest.raises(InputError, match="limio_nope is no tool"):
        toolkit.get_tools(include=["limio_nope"])


def test_the_schemas_cost_little(toolkit):
    sell = as_sent(toolkit.get_tools())
    both = as_sent(toolkit.get_tools(include=[*SELL, "limio_list_abandoned_baskets"]))
    assert math.ceil(len(sell) / 4) <= 750, len(sell)
    assert math.ceil(len(both) / 4) <= 900, len(both)


async def test_found_offers_are_rows_and_the_artifact_holds_the_whole(toolkit, call):
    message = await call(toolkit, "limio_find_offers", {"label": "pro", "people": 3})
    assert message.content.startswith("/offers2/Pro Plan | Pro | GBP 49.00/month")
    assert message.artifact["offers"] == [PLAN]
    assert message.artifact["source"] == "api"


async def test_finding_nothing_lists_the_values_that_exist(toolkit, call, limio):
    limio.script(OFFERS, page(), page(PLAN))
    message = await call(toolkit, "limio_find_offers", {"label": "prro"})
    assert message.content == "No offer fits. Values that exist:\nlabel__limio: pro\nbilling: monthly"


async def test_one_offer_is_told_in_full(toolkit, call):
    message = await call(toolkit, "limio_get_offer", {"offer": "/offers2/Pro Plan"})
    assert "price: GBP 49.00/month" in message.content
    assert message.artifact == {"offer": PLAN}


async def test_a_checkout_hands_over_the_link_on_a_line_of_its_own(toolkit, call):
    message = await call(toolkit, "limio_create_checkout", ORDER)
    assert SHOP + BASKET["recoveryLink"] in message.content.splitlines()
    assert message.artifact["kind"] == "assisted"


async def test_a_warm_catalogue_makes_a_sale_one_request(toolkit, call, limio):
    await call(toolkit, "limio_find_offers", {})
    before = len(limio.seen)
    await call(toolkit, "limio_create_checkout", ORDER)
    assert len(limio.seen) == before + 1


async def test_a_failed_checkout_hands_over_a_purchase_link(toolkit, call, limio):
    limio.script(INITIATE, answer(503))
    message = await call(toolkit, "limio_create_checkout", ORDER)
    assert SHOP + "/checkout?purchase=%2Foffers2%2FPro%20Plan" in message.content.splitlines()
    assert "reason: server_error" in message.content
    assert message.artifact["not_carried"] == ["details", "quantity"]


async def test_a_graph_s_own_tools_raise_the_typed_error_and_do_not_fall_back(toolkit, call, limio):
    limio.script(INITIATE, answer(503))
    with pytest.raises(LimioToolError) as failed:
        await call(toolkit, "limio_create_checkout", ORDER, raise_errors=True)
    assert isinstance(failed.value.error, ServerError)


async def test_a_repeated_call_is_the_same_order_and_a_changed_one_is_not(toolkit, call, limio):
    thread = {"configurable": {"thread_id": "t1"}}
    for args in (
        ORDER,
        ORDER,
        ORDER | {"email": "ADA@example.com"},
        ORDER | {"items": [{"offer": "/offers2/Pro Plan"}]},
    ):
        await call(toolkit, "limio_create_checkout", args, thread)
    await call(toolkit, "limio_create_checkout", ORDER, {"configurable": {"thread_id": "t2"}})
    ids = [body["order"]["external_id"] for body in limio.bodies]
    assert ids[0] == ids[1] == ids[2]
    assert len(set(ids)) == 3


async def test_strangers_without_thread_or_email_never_share_a_basket(toolkit, call, limio):
    for _ in range(2):
        await call(toolkit, "limio_create_checkout", {"items": ORDER["items"]})
    assert len({body["order"]["external_id"] for body in limio.bodies}) == 2


async def test_the_host_s_context_wins_over_the_model_s_words(toolkit, call, limio):
    context = SalesContext(
        customer=CustomerDetails(email="real@example.com"),
        country="GB",
        tracking={"account_id": "001"},
        order_key="order-7",
    )
    await call(toolkit.with_context(context), "limio_create_checkout", ORDER)
    order = limio.bodies[-1]["order"]
    assert (order["customerDetails"]["email"], order["country"], order["external_id"]) == (
        "real@example.com",
        "GB",
        "order-7",
    )
    assert order["tracking"]["accountId"] == "001"


@pytest.mark.parametrize("argument", ["country", "tracking", "external_id", "accountId", "price", "shop_url"])
async def test_a_model_cannot_name_what_belongs_to_the_host(toolkit, call, limio, argument):
    message = await call(toolkit, "limio_create_checkout", ORDER | {argument: "x"})
    assert argument in envelope(message)["what"]
    assert not limio.seen


@pytest.mark.parametrize(
    ("name", "args", "field"),
    [
        ("limio_find_offers", {"limit": 999}, "limit"),
        ("limio_find_offers", {"billing": "sometimes"}, "billing"),
        ("limio_find_offers", {"people": 0}, "people"),
        ("limio_get_offer", {"offer": "Pro"}, "offer"),
        ("limio_create_checkout", {"items": []}, "items"),
        ("limio_create_checkout", ORDER | {"email": "ada@"}, "email"),
        ("limio_create_checkout", {"items": [{"offer": "/offers2/Pro Plan", "quantity": 11}]}, "items[0].quantity"),
        ("limio_purchase_link", {}, "offers"),
        ("limio_purchase_link", {"offers": ["/a"], "label": "x"}, "offers"),
        ("limio_create_quote", {}, "items"),
        ("limio_list_abandoned_baskets", {"created_after": "yesterday"}, "created_after"),
    ],
)
async def test_bad_arguments_name_field_and_fault_and_never_the_value(toolkit, call, name, args, field):
    told = envelope(await call(toolkit, name, args))
    assert told["code"] == "bad_argument"
    assert field in told["what"]
    assert "ada@" not in told["what"]


async def test_text_five_is_taken_for_five(toolkit, call):
    assert (await call(toolkit, "limio_find_offers", {"limit": "5"})).status == "success"


@pytest.mark.parametrize(
    ("path", "told", "name", "args", "code", "retry"),
    [
        (INITIATE, answer(404), "limio_create_checkout", ORDER, "order_refused", False),
        (INITIATE, answer(503), "limio_create_quote", ORDER, "server_error", True),
        (OFFERS, answer(403), "limio_find_offers", {}, "catalogue_unavailable", True),
        (OFFERS, page(), "limio_get_offer", {"offer": "/offers2/Nope"}, "order_refused", False),
        (
            ABANDONED,
            answer(200, {}),
            "limio_list_abandoned_baskets",
            {"created_after": "2026-01-01T00:00:00Z"},
            "unreadable_answer",
            True,
        ),
    ],
)
async def test_a_failure_is_one_envelope(toolkit, call, limio, path, told, name, args, code, retry):
    limio.script(path, told)
    seen = envelope(await call(toolkit, name, args))
    assert (seen["code"], seen["retry"]) == (code, retry)


async def test_a_purchase_link_asks_nobody(toolkit, call, limio):
    message = await call(toolkit, "limio_purchase_link", {"label": "pro", "promo_code": "SAVE20"})
    assert message.content.splitlines()[1] == SHOP + "/checkout?purchase=true&label=pro&pc=SAVE20"
    assert not limio.seen


async def test_a_quote_is_marked_and_its_link_is_not_told(toolkit, call, limio):
    message = await call(toolkit, "limio_create_quote", ORDER | {"note": "net 60 please"})
    order = limio.bodies[-1]["order"]
    assert (order["tracking"]["tag"], order["customFields"]) == ("quote", {"note": "net 60 please"})
    assert "http" not in message.content
    assert message.artifact["url"] == SHOP + BASKET["recoveryLink"]


async def test_an_awaited_tool_outside_async_with_leaves_nothing_open(limio, monkeypatch):
    opened = []
    original = AsyncLimioClient.__init__

    def tracked(self, *args, **options):
        opened.append(self)
        original(self, *args, transport=httpx.MockTransport(limio.awaiting), **options)

    monkeypatch.setattr(AsyncLimioClient, "__init__", tracked)
    toolkit = LimioToolkit.from_settings(settings())
    (tool,) = toolkit.get_tools(include=["limio_get_offer"])
    await tool.ainvoke({"offer": "/offers2/Pro Plan"})
    assert [client._http.is_closed for client in opened] == [True]
    async with toolkit:
        await tool.ainvoke({"offer": "/offers2/Pro Plan"})
        await tool.ainvoke({"offer": "/offers2/Pro Plan"})
        assert len(opened) == 2
    assert opened[1]._http.is_closed


def test_a_toolkit_reads_the_environment_and_shows_no_secret(monkeypatch):
    for name, value in {"SHOP_URL": SHOP, "API_URL": SHOP, "CLIENT_ID": "i", "CLIENT_SECRET": "hush-hush"}.items():
        monkeypatch.setenv(f"LIMIO_{name}", value)
    with LimioToolkit() as toolkit:
        assert toolkit.settings.client_secret.get_secret_value() == "hush-hush"
        assert "hush-hush" not in repr(toolkit) + repr(toolkit.get_tools())
