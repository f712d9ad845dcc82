"""The desk in several colleagues' windows at once, and by keyboard alone."""

import re

import pytest
from colleague import ANN, BEN, NAMED, TOKEN, Staged
from page_access import reach
from playwright.sync_api import expect
from web_server import Visitor

pytestmark = pytest.mark.slow

PRO = "/offers2/Business Pro Annual"


@pytest.fixture
def named(serve):
    return Staged(serve("--approval", **NAMED))


@pytest.fixture
def windows(named, browse):
    """The windows of three colleagues at one desk."""
    tabs = []
    for token in (ANN, BEN, TOKEN):
        tab = browse(named.server.url).tab
        tab.goto(f"{named.server.url}/approvals#{token}")
        expect(tab.locator(".order h2")).to_have_text("Jo Park")
        tabs.append(tab)
    return tabs


def test_an_order_in_another_language_than_the_shop_s_is_priced_in_the_words_it_was_agreed_in(named):
    named.visitor = Visitor(named.server)
    named.visitor.client.headers["Accept-Language"] = "de"
    named.visitor.see()
    named.say("Business Pro, jährlich, für 4 Personen. Ich bin Kim Lee, kim@acme.io", "ja", "nein danke")
    (card,) = [one for one in named.cards() if one["customer"]["first_name"] == "Kim"]
    assert card["reasons"] == ["every_order", "by_checkout"]  # no other terms than those they said yes to
    assert card["total"] == "1.296,00\u00a0£ pro Jahr"
    assert named.send(card, "/price", quantities={PRO: 2}).json()["total"] == "648,00\u00a0£ pro Jahr"


def press(tab, name):
    reach(tab, name)
    tab.keyboard.press("Enter")


def test_who_has_an_order_and_that_it_is_dealt_with_is_seen_in_every_window_by_itself(windows):
    ann, *others = windows
    press(ann, "Take it")
    expect(ann.get_by_role("button", name="Give it back")).to_be_focused()
    for tab in others:
        expect(tab.locator(".holder")).to_have_text("ann has it")
    others[0].locator("summary.head").focus()
    press(ann, "Approve")
    expect(ann.locator("#told")).to_have_text("Done.")
    expect(ann.locator("#told")).to_be_focused()
    for tab in others:
        expect(tab.locator("#told")).to_contain_text("Jo Park: waits no longer")
        expect(tab.get_by_text("Nothing waits")).to_be_visible()
    expect(others[0].locator("#told")).to_be_focused()  # its card had the focus


def test_a_decision_on_an_order_that_changed_unseen_is_refused_and_what_changed_is_marked(named, windows):
    _, ben, _ = windows
    seen = named.ask("GET", "", token=BEN).text
    ben.route("**/api/approvals", lambda route: route.fulfill(body=seen, content_type="application/json"))
    named.say("make it 40", "yes", "no thanks")
    ben.route(re.compile(r"/api/approvals/[^/]+$"), lambda route: (ben.unroute("**/api/approvals"), route.continue_()))
    press(ben, "Approve")
    expect(ben.locator("#told")).to_have_text("The order changed; look again.")
    expect(ben.locator(".line.changed").first).to_contain_text("before: 3\u00a0×\u00a0Business Pro, £972.00")
    expect(ben.locator("summary.head")).to_be_focused()
    assert len(named.cards()) == 1


def test_a_refused_answer_is_told_in_sight_and_the_focus_stays_where_it_was(windows):
    ann, *_ = windows
    ann.set_viewport_size({"width": 390, "height": 500})
    press(ann, "Decline")
    ann.keyboard.type("See https://elsewhere.example")
    press(ann, "Decline the order")
    expect(ann.locator("#told")).to_contain_text("take the link out")
    expect(ann.locator("#told")).to_be_in_viewport(ratio=1)
    again = ann.get_by_role("button", name="Decline the order")
    expect(again).to_be_focused()
    press(ann, "Back")
    expect(ann.get_by_role("button", name="Decline", exact=True)).to_be_focused()
    ann.keyboard.press("Enter")
    ann.keyboard.press("Control+A")
    ann.keyboard.type("Not today.")
    press(ann, "Decline the order")
    expect(ann.locator("#told")).to_be_focused()


def test_a_conversation_is_taken_over_and_given_back_by_keyboard(named, windows):
    ann, ben, _ = windows
    press(ann, "Write to the customer")
    expect(ann.get_by_label("To the customer")).to_be_focused()
    ann.keyboard.type("Hello Jo, this is Ann.")
    ann.keyboard.press("Enter")
    expect(ann.locator(".talk .colleague")).to_contain_text("this is Ann")
    expect(ann.get_by_label("To the customer")).to_be_focused()
    expect(ben.locator(".writer")).to_have_text("ann writes to the customer")
    press(ann, "Hand back to the assistant")
    expect(ann.get_by_role("button", name="Write to the customer")).to_be_focused()
    assert "automated assistant again" in named.visitor.see()["entries"][-1]["text"]
