"""The assisted checkout, what is refused before it is sent, and the purchase link that stands in for it."""

import copy
from datetime import UTC, datetime

import httpx
import pytest
from fake_limio import BASKET, PLAN, SHOP, Either, FakeClock, FakeLimio, answer, page
from pydantic import ValidationError

from limio_langchain import CheckoutRequest, CustomerDetails, Offer, OrderItem, Tracking
from limio_langchain.errors import InputError, NoLink, OfferChanged, OrderRefused

OFFERS, ITEMS, INITIATE = "/api/offers/v2", "/api/published_catalog_items", "/api/admin/checkout/initiate"
RECOVERY = SHOP + BASKET["recoveryLink"]
LINK = SHOP + "/checkout?purchase=%2Foffers2%2FPro%20Plan"


@pytest.fixture
def limio():
    return FakeLimio().script(OFFERS, page(PLAN)).script(INITIATE, answer(200, BASKET))


@pytest.fixture
def client(world, limio):
    return Either(world, limio, FakeClock())


def order(*items, **more):
    return CheckoutRequest(items=items or [OrderItem(offer="/offers2/Pro Plan", quantity=5)], **more)


def changed(**attributes):
    other = copy.deepcopy(PLAN) | {"version": "c" * 40}
    other["data"]["attributes"] |= attributes
    return other


def test_the_order_goes_out_in_limio_s_words(client, limio):
    client.initiate_checkout(
        order(
            customer=CustomerDetails(
                email="ada@example.com", first_name="Ada", last_name="Byron", company="Acme", phone="1"
            ),
            country="gb",
            tracking=Tracking(account_id="001", contact_id="003", user_id="005", campaign="chat"),
            custom_fields={"companySize": "25"},
            external_id="e-1",
            page="uk/checkout",
            extra={"order": {"poNumber": "7"}, "journey": {"step": 2}},
        )
    )
    assert limio.bodies[-1] == {
        "order": {
            "orderItems": [{"offer": {"id": "a" * 40, "version": "b" * 40}, "quantity": 5}],
            "external_id": "e-1",
            "order_type": "new",
            "source": "shop",
            "country": "GB",
            "customerDetails": {
                "email": "ada@example.com",
                "firstName": "Ada",
                "lastName": "Byron",
                "companyName": "Acme",
                "phone": "1",
            },
            "customFields": {"companySize": "25"},
            "tracking": {
                "accountId": "001",
                "contactId": "003",
                "userId": "005",
                "campaign": "chat",
                "offers": ["/offers2/Pro Plan"],
                "purchaseCountryCode": "GB",
            },
            "poNumber": "7",
        },
        "journey": {"checkout": "/uk/checkout", "step": 2},
    }


def test_types_are_sent_only_beside_an_add_on(client, limio):
    add_on = {"path": "/add_ons/X", "name": "X", "id": "d" * 40, "version": "e" * 40, "data": {"record_type": "add_on"}}
    limio.script(ITEMS, page(add_on))
    client.initiate_checkout(order(OrderItem(offer="/offers2/Pro Plan"), OrderItem(offer="/add_ons/X")))
    assert [line["type"] for line in limio.bodies[-1]["order"]["orderItems"]] == ["offer", "add_on"]


def test_hard_coded_ids_need_no_look_up(client, limio):
    client.initiate_checkout(order(OrderItem(id="i", version="v")))
    assert limio.counts[OFFERS] == 0
    assert limio.bodies[-1]["order"]["orderItems"][0]["offer"] == {"id": "i", "version": "v"}


def test_the_offer_the_customer_was_told_of_needs_no_look_up(client, limio):
    client.initiate_checkout(order(OrderItem(offer=Offer.from_item(PLAN))))
    assert limio.counts[OFFERS] == 0


def test_a_new_version_with_the_same_price_is_sold(client, limio):
    limio.script(OFFERS, page(changed(offer_features__limio="<ul><li>More</li></ul>")))
    limio.script(INITIATE, answer(404, {"message": "data_not_found"}), answer(200, BASKET))
    client.initiate_checkout(order(OrderItem(offer=Offer.from_item(PLAN))))
    assert limio.bodies[-1]["order"]["orderItems"][0]["offer"]["version"] == "c" * 40


