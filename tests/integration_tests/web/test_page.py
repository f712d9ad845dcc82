"""The chat page in a real browser: sales by clicking and typing, failures, reloads, restarts, visitors side by side."""

import copy
import re
import time
from functools import partial

import httpx
import pytest
from playwright.sync_api import expect
from shop_page import a_shop, with_bubble

from limio_langchain.sandbox import Sandbox

OPENING = "Business Pro, yearly, for 5 of us at our PR agency. jo@brand.io"


def paid(page, answer):
    """Go to the checkout behind an answer's button and pay there; return the shop's page."""
    with page.tab.context.expect_page() as opened:
        answer.get_by_role("link", name="Go to the checkout").click()
    shop = opened.value
    shop.get_by_role("button", name=re.compile("^Pay")).click()
    return shop


def test_a_whole_sale_in_three_taps_and_the_details_typed_once_is_paid_and_reported(limio, serve, browse):
    server = serve(LIMIO_AGENT_TOKEN="a-colleague-s-token")
    limio.webhooks.send_to(f"{server.url}/webhooks/limio")
    page = browse(server.url)
    answer = page.click("We are a PR agency of 12")
    expect(answer.locator(".offer.proposed")).to_contain_text("Team Library")
    expect(answer.locator(".receipt")).to_contain_text("£1,495.00")
    page.click("Yes, make my checkout")
    page.click("No, thanks")
    answer = page.say("Jo Marsh, jo@copperline.co.uk")
    expect(answer.locator(".go .price")).to_contain_text("£1,495.00")
    # Who speaks is said once, whoever says it.
    assert page.tab.locator("body").inner_text().count("automated assistant") == 1
    expect(paid(page, answer).locator("body")).to_contain_text("Paid")
    (basket,) = limio.baskets
    assert basket.completed
    assert basket.order["customerDetails"]["email"] == "jo@copperline.co.uk"
    report = partial(httpx.get, f"{server.url}/api/report", headers={"Authorization": "Bearer a-colleague-s-token"})
    assert limio.webhooks.settle()
    until = time.monotonic() + 10
    while (funnel := report().json()["funnel"])["paid"] == 0 and time.monotonic() < until:
        time.sleep(0.1)
    assert (funnel["link"], funnel["paid"]) == (1, 1)


@pytest.mark.slow
def test_with_the_api_down_the_customer_buys_by_the_purchase_link(limio, serve, browse):
    server = serve()
    browse(server.url).say(OPENING)  # so that the catalogue was read once
    limio.faults.add("checkout", "status", status=503)
    page = browse(server.url)
    page.say(OPENING)
    page.say("yes please")
    answer = page.say("no thanks")
    expect(answer).to_contain_text("set the quantity to 5")
    with page.tab.context.expect_page() as opened:
        answer.get_by_role("link", name="Go to the checkout").click()
    expect(opened.value.locator("body")).to_contain_text("Business Pro")
    assert limio.baskets == []


@pytest.mark.slow
def test_a_reload_in_the_middle_keeps_the_conversation_and_its_answers(server, browse):
    page = browse(server.url)
    page.say(OPENING)
    said = page.texts()
    page.tab.reload()
    page.tab.locator(".receipt").wait_for()
    assert page.texts() == said
    expect(page.tab.get_by_role("button", name="Yes, make my checkout")).to_be_visible()
    expect(page.click("Yes, make my checkout")).to_contain_text("Archive Access")


@pytest.mark.slow
def test_a_server_that_was_killed_is_waited_for_and_the_message_answered_once(limio, server, browse):
    page = browse(server.url)
    page.say(OPENING)
    page.say("yes please")
    server.kill()
    page.tab.fill("#text", "no thanks")
    page.tab.press("#text", "Enter")
    expect(page.tab.get_by_role("alert")).to_contain_text("The connection is lost")
    server.start()
    expect(page.tab.get_by_role("link", name="Go to the checkout")).to_be_visible()
    expect(page.tab.locator(".customer", has_text="no thanks")).to_have_count(1)
    expect(page.tab.locator("#banner")).to_be_hidden()
    assert len(limio.baskets) == 1


@pytest.mark.slow
def test_two_visitors_at_once_see_their_own_conversations(limio, server, browse):
    one, other = browse(server.url), browse(server.url)
    one.say("Business Pro, yearly, for 3 people, one@brand.io")
    other.say("Tidewell Home for me, yearly, other@home.co.uk")
    one.say("yes please")
    other.say("yes please")
    one.say("no thanks")
    assert "Tidewell Home" not in " ".join(one.texts())
    assert "one@brand.io" not in " ".join(other.texts())
    assert sorted(basket.order["customerDetails"]["email"] for basket in limio.baskets) == [
        "one@brand.io",
        "other@home.co.uk",
    ]


@pytest.mark.slow
def test_a_script_in_an_offer_s_name_is_read_and_not_run(serve, browse):
    with Sandbox() as limio:
        evil = copy.deepcopy(limio.catalogue.by_path("/offers2/Business Pro Annual"))
        evil["data"]["attributes"]["display_name__limio"] = (
            "&lt;img src=x onerror=&quot;document.title='ran'&quot;&gt; Pro"
        )
        evil["data"]["attributes"]["offer_features__limio"] = "<script>document.title='ran'</script><li>News</li>"
        limio.publish(evil)
        page = browse(serve(sandbox=limio).url)
        answer = page.say("yearly for 12 people at our PR agency")
        expect(answer.locator(".offer").first).to_contain_text("onerror")
        assert page.tab.title() == "Find your Tidewell"
        assert page.tab.locator("#log img, #log script").count() == 0


