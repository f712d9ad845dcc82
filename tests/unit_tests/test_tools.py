"""The tools as a model meets them: schemas, answers, errors, context."""

import json
import math

import httpx
import pytest
from fake_limio import BASKET, PLAN, SHOP, FakeClock, FakeLimio, answer, page, settings
from langchain_core.tools import StructuredTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import ValidationError

from limio_langchain import (
    AsyncLimioClient,
    CustomerDetails,
    LimioClient,
    LimioToolError,
    LimioToolkit,
    Offer,
    SalesContext,
)
from limio_langchain.errors import InputError, ServerError
from limio_langchain.tools import rows

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
def time():
    return FakeClock()


@pytest.fixture
def toolkit(limio, time):
    clock = time.clock
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
    assert set(told) - {"repeat_of"} == {"code", "what", "retry", "who", "next"}
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


def test_the_name_of_one_tool_asks_for_that_tool(toolkit):
    assert [tool.name for tool in toolkit.get_tools(include="limio_get_offer")] == ["limio_get_offer"]


def test_a_context_as_a_table_is_read_and_a_wrong_one_refused_at_once(toolkit):
    assert toolkit.with_context({"country": "de"}).context == SalesContext(country="DE")
    with pytest.raises(ValidationError, match="county"):
        toolkit.with_context({"county": "DE"})


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
    assert message.content == "No offer fits. Values that exist:\nlabel__limio: pro\ncurrency: GBP\nbilling: monthly"


async def test_one_offer_is_told_in_full(toolkit, call):
    message = await call(toolkit, "limio_get_offer", {"offer": "/offers2/Pro Plan"})
    assert "price: GBP 49.00/month" in message.content
    assert message.artifact["offer"] == PLAN
    assert message.artifact["told"] == {
        "path": "/offers2/Pro Plan",
        "name": "Pro",
        "tax": "not in the catalogue",
        "price": "GBP 49.00/month",
        "labels": "pro",
        "quantity": "1 to 10",
    }


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


CHANGES = [
    {"items": [{"offer": "/offers2/Pro Plan"}]},
    {"email": "ada@example.org"},
    {"first_name": "Ada"},
    {"last_name": "Byron"},
    {"company": "Acme"},
]


async def test_the_same_order_in_the_host_s_conversation_is_one_and_whatever_differs_is_another(toolkit, call, limio):
    mine = toolkit.with_context(SalesContext(order_key="a conversation"))
    for args in (ORDER, ORDER, *(ORDER | change for change in CHANGES)):
        await call(mine, "limio_create_checkout", args)
    await call(mine, "limio_create_quote", ORDER)
    for more in ({"order_number": 2}, {"order_key": "another"}, {"country": "GB"}, {"tracking": {"account_id": "1"}}):
        context = SalesContext(**({"order_key": "a conversation"} | more))
        await call(toolkit.with_context(context), "limio_create_checkout", ORDER)
    ids = [body["order"]["external_id"] for body in limio.bodies]
    assert ids[0] == ids[1]
    assert len(set(ids)) == len(ids) - 1


async def test_a_thread_alone_makes_no_two_calls_one_order(toolkit, call, limio):
    for _ in range(2):
        await call(toolkit, "limio_create_checkout", ORDER, {"configurable": {"thread_id": "customer-1"}})
    assert len({body["order"]["external_id"] for body in limio.bodies}) == 2


async def test_a_call_that_is_tried_again_is_the_same_order_by_its_random_id(toolkit, limio, world):
    (tool,) = toolkit.get_tools(include=["limio_create_checkout"])
    for number in ("call_8Jc2xQ7rT1", "call_8Jc2xQ7rT1", "call_Zp03mVw9Ya"):
        asked = {"type": "tool_call", "id": number, "name": tool.name, "args": ORDER}
        _ = tool.invoke(asked) if world == "blocking" else await tool.ainvoke(asked)
    ids = [body["order"]["external_id"] for body in limio.bodies]
    assert ids[0] == ids[1] != ids[2]


