"""Faults as values: which call they happen to, how often, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limio_langchain.sandbox import Fault, Faults, fault_from


def test_without_faults_nothing_goes_wrong():
    assert Faults().next_for("checkout") is None


def test_a_fault_happens_to_its_operation_alone():
    faults = Faults()
    faults.add("checkout", "drop")
    assert faults.next_for("offers") is None
    assert faults.next_for("checkout").kind == "drop"


def test_times_is_for_how_many_calls():
    faults = Faults()
    fault = faults.add("token", "status", times=2)
    assert [faults.next_for("token") is fault for _ in range(4)] == [True, True, False, False]
    assert (fault.hits, faults.active) == (2, [])


def test_the_star_spares_the_shop():
    faults = Faults()
    faults.add("*", "drop")
    hit = [faults.next_for(name) is not None for name in ("token", "add_ons", "items", "abandoned", "shop")]
    assert hit == [True, True, True, True, False]


def test_the_star_gives_a_checkout_s_fault_to_checkouts_alone():
    faults = Faults()
    faults.add("*", "no_link")
    assert (faults.next_for("token"), faults.next_for("checkout").hits) == (None, 1)


def test_of_two_faults_the_one_added_first_happens():
    faults = Faults()
    faults.add("checkout", "drop", times=1)
    faults.add("checkout", "hang")
    assert [faults.next_for("checkout").kind for _ in range(2)] == ["drop", "hang"]


def test_a_rate_is_the_same_calls_for_the_same_seed():
    def hits(seed):
        faults = Faults(seed)
        faults.add("offers", "drop", rate=0.3)
        return [faults.next_for("offers") is not None for _ in range(300)]

    assert hits(1) == hits(1) != hits(2)
    assert 60 < sum(hits(1)) < 120


def test_clearing_mends_everything_and_starts_the_dice_anew():
    faults = Faults(7)

    def hits():
        faults.add("offers", "drop", rate=0.5)
        return [faults.next_for("offers") is not None for _ in range(20)]

    first = hits()
    faults.clear()
    assert faults.next_for("offers") is None
    assert hits() == first


def test_removing_mends_one_thing():
    faults = Faults()
    gone, stays = faults.add("offers", "drop"), faults.add("token", "drop")
    faults.remove(gone)
    assert faults.active == [stays]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"on": "checkouts", "kind": "drop"}, "on: 'checkouts' is none of"),
        ({"on": "checkout", "kind": "explode"}, "kind: 'explode' is none of"),
        ({"on": "offers", "kind": "no_link"}, "on: no_link happens to checkout alone"),
        ({"on": "checkout", "kind": "expires_in"}, "on: expires_in happens to token alone"),
        ({"on": "webhook", "kind": "html"}, "kind: a delivery knows"),
        ({"on": "checkout", "kind": "drop", "times": 0}, "times: must be a whole number of at least 1"),
        ({"on": "checkout", "kind": "drop", "times": True}, "times: must be a whole number of at least 1"),
        ({"on": "checkout", "kind": "drop", "rate": 0}, "rate: must be above 0 and up to 1"),
        ({"on": "checkout", "kind": "drop", "rate": 1.1}, "rate: must be above 0 and up to 1"),
        ({"on": "checkout", "kind": "status", "status": 99}, "status: must be an HTTP status from 200 to 599"),
        ({"on": "checkout", "kind": "status", "code": 503}, "code: status does not take it"),
        ({"on": "checkout", "kind": "delay", "seconds": -1}, "seconds: must be a number of at least 0"),
        ({"on": "checkout", "kind": "redirect", "to": 1}, "to: must be a URL"),
        ({"on": "checkout", "kind": "status", "headers": []}, "headers: must be an object"),
    ],
)
def test_what_cannot_be_a_fault_is_refused_by_name(arguments, message):
    faults = Faults()
    with pytest.raises(ValueError, match=message):
        faults.add(**arguments)
    assert faults.active == []


def test_of_several_faults_with_one_wrong_none_is_added():
    faults = Faults()
    with pytest.raises(ValueError, match="kind"):
        faults.add_all([{"on": "token", "kind": "drop"}, {"on": "token"}])
    assert faults.active == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("checkout:drop", Fault("checkout", "drop")),
        ("checkout:status:status=503,times=2", Fault("checkout", "status", times=2, given={"status": 503})),
        ("*:delay:seconds=0.5,rate=0.25", Fault("*", "delay", rate=0.25, given={"seconds": 0.5})),
        ("token:expires_in:value=soon", Fault("token", "expires_in", given={"value": "soon"})),
        (
            "checkout:foreign_link:to=https://evil.example",
            Fault("checkout", "foreign_link", given={"to": "https://evil.example"}),
        ),
    ],
)
def test_a_command_names_a_fault_in_one_word(text, fault):
    assert fault_from(text) == fault


@given(st.text(max_size=40))
def test_any_other_word_is_one_clear_error(text):
    with pytest.raises(ValueError, match=r"\w+: "):
        fault_from(f"{text}:explode")
