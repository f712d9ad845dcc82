"""The key of an order: the same for the same, another for whatever differs, and nothing to be read from it."""

import copy
import uuid

import pytest
from fake_limio import SECRET, settings
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from limio_langchain import CheckoutRequest, CustomerDetails, OrderItem, Tracking
from limio_langchain.api.basket import body_of
from limio_langchain.errors import InputError
from limio_langchain.order_key import conversation_mark, identify, order_key, read_repeat, repeat_token

KNOWN = settings()
ITEM, ADD_ON = OrderItem(offer="/offers2/Pro", id="1", version="a"), OrderItem(offer="/add_ons/X", id="2", version="b")
ADA = CustomerDetails(email="ada@example.com", first_name="Ada", last_name="Byron", company="Acme", phone="1")
REQUEST = {
    "items": (ITEM, ADD_ON),
    "customer": ADA,
    "country": "GB",
    "tracking": Tracking(account_id="001", campaign="chat"),
    "conversation": "c-1",
    "custom_fields": {"note": "net 60", "sizes": [1, 2]},
}


def identity(known=KNOWN, **changes):
    request = CheckoutRequest(**REQUEST | changes)
    return identify(request, body_of(request, request.items, known), known.order_key_secret)


def key(known=KNOWN, **changes):
    return identity(known, **changes).external_id


def item(**changes):
    return {"items": (ITEM.model_copy(update=changes), ADD_ON)}


def customer(**changes):
    return {"customer": ADA.model_copy(update=changes)}


@pytest.mark.parametrize(
    "change",
    [
        {"purpose": "quote"},
        {"conversation": "c-2"},
        {"order_number": 2},
        item(id="9"),
        item(version="aa"),
        item(quantity=2),
        {"items": (ITEM,)},
        {"items": (ITEM, ITEM, ADD_ON)},
        customer(email="ada@example.org"),
        customer(email="Ada@example.com"),
        customer(first_name="Bea"),
        customer(last_name="Smith"),
        customer(company="Byron Ltd"),
        customer(phone="2"),
        customer(phone=None),
        {"customer": None},
        {"country": "FR"},
        {"country": None},
        {"tracking": Tracking(account_id="002", campaign="chat")},
        {"tracking": Tracking(account_id="001", campaign="mail")},
        {"tracking": None},
        {"custom_fields": {"note": "net 30", "sizes": [1, 2]}},
        {"custom_fields": {"note": "net 60", "sizes": [2, 1]}},
        {"custom_fields": {"note": "net 60", "sizes": [1, 2], "external_id": "x"}},
        {"page": "uk/checkout"},
        {"extra": {"order": {"poNumber": "7"}}},
    ],
    ids=str,
)
def test_whatever_differs_makes_another_key(change):
    assert key(**change) != key()


@pytest.mark.parametrize(
    "change",
    [{}, {"items": (ADD_ON, ITEM)}, {"promo_code": "SAVE20"}, {"custom_fields": {"sizes": [1, 2], "note": "net 60"}}],
    ids=str,
)
def test_the_same_order_has_the_same_key_whichever_line_comes_first(change):
    assert key(**change) == key()


def test_a_request_of_no_conversation_is_one_of_its_own_and_the_same_when_it_is_sent_again():
    one, other = (CheckoutRequest(items=(ITEM,)) for _ in range(2))
    body, secret = body_of(one, one.items, KNOWN), KNOWN.order_key_secret
    assert identify(one, body, secret) == identify(one, body, secret) != identify(other, body, secret)


def test_a_key_is_a_uuid_and_an_id_of_the_caller_s_own_stands_as_it_is():
    assert str(uuid.UUID(key())) == key()
    assert identity(external_id="order-7", conversation="c-2").external_id == "order-7"
    assert identity(external_id="order-7").repeat_of is None


@pytest.mark.parametrize(
    "odd", [{"deep": {1: "a", "b": 2}}, {"n": 1.5, "deep": {"x": [None, True]}}, {"é": "\N{SNOWMAN}"}], ids=str
)
def test_any_json_among_the_fields_has_a_key(odd):
    assert key(custom_fields=odd) == key(custom_fields=copy.deepcopy(odd)) != key()


