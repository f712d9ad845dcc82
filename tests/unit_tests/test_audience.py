"""Whom customers say that it is for."""

import pytest

from limio_langchain.models.audience import people_covered, whom
from limio_langchain.models.buyer import meant


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


@pytest.mark.parametrize(
    "text",
    [
        "I run a bakery",
        "We own two small cafés in Leeds",
        "I've got a hair salon",
        "for our two nurses",
        "for the team at the shop",
        "12 of us at the surgery",
        "corporate account",
        "we're a school",
        "we are 12 lawyers",
        "I'm self-employed",
        "as a company we need invoices",
        "for my employees, not for me",
        "ich betreibe eine Bäckerei",
        "ich betreibe eine Baeckerei",
        "für unsere zwei Krankenschwestern",
        "wir sind eine Werbeagentur",
        "wir sind ein Familienbetrieb",
        "ein Firmenkonto bitte",
        "fürs Team",
        "ich bin selbstständig",
        "je tiens une boulangerie",
        "pour nos deux infirmières",
        "pour l'équipe du magasin",
        "un compte professionnel",
        "nous avons un hôtel",
    ],
)
def test_who_runs_a_company_or_speaks_of_its_staff_means_work(text):
    assert meant(text) == "work"


@pytest.mark.parametrize(
    "text",
    [
        "the family wants it",
        "my wife and I",
        "my flatmates and I",
        "three flatmates",
        "for me and the missus",
        "a family subscription",
        "for my parents-in-law",
        "no company, it's for the family",
        "my boss told me about you, it's for my mum",
        "I run a school, but this is for my kids",
        "die Familie will es",
        "meine Mitbewohner und ich",
        "für unsere WG",
        "rein privat",
        "ma femme et moi",
        "mes colocataires et moi",
        "la famille le veut",
        "à titre privé",
    ],
)
def test_who_speaks_of_their_family_or_flatmates_means_home(text):
    assert meant(text) == "home"


@pytest.mark.parametrize(
    "text",
    [
        "for my home office",
        "für mein Homeoffice",
        "pour mon bureau à la maison",
        "I work from home",
        "we're not a company",
        "I don't have a company",
        "wir sind keine Firma",
        "nous ne sommes pas une entreprise",
        "my wife told me about you",
        "let me ask my husband",
        "Mein Chef muss zustimmen",
        "my doctor's clinic recommended it",
        "my old company had it",
        "my father died",
        "my email is anna@home.de",
        "my home address is 4 Mill Lane",
        "I'm at work right now",
        "I'm on my way home",
        "ich bin gerade im Büro",
        "I saw it in a shop",
        "I'm a teacher",
        "I'm a customer already",
        "je suis déjà client",
        "für Frau Müller",
        "we are looking at Business Pro",
        "we are interested in the Family offer",
        "can your team call me",
        "is it for companies",
        "for a couple of months",
        "my partner and I",
        "my school",
        "we need it for our kids and our office",
    ],
)
def test_what_may_be_of_either_or_of_others_tells_nothing(text):
    assert meant(text) is None


@pytest.mark.parametrize(
    ("text", "means"), [("does it suit our clinic", "work"), ("does it suit clinics", None), ("the family plan", None)]
)
def test_who_asks_something_tells_only_what_is_theirs(text, means):
    assert meant(text, asking=True) == means


def test_once_it_is_known_only_what_it_is_for_changes_it():
    assert (meant("my wife and I", known=True), meant("it's for my wife", known=True)) == (None, "home")


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("work", "work"),
        ("Für zu Hause", "home"),
        ("home please", "home"),
        ("not for work", "home"),
        ("professional", "work"),
        ("Privat", "home"),
        ("both", None),
        ("home office", None),
    ],
)
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
