"""What is told of a payment once the link is out: that it was made, which nobody here can see, or did not go through."""

import pytest
from played import played

BOUGHT = ("12 x Business Pro, yearly. jo@brand.example", "yes", "no")


@pytest.mark.parametrize(
    "said",
    [
        "payment failed",
        "my card was declined",
        "It didn't go through",
        "the payment did not go through, what now?",
        "Meine Karte wurde abgelehnt",
        "la carte ne passe pas",
    ],
)
def test_whose_payment_failed_keeps_the_link_and_may_have_a_person_the_next_time(said):
    with played("tidewell", *BOUGHT, said) as (state, _, reply):
        assert state["outcome"]["url"] in reply
        assert state["expecting"] is None
    with played("tidewell", *BOUGHT, said, said) as (state, baskets, reply):
        assert state["outcome"]["url"] not in reply
        assert (state["expecting"], len(baskets)) == ("handoff_offer", 1)


@pytest.mark.parametrize(
    "said",
    ["I paid", "done, paid", "Paid. Thanks!", "hab bezahlt", "Ist bezahlt, danke", "c'est payé", "j'ai payé, merci"],
)
def test_who_paid_is_thanked_and_told_of_no_payment(said):
    with played("tidewell", *BOUGHT, said) as (state, baskets, reply):
        assert any(
            word in reply for word in ("Thank you. I can't see payments", "Zahlungen sehe ich von hier aus nicht")
        )
        assert (state["expecting"], len(baskets)) == (None, 1)


@pytest.mark.parametrize("said", ["can it be paid by card?", "is it paid in advance?", "I paid too much elsewhere"])
def test_who_asks_about_paying_has_not_paid(said):
    with played("tidewell", *BOUGHT, said) as (_, _, reply):
        assert "I can't see payments" not in reply


@pytest.mark.parametrize(
    ("said", "number", "name"),
    [
        ("payment failed, make it 10 instead", 10, "Business Pro"),
        ("All paid, but we are 14 people not 12", 14, "Business Pro"),
        ("card declined, can you make it Business Essential?", 12, "Business Essential"),
        ("Karte abgelehnt, bitte 10 statt 12", 10, "Business Pro"),
    ],
)
def test_what_is_changed_beside_a_payment_is_told_before_a_yes(said, number, name):
    with played("tidewell", *BOUGHT, said) as (state, baskets, reply):
        assert f"{number} × {name}" in reply
        assert (state["expecting"], len(baskets)) == ("confirm", 1)


@pytest.mark.parametrize("said", ["I've paid", "my card was declined"])
def test_a_payment_told_of_does_not_drop_what_is_asked(said):
    with played("tidewell", *BOUGHT, "make it 14", said) as (state, *_):
        assert state["expecting"] == "confirm"


@pytest.mark.parametrize(
    "said",
    [
        "we didn't go through the terms",
        "it won't go through procurement until Monday",
        "what if my card doesn't go through?",
        "wird meine Karte abgelehnt?",
    ],
)
def test_what_may_fail_or_fails_elsewhere_is_no_failed_payment(said):
    with played("tidewell", *BOUGHT, said) as (_, _, reply):
        assert not any(word in reply for word in ("your link still works", "Ihr Link gilt"))


def test_before_there_is_a_link_nothing_was_paid():
    with played("tidewell", BOUGHT[0], "I paid") as (state, baskets, _):
        assert (state["expecting"], baskets) == ("confirm", [])
