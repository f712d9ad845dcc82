"""Reasons and caveats in a playbook's own language: made from facts, and from nothing else."""

from decimal import Decimal

import pytest
from agent_shop import HOME, OFFERS, line

from limio_langchain import Needs, Offer, recommend
from limio_langchain.recommendation import Fact
from limio_langchain.recommendation.wording import WORDS
from limio_sales_agent.catalogue.ranking import needs_of, ranked
from limio_sales_agent.catalogue.shop import Shop
from limio_sales_agent.phrases import languages, shipped
from limio_sales_agent.playbook import Playbook
from limio_sales_agent.replies.reasons import caveat_words, reason_words

SHOP = Shop({offer.path: offer for offer in OFFERS})
YEAR = {"total": Decimal(1495), "later": Decimal(1495), "currency": "GBP", "per": "year", "about": False}
SAVES = {"difference": Decimal(5), "later_difference": Decimal(5), "currency": "GBP", "seats": 12, "name": "Pro"}


@pytest.mark.parametrize("language", languages())
def test_each_fact_has_its_sentence_in_each_language(language):
    assert {f"fact_{code}" for code in WORDS} <= set(shipped(language))


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en", "covers all 12 of you for £1,495.00 a year, £5.00 less than 12 seats of Pro"),
        ("de", "gilt für alle 12 von Ihnen und kostet 1.495,00\xa0£ im Jahr, 5,00\xa0£ weniger als 12 Plätze in Pro"),
    ],
)
def test_what_it_saves_goes_with_what_it_costs_in_the_language_s_own_words(make_run, locale, said):
    facts = [Fact("covers", {"people": 12, **YEAR}), Fact("costs_less", {**SAVES, "than": "/x", "billing": None})]
    assert reason_words(facts, make_run(Playbook(locale=locale))) == [said]


def test_a_first_year_that_differs_is_told_with_each_later_one(run):
    fact = Fact("covers", {"people": 2, **YEAR, "total": Decimal(495)})
    told = "covers both of you for £495.00 in the first year and £1,495.00 in each later one"
    assert reason_words([fact], run) == [told]


def test_what_the_terms_say_anyway_is_no_caveat_of_its_own(run):
    facts = [Fact("later_years", YEAR), Fact("other_billing", {"billing": "monthly", "asked": "yearly"})]
    assert caveat_words(facts, run) == ["it is paid monthly, not yearly"]


def test_no_english_is_said_in_german(make_run):
    german, english = make_run(Playbook(locale="de")), make_run()
    for needs in (Needs(people=3, keywords=["pro"], budget=1), Needs(people=2, billing="weekly", payment="card")):
        for one in recommend(OFFERS, needs):
            told = reason_words(one.reason_facts, german) + caveat_words(one.caveat_facts, german)
            assert not set(told) & set(
                reason_words(one.reason_facts, english) + caveat_words(one.caveat_facts, english)
            )


def test_the_agent_recommends_by_the_toolkit_s_rule_and_the_playbook_s_tilt(make_run):
    state = {"needs": {"people": 3, "for_whom": "work"}}
    run = make_run(Playbook(lead_with="monthly"))
    found = [one.offer.path for one in ranked(state, SHOP, run).fits]
    want = recommend(OFFERS, needs_of(state, run), 3, selling=run.playbook.selling)
    assert found == [one.offer.path for one in want]
    assert found[0] == "/offers2/Pro Yearly"  # cheaper and no less: no tilt hides it


def test_an_offer_for_homes_is_not_proposed_to_a_company(run):
    state = {"needs": {"people": 1}, "customer": {"company": "Brand"}, "selection": [line("/add_ons/Print")]}
    assert Offer.from_item(HOME).path not in [one.offer.path for one in ranked(state, SHOP, run).fits]


def test_what_the_playbook_prefers_is_proposed_among_what_gives_other_things(make_run):
    state = {"needs": {"people": 1}}
    assert ranked(state, SHOP, make_run()).fits[0].offer.path == "/offers2/Home"
    run = make_run(Playbook(prefer={"label__limio": "business"}))
    assert ranked(state, SHOP, run).fits[0].offer.path == "/offers2/Pro Yearly"
