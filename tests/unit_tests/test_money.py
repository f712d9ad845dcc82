from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limio_langchain.models.offer import Offer
from limio_langchain.recommendation import Length, cost_of, cost_of_line
from limio_sales_agent.money import (
    compare,
    compare_sentences,
    format_money,
    format_share,
    number_of,
    offer_price,
    other_period,
    pairs,
    price_and_total,
    price_words,
    quantity_for,
    sum_words,
    terms_sentence,
    total_words,
)
from limio_sales_agent.playbook import Playbook

NEUTRAL = Playbook()
MONTH = {"length": 1, "type": "months", "renewal_type": "TERMED"}
YEAR = {"length": 1, "type": "years", "renewal_type": "TERMED"}


def charge(value="49", interval="months", count=1, **more):
    told = {"type": "recurring", "value": value, "currencyCode": "GBP", "trigger": "order_date"}
    return {**told, "repeat_interval": count, "repeat_interval_type": interval, **more}


def fee(value="25", **more):
    return {"type": "onetime", "value": value, "currencyCode": "GBP", "trigger": "order_date", **more}


def offer(*charges, name="Pro", products=("/products/Pro",), seats=False, kind="offers2", **attributes):
    return Offer.from_item(
        {
            "path": f"/{kind}/{name}",
            "name": name,
            "id": "a",
            "version": "b",
            "data": {
                "products": [{"path": path} for path in products],
                "attributes": {"price__limio": list(charges), "allow_multibuy__limio": seats, **attributes},
            },
        }
    )


def tiered(interval="months", **more):
    tiers = [
        {"starting_unit": 1, "ending_unit": 5, "price": "99", "price_format": "FlatFee"},
        {"starting_unit": 6, "ending_unit": 20, "price": "18.50", "price_format": "PerUnit"},
    ]
    return charge(None, interval, type="recurringVolume", tiers=tiers, **more)


EXTERNAL = {"use_external_price": True, "currencyCode": "GBP"}
amounts = st.decimals(min_value=0, max_value=Decimal("999999999.99"), places=2)
quantities = st.integers(min_value=1, max_value=100_000)


def test_a_seat_price_is_multiplied():
    cost = cost_of(offer(charge("49.90"), seats=True), 12, NEUTRAL.selling)
    assert (cost.unit, cost.total, cost.first) == (Decimal("49.90"), Decimal("598.80"), Decimal("598.80"))
    assert cost.every == Length(1, "months")


def test_a_price_for_a_household_is_not_multiplied():
    cost = cost_of(offer(charge("89")), 4, NEUTRAL.selling)
    assert (cost.total, cost.quantity) == (Decimal(89), 1)


def test_a_playbook_that_sells_by_the_seat_multiplies():
    assert cost_of(offer(charge("10")), 3, Playbook(sold_per="seat").selling).total == 30


def test_an_add_on_is_not_multiplied_by_a_playbook_that_sells_by_the_seat():
    assert cost_of(offer(charge("10"), kind="add_ons"), 3, Playbook(sold_per="seat").selling).total == 10


@pytest.mark.parametrize(("quantity", "total"), [(1, "99"), (5, "99"), (6, "111.00"), (20, "370.00")])
def test_a_volume_price_is_that_of_its_tier(quantity, total):
    assert cost_of(offer(tiered(), seats=True), quantity, NEUTRAL.selling).total == Decimal(total)


def test_a_fee_beside_a_volume_price_is_charged_once_where_nothing_is_sold_by_the_seat():
    cost = cost_of(offer(tiered(), fee("25")), 3, NEUTRAL.selling)
    assert (cost.total, cost.first) == (99, 124)


def test_a_quantity_without_a_tier_has_no_price():
    cost = cost_of(offer(tiered(), seats=True), 21, NEUTRAL.selling)
    assert (cost.total, cost.unknown) == (None, "quantity")


def test_a_fee_is_paid_first_with_the_first_period():
    cost = cost_of(offer(charge("39"), fee("25")), 1, NEUTRAL.selling)
    assert (cost.first, cost.total) == (64, 39)


