"""Offers: real ones read exactly, hostile ones read without failing, text made plain."""

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limio_langchain import Offer
from limio_langchain.eligibility import changes, terms_of
from limio_langchain.errors import UnreadableAnswer
from limio_langchain.models.page import Cursor, read_offer_page
from limio_langchain.models.price import Price
from limio_langchain.models.price_text import doubt
from limio_langchain.models.text import list_items, plain_text

REAL = json.loads((Path(__file__).parents[1] / "fixtures" / "real-offers.json").read_text())
ITEMS = [*REAL["published_response"]["items"], *REAL["catalog_offers"], *REAL["catalog_add_ons"]]
BY_PATH = {item["path"]: Offer.from_item(item) for item in ITEMS}
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=12,
)
KNOWN = [name for item in ITEMS for name in item["data"]["attributes"]]


def read_everything(offer):
    """Read every property; what fails, fails the test."""
    for name in dir(Offer):
        if not name.startswith("_"):
            getattr(offer, name)
    return repr(offer)


@pytest.mark.parametrize(
    ("path", "amount", "currency", "billing"),
    [
        ("/offers2/Karbon Business Annual GBP", "588", "GBP", "yearly"),
        ("/offers2/Find an Advisor - Silver", "3500.00", "CAD", "other"),
        ("/offers2/Avalara Returns Pro", "800", "USD", "yearly"),
        ("/offers2/Propelus Professional", "39.99", "USD", "yearly"),
        ("/offers2/SugarCRM Sell Standard 1 Year Plan GBP", "564.00", "GBP", "yearly"),
        ("/add_ons/Account Management Add-On - Annual Plan", "299.00", "USD", "yearly"),
        ("/add_ons/Account Management Add-On - Monthly Plan", "29.00", "USD", "monthly"),
    ],
)
def test_a_real_price_is_read_exactly(path, amount, currency, billing):
    offer = BY_PATH[path]
    assert (offer.price.amount, offer.price.currency, offer.billing) == (Decimal(amount), currency, billing)


def test_every_other_real_price_is_unknown_and_says_why():
    unknown = [offer for offer in BY_PATH.values() if offer.price.amount is None]
    assert len(unknown) == 7
    assert {offer.price.unknown_because for offer in unknown} == {"the price is kept outside the catalogue"}
    assert all(offer.display_price for offer in unknown)


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item["path"])
def test_identity_comes_from_the_top_level_alone(item):
    offer = Offer.from_item(item)
    assert (offer.id, offer.version, offer.path, offer.name) == tuple(
        item[key] for key in ("id", "version", "path", "name")
    )


def test_some_real_offers_do_carry_another_s_name_inside():
    assert sum(item["data"].get("path", item["path"]) != item["path"] for item in ITEMS) >= 3


@pytest.mark.parametrize(
    ("path", "doubtful"),
    [
        ("/offers2/Avalara Returns Pro", True),  # says 800 a month, charges 800 a year
        ("/offers2/Karbon Business Annual GBP", False),  # says 49 a month paid annually, charges 588
        ("/offers2/SugarCRM Sell Standard 1 Year Plan GBP", False),  # says 47 a month, charges 564
        ("/offers2/Propelus Professional", False),
    ],
)
def test_a_price_is_in_doubt_where_the_words_contradict_the_charge(path, doubtful):
    assert (BY_PATH[path].price_in_doubt is not None) is doubtful


def test_a_real_offer_s_facts_are_read():
    offer = BY_PATH["/offers2/Karbon Business Annual GBP"]
    assert (offer.display_name, offer.labels, offer.countries) == ("Business", ("karbonuk",), ("GB",))
    assert offer.features[0] == "Automatic Client Reminders"
    assert (offer.sold_per_seat, offer.auto_renews, offer.checkout_page) == (True, True, "/karbon-cart")
    assert (offer.quantity_limits.minimum, offer.quantity_limits.maximum) == (1, 100)
    assert (offer.term.length, offer.term.unit, offer.term.renewal) == (1, "years", "termed")
    assert offer.products == ("Karbon",)


def test_both_real_envelopes_are_read():
    page = read_offer_page(json.dumps(REAL["published_response"]).encode())
    assert (len(page.offers), page.total, page.complete) == (6, REAL["published_response"]["hits"]["value"], True)
    empty = read_offer_page(json.dumps(REAL["empty_response"]).encode())
    assert (empty.offers, empty.complete) == ((), True)


