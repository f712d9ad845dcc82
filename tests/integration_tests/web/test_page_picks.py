"""The page's asks and offers: what is open is in sight, and a tap says what could be typed."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.slow

IN_SIGHT = """() => {
  const above = document.querySelector("#asked"), said = [...document.querySelectorAll(".ask")].at(-1);
  const seen = (one) => {
    const {top, bottom} = one.getBoundingClientRect(), main = document.querySelector("main").getBoundingClientRect();
    return top >= main.top && bottom <= main.bottom;
  };
  return above.checkVisibility() ? above.textContent : said && seen(said) ? said.textContent : null;
}"""
TURNS = ("We are a PR agency of 12", "Yes, make my checkout", "No, thanks")


@pytest.mark.parametrize("size", [(390, 844), (1280, 800), (390, 420)], ids=["phone", "desktop", "keyboard open"])
def test_the_open_question_is_in_sight_after_each_turn(server, browse, size):
    page = browse(server.url)
    page.tab.set_viewport_size({"width": size[0], "height": size[1]})
    for turn in TURNS:
        answer = page.click(turn)
        asked = answer.locator(".ask").text_content()
        page.tab.wait_for_function(f"asked => ({IN_SIGHT})()?.endsWith(asked)", arg=asked)
        box = page.tab.locator("#chips button").last
        if turn != TURNS[-1]:  # the last asks for details, which are typed
            expect(box).to_be_in_viewport(ratio=1)


def test_where_the_receipt_is_out_of_sight_what_it_comes_to_stands_beside_the_button(server, browse):
    page = browse(server.url, viewport={"width": 390, "height": 844})
    page.click(TURNS[0])
    expect(page.tab.locator("#asked")).to_have_text(
        "You pay £1,495.00 a year. Shall I go ahead and make your checkout link?"
    )
    page.tab.get_by_text("Shall I go ahead").first.scroll_into_view_if_needed()
    expect(page.tab.locator("#asked")).to_be_hidden()
    page.click(TURNS[1])  # the add-on's own question holds its price, and no total is told before the yes to it
    page.tab.wait_for_function("() => document.querySelector('.agent:last-child .ask').textContent.includes('£350.00')")
    assert "You pay" not in page.tab.locator("#asked").text_content()


def test_a_long_answer_is_seen_from_its_beginning(server, browse):
    page = browse(server.url)
    page.tab.set_viewport_size({"width": 390, "height": 600})
    answer = page.click(TURNS[0])
    expect(answer.locator(".text").first).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("keys", [(), ("ArrowUp", "ArrowUp", "Enter")], ids=["taps", "keys"])
def test_a_number_is_stepped_to_and_said(server, browse, keys):
    page = browse(server.url)
    page.click("Something for the family")
    number, less, more = (
        page.tab.get_by_role(role, name=name, exact=True)
        for role, name in (("spinbutton", "Number"), ("button", "One less"), ("button", "One more"))
    )
    less.click()
    expect(number).to_have_value("1")  # never less than one
    before = page.tab.locator(".agent").count()
    if keys:
        number.focus()
        for key in keys:
            page.tab.keyboard.press(key)
    else:
        more.click()
        more.click()
        expect(number).to_have_value("3")
        page.tab.get_by_role("button", name="That many").click()
    page.reply(before)
    expect(page.tab.locator(".said.customer").last).to_contain_text("3")
    expect(number).to_have_count(0)


@pytest.mark.parametrize(
    ("button", "says"),
    [
        ("Take this: Business Pro", "I'd like Business Pro"),
        ("Details: Business Pro", "What does Business Pro include?"),
        ("Compare: Team Library, Business Pro", "What's the difference between Team Library and Business Pro?"),
    ],
)
def test_an_offer_s_buttons_say_what_could_be_typed(server, browse, button, says):
    page = browse(server.url)
    page.click(TURNS[0])
    page.click(button)
    expect(page.tab.locator(".said.customer").last).to_contain_text(says)


def test_two_offers_are_compared_in_a_table(server, browse):
    page = browse(server.url)
    page.click(TURNS[0])
    answer = page.click("Compare: Team Library, Business Pro")
    expect(answer.locator("thead th")).to_have_text(["Business Pro", "Team Library"])
    expect(answer.locator("tbody")).to_contain_text("£3,888.00")
    expect(answer.locator("tbody")).to_contain_text("Single sign-on")


def test_the_offer_that_is_taken_is_the_order(server, browse):
    page = browse(server.url)
    page.click(TURNS[0])
    answer = page.click("Take this: Business Pro")
    expect(answer.locator(".receipt .name")).to_have_text("12 × Business Pro")
