"""The sandbox's API, asked with nothing but HTTP: what the contract allows, and what it refuses by name."""

from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from limio_langchain.sandbox import Sandbox
from limio_langchain.sandbox.tokens import CLIENT_ID, CLIENT_SECRET

PRO, LIBRARY, ARCHIVE = "/offers2/Business Pro Annual", "/offers2/Team Library", "/add_ons/Archive Access Annual"
FORM = {"grant_type": "client_credentials", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
NOW = 1_790_000_000.0


class Limio(Sandbox):
    """A sandbox with a clock that stands still, asked by plain HTTP."""

    def __init__(self, *args, **options):
        self.now = NOW
        super().__init__(*args, clock=lambda: self.now, **options)

    def start(self):
        super().start()
        self.http = httpx.Client(base_url=self.url, trust_env=False)
        self.sign_in()

    def stop(self):
        self.http.close()
        super().stop()

    def sign_in(self):
        token = self.http.post("/oauth2/token", data=FORM).json()["access_token"]
        self.http.headers["authorization"] = f"Bearer {token}"

    def get(self, path, /, **query):
        return self.http.get(path, params={name.replace("__", "."): value for name, value in query.items()})

    def line(self, path, **more):
        item = self.catalogue.by_path(path)
        return {"offer": {"id": item["id"], "version": item["version"]}, **more}

    def initiate(self, *lines, journey=None, **order):
        order = {"orderItems": list(lines) or [self.line(PRO)], "external_id": "one", **order}
        return self.http.post("/api/admin/checkout/initiate", json={"order": order, **(journey or {})})

    def abandoned(self, **query):
        told = {"limit": "50", "createdAfter": "2020-01-01T00:00:00Z"} | query
        return self.http.get("/api/checkout/abandoned", params={name: one for name, one in told.items() if one})


@pytest.fixture(scope="module")
def running():
    with Limio() as limio:
        yield limio


@pytest.fixture
def limio(running):
    running.now = NOW
    running.reset()
    running.sign_in()
    return running


def paths(answer):
    return [item["path"] for item in answer.json()["items"]]


def test_a_token_is_given_for_an_hour(limio):
    told = limio.http.post("/oauth2/token", data=FORM)
    assert (told.status_code, told.json()["token_type"], told.json()["expires_in"]) == (200, "Bearer", 3600)
    assert told.headers["cache-control"] == "no-store"
    assert limio.tokens_issued == 2


@pytest.mark.parametrize(
    ("form", "error"),
    [
        (FORM | {"client_secret": "wrong"}, "invalid_client"),
        (FORM | {"grant_type": "password"}, "unsupported_grant_type"),
        (FORM | {"scope": "checkout"}, "invalid_request"),
        ({"grant_type": "client_credentials", "client_id": CLIENT_ID}, "invalid_request"),
        ({}, "invalid_request"),
    ],
)
def test_a_token_is_refused_in_the_words_of_rfc_6749(limio, form, error):
    told = limio.http.post("/oauth2/token", data=form, headers={"content-type": "application/x-www-form-urlencoded"})
    assert (told.status_code, told.json()["error"]) == (400, error)
    assert limio.tokens_issued == 1


def test_a_token_is_asked_for_with_a_form_and_not_with_json(limio):
    assert limio.http.post("/oauth2/token", json=FORM).json()["error"] == "invalid_request"


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer wrong", "Basic abc", "wrong"])
@pytest.mark.parametrize(
    "path", ["/api/offers/v2", "/api/published_catalog_items", "/api/add_ons", "/api/checkout/abandoned"]
)
def test_without_a_good_token_nothing_is_answered(limio, path, authorization):
    told = httpx.get(limio.url + path, headers={"authorization": authorization}, trust_env=False)
    assert (told.status_code, told.json()) == (401, {"message": "Unauthorized"})


def test_a_token_ends_after_an_hour_of_the_injected_clock(limio):
    limio.now += 3599
    assert limio.get("/api/add_ons").status_code == 200
    limio.now += 1
    assert limio.get("/api/add_ons").status_code == 401


def test_revoked_tokens_are_worthless_and_new_ones_good(limio):
    limio.revoke_tokens()
    assert limio.get("/api/add_ons").status_code == 401
    limio.sign_in()
    assert limio.get("/api/add_ons").status_code == 200


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT"])
def test_an_operation_that_is_not_there_is_404_in_json(limio, method):
    told = limio.http.request(method, "/api/nothing")
    assert (told.status_code, told.json()) == (404, {"message": "Not Found"})


def test_a_wrong_method_is_refused_in_json(limio):
    assert "message" in limio.http.put("/api/admin/checkout/initiate", json={}).json()


def test_the_documented_envelope_counts_all_and_names_the_commit(limio):
    told = limio.get("/api/offers/v2", opt__pageSize="3", opt__all="true").json()
    assert (told["hits"], len(told["items"]), len(told["header"]["commitId"])) == (17, 3, 40)
    assert set(told["queryMore"]) == {"from", "alias"}


def test_the_envelope_seen_in_real_data_is_there_on_request():
    with Limio(envelope="seen") as limio:
        told = limio.get("/api/offers/v2").json()
    assert (told["hits"], sorted(told)) == ({"value": 17, "relation": "eq"}, ["commitId", "hits", "indexName", "items"])


def test_only_with_all_does_a_list_go_on(limio):
    told = limio.get("/api/offers/v2", opt__pageSize="3").json()
    assert (len(told["items"]), told["hits"], "queryMore" in told) == (3, 17, False)


@pytest.mark.parametrize("envelope", ["documented", "seen"])
def test_paging_gives_every_offer_once(envelope):
    with Limio(23, envelope=envelope) as limio:
        found, more = [], {}
        while more is not None:
            told = limio.http.get("/api/offers/v2", params={"opt.pageSize": "5", "opt.all": "true", **more}).json()
            found += [item["path"] for item in told["items"]]
            told = told.get("queryMore")
            more = told and {"opt.queryMoreFrom": told["from"], "opt.queryMoreAlias": told["alias"]}
    assert (len(found), len(set(found))) == (23, 23)


def test_fifty_is_the_usual_page():
    with Limio(60) as limio:
        assert len(limio.get("/api/offers/v2").json()["items"]) == 50


def test_an_answer_beyond_six_megabytes_is_502():
    with Limio(10_000) as limio:
        assert limio.get("/api/offers/v2", opt__pageSize="10000").status_code == 502


def test_a_cursor_is_good_for_its_own_list_alone(limio):
    more = limio.get("/api/offers/v2", opt__pageSize="3", opt__all="true").json()["queryMore"]
    onward = {"opt__queryMoreFrom": more["from"], "opt__queryMoreAlias": more["alias"]}
    other = limio.get("/api/offers/v2", opt__pageSize="4", opt__all="true", **onward)
    assert (other.status_code, "opt.queryMoreFrom" in other.json()["message"]) == (400, True)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"attributes__label__limio": "gift"}, 1),
        ({"attributes__label__limio": "gif"}, 0),
        ({"attributes__group__limio": "monthly"}, 5),
        ({"attributes__sector__acme": "retail"}, 9),
        ({"attributes__is_gift__limio": "true"}, 1),
        ({"attributes__Reading formats": "PDF"}, 2),
        ({"attributes__nobody__limio": "x"}, 0),
        ({"path": PRO}, 1),
        ({"path": "/offers2/Business"}, 0),
        ({"tags": "/tags/us/default"}, 1),
        ({"opt__modifiedAfter": "2026-06-01"}, 2),
    ],
)
def test_a_filter_is_exact_and_lists_match_by_membership(limio, query, found):
    # Only the first two underscores stand for the dot that a keyword cannot hold.
    told = {name.replace("__", ".", 1): value for name, value in query.items()}
    assert len(limio.http.get("/api/offers/v2", params=told).json()["items"]) == found