@pytest.mark.parametrize("fate", [answer(503), answer(200, {"id": "b"}), httpx.ReadError("lost"), answer(200, {})])
async def test_after_an_answer_of_unknown_fate_the_order_is_sent_again_by_repeat_of(toolkit, call, limio, time, fate):
    limio.script(INITIATE, fate)
    first = await call(toolkit, "limio_create_checkout", ORDER)
    token = first.artifact["repeat_of"]
    assert f"repeat_of: {token}" in first.content
    limio.script(INITIATE, answer(200, BASKET))
    time.time += 31  # the API no longer counts as down
    again = await call(toolkit, "limio_create_checkout", ORDER | {"repeat_of": token})
    assert (again.artifact["kind"], again.artifact["replaces"]) == ("assisted", None)
    assert len({body["order"]["external_id"] for body in limio.bodies}) == 1


async def test_a_correction_by_repeat_of_says_which_order_it_replaces(toolkit, call, limio):
    first = (await call(toolkit, "limio_create_checkout", ORDER)).artifact
    corrected = ORDER | {"company": "Acme", "repeat_of": first["repeat_of"]}
    second = await call(toolkit, "limio_create_checkout", corrected)
    assert second.artifact["replaces"] == first["external_id"] != second.artifact["external_id"]
    assert f"replaces the order {first['external_id']}" in second.content


async def test_a_repetition_of_another_conversation_s_order_is_refused(toolkit, call, limio):
    first = (await call(toolkit, "limio_create_checkout", ORDER)).artifact
    mine = toolkit.with_context(SalesContext(order_key="mine"))
    told = envelope(await call(mine, "limio_create_checkout", ORDER | {"repeat_of": first["repeat_of"]}))
    assert "repeat_of" in told["what"]
    assert len(limio.bodies) == 1


async def test_a_made_up_repetition_is_refused_and_nothing_is_sent(toolkit, call, limio):
    told = envelope(await call(toolkit, "limio_create_checkout", ORDER | {"repeat_of": "basket-1"}))
    assert (told["code"], "repeat_of" in told["what"], limio.bodies) == ("bad_argument", True, [])


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
    assert (order["customerDetails"]["email"], order["country"]) == ("real@example.com", "GB")
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
        ("limio_find_offers", {"people": -1}, "people"),
        ("limio_get_offer", {"offer": "Pro"}, "offer"),
        ("limio_create_checkout", {"items": []}, "items"),
        ("limio_create_checkout", ORDER | {"email": "ada@"}, "email"),
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
        (OFFERS, answer(403), "limio_find_offers", {}, "catalogue_unavailable", False),
        (OFFERS, answer(503), "limio_find_offers", {}, "catalogue_unavailable", True),
        (
            INITIATE,
            answer(200, BASKET | {"recoveryLink": "//evil.example"}),
            "limio_create_quote",
            ORDER,
            "link_refused",
            False,
        ),
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


@pytest.mark.parametrize("path", [OFFERS, ITEMS])
def test_who_only_browses_is_never_advised_a_link_that_no_tool_of_theirs_makes(toolkit, limio, path):
    limio.script(path, answer(403))
    for tool, args in zip(toolkit.get_tools("browse"), ({}, {"offer": "/offers2/Nope"}), strict=True):
        for _ in range(2):
            assert "link" not in tool.invoke(args)


async def test_a_purchase_link_asks_nothing_that_is_in_memory(toolkit, call, limio):
    await call(toolkit, "limio_find_offers", {})
    asked = len(limio.seen)
    message = await call(toolkit, "limio_purchase_link", {"label": "pro", "promo_code": "SAVE20"})
    assert message.content.splitlines()[1] == SHOP + "/checkout?purchase=true&label=pro&pc=SAVE20"
    assert "not checked" in message.content
    await call(toolkit, "limio_purchase_link", {"offers": ["/offers2/Pro Plan"]})
    assert len(limio.seen) == asked


