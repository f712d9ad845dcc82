"""The sandbox's catalogue: its shape, its quirks, publishing, and where else it can come from."""

import json
import re
import time

import pytest

from limio_langchain.sandbox.catalogue import OWN, Catalogue, attributes_of, kind_of
from limio_langchain.sandbox.html import plain, plain_lines, tag
from limio_langchain.sandbox.prices import asked_for, totals

ITEMS = list(Catalogue())
PRO = "/offers2/Business Pro Annual"


def carrying(name):
    return [item for item in ITEMS if attributes_of(item).get(name)]


def charges():
    return [charge for item in ITEMS for charge in attributes_of(item)["price__limio"]]


def test_ids_and_versions_are_forty_hexadecimal_characters_and_all_different():
    told = [item[name] for item in ITEMS for name in ("id", "version")]
    assert all(re.fullmatch("[0-9a-f]{40}", one) for one in told)
    assert len(set(told)) == len(told)


def test_there_are_offers_and_three_add_ons():
    kinds = [kind_of(item) for item in ITEMS]
    assert (kinds.count("offer") >= 12, kinds.count("add_on")) == (True, 3)


@pytest.mark.parametrize(
    "name",
    [
        "allow_multibuy__limio",
        "eligible_partners__limio",
        "allowed_countries__limio",
        "default_quantity_options__limio",
        "is_gift__limio",
        "valid_date_range__limio",
        "cross_sell_addons__limio",
        "compatible_products",
        "sector__acme",
    ],
)
def test_a_quirk_of_real_catalogues_is_there(name):
    assert carrying(name)


def test_there_are_tiers_with_the_last_one_open_external_prices_prices_in_words_and_one_time_ones():
    assert any("ending_unit" not in charge["tiers"][-1] for charge in charges() if "tiers" in charge)
    assert any(charge.get("use_external_price") and "value" not in charge for charge in charges())
    assert any(charge.get("value") == "-" for charge in charges())
    assert any(charge.get("type") == "onetime" for charge in charges())
    assert {"GBP", "USD", "EUR"} <= {charge["currencyCode"] for charge in charges()}


def test_one_offer_starts_with_a_trial_that_ends_in_a_recurring_charge():
    told = [attributes_of(item)["price__limio"] for item in ITEMS]
    assert any([one.get("type") for one in charges] == ["onetime", "recurring"] for charges in told)


def test_inside_data_names_are_stale_and_versions_never_the_published_one():
    data = [(item, item["data"]) for item in ITEMS]
    assert sum(held.get("path", item["path"]) != item["path"] for item, held in data) >= 5
    assert sum(held.get("id", item["id"]) != item["id"] for item, held in data) >= 2
    assert all(held["version"] != item["version"] for item, held in data)


def test_an_agent_s_channels_can_sell_most_of_it():
    offers = [item for item in ITEMS if kind_of(item) == "offer"]
    sold = [item for item in offers if {"ai", "Online"} & set(attributes_of(item)["sales_channel__limio"])]
    assert len(offers) - len(sold) == 2


def test_every_add_on_an_offer_names_is_there():
    ids = {item["path"]: item["id"] for item in ITEMS}
    for item in carrying("cross_sell_addons__limio"):
        for told in attributes_of(item)["cross_sell_addons__limio"]["items"]:
            assert ids[told["path"]] == told["id"]


def test_publishing_again_keeps_the_id_and_retires_the_version():
    catalogue = Catalogue()
    before = catalogue.by_path(PRO)
    after = catalogue.publish(before)
    assert after["id"] == before["id"]
    assert catalogue.by_version(before["id"], before["version"]) is None
    assert catalogue.by_version(after["id"], after["version"]) == after


def test_unpublishing_takes_off_sale_and_publishing_brings_back_under_the_same_id():
    catalogue = Catalogue()
    before = catalogue.by_path(PRO)
    catalogue.unpublish(PRO)
    assert catalogue.by_path(PRO) is None
    assert any(item["path"] == PRO for item in catalogue.working())
    assert catalogue.publish({"path": PRO, "data": {}})["id"] == before["id"]


def test_a_new_item_needs_no_more_than_a_path():
    made = Catalogue([]).publish({"path": "/offers2/New"})
    assert (made["name"], len(made["id"]), len(made["version"])) == ("New", 40, 40)


