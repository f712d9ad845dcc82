"""Bodies of any shape, for property tests: what is JSON, what nearly is, and what a server might send for it."""

import json

from hypothesis import strategies as st

NUMBERS = ["NaN", "Infinity", "-Infinity", "1e999", "-0", "9" * 400, "9" * 5000, "1" * 40, "0.1", "-5", "1e-400"]
TEXTS = [
    "\ud800", "/offers2/\udfff", "/offers2/Pro Plan", "\x00", "", " ", "300", "3600 s", "published", "basket-1",
    "/api/checkout/recover?basket=basket-1&recover=x", "//evil.example", "https://evil.example/", "javascript:alert(1)",
    "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "2026-01-01T00:00:00Z", "\ufeff", "\u202e", "a" * 3000,
]  # fmt: skip
texts = (st.sampled_from(TEXTS) | st.text(max_size=8)).map(json.dumps)
scalars = st.sampled_from([*NUMBERS, "true", "false", "null"]) | st.integers().map(str) | texts


def _object(pairs):
    return "{" + ", ".join(f"{key}: {value}" for key, value in pairs) + "}"


def _list(values):
    return "[" + ", ".join(values) + "]"


def objects(names, values, **sizes):
    """JSON objects as text, in which a key may stand more than once."""
    return st.lists(st.tuples(st.sampled_from(names).map(json.dumps) | texts, values), **sizes).map(_object)


def documents(*names):
    """JSON as text, whose objects have these names and others."""
    return st.recursive(
        scalars,
        lambda inner: st.lists(inner, max_size=4).map(_list) | objects(names or ["a"], inner, max_size=6),
        max_leaves=20,
    )


def as_bodies(told):
    """What a server might send for JSON text: as it is, with a byte order mark, cut off, in another encoding."""
    whole = told.map(lambda text: text.encode("utf-8", "surrogatepass"))
    return st.one_of(
        whole,
        whole.map(lambda body: b"\xef\xbb\xbf" + body),
        whole.map(lambda body: body[: len(body) // 2]),
        told.map(lambda text: text.encode("utf-16", "surrogatepass")),
        st.sampled_from([b"", b"<!doctype html>", b"[" * 10_000, b'{"items":' * 10_000, b"[" * 500 + b"]" * 500]),
        st.binary(max_size=20),
    )


bodies = as_bodies(documents())