@pytest.mark.parametrize(
    ("envelope", "total", "exact", "complete", "cursor"),
    [
        ({"hits": 1}, 1, True, True, None),
        ({"hits": 2}, 2, True, False, None),
        ({"hits": {"value": 1, "relation": "gte"}}, 1, False, True, None),
        ({}, None, True, True, None),
        ({"hits": True}, None, True, True, None),
        ({"hits": 1, "queryMore": None}, 1, True, True, None),
        ({"hits": 9, "queryMore": {"from": "c", "alias": "a"}}, 9, True, False, Cursor("c", "a")),
        ({"hits": 9, "queryMore": {"from": ""}}, 9, True, False, None),
    ],
)
def test_a_page_says_what_is_missing(envelope, total, exact, complete, cursor):
    page = read_offer_page(json.dumps({"items": [{"path": "/offers2/A"}]} | envelope).encode())
    assert (page.total, page.total_is_exact, page.complete, page.cursor) == (total, exact, complete, cursor)


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"<html>", b'{"items": {}}', b"[" * 100_000, b"\xff"])
def test_what_is_no_page_is_said(body):
    with pytest.raises(UnreadableAnswer):
        read_offer_page(body)


def test_one_broken_item_never_spoils_a_page():
    items = [None, 7, "x", [], {"data": 5}, ITEMS[0]]
    page = read_offer_page(json.dumps({"items": items}).encode())
    assert [offer.path for offer in page.offers] == ["", ITEMS[0]["path"]]
    assert not page.offers[0].sellable


@given(st.dictionaries(st.sampled_from(["id", "version", "path", "name", "data", "type"]), json_values))
def test_any_object_can_be_read_as_an_offer(item):
    read_everything(Offer.from_item(item))


@given(
    st.dictionaries(st.sampled_from(KNOWN), json_values, max_size=6),
    st.dictionaries(st.text(), json_values, max_size=3),
)
def test_any_attributes_can_be_read(attributes, data):
    read_everything(Offer.from_item({"path": "/offers2/A", "data": data | {"attributes": attributes}}))


def test_an_offer_survives_a_round_trip_through_json():
    offer = Offer.from_item(ITEMS[0])
    again = Offer.from_item(json.loads(json.dumps(offer.as_item())))
    assert again == offer
    assert changes(terms_of(again), offer) == ()
    assert hash(again) == hash(offer)


def test_a_volume_price_is_picked_by_quantity():
    tiers = [
        {"starting_unit": 6, "price": "20", "price_format": "PerUnit"},
        {"starting_unit": 1, "ending_unit": 5, "price": "99", "price_format": "FlatFee"},
    ]
    price = Price.from_charge(
        {"type": "recurringVolume", "tiers": tiers, "currencyCode": "GBP", "repeat_interval_type": "years"}
    )
    assert [price.amount_for(n) for n in (0, 1, 5, 6, 10)] == [
        None,
        Decimal(99),
        Decimal(99),
        Decimal(120),
        Decimal(200),
    ]
    assert (price.kind, price.amount, price.unknown_because) == ("volume", None, "the price depends on the quantity")


@pytest.mark.parametrize("told", ["contact sales", "-", "", "1e5", "-3", "NaN", None, True, "1,200", " ", "٣", [5]])
def test_a_value_that_is_no_plain_amount_is_unknown_and_never_nought(told):
    price = Price.from_charge({"type": "recurring", "value": told})
    assert price.amount is None
    assert price.unknown_because


def test_one_unreadable_tier_makes_the_volume_price_unknown():
    tiers = [{"starting_unit": 1, "price": "9"}, {"starting_unit": 6, "price": "ask"}]
    assert Price.from_charge({"type": "recurringVolume", "tiers": tiers}).amount_for(1) is None


TIER = {"starting_unit": 1, "price": "9", "price_format": "FlatFee"}


@pytest.mark.parametrize("kind", ["tiered", "recurringTiered", "recurring", "onetimeVolume", "overage", "", None])
def test_tiers_of_a_kind_that_is_not_documented_are_no_price(kind):
    price = Price.from_charge({"type": kind, "value": "5", "tiers": [TIER], "repeat_interval_type": "months"})
    assert (price.kind, price.amount, price.tiers, price.amount_for(1)) == ("unknown", None, (), None)


@pytest.mark.parametrize(
    "second",
    [
        {"starting_unit": 3, "price": "9", "price_format": "FlatFee"},  # the first has no end
        {"starting_unit": 9, "price": "9"},
        {"starting_unit": 9, "price": "9", "price_format": "Graduated"},
        {"starting_unit": 9, "ending_unit": "and so on", "price": "9", "price_format": "PerUnit"},
    ],
)
def test_tiers_that_overlap_or_leave_something_out_are_no_price(second):
    told = {"type": "recurringVolume", "tiers": [TIER | {"starting_unit": 2}, second]}
    assert Price.from_charge(told).tiers == ()


@pytest.mark.parametrize(
    ("told", "amount"),
    [
        (0.1 + 0.2, "0.3"),
        (29.990000000000002, "29.99"),
        ("29.990000000000002", "29.99"),
        (588, "588"),
        (588.0, "588"),
        ("588.00", "588.00"),
        ("1200", "1200"),
        ("1.500", "1.500"),
        (0.123456, "0.123456"),
        ("0.1234567", None),
        (1e16, None),
        (1e-9, None),
    ],
)
def test_a_binary_fraction_s_noise_is_taken_off_an_amount(told, amount):
    price = Price.from_charge({"type": "recurring", "value": told})
    assert (None if price.amount is None else str(price.amount)) == amount