def test_what_a_caller_changes_later_does_not_change_the_catalogue():
    catalogue = Catalogue([])
    item = {"path": "/offers2/New", "data": {"attributes": {"label__limio": ["a"]}}}
    catalogue.publish(item)["data"]["attributes"]["label__limio"].append("b")
    item["data"]["attributes"]["label__limio"].append("c")
    assert attributes_of(catalogue.by_path("/offers2/New"))["label__limio"] == ["a"]


def test_working_copies_have_versions_that_cannot_be_sold():
    catalogue = Catalogue()
    assert all(catalogue.by_version(item["id"], item["version"]) is None for item in catalogue.working())


@pytest.mark.parametrize("form", [str, lambda path: path], ids=["text", "path"])
def test_a_file_of_the_api_s_answers_is_read(tmp_path, form):
    file = tmp_path / "offers.json"
    file.write_text(OWN.read_text(encoding="utf-8"), encoding="utf-8")
    assert list(Catalogue(form(file))) == ITEMS


def test_a_plain_list_is_read(tmp_path):
    file = tmp_path / "offers.json"
    file.write_text(json.dumps(ITEMS[:3]))
    assert list(Catalogue(file)) == list(Catalogue(ITEMS[:3])) == ITEMS[:3]


@pytest.mark.parametrize("text", ["{", '[{"path": "no slash"}]'])
def test_a_file_that_cannot_be_used_is_refused(tmp_path, text):
    file = tmp_path / "offers.json"
    file.write_text(text)
    with pytest.raises(ValueError, match="offers"):
        Catalogue(file)


def test_generated_offers_are_the_same_for_the_same_seed():
    assert list(Catalogue(40, 1)) == list(Catalogue(40, 1)) != list(Catalogue(40, 2))


def test_ten_thousand_offers_are_cheap_and_all_different():
    began = time.perf_counter()
    items = list(Catalogue(10_000))
    assert time.perf_counter() - began < 5
    assert len({item["id"] for item in items}) == 10_000


@pytest.mark.parametrize("count", [-1, 10_001, True])
def test_any_other_number_of_offers_is_refused(count):
    with pytest.raises(ValueError, match="10000"):
        Catalogue(count)


def price(path, quantity=1):
    told = asked_for(next(item for item in ITEMS if item["path"] == path), quantity)
    return told.today and str(told.today), told.later


@pytest.mark.parametrize(
    ("path", "quantity", "asked"),
    [
        (PRO, 12, ("3888", "£3,888.00 every year")),
        ("/offers2/Team Library", 5, ("495", "£495.00 every year")),
        ("/offers2/Team Library", 6, ("1495", "£1,495.00 every year")),
        ("/offers2/Team Library", 500, ("7900", "£7,900.00 every year")),
        ("/offers2/Home £1 for 1 month then £8.99 monthly", 1, ("1.00", "£8.99 every month")),
        ("/add_ons/Onboarding Workshop", 1, ("350.00", "")),
        ("/offers2/Market Data API", 5, (None, "")),
        ("/offers2/Enterprise Library", 1, (None, "")),
    ],
)
def test_the_shop_s_price_is_reckoned_from_the_charges(path, quantity, asked):
    assert price(path, quantity) == asked


def test_an_unknown_price_leaves_the_whole_order_without_a_total():
    known, unknown = (asked_for(item, 1) for item in ITEMS if item["path"] in {PRO, "/offers2/Market Data API"})
    assert [str(one.due) for one in totals([known])] == ["324.00"]
    assert totals([known, unknown]) == []


def test_texts_and_attributes_are_escaped_and_elements_are_not():
    made = tag("p", "<b>&", tag("i", "x"), title='"><script>', hidden=True, lang=None)
    assert made == '<p title="&quot;&gt;&lt;script&gt;" hidden>&lt;b&gt;&amp;<i>x</i></p>'


def test_a_catalogue_s_html_becomes_lines_of_text():
    assert plain_lines("<ul><li>A &amp; B</li><li><b>C</b></li></ul><script>x()</script>") == ["A & B", "C"]
    assert plain("<p>One&nbsp;<i>two</i></p>") == "One two"
    assert plain(None) == ""
