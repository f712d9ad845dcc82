"""The desk: what a colleague is shown of an order that waits, and what a change would come to."""

from datetime import datetime

import httpx
import pytest
from playwright.sync_api import expect
from web_server import Visitor

TOKEN = "the-token-of-a-colleague"
BUYS = ("Business Pro, yearly, for 3 people. I'm Jo Park, jo@brand.io", "yes", "no thanks")


class Desk:
    """A server whose orders a colleague decides on, a customer whose order waits, and the colleague's requests."""

    def __init__(self, server):
        self.server, self.visitor = server, Visitor(server)
        self.visitor.see()
        self.say(*BUYS)

    def say(self, *texts):
        for text in texts:
            said = self.visitor.say(text)
        return said["text"]

    def ask(self, method, path, token=TOKEN, **body):
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        url = f"{self.server.url}/api/approvals{path}"
        return httpx.request(method, url, json=body or None, headers=headers, trust_env=False, timeout=30)

    def cards(self, **more):
        return self.ask("GET", "", **more).json()["orders"]

    def send(self, card, path="", **body):
        return self.ask("POST", f"/{card['thread']}{path}", order=card["order"], **body)


@pytest.fixture
def desk(serve):
    return Desk(serve("--approval", LIMIO_AGENT_TOKEN=TOKEN))


def test_a_card_shows_whose_order_it_is_why_it_waits_and_what_each_line_comes_to(desk):
    (card,) = desk.cards()
    assert card["customer"]["email"] == "jo@brand.io"
    assert card["customer"]["first_name"] == "Jo"
    assert card["reasons"] == ["every_order", "by_checkout"]
    (line,) = card["lines"]
    assert (line["name"], line["quantity"], line["total"]) == ("Business Pro", 3, "£972.00")
    assert line["price"].startswith("£324.00 a year")
    assert card["total"] == "£972.00 a year"


def test_a_card_shows_the_last_messages_in_plain_text_and_since_when_it_waits(desk):
    (card,) = desk.cards()
    assert [(one["role"], one["text"]) for one in card["said"] if one["role"] == "customer"] == [
        ("customer", text) for text in BUYS
    ]
    assert card["said"][-1]["role"] == "agent"
    assert 0 <= card["seconds"] < 60
    assert datetime.fromisoformat(card["since"]).utcoffset().total_seconds() == 0


def test_an_order_that_the_customer_changed_says_so_and_has_waited_since_the_first(desk):
    (before,) = desk.cards()
    desk.say("make it 40", "yes", "no thanks")
    (now,) = desk.cards()
    assert now["order"] != before["order"]
    assert "changed" in now["reasons"]
    assert now["since"] == before["since"]
    assert now["lines"][0]["quantity"] == 40


def test_another_number_is_priced_as_the_customer_will_be_told_and_nothing_is_decided(limio, desk):
    (card,) = desk.cards()
    priced = desk.send(card, "/price", quantity=2).json()
    assert priced["total"] == "£648.00 a year"
    assert priced["lines"][0]["total"] == "£648.00"
    assert desk.cards()[0]["order"] == card["order"]
    assert limio.baskets == []
    desk.send(card, type="edit", quantity=2)
    assert priced["terms"] in desk.visitor.see()["entries"][-1]["text"]


@pytest.mark.parametrize(
    ("token", "change", "status"),
    [
        ("wrong", {}, 401),
        (TOKEN, {"order": "0" * 32}, 409),
        (TOKEN, {"thread": "nobody"}, 409),
        (TOKEN, {"quantity": 0}, 422),
    ],
    ids=["a wrong token", "another order", "no order", "no number"],
)
def test_a_price_is_told_to_colleagues_alone_and_of_the_order_they_saw(desk, token, change, status):
    (card,) = desk.cards()
    asked = {"order": card["order"], "quantity": 2, **change}
    path = f"/{asked.pop('thread', card['thread'])}/price"
    assert desk.ask("POST", path, token=token, **asked).status_code == status


@pytest.mark.slow
def test_the_page_marks_what_changed_and_tells_the_new_total_before_it_is_sent(desk, browse):
    tab = browse(desk.server.url).tab
    tab.goto(f"{desk.server.url}/approvals#{TOKEN}")
    order = tab.locator(".order")
    expect(order.locator("h2")).to_have_text("Jo Park")
    expect(order.locator(".line").first).to_contain_text("£972.00")
    expect(order.locator(".talk li").first).to_contain_text(BUYS[0])
    tab.get_by_role("spinbutton", name="Quantity of Business Pro").fill("2")
    expect(tab.get_by_text("New total: £648.00 a year")).to_be_visible()
    desk.say("make it 40", "yes", "no thanks")
    expect(order.locator(".line.changed").first).to_contain_text("before: 3\u00a0×\u00a0Business Pro, £972.00")
    expect(order.locator(".line.total")).to_contain_text("before: £972.00 a year")


def test_a_refusal_s_words_are_told_to_the_customer(desk):
    (card,) = desk.cards()
    words = "We sell this to schools alone. Details: https://www.tidewell.example/terms"
    assert desk.send(card, type="reject", words=words).status_code == 204
    told = desk.visitor.see()["entries"][-1]
    assert told["text"].startswith(f"A colleague writes: {words}")
    assert "Would you like to change it?" in told["text"]
    assert told["blocks"][0]["links"] == ["https://www.tidewell.example/terms"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"words": "Look at https://shop.example.net/sale"}, "foreign_link"),
        ({"words": "Look at [this](//elsewhere.example)"}, "foreign_link"),
        ({"words": "x" * 501}, "unusable"),
        ({"type": "approve", "words": "Gladly."}, "unusable"),
    ],
    ids=["a link", "a link in Markdown", "too long", "with an approval"],
)
def test_words_with_a_link_of_their_own_too_many_or_beside_another_decision_go_to_nobody(desk, said, code):
    (card,) = desk.cards()
    refused = desk.send(card, **{"type": "reject", **said})
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, code)
    assert desk.cards()[0]["order"] == card["order"]
