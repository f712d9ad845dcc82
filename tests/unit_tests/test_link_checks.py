"""Purchase links of a toolkit that has read nothing yet: each leads to what may be sold, or is refused."""

import json

import httpx
import pytest
from fake_limio import PLAN, SHOP, FakeLimio, answer, page, settings

from limio_langchain import LimioClient, LimioToolkit, SalesContext

OFFERS, ADD_ONS = "/api/offers/v2", "/api/published_catalog_items"


def item(path, **attributes):
    held = PLAN["data"]["attributes"] | attributes
    return PLAN | {"path": path, "name": path.rpartition("/")[2], "data": PLAN["data"] | {"attributes": held}}


PLANS = (
    PLAN,
    item("/offers2/Ended", valid_date_range__limio={"to": "2020-01-01T00:00:00Z"}, label__limio=["old"]),
    item("/offers2/Abroad", allowed_countries__limio=["FR"], label__limio=["abroad", "mixed"]),
    item("/offers2/Partners", eligible_partners__limio=["Acme"], label__limio=["partners"]),
    item("/offers2/At Home", label__limio=["mixed"]),
    item("/offers2/No Version", label__limio=["bare"]) | {"version": None},
)
TOWELS = item("/add_ons/Towels", allowed_countries__limio=["FR"])


def by_path(items):
    def found(request):
        path = request.url.params.get("path")
        return page(*(one for one in items if path in (None, one["path"])))

    return found


@pytest.fixture
def limio():
    return FakeLimio().script(OFFERS, by_path(PLANS)).script(ADD_ONS, by_path([TOWELS]))


@pytest.fixture
def link(limio):
    client = LimioClient(settings(), transport=httpx.MockTransport(limio))
    (tool,) = LimioToolkit(client=client, context=SalesContext(country="GB")).get_tools(include=["limio_purchase_link"])
    return lambda **args: tool.invoke({"type": "tool_call", "id": "1", "name": tool.name, "args": args})


def refused(message):
    told = json.loads(message.content)["error"]
    return told["code"], told["what"]


@pytest.mark.parametrize(
    ("path", "why"),
    [("Ended", "was sold until 2020-01-01"), ("Abroad", "not sold in GB"), ("Partners", "for the partners Acme only")],
)
def test_a_link_for_what_may_not_be_sold_is_refused_though_nothing_was_read_before(link, path, why):
    code, what = refused(link(offers=[f"/offers2/{path}"]))
    assert code == "not_for_sale"
    assert why in what


def test_an_add_on_of_a_link_is_checked_like_its_offer(link):
    code, what = refused(link(offers=["/offers2/Pro Plan", "/add_ons/Towels"]))
    assert (code, what) == ("not_for_sale", "/add_ons/Towels is not sold in GB")


def test_a_link_of_add_ons_alone_is_refused(link):
    code, what = refused(link(offers=["/add_ons/Towels"]))
    assert code == "bad_argument"
    assert "sold beside an offer" in what


@pytest.mark.parametrize(("label", "why"), [("old", "sold until"), ("abroad", "not sold in GB"), ("partners", "Acme")])
def test_a_label_that_holds_nothing_that_is_sold_is_refused(link, label, why):
    code, what = refused(link(label=label))
    assert code == "not_for_sale"
    assert "holds nothing that is sold here" in what
    assert why in what


@pytest.mark.parametrize("label", ["mixed", "bare"])
def test_a_label_of_which_a_link_can_sell_something_gets_its_link(link, label):
    assert link(label=label).content.splitlines()[1] == f"{SHOP}/checkout?purchase=true&label={label}"


def test_an_offer_without_a_version_can_still_be_bought_by_a_link(link):
    assert "purchase=%2Foffers2%2FNo%20Version" in link(offers=["/offers2/No Version"]).content


@pytest.mark.parametrize(
    ("args", "nearest"), [({"label": "MIXED"}, "mixed"), ({"offers": ["/OFFERS2/PRO PLAN"]}, "/offers2/Pro Plan")]
)
def test_the_nearest_is_found_in_any_case(link, args, nearest):
    assert f"the nearest is {nearest}" in refused(link(**args))[1]


def test_nothing_is_refused_where_the_catalogue_cannot_be_read(link, limio):
    limio.script(OFFERS, answer(503, {})).script(ADD_ONS, answer(503, {}))
    assert "purchase=%2Foffers2%2FEnded" in link(offers=["/offers2/Ended"]).content
    assert "label=old" in link(label="old").content


def test_a_link_to_an_offer_that_changed_since_it_was_shown_says_what_it_costs_now(limio):
    client = LimioClient(settings(catalog_ttl=0), transport=httpx.MockTransport(limio))
    toolkit = LimioToolkit(client=client)

    def call(name, **args):
        (tool,) = toolkit.get_tools(include=[name])
        asked = {"type": "tool_call", "id": "1", "name": name, "args": args}
        return tool.invoke(asked, {"configurable": {"thread_id": "a-customer"}}).content

    call("limio_get_offer", offer="/offers2/Pro Plan")
    assert "now" not in call("limio_purchase_link", offers=["/offers2/Pro Plan"])
    dearer = PLAN["data"]["attributes"]["price__limio"][0] | {"value": "59.00"}
    limio.script(OFFERS, by_path([item("/offers2/Pro Plan", price__limio=[dearer])]))
    told = call("limio_purchase_link", offers=["/offers2/Pro Plan"])
    assert "changed since it was shown: price; tell the customer what it costs now: GBP 59.00/month" in told