@pytest.mark.slow
def test_it_works_by_keyboard_alone(server, browse):
    page = browse(server.url)
    page.tab.locator("#chips button").first.focus()
    page.tab.keyboard.press("Enter")
    page.reply(1)
    expect(page.tab.locator("#text")).to_be_focused()
    page.tab.keyboard.type("what does it include?")
    page.tab.keyboard.press("Enter")
    expect(page.reply(2)).to_contain_text("All sector briefings")


@pytest.mark.slow
def test_a_screen_reader_hears_who_speaks_and_what_is_new(server, browse):
    page = browse(server.url)
    page.say("hello")
    log = page.tab.get_by_role("log", name="Conversation")
    expect(log).to_have_attribute("aria-live", "polite")
    expect(log).to_contain_text("You:")
    expect(page.tab.get_by_role("textbox", name="Write a message")).to_be_visible()
    expect(page.tab.get_by_role("button", name="Send")).to_be_visible()


@pytest.mark.slow
@pytest.mark.parametrize("width", [320, 390, 1200])
def test_nothing_runs_out_of_the_page_sideways(server, browse, width):
    page = browse(server.url, viewport={"width": width, "height": 800})
    page.say(OPENING)
    page.say("is monthly cheaper?")
    assert page.tab.locator("body").evaluate("element => element.scrollWidth") <= width


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_what_is_behind_them(server, browse, scheme):
    page = browse(server.url, color_scheme=scheme)
    page.say(OPENING)
    found = page.tab.locator("body").evaluate(CONTRAST)
    assert found
    assert {name: ratio for name, ratio in found.items() if ratio < 4.5} == {}


# The contrast of each kind of text with the nearest background behind it, as WCAG 2 counts it.
CONTRAST = """() => {
  const rgb = (color) => color.match(/[\\d.]+/g).map(Number);
  const shine = (color) => {
    const [r, g, b] = rgb(color).slice(0, 3).map((part) => {
      const share = part / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const color = getComputedStyle(one).backgroundColor;
      if (!(rgb(color).length === 4 && rgb(color)[3] === 0)) return color;
    }
    return "rgb(255, 255, 255)";
  };
  const found = {};
  for (const place of ["h1", ".role", ".agent .text", ".customer .text", ".flag", ".offer h2", ".offer li", ".price", ".why",
    ".receipt .name", ".receipt .each", ".receipt .terms p:last-child", "#chips button", "#new", "#privacy", ".receipt a"]) {
    const element = document.querySelector(place);
    if (!element) continue;
    const [front, back] = [shine(getComputedStyle(element).color), shine(behind(element))].sort((a, b) => b - a);
    found[place] = (front + 0.05) / (back + 0.05);
  }
  return found;
}"""


def test_a_colleague_s_change_goes_once_the_customer_said_yes_to_it(limio, serve, browse):
    server = serve("--approval", LIMIO_AGENT_TOKEN="a-colleague-s-token")
    page = browse(server.url)
    page.say(OPENING)
    page.say("yes please")
    page.say("no thanks")
    assert limio.baskets == []
    colleague = page.tab.context.browser.new_context()
    try:
        tab = colleague.new_page()
        tab.goto(f"{server.url}/approvals#a-colleague-s-token")
        expect(tab.locator(".order")).to_contain_text("jo@brand.io")
        expect(tab.locator(".order .terms")).to_contain_text("£1,620.00")
        tab.get_by_role("spinbutton", name="Quantity").fill("6")
        tab.get_by_role("button", name="Propose it").click()
        expect(tab.locator("#orders")).to_be_empty()
        expect(tab.locator("#told")).to_be_focused()
    finally:
        colleague.close()
    expect(page.tab.get_by_text("A colleague suggests a change to your order")).to_be_visible()
    assert limio.baskets == []
    page.click("Yes, make my checkout")
    expect(page.tab.get_by_role("link", name="Go to the checkout")).to_be_visible()
    assert [line.quantity for line in limio.baskets[0].lines] == [6]


@pytest.mark.slow
def test_the_bubble_opens_the_chat_in_an_allowed_shop_and_in_no_other(serve, browse):
    with a_shop() as shop, a_shop() as stranger:
        server = serve("--allow-origin", shop.url)
        shop.page = stranger.page = with_bubble(server)
        page = browse(server.url)
        for place, is_let_in in ((shop, True), (stranger, False)):
            tab = page.tab.context.new_page()
            tab.goto(place.url)
            tab.get_by_role("button", name="Open the chat").click()
            inside = tab.frame_locator("iframe").locator("#title")
            if is_let_in:
                expect(inside).to_have_text("Find your Tidewell")
                tab.get_by_role("button", name="Close the chat").click()
                expect(tab.locator("iframe")).to_be_hidden()
            else:
                tab.frame_locator("iframe").locator("body.neterror").wait_for(state="attached")
                expect(inside).to_have_count(0)


@pytest.mark.slow
def test_starting_again_erases_what_was_said(server, browse):
    page = browse(server.url)
    page.say(OPENING)
    page.tab.get_by_role("button", name="Start again").click()
    with page.tab.expect_navigation():
        page.tab.get_by_role("dialog").get_by_role("button", name="Start again").click()
    page.tab.locator(".agent").first.wait_for()
    assert page.tab.locator(".said").count() == 1
