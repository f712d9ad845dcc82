"""Attacks on the page's server by hand, over plain sockets: what is malformed, foreign, planted or meant for its log."""

import json
import socket

import httpx
import pytest
from web_server import Visitor, WebServer, free_port

from limio_langchain.sandbox import Sandbox

HOST = "127.0.0.1"
JSON = "Content-Type: application/json\r\n"
APPROVAL = b'{"type":"approve","order":"' + b"0" * 32 + b'"}'
TOKEN = "colleague-s-token"


@pytest.fixture(scope="module")
def standing(tmp_path_factory):
    database = str(tmp_path_factory.mktemp("chat") / "chat.sqlite")
    flags = ("--approval", "--allow-origin", "https://www.shop.example")
    with (
        Sandbox() as limio,
        WebServer(limio.settings(), database, free_port(), flags, {"LIMIO_AGENT_TOKEN": TOKEN}) as server,
    ):
        yield server


def asked(server, line, headers="", host=HOST, body=b""):
    """Return the status, the headers and the body that a request typed by hand is answered with."""
    with socket.create_connection((HOST, server.port), timeout=20) as caller:
        head = f"{line} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{headers}\r\n"
        caller.sendall(head.encode("latin-1") + body)
        told = b""
        while part := caller.recv(65_536):
            told += part
    head, _, content = told.partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    return int(status.split()[1]), {one.partition(":")[0].lower(): one for one in lines}, content


ATTACKS = [
    ("a place of 5,000 digits", "GET /api/conversation?after=" + "9" * 5000, {}, 200),
    ("a place no store can hold", "GET /api/conversation?after=" + "9" * 30, {}, 200),
    ("a place in other digits", "GET /api/conversation?after=%D9%A3", {}, 200),
    ("a host that is no address", "GET /api/conversation", {"host": "[::1"}, 421),
    ("no host", "GET /api/conversation", {"host": ""}, 421),
    ("a foreign host", "GET /", {"host": "evil.example"}, 421),
    ("a foreign host at the description", "GET /api/openapi.json", {"host": "evil.example"}, 421),
    ("a foreign host at the actions' description", "GET /actions/openapi.json", {"host": "evil.example"}, 421),
    ("a foreign host with loopback as its user", "GET /", {"host": "127.0.0.1@evil.example"}, 421),
    ("a forwarded host", "GET /", {"host": "evil.example", "headers": "X-Forwarded-Host: 127.0.0.1\r\n"}, 421),
    ("a slash too many under a foreign name", "GET /api/conversation/", {"host": "evil.example"}, 421),
    ("two dots", "GET /../../etc/passwd", {}, 404),
    ("two dots encoded", "GET /%2e%2e/%2e%2e/etc/passwd", {}, 404),
    ("two dots behind a file", "GET /chat.js/..%2f..%2f..%2fetc%2fpasswd", {}, 404),
    ("a verb of its own", "BREAK /api/conversation", {}, 405),
    ("TRACE", "TRACE /", {}, 405),
    ("OPTIONS, asked before a foreign call", "OPTIONS /api/messages", {"headers": "Origin: https://evil.example\r\n"}, 403),
    ("an origin that is none", "POST /api/messages", {"headers": f"{JSON}Origin: http://[\r\n"}, 403),
    ("an origin of a file", "POST /api/messages", {"headers": f"{JSON}Origin: null\r\n"}, 403),
    ("an origin on another port", "POST /api/messages", {"headers": f"{JSON}Origin: http://127.0.0.1:1\r\n"}, 403),
    ("forgetting from a foreign page", "DELETE /api/conversation", {"headers": "Sec-Fetch-Site: same-site\r\n"}, 403),
    ("a foreign page's link to the API", "GET /api/conversation", {"headers": "Sec-Fetch-Site: cross-site\r\n"}, 403),
    ("a token that is empty", "GET /api/approvals", {"headers": "Authorization: Bearer\r\n"}, 401),
    ("a token in other letters", "GET /api/approvals", {"headers": "Authorization: Bearer t\xf6k\r\n"}, 401),
    ("a thread with a nought in it", "POST /api/approvals/%00%ff", {"headers": f"{JSON}Authorization: Bearer {TOKEN}\r\nContent-Length: {len(APPROVAL)}\r\n", "body": APPROVAL}, 409),
    ("a body in pieces without a length", "POST /api/messages", {"headers": f"{JSON}Transfer-Encoding: chunked\r\n", "body": b"8000\r\n" + b" " * 0x8000 + b"\r\n0\r\n\r\n"}, 413),
]  # fmt: skip