def test_filters_are_all_to_be_held(limio):
    query = {"attributes.label__limio": "pro", "attributes.group__limio": "monthly"}
    assert paths(limio.http.get("/api/offers/v2", params=query)) == ["/offers2/Business Pro Monthly"]


@pytest.mark.parametrize(
    ("path", "query", "named"),
    [
        ("/api/offers/v2", {"label": "pro"}, "label"),
        ("/api/offers/v2", {"attributes[label__limio]": "pro"}, "attributes[label__limio]"),
        ("/api/offers/v2", {"attributes.": "pro"}, "attributes."),
        ("/api/offers/v2", {"record_type": "add_on"}, "record_type"),
        ("/api/offers/v2", {"offersSource": "live"}, "offersSource"),
        ("/api/offers/v2", {"opt.pageSize": "0"}, "opt.pageSize"),
        ("/api/offers/v2", {"opt.pageSize": "many"}, "opt.pageSize"),
        ("/api/offers/v2", {"opt.all": "yes"}, "opt.all"),
        ("/api/offers/v2", {"reducedData": "1"}, "reducedData"),
        ("/api/offers/v2", {"opt.modifiedAfter": "soon"}, "opt.modifiedAfter"),
        ("/api/offers/v2", {"opt.all": "true", "opt.queryMoreFrom": "x"}, "opt.queryMoreAlias"),
        (
            "/api/offers/v2",
            {"opt.all": "true", "opt.queryMoreFrom": "x", "opt.queryMoreAlias": "y"},
            "opt.queryMoreFrom",
        ),
        ("/api/published_catalog_items", {}, "record_type"),
        ("/api/published_catalog_items", {"record_type": "addon"}, "record_type"),
        ("/api/published_catalog_items", {"record_type": "add_on", "offersSource": "published"}, "offersSource"),
        ("/api/add_ons", {"record_type": "add_on"}, "record_type"),
    ],
)
def test_a_query_outside_the_contract_is_refused_by_name(limio, path, query, named):
    told = limio.http.get(path, params=query)
    assert (told.status_code, named in told.json()["message"]) == (400, True)