def test_a_fee_before_a_delayed_charge_is_all_that_is_paid_first():
    cost = cost_of(offer(fee("5"), charge("25", delay_interval=1, delay_interval_type="months")), 1, NEUTRAL.selling)
    assert (cost.first, cost.total, cost.delay) == (5, 25, Length(1, "months"))


def test_a_delayed_charge_alone_begins_with_nothing():
    cost = cost_of(offer(charge("25", delay_interval="14", delay_interval_type="days")), 1, NEUTRAL.selling)
    assert cost.starts_free
    assert price_words(cost, NEUTRAL) == "nothing for 14 days, then £25.00 a month"


@pytest.mark.parametrize(
    ("charges", "unknown"),
    [
        ([], "outside"),
        ([EXTERNAL], "outside"),
        ([charge("10"), EXTERNAL], "outside"),
        ([charge("contact sales")], "outside"),
        ([charge("10"), charge("5", currencyCode="USD")], "currency"),
        ([charge("10", currencyCode="pounds")], "currency"),
        ([charge("10"), charge("100", "years")], "charges"),
        ([charge("10"), charge("20", delay_interval=3, delay_interval_type="months")], "charges"),
        ([charge("10", delay_interval="soon", delay_interval_type="months")], "charges"),
        ([charge("10", delay_interval=1, delay_interval_type="moons")], "charges"),
        ([charge("10", "moons")], "charges"),
        ([charge("0.02", type="usage")], "charges"),
        ([charge("10", type="")], "charges"),
    ],
)
def test_what_cannot_be_known_is_unknown_and_says_why(charges, unknown):
    cost = cost_of(offer(*charges, seats=True), 3, NEUTRAL.selling)
    assert (cost.unit, cost.total, cost.first, cost.unknown) == (None, None, None, unknown)


def test_two_charges_of_one_rhythm_are_added_up():
    assert cost_of(offer(charge("10"), charge("2.50")), 1, NEUTRAL.selling).total == Decimal("12.50")


def test_words_that_contradict_the_charge_leave_no_number_at_all():
    doubtful = offer(charge("800", "years"), display_price__limio="$800.00 / month")
    cost = cost_of(doubtful, 1, NEUTRAL.selling)
    assert (cost.unknown, price_words(cost, NEUTRAL)) == ("doubt", "price shown at the checkout")


@pytest.mark.parametrize("shown", ["£1 for 3 months, then £49 a month", "£49 a month"])
def test_words_may_name_either_the_price_that_leads_or_the_one_that_follows(shown):
    leads, follows = charge("1", repeat_count=3), charge("49", delay_interval=3, delay_interval_type="months")
    for charges in ([leads, follows], [follows, leads]):
        assert cost_of(offer(*charges, display_price__limio=shown), 1, NEUTRAL.selling).known
        assert not cost_of(offer(*charges, display_price__limio="£59 a month"), 1, NEUTRAL.selling).known


def test_an_unknown_price_shows_the_shops_own_words():
    told = price_words(cost_of(offer(EXTERNAL, display_price__limio="<p>From £9</p>"), 1, NEUTRAL.selling), NEUTRAL)
    assert told == "listed as “From £9”; the exact price is shown at the checkout"


TEAM = Playbook.model_validate({"prices": {"/offers2/Pro": {"amount": "49", "currency": "GBP", "interval": "months"}}})


def test_the_teams_price_is_used_where_the_catalogue_has_none_and_marked_so():
    cost = cost_of(offer(EXTERNAL, seats=True), 2, TEAM.selling)
    assert (cost.total, cost.source) == (98, "team")
    assert total_words(cost, TEAM) == "£98.00 a month for 2 people (our team's price; confirmed at the checkout)"


@pytest.mark.parametrize("charges", [[charge("60")], [charge("800"), EXTERNAL], [tiered()]])
def test_the_teams_price_never_replaces_one_of_the_catalogue(charges):
    assert cost_of(offer(*charges), 1, TEAM.selling).source == "catalogue"


