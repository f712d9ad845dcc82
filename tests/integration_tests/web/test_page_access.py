"""The chat page for everybody: no barriers in any state that differs, by keyboard alone, heard once, at any size."""

import pytest
from page_access import barriers, walked
from page_browser import FLAGS, Page, chromium_path
from page_states import OPENING, STATES
from playwright.sync_api import expect

pytestmark = pytest.mark.slow

SEEN = [
    "recommended",
    "link",
    "lost",
    "approvals",
    "approvals-writing",
    "checkout",
]  # `make screenshots` looks at them all


@pytest.mark.parametrize("name", SEEN)
def test_nothing_keeps_anybody_out(stage, name):
    """By axe, in the light, the dark and colours of one's own; each target a finger's size, nothing out of 320 pixels."""
    tab = STATES[name][1](stage)
    for scheme in ("light", "dark"):
        tab.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert barriers(tab) == []
    tab.emulate_media(color_scheme="light", forced_colors="active")
    assert barriers(tab) == []
    assert tab.evaluate(SMALL) == []
    tab.set_viewport_size({"width": 320, "height": 640})
    assert tab.evaluate("document.documentElement.scrollWidth") <= 320
    tab.close()


# What is pressed and is smaller than 44 pixels: its label is pressed too.
SMALL = """() => [...document.querySelectorAll("a, button, input, textarea, summary")]
  .filter((one) => one.checkVisibility())
  .map((one) => [one.outerHTML.slice(0, 80), (one.closest("label") ?? one).getBoundingClientRect()])
  .filter(([, {width, height}]) => Math.round(width) < 44 || Math.round(height) < 44)"""


APART = """() => {
  const box = (place) => document.querySelector(place).getBoundingClientRect();
  const size = parseFloat(getComputedStyle(document.querySelector(".agent:last-child .text")).fontSize);
  return [size, document.documentElement.scrollWidth <= innerWidth, box("main").bottom <= box("#asked").top + 1, box("main").height >= size * 2];
}"""


@pytest.mark.parametrize("size", [(390, 844), (1280, 800)], ids=["phone", "desktop"])
def test_letters_twice_as_large_as_the_browser_s_own_setting_makes_them_stand_over_nothing(chromium, stage, size):
    with chromium.browser_type.launch(
        executable_path=chromium_path(), args=[*FLAGS, "--blink-settings=defaultFontSize=32"]
    ) as browser:
        tab = browser.new_page(viewport=dict(zip(("width", "height"), size, strict=True)), reduced_motion="reduce")
        Page(tab, stage.faults).open(stage.server().url).click("We are a PR agency of 12")
        expect(tab.locator("#asked")).to_be_visible()
        assert tab.evaluate(APART) == [32, True, True, True]


def test_each_reply_is_heard_once_and_old_ones_not_again(stage):
    page = stage.visit()
    expect(page.tab.get_by_role("log")).to_have_attribute("aria-live", "polite")
    page.tab.evaluate(LISTEN)
    page.say(OPENING)
    page.say("what does it include?")
    assert page.tab.evaluate("heard.map((one) => one.className)") == ["said customer", "said agent"] * 2
    page.tab.add_init_script("window.addEventListener('DOMContentLoaded', () => {" + LISTEN + "})")
    page.tab.reload()
    page.tab.locator(".agent").nth(2).wait_for()
    expect(page.tab.get_by_role("log")).to_have_attribute("aria-live", "polite")
    assert page.tab.evaluate("heard.length") == 0


# Entries put in while the log is live are what a screen reader reads out.
LISTEN = """
  window.heard = [];
  const log = document.getElementById("log");
  new MutationObserver((changes) => changes.forEach((change) => {
    if (log.getAttribute("aria-live") === "polite") window.heard.push(...change.addedNodes);
  })).observe(log, {childList: true});
"""


def test_a_whole_sale_by_keyboard_alone(stage):
    page = stage.visit()
    page.tab.locator("#text").focus()
    for said in (OPENING, "yes please", "no thanks"):
        before = page.tab.locator(".agent").count()
        page.tab.keyboard.type(said)
        page.tab.keyboard.press("Enter")
        page.reply(before)
        expect(page.tab.locator("#text")).to_be_focused()
    for _ in range(12):
        page.tab.keyboard.press("Shift+Tab")
        if page.tab.evaluate("document.activeElement.className") == "button":
            break
    with page.tab.context.expect_page() as opened:
        page.tab.keyboard.press("Enter")
    expect(opened.value.get_by_role("button", name="Pay")).to_be_visible()


ASK = ["Yes, make my checkout", "Change something", "What does it include?", "Talk to a person"]
FIELD = ["Write a message", "Send", "Privacy"]
DECISIONS = ["Write to the customer", "Approve", "Decline", "Take it"]
NUMBERS = ["Quantity of Business Pro", "Quantity of Archive Access", "Take out Archive Access"]


@pytest.mark.parametrize(
    ("name", "after"),
    [
        ("receipt", ["https://www.tidewell.example/terms", *ASK, *FIELD]),
        ("approvals", ["Jo Park", "Conversation", *DECISIONS, *NUMBERS, "Kim Lee"]),
    ],
)
def test_the_tab_key_stops_in_the_order_in_which_it_is_read_at_what_is_seen_and_shows_where_it_is(stage, name, after):
    tab = STATES[name][1](stage)
    tab.get_by_text(after[0]).first.wait_for()  # a busy machine draws it later than it is told
    stops = walked(tab)
    assert [stop for stop, *_ in stops][-len(after) :] == after
    assert [stop for stop, is_seen, has_ring in stops if not (is_seen and has_ring)] == []
    tab.context.close()


def test_the_focus_is_never_lost_with_the_button_that_was_pressed(stage):
    page = stage.visit()
    stage.limio.faults.add("offers", "delay", seconds=0.5, times=1)
    pressed = page.tab.get_by_role("button", name="Something for the family")
    pressed.press("Enter")
    expect(pressed).to_have_count(0)
    expect(page.tab.locator("#text")).to_be_focused()


def test_a_tap_on_an_answer_does_not_bring_up_a_phone_s_keyboard(stage):
    tab = stage.browser.new_context(has_touch=True, is_mobile=True, viewport={"width": 390, "height": 800}).new_page()
    try:
        tab.goto(stage.server().url)
        tab.get_by_role("button", name="We are a PR agency of 12").tap()
        tab.locator(".agent").nth(1).wait_for()
        assert tab.evaluate("document.activeElement.tagName") == "MAIN"
    finally:
        tab.context.close()


# How far above the lower edge the last entry ends, once the scroll has come to rest.
ABOVE = """async () => {
  const bottom = (place) => document.querySelector(place).getBoundingClientRect().bottom;
  const above = () => bottom("main") - bottom(".said:last-child");
  for (let frame = 0; frame < 120 && above() < 16; frame++) await new Promise(requestAnimationFrame);
  return above();
}"""


def test_what_the_agent_is_doing_is_in_sight(stage):
    tab = STATES["under-way"][1](stage)
    expect(tab.locator("#doing")).to_be_in_viewport(ratio=1)
    assert tab.evaluate(ABOVE) >= 15.5  # the last rem fades out
    expect(tab.get_by_role("link", name="Go to the checkout")).to_be_visible(timeout=15_000)