def test_a_repeated_parameter_is_refused(limio):
    assert limio.http.get("/api/offers/v2?path=%2Fa&path=%2Fb").json() == {"message": "path is repeated"}


def test_reduced_data_keeps_what_a_checkout_needs_and_little_else(limio):
    (item,) = limio.get("/api/offers/v2", path=PRO, reducedData="true").json()["items"]
    assert (item["id"], item["version"], item["path"]) == tuple(
        limio.catalogue.by_path(PRO)[n] for n in ("id", "version", "path")
    )
    assert set(item["data"]["attributes"]) <= {"display_name__limio", "label__limio", "group__limio"}


def test_working_copies_are_listed_on_request_and_cannot_be_sold(limio):
    (item,) = limio.get("/api/offers/v2", path=PRO, offersSource="catalog").json()["items"]
    told = limio.initiate({"offer": {"id": item["id"], "version": item["version"]}})
    assert (told.status_code, told.json()) == (
        404,
        {"message": f"data_not_found: offer-{item['id']} version: published"},
    )


@pytest.mark.parametrize(
    ("path", "query"), [("/api/add_ons", {}), ("/api/published_catalog_items", {"record_type": "add_on"})]
)
def test_add_ons_are_listed_on_their_own(limio, path, query):
    assert paths(limio.get(path, **query)) == [
        one["path"] for one in limio.catalogue if one["path"].startswith("/add_ons/")
    ]


@pytest.mark.parametrize(("record_type", "count"), [("offers2", 17), ("offers", 0), ("campaign", 0)])
def test_catalogue_items_are_listed_by_record_type(limio, record_type, count):
    assert limio.get("/api/published_catalog_items", record_type=record_type).json()["hits"] == count


def test_one_item_is_found_by_its_id(limio):
    item = limio.catalogue.by_path(ARCHIVE)
    assert paths(limio.get("/api/published_catalog_items", record_type="add_on", id=item["id"])) == [ARCHIVE]


def test_a_checkout_answers_the_basket_s_id_and_both_signed_links(limio):
    told = limio.initiate(external_id="8cf7/2 b").json()
    assert told["id"] == "basket-8cf7/2 b"
    assert told["recoveryLink"].startswith("/api/checkout/recover?basket=basket-8cf7%2F2%20b&recover=")
    assert told["assistedCheckoutLink"].startswith("/checkout/assisted?basket=basket-8cf7%2F2%20b&token=")


