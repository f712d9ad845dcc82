"""The shop behind the links, as a customer's browser finds it."""

import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import quote

import httpx
import pytest

from limio_langchain import purchase_link
from limio_langchain.sandbox import Sandbox
from limio_langchain.sandbox.tokens import CLIENT_ID, CLIENT_SECRET

PRO, DATA, WORKSHOP = "/offers2/Business Pro Annual", "/offers2/Market Data API", "/add_ons/Onboarding Workshop"
TRIAL, MARKETING = "/offers2/Home £1 for 1 month then £8.99 monthly", "/offers2/Sector Briefing - Marketing & PR"
FORM = {"grant_type": "client_credentials", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
ADA = {"email": "ada@example.com", "firstName": "Ada", "lastName": "Byron", "companyName": "Ex & Co", "phone": "+44 1"}


@pytest.fixture
def limio(served):
    served.reset()
    return served


@pytest.fixture
def http(limio):
    with httpx.Client(base_url=limio.url, trust_env=False, follow_redirects=True) as client:
        yield client


def basket(limio, http, customer=None, quantity=2, path=PRO, external_id="order-1"):
    token = http.post("/oauth2/token", data=FORM).json()["access_token"]
    item = limio.catalogue.by_path(path)
    line = {"offer": {"id": item["id"], "version": item["version"]}, "quantity": quantity}
    order = {"orderItems": [line], "external_id": external_id} | ({"customerDetails": customer} if customer else {})
    headers = {"authorization": f"Bearer {token}"}
    return http.post("/api/admin/checkout/initiate", json={"order": order}, headers=headers).json()


def text(page):
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page.text)).split())


def filled(page):
    return {name: unescape(value) for name, value in re.findall(r'<input name="(\w+)"[^>]* value="([^"]*)"', page.text)}


def hidden(page):
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text)
    return [(name, unescape(value)) for name, value in found]


def press_pay(http, page, **changes):
    form = hidden(page) + list((filled(page) | {"email": "eve@example.com"} | changes).items())
    body = "&".join(f"{quote(name)}={quote(value)}" for name, value in form)
    return http.post("/checkout/pay", content=body, headers={"content-type": "application/x-www-form-urlencoded"})


@pytest.mark.parametrize("name", ["recoveryLink", "assistedCheckoutLink"])
def test_a_signed_link_shows_the_order_and_the_details_filled_in(limio, http, name):
    page = http.get(basket(limio, http, ADA, quantity=12)[name])
    assert page.status_code == 200
    assert filled(page) == ADA
    assert "Business Pro £27/month per user, paid annually 12 £3,888.00" in text(page)
    assert "Due today £3,888.00" in text(page)
    assert "Pay £3,888.00" in text(page)


@pytest.mark.parametrize("name", ["recoveryLink", "assistedCheckoutLink"])
@pytest.mark.parametrize("change", ["end", "basket", "missing", "other purpose"])
def test_a_tampered_link_is_refused_with_a_page_that_says_so(limio, http, name, change):
    told, other = basket(limio, http, ADA), basket(limio, http, external_id="order-2")
    link = told[name]
    signatures = [told[one].rpartition("=")[2] for one in ("recoveryLink", "assistedCheckoutLink")]
    changed = {
        "end": link[:-1] + ("0" if link[-1] != "0" else "1"),
        "basket": link.replace(told["id"], other["id"]),
        "missing": link.rpartition("&")[0],
        "other purpose": link.replace(signatures[0], "x")
        .replace(signatures[1], signatures[0])
        .replace("=x", f"={signatures[1]}"),
    }[change]
    page = http.get(changed)
    assert (page.status_code, "This link cannot be used" in text(page)) == (403, True)
    assert "ada@example.com" not in page.text


def test_another_sandbox_s_links_are_refused(limio, http):
    link = basket(limio, http)["recoveryLink"]
    with Sandbox() as other:
        assert httpx.get(other.url + link, trust_env=False).status_code == 403


