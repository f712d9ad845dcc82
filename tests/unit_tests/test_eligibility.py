"""May this be sold: each rule alone, together, and as a closed set of reasons."""

import json
from datetime import UTC, datetime
from typing import get_args

import pytest

from limio_langchain import Offer
from limio_langchain.eligibility import Code, Sale, Scope, changes, reasons, terms_of

NOW = datetime(2026, 4, 1, tzinfo=UTC)
CHARGE = {
    "type": "recurring",
    "value": "49.00",
    "currencyCode": "GBP",
    "repeat_interval": 1,
    "repeat_interval_type": "months",
}


def offer(path="/offers2/uk/Pro", *, tags=(), version="1", charges=(CHARGE,), **attributes):
    data = {"attributes": {"price__limio": list(charges), **attributes}, "tags": list(tags)}
    return Offer.from_item({"path": path, "name": "Pro", "id": "1", "version": version, "data": data})


def scope(**held):
    return Sale(scope=Scope(**held))


UNTIL = {"valid_date_range__limio": {"to": "2026-03-31T23:59:59Z"}}
FROM = {"valid_date_range__limio": {"from": "2026-04-02T00:00:00Z"}}


@pytest.mark.parametrize(
    ("held", "sale", "code", "words"),
    [
        (offer(version=None), Sale(), "unpublished", "has no published id and version"),
        (offer(label__limio=["a"]), scope(attributes={"label__limio": ("a", "b")}), "scope", "label__limio b"),
        (offer(), scope(path="/offers2/de"), "scope", "is not under /offers2/de"),
        (offer(), scope(path="/offers2/u"), "scope", "is not under /offers2/u"),
        (offer(tags=["/tags/uk"]), scope(tags=("/tags/uk", "/tags/new")), "scope", "the tag /tags/new"),
        (offer(), scope(paths=frozenset({"/offers2/uk/Basic"})), "scope", "not among the offers sold here"),
        (offer(sales_channel__limio=["Partner"]), scope(channels=("ai", "Online")), "channel", "for Partner only"),
        (offer(allowed_countries__limio=["GB"]), Sale(country="FR"), "country", "is not sold in FR"),
        (offer(), Sale(currency="EUR"), "currency", "priced in GBP, not in EUR"),
        (offer(eligible_partners__limio=["P", "Q"]), Sale(), "partner", "the partners P and Q only"),
        (offer(eligible_partners__limio=["P"]), Sale(partner="R"), "partner", "the partners P only"),
        (offer(**UNTIL), Sale(at=NOW), "ended", "was sold until 2026-03-31"),
        (offer(**FROM), Sale(at=NOW), "not_yet", "is sold from 2026-04-02 on"),
        (None, Sale(), "gone", "is not in the catalogue"),
    ],
)
def test_each_rule_says_its_reason_and_no_other(held, sale, code, words):
    (told,) = reasons(held, sale)
    assert told.code == code
    assert words in str(told)


def test_a_country_is_the_catalogue_s_however_a_sale_writes_it():
    assert reasons(offer(allowed_countries__limio=["GB"]), Sale(country="UK")) == ()


@pytest.mark.parametrize(
    ("held", "sale"),
    [
        (offer(), Sale()),
        (offer(label__limio=["a", "b"]), scope(attributes={"label__limio": ("a", "b")})),
        (offer(), scope(path="/offers2/uk")),
        (offer(), scope(path="/offers2/uk/")),
        (offer(), scope(path="/offers2/uk/Pro")),
        (offer(tags=["/tags/uk"]), scope(tags=("/tags/uk",))),
        (offer(), scope(paths=frozenset({"/offers2/uk/Pro"}))),
        (offer(), scope(channels=("ai",))),
        (offer(sales_channel__limio=["Partner", "ai"]), scope(channels=("ai", "Online"))),
        (offer(), Sale(country="FR")),
        (offer(allowed_countries__limio=["uk", "fr "]), Sale(country="GB")),
        (offer(allowed_countries__limio=["FR"]), Sale()),
        (offer(), Sale(currency="GBP")),
        (offer(charges=()), Sale(currency="EUR")),
        (offer(eligible_partners__limio=["P"]), Sale(partner="P")),
        (offer(**UNTIL), Sale()),
        (offer(**FROM), Sale(at=datetime(2026, 4, 2, tzinfo=UTC))),
        (offer(**UNTIL), Sale(at=datetime(2026, 3, 31, 23, 59, 59, tzinfo=UTC))),
    ],
)
def test_what_nothing_forbids_is_sold(held, sale):
    assert reasons(held, sale) == ()


def test_all_reasons_are_given_together():
    told = reasons(offer(allowed_countries__limio=["GB"], **UNTIL), Sale(scope(path="/a").scope, country="FR", at=NOW))
    assert [one.code for one in told] == ["scope", "country", "ended"]


def test_an_add_on_goes_where_its_offer_goes_unless_the_only_paths_are_named():
    add_on = offer("/add_ons/Seat", sales_channel__limio=["Partner"])
    wide = Scope(attributes={"label__limio": ("a",)}, path="/offers2/uk", tags=("/tags/uk",))
    assert reasons(add_on, Sale(wide)) == ()
    (told,) = reasons(add_on, scope(paths=frozenset({"/offers2/uk/Pro"})))
    assert told.code == "scope"
    (told,) = reasons(add_on, scope(channels=("ai",)))
    assert told.code == "channel"


@pytest.mark.parametrize(
    ("now", "code"),
    [
        (offer(charges=[CHARGE | {"value": "59.00"}]), "price"),
        (offer(charges=[CHARGE | {"currencyCode": "EUR"}]), "price"),
        (offer(display_price__limio="£59 a month"), "price"),
        (offer(term__limio={"length": 2, "type": "years"}), "term"),
        (offer(autoRenew__limio=True), "renewal"),
        (offer(allow_multibuy__limio=True), "seats"),
    ],
)
def test_what_is_no_longer_as_it_was_shown_is_named(now, code):
    shown = json.loads(json.dumps(terms_of(offer())))
    (told,) = changes(shown, now)
    assert (told.code, str(told)) == (code, f"has another {code} than was shown")


def test_another_version_another_name_or_another_way_to_write_a_price_is_no_change():
    now = offer(version="2", charges=[CHARGE | {"value": "49", "name": "charge_2"}], display_name__limio="Pro!")
    assert changes(terms_of(offer()), now) == ()


def test_of_terms_that_were_not_kept_nothing_is_said():
    assert changes({}, offer(autoRenew__limio=True)) == ()
    assert changes({"promise": "x"}, offer()) == ()


def test_the_reasons_are_a_closed_set():
    assert set(terms_of(offer())) < set(get_args(Code))
