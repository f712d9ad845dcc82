"""A right call in forms made up at random, several at once: each is read as the right call, or nothing of it is."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from limio_langchain.tools.arguments import CreateQuote, FindOffers, GetOffer, ListAbandonedBaskets, Order, PurchaseLink

PATH = "/offers2/Business Pro Annual"
CUSTOMER = {"email": "jo@brand.io", "first_name": "Jo", "last_name": "Null", "company": "Brand Ltd"}
RIGHT = [
    (FindOffers, {"query": "daily news", "label": "pro", "attributes": {"segment": "business"}, "billing": "one_time"}),
    (FindOffers, {"people": 1200, "budget": 1234, "for_whom": "work", "prefer": "cheapest", "payment": "direct_debit"}),
    (FindOffers, {"limit": 5, "country": "GB", "currency": "GBP", "billing": "yearly"}),
    (GetOffer, {"offer": PATH, "people": 12}),
    (Order, {"items": [{"offer": PATH, "quantity": 1200}], **CUSTOMER}),
    (CreateQuote, {"items": [{"offer": PATH, "quantity": 2}, {"offer": "/add_ons/Archive"}], "note": "Net 60"}),
    (PurchaseLink, {"offers": [PATH, "/offers2/Other"], "promo_code": "SAVE20"}),
    (PurchaseLink, {"label": "pro"}),
    (ListAbandonedBaskets, {"created_after": "2026-01-31T00:00:00Z", "limit": 50}),
]
ABSENT = st.sampled_from(["", None, "null", "None", [], {}, "[]", "{}", [None]])
AROUND = st.sampled_from(["input", "kwargs", "args", "arguments", "parameters", "tool_input", "Data"])
CLOSED = {"billing", "for_whom", "prefer", "payment"}


def same(held):
    return held


def names():
    """Ways to spell an argument's name."""
    return st.sampled_from([same, str.title, str.upper, camel, lambda name: name.replace("_", "-")])


def camel(name):
    first, *rest = name.split("_")
    return first + "".join(map(str.title, rest))


def forms(name, value):
    """Ways to send a value that all mean it."""
    ways = [same, lambda held: [held]]
    if isinstance(value, list | dict):
        ways = [same, json.dumps, str, lambda held: f"```json\n{json.dumps(held)}\n```", lambda held: {name: held}]
        ways += [lambda held: held[0], lambda held: [held]] if isinstance(value, list) and len(value) == 1 else []
    if isinstance(value, dict):
        ways += [lambda held: [{"name": key, "value": one} for key, one in held.items()]]
    if isinstance(value, int):
        ways += [str, float, lambda held: f" {held} ", lambda held: f"{held:,}", lambda held: f"{held}.0"]
    if name in {"people", "quantity"}:
        ways += [lambda held: f"{held} people", lambda held: f"{held:,} Seats"]
    if name in CLOSED:
        ways += [str.upper, str.title, lambda held: held.replace("_", "-"), lambda held: held.replace("_", " ")]
    if name == "offer":
        ways += [lambda held: f"`{held}`", lambda held: {"path": held}]
    return st.sampled_from(ways)


@st.composite
def sent(draw, taken, right):
    """A right call's arguments in another form."""
    given_as = {}
    for name, value in right.items():
        held = value
        if name == "items":
            held = [{key: draw(forms(key, one))(one) for key, one in line.items()} for line in value]
        given_as[draw(names())(name)] = draw(forms(name, held))(held)
    left = [name for name in taken.model_fields if name not in right]
    given_as |= draw(st.dictionaries(st.sampled_from([*left, "thought", "config"]), ABSENT, max_size=3))
    for around in draw(st.lists(AROUND, max_size=2)):
        given_as = {around: draw(st.sampled_from([same, json.dumps]))(given_as)}
    return given_as


def read(taken, arguments):
    return taken.model_validate(arguments).model_dump()


@given(st.data())
@pytest.mark.parametrize(("taken", "right"), RIGHT, ids=lambda one: getattr(one, "__name__", "right"))
def test_a_right_call_in_any_form_is_read_as_that_call(taken, right, data):
    arguments = data.draw(sent(taken, right))
    assert read(taken, arguments) == read(taken, right)


@given(st.data())
@pytest.mark.parametrize(("taken", "right"), RIGHT, ids=lambda one: getattr(one, "__name__", "right"))
def test_with_a_word_nobody_asked_for_it_is_refused_by_that_word_in_any_form(taken, right, data):
    arguments = data.draw(sent(taken, {**right, "colour": "red"}))
    with pytest.raises(ValidationError) as refused:
        taken.model_validate(arguments)
    assert [fault["loc"][0].lower() for fault in refused.value.errors()] == ["colour"]
