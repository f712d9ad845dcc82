"""Arguments as models send them: what can mean one thing is read, the rest is answered with a right call."""

import json

import pytest
from fake_limio import settings
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from limio_langchain import LimioToolkit, SalesContext
from limio_langchain.tools.arguments import (
    CreateQuote,
    FindOffers,
    GetOffer,
    Item,
    ListAbandonedBaskets,
    Order,
    PurchaseLink,
)
from limio_langchain.tools.examples import EXAMPLES
from limio_langchain.tools.examples import PATH as PLACE
from limio_langchain.tools.toolkit import TOOLS

ABSENT = ("", "  ", None, "null", "None", "undefined", [], {}, "[]", "{}", "[ ]", [""], [None], ["null"], [[]], [{}])
UNSAID = ("none", "NULL", "nil", "N/A", "unknown", "any", "-", '""', '"null"')
ZERO = (0, 0.0, -0.0)
NUMBERS = {"budget", "people", "limit"}
OWN_WORDS = {"query", "label", "promo_code", "first_name", "last_name", "company", "note"}
PATH = "/offers2/Pro Plan"
LINES = ({"offer": PATH, "quantity": 2},)


def read(taken, sent):
    """What the tool gets, without what was left out."""
    got = taken.model_validate(sent).model_dump(mode="json", exclude_none=True)
    return {name: value for name, value in got.items() if value != taken.model_fields[name].default}


def refused(taken, sent):
    """Whether it is refused, or None where it was read."""
    try:
        taken.model_validate(sent)
    except ValidationError as error:
        return error
    return None


def optional_arguments():
    for taken in (FindOffers, CreateQuote, PurchaseLink, ListAbandonedBaskets):
        needed = {"items": [{"offer": PATH}], "created_after": "2026-01-01T00:00:00Z"}
        whole = {name: value for name, value in needed.items() if name in taken.model_fields}
        for name, field in taken.model_fields.items():
            if not field.is_required():
                yield taken, whole, name


def test_an_absent_optional_argument_in_any_form_is_absent():
    wrong = [
        f"{taken.__name__}.{name}={value!r}"
        for taken, whole, name in optional_arguments()
        for value in (*ABSENT, *ZERO)
        if refused(taken, {**whole, name: value}) or read(taken, {**whole, name: value}) != read(taken, whole)
    ]
    assert wrong == []


def test_what_says_nothing_is_absent_where_no_word_of_one_s_own_may_stand():
    wrong = [
        f"{taken.__name__}.{name}={value!r}"
        for taken, whole, name in optional_arguments()
        for value in UNSAID
        if name not in OWN_WORDS
        and (refused(taken, {**whole, name: value}) or read(taken, {**whole, name: value}) != read(taken, whole))
    ]
    assert wrong == []
    assert read(FindOffers, {"label": "any", "query": "Unknown"}) == {"label": "any", "query": "Unknown"}
    assert read(FindOffers, {"country": "na"}) == {"country": "NA"}  # Namibia


def test_zero_as_text_is_absent_where_a_number_is_meant_and_a_word_where_a_text_is():
    assert read(FindOffers, dict.fromkeys(NUMBERS, "0")) == {}
    assert read(FindOffers, {"label": "0"}) == {"label": "0"}


