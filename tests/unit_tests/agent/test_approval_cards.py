"""A colleague's card and the decisions on it."""

import pytest
from pydantic import ValidationError

from limio_sales_agent.orders.approval import Decision, Decisions, card, digest, edited_lines, fits

LINES = [{"offer": "/offers2/Pro Yearly", "quantity": 3, "kind": "offer"}]
CUSTOMER = {"email": "jo@brand.io", "first_name": "Jo", "country": "GB"}
ORDER = {"number": 1, "items": LINES, "customer": CUSTOMER, "mode": "buy"}
ASKED = card(ORDER, "£300 a year.", None)


def edit(order=None, **args):
    items = [{"offer": "/offers2/Pro Yearly", "quantity": 2}]
    action = {"name": "limio_create_checkout", "args": {"items": items, **args}}
    return Decision.model_validate({"type": "edit", "edited_action": action, "order": order})


def test_the_card_has_the_shape_that_chat_pages_show():
    (action,) = ASKED["action_requests"]
    assert action["args"] == {
        "items": [{"offer": "/offers2/Pro Yearly", "quantity": 3}],
        "email": "jo@brand.io",
        "first_name": "Jo",
    }
    assert ASKED["review_configs"] == [
        {"action_name": "limio_create_checkout", "allowed_decisions": ["approve", "edit", "reject"]}
    ]


def test_the_card_says_that_an_approval_covers_the_fallback():
    assert "they get a purchase link for the same order" in ASKED["action_requests"][0]["description"]


@pytest.mark.parametrize(
    "other",
    [
        ([{**LINES[0], "quantity": 40}], CUSTOMER, "£300 a year."),
        ([{**LINES[0], "offer": "/offers2/Other"}], CUSTOMER, "£300 a year."),
        ([*LINES, {"offer": "/add_ons/More", "quantity": 1, "kind": "add_on"}], CUSTOMER, "£300 a year."),
        (LINES, CUSTOMER, "£400 a year."),
        *[
            (LINES, {**CUSTOMER, key: "x"}, "£300 a year.")
            for key in ("email", "first_name", "last_name", "company", "phone", "country")
        ],
    ],
)
def test_what_differs_in_items_price_or_customer_is_another_order(other):
    assert digest(*other) != ASKED["order"]


def test_the_order_of_the_lines_makes_no_other_order():
    both = [*LINES, {"offer": "/add_ons/More", "quantity": 1, "kind": "add_on"}]
    assert digest(both, CUSTOMER, None) == digest(both[::-1], CUSTOMER, None)


@pytest.mark.parametrize(
    "decision",
    [
        {},
        {"type": "edit"},
        {"type": "maybe"},
        {"type": "approve", "edited_action": {"name": "limio_create_checkout", "args": {"items": [{"offer": "/o"}]}}},
        {"type": "approve", "note": "fine"},
        {"type": "edit", "edited_action": {"args": {"items": [{"offer": "/o"}]}}},
        {"type": "edit", "edited_action": {"name": "limio_create_checkout", "args": {}}},
        {
            "type": "edit",
            "edited_action": {"name": "limio_create_checkout", "args": {"items": [{"offer": "/o"}], "price": 1}},
        },
        *(
            {"type": "edit", "edited_action": {"name": "limio_create_checkout", "args": {"items": items}}}
            for items in (
                [{"offer": "/o", "quantity": 0}],
                [{"offer": "/o", "quantity": True}],
                [{"offer": "/o", "quantity": 1.5}],
                '[{"offer": "/o", "quantity": 2',
                "two of them",
            )
        ),
    ],
)
def test_what_is_no_whole_decision_is_refused(decision):
    with pytest.raises(ValidationError):
        Decisions.model_validate({"decisions": [decision]})


def test_an_edit_s_lines_are_read_as_the_text_that_agent_chat_ui_makes_of_them():
    as_list = edit()
    as_text = edit(items='[{"offer":"/offers2/Pro Yearly","quantity":2}]')
    assert edited_lines(as_text) == edited_lines(as_list) != []


@pytest.mark.parametrize(
    "answer",
    [{"decisions": []}, {"decisions": [{"type": "approve"}] * 2}, {"decisions": [{"type": "approve"}], "all": True}],
)
def test_what_is_not_one_decision_is_refused(answer):
    with pytest.raises(ValidationError):
        Decisions.model_validate(answer)


@pytest.mark.parametrize(
    ("decision", "cards", "fitting"),
    [
        (Decision(type="approve", order=ASKED["order"]), 2, True),
        (Decision(type="approve", order="0" * 32), 1, False),
        (Decision(type="approve"), 1, True),
        (Decision(type="approve"), 2, False),
        (edit(email="jo@brand.io"), 1, True),
        (edit(email="eve@evil.example"), 1, False),
        (edit(last_name="Park"), 1, False),
    ],
)
def test_a_decision_counts_for_the_order_it_was_made_on(decision, cards, fitting):
    assert fits(decision, ASKED, cards) is fitting


def test_an_edit_s_lines_are_the_proposal():
    assert edited_lines(edit()) == [{"offer": "/offers2/Pro Yearly", "quantity": 2, "kind": "offer"}]
