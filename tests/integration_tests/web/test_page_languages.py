"""The page in the visitor's language: the browser's where it is on the list, no English beside it; its embedding."""

import gzip
import json
import re
from importlib.resources import files
from pathlib import Path

import pytest
from page_access import barriers
from playwright.sync_api import expect
from shop_page import a_shop, with_bubble
from web_server import TIDEWELL

from limio_sales_agent.phrases import languages, shipped
from limio_sales_agent.strict_yaml import read_mapping
from limio_sales_agent.web.words import page_words

pytestmark = pytest.mark.slow

GERMAN = Path(__file__).parents[2] / "fixtures" / "playbooks" / "tidewell-de.yaml"
# Words of English sentences that no German one has; the catalogue's names and features stay as they are.
ENGLISH = re.compile(
    r"\b(the|you|your|what|with|would|please|yes|why|this|take|total|year|people|checkout|shall|here)\b"
)
OF_THE_CATALOGUE = ".offer h2, .offer li, .receipt .name, .receipt h2, caption, td ul, thead th, .unseen, a"
OWN_WORDS = f"""() => {{
  const copy = document.querySelector(".page").cloneNode(true);
  for (const one of copy.querySelectorAll("{OF_THE_CATALOGUE}")) one.remove();
  return copy.textContent + [...copy.querySelectorAll("[aria-label], [placeholder]")]
    .map((one) => one.ariaLabel + " " + one.placeholder).join(" ");
}}"""


def test_a_german_conversation_holds_no_english_sentence_from_the_greeting_to_the_link(serve, browse):
    page = browse(serve("--playbook", str(GERMAN)).url)
    found = {}
    for turn in (None, "Für die Familie, für 2 Personen", "Ja, zur Kasse bitte", "Nein, danke", "jo@brand.io"):
        if turn:
            page.say(turn)
        said = page.tab.evaluate(OWN_WORDS).lower().replace("business pro", "")
        found |= {turn: words} if (words := ENGLISH.findall(said)) else {}
    assert found == {}


def test_the_browser_s_language_is_spoken_where_it_is_on_the_list_and_another_can_be_chosen(server, browse):
    german, french = browse(server.url, locale="de-AT"), browse(server.url, locale="fr-FR")
    assert german.tab.locator("html").get_attribute("lang") == "de"
    assert "auf Deutsch" in german.tab.locator("main").inner_text()
    expect(german.say("Business Pro, jährlich, für 5 Personen").locator(".receipt")).to_contain_text("Sie zahlen")
    assert french.tab.locator("html").get_attribute("lang") == "en"
    french.tab.get_by_role("link", name="Deutsch").click()
    expect(french.tab.get_by_role("textbox", name="Nachricht schreiben")).to_be_visible()


def test_title_greeting_and_field_are_there_before_the_server_has_said_anything(server, browse):
    page = browse(server.url)
    page.tab.route("**/api/**", lambda _: None)  # never answered
    page.tab.reload(wait_until="commit")
    expect(page.tab.locator("#title")).to_have_text("Find your Tidewell")
    expect(page.tab.get_by_role("button", name="Something for the family")).to_be_visible()
    page.send("Something for 2 of us")
    expect(page.tab.locator("#doing")).to_have_text("Connecting")
    page.tab.unroute("**/api/**")


@pytest.mark.parametrize("width", [640, 390])
def test_right_to_left_200_percent_and_no_axe_violation_at_all(server, browse, width):
    """640 pixels are what a window of 1280 has at 200 %."""
    page = browse(server.url, viewport={"width": width, "height": 420}, reduced_motion="reduce")
    page.say("Business Pro, yearly, for 5 of us at our PR agency")
    page.tab.evaluate("document.documentElement.dir = 'rtl'")
    assert page.tab.evaluate("document.documentElement.scrollWidth") <= width
    assert barriers(page.tab) == []


