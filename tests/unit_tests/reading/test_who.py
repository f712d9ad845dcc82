"""Who writes: names with titles, a company beside a name, and what is nobody's name."""

import pytest

from blind.shops import hints
from limio_sales_agent.reading import read_plain

ASKED = hints("tidewell", "details")


@pytest.mark.parametrize(
    ("text", "first", "last", "company"),
    [
        ("This is Dr Harriet Moss, you can reach me on h.moss@nhs.example", "Harriet", "Moss", None),
        ("Mr Patel, patel@x.io", None, "Patel", None),
        ("Dr. Jo Bell from Acme, jo@acme.io", "Jo", "Bell", "Acme"),
        ("Frau Dr. Krämer, k@b.de", None, "Krämer", None),
        ("Will I get spam?", None, None, None),
        ("It's for my mum, should I put hers or mine?", None, None, None),
        ("dont have email, can you text me", None, None, None),
        ("Wofür brauchen Sie die?", None, None, None),
    ],
)
def test_titles_questions_and_requests_are_no_part_of_a_name(text, first, last, company):
    said = read_plain(text, ASKED)
    assert (said.first_name, said.last_name, said.company) == (first, last, company)


@pytest.mark.parametrize(
    ("text", "email"),
    [("Add my brother too, lee.r@mail.example", None), ("use lee.r@mail.example", "lee.r@mail.example")],
)
def test_somebody_else_s_address_does_not_replace_the_customer_s(text, email):
    assert read_plain(text, hints("tidewell", "confirm", known=("email",))).email == email


PRO = ["/offers2/Business Pro Annual", "/offers2/Business Pro Annual USD", "/offers2/Business Pro Monthly"]
OPENING = hints("tidewell", None)


@pytest.mark.parametrize(
    ("text", "company", "offers"),
    [
        ("We're looking at Business Pro", None, PRO),
        ("I was looking at Business Pro for us at Acme", "Acme", PRO),
        ("I work at Business Pro Ltd", "Business Pro Ltd", []),
        ("jo@brand.io, Jo Park, Brand Ltd", "Brand Ltd", []),
        ("Jo Park, Market Hall Ltd, jo@brand.io", "Market Hall Ltd", []),
        ("we are a small limited company", None, []),
        ("We are a PR agency of 12", None, []),
        ("We are a PR Agency", None, []),
    ],
)
def test_what_is_sold_is_nobody_s_company(text, company, offers):
    said = read_plain(text, OPENING)
    assert (said.company, said.offers) == (company, offers)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Business Pro jährlich, ich bin Anna Schmidt, anna@brand.io", "Anna", "Schmidt"),
        ("Ich bin Jo Park, jo@brand.io", "Jo", "Park"),
        ("ich bin Anna, anna@brand.io", "Anna", None),
        ("Ich bin Friseurin", None, None),
        ("I'm OK", None, None),
    ],
)
def test_who_says_who_they_are_is_known_by_it_also_where_all_nouns_have_capitals(text, first, last):
    said = read_plain(text, OPENING)
    assert (said.first_name, said.last_name) == (first, last)


def test_an_n_is_a_no_by_itself_and_an_and_among_others():
    assert read_plain("n, thanks", hints("tidewell", "confirm")).intents == ["thanks", "no"]
    assert read_plain("business pro for me n the girls", OPENING).offers == PRO


@pytest.mark.parametrize(
    "text", ["4 Business Essential, jährlich, Agentur. Jo Bell, jo@brand.io", "PR-Agentur, Jo Bell, jo@brand.io"]
)
def test_what_they_are_is_no_name(text):
    read = read_plain(text, hints("tidewell-de", "nothing"))
    assert (read.first_name, read.last_name, read.company) == ("Jo", "Bell", None)


