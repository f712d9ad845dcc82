"""Both clients: deadlines, retries, what an answer becomes, and when nobody is asked."""

import json
import traceback
from datetime import UTC, datetime

import httpx
import pytest
from fake_limio import API, BASKET, PLAN, SECRET, Either, FakeClock, FakeLimio, answer, page, settings

from limio_langchain import BasketPosition, CheckoutRequest, CustomerDetails, LimioClient, OrderItem
from limio_langchain.api.baskets import next_baskets
from limio_langchain.errors import (
    ApiDown,
    AuthError,
    DeadlineExceeded,
    InputError,
    NoCredentials,
    OrderRefused,
    RateLimited,
    ServerError,
    Unreachable,
    UnreadableAnswer,
)

OFFERS, INITIATE, ABANDONED = "/api/offers/v2", "/api/admin/checkout/initiate", "/api/checkout/abandoned"


@pytest.fixture
def limio():
    return FakeLimio().script(OFFERS, page(PLAN)).script(INITIATE, answer(200, BASKET))


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def client(world, limio, clock):
    return Either(world, limio, clock)


def test_a_filter_goes_out_encoded_under_any_attribute_name(client, limio):
    client.list_offers(
        {"label__limio": "a&b", "test for me": "x y+z"}, path="/offers2/Pro Plan", tags="/tags/uk", reduced=True
    )
    assert limio.seen[-1].url.raw_path.decode() == (
        "/api/offers/v2?offersSource=published&attributes.label__limio=a%26b&attributes.test%20for%20me=x%20y%2Bz"
        "&path=%2Foffers2%2FPro%20Plan&tags=%2Ftags%2Fuk&reducedData=true&opt.pageSize=50&opt.all=true"
    )


def test_a_filter_that_is_no_single_value_is_refused_by_name(client):
    with pytest.raises(InputError) as refused:
        client.list_offers({"label__limio": ["a"]})
    assert refused.value.field == "attributes.label__limio"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, OrderRefused),
        (404, OrderRefused),
        (302, OrderRefused),
        (403, AuthError),
        (401, AuthError),
        (429, RateLimited),
        (502, ServerError),
    ],
)
def test_each_status_has_its_error_with_what_the_api_said(client, limio, status, kind):
    limio.script(OFFERS, answer(status, {"message": "said\x1b[31m so"}))
    with pytest.raises(kind) as failed:
        client.list_offers()
    assert f"GET {OFFERS} answered {status}: said [31m so" in str(failed.value)


def test_a_read_is_tried_three_times_with_growing_pauses(client, limio, clock):
    limio.script(OFFERS, answer(429), answer(429), page(PLAN))
    assert len(client.list_offers().offers) == 1
    assert len(clock.slept) == 2
    assert 0.1 <= clock.slept[0] <= 0.2 <= clock.slept[1] <= 0.4


def test_retry_after_is_honoured(client, limio, clock):
    limio.script(OFFERS, answer(429, **{"retry-after": "4"}), page(PLAN))
    client.list_offers()
    assert clock.slept == [4.0]


def test_a_pause_past_the_deadline_is_not_begun(client, limio, clock):
    limio.script(OFFERS, answer(429, **{"retry-after": "600"}))
    with pytest.raises(RateLimited) as failed:
        client.list_offers()
    assert (clock.slept, failed.value.retry_after) == ([], 600.0)


@pytest.mark.parametrize(
    ("broken", "kind"),
    [
        (httpx.ConnectError("x"), Unreachable),
        (httpx.ConnectTimeout("x"), Unreachable),
        (httpx.ReadTimeout("x"), DeadlineExceeded),
        (httpx.RemoteProtocolError("x"), Unreachable),
        (httpx.Response(200, content=b"<html>"), UnreadableAnswer),
        (httpx.Response(200, content=b'{"items": ['), UnreadableAnswer),
        (httpx.Response(200, content=b"{}"), UnreadableAnswer),
        (httpx.Response(200, content=b"x" * (6 * 2**20 + 1)), UnreadableAnswer),
    ],
)
def test_what_is_no_whole_answer_becomes_a_typed_error(client, limio, broken, kind):
    limio.script(OFFERS, broken)
    with pytest.raises(kind):
        client.list_offers()


