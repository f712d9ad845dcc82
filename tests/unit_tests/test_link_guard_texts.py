"""What the guard leaves of texts, held against how programs of others render them."""

import time

import pytest
from guarded import all_foreign, foreign, guarded
from hypothesis import example, given
from hypothesis import strategies as st
from lacking import lacking
from link_renderers import by_browser, by_marko, by_mistune
from link_texts import ALLOWED, LINK
from link_texts_more import HOSTILE, ORDINARY
from page_browser import FLAGS, HOW, chromium_path

from limio_langchain.link_guard import Real
from limio_langchain.middleware import NOTE

AROUND = (
    "{}",
    "Here: {}.",
    "({})",
    "<{}>",
    "**{}**",
    "[Pay]({})",
    '[Pay](<{}> "now")',
    "[Pay][1]\n\n[1]: {}",
    "“{}”!",
    "`{}`",
)


@pytest.fixture(scope="module")
def tab():
    playwright = pytest.importorskip("playwright.sync_api")
    if chromium_path() is None:
        lacking(HOW)
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        yield browser.new_page()
        browser.close()


def test_there_are_twice_sixty_of_each():
    assert len(set(HOSTILE)) >= 120
    assert len(set(ORDINARY)) >= 120


def test_ordinary_texts_are_the_very_same():
    assert [text for text in ORDINARY if guarded(text) != text] == []


def test_hostile_texts_are_all_noticed():
    assert [text for text in HOSTILE if guarded(text) == text] == []


@pytest.mark.parametrize("rendered", [by_marko, by_mistune])
def test_no_hostile_text_leads_elsewhere_as_markdown(rendered):
    assert all_foreign(rendered, HOSTILE) == {}


@pytest.mark.parametrize("rendered", [by_marko, by_mistune])
def test_many_hostile_texts_would_lead_elsewhere_unguarded(rendered):
    """Otherwise the renderer would show nothing, and the test before would be of no use."""
    assert sum(any("evil" in one for one in rendered(text)) for text in HOSTILE) > 40


@pytest.mark.parametrize("rendered", [by_marko, by_mistune])
def test_an_ordinary_text_renders_no_link_by_others_either(rendered):
    assert all_foreign(rendered, ORDINARY) == {}


@pytest.mark.slow
def test_no_hostile_text_leads_elsewhere_in_a_browser(tab):
    assert all_foreign(lambda text: by_browser(tab, text), HOSTILE) == {}
    assert sum(any("evil" in one for one in by_browser(tab, text)) for text in HOSTILE) > 45
    assert all_foreign(lambda text: by_browser(tab, text), ORDINARY) == {}


def test_the_real_link_and_the_allowed_ones_stand_wherever_they_are():
    links = (LINK, ALLOWED[0], f"{ALLOWED[1]}refunds?lang=en#top", LINK.replace("https://shop", "HTTPS://Shop"))
    texts = [around.format(link) for link in links for around in AROUND]
    texts += [f'<a href="{LINK.replace("&", "&amp;")}">Pay</a>', f'<p class="x"><a class="b" href="{LINK}">Pay</a></p>']
    texts += ["[Help](https://help.example.com/articles/a/../b)", "![logo](https://help.example.com/articles/logo.png)"]
    assert [text for text in texts if guarded(text) != text] == []


def test_a_bare_name_alone_is_a_link_only_when_the_guard_is_strict():
    strict = Real((LINK,), ALLOWED, strict=True)
    names = ["Node.js", "Booking.com", "10.0.0.1"]
    texts = [f"Ask {name} now" for name in names]
    assert [guarded(text, strict) for text in texts] == ["Ask Node.js now", f"Ask {NOTE} now", f"Ask {NOTE} now"]
    assert [guarded(text) for text in texts] == texts


def test_a_host_that_may_stand_is_not_made_another_by_what_stands_behind_it():
    real = Real((), ["https://shop.example.com"])
    behind = ["(.evil.com", ").evil.com", '".evil.com', "'.evil.com", "`.evil.com", "*.evil.com", "{.evil.com"]
    assert [
        one for one in behind if guarded(f"https://shop.example.com{one}", real) == f"https://shop.example.com{one}"
    ] == []
    plain = ["Go to https://shop.example.com.", "(https://shop.example.com)", "https://shop.example.com, or"]
    assert [one for one in plain if guarded(one, real) != one] == []


def test_a_link_made_for_the_customer_is_not_loaded_as_a_picture():
    assert guarded(f"![receipt]({LINK})") == f"receipt: {LINK}"


PIECES = st.sampled_from(
    [
        *"./:%&=()[]<>\\\"'`*_~|! \n\t\u200b",
        *(
            LINK,
            LINK[:-1],
            "https://",
            "//",
            "www.",
            "evil.com",
            "evil.com/pay",
            "](",
            "[1]: ",
            "javascript:",
            "%2e%2e",
        ),
        *('<a href="', "<a href=", "<img src=", "&colon;", "&#58;", "<!--", "-->", "    ", "- ", "```\n"),
    ]
)


@example("[](//evil.com)")
@example("[]((evil.com)")  # the note's own bracket would end the link begun before it
@example(f"[](({LINK})")
@example(f"{LINK}/../[x](y)")
@given(st.lists(PIECES, max_size=25).map("".join))
def test_whatever_is_written_only_real_links_are_left(text):
    left = guarded(text)
    assert foreign(lambda shown: by_marko(shown) | by_mistune(shown), text) == set()
    assert guarded(left) == left


PROSE = "Business Pro is what I would take for twelve people, e.g. a team. **Good** choice; AT&T and Node.js use it (see below). "
UNITS = (
    *(
        "[",
        "![",
        "](",
        "[a](",
        "*",
        "_",
        "`",
        "``a",
        "<a ",
        "<",
        "&amp;",
        "\\",
        "~",
        "> ",
        "- ",
        "|a",
        "[a]: b\n",
        "a.",
        "\\url{",
        "\\href{a}{b}",
        "\\href[",
    ),
    *("a.com/", "[[a]]", "https://", "https://a.b ", "www.a.", "//", "a@b.", "_a*", "\n> ", "*a **b ", "<!--", "<b>"),
    *('<a href="', "a:b", "1.1.1.1", "\n", "%2f", "[a][b]", "a/b.", "x" * 50 + " ", LINK[:-9] + " ", LINK + " ", "#"),
    *("https://shop.example.com/ ", "a.com/b ", "[a](b) "),
)


def is_slow(text, most):
    """Whether it takes longer than so many seconds, three times in a row: a busy machine does not count."""
    for _ in range(3):
        started = time.process_time()
        guarded(text)
        if time.process_time() - started < most:
            return False
    return True


def test_twenty_thousand_characters_of_prose_take_a_tenth_of_a_second():
    text = (PROSE * 200)[:19_900] + f"[Pay]({LINK})"
    assert guarded(text) == text
    assert not is_slow(text, 0.1)


def test_twenty_thousand_characters_of_anything_take_two_seconds():
    assert [unit for unit in UNITS if is_slow(unit * (20_000 // len(unit)), 2)] == []


def test_what_is_too_full_of_markup_is_escaped_and_its_real_link_stays():
    text = f"{LINK} [Pay](https://evil.com/pay) <img src=//evil.com/p.png> www.evil.com " + "[x](y) " * 500
    left = guarded(text)
    assert " ".join(left.split()).startswith(f"{LINK} \\[Pay\\]\\(https: / / evil. com / pay\\)")
    assert by_marko(left) | by_mistune(left) == {LINK}