def test_a_new_version_with_another_price_is_said_and_not_sold(client, limio):
    price = [PLAN["data"]["attributes"]["price__limio"][0] | {"value": "59.00"}]
    limio.script(OFFERS, page(changed(price__limio=price))).script(INITIATE, answer(404))
    with pytest.raises(OfferChanged) as told:
        client.checkout_or_link(order(OrderItem(offer=Offer.from_item(PLAN))))
    assert "price" in told.value.changed
    assert limio.counts[INITIATE] == 1


@pytest.mark.parametrize(
    ("prefer", "body", "url"),
    [
        ("recovery", BASKET, RECOVERY),
        ("assisted", BASKET, SHOP + BASKET["assistedCheckoutLink"]),
        ("assisted", {"id": "b", "recoveryLink": "/r?x=%2B"}, SHOP + "/r?x=%2B"),
        ("recovery", {"id": "b", "assistedCheckoutLink": "/a"}, SHOP + "/a"),
    ],
)
def test_the_preferred_link_or_else_the_other_is_handed_over(world, limio, prefer, body, url):
    client = Either(world, limio.script(INITIATE, answer(200, body)), checkout_link=prefer)
    assert client.initiate_checkout(order()).url == url


def test_an_assisted_result_says_what_it_does_not_carry(client):
    result = client.checkout_or_link(order(customer=CustomerDetails(email="a@example.com"), promo_code="SAVE20"))
    assert (result.kind, result.url, result.prefilled, result.not_carried) == (
        "assisted",
        RECOVERY,
        True,
        ("promo_code",),
    )
    assert result.reason is None


@pytest.mark.parametrize(
    ("told", "reason", "tries"),
    [
        (answer(500), "server_error", 2),
        (answer(502), "server_error", 2),
        (answer(429), "rate_limited", 2),
        (answer(403), "credentials_refused", 1),
        (answer(409), "order_refused", 1),
        (answer(302, location="https://evil.example"), "order_refused", 1),
        (httpx.ConnectError("x"), "unreachable", 2),
        (httpx.ReadTimeout("x"), "deadline", 1),
        (httpx.Response(200, content=b"<html>"), "unreadable_answer", 2),
        (answer(200, {"error": "x"}), "unreadable_answer", 2),
        (answer(200, {"id": "basket-9"}), "no_link", 1),
        (answer(200, {"id": "basket-9", "recoveryLink": "https://evil.example/x"}), "link_refused", 1),
    ],
)
def test_a_failed_checkout_becomes_a_purchase_link_with_its_reason(client, limio, told, reason, tries):
    limio.script(INITIATE, told)
    wanted = order(customer=CustomerDetails(email="a@example.com"), promo_code="SAVE20", external_id="e-1")
    result = client.checkout_or_link(wanted)
    assert (result.kind, result.reason, result.url) == ("purchase_link", reason, LINK + "&pc=SAVE20")
    assert (result.prefilled, result.not_carried) == (False, ("details", "quantity"))
    assert limio.counts[INITIATE] == tries
    assert {body["order"]["external_id"] for body in limio.bodies} == {"e-1"}


@pytest.mark.parametrize("status", [400, 404])
def test_an_order_the_api_refuses_is_said_and_not_papered_over(client, limio, status):
    limio.script(INITIATE, answer(status, {"message": "no such version"}))
    with pytest.raises(OrderRefused) as refused:
        client.checkout_or_link(order())
    assert refused.value.items == ("/offers2/Pro Plan",)


def test_an_offer_that_is_not_published_is_named(client, limio):
    limio.script(OFFERS, page())
    with pytest.raises(OrderRefused, match="/offers2/Pro Plan is not published"):
        client.checkout_or_link(order())
    assert limio.counts[INITIATE] == 0


def test_without_credentials_the_purchase_link_needs_no_network(world, limio):
    client = Either(world, limio, client_id=None, client_secret=None)
    assert client.checkout_or_link(order()).reason == "no_credentials"
    assert not limio.seen


def test_refused_credentials_still_sell(client, limio):
    limio.script("/oauth2/token", answer(400, {"error": "invalid_client"}))
    assert client.checkout_or_link(order()).reason == "credentials_refused"


def test_an_offer_s_own_page_is_used_for_its_link(client, limio):
    own = changed(checkout__limio={"checkout_type": "external", "external_url": "/karbon-cart"})
    result = Either("blocking", limio.script(INITIATE, answer(500))).checkout_or_link(
        order(OrderItem(offer=Offer.from_item(own)))
    )
    assert result.url.startswith(SHOP + "/karbon-cart?purchase=")


