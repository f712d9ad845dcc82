"""Each fault over real HTTP, seen by a client that knows nothing of us."""

import json
import socket
import threading
import time

import httpx
import pytest

from limio_langchain.sandbox import KINDS, Sandbox, break_running, fault_from, mend_running
from limio_langchain.sandbox.tokens import CLIENT_ID, CLIENT_SECRET

PRO = "/offers2/Business Pro Annual"
FORM = {"grant_type": "client_credentials", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
SOON = 0.3  # seconds a client waits for a sandbox that hangs
HANGS = {"hang", "hang_in_body"}


@pytest.fixture
def limio(served):
    served.reset()
    return served


@pytest.fixture
def http(limio):
    with httpx.Client(base_url=limio.url, trust_env=False, timeout=5) as client:
        token = client.post("/oauth2/token", data=FORM).json()["access_token"]
        client.headers["authorization"] = f"Bearer {token}"
        yield client


def order(limio):
    item = limio.catalogue.by_path(PRO)
    line = {"offer": {"id": item["id"], "version": item["version"]}}
    return {"order": {"orderItems": [line], "external_id": "one"}}


def initiate(limio, http, **options):
    return http.post("/api/admin/checkout/initiate", json=order(limio), **options)


def test_a_status_comes_with_its_body_headers_and_retry_after(limio, http):
    limio.faults.add(
        "checkout", "status", status=429, body={"message": "slow"}, headers={"x-why": "fun"}, retry_after=7
    )
    told = initiate(limio, http)
    assert (told.status_code, told.json()) == (429, {"message": "slow"})
    assert (told.headers["retry-after"], told.headers["x-why"]) == ("7", "fun")
    assert limio.baskets == []


def test_a_status_without_more_is_503_with_a_message(limio, http):
    limio.faults.add("offers", "status")
    told = http.get("/api/offers/v2")
    assert (told.status_code, list(told.json()), "retry-after" in told.headers) == (503, ["message"], False)


def test_a_status_may_carry_plain_text(limio, http):
    limio.faults.add("checkout", "status", status=502, body="Bad Gateway")
    told = initiate(limio, http)
    assert (told.text, told.headers["content-type"]) == ("Bad Gateway", "text/plain; charset=utf-8")


def test_after_its_times_a_fault_is_over(limio, http):
    limio.faults.add("checkout", "status", times=2)
    assert [initiate(limio, http).status_code for _ in range(3)] == [503, 503, 200]


@pytest.mark.parametrize(
    ("on", "path"),
    [
        ("token", "/oauth2/token"),
        ("offers", "/api/offers/v2"),
        ("items", "/api/published_catalog_items"),
        ("add_ons", "/api/add_ons"),
        ("checkout", "/api/admin/checkout/initiate"),
        ("abandoned", "/api/checkout/abandoned"),
        ("shop", "/checkout"),
    ],
)
def test_every_operation_can_be_broken_on_its_own(limio, http, on, path):
    limio.faults.add(on, "status", status=599)
    method = "POST" if on in {"token", "checkout"} else "GET"
    assert http.request(method, path).status_code == 599
    assert http.get("/api/add_ons" if on != "add_ons" else "/api/offers/v2").status_code == 200
    assert limio.requests[-2]["fault"] == "status"


def test_a_redirect_leads_to_another_host(limio, http):
    limio.faults.add("checkout", "redirect", to="https://evil.example/x")
    told = initiate(limio, http)
    assert (told.status_code, told.headers["location"]) == (302, "https://evil.example/x")


def test_a_revoked_token_is_refused_once_or_always(limio, http):
    limio.faults.add("checkout", "revoked", times=1)
    assert [initiate(limio, http).status_code for _ in range(2)] == [401, 200]
    limio.faults.add("checkout", "revoked")
    assert [initiate(limio, http).status_code for _ in range(2)] == [401, 401]


def test_an_error_may_stand_in_a_200(limio, http):
    limio.faults.add("checkout", "error_in_200")
    told = initiate(limio, http)
    assert (told.status_code, "error" in told.json(), limio.baskets) == (200, True, [])


def test_a_page_may_stand_in_place_of_json(limio, http):
    limio.faults.add("checkout", "html")
    assert initiate(limio, http).headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("kind", ["not_json", "empty"])
def test_an_answer_may_be_no_json_although_the_basket_was_made(limio, http, kind):
    limio.faults.add("checkout", kind)
    told = initiate(limio, http)
    assert (told.status_code, len(limio.baskets)) == (200, 1)
    assert (told.content == b"") is (kind == "empty")
    with pytest.raises(json.JSONDecodeError):
        told.json()


def test_an_answer_may_be_ten_megabytes_of_json(limio, http):
    limio.faults.add("checkout", "big_body")
    told = initiate(limio, http)
    assert (len(told.content), told.json()["id"]) == (10 * 2**20, "basket-one")


def test_a_client_that_leaves_in_the_middle_of_a_big_answer_costs_nothing(limio, http):
    limio.faults.add("checkout", "big_body")
    with http.stream("POST", "/api/admin/checkout/initiate", json=order(limio)) as told:
        next(told.iter_raw())
    limio.faults.clear()
    assert initiate(limio, http).status_code == 200


def test_a_connection_may_be_dropped_before_the_order_is_read(limio, http):
    limio.faults.add("checkout", "drop")
    with pytest.raises(httpx.TransportError):
        initiate(limio, http)
    assert limio.baskets == []


def test_an_answer_may_be_lost_after_the_basket_was_made(limio, http):
    limio.faults.add("checkout", "answer_lost", times=1)
    with pytest.raises(httpx.TransportError):
        initiate(limio, http)
    assert [basket.id for basket in limio.baskets] == ["basket-one"]
    assert (initiate(limio, http).json()["id"], len(limio.baskets)) == ("basket-one", 1)


def test_an_answer_may_be_shorter_than_it_says(limio, http):
    limio.faults.add("checkout", "cut_off")
    with http.stream("POST", "/api/admin/checkout/initiate", json=order(limio)) as told:
        parts = told.iter_raw()
        got = next(parts)
        with pytest.raises(httpx.RemoteProtocolError):
            next(parts)
        assert 0 < len(got) < int(told.headers["content-length"])
    assert len(limio.baskets) == 1


def test_a_call_may_hang_before_anything_is_answered(limio, http):
    limio.faults.add("checkout", "hang")
    with pytest.raises(httpx.ReadTimeout):
        initiate(limio, http, timeout=SOON)
    assert limio.baskets == []


def test_a_call_may_hang_in_the_middle_of_the_answer(limio, http):
    limio.faults.add("checkout", "hang_in_body")
    got = []
    with (
        pytest.raises(httpx.ReadTimeout),
        http.stream("POST", "/api/admin/checkout/initiate", json=order(limio), timeout=SOON) as told,
    ):
        got.extend(told.iter_raw())
    assert len(limio.baskets) == 1


def test_a_delay_answers_late_and_well(limio, http):
    limio.faults.add("checkout", "delay", seconds=0.2, times=1)
    began = time.monotonic()
    assert initiate(limio, http).status_code == 200
    assert 0.2 <= time.monotonic() - began < 3


def test_who_does_not_wait_for_a_delay_still_has_a_basket(limio, http):
    limio.faults.add("checkout", "delay", seconds=60)
    with pytest.raises(httpx.ReadTimeout):
        initiate(limio, http, timeout=SOON)
    assert len(limio.baskets) == 1


def test_a_basket_may_be_answered_without_links(limio, http):
    limio.faults.add("checkout", "no_link")
    assert sorted(initiate(limio, http).json()) == ["id", "order"]


def test_links_may_lead_to_another_host(limio, http):
    limio.faults.add("checkout", "foreign_link", to="https://evil.example")
    told = initiate(limio, http).json()
    assert told["recoveryLink"].startswith("https://evil.example/api/checkout/recover?")
    assert told["assistedCheckoutLink"].startswith("https://evil.example/checkout/assisted?")


def test_a_refusal_stays_the_refusal_it_is(limio, http):
    limio.faults.add("checkout", "no_link")
    assert http.post("/api/admin/checkout/initiate", json={}).status_code == 400


@pytest.mark.parametrize("value", [None, "3600", 0, -5, "soon"])
def test_a_token_s_lifetime_may_be_missing_text_or_nought(limio, http, value):
    limio.faults.add("token", "expires_in", value=value)
    told = http.post("/oauth2/token", data=FORM).json()
    assert told.get("expires_in") == value
    assert told["access_token"]


def test_a_rate_breaks_a_share_of_the_calls(limio, http):
    limio.faults.add("add_ons", "status", rate=0.5)
    told = [http.get("/api/add_ons").status_code for _ in range(60)]
    assert 10 < told.count(503) < 50


def test_every_kind_leaves_the_sandbox_well(limio, http):
    for kind in sorted(KINDS - HANGS - {"expires_in", "delay", "duplicate", "reorder"}):
        limio.faults.add("checkout", kind, times=1)
        try:
            initiate(limio, http)
        except httpx.TransportError:
            continue
    assert limio.faults.active == []
    assert initiate(limio, http).status_code == 200


def test_faults_can_be_there_from_the_start():
    with Sandbox(faults=[{"on": "token", "kind": "status", "status": 418}]) as limio:
        assert httpx.post(limio.url + "/oauth2/token", data=FORM, trust_env=False).status_code == 418


@pytest.mark.parametrize("kind", [*sorted(HANGS), "delay"])
def test_what_hangs_ends_as_soon_as_the_sandbox_stops(kind):
    with Sandbox(faults=[{"on": "shop", "kind": kind} | ({"seconds": 60} if kind == "delay" else {})]) as limio:
        told = []

        def wait():
            try:
                httpx.get(limio.url, timeout=30, trust_env=False)
            except httpx.TransportError as error:
                told.append(error)

        waiting = threading.Thread(target=wait)
        waiting.start()
        while not limio.requests:
            time.sleep(0.005)
        began = time.monotonic()
        limio.stop()
        waiting.join(5)
        assert told
        assert time.monotonic() - began < 2


def test_the_control_address_adds_lists_and_mends(limio, http):
    control = "/_sandbox/faults"
    told = http.post(control, json={"on": "checkout", "kind": "status", "status": 503, "times": 2})
    assert told.json() == {
        "faults": [{"on": "checkout", "kind": "status", "times": 2, "rate": 1.0, "hits": 0, "status": 503}]
    }
    assert initiate(limio, http).status_code == 503
    assert http.get(control).json()["faults"][0]["hits"] == 1
    assert http.delete(control).json() == {"faults": []}
    assert initiate(limio, http).status_code == 200


@pytest.mark.parametrize("body", [b"{", b"[1]", b'{"on": "checkout"}', b'{"on": "x", "kind": "drop"}', b"[" * 100_000])
def test_the_control_address_refuses_what_is_no_fault(limio, http, body):
    told = http.post("/_sandbox/faults", content=body, headers={"content-type": "application/json"})
    assert (told.status_code, list(told.json()), limio.faults.active) == (400, ["message"], [])


FAULT = {"on": "checkout", "kind": "drop"}


def test_the_control_address_takes_json_alone_which_no_web_page_can_send_unasked(limio, http):
    told = http.post("/_sandbox/faults", content=json.dumps(FAULT), headers={"content-type": "text/plain"})
    assert (told.status_code, limio.faults.active) == (415, [])


@pytest.mark.parametrize("host", ["evil.example", "10.0.0.1", "127.0.0.1.evil.example"])
def test_the_control_address_is_closed_to_who_was_led_here_by_another_name(limio, http, host):
    assert http.post("/_sandbox/faults", json=FAULT, headers={"host": host}).status_code == 403
    assert limio.faults.active == []


def test_the_control_address_is_not_in_the_log_of_requests(limio, http):
    before = len(limio.requests)
    http.get("/_sandbox/faults")
    assert len(limio.requests) == before


def test_another_process_breaks_and_mends_by_url(limio, http):
    (told,) = break_running(limio.url, fault_from("checkout:status:status=500,times=3"))
    assert (told["status"], initiate(limio, http).status_code) == (500, 500)
    mend_running(limio.url)
    assert initiate(limio, http).status_code == 200


def test_breaking_what_does_not_run_is_one_clear_error():
    with Sandbox() as gone:
        pass
    with pytest.raises(ValueError, match="there is no sandbox at"):
        mend_running(gone.url)


@pytest.mark.parametrize(
    ("path", "operation", "kind"),
    [("/api/admin/checkout/initiate", "checkout", "json"), ("/oauth2/token", "token", "x-www-form-urlencoded")],
)
def test_a_client_that_leaves_in_the_middle_of_its_request_is_no_error(caplog, path, operation, kind):
    with Sandbox() as limio:
        form = {"grant_type": "client_credentials", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
        token = httpx.post(f"{limio.url}/oauth2/token", data=form, trust_env=False).json()["access_token"]
        head = (
            f"Authorization: Bearer {token}\r\nContent-Type: application/{kind}\r\nContent-Length: 100\r\nHost: x\r\n"
        )
        before = limio.calls(operation)
        with socket.create_connection(("127.0.0.1", int(limio.url.rpartition(":")[2]))) as client:
            client.sendall(f"POST {path} HTTP/1.1\r\n{head}\r\n{{".encode())
            wait_until(lambda: limio.calls(operation) == before + 1)
        wait_until(lambda: limio.requests[-1]["status"] == 400)
    assert "Exception" not in caplog.text


def wait_until(holds):
    until = time.monotonic() + 20
    while not holds() and time.monotonic() < until:
        time.sleep(0.01)
    assert holds()
