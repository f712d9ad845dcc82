"""What came back is what was sent: what an answer says of its order is compared, and what it does not say is not."""

import json

import pytest
from fake_limio import BASKET, PLAN, SHOP, Either, FakeClock, FakeLimio, answer, page

from limio_langchain import CheckoutRequest, CustomerDetails, OrderItem
from limio_langchain.api.basket import check_basket, read_basket
from limio_langchain.errors import BasketMismatch, LimioError

OFFERS, INITIATE = "/api/offers/v2", "/api/admin/checkout/initiate"
A, B = {"id": "a", "version": "1"}, {"id": "b", "version": "1"}
SENT = {
    "external_id": "e-1",
    "orderItems": [{"offer": A, "quantity": 2}, {"offer": B, "quantity": 1}],
    "customerDetails": {"email": "Ada@example.com"},
}


def answered(**told):
    return read_basket(json.dumps({**BASKET, **told}).encode())


def differs(**told):
    try:
        check_basket(answered(**told), SENT)
    except BasketMismatch as error:
        return error.differs
    return ()


@pytest.mark.parametrize("place", ["in the answer", "in its order"])
@pytest.mark.parametrize(
    ("told", "names"),
    [
        ({"orderItems": [{"offer": A, "quantity": 2}]}, ("items",)),
        ({"orderItems": [{"offer": A, "quantity": 3}, {"offer": B, "quantity": 1}]}, ("items",)),
        ({"orderItems": [{"offer": A | {"version": "2"}, "quantity": 2}, {"offer": B, "quantity": 1}]}, ("items",)),
        ({"orderItems": [{"offer": {"id": "a"}}, {"offer": {"id": "c"}}]}, ("items",)),
        ({"orderItems": [*SENT["orderItems"], {"offer": {"id": "c", "version": "1"}, "quantity": 1}]}, ("items",)),
        ({"customerDetails": {"email": "bea@example.com"}}, ("email",)),
        ({"external_id": "e-2"}, ("external_id",)),
        ({"external_id": 2, "customerDetails": {"email": "x@y.z"}}, ("email", "external_id")),
        ({}, ()),
        (SENT, ()),
        ({"orderItems": [{"offer": B, "quantity": 1}, {"offer": A, "quantity": 2}]}, ()),
        ({"orderItems": [{"offer": A, "quantity": n} for n in (1, 1)] + [{"offer": B, "quantity": 1}]}, ()),
        ({"orderItems": [{"offer": {"id": "b"}}, {"offer": {"id": "a"}}]}, ()),
        ({"orderItems": [{"name": "The Offer", "path": "/offers2/The Offer", "id": "line-1"}]}, ()),
        ({"orderItems": []}, ()),
        ({"orderItems": "two", "customerDetails": [], "external_id": None}, ()),
        ({"customerDetails": {"email": " ada@EXAMPLE.com "}}, ()),
        ({"customerDetails": {"email": ""}}, ()),
    ],
    ids=str,
)
def test_what_an_answer_says_of_its_order_is_compared(told, names, place):
    assert differs(**(told if place == "in the answer" else {"order": told})) == names


def test_the_basket_s_id_is_never_compared():
    assert differs(id="basket-of-somebody-else") == ()


def test_a_basket_with_an_address_is_not_that_of_an_order_without_one():
    with pytest.raises(BasketMismatch):
        check_basket(answered(customerDetails={"email": "ada@example.com"}), SENT | {"customerDetails": {}})


@pytest.fixture
def limio():
    told = {**BASKET, "order": {"customerDetails": {"email": "somebody@else.com"}}}
    return FakeLimio().script(OFFERS, page(PLAN)).script(INITIATE, answer(200, told))


@pytest.fixture
def request_of_ada():
    return CheckoutRequest(
        items=[OrderItem(offer="/offers2/Pro Plan")], customer=CustomerDetails(email="ada@example.com")
    )


def test_another_s_basket_is_an_error_of_its_own_that_quotes_nobody(world, limio, request_of_ada):
    with pytest.raises(BasketMismatch) as told:
        Either(world, limio, FakeClock()).initiate_checkout(request_of_ada)
    assert told.value.differs == ("email",)
    assert isinstance(told.value, LimioError)
    assert "@" not in str(told.value)
    assert told.value.repeat_of is None  # its fate is known


def test_its_link_is_not_handed_over_and_the_sale_ends_in_a_purchase_link(world, limio, request_of_ada):
    result = Either(world, limio, FakeClock()).checkout_or_link(request_of_ada)
    assert (result.kind, result.reason, result.basket_id) == ("purchase_link", "link_refused", None)
    assert result.url == f"{SHOP}/checkout?purchase=%2Foffers2%2FPro%20Plan"
    assert limio.counts[INITIATE] == 1