READ = [
    (Order, {"items": json.dumps(LINES)}, {"items": [*LINES]}),
    (Order, {"items": json.dumps(LINES[0])}, {"items": [*LINES]}),
    (Order, {"items": LINES[0]}, {"items": [*LINES]}),
    (Order, {"items": [json.dumps(LINES[0])]}, {"items": [*LINES]}),
    (Order, {"items": [{"offer": PATH, "quantity": "2"}]}, {"items": [*LINES]}),
    (Order, {"items": [{"offer": PATH, "quantity": 2.0}]}, {"items": [*LINES]}),
    (Order, {"items": [{"offer": PATH, "quantity": None}]}, {"items": [{"offer": PATH, "quantity": 1}]}),
    (Order, {"items": [PATH]}, {"items": [{"offer": PATH, "quantity": 1}]}),
    (Order, {"items": PATH}, {"items": [{"offer": PATH, "quantity": 1}]}),
    (Order, {"items": [PATH], "last_name": "Null"}, {"items": [{"offer": PATH, "quantity": 1}], "last_name": "Null"}),
    (PurchaseLink, {"offers": PATH}, {"offers": [PATH]}),
    (PurchaseLink, {"offers": json.dumps([PATH])}, {"offers": [PATH]}),
    (PurchaseLink, {"offers": "[]", "label": "pro"}, {"label": "pro"}),
    (PurchaseLink, {"offers": [PATH], "promo_code": 2024}, {"offers": [PATH], "promo_code": "2024"}),
    (FindOffers, {"people": "12", "budget": "49.50"}, {"people": 12, "budget": "49.50"}),
    (FindOffers, {"people": 12.0}, {"people": 12}),
    (FindOffers, {"attributes": '{"segment": "business"}'}, {"attributes": {"segment": "business"}}),
    (FindOffers, {"attributes": [{"name": "segment", "value": "business"}]}, {"attributes": {"segment": "business"}}),
    (FindOffers, {"attributes": '[{"name": "seats", "value": 5}]'}, {"attributes": {"seats": "5"}}),
    (FindOffers, {"attributes": {"segment": None}}, {}),
    (FindOffers, {"billing": '["yearly"]', "people": "[12]"}, {"billing": "yearly", "people": 12}),
    (FindOffers, {"attributes": "{'segment': 'business'}"}, {"attributes": {"segment": "business"}}),
    (Order, {"items": str([*LINES])}, {"items": [*LINES]}),
    (Order, {"items": json.dumps(json.dumps(LINES))}, {"items": [*LINES]}),
    (Order, {"items": f"```json\n{json.dumps(LINES)}\n```"}, {"items": [*LINES]}),
    (Order, {"items": str([{"offer": PATH, "quantity": 2}, None])}, {"items": [*LINES]}),
    (Order, {"items": [[*LINES]]}, {"items": [*LINES]}),
    (Order, {"items": [*LINES, {}, None]}, {"items": [*LINES]}),
    (Order, {"items": [{"path": PATH, "quantity": 2}]}, {"items": [*LINES]}),
    (PurchaseLink, {"offers": [{"offer": PATH}]}, {"offers": [PATH]}),
    (PurchaseLink, {"offers": [f" {PATH}\n"]}, {"offers": [PATH]}),
    (GetOffer, {"offer": f'"{PATH}"'}, {"offer": PATH}),
    (GetOffer, {"offer": f"`{PATH}`"}, {"offer": PATH}),
    *(
        (FindOffers, {"billing": said}, {"billing": "yearly"})
        for said in ("Yearly", " YEARLY", "annual", "per year", "year", "every year", "each-year", "'yearly'")
    ),
    *(
        (FindOffers, {"billing": said}, {"billing": "one_time"})
        for said in ("one-time", "One time", "ONE_TIME", "once", "one-off")
    ),
    *((FindOffers, {"for_whom": said}, {"for_whom": "work"}) for said in ("Work", " WORK ", "business", "B2B")),
    *((FindOffers, {"for_whom": said}, {"for_whom": "home"}) for said in ("Home", "household", "Family")),
    *((FindOffers, {"prefer": said}, {"prefer": "cheapest"}) for said in ("Cheapest", "cheap")),
    *((FindOffers, {"payment": said}, {"payment": "direct_debit"}) for said in ("Direct Debit", "direct-debit")),
    (FindOffers, {"payment": "Credit card"}, {"payment": "card"}),
    (FindOffers, {"label": ["business"], "people": [12]}, {"label": "business", "people": 12}),
    (FindOffers, {"label": [None], "people": [""]}, {}),
    *((FindOffers, {name: "work"}, {"for_whom": "work"}) for name in ("forWhom", "for-whom", "For Whom", "FOR_WHOM")),
    (FindOffers, {"attributes": {"segment": ["business"]}}, {"attributes": {"segment": "business"}}),
    (GetOffer, {"path": PATH}, {"offer": PATH}),
    (GetOffer, {"offer": {"path": PATH}}, {"offer": PATH}),
    (Order, {"Items": [{"Offer": {"offer": PATH}, "Quantity": "2"}]}, {"items": [*LINES]}),
    # One level too deep: under a word for arguments, under whose they are, under their own name once more.
    *(
        (FindOffers, {around: {"label": "pro", "people": "12"}}, {"label": "pro", "people": 12})
        for around in ("input", "kwargs", "args", "arguments", "tool_input", "parameters", "filters", "Request")
    ),
    (FindOffers, {"kwargs": '{"label": "pro"}', "config": None}, {"label": "pro"}),
    (FindOffers, {"args": {"input": {"label": "pro"}}, "people": 12}, {"label": "pro", "people": 12}),
    (
        Order,
        {"order": {"items": LINES[0]}, "customer": {"email": "a@brand.io"}},
        {"items": [*LINES], "email": "a@brand.io"},
    ),
    (Order, {"items": {"items": [*LINES]}}, {"items": [*LINES]}),
    (Order, {"items": {"item": LINES[0]}}, {"items": [*LINES]}),
    (Order, {"items": [{"item": LINES[0]}]}, {"items": [*LINES]}),
    (Order, {"item": LINES[0]}, {"items": [*LINES]}),
    (PurchaseLink, {"offers": {"offers": [PATH]}}, {"offers": [PATH]}),
    (PurchaseLink, {"offer": PATH}, {"offers": [PATH]}),
    (PurchaseLink, {"offers": f"{PATH}, /offers2/Other"}, {"offers": [PATH, "/offers2/Other"]}),
    (PurchaseLink, {"offers": f"{PATH}\n/offers2/Other"}, {"offers": [PATH, "/offers2/Other"]}),
    (FindOffers, {"attributes": {"attributes": {"segment": "business"}}}, {"attributes": {"segment": "business"}}),
    (FindOffers, {"query": {"query": "news"}}, {"query": "news"}),
    (FindOffers, {"thought": "", "label": "pro"}, {"label": "pro"}),
    # Numbers with marks between thousands, with what is counted, with their currency.
    *((FindOffers, {"people": said}, {"people": 1200}) for said in ("1,200", "1 200", "1'200", "1,200 people")),
    *((FindOffers, {"people": said}, {"people": 12}) for said in ("12 people", "12 Seats", " 12 users", "12.0")),
    (Order, {"items": [{"offer": PATH, "quantity": "2 seats"}]}, {"items": [*LINES]}),
    (FindOffers, {"budget": "1,234.50"}, {"budget": "1234.50"}),
    (FindOffers, {"budget": "1.234,50"}, {"budget": "1234.50"}),
    (FindOffers, {"budget": "49,99"}, {"budget": "49.99"}),
    (FindOffers, {"budget": "50.00 per month"}, {"budget": "50.00"}),
    *(
        (FindOffers, {"budget": said}, {"budget": "50", "currency": "GBP"})
        for said in ("£50", "50 GBP", "gbp 50", "50 £/month")
    ),
    (FindOffers, {"budget": "$50", "currency": "usd"}, {"budget": "50", "currency": "USD"}),
]