def test_paying_completes_the_basket_and_says_thank_you(limio, http):
    page = press_pay(http, http.get(basket(limio, http, ADA)["recoveryLink"]), email=ADA["email"])
    assert (page.status_code, "Paid Thank you, Ada" in text(page), "order-1" in text(page)) == (200, True, True)
    assert page.history[0].status_code == 303
    assert limio.baskets[0].completed


def test_what_the_customer_changes_in_the_form_is_in_the_paid_order(limio, http):
    press_pay(http, http.get(basket(limio, http, ADA)["recoveryLink"]), email="new@example.com", firstName="A. A.")
    assert limio.baskets[0].customer == ADA | {"email": "new@example.com", "firstName": "A. A."}


def test_pressing_pay_twice_pays_once(limio, http):
    page = http.get(basket(limio, http, ADA)["recoveryLink"])
    assert [press_pay(http, page).status_code for _ in range(2)] == [200, 200]
    assert len(limio.baskets) == 1


def test_a_paid_basket_s_link_says_that_it_is_paid_and_shows_no_details(limio, http):
    link = basket(limio, http, ADA)["recoveryLink"]
    press_pay(http, http.get(link))
    page = http.get(link)
    assert "This order is already paid" in text(page)
    assert not any(value in page.text for value in (ADA["email"], ADA["lastName"]))


def test_nobody_pays_a_basket_without_its_page(limio, http):
    told = basket(limio, http, ADA)
    page = http.post("/checkout/pay", data={"basket": told["id"], "token": "guess", "email": "eve@example.com"})
    assert (page.status_code, limio.baskets[0].completed) == (403, False)


def test_a_purchase_link_fills_in_nothing_and_makes_no_basket_until_it_is_paid(limio, http):
    page = http.get(purchase_link(limio.url, PRO))
    assert set(filled(page).values()) == {""}
    assert limio.baskets == []
    assert press_pay(http, page).status_code == 200
    (made,) = limio.baskets
    assert (made.completed, made.customer, made.lines[0].path) == (True, {"email": "eve@example.com"}, PRO)


def test_a_purchase_link_has_no_quantity(limio, http):
    assert "annually 1 £324.00" in text(http.get(purchase_link(limio.url, PRO, params={"quantity": "12"})))


def test_pressing_pay_twice_on_a_purchase_link_makes_one_basket(limio, http):
    page = http.get(purchase_link(limio.url, PRO))
    press_pay(http, page)
    press_pay(http, page)
    assert len(limio.baskets) == 1


@pytest.mark.parametrize("path", [PRO, MARKETING, TRIAL, DATA, WORKSHOP, "/offers2/Business Pro Annual EUR (Partner)"])
def test_every_name_survives_the_way_through_a_purchase_link(limio, http, path):
    page = http.get(purchase_link(limio.url, path))
    press_pay(http, page)
    assert [line.path for line in limio.baskets[0].lines] == [path]


def test_a_plus_is_a_plus_as_seen_in_real_orders(limio, http):
    assert http.get("/checkout?purchase=%2Foffers2%2FBusiness+Pro+Annual").status_code == 404
    limio.publish({"path": "/offers2/Pro+", "data": {}})
    assert http.get("/checkout?purchase=/offers2/Pro+").status_code == 200


def test_several_offers_are_one_order(limio, http):
    page = http.get(purchase_link(limio.url, PRO, WORKSHOP))
    assert "Due today £674.00" in text(page)
    press_pay(http, page)
    assert [(line.path, line.kind) for line in limio.baskets[0].lines] == [(PRO, "offer"), (WORKSHOP, "add_on")]


@pytest.mark.parametrize("code", ["SAVE20", "save20", " SAVE20 "])
def test_a_good_promo_code_takes_its_share_off(limio, http, code):
    page = text(http.get(purchase_link(limio.url, PRO, promo_code=code)))
    assert "Subtotal £324.00 Promo code SAVE20 \N{MINUS SIGN}£64.80 Due today £259.20" in page
    assert "Pay £259.20" in page


