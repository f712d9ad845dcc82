"""What is stored, and what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, HumanMessage, RemoveMessage

from limio_sales_agent.state import KEPT_MESSAGES, latest
from limio_sales_agent.turn.sanitize import cleaned

CARD = "4111 1111 1111 1111"


def talk(count, start=0):
    return [(HumanMessage if n % 2 == 0 else AIMessage)(f"m{n}", id=str(n)) for n in range(start, start + count)]


@given(st.integers(0, 30), st.integers(0, 30))
def test_only_the_last_twelve_messages_are_kept(first, more):
    kept = latest(latest([], talk(first)), talk(more, first))
    assert [m.id for m in kept] == [str(n) for n in range(first + more)][-KEPT_MESSAGES:]


def test_a_whole_transcript_handed_in_again_keeps_its_order():
    kept = latest([], talk(20))
    assert [m.id for m in latest(kept, talk(21))] == [str(n) for n in range(9, 21)]


def test_messages_can_be_removed():
    assert [m.id for m in latest(talk(4), [RemoveMessage(id="0"), RemoveMessage(id="1")])] == ["2", "3"]


@pytest.mark.parametrize(
    "given_",
    [
        {"messages": [("user", f"pay with {CARD}")]},
        {"messages": [{"role": "user", "content": f"pay with {CARD}"}]},
        {"messages": [{"role": "user", "content": [{"type": "text", "text": f"pay with {CARD}"}]}]},
        {"messages": [HumanMessage(f"pay with {CARD}")]},
        {"messages": HumanMessage([{"type": "text", "text": CARD}])},
        {"messages": f"pay with {CARD}"},
    ],
)
def test_card_numbers_are_taken_out_of_every_shape_of_input(given_):
    assert CARD not in str(cleaned(given_))
    assert CARD in str(given_)


@pytest.mark.parametrize(
    "message", [AIMessage(f"https://x/{CARD}"), ("ai", f"https://x/{CARD}"), {"role": "assistant", "content": CARD}]
)
def test_what_others_said_is_left_alone_because_a_signed_link_may_look_like_a_card(message):
    assert cleaned({"messages": [message]}) == {"messages": [message]}


def test_a_message_without_one_is_passed_on_as_it_is():
    message = HumanMessage("call +44 20 7946 0958", id="1")
    assert cleaned([message]) == [message]