@given(amounts, quantities)
def test_a_total_is_exact(amount, quantity):
    cost = cost_of(offer(charge(str(amount)), fee(str(amount)), seats=True), quantity, NEUTRAL.selling)
    assert cost.total is not None
    assert Fraction(cost.total) == Fraction(amount) * quantity
    assert cost.first is not None
    assert Fraction(cost.first) == 2 * Fraction(amount) * quantity


@given(st.sampled_from([[EXTERNAL], [charge("-")], [charge("10"), EXTERNAL], []]), quantities, st.booleans())
def test_an_unknown_price_never_becomes_a_number(charges, quantity, seats):
    unknown = offer(*charges, seats=seats)
    cost = cost_of(unknown, quantity, NEUTRAL.selling)
    said = f"{price_words(cost, NEUTRAL)} {total_words(cost, NEUTRAL)} {terms_sentence([(unknown, cost)], NEUTRAL)}"
    assert not re.search(r"\d", said)


@given(amounts.filter(lambda amount: amount > 1), quantities)
def test_a_doubtful_price_never_becomes_a_number(amount, quantity):
    doubtful = offer(charge(str(amount), "years"), seats=True, display_price__limio=f"£{amount} a month")
    cost = cost_of(doubtful, quantity, NEUTRAL.selling)
    said = f"{price_words(cost, NEUTRAL)} {total_words(cost, NEUTRAL)} {terms_sentence([(doubtful, cost)], NEUTRAL)}"
    assert not re.search(r"\d", said)
    assert compare(doubtful, offer(charge()), quantity, NEUTRAL).unknown == "price"


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (offer(charge("49"), seats=True), "£49.00 a month per person"),
        (offer(charge("49", "weeks", 4)), "£49.00 every 4 weeks"),
        (offer(fee("120")), "£120.00, paid once"),
        (offer(charge("39"), fee("25")), "£64.00 first, then £39.00 a month"),
        (offer(charge("0")), "free of charge"),
    ],
)
def test_the_price_of_one_in_words(made, said):
    assert price_words(cost_of(made, 1, NEUTRAL.selling), NEUTRAL) == said


def test_the_total_for_a_team_in_words():
    cost = cost_of(offer(charge("588", "years"), seats=True), 12, NEUTRAL.selling)
    assert total_words(cost, NEUTRAL) == "£7,056.00 a year for 12 people"


def test_money_is_written_for_the_customers_locale():
    german = NEUTRAL.for_customer("de_DE")
    cost = cost_of(offer(charge("1234.5"), seats=True), 2, german.selling)
    assert total_words(cost, german) == "2.469,00\xa0£ a month for 2 people"


@pytest.mark.parametrize("locale", [None, "", "xx", "no such locale"])
def test_an_unknown_locale_changes_nothing(locale):
    assert NEUTRAL.for_customer(locale).money_locale == "en"


@pytest.mark.parametrize(
    ("amount", "currency", "said"),
    [("49", "GBP", "£49.00"), ("0.005", "GBP", "£0.005"), ("1200", "JPY", "¥1,200"), ("1.5", "KWD", "KWD1.500")],
)
def test_money_keeps_every_digit(amount, currency, said):
    assert format_money(Decimal(amount), currency, "en") == said


def test_a_share_is_written_to_a_tenth():
    assert format_share(Decimal("0.16666"), "en") == "16.7%"


MONTHLY = offer(charge("49"), name="Pro Monthly", seats=True, term__limio=MONTH)
YEARLY = offer(charge("441", "years"), name="Pro Yearly", seats=True, term__limio=YEAR)


def test_yearly_and_monthly_are_compared_over_a_year():
    told = compare(MONTHLY, YEARLY, 12, NEUTRAL)
    assert (told.first_year, told.second_year, told.difference) == (7056, 5292, 1764)
    assert (told.share, told.rounded) == (Decimal("0.250"), False)


def test_a_comparison_in_words():
    assert compare_sentences(compare(MONTHLY, YEARLY, 12, NEUTRAL), "monthly", "yearly", NEUTRAL) == (
        "Over a year for 12 people, paying monthly comes to £7,056.00 and paying yearly to £5,292.00. "
        "Paying yearly saves £1,764.00 a year, which is 25%."
    )