@pytest.mark.parametrize(
    ("args", "field", "nearest"),
    [
        ({"offers": ["/offers2/Pro Plam"]}, "offers[0]", "/offers2/Pro Plan"),
        ({"label": "prO"}, "label", "the nearest is pro"),
    ],
)
async def test_a_link_to_what_does_not_exist_is_refused_with_the_nearest_that_does(toolkit, call, args, field, nearest):
    told = envelope(await call(toolkit, "limio_purchase_link", args))
    assert told["code"] == "bad_argument"
    assert field in told["what"]
    assert nearest in told["what"]


async def test_a_link_is_made_unchecked_where_the_catalogue_cannot_be_read(toolkit, call, limio):
    limio.script(OFFERS, answer(503, {}))
    message = await call(toolkit, "limio_purchase_link", {"offers": ["/offers2/Pro Plan."]})
    assert message.content.splitlines()[1] == SHOP + "/checkout?purchase=%2Foffers2%2FPro%20Plan%2E"


async def test_more_than_an_order_holds_is_for_a_quote(toolkit, call, limio):
    many = {"items": [{"offer": "/offers2/Pro Plan", "quantity": 500}]}
    told = envelope(await call(toolkit, "limio_create_checkout", many))
    assert told["code"] == "over_limit"
    assert "limio_create_quote" in told["next"]
    message = await call(toolkit, "limio_create_quote", many)
    assert message.content.startswith("Quote requested")
    assert limio.bodies[-1]["order"]["orderItems"][0]["quantity"] == 500


@pytest.mark.parametrize("quantity", [3, 507])
async def test_a_quote_is_for_any_number_whatever_an_order_may_hold(toolkit, call, limio, quantity):
    limits = {"minimum_quantity": 5, "maximum_quantity": 100, "increment": 5}
    limio.script(OFFERS, page(priced(MONTHLY, default_quantity_options__limio=limits).as_item()))
    order = {"items": [{"offer": "/offers2/Pro Plan", "quantity": quantity}]}
    assert envelope(await call(toolkit, "limio_create_checkout", order))["code"] in {"bad_argument", "over_limit"}
    assert (await call(toolkit, "limio_create_quote", order)).content.startswith("Quote requested")


async def test_more_than_any_tier_prices_is_for_a_quote(toolkit, call, limio):
    limio.script(OFFERS, page(priced(VOLUME, default_quantity_options__limio={}).as_item()))
    order = {"items": [{"offer": "/offers2/Pro Plan", "quantity": 60}]}
    told = envelope(await call(toolkit, "limio_create_checkout", order))
    assert (told["code"], "up to 20" in told["what"]) == ("over_limit", True)
    assert (await call(toolkit, "limio_create_quote", order)).content.startswith("Quote requested")


def by_seat():
    held = PLAN["data"]["attributes"] | {"allow_multibuy__limio": True}
    return PLAN | {"data": PLAN["data"] | {"attributes": held}}


async def test_a_checkout_says_what_it_comes_to_in_words_and_as_facts(toolkit, call, limio):
    limio.script(OFFERS, page(by_seat()))
    message = await call(toolkit, "limio_create_checkout", {"items": [{"offer": "/offers2/Pro Plan", "quantity": 3}]})
    assert "it comes to: 3 x Pro: GBP 147.00/month (tax not in the catalogue)" in message.content
    order = message.artifact["order"]
    assert (order["total"], order["currency"], order["per"], order["tax"]) == ("147.00", "GBP", "month", "unknown")


MONTHLY = PLAN["data"]["attributes"]["price__limio"][0]
LEADS = MONTHLY | {"value": "1", "repeat_count": 3}
FOLLOWS = MONTHLY | {"delay_interval": 3, "delay_interval_type": "months"}
FEE = {"type": "onetime", "value": "100", "currencyCode": "GBP"}
TIERS = [
    {"starting_unit": 1, "ending_unit": 5, "price": "495", "price_format": "FlatFee"},
    {"starting_unit": 6, "ending_unit": 20, "price": "1495", "price_format": "FlatFee"},
]
VOLUME = {"type": "recurringVolume", "currencyCode": "GBP", "repeat_interval_type": "years", "tiers": TIERS}