@pytest.mark.parametrize("quantity", [11, 0])
def test_a_quantity_the_offer_does_not_allow_is_refused_before_anything_is_sent(client, limio, quantity):
    with pytest.raises((InputError, ValidationError), match="quantity"):
        client.checkout_or_link(order(OrderItem(offer="/offers2/Pro Plan", quantity=quantity)))
    assert limio.counts[INITIATE] == 0


@pytest.mark.parametrize(
    ("minimum", "increment", "quantity", "sold"),
    [(5, 5, 10, True), (5, 5, 7, False), (1, 5, 6, True), (1, 5, 5, True), (1, 5, 4, False), (3, None, 2, False)],
)
def test_steps_count_from_nought_or_from_the_minimum(limio, minimum, increment, quantity, sold):
    limits = {"minimum_quantity": minimum, "increment": increment}
    item = OrderItem(offer=Offer.from_item(changed(default_quantity_options__limio=limits)), quantity=quantity)
    client = Either("blocking", limio)
    if sold:
        assert client.initiate_checkout(order(item)).url == RECOVERY
    else:
        with pytest.raises(InputError, match=r"items\[0\].quantity"):
            client.initiate_checkout(order(item))


def test_an_expiry_without_a_known_field_is_refused_by_name(client):
    with pytest.raises(InputError, match="LIMIO_EXPIRY_FIELD"):
        client.checkout_or_link(order(expires_at=datetime(2027, 1, 1, tzinfo=UTC)))


def test_an_expiry_goes_out_under_the_field_that_is_set(world, limio):
    Either(world, limio, expiry_field="expires").initiate_checkout(order(expires_at=datetime(2027, 1, 1, tzinfo=UTC)))
    assert limio.bodies[-1]["order"]["expires"] == "2027-01-01T00:00:00+00:00"


@pytest.mark.parametrize(
    ("extra", "field"),
    [
        ({"order": {"external_id": "x"}}, "extra.order.external_id"),
        ({"order": {"orderItems": []}}, "extra.order.orderItems"),
        ({"x": float("nan")}, "custom_fields or extra"),
        ({"x": object()}, "custom_fields or extra"),
    ],
)
def test_extra_overwrites_nothing_and_must_be_json(client, limio, extra, field):
    with pytest.raises(InputError) as refused:
        client.initiate_checkout(order(extra=extra))
    assert refused.value.field == field
    assert limio.counts[INITIATE] == 0


@pytest.mark.parametrize(
    ("made", "named"),
    [
        (OrderItem, "offer is missing"),
        (lambda: OrderItem(id="x"), "id and version go together"),
        (lambda: OrderItem(offer="Pro Plan"), "offer"),
        (lambda: OrderItem(offer="/offers2/A", quantity=True), "quantity"),
        (lambda: CheckoutRequest(items=[]), "items"),
        (lambda: order(OrderItem(offer="/add_ons/X")), "an add-on is sold beside an offer"),
        (lambda: order(country="GBR"), "country"),
        (lambda: CustomerDetails(email="ada@"), "email"),
        (lambda: CustomerDetails(e_mail="x"), "e_mail"),
    ],
)
def test_bad_input_is_refused_by_field(made, named):
    with pytest.raises(ValidationError, match=named):
        made()


def test_a_customer_s_words_are_in_no_repr_and_no_validation_error():
    customer = CustomerDetails(email="ada@example.com", first_name="Ada", phone="0700 900 123")
    with pytest.raises(ValidationError) as refused:
        CustomerDetails(email="ada at example", first_name="Ada")
    shown = repr(customer) + str(customer) + repr(order(customer=customer)) + str(refused.value)
    assert not any(word in shown for word in ("ada@example.com", "Ada", "0700 900", "ada at example"))


def test_text_five_is_the_number_five():
    assert OrderItem(offer="/offers2/A", quantity="5").quantity == 5


def test_a_basket_without_a_link_is_named(client, limio):
    limio.script(INITIATE, answer(200, {"id": "basket-9"}))
    with pytest.raises(NoLink) as failed:
        client.initiate_checkout(order())
    assert failed.value.basket_id == "basket-9"


def test_the_log_says_once_that_a_sale_went_to_the_link_and_why(world, limio, caplog):
    limio.script(INITIATE, answer(403))
    Either(world, limio).checkout_or_link(order())
    (said,) = [record for record in caplog.records if "purchase link instead" in record.message]
    assert said.levelname == "WARNING"
    assert said.message.endswith(
        "assisted checkout: credentials_refused (POST /api/admin/checkout/initiate answered 403)"
    )