def test_what_can_mean_one_thing_is_read():
    wrong = [
        f"{sent} -> {read(taken, sent)}"
        for taken, sent, meant in READ
        if refused(taken, sent) or read(taken, sent) != meant
    ]
    assert wrong == []


REFUSED = [
    (Item, {"offer": PATH, "quantity": True}, "quantity"),
    (Item, {"offer": PATH, "quantity": 1.5}, "quantity"),
    (Item, {"offer": PATH, "quantity": "1.5"}, "quantity"),
    (Item, {"offer": PATH, "quantity": 0}, "quantity"),
    (Item, {"offer": PATH, "quantity": "0"}, "quantity"),
    (Item, {"offer": PATH, "quantity": -1}, "quantity"),
    (Item, {"offer": PATH, "quantity": "two"}, "quantity"),
    (FindOffers, {"people": True}, "people"),
    (FindOffers, {"people": [True]}, "people"),
    (FindOffers, {"people": [1, 2]}, "people"),
    (FindOffers, {"for_whom": "both"}, "for_whom"),
    (FindOffers, {"for_whom": "home office"}, "for_whom"),
    (FindOffers, {"people": False}, "people"),
    (FindOffers, {"people": 2.5}, "people"),
    (FindOffers, {"budget": True}, "budget"),
    (FindOffers, {"budget": "12.000"}, "budget"),
    (FindOffers, {"people": "12.000"}, "people"),
    (FindOffers, {"people": "1,5"}, "people"),
    *((FindOffers, {"people": said}, "people") for said in ("10-12", "12+", "about 12", "True", "12 GBP", "12 2")),
    (FindOffers, {"budget": "$50"}, "budget"),
    (FindOffers, {"budget": "€50", "currency": "GBP"}, "budget"),
    (FindOffers, {"budget": "50 per year"}, "budget"),
    (FindOffers, {"exclude": {"label": "pro"}}, "exclude"),
    (FindOffers, {"filters": {"segment": "business"}}, "segment"),
    (FindOffers, {"filters": {"segment": "business"}, "label": "pro"}, "filters"),
    (GetOffer, {"kwargs": {"offer": PATH, "colour": "red"}}, "colour"),
    (FindOffers, {"input": {"label": "pro"}, "label": "team"}, "input"),
    (FindOffers, {"input": {"label": "pro"}, "args": {"label": "team"}}, "input"),
    (FindOffers, {"attributes": {"attributes": "b"}}, "attributes"),
    (Order, {"items": [{"offer": PATH, "quantity": 2, "price": 9}]}, "items"),
    (FindOffers, {"budget": "NaN"}, "budget"),
    (FindOffers, {"budget": float("inf")}, "budget"),
    (FindOffers, {"budget": "1e999999999"}, "budget"),
    (FindOffers, {"budget": "1e400"}, "budget"),
    (FindOffers, {"people": 10**30}, "people"),
    (Item, {"offer": PATH, "quantity": "9" * 400}, "quantity"),
    (FindOffers, {"limit": True}, "limit"),
    (FindOffers, {"billing": "sometimes"}, "billing"),
    (FindOffers, {"label": ["pro", "team"]}, "label"),
    (FindOffers, {"attributes": "pro"}, "attributes"),
    (FindOffers, {"attributes": [{"name": "a", "value": "1"}, {"name": "a", "value": "2"}]}, "attributes"),
    (FindOffers, {"attributes": {"a": ["1", "2"]}}, "attributes"),
    (Order, {"items": "[" * 5000}, "items"),
    (Order, {"items": f"[{'-' * 19_000}1]"}, "items"),
    (Order, {"items": f"[{'not ' * 4000}1]"}, "items"),
    (Order, {"items": "[" * 900 + "]" * 900}, "items"),
    (Order, {"items": "[" * 900 + "5" + "]" * 900}, "items"),
    (Order, {"items": '[{"offer": "/a"'}, "items"),
    (Order, {"items": []}, "items"),
    (Order, {}, "items"),
    (PurchaseLink, {"offers": "/a" + "\n" * 200_000 + "b"}, "offers"),
    (GetOffer, {"offer": "Pro"}, "offer"),
    (GetOffer, {"offer": "//evil.test"}, "offer"),
    (GetOffer, {"offer": PATH, "path": "/other"}, "path"),
    (FindOffers, {"forWhom": "work", "for-whom": "home"}, "forWhom"),
    (GetOffer, {"offer": ""}, "offer"),
]