def priced(*charges, **attributes):
    held = PLAN["data"]["attributes"] | {"price__limio": list(charges), **attributes}
    return Offer.from_item(PLAN | {"data": PLAN["data"] | {"attributes": held}})


@pytest.mark.parametrize(
    ("charges", "told"),
    [
        ([MONTHLY], "GBP 49.00/month"),
        ([MONTHLY, FEE], "GBP 149.00 first, then GBP 49.00/month"),
        ([FOLLOWS, LEADS], "GBP 1/month for 3 months, then GBP 49.00/month"),
        ([FOLLOWS], "nothing for 3 months, then GBP 49.00/month"),
        ([FEE], "GBP 100 once"),
        ([VOLUME], "GBP/year by quantity 1-5: 495, 6-20: 1495"),
        ([VOLUME, FEE], "by quantity, 1: GBP 595 first, then GBP 495/year; give people for theirs"),
        ([MONTHLY, MONTHLY | {"repeat_interval_type": "years"}], "price shown at checkout"),
        ([MONTHLY, MONTHLY | {"type": "usage"}], "price shown at checkout"),
        ([MONTHLY, MONTHLY | {"use_external_price": True}], "price shown at checkout"),
        ([MONTHLY, MONTHLY | {"currencyCode": "EUR"}], "price shown at checkout"),
        ([MONTHLY | {"currencyCode": None}], "price shown at checkout"),
    ],
)
def test_a_price_is_told_with_all_that_is_charged_or_not_at_all(charges, told):
    assert rows.price_text(priced(*charges)) == told


def test_words_of_the_shop_s_that_contradict_its_charge_are_not_passed_on():
    assert "shop says" not in rows.facts(priced(MONTHLY, display_price__limio="£52 a month"))


FOR_FIVE = {"offer_features__limio": "<ul><li>Up to 5 people</li></ul>"}
BY_SEAT = {"allow_multibuy__limio": True}
TENS = {"default_quantity_options__limio": {"minimum_quantity": 10, "increment": 5}}


@pytest.mark.parametrize(
    ("offer", "people", "told"),
    [
        (priced(MONTHLY), 1, "for 1: GBP 49.00/month"),
        (priced(MONTHLY), 12, "not known for 12: the catalogue does not say that one is for so many"),
        (priced(MONTHLY, **FOR_FIVE), 4, "for 4: GBP 49.00/month"),
        (priced(MONTHLY, **FOR_FIVE), 12, "not known for 12: the catalogue does not say that one is for so many"),
        (priced(MONTHLY, **BY_SEAT, **TENS), 12, "for 15: GBP 735.00/month"),
        (priced(MONTHLY, **BY_SEAT), 12, "not one order for 12: ask for a quote"),
        (priced(VOLUME, default_quantity_options__limio={}), 12, "for 12: GBP 1495/year"),
        (priced(VOLUME, default_quantity_options__limio={}), 50, "not one order for 50: ask for a quote"),
    ],
)
def test_a_total_for_people_is_told_only_where_what_is_ordered_is_for_them(offer, people, told):
    assert rows.facts(offer, people)["total"] == told


async def test_what_a_volume_price_is_told_for_is_what_is_ordered(toolkit, call, limio):
    limio.script(OFFERS, page(priced(VOLUME, default_quantity_options__limio={}).as_item()))
    found = await call(toolkit, "limio_find_offers", {"people": 12})
    (told,) = found.artifact["recommendations"]
    assert (told["quantity"], told["total"]) == (12, "1495")
    ordered = {"items": [{"offer": "/offers2/Pro Plan", "quantity": told["quantity"]}]}
    assert (await call(toolkit, "limio_create_checkout", ordered)).artifact["order"]["total"] == "1495"
    assert "12: GBP 1495/year" in found.content
    (unknown,) = (await call(toolkit, "limio_find_offers", {})).artifact["recommendations"]
    assert (unknown["quantity"], unknown["total"]) == (None, None)


