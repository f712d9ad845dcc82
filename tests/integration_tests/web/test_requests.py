"""The page's door: whose requests are let in, how large and how fast, and what no answer ever holds."""

import json
import socket
import time

import httpx
import pytest
from web_server import Visitor

from limio_sales_agent.storage.sqlite import forget
from limio_sales_agent.web.api import thread_of

OPENING = "Business Pro, yearly, for 5 of us at our PR agency. jo@brand.io"


def post(server, body, **headers):
    cookies = httpx.get(f"{server.url}/api/conversation", trust_env=False).cookies
    given = {"Content-Type": "application/json", **headers}
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return httpx.post(f"{server.url}/api/messages", content=content, headers=given, cookies=cookies, trust_env=False)


UNFIT = (
    ({"id": "message-1", "text": ""}, {}, 422, "unusable"),
    ({"id": "message-1", "text": "x" * 2001}, {}, 422, "unusable"),
    ({"id": "../etc", "text": "hello"}, {}, 422, "unusable"),
    ({"id": "message-1", "text": "hello", "context": {"approval": None}}, {}, 422, "unusable"),
    (b"{", {}, 422, "unusable"),
    (b'{"id": "message-1", "text": "' + b"x" * 20_000 + b'"}', {}, 413, "too_long"),
    ({"id": "message-1", "text": "hello"}, {"Content-Type": "text/plain"}, 415, "not_json"),
    ({"id": "message-1", "text": "hello"}, {"Origin": "https://evil.example"}, 403, "wrong_origin"),
    ({"id": "message-1", "text": "hello"}, {"Sec-Fetch-Site": "cross-site"}, 403, "wrong_origin"),
    ({"id": "message-1", "text": "hello"}, {"Host": "evil.example"}, 421, "wrong_host"),
)


def test_what_does_not_fit_is_refused_with_what_is_wrong(standing):
    answers = [post(standing, body, **headers) for body, headers, _, _ in UNFIT]
    told = [(answer.status_code, answer.json()["error"]["code"]) for answer in answers]
    assert told == [(status, code) for _, _, status, code in UNFIT]
    assert not [answer.text for answer in answers if "hello" in answer.text]


def test_a_message_without_a_conversation_is_refused(standing):
    body = {"id": "message-1", "text": "hello"}
    assert httpx.post(f"{standing.url}/api/messages", json=body, trust_env=False).status_code == 401


def test_another_visitor_s_message_cannot_be_followed_and_a_made_up_cookie_opens_nothing(standing):
    one, other = Visitor(standing), Visitor(standing)
    one.see(), other.see()
    one.say(OPENING, identity="message-of-one")
    assert other.client.get(f"{standing.url}/api/messages/message-of-one").status_code == 204
    assert other.see()["entries"] == []
    other.client.cookies.clear()
    other.client.cookies.set("limio-chat", "A" * 43)
    assert other.see()["entries"] == []


def test_the_cookie_is_out_of_scripts_reach_and_of_other_sites(standing):
    cookie = httpx.get(f"{standing.url}/api/conversation", trust_env=False).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert len(cookie.partition("=")[2].partition(";")[0]) >= 43


def test_a_flood_of_messages_is_slowed_down_and_told_for_how_long(server):
    visitor = Visitor(server)
    visitor.see()
    url = f"{server.url}/api/messages"
    statuses = [visitor.client.post(url, json={"id": f"message-{number:04}", "text": "thanks"}) for number in range(25)]
    refused = [answer for answer in statuses if answer.status_code == 429]
    assert len(refused) == 5
    assert 0 < refused[0].json()["error"]["seconds"] <= 60


def test_a_message_sent_twice_is_answered_once(standing):
    visitor = Visitor(standing)
    visitor.see()
    first = visitor.say(OPENING, identity="message-once")
    assert visitor.say(OPENING, identity="message-once") == first
    assert len(visitor.see()["entries"]) == 2


@pytest.mark.slow
def test_a_slow_client_is_let_go(server):
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as slow:
        cookie = httpx.get(f"{server.url}/api/conversation", trust_env=False).headers["set-cookie"].partition(";")[0]
        head = (
            f"POST /api/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\nContent-Type: application/json\r\n"
        )
        slow.sendall(f"{head}Content-Length: 100\r\n\r\n{{".encode())
        began = time.monotonic()
        assert b"408" in slow.recv(1000)
        assert time.monotonic() - began < 25


def test_every_answer_carries_the_headers_that_keep_a_page_to_itself(standing):
    for path in ("/", "/chat.js", "/api/conversation", "/nowhere", "/health"):
        headers = httpx.get(standing.url + path, trust_env=False).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert "server" not in headers


