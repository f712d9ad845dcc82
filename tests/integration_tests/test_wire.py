"""The way to the API, below HTTP: whatever a server sends, for however long, a call ends within its deadline, in our words."""

import asyncio
import gzip
import socket
import threading
import time
import tracemalloc
import zlib
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from asking import SHORT, SLACK, at, failed, held_up, offers
from fake_limio import PLAN, Either, FakeClock, page, settings
from raw_server import JSON_HEAD, NO_OFFERS, RawServer, limio, whole

from limio_langchain import AsyncLimioClient
from limio_langchain.client import names
from limio_langchain.client.body import Body
from limio_langchain.errors import (
    DeadlineExceeded,
    LimioError,
    OrderRefused,
    TransportError,
    Unreachable,
    UnreadableAnswer,
)

MB = 2**20


def answered(body, **headers):
    """Return a client of either kind whose every answer but the token's is this body, as it goes over the wire."""

    def app(request):
        if request.url.path == "/oauth2/token":
            return page(access_token="t", expires_in=3600)
        return httpx.Response(200, headers=headers, stream=httpx.ByteStream(body))

    app.awaiting = lambda request: asyncio.sleep(0, app(request))
    return app


def packed(body, wbits):
    packer = zlib.compressobj(wbits=wbits)
    return packer.compress(body) + packer.flush()


BODY = b'{"items": [], "hits": 0}'


@pytest.mark.parametrize("encoding", ["gzip", "GZIP", "x-gzip"])
def test_a_gzip_body_is_unpacked(world, encoding):
    app = answered(gzip.compress(page(PLAN).content), **{"content-encoding": encoding})
    assert len(Either(world, app).list_offers().offers) == 1


@pytest.mark.parametrize("at_once", [1, 7, 4096, MB])
@pytest.mark.parametrize("zeros", [0, 9000])
def test_packed_bodies_that_follow_one_another_are_one_however_they_come(at_once, zeros):
    middle = len(BODY) // 2
    sent = gzip.compress(BODY[:middle]) + gzip.compress(b"") + gzip.compress(BODY[middle:]) + bytes(zeros)
    body = Body({"content-encoding": "gzip"})
    for start in range(0, len(sent), at_once):
        body.add(sent[start : start + at_once])
    assert body.whole() == BODY


@pytest.mark.parametrize(
    ("body", "encoding", "says"),
    [
        (gzip.compress(b" " * MB) * 7, "gzip", "more than 6 MB"),
        (gzip.compress(b"") * 300_000, "gzip", "other than JSON"),
        (gzip.compress(BODY) + b"more", "gzip", "cannot be unpacked"),
        (gzip.compress(BODY) + gzip.compress(BODY)[:-9], "gzip", "cannot be unpacked"),
        (packed(BODY, zlib.MAX_WBITS), "deflate", "packed as 'deflate', which was not asked for"),
        (BODY, "br", "packed as 'br'"),
        (BODY, "zstd", "packed as 'zstd'"),
        (gzip.compress(gzip.compress(BODY)), "gzip, gzip", "packed as 'gzip, gzip'"),
        (BODY, "gzip", "cannot be unpacked"),
        (gzip.compress(BODY)[:-9], "gzip", "cannot be unpacked"),
        (gzip.compress(b" " * (6 * MB + 1)), "gzip", "more than 6 MB"),
        (b" " * (6 * MB + 1), "identity", "more than 6 MB"),
        (gzip.compress(b"") * 400_000, "gzip", "more than 6 MB"),
    ],
    ids=lambda value: f"{len(value)} bytes" if isinstance(value, bytes) else None,  # gzip writes the time into its head
)
def test_a_body_that_is_too_long_or_packed_otherwise_is_refused(world, body, encoding, says):
    with pytest.raises(UnreadableAnswer, match=says):
        Either(world, answered(body, **{"content-encoding": encoding})).list_offers()


def test_a_body_that_says_it_is_too_long_is_not_read(world):
    with limio(lambda _, connection: connection.sendall(JSON_HEAD + b"Content-Length: 7000000\r\n\r\n")) as server:
        assert "more than 6 MB" in failed(world, UnreadableAnswer, **at(server))


def test_a_bomb_is_left_before_it_takes_memory(world):
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(b" " * MB) for _ in range(100)) + packer.flush()
    tracemalloc.start()
    try:
        with pytest.raises(UnreadableAnswer, match="more than 6 MB"):
            Either(world, answered(bomb, **{"content-encoding": "gzip"})).list_offers()
        assert tracemalloc.get_traced_memory()[1] < 40 * MB
    finally:
        tracemalloc.stop()