@pytest.mark.parametrize(
    ("said", "means"),
    [
        *(
            (one, "work")
            for one in ("corporate", "firm", "Businesses", "for our company", "a school", "employees", "pro")
        ),
        *(
            (one, "home")
            for one in ("household", "families", "the kids", "Private", "my flatmates", "consumer", "not work")
        ),
    ],
)
def test_close_words_for_whom_mean_one_of_the_two(said, means):
    assert FindOffers.model_validate({"for_whom": said}).for_whom == means


def test_what_cannot_be_meant_is_refused_by_its_name():
    wrong = []
    for taken, sent, field in REFUSED:
        error = refused(taken, sent)
        if field and not (error and error.errors()[0]["loc"][0] == field):
            wrong.append((str(sent)[:60], str(error)))
    assert wrong == []


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from(ABSENT),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from([FindOffers, GetOffer, CreateQuote, PurchaseLink, ListAbandonedBaskets]), st.data())
def test_whatever_is_sent_is_read_or_refused_and_nothing_else(taken, data):
    sent = data.draw(
        st.fixed_dictionaries({}, optional=dict.fromkeys((*taken.model_fields, "input", "order"), ANYTHING))
    )
    refused(taken, sent)


@pytest.fixture
def toolkit():
    with LimioToolkit.from_settings(settings(api_url=None, client_id=None, client_secret=None)) as made:
        yield made


def called(toolkit, name, args, thread=None):
    (tool,) = toolkit.get_tools(include=[name])
    asked = {"type": "tool_call", "id": "1", "name": name, "args": args}
    message = tool.invoke(asked, {"configurable": {"thread_id": thread}} if thread else None)
    return json.loads(message.content)["error"] if message.status == "error" else None


def test_the_error_shows_a_right_call_with_the_arguments_that_were_wrong(toolkit):
    told = called(toolkit, "limio_create_checkout", {"items": [{"offer": "/a", "quantity": True}], "email": "ada@"})
    assert told["what"].startswith("items.0.quantity: must be a whole number; email: ")
    name, shown = told["next"].removeprefix("Call again like this: ").split("(", 1)
    assert name == "limio_create_checkout"
    assert set(json.loads(shown.removesuffix(")"))) == {"items", "email"}


