"""Details given in answer to the ask for them, in whatever form: facts, which change nothing of what was agreed to."""

import pytest
from played import played

AGREED = ("12 x Business Pro, yearly", "yes", "no")
AGREED_DE = ("12 x Business Pro, jährlich", "ja", "nein")
AGREED_FR = ("12 x Business Pro, par an", "oui", "non")


@pytest.mark.parametrize(
    ("said", "company"),
    [
        ("Name: Sam Hill, Email: sam@brand.example", None),
        ("Sam Hill / Brand / sam@brand.example", "Brand"),
        ("First name: Sam Last name: Hill Company: Brand Email: sam@brand.example", "Brand"),
        ("First name: Sam\nLast name: Hill\nEmail: sam@brand.example", None),
        ("Vorname: Sam, Nachname: Hill, E-Mail: sam@brand.example", None),
        ("Prénom : Sam, nom : Hill, e-mail : sam@brand.example", None),
    ],
)
def test_details_in_any_form_conclude_what_was_agreed_to(said, company):
    with played("tidewell", *AGREED, said) as (state, baskets, _):
        assert (state["outcome"] or {}).get("kind") == "assisted_checkout", state["messages"][-1].text
        customer = state["customer"]
        assert (customer["first_name"], customer["last_name"], customer.get("company")) == ("Sam", "Hill", company)
        assert len(baskets) == 1


@pytest.mark.parametrize(
    "said",
    [
        "sam@brand.example, but only from Monday",
        "sam@brand.example, Not Yet",
        "sam@brand.example, once my boss agrees",
        "sam@brand.example, 14 Licences",
        "sam@brand.example, needs a signature here first",
        "sam@brand.example / erst ab Montag",
        "sam@brand.example, 20",
        "sam@brand.example, Awaiting Approval",
        "sam@brand.example, Sam Vorbehaltlich",
        "Widerruf Vorbehalten, sam@brand.example",
        "Sam Pending, sam@brand.example",
        "sam@brand.example, Provisionally Reserved",
        "sam@brand.example. Fourteen",
        "Quantity: 14 / Email: sam@brand.example",
        "Sam Hill / 14 / sam@brand.example",
        "sam@brand.example, £3000",
        "sam@brand.example, Second One",
        "sam@brand.example, Trial First",
        "SAM@BRAND.EXAMPLE SEND TERMS FIRST",
        "SAM@BRAND.EXAMPLE SMALLER PACKAGE",
        "Sam Hill, Brand Ltd, 12 High Street, Leeds LS1 4AB, sam@brand.example",
    ],
)
def test_what_is_more_than_a_detail_is_asked_about_first(said):
    with played("tidewell", *AGREED, said) as (state, baskets, _):
        assert (state.get("outcome"), baskets, state["expecting"]) == (None, [], "confirm")
        assert state["customer"]["email"].lower() == "sam@brand.example"


@pytest.mark.parametrize(
    ("shop", "agreed", "said"),
    [
        *(
            ("tidewell-de", AGREED_DE, f"sam@brand.example{more}")
            for more in (
                ", Falsche Anzahl",
                ", Vorbehalt Freigabe",
                ", Widerruf",
                ", Kündigung",
                ", Zwanzig",
                ". Kündigungsfrist 3 Monate",
            )
        ),
        ("tidewell", AGREED_FR, "sam@brand.example, 20"),
    ],
)
def test_words_with_a_capital_are_no_details(shop, agreed, said):
    with played(shop, *agreed, said) as (state, baskets, _):
        assert (state.get("outcome"), baskets, state["expecting"]) == (None, [], "confirm")


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("it's John", "John"),
        ("Regards, Sam", "Sam"),
        ("Ich bin Jens", "Jens"),
        ("Viele Grüße, Jens", "Jens"),
        ("je suis Luc", "Luc"),
    ],
)
def test_a_first_name_in_answer_to_the_ask_is_kept(said, name):
    with played("tidewell", *AGREED, said) as (state, baskets, _):
        assert (state["customer"].get("first_name"), state["expecting"], baskets) == (name, "details", [])


@pytest.mark.parametrize("said", ["I am Important", "The name is important", "I'm late", "der Name ist wichtig"])
def test_what_somebody_is_is_no_name(said):
    with played("tidewell", *AGREED, said) as (state, _, _):
        assert state["customer"].get("first_name") is None


@pytest.mark.parametrize("firm", ["Handwerk Hannover", "Hofbäckerei Kern", "Steuerkanzlei Ritter"])
def test_a_german_firm_beside_an_address_is_one(firm):
    with played("tidewell-de", "12 x Business Pro, jährlich", "ja", "nein", f"{firm}, post@brand.example") as (
        state,
        _,
        _,
    ):
        assert (state["customer"].get("company"), state["customer"].get("first_name")) == (firm, None)


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("Name: Lang, Vorname: Rosa, E-Mail: r@brand.de", "Rosa", "Lang"),
        ("Vorname: Rosa, Name: Lang, E-Mail: r@brand.de", "Rosa", "Lang"),
        ("nom : Petit, prénom : Luc, e-mail : l@brand.fr", "Luc", "Petit"),
        ("Name: Fox, First name: Ann, a@brand.example", "Ann", "Fox"),
        ("Name: Ann Fox, a@brand.example, terms first", "Ann", "Fox"),
    ],
)
def test_a_name_labelled_beside_a_first_name_is_the_last_one(said, first, last):
    with played("tidewell", *AGREED, said) as (state, _, _):
        assert (state["customer"]["first_name"], state["customer"]["last_name"]) == (first, last)


@pytest.mark.parametrize(
    "said", ["Ann Fox/Brand Ltd/ann@brand.example", "Ann Fox|Brand Ltd|ann@brand.example", "ann@brand.example/Ann Fox"]
)
def test_a_slash_parts_an_address_from_what_stands_beside_it(said):
    with played("tidewell", *AGREED, said) as (state, _, _):
        assert (state["customer"]["email"], state["customer"]["last_name"]) == ("ann@brand.example", "Fox")


@pytest.mark.parametrize("last", ["Neustadt", "Darmstadt", "Halbstadt", "Handwerk"])
def test_a_surname_that_ends_as_a_firms_name_may_is_a_persons(last):
    with played("tidewell-de", *AGREED_DE, f"Anna {last}, a@brand.example") as (state, _, _):
        customer = state["customer"]
        assert (customer.get("first_name"), customer.get("last_name"), customer.get("company")) == ("Anna", last, None)


@pytest.mark.parametrize("place", ["12 High Street, Leeds LS1 4AB", "12 Acacia Avenue, Leeds", "Leeds LS1 4AB"])
def test_a_place_in_a_postal_address_is_nobodys_name(place):
    with played("tidewell", *AGREED, f"{place}, ann@brand.example") as (state, _, _):
        assert (state["customer"].get("first_name"), state["customer"].get("company")) == (None, None)