def test_a_basket_holds_the_order_as_it_was_sent(limio):
    order = {
        "order_type": "new",
        "source": "shop",
        "country": "GB",
        "customerDetails": {
            "firstName": "Ada",
            "lastName": "Byron",
            "email": "ada@example.com",
            "companyName": "Example Ltd",
            "phone": "1",
        },
        "customFields": {"anything": {"at": ["all", 1, None]}},
        "tracking": {
            "offers": [PRO],
            "purchaseCountryCode": "GB",
            "accountId": "001",
            "contactId": "003",
            "userId": "005",
            "campaign": "c",
        }
        | {"tag": "t", "caseId": "500", "customerId": "c1", "lmo_offer": PRO, "referrer": "https://example.com"},
    }
    assert (
        limio.initiate(
            limio.line(PRO, quantity=5), journey={"journey": {"checkout": "/uk/checkout"}}, **order
        ).status_code
        == 200
    )
    (basket,) = limio.baskets
    assert basket.order == {"orderItems": [limio.line(PRO, quantity=5)], "external_id": "one", **order}
    assert (basket.entry, basket.created, basket.completed, basket.lines[0].path) == ("/uk/checkout", NOW, False, PRO)


def test_the_same_external_id_is_the_same_basket_changed(limio):
    first = limio.initiate(limio.line(PRO, quantity=2))
    limio.now += 60
    second = limio.initiate(limio.line(LIBRARY, quantity=16))
    (basket,) = limio.baskets
    assert first.json()["recoveryLink"] == second.json()["recoveryLink"]
    assert ([line.path for line in basket.lines], basket.created) == ([LIBRARY], NOW)
    assert [one["orderItems"][0]["quantity"] for one in basket.history] == [2]


def test_a_sandbox_that_keeps_the_first_order_of_an_id_answers_that_one_and_ignores_the_next():
    with Limio(repeated="first") as limio:
        first, second = (limio.initiate(limio.line(path)) for path in (PRO, LIBRARY))
        (basket,) = limio.baskets
        ignored = [one["orderItems"][0] for one in basket.ignored]
        assert ignored == [limio.line(LIBRARY)]
    assert first.json() == second.json()
    assert ([line.path for line in basket.lines], basket.history) == ([PRO], [])


def test_which_order_is_kept_must_be_the_first_or_the_last():
    with pytest.raises(ValueError, match="repeated: must be one of first, last"):
        Sandbox(repeated="both")


def test_the_same_order_again_changes_nothing(limio):
    assert limio.initiate().json() == limio.initiate().json()
    assert limio.baskets[0].history == []


def test_a_paid_basket_stays_as_it_is_and_its_links_are_answered_once_more(limio):
    first = limio.initiate(limio.line(PRO, quantity=2))
    limio.pay(limio.url + first.json()["recoveryLink"])
    again = limio.initiate(limio.line(PRO, quantity=9))
    assert (again.status_code, again.json()["recoveryLink"]) == (200, first.json()["recoveryLink"])
    assert (limio.baskets[0].completed, limio.baskets[0].lines[0].quantity) == (True, 2)


def test_what_is_unpublished_or_newly_published_under_a_customer_is_404(limio):
    line = limio.line(PRO)
    limio.publish(limio.catalogue.by_path(PRO))
    assert limio.initiate(line).status_code == 404
    line = limio.line(PRO)
    limio.unpublish(PRO)
    assert limio.initiate(line).json()["message"].startswith("data_not_found: offer-")
    assert limio.baskets == []


def test_add_ons_are_sold_beside_an_offer_when_all_say_what_they_are(limio):
    told = limio.initiate(limio.line(PRO, type="offer", quantity=3), limio.line(ARCHIVE, type="add_on"))
    assert (told.status_code, [line.kind for line in limio.baskets[0].lines]) == (200, ["offer", "add_on"])


def refused(limio, answer, message):
    assert (answer.status_code, answer.json()) == (400, {"message": message})
    assert limio.baskets == []