def test_a_share_without_an_end_is_said_to_be_rounded():
    told = compare(offer(charge("10")), offer(charge("100", "years")), 1, NEUTRAL)
    assert (told.share, told.rounded) == (Decimal("0.167"), True)
    assert compare_sentences(told, "monthly", "yearly", NEUTRAL).endswith("which is about 16.7%.")


def test_the_dearer_year_is_not_called_a_saving():
    said = compare_sentences(compare(YEARLY, MONTHLY, 1, NEUTRAL), "yearly", "monthly", NEUTRAL)
    assert said.endswith("Paying yearly saves £147.00 a year, which is 25%.")


def test_equal_plans_are_said_to_be_equal():
    said = compare_sentences(
        compare(offer(charge("10")), offer(charge("120", "years")), 1, NEUTRAL), "monthly", "yearly", NEUTRAL
    )
    assert said.endswith("Both come to the same.")


@pytest.mark.parametrize(
    ("other", "unknown"),
    [
        (offer(EXTERNAL), "price"),
        (offer(charge(currencyCode="USD")), "currency"),
        (offer(fee()), "year"),
        (offer(charge("10", "weeks")), "year"),
        (offer(charge("40"), fee("25")), "start"),
        (offer(charge("40", delay_interval=1, delay_interval_type="months")), "start"),
    ],
)
def test_what_cannot_be_compared_has_no_numbers(other, unknown):
    told = compare(MONTHLY, other, 1, NEUTRAL)
    assert (told.unknown, told.difference, told.share) == (unknown, None, None)
    assert not re.search(r"\d", compare_sentences(told, "monthly", "yearly", NEUTRAL))


@given(amounts, amounts, st.integers(1, 13), quantities)
def test_swapping_a_comparison_negates_it(one, other, count, quantity):
    first = offer(charge(str(one), "months", count), seats=True)
    second = offer(charge(str(other), "years"), seats=True)
    there, back = compare(first, second, quantity, NEUTRAL), compare(second, first, quantity, NEUTRAL)
    assert there.difference is not None
    assert back.difference is not None
    assert (there.difference, there.share) == (-back.difference, -(back.share or 0))
    assert there.rounded == back.rounded


@given(amounts, amounts, quantities)
def test_a_comparison_of_months_and_years_is_exact_in_money(one, other, quantity):
    told = compare(
        offer(charge(str(one)), seats=True), offer(charge(str(other), "years"), seats=True), quantity, NEUTRAL
    )
    assert told.difference is not None
    assert Fraction(told.difference) == (Fraction(one) * 12 - Fraction(other)) * quantity


def test_pairs_share_products_and_currency():
    other = offer(charge("99", "years"), name="Other Yearly", products=("/products/Other",))
    dollars = offer(charge("500", "years", currencyCode="USD"), name="Pro Yearly USD")
    assert pairs([YEARLY, other, dollars, MONTHLY]) == [(MONTHLY, YEARLY)]


def test_of_several_plans_of_one_product_those_pair_that_are_named_alike():
    gold, gold_year = offer(charge("9"), name="Gold"), offer(charge("90", "years"), name="Gold Annual")
    tin, tin_year = offer(charge("1"), name="Tin"), offer(charge("10", "years"), name="Tin Annual")
    assert pairs([tin_year, gold, gold_year, tin]) == [(gold, gold_year), (tin, tin_year)]


@given(
    st.permutations([MONTHLY, YEARLY, offer(charge(), name="Pro Monthly SALE"), offer(charge("9", "years"), name="X")])
)
def test_pairs_do_not_depend_on_the_order_of_the_offers(offers):
    assert pairs(offers) == [(MONTHLY, YEARLY)]


def test_the_other_period_of_an_offer():
    assert other_period(MONTHLY, [MONTHLY, YEARLY]) == YEARLY
    assert other_period(YEARLY, [MONTHLY, YEARLY]) == MONTHLY
    assert other_period(MONTHLY, [MONTHLY]) is None


