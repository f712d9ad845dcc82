"""Connections that are slow, silent or too many, against the server's own settings on a small application."""

import asyncio
import json
import socket
import threading
import time
from contextlib import contextmanager, suppress

import httpx
import pytest
import uvicorn

from limio_langchain.sandbox import Sandbox
from limio_sales_agent.integrations.mcp import mcp_app
from limio_sales_agent.server import http_connection as connection
from limio_sales_agent.server import middleware as guard
from limio_sales_agent.server.http_server import settings
from limio_sales_agent.server.middleware import Guard
from limio_sales_agent.server.requests import RateLimit

PATIENCE = 10.0  # seconds; far more than the half second that clients get here


async def large(scope, receive, send):
    """Answer a little at most paths, and more than any buffer holds at ``/large``."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for _ in range(400 if scope["path"] == "/large" else 0):
        await send({"type": "http.response.body", "body": b"x" * 100_000, "more_body": True})
    await send({"type": "http.response.body", "body": b"done"})


@contextmanager
def served(app=large, lifespan="off", **more):
    server = uvicorn.Server(uvicorn.Config(app, **settings("127.0.0.1", 0, **more), lifespan=lifespan))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        for _ in range(200):
            if server.started:
                break
            time.sleep(0.05)
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = server.force_exit = True
        thread.join(PATIENCE)


@pytest.fixture
def hasty(monkeypatch):
    monkeypatch.setattr(connection, "ASK_WITHIN", 0.5)
    monkeypatch.setattr(connection, "READ_WITHIN", 0.5)


def is_let_go(caller):
    """Whether the server ends a connection, whatever it told before."""
    caller.settimeout(PATIENCE)
    try:
        while caller.recv(65_536):
            pass
    except ConnectionError:
        pass
    except TimeoutError:
        return False
    return True


def is_cut_off(caller):
    """Whether the server ends a connection on which something comes all the time."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            caller.sendall(b"x")
        except ConnectionError:
            return True
        time.sleep(0.1)
    return False


def send_for_ever(caller, said):
    while True:
        caller.sendall(said)


def connected(port, source="127.0.0.1"):
    return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE, source_address=(source, 0))


@pytest.mark.parametrize("said", [b"", b"GET / HTTP/1.1\r\nHost: 127", b"GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HT"])
def test_who_never_ends_a_request_s_head_is_let_go(hasty, said):
    with served() as port, connected(port) as caller:
        caller.sendall(said)
        assert is_let_go(caller)


def test_who_asks_for_nothing_makes_room_for_who_comes_next_the_longest_waiting_first(monkeypatch):
    monkeypatch.setattr(connection, "MOST_CONNECTIONS", 10)
    monkeypatch.setattr(connection, "ROOM", 5)
    with served() as port:
        idle = [connected(port) for _ in range(5)]
        idle[0].sendall(b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ")
        assert httpx.get(f"http://127.0.0.1:{port}/", trust_env=False).text == "done"
        assert is_let_go(idle[0])
        idle[1].settimeout(0.3)
        with pytest.raises(TimeoutError):
            idle[1].recv(1)
        for one in idle:
            one.close()


@pytest.mark.parametrize(
    "begun",
    [b"GET / HTTP/1.1\r\nX-Slow: ", b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9999\r\n\r\n"],
    ids=["head", "body that nobody waits for"],
)
def test_dripping_does_not_put_off_the_end(hasty, begun):
    with served() as port, connected(port) as caller:
        caller.sendall(begun)
        assert is_cut_off(caller)


def test_who_does_not_read_the_answer_is_let_go(hasty):
    with served() as port, connected(port) as caller:
        caller.sendall(b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
        time.sleep(2)
        caller.settimeout(PATIENCE)
        read = 0
        with suppress(ConnectionResetError):
            while part := caller.recv(65_536):
                read += len(part)
        assert read < 40_000_000


LISTING = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}})
HEADERS = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}


def test_an_mcp_client_that_never_reads_is_let_go_and_others_are_served(hasty):
    head = "".join(f"{name}: {value}\r\n" for name, value in HEADERS.items())
    asked = f"POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\n{head}Content-Length: {len(LISTING)}\r\n\r\n{LISTING}".encode()
    with (
        Sandbox() as limio,
        served(mcp_app(limio.settings(), "sell"), lifespan="on") as port,
        socket.socket() as caller,
    ):
        caller.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        caller.settimeout(PATIENCE)
        caller.connect(("127.0.0.1", port))
        with pytest.raises(ConnectionError):
            send_for_ever(caller, asked)
        with httpx.Client(transport=httpx.HTTPTransport(local_address="127.0.0.2")) as other:
            answer = other.post(f"http://127.0.0.1:{port}/mcp", content=LISTING, headers=HEADERS)
    assert answer.json()["result"]["tools"]


def test_who_reads_slowly_but_reads_gets_all_of_it(hasty):
    with served() as port, connected(port) as caller:
        caller.sendall(b"GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        told = 0
        while part := caller.recv(1_000_000):
            told += len(part)
            time.sleep(0.01)
        assert told > 40_000_000


def test_one_address_cannot_take_all_connections(monkeypatch):
    monkeypatch.setattr(connection, "MOST_FROM_ADDRESS", 20)
    with served() as port:
        held = [connected(port) for _ in range(40)]
        try:
            time.sleep(1)
            with connected(port, "127.0.0.2") as other:
                other.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                assert b"done" in other.recv(1000) + other.recv(1000)
            with connected(port) as one_more:
                assert is_let_go(one_more)
        finally:
            for one in held:
                one.close()


def test_behind_a_proxy_its_connections_are_not_one_visitor_s(monkeypatch):
    monkeypatch.setattr(connection, "MOST_FROM_ADDRESS", 2)
    with served(proxies="127.0.0.1") as port:
        held = [connected(port) for _ in range(10)]
        assert httpx.get(f"http://127.0.0.1:{port}/", trust_env=False).status_code == 200
        for one in held:
            one.close()


@pytest.mark.parametrize(("proxies", "last"), [(None, 429), ("127.0.0.1", 200)], ids=["a stranger", "a trusted proxy"])
def test_a_made_up_address_is_believed_of_a_trusted_proxy_alone(proxies, last):
    app = Guard(large, {})
    app._rate = RateLimit(3)
    with served(app, proxies=proxies) as port:
        answers = [
            httpx.get(f"http://127.0.0.1:{port}/", headers={"X-Forwarded-For": f"10.0.0.{n}"}, trust_env=False)
            for n in range(4)
        ]
    assert answers[-1].status_code == last


def test_one_address_has_only_so_many_requests_at_once(monkeypatch):
    monkeypatch.setattr(guard, "MOST_AT_ONCE", 3)
    begun, go_on = threading.Semaphore(0), threading.Event()

    async def waits(scope, receive, send):
        begun.release()
        assert await asyncio.to_thread(go_on.wait, PATIENCE)
        await large(scope, receive, send)

    with served(Guard(waits, {})) as port:
        held = [connected(port) for _ in range(3)]
        for one in held:
            one.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            assert begun.acquire(timeout=PATIENCE)
        refused = httpx.get(f"http://127.0.0.1:{port}/", trust_env=False)
        go_on.set()
        for one in held:
            assert b"200" in one.recv(1000)
            one.close()
        after = httpx.get(f"http://127.0.0.1:{port}/", trust_env=False)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
    assert after.status_code == 200