@pytest.mark.parametrize(
    ("order", "message"),
    [
        ({"promo": "x"}, "unknown field: order.promo"),
        ({"expiresAt": "2027-01-01"}, "unknown field: order.expiresAt"),
        ({"customerDetails": {"mail": "a"}}, "unknown field: order.customerDetails.mail"),
        ({"customerDetails": {"email": 1}}, "order.customerDetails.email must be a text"),
        ({"customerDetails": None}, "order.customerDetails must be an object"),
        ({"tracking": {"utm_source": "ai"}}, "unknown field: order.tracking.utm_source"),
        ({"tracking": {"offers": PRO}}, "order.tracking.offers must be a list"),
        ({"customFields": []}, "order.customFields must be an object"),
        ({"country": "gb"}, "order.country must be an ISO-3166 two-letter country"),
        ({"order_type": "buy"}, "order.order_type must be one of new, renew, update_subscription, change_offer, "),
        ({"external_id": " "}, "order.external_id must be a text of 1 to 255 characters"),
        ({"external_id": None}, "order.external_id must be a text of 1 to 255 characters"),
        ({"orderItems": []}, "order.orderItems must be a list of at least 1"),
        ({"orderItems": {}}, "order.orderItems must be a list of at least 1"),
        ({"orderItems": [{}]}, "order.orderItems[0].offer is required"),
        ({"orderItems": [{"offer": {"id": "x"}}]}, "order.orderItems[0].offer.version is required"),
        (
            {"orderItems": [{"offer": {"id": "x", "version": "y", "path": PRO}}]},
            "unknown field: order.orderItems[0].offer.path",
        ),
    ],
)
def test_an_order_outside_the_contract_is_refused_by_name(limio, order, message):
    told = limio.initiate(**order)
    assert told.json()["message"].startswith(message)
    refused(limio, told, told.json()["message"])


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ({"quantity": 0}, "order.orderItems[0].quantity must be a whole number of at least 1"),
        ({"quantity": 1.5}, "order.orderItems[0].quantity must be a whole number of at least 1"),
        ({"quantity": "2"}, "order.orderItems[0].quantity must be a whole number of at least 1"),
        ({"quantity": True}, "order.orderItems[0].quantity must be a whole number of at least 1"),
        ({"quantity": 101}, f"order.orderItems[0].quantity must be at most 100 for {PRO}"),
        ({"type": "addon"}, "order.orderItems[0].type must be one of offer, add_on"),
        ({"type": "add_on"}, "order.orderItems[0].type must be offer"),
        ({"parentId": "x"}, "unknown field: order.orderItems[0].parentId"),
    ],
)
def test_a_line_outside_the_contract_is_refused_by_name(limio, line, message):
    refused(limio, limio.initiate(limio.line(PRO, **line)), message)


def test_a_quote_may_hold_more_than_an_order(limio):
    assert limio.initiate(limio.line(PRO, quantity=500), tracking={"tag": "quote"}).status_code == 200


def test_below_the_offer_s_minimum_is_refused(limio):
    path = "/offers2/Market Data API"
    refused(limio, limio.initiate(limio.line(path)), f"order.orderItems[0].quantity must be at least 5 for {path}")


def test_add_ons_without_types_are_refused(limio):
    told = limio.initiate(limio.line(PRO), limio.line(ARCHIVE, type="add_on"))
    refused(limio, told, "order.orderItems[0].type is required when add-ons are in the basket")
    refused(limio, limio.initiate(limio.line(PRO), limio.line(ARCHIVE)), "order.orderItems[1].type must be add_on")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "order is required"),
        ([], "the body must be an object"),
        ({"order": {}}, "order.orderItems is required"),
        ({"mode": "test"}, "unknown field: mode"),
        ({"journey": {"checkout": "checkout"}}, "journey.checkout must be a page's path such as /checkout"),
        ({"journey": {"page": "/checkout"}}, "unknown field: journey.page"),
    ],
)
def test_a_body_outside_the_contract_is_refused_by_name(limio, body, message):
    told = limio.http.post("/api/admin/checkout/initiate", json=body)
    refused(limio, told, message)


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 100_000])
def test_a_body_that_is_no_json_is_refused(limio, body):
    told = limio.http.post("/api/admin/checkout/initiate", content=body, headers={"content-type": "application/json"})
    refused(limio, told, "the body is not JSON")


def test_a_form_is_no_checkout(limio):
    told = limio.http.post("/api/admin/checkout/initiate", data={"order": "{}"})
    refused(limio, told, "content-type must be application/json")


def test_a_tenant_may_know_more_order_fields():
    with Limio(order_fields=["expiresAt"]) as limio:
        assert limio.initiate(expiresAt="2027-01-01T00:00:00Z").status_code == 200


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["order", "orderItems", "external_id", "offer"]), inner)
    ),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(JSON)
def test_any_json_is_answered_with_a_refusal_and_never_with_a_fault(limio, body):
    told = limio.http.post("/api/admin/checkout/initiate", json=body)
    assert (told.status_code, limio.baskets) == (400, [])


