"""Words of every day that stand in an offer's name, too, and what is said beside or behind an order and changes none."""

import pytest
from played import ordered, played

ESSENTIAL = "12 x Business Essential, yearly. jo@brand.io"
BARBERS = ("Company pass, monthly, for 8 of us", "Rob Hale, rob@cuts.example, 089 555 0198")
LINKED = ("12 x Business Pro, yearly. jo@brand.io", "yes", "no thanks")
NEW_YEAR = ("Household membership for 5 of us, promo code NEWYEAR", "Tom Hale, tom@hale.example, 087 555 0191")


@pytest.mark.parametrize(
    "said",
    ["make it pro", "can we switch to pro", "let's do pro instead", "go for pro", "ok pro", "I'd rather have pro"],
)
def test_at_the_last_ask_a_name_that_is_an_everyday_word_is_chosen_beside_what_chooses(said):
    with played("tidewell", ESSENTIAL, said) as (state, baskets, _):
        assert (ordered(state), baskets) == ([("/offers2/Business Pro Annual", 12)], [])


@pytest.mark.parametrize(
    ("said", "number"),
    [("two new people joined, make it 10", 10), ("one new guy, so 9", 9), ("zehn, zwei neue kommen dazu", 8)],
)
def test_an_everyday_word_among_others_names_no_other_offer(said, number):
    with played("fenwick", *BARBERS, said) as (state, baskets, _):
        assert ({offer for offer, _ in ordered(state)}, baskets) == ({"/offers2/Fenwick Company Monthly"}, [])
        assert ordered(state)[0][1] == number


@pytest.mark.parametrize("said", ["for my team please", "my team is in", "the team is waiting"])
def test_whose_a_word_is_names_no_offer(said):
    with played("tidewell", ESSENTIAL, said) as (state, baskets, _):
        assert (ordered(state), baskets) == ([("/offers2/Business Essential Annual", 12)], [])


def test_what_is_paid_once_is_ordered_beside_what_is_paid_monthly():
    opening = "the single, monthly, for me and ten classes for my sister"
    with played("fenwick", opening, "Orla Byrne, orla@byrne.example, 086 555 0119", "yes please") as (state, _, _):
        assert [offer for offer, _ in ordered(state)] == [
            "/offers2/Fenwick Single Monthly",
            "/offers2/Fenwick Ten Classes",
        ]


@pytest.mark.parametrize("said", ["go ahead, with the promo code", "ja, mit dem Code bitte", "oui, avec le code"])
def test_a_yes_with_the_code_that_was_told_is_a_yes(said):
    with played("fenwick", *NEW_YEAR, said) as (_, baskets, _):
        assert len(baskets) == 1


@pytest.mark.parametrize("said", ["yes, with another code", "yes once I have the code", "yes if the code still works"])
def test_a_yes_with_any_other_code_or_a_condition_is_none(said):
    with played("fenwick", *NEW_YEAR, said) as (_, baskets, _):
        assert baskets == []


@pytest.mark.parametrize("said", ["great", "lovely", "thanks, see you in the office", "thanks, will look at it later"])
def test_behind_the_link_praise_and_thanks_are_met_as_such_and_change_nothing(said):
    with played("tidewell", *LINKED, said) as (state, baskets, reply):
        assert (ordered(state), len(baskets)) == ([("/offers2/Business Pro Annual", 12)], 1)
        assert reply.startswith("You're welcome.")


@pytest.mark.parametrize("said", ["we are in marketing", "we are in London", "we are in the legal business"])
def test_where_they_are_is_no_yes_and_changes_no_order(said):
    with played("tidewell", LINKED[0], said) as (state, baskets, _):
        assert (ordered(state), state["agreed"], baskets) == ([("/offers2/Business Pro Annual", 12)], None, [])


@pytest.mark.parametrize(
    "said",
    ["jo@brand.io, Head of Marketing", "jo@brand.io, Jo Bell, Head of Family Services", "jo@brand.io. Library team"],
)
def test_what_somebody_is_changes_no_order_where_details_are_asked_for(said):
    with played("tidewell", "12 x Business Pro, yearly", "yes", "no thanks", said) as (state, _, _):
        assert ordered(state) == [("/offers2/Business Pro Annual", 12)]


CANCELS = [
    "cancel",
    "no, cancel",
    "cancel that",
    "jo@brand.io, cancel",
    "stop",
    "abbrechen",
    "bitte stornieren",
    "annulez",
]


@pytest.mark.parametrize("said", CANCELS)
def test_who_cancels_where_details_are_asked_for_has_ordered_nothing(said):
    with played("tidewell", "12 x Business Pro, yearly", "yes", "no thanks", said) as (state, baskets, _):
        assert (state["outcome"]["kind"], baskets) == ("not_buying", [])


@pytest.mark.parametrize("said", ["cancel", "stop", "abbrechen", "annulez"])
def test_who_cancels_where_an_add_on_is_asked_about_has_ordered_nothing(said):
    with played("tidewell", LINKED[0], "yes", said) as (state, baskets, _):
        assert (state["outcome"]["kind"], baskets) == ("not_buying", [])


@pytest.mark.parametrize("said", ["yes, no wait", "yes wait no", "ok no wait"])
def test_who_takes_a_yes_back_has_agreed_to_nothing(said):
    with played("tidewell", LINKED[0], said) as (state, baskets, _):
        assert (state["agreed"], baskets) == (None, [])


@pytest.mark.parametrize("said", ["jo@brand.io, no wait", "jens@ritter.de, nein warte"])
def test_an_address_with_a_doubt_makes_no_basket_and_no_terms_have_changed(said):
    with played("tidewell", "12 x Business Pro, yearly", "yes", "no thanks", said) as (_, baskets, reply):
        assert baskets == []
        assert "Bedingungen. So sieht" not in reply