def test_a_colleague_s_door_opens_to_the_token_alone(serve):
    server = serve("--approval", LIMIO_AGENT_TOKEN="the-token-of-a-colleague")
    url = f"{server.url}/api/approvals"
    for header in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic the-token-of-a-colleague"}):
        assert httpx.get(url, headers=header, trust_env=False).status_code == 401
    let_in = httpx.get(url, headers={"Authorization": "Bearer the-token-of-a-colleague"}, trust_env=False)
    assert let_in.json()["orders"] == []


BUYS = "Business Pro, yearly, for 3 people. I'm Jo Park, jo@brand.io"


@pytest.fixture
def colleague(serve):
    """A server whose checkouts a colleague decides on, with one that waits; and a way to ask and to decide."""
    server = serve("--approval", LIMIO_AGENT_TOKEN="the-token-of-a-colleague")
    visitor = Visitor(server)
    visitor.see()
    for said in (BUYS, "yes", "no thanks"):
        visitor.say(said)
    headers = {"Authorization": "Bearer the-token-of-a-colleague"}

    def cards():
        return httpx.get(f"{server.url}/api/approvals", headers=headers, trust_env=False).json()["orders"]

    def decide(card, **decision):
        url = f"{server.url}/api/approvals/{card['thread']}"
        return httpx.post(url, json=decision, headers=headers, trust_env=False, timeout=30)

    return visitor, cards, decide


def test_a_decision_on_an_order_that_changed_is_refused_and_the_new_one_can_be_decided_on(limio, colleague):
    visitor, cards, decide = colleague
    (before,), made = cards(), len(limio.baskets)
    for said in ("make it 40", "yes", "no thanks"):
        visitor.say(said)
    refused = decide(before, type="approve", order=before["order"])
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "order_changed")
    assert len(limio.baskets) == made
    (now,) = cards()
    assert decide(now, type="approve", order=now["order"]).status_code == 204
    assert [line.quantity for line in limio.baskets[-1].lines] == [40]


HALF = (
    {"type": "approve"},
    {"type": "edit"},
    {},
    {"type": "approve", "quantities": {"/offers2/Pro": 2}},
    {"type": "approve", "all": True},
)


def test_what_is_no_whole_decision_on_a_named_order_is_refused(limio, colleague):
    _, cards, decide = colleague
    (card,), made = cards(), len(limio.baskets)
    nameless, *others = HALF
    answers = [decide(card, **one) for one in (nameless, *({"order": card["order"], **one} for one in others))]
    assert {answer.status_code for answer in answers} <= {400, 422}
    assert len(limio.baskets) == made


def test_no_customer_s_word_and_no_stack_trace_is_in_what_the_server_prints(limio, serve):
    server = serve()
    visitor = Visitor(server)
    visitor.see()
    visitor.say(OPENING)
    limio.faults.add("*", "drop")
    visitor.say("yes please")
    visitor.say("no thanks")
    printed = server.stop()
    assert "brand.io" not in printed
    assert "Traceback" not in printed


def test_a_card_number_is_kept_nowhere(server, tmp_path):
    visitor = Visitor(server)
    visitor.see()
    visitor.say("my card is 4111 1111 1111 1111, can I pay with it?")
    assert "4111 1111" not in json.dumps(visitor.see())
    server.stop()
    assert b"4111 1111" not in stored(tmp_path)


@pytest.mark.parametrize("how", ["by the visitor", "by the command"])
def test_a_conversation_forgotten_while_the_server_runs_leaves_no_byte_in_the_file_or_beside_it(serve, tmp_path, how):
    server = serve("--approval")
    one, other = Visitor(server), Visitor(server)
    for visitor, name in ((one, "zaphod"), (other, "trillian")):
        visitor.see()
        for text in (f"Business Pro for 5, yearly. {name}@brand.io", "yes please", "no thanks"):
            visitor.say(text)
    thread = thread_of(one.client.cookies["limio-chat"])
    assert thread.encode() in stored(tmp_path)
    if how == "by the visitor":
        one.client.delete(f"{server.url}/api/conversation").raise_for_status()
    else:
        assert forget(tmp_path / "chat.sqlite", thread)
    held = stored(tmp_path)  # the file, its log and its index, as they lie there
    assert [word for word in (b"zaphod", thread.encode()) if word in held] == []
    assert b"trillian" in held
    assert one.see()["entries"] == []
    assert len(other.see()["entries"]) == 6


def stored(folder):
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
