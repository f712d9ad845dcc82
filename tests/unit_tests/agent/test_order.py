"""The order: how many, which number it has, and whose."""

import pytest
from agent_shop import line
from hypothesis import given
from hypothesis import strategies as st

from limio_langchain import CustomerDetails, Offer, SalesContext, Tracking
from limio_sales_agent.money import quantity_for
from limio_sales_agent.orders.order import canonical, context_for, digest, fixed, has_crm, is_waiting, stands
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


def order_of(make_run, selection, mode="buy", said=None, **state):
    run = make_run()
    known = {"selection": selection, "customer": {"email": "jo@brand.io"} | (said or {}), **state}
    return fixed(known, run, mode)


def test_the_same_order_keeps_its_number(make_run):
    first = order_of(make_run, [line(PRO, 2)])
    again = order_of(make_run, [line(PRO, 2)], order=first, order_number=1)
    assert (first["number"], again) == (1, first)


@pytest.mark.parametrize(
    ("selection", "mode", "said"),
    [
        ([line(PRO, 3)], "buy", {}),
        ([line(PRO, 2), line(OTHER)], "buy", {}),
        ([line(PRO, 2)], "quote", {}),
        *[
            ([line(PRO, 2)], "buy", {name: "other"})
            for name in ("email", "first_name", "last_name", "company", "phone", "country")
        ],
    ],
)
def test_a_changed_order_is_another_one(make_run, selection, mode, said):
    first = order_of(make_run, [line(PRO, 2)])
    changed = order_of(make_run, selection, mode, said, order=first, order_number=1)
    assert changed["number"] == 2


def test_an_order_that_was_handed_over_is_never_fixed_again(make_run):
    first = {**order_of(make_run, [line(PRO)]), "closed": True}
    assert order_of(make_run, [line(PRO)], order=first, order_number=1)["number"] == 2


def test_an_order_is_of_its_conversation_not_of_its_thread(make_run):
    contexts = [context_for({"number": 1}, {"conversation": one}, make_run()) for one in ("a", "b")]
    assert [context.order_key for context in contexts] == ["a", "b"]


def test_the_host_s_order_key_stands_for_the_conversation(make_run):
    run = make_run(context=SalesContext(order_key="my-key"))
    context = context_for({"number": 3}, {"conversation": "a"}, run)
    assert (context.order_key, context.order_number) == ("my-key", 3)


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(1, 99)), max_size=8), st.randoms())
def test_the_canonical_order_does_not_depend_on_the_order_of_lines(rows, random):
    lines = list({path: line(f"/offers2/{path}", count) for path, count in rows}.values())
    shuffled = list(lines)
    random.shuffle(shuffled)
    assert canonical(shuffled) == canonical(lines)


def test_what_the_host_knows_wins_over_what_was_said(make_run):
    run = make_run(
        Playbook(checkout={"tracking": {"campaign": "site-chat", "tag": "chat"}}),
        SalesContext(
            customer=CustomerDetails(email="host@brand.io"),
            country="GB",
            tracking=Tracking(account_id="001", tag="crm"),
        ),
    )
    said = {"email": "said@brand.io", "first_name": "Jo", "country": "FR"}
    context = context_for({"number": 1}, {"customer": said, "conversation": "t"}, run)
    assert context.customer == CustomerDetails(email="host@brand.io", first_name="Jo")
    assert context.country == "GB"
    assert context.tracking == Tracking(account_id="001", campaign="site-chat", tag="crm")


def test_the_settings_country_wins_over_what_was_said(make_run):
    state = {"customer": {"country": "FR"}, "conversation": "t"}
    assert context_for({"number": 1}, state, make_run(country="IE")).country == "IE"
    assert context_for({"number": 1}, state, make_run()).country == "FR"


def test_a_campaign_is_no_crm_record(make_run):
    assert not has_crm(make_run(context=SalesContext(tracking=Tracking(campaign="x"))))
    assert has_crm(make_run(context=SalesContext(tracking=Tracking(contact_id="003"))))


def handed_over(kind="assisted_checkout"):
    lines, jo = [line(PRO, 2)], {"first_name": "Jo"}
    order = {"items": lines, "customer": jo, "mode": "buy", "closed": True}
    return {"selection": lines, "customer": jo, "order": order, "outcome": {"kind": kind}}


def test_an_order_stands_while_it_is_what_they_want_and_for_whom(make_run):
    given, run = handed_over(), make_run()
    assert stands(given, run)
    assert not stands({**given, "selection": [line(PRO, 3)]}, run)
    assert not stands({**given, "customer": {"first_name": "Ann"}}, run)
    assert not stands({**given, "customer": {"first_name": "Jo", "country": "FR"}}, run)
    assert not stands({**given, "order": {**given["order"], "closed": False}}, run)


def test_a_purchase_link_carries_no_details_and_so_stands_whoever_it_is_for(make_run):
    given = handed_over("purchase_link")
    assert stands({**given, "customer": {"first_name": "Ann"}}, make_run())
    assert not stands({**given, "selection": [line(PRO, 3)]}, make_run())


SEEN = ([line(PRO, 2)], {"email": "jo@brand.io"}, "You pay £648.00.")
OTHERS = (
    ([line(PRO, 3)], *SEEN[1:]),
    ([line(OTHER, 2)], *SEEN[1:]),
    ([*SEEN[0], line(OTHER)], *SEEN[1:]),
    (SEEN[0], {"email": "ann@brand.io"}, SEEN[2]),
    (SEEN[0], {**SEEN[1], "company": "Brand"}, SEEN[2]),
    (*SEEN[:2], "You pay £999.00."),
    (*SEEN[:2], None),
)


def test_what_a_colleague_decides_on_is_another_with_each_thing_that_they_see():
    assert digest(*SEEN) == digest(*SEEN)
    assert len({digest(*one) for one in (SEEN, *OTHERS)}) == len(OTHERS) + 1


def test_a_colleague_is_waited_for_only_with_the_order_agreed_to(make_run):
    lines, jo = [line(PRO, 2)], {"first_name": "Jo"}
    order = {"items": lines, "customer": jo, "pending": True}
    state = {"selection": lines, "agreed": lines, "customer": jo, "order": order}
    assert is_waiting(state, make_run())
    assert not is_waiting({**state, "agreed": None}, make_run())
    assert not is_waiting({**state, "selection": [line(PRO, 3)], "agreed": [line(PRO, 3)]}, make_run())
    assert not is_waiting({**state, "customer": {"first_name": "Ann"}}, make_run())