def terms(made, quantity=1, playbook=NEUTRAL):
    return terms_sentence([(made, cost_of(made, quantity, playbook.selling))], playbook)


def test_the_terms_say_payment_term_renewal_and_tax():
    made = offer(charge("49", "months"), seats=True, term__limio=YEAR, autoRenew__limio=True)
    assert terms(made, 3, Playbook(tax="excluded")) == (
        "You pay £147.00 a month. The first payment is due when you order. The term is one year. "
        "It then renews by itself, one year at a time, until you cancel. Tax is added to that."
    )


@pytest.mark.parametrize(
    ("attributes", "said"),
    [
        (
            {"term__limio": YEAR, "autoRenew__limio": False},
            "The term is one year. It ends by itself and does not renew.",
        ),
        ({"term__limio": YEAR}, "The term is one year. Whether it renews by itself is shown at the checkout."),
        ({}, "Whether it renews by itself is shown at the checkout."),
        ({"term__limio": {"renewal_type": "EVERGREEN"}}, "It runs until you cancel."),
        (
            {"initial_term__limio": YEAR, "term__limio": {**MONTH, "renewal_type": "EVERGREEN"}},
            "The term is one year. After that it runs until you cancel.",
        ),
        (
            {"initial_term__limio": YEAR, "term__limio": MONTH, "autoRenew__limio": True},
            "The term is one year. It then renews by itself, one month at a time, until you cancel.",
        ),
    ],
)
def test_the_term_and_its_renewal_are_said_as_the_catalogue_has_them(attributes, said):
    assert f" {said} Any tax" in terms(offer(charge(), **attributes))


RENEWS = {"term__limio": YEAR, "autoRenew__limio": True}


def later(months):
    return {"delay_interval": months, "delay_interval_type": "months"}


@pytest.mark.parametrize(
    ("charges", "said"),
    [
        ((charge("5", repeat_count=3), charge("10", **later(3))), True),
        ((charge("10", **later(1)),), True),
        ((charge("5", repeat_count=12), charge("10", **later(12))), True),
        ((charge("5", repeat_count=18), charge("10", **later(18))), False),
        ((charge("10", delay_interval=20, delay_interval_type="days"),), True),
        ((charge("10"),), False),
        ((charge("10"), fee("25")), False),
    ],
    ids=["a price that leads", "a trial", "for the whole term", "for longer", "in days", "one price", "a fee"],
)
def test_a_renewal_s_own_price_is_said_where_another_leads_and_the_catalogue_tells_what_follows(charges, said):
    told = terms(offer(*charges, **RENEWS))
    assert ("until you cancel. The renewal costs £10.00 a month." in told) is said
    assert "The renewal costs" not in terms(offer(*charges, term__limio=YEAR))


@pytest.mark.parametrize(
    ("attributes", "said"),
    [
        (RENEWS, True),
        ({"term__limio": {"renewal_type": "EVERGREEN"}}, True),
        ({"term__limio": YEAR, "autoRenew__limio": False}, False),
        ({"term__limio": YEAR}, False),
        ({}, False),
    ],
    ids=["renews", "runs on", "ends", "nobody knows", "nothing is told"],
)
def test_how_to_cancel_is_said_in_the_team_s_words_of_what_renews_by_itself(attributes, said):
    words = "Cancel in your account, up to a day before it renews."
    assert (
        f"until you cancel. {words}" in terms(offer(charge(), **attributes), playbook=Playbook(cancel=words))
    ) is said


def test_a_trial_is_said_with_its_length():
    assert terms(offer(charge("25", delay_interval=1, delay_interval_type="months"))).startswith(
        "You pay nothing for one month, and £25.00 a month after that."
    )


def test_a_fee_is_said_before_what_recurs():
    assert terms(offer(charge("39"), fee("25"))).startswith("You pay £64.00 first, and £39.00 a month after that.")


def test_a_single_payment_says_nothing_of_renewal():
    assert terms(offer(fee("120"))) == "You pay £120.00, once. Any tax is shown at the checkout."