@pytest.mark.parametrize(("line", "how", "status"), [pytest.param(*one[1:], id=one[0]) for one in ATTACKS])
def test_an_attack_is_refused_and_told_nothing(standing, line, how, status):
    answered, headers, content = asked(standing, line, **how)
    assert answered == status
    assert "content-security-policy" in headers
    assert "location" not in headers
    assert "set-cookie" not in headers or status == 200
    assert b"Traceback" not in content
    assert b"evil.example" not in content


def test_forwarded_headers_of_a_stranger_count_for_nothing(standing):
    _, headers, _ = asked(standing, "GET /api/conversation", "X-Forwarded-Proto: https\r\nForwarded: proto=https\r\n")
    assert "Secure" not in headers["set-cookie"]


def test_behind_a_trusted_proxy_a_planted_plain_cookie_is_not_the_visitor_s(tmp_path):
    with Sandbox() as limio:
        server = WebServer(limio.settings(), str(tmp_path / "chat.sqlite"), free_port(), ("--trust-proxy", "127.0.0.1"))
        with server:
            attacker = Visitor(server)
            planted = attacker.client.get(f"{server.url}/api/conversation").cookies["limio-chat"]
            attacker.say("Business Pro for 5, yearly")
            https = {"X-Forwarded-Proto": "https", "Cookie": f"limio-chat={planted}"}
            victim = httpx.get(f"{server.url}/api/conversation", headers=https, trust_env=False)
    assert victim.json()["entries"] == []
    cookie = victim.headers["set-cookie"]
    assert cookie.startswith("__Host-limio-chat=")
    assert planted not in cookie
    assert "Secure" in cookie


def test_over_https_a_page_that_came_over_http_is_another_one(tmp_path):
    with Sandbox() as limio:
        server = WebServer(limio.settings(), str(tmp_path / "chat.sqlite"), free_port(), ("--trust-proxy", "127.0.0.1"))
        with server:
            sent = [
                httpx.post(
                    f"{server.url}/api/messages",
                    json={"id": "message-1", "text": "hello"},
                    headers={"X-Forwarded-Proto": "https", "Origin": f"{scheme}://127.0.0.1:{server.port}"},
                    trust_env=False,
                ).status_code
                for scheme in ("http", "https")
            ]
    assert sent == [403, 401]


def test_a_shop_that_frames_the_chat_cannot_frame_a_colleague_s_buttons(standing):
    chat, approvals = (asked(standing, f"GET {path}")[1]["content-security-policy"] for path in ("/", "/approvals"))
    assert "frame-ancestors https://www.shop.example" in chat
    assert "frame-ancestors 'none'" in approvals


def test_cookies_are_not_given_twice(standing):
    given = {httpx.get(f"{standing.url}/api/conversation", trust_env=False).headers["set-cookie"] for _ in range(50)}
    assert len(given) == 50


@pytest.mark.slow
def test_a_flood_of_new_visitors_from_one_address_is_slowed_down(server):
    answers = []
    for _ in range(130):
        visitor = Visitor(server)
        visitor.see()
        answers.append(visitor.client.delete(f"{server.url}/api/conversation").status_code)
        visitor.client.close()
    assert answers.count(204) <= 120
    assert answers[-1] == 429


def test_a_token_the_operator_chose_is_not_printed(tmp_path):
    with Sandbox() as limio:
        flags, more = ("--approval",), {"LIMIO_AGENT_TOKEN": TOKEN}
        server = WebServer(limio.settings(), str(tmp_path / "chat.sqlite"), free_port(), flags, more).start()
        printed = server.stop()
    assert "/approvals#" in printed
    assert TOKEN not in printed


def test_odd_characters_are_answered_like_others(standing):
    visitor = Visitor(standing)
    visitor.see()
    odd = ["\0 nul", "\u202eoverride", "e" + "\u0301" * 500, "\U0001f468\u200d" * 200, "\uffff"]
    for number, text in enumerate(odd):
        body = json.dumps({"id": f"odd-char-{number}", "text": text})
        headers = {"Content-Type": "application/json"}
        told = visitor.client.post(f"{standing.url}/api/messages", content=body, headers=headers).text
        assert told.count("event: entry") == 2
        assert "event: failed" not in told