@pytest.mark.parametrize(
    ("beside", "words", "first", "years"),
    [
        (MONTHLY, "in all GBP 544.00 first, GBP 1083.00 in the first year", "544.00", ("1083.00", "1083.00")),
        (
            MONTHLY | {"delay_interval": 3, "delay_interval_type": "months"},
            "in all GBP 495 first, GBP 936.00 in the first year, GBP 1083.00 in each later one",
            "495",
            ("936.00", "1083.00"),
        ),
        (FEE, "in all GBP 595 first, then GBP 495/year", "595", ("595", "495")),
    ],
)
async def test_lines_of_several_rhythms_are_told_with_what_is_paid_first_and_in_a_year(
    toolkit, call, limio, beside, words, first, years
):
    plan = priced(VOLUME, default_quantity_options__limio={}).as_item()
    limio.script(OFFERS, page(plan))
    limio.script(ITEMS, page(priced(beside).as_item() | {"path": "/add_ons/Towels"}))
    order = {"items": [{"offer": "/offers2/Pro Plan"}, {"offer": "/add_ons/Towels"}]}
    message = await call(toolkit, "limio_create_checkout", order)
    assert words in message.content
    told = message.artifact["order"]
    assert (told["first_payment"], (told["first_year"], told["later_years"])) == (first, years)


@pytest.mark.parametrize(
    ("charge", "attributes", "people", "told"),
    [
        (VOLUME, {}, 12, (12, "1495", "year", "1495")),
        (VOLUME, {}, 60, (None, None, None, None)),
        (VOLUME, {}, None, (None, None, None, None)),
        (MONTHLY, {"allow_multibuy__limio": True}, 3, (3, "147.00", "month", "1764.00")),
        (MONTHLY, {}, 3, (None, None, None, None)),
        (MONTHLY, {}, None, (1, "49.00", "month", "588.00")),
    ],
)
async def test_an_offer_that_is_looked_up_has_its_total_as_facts(
    toolkit, call, limio, charge, attributes, people, told
):
    limio.script(OFFERS, page(priced(charge, default_quantity_options__limio={}, **attributes).as_item()))
    args = {"offer": "/offers2/Pro Plan"} | ({"people": people} if people else {})
    found = (await call(toolkit, "limio_get_offer", args)).artifact["sum"]
    assert (found["quantity"], found["total"], found["per"], found["first_year"]) == told


async def test_several_of_what_is_not_sold_by_number_have_no_total_of_ours(toolkit, call):
    message = await call(toolkit, "limio_create_checkout", {"items": [{"offer": "/offers2/Pro Plan", "quantity": 3}]})
    assert "3 x Pro: price shown at checkout" in message.content
    assert message.artifact["order"]["total"] is None


async def test_a_row_says_the_total_for_their_number_in_words_and_as_facts(toolkit, call, limio):
    limio.script(OFFERS, page(by_seat()))
    message = await call(toolkit, "limio_find_offers", {"people": 3})
    assert "3: GBP 147.00/month (GBP 49.00/month per seat)" in message.content
    (told,) = message.artifact["recommendations"]
    assert (told["quantity"], told["total"], told["currency"], told["per"]) == (3, "147.00", "GBP", "month")
    assert (told["first_year"], told["later_years"]) == ("1764.00", "1764.00")
    assert told["reason_facts"][0]["code"] == "covers"
    (unknown,) = (await call(toolkit, "limio_find_offers", {})).artifact["recommendations"]
    assert (unknown["quantity"], unknown["total"]) == (None, None)
    assert (
        "total: for 3: GBP 147.00/month"
        in (await call(toolkit, "limio_get_offer", {"offer": "/offers2/Pro Plan", "people": 3})).content
    )


