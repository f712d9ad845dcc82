"""Recommendations: what excludes, what ranks, and that the answer is always the same."""

import random
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limio_langchain import Needs, Offer, recommend


def offer(name, value="10", interval="months", **attributes):
    charge = {
        "type": "recurring",
        "value": value,
        "currencyCode": "GBP",
        "repeat_interval": 1,
        "repeat_interval_type": interval,
    }
    held = {"price__limio": [charge], **attributes}
    return Offer.from_item(
        {"path": f"/offers2/{name}", "name": name, "id": name, "version": "1", "data": {"attributes": held}}
    )


def names(offers, **needs):
    return [one.offer.name for one in recommend(offers, Needs(**needs), limit=9)]


@pytest.mark.parametrize(
    ("attributes", "needs", "fits"),
    [
        ({"label__limio": ["pro"]}, {"attributes": {"label__limio": "pro"}}, True),
        ({"label__limio": ["pro"]}, {"attributes": {"label__limio": "Pro"}}, False),
        ({"label__limio": ["a", "b"]}, {"attributes": {"label__limio": ["a", "b"]}}, True),
        ({"label__limio": ["a"]}, {"attributes": {"label__limio": ["a", "b"]}}, False),
        ({}, {"attributes": {"label__limio": "pro"}}, False),
        ({"allowed_countries__limio": ["GB"]}, {"country": "US"}, False),
        ({"allowed_countries__limio": []}, {"country": "US"}, True),
        ({}, {"country": "US"}, True),
        ({"sales_channel__limio": ["Salesforce"]}, {"channels": ["ai", "Online"]}, False),
        ({"sales_channel__limio": ["Salesforce", "ai"]}, {"channels": ["ai", "Online"]}, True),
        ({}, {"channels": ["ai"]}, True),
        ({"eligible_partners__limio": ["P"]}, {}, False),
        ({"eligible_partners__limio": ["P"]}, {"partner": "P"}, True),
        (
            {"valid_date_range__limio": {"to": "2026-03-22T00:00:00.000Z"}},
            {"today": datetime(2026, 4, 1, tzinfo=UTC)},
            False,
        ),
        ({"valid_date_range__limio": {"to": "2026-03-22T00:00:00.000Z"}}, {}, True),
        ({"valid_date_range__limio": {"from": "2027-01-01"}}, {"today": datetime(2026, 4, 1, tzinfo=UTC)}, False),
        ({"default_quantity_options__limio": {"maximum_quantity": 5}}, {"people": 500}, True),
        ({}, {"budget": Decimal(1)}, True),
        ({}, {"billing": "yearly"}, True),
    ],
)
def test_only_what_rules_an_offer_out_leaves_it_out(attributes, needs, fits):
    assert bool(names([offer("A", **attributes)], **needs)) is fits


def test_an_offer_that_cannot_be_sold_is_never_recommended():
    assert recommend([Offer.from_item({"path": "/offers2/A"})], Needs()) == []


def test_billing_comes_before_everything_else():
    offers = [offer("Cheap", "1", best_value__limio=True), offer("Yearly", "999", "years")]
    assert names(offers, billing="yearly", budget=Decimal(5), keywords=["cheap"])[0] == "Yearly"


def test_within_budget_comes_before_beyond_it():
    assert names([offer("A Dear", "50"), offer("B Fair", "40")], budget=Decimal(45))[0] == "B Fair"


def test_the_budget_is_for_all_people_where_an_offer_is_sold_per_seat():
    (one,) = recommend([offer("Seat", "10", allow_multibuy__limio=True)], Needs(people=5, budget=Decimal(49)))
    assert "over budget" in one.caveats
    (one,) = recommend([offer("Seat", "10", allow_multibuy__limio=True)], Needs(people=5, budget=Decimal(50)))
    assert "within budget" in one.reasons


def test_keywords_are_found_in_names_features_and_products():
    offers = [offer("A"), offer("B", offer_features__limio="<ul><li>Daily briefing</li></ul>")]
    assert names(offers, keywords=["briefing"]) == ["B", "A"]


def test_how_they_pay_ranks():
    offers = [offer("A", payment_types__limio=["zuora_card"]), offer("B", payment_types__limio=["zuora_dd"])]
    assert names(offers, payment="direct_debit") == ["B", "A"]


def test_then_the_lower_price_a_month_and_person():
    team = [{"starting_unit": 1, "ending_unit": 10, "price": "30", "price_format": "FlatFee"}]
    volume = Offer.from_item(
        offer("Team").as_item()
        | {
            "data": {
                "attributes": {
                    "price__limio": [{"type": "recurringVolume", "tiers": team, "repeat_interval_type": "months"}]
                }
            }
        }
    )
    assert names([offer("Seat", "10", allow_multibuy__limio=True), volume], people=4) == ["Team", "Seat"]
    assert names([offer("Seat", "10", allow_multibuy__limio=True), volume], people=2) == ["Seat", "Team"]
    assert names([offer("Year", "100", "years"), offer("Month", "9")]) == ["Year", "Month"]


def test_best_value_ranks_unless_the_cheapest_was_asked_for():
    offers = [offer("Best", "20", best_value__limio=True), offer("Cheap", "10")]
    assert names(offers) == ["Best", "Cheap"]
    assert names(offers, cheapest=True) == ["Cheap", "Best"]


@pytest.mark.parametrize(
    ("attributes", "needs", "caveat"),
    [
        ({"price__limio": [{"use_external_price": True}]}, {}, "price not in the catalogue"),
        (
            {"display_price__limio": "£99 per month"},
            {},
            "price shown at checkout: the shop's words and its charge differ",
        ),
        ({}, {"billing": "yearly"}, "paid monthly, not yearly"),
        ({}, {"budget": Decimal(99), "currency": "USD"}, "priced in GBP, the budget is in USD"),
        (
            {"allow_multibuy__limio": True, "default_quantity_options__limio": {"maximum_quantity": 5}},
            {"people": 9},
            "at most 5 in one order",
        ),
        ({"payment_types__limio": ["zuora_card"]}, {"payment": "invoice"}, "cannot be paid by invoice"),
    ],
)
def test_what_a_customer_should_know_is_a_caveat(attributes, needs, caveat):
    (one,) = recommend([offer("A", **attributes)], Needs(**needs))
    assert caveat in one.caveats


OFFERS = [
    offer(
        f"{n}",
        str(n % 7 + 1),
        "years" if n % 3 else "months",
        label__limio=["a" if n % 2 else "b"],
        best_value__limio=n % 5 == 0,
    )
    for n in range(30)
]


@given(
    st.integers(),
    st.fixed_dictionaries(
        {},
        optional={
            "billing": st.sampled_from(["monthly", "yearly"]),
            "budget": st.decimals("0.01", 99, places=2),
            "people": st.integers(1, 500),
            "keywords": st.lists(st.text(min_size=1, max_size=5), max_size=3),
        },
    ),
)
def test_the_answer_does_not_depend_on_the_order_of_the_offers(seed, needs):
    shuffled = random.Random(seed).sample(OFFERS, len(OFFERS))
    assert recommend(shuffled, Needs(**needs), 30) == recommend(OFFERS, Needs(**needs), 30)


def test_the_limit_is_kept():
    assert [len(recommend(OFFERS, Needs(), limit)) for limit in (0, 1, 99)] == [0, 1, 30]