@pytest.mark.parametrize(
    ("text", "shop", "after", "wanted"),
    [
        ("yes, I'm Jo Bell from Acme", "tidewell", "confirm", ("Jo", "Bell", "Acme")),
        ("yes, I'm Jo Bell from Acme", "tidewell", "details", ("Jo", "Bell", "Acme")),
        ("ja, ich bin Jo Bell von Acme", "tidewell-de", "confirm", ("Jo", "Bell", "Acme")),
        ("oui, je suis Luc Martin de chez Acme", "tidewell", "details", ("Luc", "Martin", "Acme")),
        ("I'm Jo Bell from Acme, jo@acme.io", "tidewell", "nothing", ("Jo", "Bell", "Acme")),
        ("I'm Jo Bell from Bristol", "tidewell", "nothing", ("Jo", "Bell", None)),
        ("I'm Jo Bell from Bristol, jo@mail.com", "tidewell", "nothing", ("Jo", "Bell", None)),
        ("Jo Bell, Bristol, jo@mail.com", "tidewell", "nothing", ("Jo", "Bell", None)),
        ("Je suis Anne Petit de Lyon", "tidewell", "details", ("Anne", "Petit", None)),
        (
            "bob@thebrandshop.io - Bob Bell from The Brand Shop",
            "tidewell",
            "nothing",
            ("Bob", "Bell", "The Brand Shop"),
        ),
        ("Nadia Rahman, hello@nadiarahman.com", "tidewell", "nothing", ("Nadia", "Rahman", None)),
    ],
)
def test_a_firm_stands_behind_a_name_and_a_town_is_none(text, shop, after, wanted):
    said = read_plain(text, hints(shop, after))
    assert (said.first_name, said.last_name, said.company) == wanted


@pytest.mark.parametrize("name", ["Jo", "Will", "Max", "May", "Pierre", "Ernst", "Blanche"])
@pytest.mark.parametrize("shop", ["tidewell", "tidewell-de"])
@pytest.mark.parametrize("lead", ["{}", "{}.", "{}, jo.will.max.may.pierre.ernst.blanche@mail.com"])
def test_a_first_name_that_is_a_word_too_answers_the_ask_for_details(name, shop, lead):
    said = read_plain(lead.format(name), hints(shop, "details"))
    assert (said.first_name, said.intents) == (name, [])


@pytest.mark.parametrize("shop", ["tidewell", "tidewell-de"])
@pytest.mark.parametrize("after", ["details", "confirm", "nothing"])
@pytest.mark.parametrize(
    "text",
    [
        *("Ich", "Looking", "I'm Looking for a plan", "I am Interested", "I'm British", "This Is Very Urgent"),
        *("It's Urgent", "No", "Nope", "Later", "Not Now", "Will do", "Ben, oui", "May I ask why", "Jo, passt"),
        *("Ich bin Dabei", "Moi", "je suis Intéressée", "Ich bin Inhaberin", "Wofür", "Parfait", "Go Ahead", "Si"),
        "I'm at Tesco right now",
    ],
)
def test_a_word_with_a_capital_is_nobody_s_name_by_that_alone(text, after, shop):
    said = read_plain(text, hints(shop, after))
    assert (said.first_name, said.last_name, said.company) == (None, None, None)


@pytest.mark.parametrize(
    ("text", "email"),
    [
        ("for me and my wife, ina@holm.de", None),
        ("my wife has ina@holm.de, mine is jo@holm.de", "jo@holm.de"),
        ("it goes to my wife ina@holm.de", None),
    ],
)
def test_an_address_beside_somebody_else_replaces_none_that_is_known(text, email):
    assert read_plain(text, hints("tidewell", "confirm", known=("email",))).email == email


@pytest.mark.parametrize("text", ["Kestrel, buyer@kestrel.example", "für Kestrel, einkauf@kestrel.example"])
def test_a_firm_that_the_address_ends_with_is_no_first_name(text):
    assert read_plain(text, hints("tidewell", "details")).first_name is None


def test_who_is_named_behind_for_is_no_firm():
    said = read_plain("dan@kestrel.example for Dan Hill", hints("tidewell", "details"))
    assert (said.first_name, said.company) == ("Dan", None)
