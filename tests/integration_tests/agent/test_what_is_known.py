"""Questions that an offer's own data or the terms on the table answer: nobody says that they do not know."""

import pytest
from played import ordered, played

OPENING = "5 Business Pro, yearly, for our agency. I'm Jo Bell, jo@brand.io"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("can we stop any time?", "cancel"),
        ("when can I cancel?", "cancel"),
        ("is that with or without VAT?", "include vat"),
        ("Can we cancel later?", "cancel"),
        ("will it renew automatically?", "renews"),
        ("yes, and can I cancel later?", "cancel"),
    ],
)
def test_what_the_terms_on_the_table_say_is_told_and_the_order_stays_asked_about(said, told):
    with played("tidewell", OPENING, said) as (state, baskets, reply):
        assert told in reply.casefold()
        assert (state["expecting"], baskets) == ("confirm", [])
        assert [number for _, number in ordered(state)] == [5]


@pytest.mark.parametrize("said", ["will it work for six?", "does it cover all of us?", "for how many people is it?"])
def test_for_how_many_an_offer_is_is_told_from_its_own_data(said):
    with played("tidewell", "the family subscription please, at home, jo@brand.io", said) as (_, _, reply):
        assert "5 people at most" in reply or "up to five" in reply
