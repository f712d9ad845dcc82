"""What all of the shop's pages share, and its plans side by side."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from limio_langchain.sandbox.catalogue import Item, attributes_of
from limio_langchain.sandbox.html import Html, joined, plain, plain_lines, tag
from limio_langchain.sandbox.prices import asked_for, money

STYLE = "/_shop/shop.css"
MOST_FEATURES = 4


def message_page(shop: str, title: str, *texts: str, offers: Sequence[Item] = ()) -> Html:
    """Return a page that says one thing, with offers to go on with."""
    back = tag("p", tag("a", "See all plans", href="/", class_="button quiet"))
    body = tag("section", tag("h1", title), [tag("p", text) for text in texts], back, class_="card message")
    return page(shop, title, body, offer_cards(offers) if offers else None)


def plans_page(shop: str, title: str, intro: str, offers: Sequence[Item], code: str = "") -> Html:
    """Return a page to choose a plan from."""
    return page(shop, title, tag("h1", title), tag("p", intro, class_="intro"), offer_cards(offers, code))


def offer_cards(offers: Sequence[Item], code: str = "") -> Html:
    """Return offers side by side, each with a link to its checkout."""
    return tag("div", [_card(item, code) for item in offers], class_="cards")


def page(shop: str, title: str, *body: object) -> Html:
    """Return a whole page."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="robots", content="noindex"),
        tag("title", f"{title} · {shop}"),
        tag("link", rel="stylesheet", href=STYLE),
    )
    header = tag("header", tag("a", shop, href="/", class_="brand"), tag("span", "Sandbox", class_="badge"))
    footer = tag("footer", "A made-up shop, served from this machine by limio-langchain's sandbox.")
    return joined(
        Html("<!doctype html>"), tag("html", head, tag("body", header, tag("main", *body), footer), lang="en")
    )


def link_to(item: Item, code: str = "") -> str:
    """Return the purchase link of an offer, on its own checkout page where it has one on this shop."""
    told = attributes_of(item).get("checkout__limio") or {}
    own = told.get("external_url") if told.get("checkout_type") == "external" else None
    at = own if isinstance(own, str) and own.startswith("/") and not own.startswith("//") else "/checkout"
    return f"{at}?purchase={quote(item['path'], safe='')}" + (f"&pc={quote(code, safe='')}" if code else "")


def _card(item: Item, code: str) -> Html:
    held, asked = attributes_of(item), asked_for(item, 1)
    features = plain_lines(held.get("offer_features__limio")) or list(map(plain, held.get("offer_features") or []))
    best = tag("p", "Best value", class_="best") if held.get("best_value__limio") is True else None
    price = asked.wording or asked.later or (money(asked.today, asked.currency) if asked.today is not None else "")
    return tag(
        "article",
        best,
        tag("h2", shown_name(item)),
        tag("p", price or "Price at checkout", class_="price"),
        tag("ul", [tag("li", one) for one in features[:MOST_FEATURES]]),
        tag("a", "Choose", href=link_to(item, code), class_="button", aria_label=f"Choose {item['name']}"),
        class_="card",
    )


def shown_name(item: Item) -> str:
    """Return the name people see."""
    return plain(attributes_of(item).get("display_name__limio")) or str(item["name"])