def test_only_gzip_is_asked_for_with_the_token_too(world):
    seen = []

    def app(request):
        seen.append((request.url.path, request.headers["accept-encoding"], request.headers["user-agent"]))
        return page(access_token="t")

    app.awaiting = lambda request: asyncio.sleep(0, app(request))
    Either(world, app).list_offers()
    assert seen == [(path, "gzip", "limio-langchain/0.1") for path in ("/oauth2/token", "/api/offers/v2")]


def test_a_cookie_is_not_kept_for_the_next_call(world):
    seen = []

    def app(request):
        seen.append(request.headers.get("cookie"))
        return httpx.Response(
            200, json={"access_token": "t", "items": []}, headers={"set-cookie": "limio_state=basket-1"}
        )

    app.awaiting = lambda request: asyncio.sleep(0, app(request))
    client = Either(world, app)
    client.list_offers()
    client.list_offers()
    assert seen == [None] * 3


def endlessly(*parts, pause=None, before=b""):
    """Return what sends these parts again and again, until the other side leaves."""

    def send(server, connection):
        connection.sendall(before)
        while server.wait(pause):
            connection.sendall(parts[0])

    return send


CHUNKED = JSON_HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
DRIP = JSON_HEAD + b"Content-Length: 500\r\n\r\n"


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (endlessly(b"10000\r\n" + b" " * 65536 + b"\r\n", before=CHUNKED, pause=0), UnreadableAnswer),
        (endlessly(b"1\r\n \r\n", before=CHUNKED, pause=0.1), DeadlineExceeded),
        (endlessly(b"1;" + b"x" * 200 + b"\r\n \r\n", before=CHUNKED, pause=0), LimioError),
        (endlessly(b" ", before=DRIP, pause=0.1), DeadlineExceeded),
        (endlessly(b"X: y\r\n", before=b"HTTP/1.1 200 OK\r\n", pause=0), Unreachable),
        (endlessly(b"HTTP/1.1 100 Continue\r\n\r\n" * 2000, pause=0), DeadlineExceeded),
        (endlessly(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 2000, pause=0), DeadlineExceeded),
        (endlessly(b"H", pause=0.1), TransportError),
        (lambda server, _: server.wait(), DeadlineExceeded),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\nContent-Length: 20\r\n\r\n", Unreachable),
        (b"\x00\xff" * 100 + b"\r\n\r\n", Unreachable),
    ],
    ids=[
        "endless chunks", "chunks that drip", "endless chunk extensions", "a byte at a time", "endless headers",
        "endless 100 Continue", "endless early hints", "a status line that drips", "nothing", "two lengths", "no HTTP",
    ],
)  # fmt: skip
def test_whatever_comes_for_however_long_ends_within_the_deadline(world, answer, kind):
    with limio(answer) as server:
        (failed if kind in {UnreadableAnswer, Unreachable} else held_up)(world, kind, **at(server))


def test_a_redirect_of_an_order_is_told_as_what_it_is(world):
    found = b"HTTP/1.1 302 Found\r\nLocation: https://login.example.com/in?token=x\r\nContent-Length: 0\r\n\r\n"
    with limio(found) as server:
        said = failed(world, OrderRefused, **at(server))
    assert said == (
        "GET /api/offers/v2 answered 302: a redirect to https://login.example.com, which is not followed; "
        "is api_url (LIMIO_API_URL) right?"
    )


@pytest.mark.parametrize("location", [b"http://[", b"https://x:99999999/", b"\xff\xfe", b"//", b"?a=b"])
def test_a_redirect_to_what_is_no_url_is_still_a_redirect(world, location):
    with limio(b"HTTP/1.1 302 Found\r\nLocation: " + location + b"\r\nContent-Length: 0\r\n\r\n") as server:
        assert "answered 302" in failed(world, OrderRefused, **at(server))