def test_after_two_lasting_failures_nobody_waits_for_the_api(client, limio, clock):
    limio.script(OFFERS, httpx.ConnectError("x"))
    with pytest.raises(Unreachable):
        client.list_offers()
    asked = limio.counts[OFFERS]
    with pytest.raises(ApiDown):
        client.list_offers()
    assert (asked, limio.counts[OFFERS]) == (2, 2)
    clock.time += 30
    limio.script(OFFERS, page(PLAN))
    assert client.list_offers().offers


def test_without_credentials_nothing_is_asked(world, limio):
    client = Either(world, limio, client_id=None, client_secret=None)
    with pytest.raises(NoCredentials):
        client.list_offers()
    assert not limio.seen


def test_pages_are_followed_to_the_end_and_repeats_dropped(client, limio):
    second = PLAN | {"path": "/offers2/B"}
    limio.script(
        OFFERS, page(PLAN, hits=2, queryMore={"from": "c1", "alias": "x"}), page(PLAN, second, hits=2, queryMore={})
    )
    assert [offer.path for offer in client.iter_offers()] == ["/offers2/Pro Plan", "/offers2/B"]
    assert limio.seen[-1].url.params["opt.queryMoreFrom"] == "c1"


def plan(number):
    return PLAN | {"path": f"/offers2/{number}"}


@pytest.mark.parametrize(
    ("circle", "asked"),
    [(1, 2), (3, 4), (99, 5)],
    ids=["the same page again", "in a circle", "more pages than any catalogue has"],
)
def test_a_list_without_an_end_is_left_and_told_as_unreadable(client, limio, monkeypatch, circle, asked):
    monkeypatch.setattr("limio_langchain.api.offers.MOST_PAGES", 5)
    pages = (page(plan(n), queryMore={"from": f"c{n % circle}", "alias": str(n)}) for n in range(1, 100))
    limio.script(OFFERS, *pages)
    with pytest.raises(UnreadableAnswer, match=f"names pages without end; {asked} were read"):
        client.iter_offers()
    assert limio.counts[OFFERS] == asked


def test_a_page_that_brings_nothing_new_yet_names_another_ends_the_list(client, limio):
    limio.script(OFFERS, *(page(PLAN, queryMore={"from": f"c{n}"}) for n in range(9)))
    with pytest.raises(UnreadableAnswer, match="2 were read"):
        client.iter_offers()


def test_offers_before_the_fault_of_an_endless_list_are_handed_out(limio):
    limio.script(OFFERS, page(plan(1), queryMore={"from": "c1"}), page(plan(2), queryMore={"from": "c1"}))
    with LimioClient(settings(), transport=httpx.MockTransport(limio)) as client:
        offers = client.iter_offers()
        assert [next(offers).path, next(offers).path] == ["/offers2/1", "/offers2/2"]


@pytest.mark.parametrize("circle", [1, 2])
def test_baskets_without_an_end_are_left_and_told_once_those_read_were_handed_out(client, limio, circle):
    def batch(number):
        return answer(200, {"items": [{"id": f"basket-{number}"}], "queryMore": f"c{number % circle}"})

    limio.script(ABANDONED, *(batch(number) for number in range(99)))
    position = BasketPosition(datetime(2026, 1, 1, tzinfo=UTC))
    for number in range(circle + 1):
        (basket,), position = client.run(next_baskets(position, limit=1, include_completed=True))
        assert basket.id == f"basket-{number}"
        position = BasketPosition.from_json(position.to_json())  # as a job keeps it between its runs
    with pytest.raises(UnreadableAnswer, match="without end"):
        client.run(next_baskets(position, limit=1, include_completed=True))
    assert limio.counts[ABANDONED] == circle + 1


def test_a_cut_list_says_so(client, limio):
    limio.script(OFFERS, page(PLAN, hits={"value": 393, "relation": "eq"}))
    assert client.list_offers().complete is False


