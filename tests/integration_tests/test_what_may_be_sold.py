"""What may be sold is asked when an offer is shown and again when it is written, at no request more in a warm sale."""

import copy
import json

import pytest

from limio_langchain import LimioToolkit, SalesContext
from limio_langchain.eligibility import Scope

PRO, ARCHIVE = "/offers2/Business Pro Annual", "/add_ons/Archive Access Annual"
ORDER = {"items": [{"offer": PRO, "quantity": 12}], "email": "jo@brand.io"}
WRITES = ("limio_create_checkout", "limio_create_quote")
THREAD = {"configurable": {"thread_id": "customer-1"}}


@pytest.fixture
def sold_by(limio, world):
    """Returns how a shop's tools are called; what comes is the text's envelope, or else the artifact."""

    def made(catalog_ttl=0.0, **options):
        toolkit = LimioToolkit.from_settings(limio.settings(catalog_ttl=catalog_ttl), **options)

        async def call(name, args, config=None):
            (tool,) = toolkit.get_tools(include=[name])
            asked = {"type": "tool_call", "id": "1", "name": name, "args": args}
            told = tool.invoke(asked, config) if world == "blocking" else await tool.ainvoke(asked, config)
            return told.artifact or json.loads(told.content)["error"]

        return call

    return made


def published(limio, path=PRO, **attributes):
    """Publish an offer anew with other attributes, as a team does while a customer decides."""
    item = copy.deepcopy(dict(limio.catalogue.by_path(path)))
    item["data"]["attributes"] |= attributes
    limio.publish(item)


LEFT = {
    "its country": ({"allowed_countries__limio": ["FR"]}, "is not sold in GB"),
    "its channel": ({"sales_channel__limio": ["Salesforce"]}, "is for Salesforce only"),
    "its dates": ({"valid_date_range__limio": {"to": "2020-01-01T00:00:00Z"}}, "was sold until 2020-01-01"),
    "its partners": ({"eligible_partners__limio": ["P"]}, "is for the partners P only"),
    "its scope": ({"label__limio": ["private"]}, "does not hold label__limio business"),
}


@pytest.mark.parametrize("left", LEFT)
async def test_an_offer_that_left_between_the_recommendation_and_the_yes_is_neither_sold_nor_shown(
    limio, sold_by, left
):
    attributes, words = LEFT[left]
    scope = Scope(attributes={"label__limio": ("business",)}, channels=("ai", "Online"))
    call = sold_by(scope=scope, context=SalesContext(country="GB"))
    assert PRO in {one["path"] for one in (await call("limio_find_offers", {"limit": 20}))["offers"]}
    published(limio, **attributes)
    # What is for the sales team alone is what a quote is for.
    writes = [name for name in WRITES if (left, name) != ("its channel", "limio_create_quote")]
    for name, args in [*((name, ORDER) for name in writes), ("limio_get_offer", {"offer": PRO})]:
        refused = await call(name, args)
        assert (refused["code"], words in refused["what"]) == ("not_for_sale", True), name
    assert PRO not in {one["path"] for one in (await call("limio_find_offers", {"limit": 20}))["offers"]}
    assert (await call("limio_purchase_link", {"offers": [PRO]}))["code"] == "not_for_sale"
    assert limio.baskets == []


async def test_what_is_for_the_sales_team_alone_is_quoted_and_not_sold(limio, sold_by):
    call = sold_by(scope=Scope(channels=("ai", "Online")))
    published(limio, sales_channel__limio=["Salesforce"])
    assert (await call("limio_create_checkout", ORDER))["code"] == "not_for_sale"
    assert (await call("limio_create_quote", ORDER))["basket_id"] == limio.baskets[0].id


async def test_an_offer_in_another_currency_than_the_customer_pays_in_is_not_sold(limio, sold_by):
    call = sold_by(context=SalesContext(currency="CHF"))
    assert (await call("limio_create_checkout", ORDER))["code"] == "not_for_sale"
    assert limio.calls("checkout") == 0


async def test_what_left_the_catalogue_is_not_sold(limio, sold_by):
    call = sold_by()
    limio.unpublish(PRO)
    assert (await call("limio_create_checkout", ORDER))["code"] == "order_refused"
    assert limio.calls("checkout") == 0


async def test_another_price_than_this_conversation_was_shown_is_told_before_it_is_sold(limio, sold_by):
    call = sold_by()
    await call("limio_find_offers", {"limit": 20}, THREAD)
    charge = limio.catalogue.by_path(PRO)["data"]["attributes"]["price__limio"][0]
    published(limio, price__limio=[charge | {"value": "999.00"}])
    changed = await call("limio_create_checkout", ORDER, THREAD)
    assert (changed["code"], "price" in changed["what"]) == ("offer_changed", True)
    assert limio.baskets == []
    await call("limio_get_offer", {"offer": PRO}, THREAD)
    assert (await call("limio_create_checkout", ORDER, THREAD))["kind"] == "assisted"


async def test_a_warm_sale_asks_for_nothing_more_than_the_basket(limio, sold_by):
    call = sold_by(catalog_ttl=300.0, scope=Scope(attributes={"label__limio": ("business",)}))
    await call("limio_find_offers", {}, THREAD)
    before = len(limio.requests)
    assert (await call("limio_create_checkout", ORDER, THREAD))["kind"] == "assisted"
    assert [one["operation"] for one in limio.requests[before:]] == ["checkout"]


async def test_an_add_on_goes_with_its_offer_and_is_held_to_the_paths_where_they_are_named(limio, sold_by):
    both = ORDER | {"items": [*ORDER["items"], {"offer": ARCHIVE}]}
    wide = sold_by(scope=Scope(attributes={"label__limio": ("business",)}))
    assert (await wide("limio_create_checkout", both))["kind"] == "assisted"
    narrow = sold_by(scope=Scope(paths=frozenset({PRO})))
    assert (await narrow("limio_create_checkout", both))["code"] == "not_for_sale"


@pytest.mark.parametrize(
    ("args", "scope"),
    [
        ({"offers": ["/offers2/Elsewhere/X"]}, Scope(path="/offers2/Here")),
        ({"offers": ["/offers2/X"]}, Scope(paths=frozenset({PRO}))),
        ({"label": "business"}, Scope(path="/offers2/Here")),
        ({"label": "private"}, Scope(attributes={"label__limio": ("business",)})),
    ],
    ids=str,
)
async def test_with_nothing_to_read_a_purchase_link_is_held_to_what_its_words_say(limio, sold_by, args, scope):
    limio.faults.add("*", "drop")
    assert (await sold_by(scope=scope)("limio_purchase_link", args))["code"] == "not_for_sale"
    assert "url" in await sold_by(scope=Scope(attributes={"label__limio": ("business",)}))(
        "limio_purchase_link", {"label": "business"}
    )


async def test_with_the_api_down_an_order_is_held_to_what_was_last_read(limio, sold_by):
    published(limio, allowed_countries__limio=["FR"])
    call = sold_by(context=SalesContext(country="GB"))
    await call("limio_find_offers", {})
    limio.faults.add("*", "drop")
    assert (await call("limio_create_checkout", ORDER))["code"] == "not_for_sale"
    assert (await call("limio_purchase_link", {"offers": [PRO]}))["code"] == "not_for_sale"


@pytest.mark.parametrize("status", [404, 409, 423, 302])
async def test_a_refusal_that_says_nothing_of_a_path_is_no_reason_to_refuse_its_link(limio, sold_by, status):
    limio.faults.add("offers", "status", status=status)
    assert (await sold_by()("limio_purchase_link", {"offers": [PRO]}))["kind"] == "purchase_link"