def test_items_of_one_rhythm_are_added_up_and_others_listed():
    yearly, monthly = offer(charge("588", "years"), name="Plan"), offer(charge("7.50"), name="Locker", kind="add_ons")
    lines = [(item, cost_of(item, 1, NEUTRAL.selling)) for item in (yearly, monthly)]
    assert terms_sentence(lines, NEUTRAL).startswith(
        "You pay £595.50 first, and £588.00 a year and £7.50 a month after that."
    )


def test_one_unknown_item_leaves_out_every_amount():
    lines = [(item, cost_of(item, 1, NEUTRAL.selling)) for item in (offer(charge("588")), offer(EXTERNAL, name="B"))]
    assert not re.search(r"\d", terms_sentence(lines, NEUTRAL))


def test_the_link_to_the_full_terms_is_shown_where_there_is_one():
    playbook = Playbook.model_validate({"links": {"terms": "https://acme.example/terms"}})
    assert terms(offer(charge()), playbook=playbook).endswith("The full terms: https://acme.example/terms")


def test_the_terms_are_said_in_german():
    made = offer(charge("49"), term__limio=MONTH, autoRenew__limio=True)
    assert terms(made, playbook=Playbook(locale="de", tax="included")) == (
        "Sie zahlen 49,00\xa0£ pro Monat. Die erste Zahlung ist mit der Bestellung fällig. Die Laufzeit beträgt einen "
        "Monat. Danach verlängert sich das Abonnement von selbst um jeweils einen Monat, bis Sie kündigen. "
        "Steuern sind enthalten."
    )


def test_a_price_for_all_by_their_number_is_told_for_that_number_else_each_tier():
    made = offer(tiered(), seats=True)
    assert offer_price(made, 3, NEUTRAL) == "£99.00 a month for 3 people"
    assert offer_price(made, None, NEUTRAL) == (
        "£99.00 a month for up to 5 people and £18.50 a month per person for 6 to 20 people"
    )


def test_what_a_volume_price_is_told_for_is_what_is_ordered():
    made = offer(tiered())
    assert (number_of(made, {"people": 3}, NEUTRAL), number_of(made, {}, NEUTRAL)) == (3, None)
    assert quantity_for(made, {"people": 12}, NEUTRAL) == 12


@pytest.mark.parametrize("charges", [(charge("100", "years"), tiered("years")), (tiered(), fee())])
def test_a_volume_price_with_something_beside_it_is_told_for_a_number_alone(charges):
    made = offer(*charges, seats=True)
    assert offer_price(made, None, NEUTRAL) == "price shown at the checkout"
    assert "for 3 people" in offer_price(made, 3, NEUTRAL)


def test_a_seat_s_price_is_told_with_the_total_so_that_nobody_has_to_multiply():
    made = offer(charge("27"), seats=True)
    assert price_and_total(made, 12, NEUTRAL) == "£27.00 a month per person, £324.00 a month for 12 people"
    assert price_and_total(made, None, NEUTRAL) == "£27.00 a month per person"


def test_a_price_that_leads_for_a_while_is_told_with_the_one_that_follows():
    months = {"delay_interval": 3, "delay_interval_type": "months"}
    made = offer(charge("5", repeat_count=3), charge("10", **months))
    cost = cost_of(made, 1)
    assert price_words(cost, NEUTRAL) == "£5.00 a month for 3 months, then £10.00 a month"


@pytest.mark.parametrize(
    ("others", "said"),
    [
        ([charge("60", "years")], "£384.00 a year"),
        ([fee("350")], "£674.00 first, then £324.00 a year"),
        ([charge("5")], "£324.00 a year and £5.00 a month"),
        ([EXTERNAL], "price shown at the checkout"),
    ],
)
def test_an_order_with_something_beside_it_is_told_as_one_price_where_it_is_one(others, said):
    costs = [cost_of(offer(charge("324", "years")), 1), cost_of(offer(*others), 1)]
    assert sum_words(costs, NEUTRAL) == said


def test_several_of_what_is_not_sold_by_number_have_no_total():
    assert cost_of_line(offer(charge("9")), 3).unknown == "quantity"
