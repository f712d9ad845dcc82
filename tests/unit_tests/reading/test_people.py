"""Who a message is from and for: roles, relations, firms and families beside a name, and whose an address is."""

from dataclasses import replace
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from blind.shops import hints
from limio_sales_agent.reading import read_plain

TABLE = YAML(typ="safe", pure=True).load(Path(__file__).parents[2] / "fixtures" / "who.yaml")
CURLY = str.maketrans("\u2019", "'")
KNOWN = ("email", "first_name", "last_name")


def read(text, language, after="confirm", known=()):
    shop = "tidewell-de" if language == "de" else "tidewell"
    return read_plain(text, replace(hints(shop, after, known), language=language))


@pytest.mark.parametrize("row", TABLE["who"], ids=lambda row: row[0])
def test_who_writes_is_who_a_careful_person_would_note(row):
    text, language, *wanted = row
    said = read(text, language)
    found = [(told or "").translate(CURLY) for told in (said.first_name, said.last_name, said.email, said.company)]
    assert found == [f if w == "*" else w.translate(CURLY) for f, w in zip(found, wanted, strict=True)]


@pytest.mark.parametrize("known", [(), KNOWN], ids=["new", "known"])
@pytest.mark.parametrize("row", TABLE["sent"], ids=lambda row: row[0])
def test_what_shall_go_to_somebody_else_goes_to_their_name_and_address(row, known):
    text, language, *wanted = row
    said = read(text, language, "quote", known)
    assert [said.first_name, said.last_name, said.email] == wanted


@pytest.mark.parametrize(
    "text",
    [
        "Can you ring me? 01632 960 222",
        "jo@x.io and my phone is 01632 960222",
        "my number is +44 1632 960333",
        "phone only: (01632) 960 222",
    ],
)
@pytest.mark.parametrize("after", ["nothing", "confirm", "details"])
def test_a_number_kept_free_for_examples_is_a_number_to_be_reached_at(text, after):
    assert read(text, "en", after).phone.startswith("+441632960")


@pytest.mark.parametrize(
    ("text", "email"),
    [
        ("my wife has ina@holm.de", None),
        ("my manager, Iris Day, iris@day.com", None),
        ("Rechnung an buchhaltung@holm.de", None),
        ("yes, but to my work address paul@work.com", "paul@work.com"),
    ],
)
def test_another_s_address_replaces_none_that_is_known(text, email):
    assert read(text, "en", "confirm", KNOWN).email == email


def test_ansprechpartner_before_a_name_asks_for_nobody():
    told = "Angebot bitte. {} Frau Meike Hof, hof@hofundpartner.de"
    for said in (read(told.format(one), "de", "nothing") for one in ("Ansprechpartnerin ist", "Ansprechpartnerin")):
        assert (said.first_name, said.last_name, said.intents) == ("Meike", "Hof", ["quote"])
    assert read("Ich möchte mit einem Ansprechpartner sprechen", "de").intents == ["human"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I want to juggle", "en"),
        ("None of it, I'm only browsing.", "en"),
        ("my sister in Norwich reads it", "en"),
        ("We cater for weddings, mostly.", "en"),
        ("and the lanyard", "en"),
        ("Ich möchte bloß stöbern.", "de"),
        ("Was passiert bei der Kündigung?", "de"),
        ("Das Wetter trübt sich.", "de"),
        ("je veux flâner", "fr"),
        ("C'est gribouillé.", "fr"),
        ("Merci pour ces balivernes.", "fr"),
    ],
)
def test_what_is_said_in_answer_to_the_ask_for_details_is_nobody_s_name(text, language):
    said = read(text, language, "details")
    assert (said.first_name, said.last_name, said.company) == (None, None, None)


@pytest.mark.parametrize(
    ("text", "language", "name"), [("Orla", "en", "Orla"), ("ottilie", "de", "Ottilie"), ("Inès Faure", "fr", "Inès")]
)
def test_a_name_alone_answers_the_ask_for_details(text, language, name):
    assert read(text, language, "details").first_name == name


@pytest.mark.parametrize("known", [(), KNOWN], ids=["new", "known"])
@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("invoice to accounts@tarn.com", "en"),
        ("Rechnung bitte an buchhaltung@holm.de", "de"),
        ("facture à compta@vial.fr", "fr"),
        ("cc boss@trent.com", "en"),
    ],
)
def test_where_an_invoice_or_a_copy_goes_is_not_where_the_customer_is(text, language, known):
    assert read(text, language, "confirm", known).email is None
