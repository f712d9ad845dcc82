"""How many: of several numbers the one that is meant, and no number that counts something else."""

from blind.shops import hints
from limio_sales_agent.reading.rules.plain import read_plain

KNOWN = ("people", "quantity")


def people(text, after="confirm"):
    return read_plain(text, hints("tidewell", after, known=KNOWN)).people


MEANT = {
    "sorry, I left out the two apprentices, so 14": 14,
    "hang on, I didn't count the two partners. 11 in all": 11,
    "we're 12 and then 3 more, 15 altogether": 15,
    "9": 9,
    "yes, 9": 9,
    "no, 7 please": 7,
    "all eleven of us": 11,
    "yes, it's 12": None,
    "two adults, three children": 5,
    "100 %": None,
}


def test_of_several_numbers_the_one_that_is_meant_is_read():
    assert {text: people(text) for text in MEANT} == MEANT


def test_a_word_that_is_a_currency_s_code_too_is_none_among_words():
    assert read_plain("all eleven of us", hints("tidewell", "people")).budget is None
    assert read_plain("at most 500 usd a year", hints("tidewell", "budget")).currency == "USD"
    assert read_plain("at most 500 TRY a year", hints("tidewell", "budget")).currency == "TRY"


def test_the_small_words_of_an_offer_s_name_name_no_offer():
    said = [
        read_plain(text, hints("tidewell", "add_on")) for text in ("No, two years of archive will do.", "a year of it")
    ]
    assert [one.offers for one in said] == [[], []]


def test_to_tell_how_many_they_are_agrees_to_nothing():
    said = [
        read_plain(text, hints("tidewell", "confirm", known=KNOWN))
        for text in ("Yes, we are twelve.", "Oui, nous sommes bien douze.")
    ]
    assert [one.accounted for one in said if one.accounted == "whole"] == []


def test_who_speaks_is_counted_with_those_they_name():
    said = read_plain("business essential for me and my 2 stylists", hints("tidewell", "nothing"))
    assert said.people == 3
    assert read_plain("family of 4 here, two adults two kids", hints("gymchain", "nothing")).people == 4