async def test_a_country_and_a_currency_are_the_customer_s_only_where_the_host_knows_none(toolkit, call, limio):
    assert (
        "Nothing that fits is priced in USD" in (await call(toolkit, "limio_find_offers", {"currency": "usd"})).content
    )
    host = toolkit.with_context(SalesContext(country="GB", currency="GBP"))
    assert "/offers2/Pro Plan" in (await call(host, "limio_find_offers", {"currency": "USD", "country": "US"})).content
    await call(host, "limio_create_checkout", ORDER | {"country": "US"})
    assert limio.bodies[-1]["order"]["country"] == "GB"
    await call(toolkit, "limio_create_checkout", ORDER | {"country": "uk"})
    assert limio.bodies[-1]["order"]["country"] == "GB"


async def test_a_currency_is_told_by_its_sign_too_and_what_is_no_code_is_refused_in_words(toolkit, call):
    assert "Pro Plan" in (await call(toolkit, "limio_find_offers", {"currency": "£"})).content
    for args, words in (
        ({"country": "France"}, "two letters, such as GB"),
        ({"currency": "$"}, "three letters, such as"),
    ):
        told = envelope(await call(toolkit, "limio_get_offer", {"offer": "/offers2/Pro Plan"} | args))
        assert (told["code"], words in told["what"]) == ("bad_argument", True)


async def test_a_link_in_a_checkout_s_stead_says_what_it_comes_to_by_the_last_copy_and_that_it_is_one(call, tmp_path):
    file = tmp_path / "offers.json"
    file.write_text(json.dumps({"items": [by_seat()]}))
    bare = LimioToolkit.from_settings(settings(client_id=None, client_secret=None, catalog_file=file))
    message = await call(bare, "limio_create_checkout", ORDER)
    assert "2 x Pro: GBP 98.00/month" in message.content
    assert message.artifact["order"]["total"] == "98.00"
    assert message.content.endswith(rows.NOT_LIVE)


async def test_a_quote_is_marked_and_its_link_is_not_told(toolkit, call, limio):
    message = await call(toolkit, "limio_create_quote", ORDER | {"note": "net 60 please"})
    order = limio.bodies[-1]["order"]
    assert (order["tracking"]["tag"], order["customFields"]) == ("quote", {"note": "net 60 please"})
    assert "http" not in message.content
    assert message.artifact["url"] == SHOP + BASKET["recoveryLink"]


async def test_an_awaited_tool_outside_async_with_leaves_nothing_open(limio, monkeypatch):
    opened = []

    class Tracked(httpx.MockTransport):
        is_open = True

        async def aclose(self):
            self.is_open = False

    def open_one(*_):
        opened.append(Tracked(limio.awaiting))
        return opened[-1]

    monkeypatch.setattr("limio_langchain.client.wire._async_opened", open_one)
    toolkit = LimioToolkit.from_settings(settings())
    (tool,) = toolkit.get_tools(include=["limio_get_offer"])
    await tool.ainvoke({"offer": "/offers2/Pro Plan"})
    assert [transport.is_open for transport in opened] == [False]
    async with toolkit:
        await tool.ainvoke({"offer": "/offers2/Pro Plan"})
        await tool.ainvoke({"offer": "/offers2/Pro Plan"})
        assert [transport.is_open for transport in opened] == [False, True]
    assert not opened[1].is_open


def test_a_toolkit_reads_the_environment_and_shows_no_secret(monkeypatch):
    for name, value in {"SHOP_URL": SHOP, "API_URL": SHOP, "CLIENT_ID": "i", "CLIENT_SECRET": "hush-hush"}.items():
        monkeypatch.setenv(f"LIMIO_{name}", value)
    with LimioToolkit() as toolkit:
        assert toolkit.settings.client_secret.get_secret_value() == "hush-hush"
        assert "hush-hush" not in repr(toolkit) + repr(toolkit.get_tools())