names = st.text(min_size=1, max_size=8).filter(str.strip)


@given(st.lists(st.tuples(names, names, names, st.integers(1, 9)), min_size=2, max_size=2, unique=True))
def test_two_orders_that_differ_anywhere_never_share_a_key(rows):
    def of(conversation, company, version, quantity):
        held = item(version=version, quantity=quantity)
        # Surrounding spaces are no part of a detail, so that two texts may be one.
        return key(conversation=conversation, **customer(company=company.strip()), **held)

    one, other = (of(*row) for row in rows)
    same = [tuple(part.strip() if isinstance(part, str) else part for part in row) for row in rows]
    assert (one == other) is (
        same[0] == same[1] and rows[0][2] == rows[1][2] and rows[0][0].strip() == rows[1][0].strip()
    )


def test_servers_with_the_same_credentials_agree_and_others_do_not():
    assert key(settings()) == key(settings(client_id="another", deadline=1.0)) == key()
    assert key(settings(client_secret="another secret")) != key()


def test_an_order_secret_of_the_deployment_goes_before_the_client_secret():
    own = {"order_secret": "sixteen letters!"}
    assert key(settings(**own)) == key(settings(client_secret="rotated", **own)) != key()


def test_the_client_secret_itself_is_no_key(monkeypatch):
    assert KNOWN.order_key_secret != SECRET.encode()
    assert key(settings(order_secret=SECRET)) != key()


def test_without_credentials_no_two_processes_agree_but_one_does_with_itself():
    bare = settings(client_id=None, client_secret=None)
    assert bare.order_key_secret == settings(client_id=None, client_secret=None).order_key_secret
    assert len(bare.order_key_secret) == 32


def test_a_short_order_secret_is_refused_and_none_is_shown(monkeypatch):
    with pytest.raises(ValidationError, match="order_secret") as told:
        settings(order_secret="short-and-hush")
    assert "hush" not in str(told.value)
    monkeypatch.setenv("LIMIO_ORDER_SECRET", "hush-hush-hush-hush")
    assert "hush" not in repr(settings())
    assert settings().order_key_secret == b"hush-hush-hush-hush"


def test_nothing_can_be_read_from_a_key_or_a_token():
    told = identity()
    shown = f"{told.external_id}{told.repeat_of}".lower()
    assert not [word for word in ("example", "byron", "acme") if word in shown]
    mark = conversation_mark(KNOWN.order_key_secret, "c-1")
    assert mark != conversation_mark(b"another", "c-1")
    assert b"c-1" not in mark


def test_a_token_stands_for_the_conversation_and_says_which_order_it_was():
    first = identity()
    again = identity(conversation="of another call", repeat_of=first.repeat_of)
    assert (again.external_id, again.replaces, again.repeat_of) == (first.external_id, None, first.repeat_of)
    corrected = identity(conversation="of another call", repeat_of=first.repeat_of, country="FR")
    assert (corrected.external_id, corrected.replaces) == (key(country="FR"), first.external_id)


def test_a_token_is_ours_to_the_last_bit():
    secret = KNOWN.order_key_secret
    token = identity().repeat_of
    for place in range(len(token)):
        forged = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        with pytest.raises(InputError, match="repeat_of"):
            read_repeat(secret, forged)
    with pytest.raises(InputError, match="repeat_of"):
        read_repeat(settings(client_secret="another secret").order_key_secret, token)


@given(st.text(max_size=60))
def test_any_other_text_is_refused(text):
    with pytest.raises(InputError, match="repeat_of"):
        read_repeat(KNOWN.order_key_secret, text)


def test_a_token_is_the_same_on_every_server_of_the_deployment():
    mark = conversation_mark(KNOWN.order_key_secret, "c")
    made = order_key(KNOWN.order_key_secret, "checkout", mark, 1, {"order": {"orderItems": []}})
    token = repeat_token(KNOWN.order_key_secret, mark, made)
    assert read_repeat(settings().order_key_secret, token) == (mark, made)
