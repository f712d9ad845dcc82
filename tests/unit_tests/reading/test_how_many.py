"""How many: of several numbers the one that is meant, and no number that counts something else."""

from dataclasses import replace
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from blind.shops import hints
from limio_sales_agent.reading.rules.plain import read_plain

KNOWN = ("people", "quantity")
TABLE = YAML(typ="safe", pure=True).load(Path(__file__).parents[2] / "fixtures" / "how_many.yaml")["how_many"]


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


@pytest.mark.parametrize(
    ("text", "told"),
    [("Eltern und Kinder, sind zu viert", 4), ("zu sechst im Büro", 6), ("wir waren zu fünft, jetzt zu viert", 4)],
)
def test_how_many_go_together_is_how_many_they_are(text, told):
    assert read_plain(text, hints("tidewell-de", "nothing")).people == told


def test_a_word_that_is_a_currency_s_code_too_is_none_among_words():
    assert read_plain("all eleven of us", hints("tidewell", "people")).budget is None
    assert read_plain("at most 500 usd a year", hints("tidewell", "budget")).currency == "USD"
    said = read_plain("at most 500 TRY a year", hints("tidewell", "budget"))
    assert (said.currency, said.budget, said.budget_period, said.billing) == ("TRY", "500", "year", None)


@pytest.mark.parametrize(
    "text", ["3 All Clubs and 1 One Club", "3 All Clubs, 1 One Club", "3 ALL clubs", "three All Clubs"]
)
def test_a_currency_s_code_in_an_offer_s_name_is_no_budget(text):
    said = read_plain(text, hints("gymchain", "nothing"))
    assert (said.budget, said.quantity) == (None, 3)


def test_who_says_how_many_in_words_nobody_understands_is_not_unsure():
    said = read_plain("we're 6 but two are part time", hints("tidewell", "people"))
    assert (said.people, said.intents) == (None, [])


def test_less_than_nothing_is_no_number():
    assert read_plain("minus 3", hints("tidewell", "people")).people is None


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


@pytest.mark.parametrize(
    ("text", "language", "told"),
    [
        ("add two more seats", "en", 7),
        ("two more please", "en", 7),
        ("another 2 licences", "en", 7),
        ("take two seats off", "en", 3),
        ("one fewer", "en", 4),
        ("noch zwei Plätze", "de", 7),
        ("noch zwei dazu", "de", 7),
        ("encore deux", "fr", 7),
        ("zwei Plätze weniger bitte", "de", 3),
        ("deux places de plus", "fr", 7),
        ("enlevez deux places", "fr", 3),
    ],
)
def test_so_many_more_or_fewer_is_reckoned_from_what_is_known(text, language, told):
    known = replace(hints("tidewell", "confirm", known=KNOWN), needs={"people": 5}, language=language)
    said = read_plain(text, known)
    assert (said.people or said.quantity) == told


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Der Preis stimmt nicht, am Telefon hieß es 1.260", "de"),
        ("C'est le conseil qui tranche, le 14", "fr"),
        ("1620 a month or a year??", "en"),
        ("that is wrong, we agreed on a 10% discount", "en"),
        ("Ja, nur darf ich das nicht alleine entscheiden", "de"),
        ("Mein Kollege hat damals auf Ja geklickt und hatte dann zwei Abos an der Backe", "de"),
    ],
)
def test_a_price_a_day_a_share_and_a_story_count_nobody(text, language):
    asked = replace(hints("tidewell", "confirm", known=KNOWN), ask="5 x Business Pro, £1,620.00", language=language)
    said = read_plain(text, asked)
    assert (said.people, said.quantity) == (None, None)


@pytest.mark.parametrize(
    ("text", "language", "told"),
    [
        ("4 no sorry 5, forgot Keith", "en", 5),
        ("8 now, probably 11 by summer", "en", 8),
        ("5, ages 41, 39, 14, 12 and 9", "en", 5),
        ("two adults and 3 children (5 and 7 and 9)", "en", 5),
        ("Me, the wife and two kids", "en", 4),
        ("There's me, Ade, Fiona and the two juniors", "en", None),
        ("Do the under-5s count?", "en", None),
        ("Meine Frau, ich und drei Kinder zwischen 6 und 13", "de", 5),
        ("derzeit 6, ab Oktober vielleicht 9", "de", 6),
    ],
)
def test_asked_how_many_ages_doubts_and_corrections_are_told_from_the_number(text, language, told):
    assert read_plain(text, replace(hints("tidewell", "people"), language=language)).people == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("we are 7", 7),
        ("there are 7 of us", 7),
        ("can you do it for 1500", None),
        ("one more thing, is VAT in that?", None),
    ],
)
def test_at_the_last_ask_a_headcount_corrects_and_a_price_or_a_thing_does_not(text, told):
    asked = replace(
        hints("tidewell", "confirm", known=KNOWN), needs={"people": 5}, ask="5 x Business Pro, £1,620.00 a year"
    )
    said = read_plain(text, asked)
    assert (said.people, "yes" in said.intents) == (told, False)


@pytest.mark.parametrize(
    ("text", "language", "told"),
    [
        ("1,620 for the three of us or for five?", "en", None),
        ("there are 6 of us, is that ok?", "en", 6),
        ("I'd rather do it on the website myself later", "en", None),
        ("Was passiert, wenn ein Mitarbeiter geht?", "de", None),
        ("324 mal 12, das sind 3888, stimmt", "de", None),
        ("Oui et est-ce qu'on peut payer en trois fois ?", "fr", None),
        ("T'es malade? 324 piasses chacun!", "fr", None),
    ],
)
def test_a_question_about_an_agreed_number_changes_none(text, language, told):
    asked = hints("tidewell", "confirm", known=KNOWN)
    asked = replace(asked, needs={"people": 12}, ask="12 x Business Pro, £324.00, £3,888.00", language=language)
    said = read_plain(text, asked)
    assert (said.people or said.quantity) == told


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row[0])
def test_how_many_is_what_a_careful_person_would_note(row):
    text, language, after, told = row
    known = KNOWN if after == "confirm" else ()
    asked = replace(hints("tidewell", after, known=known), language=language, needs=dict.fromkeys(known, 6))
    said = read_plain(text, asked)
    assert (said.people or said.quantity or 0) == told


@pytest.mark.parametrize(
    ("text", "language", "wrong"),
    [
        ("12 is wrong", "en", True),
        ("not 12", "en", True),
        ("no, not 12 people", "en", True),
        ("12 isn't right", "en", True),
        ("no, 12 is not correct", "en", True),
        ("12 stimmt nicht", "de", True),
        ("12 ist nicht richtig", "de", True),
        ("pas 12", "fr", True),
        ("12 n'est pas correct", "fr", True),
        ("12 is wrong, it's 9", "en", False),
        ("12 is not wrong", "en", False),
        ("nothing wrong with 12", "en", False),
        ("12 ist nicht falsch", "de", False),
        ("not 12 months", "en", False),
        ("not 20", "en", False),
        ("12 is not the same as 9", "en", False),
        ("12 is right", "en", False),
        ("is 12 wrong?", "en", False),
    ],
)
def test_a_number_that_is_known_and_denied_stands_no_more_where_no_other_is_told(text, language, wrong):
    asked = replace(hints("tidewell", "confirm", known=KNOWN), needs={"people": 12}, language=language)
    said = read_plain(text, asked)
    assert [one.value for one in said.unwanted if one.key == "people"] == (["12"] if wrong else [])
    assert not {"yes", "no"} & set(said.intents)
