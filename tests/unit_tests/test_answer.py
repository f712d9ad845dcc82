"""Reading JSON that may hold anything: only plain values come out, or the one error that stands for the rest."""

import json

import pytest
from any_json import bodies
from hypothesis import given
from hypothesis import strategies as st

from limio_langchain.answer import DEEPEST, as_identifier, as_moment, read_json
from limio_langchain.errors import UnreadableAnswer


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
        (b'{"a": 1, "a": 2}', {"a": 2}),
        (b"[NaN, Infinity, -Infinity, 1e999, -1e999]", [None] * 5),
        (b"[%s, -%s]" % (b"9" * 400, b"9" * 5000), [None, None]),
        (b"[%s]" % (b"9" * 40), [int("9" * 40)]),
        (b'"\\ud83d\\ude00"', "\U0001f600"),
        (b'"a\\ud800b"', "a\ufffdb"),
        (b'"\\uDC00"', "\ufffd"),
        (b'"\\\\ud800"', "\\ud800"),
        (b'{"\\udfff": "x"}', {"\ufffd": "x"}),
        (b'"\xed\xa0\x80|\xff"', "\ufffd\ufffd\ufffd|\ufffd"),
    ],
)
def test_what_json_should_not_hold_becomes_a_plain_value(body, told):
    assert read_json(body, "it") == told


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "other than JSON"),
        (b"{", "other than JSON"),
        (b"<!doctype html><p>secret", r"other than JSON \(a web page\)"),
        ('{"a": "secret"}'.encode("utf-16"), "other than JSON"),
        (b"[" * 10_000 + b"]" * 10_000, "nested too deep"),
        (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "nested too deep"),
        (b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1), "nested too deep"),
    ],
)
def test_what_cannot_be_used_is_said_without_a_word_of_it(body, says):
    with pytest.raises(UnreadableAnswer, match=says) as refused:
        read_json(body, "it")
    assert "secret" not in repr(refused.value)
    assert refused.value.__context__ is None


def test_the_deepest_nesting_that_is_read_can_be_written_again():
    told = read_json(b"[" * DEEPEST + b"]" * DEEPEST, "it")
    assert json.dumps(told)


@given(bodies)
def test_any_body_is_plain_values_or_the_error(body):
    try:
        told = read_json(body, "it")
    except UnreadableAnswer:
        return
    json.dumps(told, allow_nan=False, ensure_ascii=False).encode()


@given(st.text(st.characters(codec=None, categories=["Cs", "Lu", "Po"]), max_size=8))
def test_each_half_of_a_character_is_replaced_and_nothing_else(text):
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")  # joins what are two halves
    expected = "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in whole)
    assert read_json(json.dumps(text).encode(), "it") == expected


@pytest.mark.parametrize(
    ("value", "known"), [("a", "a"), (12, "12"), (0, "0"), (True, None), (1.5, None), (" ", None), ([], None)]
)
def test_an_id_may_be_a_whole_number(value, known):
    assert as_identifier(value) == known


@pytest.mark.parametrize("value", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "soon", 5, None, "", []])
def test_what_is_no_moment_is_none(value):
    assert as_moment(value) is None