@pytest.mark.parametrize("code", ["SAVE99", "<b>", ""])
def test_a_bad_promo_code_is_ignored_in_silence(limio, http, code):
    page = http.get(purchase_link(limio.url, PRO, promo_code=code or None))
    assert "Promo" not in text(page)
    assert "Due today £324.00" in text(page)


def test_a_trial_is_paid_today_and_what_follows_is_said(limio, http):
    page = text(http.get(purchase_link(limio.url, TRIAL)))
    assert "Due today £1.00 What recurs Tidewell Home, first month £1: £8.99 every month" in page


def test_a_price_kept_elsewhere_is_never_made_up(limio, http):
    page = text(http.get(purchase_link(limio.url, DATA)))
    assert "From £250 per month 5 To be confirmed Due today To be confirmed" in page


def test_an_offer_s_own_checkout_page_opens_its_basket(limio, http):
    assert "Market Data API" in text(http.get(purchase_link(limio.url, DATA, page="data-checkout")))
    assert f'href="/data-checkout?purchase={quote(DATA, safe="")}"' in http.get("/").text


def test_any_page_of_the_tenant_s_may_be_a_checkout_page(limio, http):
    assert "Business Pro" in text(http.get(purchase_link(limio.url, PRO, page="uk/kasse")))


def test_a_label_link_offers_the_plans_on_sale_and_keeps_the_code(limio, http):
    page = http.get(purchase_link(limio.url, label="household", promo_code="SAVE20"))
    assert "Tidewell Home Family" in text(page)
    assert "winter special" not in text(page)
    assert page.text.count("&amp;pc=SAVE20") == 5


def test_an_unknown_label_is_a_friendly_page(limio, http):
    page = http.get(purchase_link(limio.url, label="<i>"))
    assert (page.status_code, "labelled &lt;i&gt;." in page.text) == (404, True)


def test_a_basket_s_id_alone_shows_the_order_but_nobody_s_details(limio, http):
    told = basket(limio, http, ADA)
    page = http.get(purchase_link(limio.url, basket=told["id"]))
    assert "Business Pro" in text(page)
    assert "ada@example.com" not in page.text


def test_unknown_offers_are_a_friendly_page_with_others_to_choose(limio, http):
    page = http.get(purchase_link(limio.url, "/offers2/No such plan"))
    assert (page.status_code, "No such plan is not on sale here" in text(page), page.text.count("Choose")) == (
        404,
        True,
        6,
    )


def test_of_several_offers_an_unknown_one_is_left_out_and_said(limio, http):
    page = http.get(purchase_link(limio.url, PRO, "/offers2/Gone"))
    assert (page.status_code, "Gone is not on sale any more and was left out." in text(page)) == (200, True)


def test_the_form_asks_for_an_address_and_keeps_what_was_typed(limio, http):
    page = press_pay(http, http.get(purchase_link(limio.url, PRO, promo_code="SAVE20")), email="eve", firstName="Eve")
    assert (page.status_code, filled(page)["firstName"], "We need an e-mail address" in text(page)) == (
        400,
        "Eve",
        True,
    )
    assert "Promo code SAVE20" in text(page)
    assert limio.baskets == []
    assert press_pay(http, page).status_code == 200


def test_a_basket_older_than_two_weeks_cannot_be_opened(http):
    now = [1_790_000_000.0]
    with Sandbox(clock=lambda: now[0]) as limio, httpx.Client(base_url=limio.url, trust_env=False) as old:
        link = basket(limio, old)["recoveryLink"]
        now[0] += 15 * 24 * 3600
        assert "We could not find that basket" in text(old.get(link))


def test_a_link_to_a_basket_that_was_forgotten_is_a_friendly_page(limio, http):
    link = basket(limio, http)["recoveryLink"]
    limio.reset()
    assert http.get(link).status_code == 404