@pytest.mark.parametrize(("told", "read"), [(3, "3"), ("3", "3"), (True, None), ("", None), (None, None), (1.5, None)])
def test_a_version_that_is_a_number_is_taken_as_its_digits(told, read):
    offer = Offer.from_item({"path": "/offers2/A", "id": "a", "version": told})
    assert (offer.version, offer.sellable) == (read, read is not None)


def test_the_currency_code_is_trusted_over_the_currency_object():
    told = {"value": "1", "currencyCode": "GBP", "currency": {"id": "USD"}}
    assert Price.from_charge(told).currency == "GBP"
    assert Price.from_charge({"value": "1", "currencyCode": "pounds"}).currency is None


@pytest.mark.parametrize(
    ("words", "doubtful"),
    [
        ("£10 per month", False),
        ("£120 a year", False),
        ("£11 per month", True),
        ("from £11/month or £120/year", False),
        ("Contact us", False),
        ("1,200.00 every year", True),
        ("£10.00 per user, per month", False),
    ],
)
def test_doubt_compares_the_same_period(words, doubtful):
    price = Price(amount=Decimal(10), interval="months", interval_count=1, kind="recurring")
    assert (doubt(price, words) is not None) is doubtful


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p><strong>£49</strong>/month</p>", "£49/month"),
        ("a<br>b", "a b"),
        ("&lt;b&gt; &amp; &pound;5", "<b> & £5"),
        ("x<script>alert(1)</script>y", "xy"),
        ("\x1b[31mred\u202e\u200b", "[31mred"),
        ("<p>unclosed <b>bold", "unclosed bold"),
        (None, ""),
        (5, ""),
    ],
)
def test_html_becomes_plain_text(html, text):
    assert plain_text(html) == text


@given(st.text())
def test_plain_text_has_no_controls_and_one_line(html):
    told = plain_text(html)
    assert told.isprintable() or not told
    assert told == " ".join(told.split())


def test_a_list_s_items_are_its_features_and_lines_where_there_is_none():
    assert list_items("<p>Intro</p><ul><li>A</li><li><b>B</b> c</li></ul>") == ("A", "B c")
    assert list_items("<p>A</p><p>B</p>") == ("A", "B")


@given(st.from_regex(r"(</?(p|br|ul|li|h4|b)>|[A &>]|&amp;|&lt)*", fullmatch=True))
def test_plain_tags_read_as_the_parser_reads_them(html):
    parsed = re.sub(r"(</?\w+)>", r"\1 >", html)
    assert (plain_text(html), list_items(html)) == (plain_text(parsed), list_items(parsed))


def test_template_marks_say_nothing_yet():
    item = {
        "path": "/offers2/A",
        "data": {"attributes": {"display_price__limio": "<p>{{currencySymbol}}{{amount}}</p>"}},
    }
    assert Offer.from_item(item).display_price == ""


def test_products_can_be_plain_paths():
    offer = Offer.from_item({"path": "/offers2/A", "data": {"products": ["/products/X", {"path": "/products/Y"}, 5]}})
    assert (offer.products, offer.product_paths) == (("/products/X", "/products/Y"), {"/products/X", "/products/Y"})


@pytest.mark.parametrize(
    ("told", "count"), [(None, 1), ("", 1), (0, 1), (2, 2), ("3", 3), (1.0, 1), (1.5, None), ("x", None), (-1, None)]
)
def test_every_how_many_it_recurs_is_read_or_the_period_is_unknown(told, count):
    price = Price.from_charge({"type": "recurring", "value": "1", "repeat_interval_type": "x", "repeat_interval": told})
    assert price.period is None
    price = Price.from_charge(
        {"type": "recurring", "value": "1", "repeat_interval_type": "Day", "repeat_interval": told}
    )
    assert (price.period and price.period.count) == count


@pytest.mark.parametrize("told", [True, "true", "True", 1, "1"])
def test_a_price_kept_outside_is_none_of_the_catalogue_s_however_that_is_spelled(told):
    price = Price.from_charge({"type": "recurring", "value": "1", "use_external_price": told})
    assert (price.kind, price.amount) == ("external", None)


@pytest.mark.parametrize("last", [0, 3])
def test_a_tier_that_ends_before_it_begins_makes_the_volume_price_unknown(last):
    tier = {"starting_unit": 5, "ending_unit": last, "price": "99", "price_format": "FlatFee"}
    assert Price.from_charge({"type": "recurringVolume", "tiers": [tier]}).tiers == ()


def test_a_currency_is_read_in_any_case():
    assert Price.from_charge({"type": "recurring", "value": "1", "currencyCode": " gbp "}).currency == "GBP"
