"""Reading without a model: the figure it is held to, and what holds for any text at all."""

import re
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from limio_sales_agent.playbook import Playbook
from limio_sales_agent.reading import Reading, read_plain
from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.scenarios.props import SANDBOX_PLAYBOOK
from reading_messages import load
from reading_table import WANTED, score

TUNED, HELD_OUT = load("messages.yaml"), load("held_out.yaml")
HINTS = TUNED[0].hints
AT_TIDEWELL = Hints(Playbook.load(SANDBOX_PLAYBOOK), expecting="confirm")
ASKS = (None, "confirm", "details", "email", "choice", "add_on", "people", "budget")
PIECES = (
    "a", "ab ", "1", "1,", "a.b.", "a@b.co ", "no ", "yes ", "we are ", "i am ", "my name is ", "for ", "and ", "per ",
    "£9 ", "12 people ", "twenty ", "code ", "+44 ", "Jo Bloggs\n", "ltd ", "I'm Jo, ", "'", "-", "?", "\ufffc", "\U0001f600",
)  # fmt: skip


def test_there_are_at_least_two_hundred_messages_and_half_of_them_are_perturbed():
    assert len(TUNED) >= 200
    assert sum(message.perturbed for message in TUNED) * 2 == len(TUNED)


@pytest.mark.parametrize("messages", [TUNED, HELD_OUT], ids=["tuned", "held-out"])
def test_at_least_95_percent_of_the_slots_are_read_right(messages):
    total = score(messages)
    assert total.share >= WANTED, "\n".join(total.faults)


def test_the_measure_sees_a_slot_missed_and_a_slot_made_up(monkeypatch):
    monkeypatch.setattr("reading_table.read_plain", lambda *_: Reading(people=4711))
    assert score(TUNED).share < 0.1


@pytest.mark.parametrize("expecting", ASKS)
def test_every_message_ends_however_it_repeats_itself(expecting):
    for piece in PIECES:
        assert isinstance(read_plain(piece * 1000, replace(HINTS, expecting=expecting)), Reading)


@pytest.mark.parametrize(
    "address", ["tom.hughes@hughesjoinery.example.com.", "a.b.c.d.e.f@g-h-i-j-k-l-m-n.example.org."]
)
def test_a_message_that_is_an_address_and_a_full_stop_ends(address):
    assert read_plain(address, replace(HINTS, expecting="email")).email == address.removesuffix(".")


@given(text=st.text(max_size=300), expecting=st.sampled_from(ASKS))
@example(text="4111 1111 1111 1111", expecting="details")
@example(text="\x00\u202e<b>yes</b>", expecting="confirm")
def test_any_text_is_read_and_read_the_same_twice(text, expecting):
    hints = replace(HINTS, expecting=expecting)
    assert read_plain(text, hints) == read_plain(text, hints)


@given(
    card=st.sampled_from(["4111 1111 1111 1111", "5500-0000-0000-0004", "378282246310005"]), around=st.text(max_size=40)
)
def test_a_card_number_is_read_into_no_field(card, around):
    said = read_plain(f"{around} my card is {card} thanks", HINTS).model_dump_json()
    assert re.sub(r"\D", "", card) not in re.sub(r"\D", "", said)


@pytest.mark.parametrize(
    ("said", "declined"),
    [("I'd rather not give you my email", ["email"]), ("why do you need my email?", [])],
)
def test_who_asks_why_refuses_nothing(said, declined):
    assert read_plain(said, replace(HINTS, expecting="confirm")).declined == declined


def test_a_number_in_a_question_of_fact_is_no_number_of_people():
    hints = replace(HINTS, expecting="confirm", known=frozenset({"people"}))
    assert read_plain("does it integrate with our Frobnicator 3000 machine?", hints).people is None
    assert read_plain("can we make it 16?", hints).people == 16


@pytest.mark.parametrize("said", ["ok yes, if that's how it works", "hmm the link doesn't work", "that works for me"])
def test_what_works_is_not_for_work(said):
    assert read_plain(said, AT_TIDEWELL).attributes == []


@pytest.mark.parametrize("said", ["it's for work", "work", "for my work, please"])
def test_what_is_for_work_is(said):
    assert [one.value for one in read_plain(said, AT_TIDEWELL).attributes] == ["business"]