def test_no_error_s_chain_holds_the_secret_the_token_or_a_customer(world, limio, clock):
    client = Either(world, limio.script(INITIATE, httpx.ReadTimeout("x")), clock)
    request = CheckoutRequest(
        items=[OrderItem(id="i", version="v")], customer=CustomerDetails(email="ada@example.com", last_name="Byron")
    )
    with pytest.raises(DeadlineExceeded) as failed:
        client.initiate_checkout(request)
    chain, error = [], failed.value
    while error:
        chain += [repr(error), repr(vars(error)), "".join(traceback.format_exception(error))]
        assert not any(isinstance(value, httpx.Request | httpx.Response) for value in vars(error).values())
        error = error.__cause__ or error.__context__
    shown = "".join(chain) + repr(client.client) + repr(request)
    assert not any(word in shown for word in (SECRET, "token-1", "ada@example.com", "Byron"))


def test_baskets_come_once_each_and_a_job_goes_on_where_it_stopped(client, limio):
    def basket(number, **more):
        return {"id": f"basket-{number}", "created": f"2026-01-01T00:00:0{number}Z", "completed": False} | more

    limio.script(
        ABANDONED,
        answer(200, {"items": [basket(1), basket(2, completed=True)], "queryMore": "c1"}),
        answer(200, {"items": [basket(1), basket(3)]}),
        answer(200, {"items": [basket(3), basket(4)]}),
    )
    start = BasketPosition(datetime(2026, 1, 1, tzinfo=UTC))
    (first, position), (second, ended) = client.iter_basket_batches(start, limit=2)
    assert [b.id for b in (*first, *second)] == ["basket-1", "basket-3"]
    kept = BasketPosition.from_json(ended.to_json())
    ((third, _),) = client.iter_basket_batches(kept, limit=2)
    assert [b.id for b in third] == ["basket-4"]
    assert limio.seen[-1].url.params["createdAfter"] == "2026-01-01T00:00:01.000Z"
    assert BasketPosition.from_json(position.to_json()).onward().cursor == "c1"


def test_a_moment_without_a_time_zone_is_refused(client):
    with pytest.raises(InputError, match="created_after"):
        client.list_abandoned_baskets(datetime(2026, 1, 1))  # noqa: DTZ001  a moment without a time zone is what is tried


def test_the_token_is_asked_at_the_api_s_host(client, limio):
    client.list_offers()
    assert str(limio.seen[0].url) == f"{API}/oauth2/token"


@pytest.mark.parametrize("broken", [{"path": "/offers2/\ud800"}, {"id": "a\x00b"}, {"version": "\udfff"}])
def test_an_offer_of_broken_text_is_left_out_and_said_and_the_rest_sells(client, limio, caplog, broken):
    body = json.dumps({"items": [PLAN | broken, PLAN | {"path": "/offers2/Whole"}]}).encode()
    limio.script(OFFERS, httpx.Response(200, content=body))
    assert [offer.path for offer in client.iter_offers()] == ["/offers2/Whole"]
    assert "an offer is left out, as its path, id or version is broken text" in caplog.text


def test_a_basket_that_says_it_is_made_in_the_future_does_not_hold_up_a_job(client, limio):
    baskets = [
        {"id": "basket-1", "created": "2999-01-01T00:00:00Z"},
        {"id": "basket-2", "created": "0001-01-01T00:00:00Z"},
    ]
    limio.script(ABANDONED, answer(200, {"items": baskets}))
    start = BasketPosition(datetime(2026, 1, 1, tzinfo=UTC))
    ((batch, position),) = client.iter_basket_batches(start)
    assert [(basket.id, basket.created) for basket in batch] == [("basket-1", None), ("basket-2", None)]
    assert position.onward().created_after == start.created_after


def test_a_redirect_of_the_token_is_told_as_one_and_not_as_refused_credentials(client, limio):
    limio.script("/oauth2/token", answer(302, {}, location="https://login.example.com/?next=x"))
    with pytest.raises(AuthError) as failed:
        client.list_offers()
    said = str(failed.value)
    assert said.startswith(
        "POST /oauth2/token answered 302: a redirect to https://login.example.com, which is not followed"
    )


def test_a_host_without_a_token_endpoint_is_told_as_a_wrong_host(client, limio):
    limio.script("/oauth2/token", answer(404, {"message": "Not Found"}))
    with pytest.raises(AuthError, match=r"answered 404: Not Found; is api_url \(LIMIO_API_URL\) right\?"):
        client.list_offers()
