"""Whatever an endpoint answers, in any shape: our results come out, or our errors, and nothing else."""

import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import httpx
from any_json import as_bodies, documents, objects, texts
from fake_limio import BASKET, PLAN, SHOP, Either, FakeClock, FakeLimio, answer, page, settings
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from limio_langchain import CheckoutRequest, CustomerDetails, LimioClient, LimioToolkit, Offer, OrderItem, purchase_link
from limio_langchain.catalog import Catalog
from limio_langchain.errors import LimioError, OrderRefused

TOKEN, OFFERS, ITEMS = "/oauth2/token", "/api/offers/v2", "/api/published_catalog_items"
INITIATE, ABANDONED = "/api/admin/checkout/initiate", "/api/checkout/abandoned"
ATTRIBUTES = [*PLAN["data"]["attributes"], "term__limio", "allowed_countries__limio", "valid_date_range__limio"]
ATTRIBUTES += ["cross_sell_addons__limio", "checkout__limio", "offer_features__limio", "display_price__limio"]
CHARGE = ["type", "value", "currencyCode", "repeat_interval", "repeat_interval_type", "tiers", "starting_unit", "price"]
anything = documents("id", "from", "alias", "value", "relation", "name", "path", *CHARGE)


def listed(names, values=anything):
    """A page of items that look like real ones, and hold anything."""
    items = st.lists(objects(names, values, max_size=8) | anything, max_size=4)
    told = st.tuples(items, anything, anything)
    return told.map(lambda t: f'{{"items": [{", ".join(t[0])}], "hits": {t[1]}, "queryMore": {t[2]}}}')


attributes = objects(ATTRIBUTES, anything, max_size=6)
item_values = anything | texts | objects(["attributes", "record_type", "products"], attributes | anything, max_size=3)
offer_pages = as_bodies(listed(["id", "version", "path", "name", "data"], item_values) | documents("items"))
basket_pages = as_bodies(
    listed(["id", "created", "customerDetails", "orderItems", "tracking", "completed", "identities"])
    | documents("items", "queryMore")
)
token_bodies = as_bodies(objects(["access_token", "expires_in", "token_type"], anything) | documents())
basket_bodies = as_bodies(objects(["id", "recoveryLink", "assistedCheckoutLink"], anything) | documents())
WEIRD_HEADERS = {
    "retry-after": ["0", "-5", "nan", "inf", "1e400", "soon", "Wed, 21 Oct 2015 07:28:00 GMT"],
    "location": ["", "https://evil.example/?token=x", "http://[", "//", "/login", "https://x:99999999/"],
    "content-type": ["text/html", "application/json; charset=utf-16", "\x00"],
}
headers = st.fixed_dictionaries({}, optional={name: st.sampled_from(told) for name, told in WEIRD_HEADERS.items()})
statuses = st.sampled_from([200] * 12 + [201, 204, 206, 301, 302, 304, 400, 401, 403, 404, 409, 429, 500, 502, 599])
REQUEST = CheckoutRequest(
    items=[OrderItem(offer=Offer.from_item(PLAN), quantity=2)], customer=CustomerDetails(email="ada@example.com")
)
SINCE = datetime(2026, 1, 1, tzinfo=UTC)
worlds = st.sampled_from(["blocking", "awaiting"])


def answers(bodies):
    """Whole answers: a status, headers and a body."""
    told = st.tuples(statuses, headers, bodies)
    return told.map(lambda t: httpx.Response(t[0], headers=t[1], content=t[2]))


def fake(**scripts):
    paths = {"token": TOKEN, "offers": OFFERS, "items": ITEMS, "checkout": INITIATE, "abandoned": ABANDONED}
    limio = FakeLimio().script(OFFERS, page(PLAN)).script(ITEMS, page()).script(INITIATE, answer(200, BASKET))
    limio.script(ABANDONED, answer(200, {"items": []}))
    for name, told in scripts.items():
        limio.script(paths[name], told)
    return limio


def came_out(call, *args, **options):
    """Return what a call gave, or its error where that is one of ours; any other leaves, and fails the test."""
    try:
        return call(*args, **options)
    except LimioError as error:
        return error


def given_out(call):
    """Return the items a call gave, none where it raised an error of ours, which must be fit to print."""
    came = came_out(call)
    assert not isinstance(came, LimioError) or str(came).isprintable()
    return () if isinstance(came, LimioError) else came


def read_everything(offer):
    """Read every property of an offer and use it as the layers above do."""
    for name in dir(Offer):
        if not name.startswith("_"):
            getattr(offer, name)
    json.dumps(offer.as_item(), allow_nan=False, ensure_ascii=False).encode()
    came_out(purchase_link, SHOP, offer.path)
    return f"{offer!r}{hash(offer)}"


