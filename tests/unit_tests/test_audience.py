"""Whom customers say that it is for."""

import pytest

from limio_langchain.models.audience import meant, people_covered, whom


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("we're an agency", "work"),
        ("We are a 12 person PR agency", "work"),
        ("our company needs it", "work"),
        ("we are a family business with 12 staff", "work"),
        ("for us two at the office", "work"),
        ("für unsere Agentur", "work"),
        ("for the kids", "home"),
        ("something for my mum", "home"),
        ("for my wife and me", "home"),
        ("pour mes enfants", "home"),
        ("I read it at work and at home", None),
        ("for 12 people", None),
        ("what does Business Pro cost", None),
        ("not for me", None),
        ("for my little brother", "home"),
        ("my grandmother reads it", "home"),
        ("for personal use", "home"),
        ("für meine Kinder", "home"),
        ("for my boss", "work"),
        ("it's not for work", None),
        ("not for work, for my wife", "home"),
    ],
)
def test_only_what_they_say_of_themselves_tells_whom_it_is_for(text, means):
    assert meant(text) == means


@pytest.mark.parametrize(("text", "means"), [("work", "work"), ("Für zu Hause", "home"), ("home please", "home")])
def test_one_word_is_enough_where_it_was_asked(text, means):
    assert meant(text, asked=True) == means


@pytest.mark.parametrize(
    ("description", "told"),
    [
        ("Ideal for small businesses", "work"),
        ("Designed with companies in mind", "work"),
        ("For a growing, ambitious team", "work"),
        ("Suitable for the whole family", "home"),
        ("Not for business use", "home"),
        ("Not available for private households", "work"),
        ("Nicht für Unternehmen", "home"),
        ("Not only for families", None),
        ("Pro with team sharing", None),
        ("For everyone", None),
    ],
)
def test_a_description_says_whom_an_offer_is_for_or_whom_it_is_not(description, told):
    assert whom([], ["Plan"], description) == told


def test_a_name_of_letters_and_a_digit_is_a_word():
    assert (whom([], ["B2B Seat"], ""), whom(["b2c"], ["Seat"], "")) == ("work", "home")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("5-person plan", 5),
        ("5 seats", 5),
        ("Up to 10 team members", 10),
        ("Up to 1,000 users", 1000),
        ("bis zu 5 Mitarbeiter", 5),
        ("jusqu'à 5 utilisateurs", 5),
        ("twelve users", 12),
        ("Two adults and three children", 5),
        ("For a couple", 2),
        ("At least 3 users", None),
        ("From 3 users", None),
        ("Minimum 5 users", None),
        ("ab 3 Nutzer", None),
        ("Loved by 40 readers", None),
        ("Add up to 4 people for £5 each", None),
        ("For two months", None),
        ("2+ users", None),
    ],
)
def test_a_number_of_people_is_what_a_price_covers_and_not_the_fewest_or_others(text, number):
    assert people_covered(["Plan"], [text]) == number


@pytest.mark.parametrize(("name", "number"), [("Duo", 2), ("Couple", 2), ("Single", 1), ("Plan", None)])
def test_a_name_says_for_how_many_it_is(name, number):
    assert people_covered([name], []) == number
