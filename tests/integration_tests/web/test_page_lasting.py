"""The chat page as time goes on: lost connections, other tabs, many turns, too much and too fast."""

import time

import pytest
from page_access import barriers
from page_browser import Page
from page_states import OPENING, STATES
from playwright.sync_api import expect
from web_server import Visitor

pytestmark = pytest.mark.slow


def test_a_lost_connection_is_told_at_once_and_taken_up_again_by_itself(stage):
    page = stage.visit()
    page.tab.context.set_offline(offline=True)
    expect(page.tab.get_by_role("alert")).to_contain_text("The connection is lost")
    page.send(OPENING)
    page.tab.context.set_offline(offline=False)
    expect(page.tab.locator(".receipt")).to_be_visible()
    expect(page.tab.locator("#banner")).to_be_hidden()
    expect(page.tab.locator(".customer")).to_have_count(1)


def test_a_page_that_cannot_reach_its_server_says_so_in_its_own_language(stage):
    tab = stage.tab()
    tab.route("**/api/conversation*", lambda route: route.abort())
    tab.goto(stage.server().url)
    expect(tab.get_by_role("alert")).to_contain_text("The connection is lost")
    tab.unroute("**/api/conversation*")
    tab.locator(".agent").wait_for()
    expect(tab.locator("#banner")).to_be_hidden()


def test_a_connection_that_died_in_silence_as_while_a_phone_slept_is_made_anew_and_nothing_is_said_twice(stage):
    page = stage.visit()
    page.tab.clock.install()
    asked = []

    def hang_once(route):
        asked.append(route)
        if len(asked) > 1:
            route.fallback()

    page.tab.route("**/api/messages", hang_once)
    with page.tab.expect_request("**/api/messages"):
        page.send(OPENING)
    page.tab.clock.fast_forward(41_000)  # the server says something every 15 seconds
    expect(page.tab.get_by_role("alert")).to_contain_text("The connection is lost")
    page.tab.clock.fast_forward(2_000)
    expect(page.tab.locator(".receipt")).to_be_visible()
    expect(page.tab.locator(".customer")).to_have_count(1)


def test_what_is_sent_before_the_page_s_script_is_there_is_not_lost(stage):
    tab = stage.tab()
    script = []

    def is_on_its_way(route):
        script.append(route)

    tab.route("**/chat.js", is_on_its_way)
    tab.goto(stage.server().url, wait_until="commit")
    tab.fill("#text", OPENING)
    tab.get_by_role("button", name="Send").click()
    expect(tab.locator("#text")).to_have_value(OPENING)
    assert "?" not in tab.url
    tab.press("#text", "Enter")
    script[0].continue_()
    expect(tab.locator(".receipt")).to_be_visible()
    expect(tab.locator(".customer")).to_have_count(1)
    tab.context.close()


def test_two_tabs_of_one_visitor_show_one_conversation(stage):
    page = stage.visit()
    other = page.tab.context.new_page()
    other.goto(page.tab.url)
    other.locator(".agent").wait_for()
    page.say(OPENING)
    other.evaluate(LOOKED_AT)
    expect(other.locator(".receipt")).to_be_visible()
    expect(other.get_by_role("button", name="Yes, make my checkout")).to_be_visible()
    page.tab.get_by_role("button", name="Start again").click()
    page.tab.get_by_role("dialog").get_by_role("button", name="Start again").click()
    expect(page.tab.locator(".said")).to_have_count(1)
    other.evaluate(LOOKED_AT)
    expect(other.locator(".said")).to_have_count(1)


def test_what_was_said_in_another_tab_meanwhile_stands_in_its_place(stage):
    page = stage.visit()
    page.say(OPENING)
    other = Page(page.tab.context.new_page(), stage.faults).open(page.tab.url)
    expect(other.tab.locator(".receipt")).to_be_visible()
    other.say("what does it include?")
    page.say("yes please")
    expect(page.tab.locator(".customer .text")).to_have_text([OPENING, "what does it include?", "yes please"])
    expect(page.tab.locator(".said.agent")).to_have_count(4)
    expect(page.tab.get_by_role("button", name="No, thanks")).to_be_visible()  # what is open is what was said last


LOOKED_AT = "document.dispatchEvent(new Event('visibilitychange'))"  # as when its tab is chosen


def test_coming_back_from_another_page_finds_the_conversation(stage):
    page = stage.visit()
    page.say(OPENING)
    page.tab.goto(stage.limio.url)
    page.tab.go_back()
    expect(page.tab.locator(".receipt")).to_be_visible()
    expect(page.click("Yes, make my checkout")).to_contain_text("Archive Access")


def test_a_hundred_turns_are_there_at_once_and_the_last_one_is_in_sight(stage):
    page = stage.visit()
    (answer,) = [entry for entry in spoken(stage) if entry["role"] == "agent"]
    page.tab.route("**/api/conversation*", lambda route: route.fulfill(json=long(route.fetch().json(), answer)))
    began = time.monotonic()
    page.tab.reload()
    page.tab.locator(".said").nth(200).wait_for()
    assert time.monotonic() - began < 10  # a second on a free machine
    expect(page.tab.locator(".said").last).to_be_in_viewport()


def spoken(stage):
    """Return the entries of a conversation of one turn."""
    visitor = Visitor(stage.server())
    visitor.see()
    visitor.say(OPENING)
    return visitor.see()["entries"]


def long(told, answer):
    """Return a conversation as it would be after a hundred turns."""
    turns = [
        [
            {**answer, "role": "customer", "id": f"turn-{n}", "seq": 2 * n + 1},
            {**answer, "id": f"turn-{n}", "seq": 2 * n + 2},
        ]
        for n in range(100)
    ]
    return told | {"entries": [entry for turn in turns for entry in turn]}


def test_a_message_that_is_too_long_is_kept_whole_and_told_by_how_much(stage):
    page = stage.visit()
    words = "We would like to read everything. " * 70
    page.send(words)
    expect(page.tab.locator("#note")).to_contain_text(f"2000 characters fit, and these are {len(words.strip())}")
    expect(page.tab.locator("#text")).to_have_value(words)
    assert page.tab.locator(".customer").count() == 0
    page.tab.fill("#text", "hello")
    expect(page.tab.locator("#note")).to_be_empty()


def test_who_is_too_fast_sees_the_seconds_go_by_and_is_answered_without_doing_anything(stage):
    page = stage.visit()
    refused = []

    def refuse_once(route):
        refused.append(route)
        if len(refused) > 1:
            return route.fallback()
        return route.fulfill(status=429, json={"error": {"code": "too_fast", "seconds": 2}})

    page.tab.route("**/api/messages", refuse_once)
    page.send(OPENING)
    expect(page.tab.get_by_role("alert")).to_contain_text("I'll go on in 1 seconds")
    expect(page.tab.locator(".receipt")).to_be_visible()
    expect(page.tab.locator("#banner")).to_be_hidden()


def test_in_a_shop_s_page_too_one_can_start_again(stage):
    tab = STATES["bubble-open"][1](stage)
    assert barriers(tab) == []
    chat = tab.frame_locator("iframe")
    chat.get_by_role("button", name="Something for the family").click()
    expect(chat.locator(".agent")).to_have_count(2)
    chat.get_by_role("button", name="Start again").click()
    chat.get_by_role("dialog").get_by_role("button", name="Start again").click()
    expect(chat.locator(".said")).to_have_count(1)
