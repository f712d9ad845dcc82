"""Conversations are JSON and messages: nothing else gets in, and nothing that was changed is read."""

import pickle
from decimal import Decimal

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, HumanMessage
from langgraph.types import Interrupt, Send
from pydantic import SecretStr

from limio_langchain import LimioClient, LimioSettings
from limio_sales_agent.storage.serializer import UnreadableConversation, serializer

SECRET = "s3cr3t-of-the-tenant"


@pytest.fixture(params=["in clear", "encrypted"])
def written(request, monkeypatch):
    if request.param == "encrypted":
        monkeypatch.setenv("LANGGRAPH_AES_KEY", "0123456789abcdef")
    return serializer()


@pytest.fixture
def sealed(monkeypatch):
    monkeypatch.setenv("LANGGRAPH_AES_KEY", "0123456789abcdef")
    return serializer()


def test_json_messages_and_what_langgraph_wraps_them_in_come_back(written):
    state = {"messages": [HumanMessage("hi", id="1"), AIMessage("hello")], "needs": {"people": 12, "budget": None}}
    for value in (state, None, "text", 1.5, [True], [Interrupt({"order": "x"}, id="i")], Send("read", state)):
        assert written.loads_typed(written.dumps_typed(value)) == value


@pytest.mark.parametrize(
    "value",
    [
        SecretStr(SECRET),
        LimioSettings(shop_url="https://a.example", api_url="https://b.example", client_id="x", client_secret=SECRET),
        httpx.Client(headers={"x": SECRET}),
        LimioClient(LimioSettings(shop_url="https://shop.example")),
        Decimal(5),
        {"a set"},
        SECRET.encode(),
        lambda: SECRET,
        object(),
    ],
    ids=lambda value: type(value).__name__,
)
@pytest.mark.parametrize(
    "place",
    [
        lambda one: one,
        lambda one: {"customer": [{"deep": one}]},
        lambda one: [HumanMessage("hi", additional_kwargs={"kept": one})],
        lambda one: (Interrupt({"kept": one}, id="i"),),
        lambda one: Send("read", {"kept": one}),
    ],
    ids=["itself", "in the state", "in a message", "in an interrupt", "in a task"],
)
def test_a_secret_a_client_or_any_other_object_never_gets_in(written, value, place):
    with pytest.raises(TypeError, match="is not to be kept in a conversation") as refused:
        written.dumps_typed(place(value))
    assert SECRET not in str(refused.value)


def test_of_an_error_the_class_alone_is_kept(written):
    assert written.loads_typed(written.dumps_typed(RuntimeError("jo@brand.io"))) == "RuntimeError"


@pytest.mark.parametrize("kind", ["pickle", "json", "bytes", "bytearray", "empty", "", "pickle+aes"])
def test_a_row_of_a_kind_that_is_never_written_is_not_read(written, kind):
    with pytest.raises(UnreadableConversation):
        written.loads_typed((kind, pickle.dumps({"needs": {}})))


@given(st.data())
def test_whatever_was_changed_is_refused_where_conversations_are_encrypted(data):
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("LANGGRAPH_AES_KEY", "0123456789abcdef")
        sealed = serializer()
    kind, row = sealed.dumps_typed({"agreed": None, "needs": {"people": 12}})
    place = data.draw(st.integers(0, len(row) - 1))
    changed = data.draw(
        st.sampled_from(
            [
                (kind, row[:place]),
                (kind, row[:place] + bytes([row[place] ^ data.draw(st.integers(1, 255))]) + row[place + 1 :]),
                (kind, row + b"\0"),
                ("null+aes", row),
                ("msgpack", row),
                ("msgpack+rot13", row),
                ("null", b""),
            ]
        )
    )
    with pytest.raises(UnreadableConversation):
        sealed.loads_typed(changed)


def test_a_row_in_clear_is_refused_where_a_key_is_set_but_for_the_time_of_a_migration(sealed, monkeypatch):
    monkeypatch.delenv("LANGGRAPH_AES_KEY")
    plain = serializer().dumps_typed({"agreed": [{"offer": "/offers2/Free"}]})
    with pytest.raises(UnreadableConversation, match="LIMIO_AGENT_READ_PLAIN"):
        sealed.loads_typed(plain)
    monkeypatch.setenv("LANGGRAPH_AES_KEY", "0123456789abcdef")
    monkeypatch.setenv("LIMIO_AGENT_READ_PLAIN", "true")
    migrating = serializer()
    assert migrating.loads_typed(plain) == {"agreed": [{"offer": "/offers2/Free"}]}
    assert migrating.dumps_typed({})[0] == "msgpack+aes"


def test_another_key_and_no_key_are_each_told(sealed, monkeypatch):
    row = sealed.dumps_typed({})
    monkeypatch.setenv("LANGGRAPH_AES_KEY", "another key, 16.")
    with pytest.raises(UnreadableConversation, match="another LANGGRAPH_AES_KEY"):
        serializer().loads_typed(row)
    monkeypatch.delenv("LANGGRAPH_AES_KEY")
    with pytest.raises(UnreadableConversation, match="LANGGRAPH_AES_KEY is not set"):
        serializer().loads_typed(row)


def test_the_check_stays_where_langgraph_derives_a_serializer(sealed):
    derived = sealed.with_msgpack_allowlist([("builtins", "complex")])
    with pytest.raises(TypeError):
        derived.dumps_typed({"kept": SecretStr(SECRET)})
    assert derived.dumps_typed({})[0] == "msgpack+aes"


@pytest.mark.parametrize("key", ["short", "fifteen chars..", "\u00e9" * 16 + "x"])
def test_a_key_of_another_length_is_refused_by_its_variable(monkeypatch, key):
    monkeypatch.setenv("LANGGRAPH_AES_KEY", key)
    with pytest.raises(ValueError, match="LANGGRAPH_AES_KEY must be 16, 24 or 32 characters long") as told:
        serializer()
    assert key not in str(told.value)