def test_a_right_call_that_is_shown_is_right(toolkit):
    shown = {name: json.loads(json.dumps(example).replace(PLACE, PATH)) for name, example in EXAMPLES.items()}
    assert {tool.name: set(tool.arguments.model_fields) - {"cursor", "repeat_of"} for tool in TOOLS} == {
        name: set(example) for name, example in shown.items()
    }
    assert [str(error) for tool in TOOLS if (error := refused(tool.arguments, shown[tool.name]))] == []


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
def test_who_calls_as_is_shown_is_not_told_so_again(toolkit, tool):
    wrong = [{"colour": "red"}, {name: {"a": "b", "c": "d"} for name in tool.arguments.model_fields}]
    for sent in wrong:
        told = called(toolkit, tool.name, sent)
        assert told["code"] == "bad_argument"
        shown = told["next"].partition("(")[2].removesuffix(")").replace(PLACE, PATH)
        assert (called(toolkit, tool.name, json.loads(shown)) or {}).get("code") != "bad_argument"


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
def test_who_calls_as_is_shown_of_one_wrong_argument_has_what_the_call_needs(toolkit, tool):
    for name in tool.arguments.model_fields.keys() - {"cursor", "repeat_of"}:
        right = json.loads(json.dumps(EXAMPLES[tool.name]).replace(PLACE, PATH))
        right.pop({"label": "offers"}.get(name, "label"), None)
        told = called(toolkit, tool.name, right | {name: {"a": "b", "c": "d"} if name != "attributes" else "red"})
        shown = json.loads(told["next"].partition("(")[2].removesuffix(")").replace(PLACE, PATH))
        assert name in shown
        assert refused(tool.arguments, shown) is None
        assert (called(toolkit, tool.name, shown) or {}).get("code") != "bad_argument"


def test_the_same_fault_twice_in_a_row_asks_the_customer_and_stops_repeating_itself(toolkit):
    wrong = {"items": "the blue one"}
    first, second, third = (called(toolkit, "limio_create_checkout", wrong, "t1") for _ in range(3))
    assert first["who"] == "agent"
    assert second == third
    assert second["who"] == "customer"
    assert second["what"] == "the same fault as the last time (items)"
    assert second["next"].startswith("Ask the customer")


def test_who_goes_from_one_wrong_call_to_another_and_back_asks_the_customer_too(toolkit):
    wrong, other = {"items": "the blue one"}, {"items": []}
    told = [called(toolkit, "limio_create_checkout", args, "t1")["who"] for args in (wrong, other, wrong, other)]
    assert told == ["agent", "agent", "customer", "customer"]
    # Whose the call before was is not known where nobody says which conversation it is.
    told = [called(toolkit, "limio_create_checkout", args)["who"] for args in (wrong, other, wrong, wrong)]
    assert told == ["agent", "agent", "agent", "customer"]


def test_another_fault_another_conversation_and_another_customer_s_toolkit_start_anew(toolkit):
    wrong, other = {"items": "the blue one"}, {"items": []}
    told = [
        called(toolkit, "limio_create_checkout", wrong, "t1"),
        called(toolkit, "limio_create_checkout", other, "t1"),
        called(toolkit, "limio_create_checkout", wrong, "t2"),
        called(toolkit.with_context(SalesContext(country="GB")), "limio_create_checkout", wrong, "t2"),
    ]
    assert {one["who"] for one in told} == {"agent"}


def test_a_call_that_worked_in_between_starts_anew(toolkit):
    wrong, right = {"offers": ["Pro"]}, {"label": "pro"}
    told = [called(toolkit, "limio_purchase_link", args, "t1") for args in (wrong, right, wrong)]
    assert (told[0]["who"], told[1], told[2]["who"]) == ("agent", None, "agent")


def test_a_failure_that_is_not_the_arguments_is_not_repeated_either(toolkit):
    sent = {"items": [{"offer": PATH}], "email": "ada@example.com"}
    told = [called(toolkit, "limio_create_quote", sent, "t1") for _ in range(2)]
    assert [one["code"] for one in told] == ["no_credentials"] * 2
    assert [one["who"] for one in told] == ["operator", "customer"]


@pytest.mark.parametrize(("name", "text"), [("limio_get_offer", PATH), ("limio_create_quote", json.dumps(LINES))])
def test_a_text_alone_is_what_the_tool_must_be_given(toolkit, name, text):
    (tool,) = toolkit.get_tools(include=[name])
    assert "bad_argument" not in tool.run(text)