@pytest.fixture
def hanging(monkeypatch):
    """Name look-ups that hang until the test is over."""
    gate, known = threading.Event(), socket.getaddrinfo

    def resolve(host, *args, **options):
        if str(host).endswith("hangs.example"):
            gate.wait(30)
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return known(host, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    yield
    gate.set()
    while names.resolver._threads:
        time.sleep(0.01)


def look_ups():
    return sum(thread.name == "limio-look-up" for thread in threading.enumerate())


def test_a_look_up_that_hangs_costs_no_more_than_the_deadline(world, hanging):
    held_up(world, TransportError, api_url="https://a.hangs.example")


def test_look_ups_that_hang_hold_a_few_threads_and_then_nothing_is_waited_for(world, hanging):
    def ask(number):
        return held_up(world, LimioError, api_url=f"https://{number}.hangs.example", connect_timeout=0.2)

    with ThreadPoolExecutor(6) as pool:
        said = list(pool.map(ask, range(names.MOST_THREADS + 6)))
    assert look_ups() == names.MOST_THREADS
    assert any("look-ups of host names hang" in words for words in said)
    began = time.monotonic()
    assert "look-ups of host names hang" in failed(world, Unreachable, api_url="https://one.more.hangs.example")
    assert time.monotonic() - began < SHORT + SLACK


def test_one_look_up_serves_all_who_wait_for_the_same_name(hanging):
    def ask(_):
        return held_up("blocking", LimioError, api_url="https://same.hangs.example", connect_timeout=5)

    with ThreadPoolExecutor(5) as pool:
        list(pool.map(ask, range(5)))
    assert look_ups() <= 2  # whoever gives up lets the next one look anew


def test_a_look_up_that_was_given_up_does_not_hold_back_the_next_one(world, monkeypatch):
    gate, asked, known = threading.Event(), [], socket.getaddrinfo

    def resolve(host, port, *args, **options):
        if host not in {"later.example", b"later.example"}:
            return known(host, port, *args, **options)
        asked.append(host)
        if len(asked) == 1:
            gate.wait(30)  # the first look-up hangs; by the second the name server answers again
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr("limio_langchain.settings.LOOPBACK", {"later.example"})  # so that http will do
    with limio(whole(NO_OFFERS)) as server:
        try:
            assert offers(world, api_url=f"http://later.example:{server.port}", connect_timeout=0.3) == ()
        finally:
            gate.set()


def test_a_look_up_does_not_use_up_the_event_loop_s_own_threads(hanging):
    async def ask():
        async with AsyncLimioClient(settings(api_url="https://b.hangs.example", deadline=SHORT)) as client:
            waiting = asyncio.create_task(client.list_offers())
            await asyncio.sleep(0.1)
            own = [thread for thread in threading.enumerate() if thread.name.startswith("asyncio")]
            with pytest.raises(LimioError):
                await waiting
        return own

    assert asyncio.run(ask()) == []


def test_an_address_that_does_not_answer_gives_way_to_the_next(world, monkeypatch):
    with limio(whole(NO_OFFERS)) as server:
        known = socket.getaddrinfo

        def resolve(host, port, *args, **options):
            if host in {"two.example", b"two.example"}:
                return [
                    (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
                    for address in ("127.0.0.2", "127.0.0.1")
                ]
            return known(host, port, *args, **options)

        monkeypatch.setattr(socket, "getaddrinfo", resolve)
        with socket.socket() as taken:
            taken.bind(("127.0.0.2", server.port))  # bound and not listening: refused
            monkeypatch.setattr("limio_langchain.settings.LOOPBACK", {"two.example"})  # so that http will do
            assert offers(world, api_url=f"http://two.example:{server.port}") == ()


def test_a_hand_shake_that_never_ends_is_inside_the_deadline(world):
    with RawServer(lambda _: server.wait()) as server:
        held_up(world, TransportError, connect_timeout=20, **at(server, "https"))


def test_a_hand_shake_that_drips_is_inside_the_deadline(world):
    def drip(connection):
        connection.sendall(b"\x16\x03\x03\x40\x00")  # a record of 16 KB is said to come
        while server.wait(0.1):
            connection.sendall(b"\x02")

    with RawServer(drip) as server:
        held_up(world, TransportError, connect_timeout=20, **at(server, "https"))


def test_a_transport_of_the_caller_s_is_ended_by_the_deadline_too(world):
    """What is given instead of connections knows of no deadline, so its parts and its waiting for one are bounded here."""
    clock, waits = FakeClock(), []

    class Dripping(httpx.SyncByteStream, httpx.AsyncByteStream):
        def __iter__(self):
            while True:
                clock.time += 1
                yield b" "

        async def __aiter__(self):
            for part in self:
                yield part

    def app(request):
        if request.url.path == "/oauth2/token":
            clock.time += 5
            return page(access_token="t")
        waits.append(request.extensions["timeout"]["pool"])
        return httpx.Response(200, stream=Dripping())

    app.awaiting = lambda request: asyncio.sleep(0, app(request))
    with pytest.raises(DeadlineExceeded):
        Either(world, app, clock, deadline=12.0).list_offers()
    assert waits == [7.0]  # for a free connection too: what is left, not the whole again
