"""The whole loop through the page's server: conversation, link, payment on the sandbox's page, paid in the report."""

import json
import time

import httpx
import pytest
from web_server import WebServer, free_port

from limio_langchain import LimioSettings

TOKEN = "colleagues-token"
SAID = (
    "we're a 12 person PR agency and want to pay yearly. i'm Jo Park, jo@brand.io",
    "yes please",
    "no thanks, just that",
)


@pytest.fixture
def server(limio, tmp_path):
    told = tmp_path / "outcomes.jsonl"
    one = WebServer(
        limio.settings(), str(tmp_path / "chat.sqlite"), free_port(), ("--outcomes", str(told)),
        {"LIMIO_AGENT_TOKEN": TOKEN, "LIMIO_LINK_REFERENCE": "utm_content"},
    )  # fmt: skip
    one.start()
    limio.webhooks.send_to(f"{one.url}/webhooks/limio")
    one.told = told
    yield one
    one.stop()


def talked(server):
    """Play a conversation to its link, and return the outcome the host was told of."""
    with httpx.Client(base_url=server.url, trust_env=False, timeout=30) as visitor:
        visitor.get("/api/conversation")
        for number, text in enumerate(SAID):
            visitor.post("/api/messages", json={"id": f"message-{number}", "text": text}).raise_for_status()
    return kinds(server)[-1]


def kinds(server):
    return [json.loads(line) for line in server.told.read_text().splitlines()] if server.told.exists() else []


def report(server, **query):
    answer = httpx.get(
        f"{server.url}/api/report", params=query, headers={"Authorization": f"Bearer {TOKEN}"}, trust_env=False
    )
    return answer.json() if query.get("form") in {None, "json"} else answer.text


def until(wanted, seconds=20):
    for _ in range(int(seconds / 0.1)):
        if wanted():
            return True
        time.sleep(0.1)
    return False


def test_a_sale_is_paid_in_the_report_and_the_host_hears_of_it_in_order(limio, server):
    outcome = talked(server)
    assert outcome["kind"] == "assisted_checkout"
    before = report(server)
    assert before["funnel"] == {"conversation": 1, "recommended": 1, "agreed": 1, "link": 1, "paid": 0}
    limio.pay(outcome["url"])
    assert until(lambda: len(kinds(server)) == 3)
    assert [one["kind"] for one in kinds(server)] == ["assisted_checkout", "submitted", "completed"]
    after = report(server)
    assert (after["funnel"]["paid"], after["paid"], after["unmatched"]) == (1, 1, 0)
    assert list(after["revenue"]) == ["GBP"]
    assert "Paid" in report(server, form="html")
    assert report(server, form="csv").splitlines()[1].endswith(",1,1,1,1,1,1,0,1495")


def test_a_server_killed_between_delivery_and_look_tells_of_the_sale_after_its_restart(limio, server):
    outcome = talked(server)
    limio.faults.add("objects", "status", status=503)
    limio.pay(outcome["url"])
    assert limio.webhooks.settle()
    server.kill()
    limio.faults.clear()
    server.start()
    assert until(lambda: [one["kind"] for one in kinds(server)][-1:] == ["completed"], 90)
    assert [one["kind"] for one in kinds(server)] == ["assisted_checkout", "submitted", "completed"]


def test_the_report_is_for_colleagues_and_a_webhook_elsewhere_needs_credentials(server):
    assert httpx.get(f"{server.url}/api/report", trust_env=False).status_code == 401
    assert httpx.get(f"{server.url}/report", trust_env=False).status_code == 200
    assert LimioSettings(shop_url="https://shop.example.com").webhook_password is None


def test_forgetting_a_conversation_takes_it_out_of_the_report(server):
    with httpx.Client(base_url=server.url, trust_env=False, timeout=30) as visitor:
        visitor.get("/api/conversation")
        visitor.post("/api/messages", json={"id": "message-1", "text": SAID[0]}).raise_for_status()
        assert report(server)["funnel"]["conversation"] == 1
        visitor.delete("/api/conversation").raise_for_status()
        assert report(server)["funnel"]["conversation"] == 0
