from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limio_langchain.models.offer import Offer
from limio_langchain.stored_offers import read_catalog_file
from limio_sales_agent.authoring.check import check_playbook
from limio_sales_agent.authoring.draft import draft_playbook
from limio_sales_agent.playbook import Playbook

FIXTURES = Path(__file__).parent.parent / "fixtures" / "playbooks"
TODAY = datetime(2026, 11, 1, tzinfo=UTC)
CATALOGUE = read_catalog_file(FIXTURES / "fenwick.json").offers
FENWICK = Playbook.load(FIXTURES / "fenwick.yaml")
PRICE = {
    "type": "recurring",
    "value": "9",
    "currencyCode": "GBP",
    "repeat_interval": 1,
    "repeat_interval_type": "months",
}


def offer(path="/offers2/A", version="v", **attributes):
    told = {"path": path, "name": path, "id": "i", "version": version}
    return Offer.from_item({**told, "data": {"attributes": {"price__limio": [PRICE], **attributes}}})


def findings(playbook, *offers, **more):
    return [
        (found.path, found.problem)
        for found in check_playbook(Playbook.model_validate(playbook), offers, TODAY, **more)
    ]


def test_a_playbook_that_fits_has_no_findings():
    assert findings({}, offer()) == []


@pytest.mark.parametrize(
    ("playbook", "made", "problem"),
    [
        ({}, offer(version=None), "has no published id and version"),
        (
            {"offers": {"channels": ["ai", "Online"]}},
            offer(sales_channel__limio=["Partner", "Salesforce"]),
            "is for Partner and Salesforce only",
        ),
        ({}, offer(eligible_partners__limio=["kpmg"]), "is for the partners kpmg only"),
        ({}, offer(valid_date_range__limio={"to": "2026-10-31T00:00:00Z"}), "was sold until 2026-10-31"),
        ({}, offer(valid_date_range__limio={"from": "2026-12-01T00:00:00Z"}), "is sold from 2026-12-01 on"),
        (
            {},
            offer(price__limio=[{"use_external_price": True, "currencyCode": "GBP"}]),
            "has no price in the catalogue",
        ),
        ({}, offer(display_price__limio="£9 / year"), "is worded with another price than it charges"),
        (
            {},
            offer(price__limio=[PRICE, {**PRICE, "currencyCode": "USD"}]),
            "has charges without a currency, or in several",
        ),
        ({}, offer(price__limio=[PRICE, {**PRICE, "repeat_interval": 2}]), "has charges that cannot be added up"),
        (
            {},
            offer(cross_sell_addons__limio={"items": [{"path": "/add_ons/Gone"}]}),
            "names the add-on /add_ons/Gone, which is not in the catalogue",
        ),
    ],
)
def test_an_offer_that_cannot_be_sold_is_listed_with_the_reason(playbook, made, problem):
    assert ("/offers2/A", problem) in findings(playbook, made)


def test_an_offer_that_is_not_sold_in_a_country_is_listed_when_asked():
    assert findings({}, offer(allowed_countries__limio=["US"])) == []
    assert findings({}, offer(allowed_countries__limio=["US"]), country="GB") == [("/offers2/A", "is not sold in GB")]


def test_a_price_the_team_states_settles_an_offer_without_one():
    priceless = offer(price__limio=[{"use_external_price": True, "currencyCode": "GBP"}])
    assert findings({"prices": {"/offers2/A": {"amount": "9", "currency": "GBP"}}}, priceless) == []


def test_add_ons_that_are_never_offered_are_not_missed():
    made = offer(cross_sell_addons__limio={"items": [{"path": "/add_ons/Gone"}]})
    assert findings({"add_ons": "never"}, made) == []


def test_an_offer_left_out_on_purpose_is_not_listed():
    assert (
        findings(
            {"offers": {"attributes": {"label__limio": "pro"}}},
            offer(version=None),
            offer("/offers2/B", label__limio=["pro"]),
        )
        == []
    )


