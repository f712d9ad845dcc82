"""The guard before the page: what its log says, what a failure tells, and who counts as one address."""

import logging

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from limio_sales_agent.server.http_connection import MOST_CONNECTIONS
from limio_sales_agent.server.http_server import FILES_BESIDE, listening, serve
from limio_sales_agent.server.middleware import Guard
from limio_sales_agent.server.requests import address_of, holds_token
from limio_sales_agent.web.turn_stream import Turns

SAID = "I am Zelda, zelda@example.org"


async def well(request):
    return PlainTextResponse("well")


async def breaks(request):
    raise RuntimeError(SAID)


async def breaks_in_the_middle(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    raise RuntimeError(SAID)


ROUTES = [Route("/api/messages/{id}", well), Route("/breaks", breaks)]


async def asked(app, path, method="GET"):
    transport = httpx.ASGITransport(Guard(app, {"x-guard": "on"}), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        return await client.request(method, path)


@pytest.mark.parametrize(
    ("method", "path", "line"),
    [
        ("GET", "/api/messages/zelda-quince", "GET /api/messages/{id} 200"),
        ("GET", "/zelda%0d%0aGET%20/forged%20200", "GET (no route) 404"),
        ("ZELDA", "/api/messages/1", "? /api/messages/{id} 405"),
    ],
)
async def test_the_log_names_the_route_and_nothing_a_visitor_wrote(caplog, method, path, line):
    caplog.set_level(logging.DEBUG, logger="limio_sales_agent.web")
    await asked(Starlette(routes=ROUTES), path, method)
    (told,) = [record.getMessage() for record in caplog.records if record.name == "limio_sales_agent.web"]
    assert told.startswith(line)
    assert "zelda" not in told.lower()


async def test_a_failure_is_told_by_its_kind_and_only_to_the_log(caplog):
    answer = await asked(Guard(Starlette(routes=ROUTES), {}), "/breaks")
    assert answer.status_code == 500
    assert answer.headers["x-guard"] == "on"
    assert "Zelda" not in answer.text + caplog.text
    assert "RuntimeError" not in answer.text
    assert "GET /breaks failed: RuntimeError" in caplog.text


async def test_a_failure_in_the_middle_of_an_answer_tells_nothing_more(caplog):
    told = []

    async def send(message):
        told.append(message)

    scope = {"type": "http", "method": "GET", "path": "/", "client": ("127.0.0.1", 1), "headers": []}
    await Guard(breaks_in_the_middle, {})(scope, None, send)
    assert [message["type"] for message in told] == ["http.response.start"]
    assert "Zelda" not in caplog.text


async def test_a_turn_that_breaks_is_told_as_failed_and_its_story_stays_inside(caplog):
    turns = Turns()

    async def work(turn):
        raise RuntimeError(SAID)

    told = b"".join([part async for part in turns.begin("thread", "message-1", work).follow()])
    assert told == b'event: failed\ndata: {"code":"failed"}\n\n'
    assert "a turn failed: RuntimeError" in caplog.text
    assert "Zelda" not in caplog.text
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2::5", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::9", "2001:db8:1:2::/64"),
        ("a-unix-socket", "a-unix-socket"),
    ],
)
def test_one_customer_s_whole_ipv6_network_counts_as_one_address(address, counted):
    assert address_of({"client": (address, 1)}) == counted


@pytest.mark.parametrize("given", ["Bearer", "Bearer ", "bearer  ", ""])
def test_an_empty_token_lets_nobody_in(given):
    assert not holds_token({"authorization": given}, "")


def test_a_server_lets_itself_have_as_many_files_as_connections(monkeypatch):
    resource, asked = pytest.importorskip("resource"), []
    monkeypatch.setattr(resource, "getrlimit", lambda _: (1_024, 4_096))
    monkeypatch.setattr(resource, "setrlimit", lambda _, most: asked.append(most))
    monkeypatch.setattr(uvicorn.Server, "run", lambda *_, **__: None)
    serve(None, listening("127.0.0.1", 0))
    assert asked == [(MOST_CONNECTIONS + FILES_BESIDE, 4_096)]
