"""A catalogue at its limits on the page and on the desk: nothing runs out of either, and the ask stays in sight."""

import pytest
from bulk_shop import ARABIC, NAMES, WORD, bulk_book, bulk_items
from colleague import TOKEN
from page_access import barriers
from playwright.sync_api import expect
from web_server import WebServer, free_port

from limio_langchain.sandbox import Sandbox

pytestmark = pytest.mark.slow

PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
NARROW, ZOOMED = {"width": 320, "height": 640}, {"width": 640, "height": 400}  # a desktop's at 200 %
# What is wider than what holds it, beside what is meant to be scrolled or to be heard alone.
RUNS_OUT = """() => [...document.querySelectorAll("body, body *")]
  .filter((one) => one.scrollWidth > one.clientWidth + 4 && one.clientWidth > 0)
  .filter((one) => getComputedStyle(one).display !== "inline" && !one.closest(".unseen, #chips, .scroll"))
  .map((one) => [one.tagName, one.className, one.scrollWidth, one.clientWidth])"""
IN_SIGHT = """() => {
  const above = document.querySelector("#asked"), said = [...document.querySelectorAll(".ask")].at(-1);
  const isWhole = above.scrollHeight <= above.clientHeight + 1 || innerWidth < 390 || innerHeight < 600; // else its end is cut off
  if (above.checkVisibility()) return above.textContent.endsWith(said.textContent) && isWhole;
  const {top, bottom} = said.getBoundingClientRect(), main = document.querySelector("main").getBoundingClientRect();
  return top >= main.top && bottom <= main.bottom;
}"""
SAID = [
    "For 12000 people",
    f"What is the difference between {WORD} and {ARABIC}?",
    f"I'd like {ARABIC} for 54321 people",
    "yes, make my checkout",
    "yes please",
]


@pytest.fixture(scope="module")
def bulk(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bulk")
    flags = ("--playbook", bulk_book(folder), "--approval")
    more = {"LIMIO_AGENT_TOKEN": TOKEN}
    with (
        Sandbox(bulk_items()) as limio,
        WebServer(limio.settings(), str(folder / "chat.sqlite"), free_port(), flags, more) as server,
    ):
        yield server


@pytest.mark.parametrize(("size", "smaller"), [(PHONE, NARROW), (DESKTOP, ZOOMED)], ids=["phone", "desktop"])
def test_long_names_and_large_amounts_stay_in_the_page_and_the_ask_in_sight(bulk, browse, size, smaller):
    page = browse(bulk.url, viewport=size, reduced_motion="reduce")
    for said in SAID:
        page.say(said)
        page.tab.wait_for_function(IN_SIGHT)
        for one in (smaller, size):
            page.tab.set_viewport_size(one)
            page.tab.wait_for_function(IN_SIGHT)
            assert (said, page.tab.evaluate(RUNS_OUT)) == (said, [])
    assert barriers(page.tab) == []


def test_a_message_without_a_gap_stays_in_its_field(bulk, browse):
    page = browse(bulk.url, viewport=PHONE)
    page.tab.fill("#text", "x" * 2_100)
    expect(page.tab.locator("#note")).to_contain_text("2000 characters fit")
    assert page.tab.evaluate(RUNS_OUT) == []
    assert page.tab.locator("#send").bounding_box()["x"] < PHONE["width"] - 44


def test_of_many_answers_the_first_are_shown_with_how_many_more_there_are_and_all_can_be_reached(bulk, browse):
    page = browse(bulk.url, viewport=PHONE)
    answers = page.tab.locator("#chips button")
    expect(answers.filter(visible=True)).to_have_count(8)
    page.tab.get_by_role("button", name="5 more").press("Enter")
    expect(answers.filter(visible=True)).to_have_count(12)
    expect(answers.nth(7)).to_be_focused()
    expect(page.tab.locator("#text")).to_be_in_viewport(ratio=1)
    assert page.click("For 12011 people").inner_text()


# Whether the first amount of the order's paragraph runs from its currency to its last digit.
AMOUNT = """() => {
  const walker = document.createTreeWalker([...document.querySelectorAll(".agent .text")].at(-2), NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode()); ) {
    const at = node.data.search(/£[0-9]/);
    if (at < 0) continue;
    const x = (place) => {
      const range = document.createRange();
      range.setStart(node, place), range.setEnd(node, place + 1);
      return range.getBoundingClientRect().x;
    };
    return x(at) < x(at + 1) && x(at + 1) < x(at + 3);
  }
}"""


def test_an_amount_after_a_name_that_is_written_from_the_right_is_read_as_it_is_meant(bulk, browse):
    page = browse(bulk.url, viewport=DESKTOP)
    answer = page.say(f"I'd like {ARABIC} for 54321 people")
    expect(answer.locator(".text bdi").first).to_have_text(ARABIC)
    assert page.tab.evaluate(AMOUNT)


def test_the_desk_shows_long_names_and_each_digit(bulk, browse):
    page = browse(bulk.url)
    for said in (f"{NAMES[0]} for 54321 people", "yes, make my checkout", "yes please", "I'm Jo Park, jo@brand.io"):
        page.say(said)
    expect(page.tab.get_by_text("Waiting for a colleague")).to_be_visible()
    tab = page.tab.context.new_page()
    tab.goto(f"{bulk.url}/approvals#{TOKEN}")
    expect(tab.get_by_role("spinbutton", name=f"Quantity of {WORD}").first).to_have_value("54321")
    for size in (PHONE, NARROW, DESKTOP, ZOOMED):
        tab.set_viewport_size(size)
        assert tab.evaluate(RUNS_OUT) == []
        names = tab.locator(".order h2, .order .line:not(.total) .name")
        assert min(names.evaluate_all("all => all.map((one) => one.clientWidth || 999)")) > 100
    assert barriers(tab) == []