@pytest.mark.parametrize(
    ("playbook", "finding"),
    [
        (
            {"promo": {"SAVE": "/offers2/Gone"}},
            ("promo.SAVE", "is sold as /offers2/Gone, which is not in the catalogue"),
        ),
        (
            {"prices": {"/offers2/Gone": {"amount": 1, "currency": "GBP"}}},
            ("prices./offers2/Gone", "prices an offer that is not in the catalogue"),
        ),
        (
            {"prices": {"/offers2/A": {"amount": 1, "currency": "GBP"}}},
            ("prices./offers2/A", "is not used, since the catalogue has a price"),
        ),
        ({"links": {"fallback_label": "gone"}}, ("links.fallback_label", "no offer to sell has the label 'gone'")),
        ({"offers": {"attributes": {"tier": "gone"}}}, ("offers.attributes.tier", "'gone' matches no offer")),
        ({"offers": {"attributes": {"tier": "gone"}}}, ("offers", "leaves no offer to sell")),
        ({"offers": {"channels": ["gone"]}}, ("offers.channels", "'gone' matches no offer")),
        (
            {"questions": [{"key": "s", "ask": "?", "attribute": "gone"}]},
            ("questions[0].attribute", "'gone' matches no offer"),
        ),
        (
            {"questions": [{"key": "s", "ask": "?", "attribute": "tier", "values": {"gone": []}}]},
            ("questions[0].values.gone", "matches no offer"),
        ),
    ],
)
def test_a_key_the_catalogue_does_not_know_is_listed(playbook, finding):
    assert finding in findings(playbook, offer(tier="Pro"))


def test_the_second_trade_is_checked_whole():
    assert [(found.path.rpartition("/")[2], found.problem) for found in check_playbook(FENWICK, CATALOGUE, TODAY)] == [
        ("Fenwick Front Desk Only", "is for Salesforce only"),
        ("Fenwick Home Library", "has no price in the catalogue"),
        ("Fenwick Household Monthly", "names the add-on /add_ons/Personal Trainer Hour, which is not in the catalogue"),
        ("Fenwick Physio Partner", "is for the partners physio-first only"),
        ("Fenwick Summer Pass", "was sold until 2024-09-01"),
        ("Fenwick Winter Monthly", "is worded with another price than it charges"),
    ]


@pytest.fixture
def drafted(tmp_path):
    def drafted(offers):
        (tmp_path / "draft.yaml").write_text(draft_playbook(offers), encoding="utf-8")
        return Playbook.load(tmp_path / "draft.yaml")

    return drafted


def test_a_draft_loads_and_asks_by_the_catalogues_attributes(drafted):
    playbook = drafted(CATALOGUE)
    assert playbook.offers.attributes == {"label__limio": ("fenwick",)}
    assert playbook.offers.channels == ("ai", "Online")
    assert [(question.key, question.attribute) for question in playbook.questions] == [
        ("goal", "goal__fenwick"),
        ("place", "place__fenwick"),
        ("people", None),
    ]
    assert sorted(playbook.questions[0].values) == ["cardio", "mobility", "strength"]
    assert (playbook.lead_with, playbook.add_ons, playbook.links.fallback_label) == ("yearly", "after_yes", "fenwick")


def test_a_draft_names_the_offers_without_a_price():
    assert (
        '# "/offers2/Fenwick Home Coach": {amount: "0.00", currency: EUR, interval: months}  # From €19.50 a month'
        in draft_playbook(CATALOGUE)
    )


def test_a_draft_of_an_empty_catalogue_loads(drafted):
    assert drafted([]).questions == ()


def test_a_drafts_own_keys_match_the_catalogue_it_was_drafted_from(drafted):
    offers = set(CATALOGUE)
    assert not [found for found in check_playbook(drafted(CATALOGUE), offers, TODAY) if not found.path.startswith("/")]


hostile = st.text(min_size=1, max_size=30) | st.sampled_from(
    ["a: b", "- x", "'", '"', "#", "\n- evil: 1", "*a", "&b", "people", "NO", "~", "", "{a}"]
)


@given(
    st.lists(st.dictionaries(hostile | st.just("tier__acme"), st.lists(hostile, max_size=3), max_size=3), max_size=4),
    hostile,
)
def test_a_draft_loads_whatever_the_catalogue_says(tmp_path_factory, attributes, text):
    offers = [
        offer(
            f"/offers2/{text}{index}",
            **{**told, "label__limio": [text], "display_price__limio": text, "price__limio": []},
        )
        for index, told in enumerate(attributes)
    ]
    path = tmp_path_factory.mktemp("draft") / "draft.yaml"
    path.write_text(draft_playbook(offers), encoding="utf-8")
    Playbook.load(path)