def test_embed_is_small_in_the_shop_s_look_and_tells_what_happens(serve, browse):
    with a_shop() as shop:
        server = serve("--allow-origin", shop.url)
        shop.page = (
            '<!doctype html><html lang="en"><meta http-equiv="Content-Security-Policy" content="default-src \'none\';'
            f' script-src {server.url}; frame-src {server.url}"><title>A shop</title><body><main>A shop</main>'
            f'<script src="{server.url}/embed.js" data-color="#7a1f5c" data-radius="4px" async></script>'
        )
        page = browse(server.url)
        tab, asked = page.tab.context.new_page(), []
        tab.on("request", lambda one: asked.append(one.url))
        tab.goto(shop.url)
        tab.evaluate(
            "window.told = []; for (const name of ['opened', 'outcome'])"
            " document.addEventListener(`limio-chat:${name}`, (event) => told.push([name, event.detail]))"
        )
        tab.get_by_role("button", name="Open the chat").click()
        chat = tab.frame_locator("iframe")
        for said in ("Business Pro, yearly, for 5 of us, jo@brand.io", "yes please", "no thanks"):
            before = chat.locator(".agent").count()
            chat.locator("#text").fill(said)
            chat.locator("#text").press("Enter")
            chat.locator(".agent").nth(before).wait_for()
        tab.wait_for_function("told.length === 2")
        assert tab.evaluate("told") == [["opened", {}], ["outcome", {"leadsTo": "checkout"}]]
        colour = chat.locator("#send").evaluate("one => getComputedStyle(one).backgroundColor")
        assert colour == "rgb(122, 31, 92)"
        assert [one for one in asked if not one.startswith((server.url, shop.url))] == []


HOSTILE = """<style>
  * { all: unset; font-size: 40px !important } button, iframe, svg { display: none !important }
  body > * { display: none !important; opacity: 0 !important; transform: scale(.1) !important }
</style>"""


def test_a_shop_s_own_styles_do_not_reach_the_bubble_which_there_is_one_of(serve, browse):
    with a_shop() as shop:
        server = serve("--allow-origin", shop.url)
        shop.page = f'{with_bubble(server)}{HOSTILE}<script src="{server.url}/embed.js" async></script>'
        tab = browse(server.url).tab.context.new_page()
        tab.goto(shop.url)
        tab.wait_for_load_state()
        expect(tab.locator("limio-chat")).to_have_count(1)
        tab.get_by_role("button", name="Open the chat").click()
        expect(tab.frame_locator("iframe").get_by_role("button", name="Send")).to_be_visible()
        bubble = tab.get_by_role("button", name="Close the chat").bounding_box()
        assert (bubble["width"], bubble["height"]) == (60, 60)
        tab.evaluate("document.querySelector('limio-chat').hidden = true")
        expect(tab.locator("limio-chat")).to_be_hidden()


def test_what_a_shop_s_page_loads_is_under_12_kilobytes():
    (embed,) = [one for one in files("limio_sales_agent.web").joinpath("page").iterdir() if one.name == "embed.js"]
    assert len(gzip.compress(embed.read_bytes())) < 12_000


def test_the_page_has_words_of_its_own_in_each_language_that_phrases_are_shipped_in():
    assert [one for one in languages() if page_words(one).keys() != page_words("en").keys()] == []


@pytest.fixture
def arabic(tmp_path):
    """A playbook in a language that is written from the right; its words need not be."""
    book = dict(read_mapping(TIDEWELL)) | {"locale": "ar", "phrases": dict(shipped("en"))}
    path = tmp_path / "arabic.yaml"
    path.write_text(json.dumps({key: held for key, held in book.items() if key not in {"languages", "knowledge"}}))
    return path


STANDS = """() => {
  const box = (place) => document.querySelector(place).getBoundingClientRect();
  const spot = (place, text) => {
    const node = document.createTreeWalker(document.querySelector(place), NodeFilter.SHOW_TEXT).nextNode();
    const range = document.createRange(), at = node.data.indexOf(text);
    range.setStart(node, at), range.setEnd(node, at + 1);
    return range.getBoundingClientRect().x;
  };
  return {
    mirrored: box("h1").x > box("#new").x && box("#text").x > box("#send").x,
    edges: Math.abs(box(".said.agent:last-child .sheet").right - box("header").right),
    quantity: spot(".line .name", "5") < spot(".line .name", "Business"),
    wide: document.documentElement.scrollWidth > innerWidth,
  };
}"""


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 800)])
def test_a_page_written_from_the_right_is_mirrored_and_its_amounts_read_as_they_are_meant(
    serve, browse, arabic, width, height
):
    page = browse(serve("--playbook", str(arabic)).url, viewport={"width": width, "height": height})
    expect(page.tab.locator("html")).to_have_attribute("dir", "rtl")
    page.say("Business Pro, yearly, for 5 people")
    stands = page.tab.evaluate(STANDS)
    assert stands.pop("edges") < 2
    assert stands == {"mirrored": True, "quantity": True, "wide": False}
    assert barriers(page.tab) == []
