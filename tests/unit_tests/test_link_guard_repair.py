"""A changed link is put right and an invented one removed, in whatever form a model wrote it."""

from urllib.parse import unquote

import pytest

from limio_langchain import purchase_link
from limio_langchain.link_guard import Real, check_links
from limio_langchain.middleware import NOTE

SHOP = "https://shop.example.com"
SIGNED = f"{SHOP}/api/checkout/recover?basket=basket-7f1c&token=eyJhbGciOiJIUzI1NiJ9.eyJiIjoiNyJ9.Q3f_x-9Zr"
BOUGHT = purchase_link(SHOP, "/offers2/Business Pro Annual")
OTHER = purchase_link(SHOP, "/offers2/Business Pro Monthly")
REAL = Real((BOUGHT, SIGNED), ("https://docs.example.org/", f"{SHOP}/privacy"))


def told(text, real=REAL):
    return check_links(text, real, NOTE).text


CHANGES = {
    "a letter altered": lambda link: link.replace("checkout", "checkoul"),
    "a letter left out": lambda link: link.replace("checkout", "checkut"),
    "its last letter altered": lambda link: link[:-1] + "q",
    "its last letter lost": lambda link: link[:-1],
    "a letter more": lambda link: link + "X",
    "a letter of the host": lambda link: link.replace("shop.", "sh0p."),
    "a look-alike host": lambda link: link.replace("shop.", "sh\u043ep."),
    "another host": lambda link: link.replace("shop.example.com", "pay.evil.com"),
    "plain http": lambda link: link.replace("https", "http"),
    "no scheme": lambda link: link.removeprefix("https://"),
    "cut short": lambda link: link[: len(link) * 2 // 3] + "...",
    "cut before the query": lambda link: link.partition("?")[0],
    "decoded": unquote,
    "decoded with plus": lambda link: unquote(link).replace(" ", "+"),
    "encoded twice": lambda link: link.replace("%", "%25"),
    "escaped for HTML": lambda link: link.replace("&", "&amp;") if "&" in link else link + "&amp;a=",
    "escaped for Markdown": lambda link: link.replace("=", "\\="),
    "in capitals": str.upper,
    "broken over lines": lambda link: link[:40] + "\n" + link[40:],
    "an unseen character": lambda link: link[:40] + "\u200b" + link[40:],
    "wide letters": lambda link: link.replace("shop", "\uff53\uff48\uff4f\uff50"),
    "a picture": lambda link: f"![]({link})",
    "Markdown that shows another": lambda link: f"[https://evil.com/pay]({link})",
}


@pytest.mark.parametrize("link", [SIGNED, BOUGHT], ids=["signed", "purchase"])
@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_link_is_replaced_by_the_real_one(link, change):
    assert told(f"Pay here: {CHANGES[change](link)} thanks").replace("...", "") == f"Pay here: {link} thanks"


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.com/pay", "http://evil.com", "//evil.com/pay", "evil.com/pay", "www.evil.com",
        "evil.рф/pay", "пример.рф/оплата", "https:evil.com/pay", "http:/evil.com",
        "hxxps://evil.com/pay", "HTTPS://EVIL.TEST/PAY",
        "ftp://evil.com/x",
        "http://[::1]/pay", "https://evil.com/?u=" + SIGNED,
        "https://shop.example.com@evil.com/pay", "https://shop.example.com.evil.com/pay", "https://\u0435vil.test/pay",
        "https://docs.example.org.evil.com/", SHOP, f"{SHOP}/", f"{SHOP}/account", f"{SHOP}/privacy/x",
        f"{SHOP}/checkout?basket=basket-other", OTHER, purchase_link(SHOP, "/offers2/Team Library"),
    ],
)  # fmt: skip
def test_an_invented_link_is_replaced_by_a_note(link):
    assert told(f"Pay at {link} now") == f"Pay at {NOTE} now"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[Pay now](https://evil.com/pay)", f"Pay now {NOTE}"),
        ("[Pay now](/pay)", f"Pay now {NOTE}"),
        (f"[{SIGNED}](https://evil.com/pay)", NOTE),
        ("![x](https://evil.com/p.png?said=secret)", f"x {NOTE}"),
        ('<a href="https://evil.com/pay">Pay now</a>', f"Pay now {NOTE}"),
        ("[Pay][1]\n\n[1]: https://evil.com/pay", f"[Pay][1]\n\n1: {NOTE}"),
        ("$\\href{javascript:alert(1)}{Pay now}$", f"$Pay now {NOTE}$"),
        ("\\url{//evil.com} \\includegraphics[width=1em]{p.png}", f"{NOTE} {NOTE}"),
        ("https:\\\\evil.com/pay or https:evil.com/pay", f"{NOTE} or {NOTE}"),
    ],
)
def test_an_invented_link_does_not_hide_in_markup(text, expected):
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"<a href={SIGNED}>Pay now</a>", f"Pay now: {SIGNED}"),
        (f"<{SIGNED}|Pay now>", f"Pay now: {SIGNED}"),
        (f"\\href{{{SIGNED}}}{{Pay now}}", f"Pay now: {SIGNED}"),
        ("<https://evil.com/pay|Pay now>", f"Pay now {NOTE}"),
        (f"Pay: {SIGNED}—thanks", f"Pay: {SIGNED} —thanks"),
        (f"👉{SIGNED}👈", f"👉{SIGNED} 👈"),
    ],
)
def test_the_real_link_and_the_words_beside_it_outlive_a_form_that_programs_read_differently(text, expected):
    assert told(text) == expected


def test_several_links_are_each_held_to_their_own():
    text = f"Now: {SIGNED[:-1]}Q or later {BOUGHT[:-1]} but not https://evil.com/pay; terms: {SHOP}/privacy"
    assert told(text) == f"Now: {SIGNED} or later {BOUGHT} but not {NOTE}; terms: {SHOP}/privacy"


def test_of_two_that_are_as_near_the_newest_is_meant():
    first, second = (f"{SHOP}/recover?basket=basket-{n}{n}{n}{n}{n}{n}{n}{n}" for n in "12")
    assert told(f"{SHOP}/recover", Real((first, second))) == second


def test_with_no_link_made_every_link_is_invented():
    assert told(SIGNED, Real()) == NOTE