@pytest.mark.parametrize(
    ("path", "status"), [("/", 200), ("/checkout", 200), ("/data-checkout", 200), ("/nowhere", 404)]
)
def test_pages_without_a_basket(limio, http, path, status):
    assert http.get(path).status_code == status


def test_the_front_shows_what_is_sold_online_to_everybody(limio, http):
    page = text(http.get("/"))
    assert "Business Essential" in page
    assert not any(name in page for name in ("Enterprise Library", "€390", "winter special"))


EVIL = '"><script>alert(1)</script><img src=x onerror=alert(1)>'


@pytest.mark.parametrize(
    "query",
    [
        f"purchase={quote(EVIL)}",
        f"purchase=true&label={quote(EVIL)}",
        f"basket={quote(EVIL)}",
        f"purchase={quote(PRO)}&pc={quote(EVIL)}",
    ],
)
def test_nothing_in_a_link_becomes_markup(limio, http, query):
    page = http.get(f"/checkout?{query}")
    assert not re.search(r"<(script|img)", page.text)


def test_nothing_in_an_order_or_a_catalogue_becomes_markup(limio, http):
    limio.publish(
        {
            "path": f"/offers2/{EVIL}",
            "data": {"attributes": {"display_name__limio": EVIL, "display_price__limio": EVIL}},
        }
    )
    told = basket(limio, http, dict.fromkeys(ADA, EVIL), path=f"/offers2/{EVIL}")
    page = http.get(told["recoveryLink"])
    assert not re.search(r"<(script|img)", page.text)
    assert filled(page)["firstName"] == EVIL


@pytest.mark.parametrize("path", ["/", "/checkout", "/nowhere", "/api/checkout/recover"])
def test_every_page_has_its_security_headers(limio, http, path):
    headers = http.get(path).headers
    assert headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")
    assert "unsafe" not in headers["content-security-policy"]
    assert (headers["x-content-type-options"], headers["referrer-policy"], headers["cache-control"]) == (
        "nosniff",
        "no-referrer",
        "no-store",
    )


class Reader(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.tags = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def test_a_page_needs_no_script_and_nothing_from_elsewhere(limio, http):
    for path in ("/", purchase_link(limio.url, PRO), basket(limio, http, ADA)["recoveryLink"]):
        tags = Reader(http.get(path).text).tags
        assert not {"script", "style", "iframe", "img"} & {tag for tag, _ in tags}
        links = [value for _, attrs in tags for name, value in attrs.items() if name in {"href", "src", "action"}]
        assert all(link.startswith("/") for link in links)
        assert not any(name.startswith("on") or name == "style" for _, attrs in tags for name in attrs)


def test_every_field_of_the_checkout_has_its_label(limio, http):
    page = http.get(purchase_link(limio.url, PRO)).text
    fields = [attrs for tag, attrs in Reader(page).tags if tag == "input" and attrs.get("type") != "hidden"]
    assert len(re.findall(r"<label", page)) == len(fields)
    assert '<html lang="en">' in page


def test_the_style_sheet_is_served(limio, http):
    assert http.get("/_shop/shop.css").headers["content-type"].startswith("text/css")


def test_a_form_too_long_to_be_one_is_refused(limio, http):
    assert http.post("/checkout/pay", content=b"x" * 70_000).status_code == 413


def test_pay_presses_the_button_of_any_link(limio, http):
    told = basket(limio, http)
    limio.pay(limio.url + told["assistedCheckoutLink"], email="ann@example.com")
    limio.pay(purchase_link(limio.url, PRO))
    assert [one.completed for one in limio.baskets] == [True, True]
    assert limio.baskets[0].customer == {"email": "ann@example.com"}


@pytest.mark.parametrize(
    ("path", "message"), [("/checkout", "nothing to pay"), ("/api/checkout/recover", "answered 403")]
)
def test_pay_says_what_is_wrong_with_a_link(limio, path, message):
    with pytest.raises(ValueError, match=message):
        limio.pay(limio.url + path)
