"""The order: how many, which number it has, and whose."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_shop import line
from limio_langchain import CustomerDetails, Offer, SalesContext, Tracking
from limio_sales_agent.order import canonical, context_for, external_id, fixed, has_crm, is_waiting, quantity_for
from limio_sales_agent.playbook import Playbook

PRO, OTHER = "/offers2/Pro Yearly", "/offers2/Home"


def offer(seats, **limits):
    attributes = {"allow_multibuy__limio": seats, "default_quantity_options__limio": limits}
    return Offer.from_item({"path": PRO, "data": {"attributes": attributes}})


@pytest.mark.parametrize(
    ("needs", "seats", "limits", "quantity"),
    [
        ({"people": 12}, True, {}, 12),
        ({"people": 12}, False, {}, 1),  # people are no quantity where it is not sold by seat
        ({"people": 12, "quantity": 3}, True, {}, 3),
        ({"quantity": 3}, False, {}, 3),
        ({}, True, {}, 1),
        ({}, True, {"quantity": 5}, 5),
        ({"people": 2}, True, {"minimum_quantity": 5}, 5),
        ({"people": 12}, True, {"increment": 5}, 15),
        ({"people": 7}, True, {"minimum_quantity": 2, "increment": 5}, 7),  # steps from the minimum
    ],
)
def test_quantity_is_what_the_needs_come_to(needs, seats, limits, quantity):
    assert quantity_for(offer(seats, **limits), needs, Playbook()) == quantity


def test_the_playbook_can_say_that_all_is_sold_by_seat():
    assert quantity_for(offer(seats=False), {"people": 12}, Playbook(sold_per="seat")) == 12


def test_the_same_order_keeps_its_number():
    first = fixed({"selection": [line(PRO, 2)]}, "jo@brand.io", "buy")
    again = fixed({"selection": [line(PRO, 2)], "order": first, "order_number": 1}, "jo@brand.io", "buy")
    assert (first["number"], again) == (1, first)


@pytest.mark.parametrize(
    ("selection", "email", "mode"),
    [
        ([line(PRO, 3)], "jo@brand.io", "buy"),
        ([line(PRO, 2), line(OTHER)], "jo@brand.io", "buy"),
        ([line(PRO, 2)], "other@brand.io", "buy"),
        ([line(PRO, 2)], "jo@brand.io", "quote"),
    ],
)
def test_a_changed_order_is_another_one(selection, email, mode):
    first = fixed({"selection": [line(PRO, 2)]}, "jo@brand.io", "buy")
    changed = fixed({"selection": selection, "order": first, "order_number": 1}, email, mode)
    assert changed["number"] == 2


def test_another_order_of_the_same_is_another_one_only_once_the_first_is_closed():
    first = fixed({"selection": [line(PRO)]}, None, "buy")
    wants = {"selection": [line(PRO)], "order_number": 1, "another": True}
    assert fixed({**wants, "order": first}, None, "buy")["number"] == 1
    assert fixed({**wants, "order": {**first, "closed": True}}, None, "buy")["number"] == 2


def test_the_external_id_is_the_same_for_the_same_thread_and_number():
    ids = {external_id({"number": n}, thread, None) for n in (1, 2) for thread in ("a", "b") for _ in range(3)}
    assert len(ids) == 4


def test_the_hosts_order_key_is_used_as_it_is_for_the_first_order_only():
    assert external_id({"number": 1}, "thread", "my-key") == "my-key"
    second = external_id({"number": 2}, "thread", "my-key")
    assert second != "my-key"
    assert second == external_id({"number": 2}, "another thread", "my-key")


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(1, 99)), max_size=8), st.randoms())
def test_the_canonical_order_does_not_depend_on_the_order_of_lines(rows, random):
    lines = list({path: line(f"/offers2/{path}", count) for path, count in rows}.values())
    shuffled = list(lines)
    random.shuffle(shuffled)
    assert canonical(shuffled) == canonical(lines)


def test_what_the_host_knows_wins_over_what_was_said(make_desk):
    desk = make_desk(
        Playbook(checkout={"tracking": {"campaign": "site-chat", "tag": "chat"}}),
        SalesContext(
            customer=CustomerDetails(email="host@brand.io"),
            country="GB",
            tracking=Tracking(account_id="001", tag="crm"),
        ),
    )
    said = {"email": "said@brand.io", "first_name": "Jo", "country": "FR"}
    context = context_for({"number": 1}, {"customer": said, "thread": "t"}, desk)
    assert context.customer == CustomerDetails(email="host@brand.io", first_name="Jo")
    assert context.country == "GB"
    assert context.tracking == Tracking(account_id="001", campaign="site-chat", tag="crm")


def test_the_settings_country_wins_over_what_was_said(make_desk):
    state = {"customer": {"country": "FR"}, "thread": "t"}
    assert context_for({"number": 1}, state, make_desk(country="IE")).country == "IE"
    assert context_for({"number": 1}, state, make_desk()).country == "FR"


def test_a_campaign_is_no_crm_record(make_desk):
    assert not has_crm(make_desk(context=SalesContext(tracking=Tracking(campaign="x"))))
    assert has_crm(make_desk(context=SalesContext(tracking=Tracking(contact_id="003"))))


def test_a_colleague_is_waited_for_only_with_the_order_agreed_to():
    lines = [line(PRO, 2)]
    state = {"selection": lines, "agreed": lines, "order": {"items": lines, "pending": True}}
    assert is_waiting(state)
    assert not is_waiting({**state, "agreed": None})
    assert not is_waiting({**state, "selection": [line(PRO, 3)], "agreed": [line(PRO, 3)]})