@given(worlds, answers(token_bodies))
def test_any_answer_of_the_token_endpoint(world, told):
    client = Either(world, fake(token=told))
    assert {offer.path for offer in given_out(client.iter_offers)} <= {PLAN["path"]}


@given(worlds, answers(offer_pages))
def test_any_answer_of_the_catalogue(world, told):
    client = Either(world, fake(offers=told, items=told))
    calls = (
        lambda: client.list_offers().offers,
        client.iter_offers,
        lambda: [client.get_offer("/offers2/Pro Plan")],
        lambda: [client.get_offer("/add_ons/X")],
        lambda: client.list_catalog_items("add_on").offers,
    )
    for call in calls:
        for offer in given_out(call):
            read_everything(offer)


@given(worlds, answers(offer_pages))
def test_a_catalogue_of_any_shape_is_kept_and_read_back(world, told):
    with tempfile.TemporaryDirectory() as folder:
        known, clock = settings(cache_dir=Path(folder)), FakeClock()

        def offers(said):
            client = Either(world, fake(offers=said))
            return given_out(lambda: client.run(Catalog(known, wall_clock=clock.now).offers()).offers)

        assert offers(told) == offers(answer(400))


@given(worlds, answers(basket_bodies))
def test_any_answer_of_the_checkout(world, told):
    client = Either(world, fake(checkout=told))
    session, result = came_out(client.initiate_checkout, REQUEST), came_out(client.checkout_or_link, REQUEST)
    if isinstance(result, LimioError):
        assert isinstance(result, OrderRefused)
        assert result.status in {400, 404}
    else:
        assert (result.kind == "purchase_link") is isinstance(session, LimioError)
        json.dumps(result.as_json(), ensure_ascii=False).encode()


@given(worlds, answers(basket_pages))
def test_any_answer_of_the_abandoned_baskets(world, told):
    client = Either(world, fake(abandoned=told))
    for basket in given_out(lambda: client.iter_abandoned_baskets(SINCE, include_completed=True)):
        assert basket.id
        repr(basket)


ORDER_NAMES = ["id", "data", "orderItems", "order_type", "checkoutId", "status", "total", "amount", "price", "tracking"]
SUBSCRIPTION_NAMES = ["id", "record_type", "data", "items", "price", "order", "checkoutId", "nextActions", "upgrades"]
objects_of_limio = as_bodies(documents(*ORDER_NAMES) | documents(*SUBSCRIPTION_NAMES))


@given(worlds, answers(objects_of_limio), st.sampled_from(["order-1", "sub-1"]))
def test_any_answer_of_orders_and_subscriptions(world, told, name):
    limio = FakeLimio()
    for path in ("order/order-1", "orders/order-1", "subscription/sub-1", "customer/sub-1/related"):
        limio.script(f"/api/objects/limio/{path}", told)
    client = Either(
        world, limio.script("/api/checkout/subscription", told), assume="subscription_change,subscription_link"
    )
    for read in (
        client.get_order,
        client.get_subscription,
        client.list_subscriptions,
        client.start_subscription_change,
    ):
        came_out(read, name)


CALLS = {
    "limio_find_offers": {"query": "pro", "people": 3, "billing": "monthly"},
    "limio_get_offer": {"offer": "/offers2/Pro Plan"},
    "limio_create_checkout": {"items": [{"offer": "/offers2/Pro Plan"}], "email": "ada@example.com"},
    "limio_create_quote": {"items": [{"offer": "/offers2/Pro Plan"}], "email": "ada@example.com"},
    "limio_list_abandoned_baskets": {"created_after": "2026-01-01T00:00:00Z"},
}


@examples(max_examples=30)
@given(answers(token_bodies), answers(offer_pages), answers(basket_bodies), answers(basket_pages), st.booleans())
def test_any_answers_reach_a_model_as_words(token, offers, checkout, abandoned, has_token):
    scripts = {"offers": offers, "items": offers, "checkout": checkout, "abandoned": abandoned}
    limio = fake(**scripts, **({} if has_token else {"token": token}))
    client = LimioClient(settings(), transport=httpx.MockTransport(limio), clock=FakeClock().clock)
    for tool in LimioToolkit(client=client).get_tools(include=CALLS):
        message = tool.invoke({"type": "tool_call", "id": "1", "name": tool.name, "args": CALLS[tool.name]})
        json.dumps([message.content, message.artifact], ensure_ascii=False).encode()