def test_abandoned_baskets_have_the_form_of_limio_s_sample(limio):
    limio.initiate(
        limio.line(PRO, quantity=2), customerDetails={"email": "ada@example.com"}, tracking={"campaign": "c"}
    )
    (item,) = limio.abandoned().json()["items"]
    products = [{"path": "/products/Tidewell Business", "productCode": "SKU-00000401"}]
    assert item == {
        "id": "basket-one",
        "created": "2026-09-21T14:13:20.000Z",
        "customerDetails": {"email": "ada@example.com"},
        "orderItems": [{"name": "Business Pro Annual", "path": PRO, "products": products}],
        "customFields": {},
        "tracking": {"campaign": "c"},
        "identities": [],
        "entry": "/checkout",
        "completed": False,
        "recoveryLink": limio.baskets[0].recovery_link,
    }


def test_abandoned_baskets_come_page_by_page_with_a_text_as_cursor(limio):
    for number in range(5):
        limio.now += 1
        limio.initiate(external_id=str(number))
    found, more = [], None
    while more != "":
        told = limio.abandoned(limit="2", queryMore=more).json()
        found += [item["id"] for item in told["items"]]
        more = told.get("queryMore", "")
    assert found == [f"basket-{number}" for number in range(5)]


def test_only_baskets_made_after_the_moment_are_listed(limio):
    limio.initiate(external_id="old")
    limio.now += 10
    limio.initiate(external_id="new")
    assert [item["id"] for item in limio.abandoned(createdAfter="2026-09-21T14:13:25+00:00").json()["items"]] == [
        "basket-new"
    ]
    assert limio.abandoned(createdAfter="2026-09-21T14:14").json()["items"] == []


def test_a_paid_basket_is_listed_and_says_so(limio):
    limio.pay(limio.url + limio.initiate().json()["recoveryLink"])
    assert [item["completed"] for item in limio.abandoned().json()["items"]] == [True]


def test_a_basket_older_than_two_weeks_is_not_active(limio):
    limio.initiate()
    limio.now += 14 * 24 * 3600 + 1
    limio.sign_in()
    assert limio.abandoned().json()["items"] == []


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({"limit": ""}, "limit"),
        ({"limit": "0"}, "limit"),
        ({"createdAfter": ""}, "createdAfter"),
        ({"createdAfter": "2020-12-01"}, "createdAfter"),
        ({"createdAfter": "some time ago"}, "createdAfter"),
        ({"createdAfter": "0001-01-01T00:00:00+05:00"}, "createdAfter"),
        ({"queryMore": "x"}, "queryMore"),
        ({"email": "ada@example.com"}, "email"),
    ],
)
def test_a_question_for_baskets_outside_the_contract_is_refused_by_name(limio, query, named):
    told = limio.abandoned(**query)
    assert (told.status_code, named in told.json()["message"]) == (400, True)


def test_requests_are_logged_with_the_query_of_the_catalogue_alone(limio):
    limio.requests.clear()
    limio.get("/api/offers/v2", path=PRO)
    limio.initiate()
    limio.abandoned()
    limio.http.get(f"/checkout?purchase={quote(PRO, safe='')}")
    assert [(one["method"], one["path"], one["operation"], one["status"]) for one in limio.requests] == [
        ("GET", "/api/offers/v2", "offers", 200),
        ("POST", "/api/admin/checkout/initiate", "checkout", 200),
        ("GET", "/api/checkout/abandoned", "abandoned", 200),
        ("GET", "/checkout", "shop", 200),
    ]
    assert [one.get("query") for one in limio.requests] == [[("path", PRO)], None, None, None]
    assert limio.calls("checkout") == 1


def test_neither_secrets_nor_customers_details_are_logged_or_shown(limio, caplog):
    caplog.set_level("DEBUG")
    limio.sign_in()
    details = {"email": "ada@example.com", "firstName": "Ada-Augusta", "phone": "+44 1234"}
    link = limio.initiate(external_id="order-1", customerDetails=details).json()["recoveryLink"]
    limio.pay(limio.url + link)
    token = limio.http.headers["authorization"].removeprefix("Bearer ")
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("limio_langchain")]
    told = " ".join(
        [*ours, repr(limio), repr(limio.requests), repr(limio.baskets), repr(limio.faults), repr(limio.settings())]
    )
    for secret in (CLIENT_SECRET, token, link.rpartition("=")[2], *details.values()):
        assert secret not in told
    assert any("POST /api/admin/checkout/initiate 200" in line for line in ours)
