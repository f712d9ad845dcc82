"""Where a text leads when programs of others render it: marko and mistune for Markdown, and a browser for HTML."""

import re
from functools import cache
from html.parser import HTMLParser

import marko
import mistune

LEADING = (
    *("href", "xlink:href", "src", "srcset", "imagesrcset", "action", "formaction", "poster", "data", "cite", "ping"),
    *(
        "background",
        "srcdoc",
        "longdesc",
        "to",
        "manifest",
        "lowsrc",
        "dynsrc",
        "codebase",
        "archive",
        "classid",
        "profile",
    ),
)
RUNNING = {"script", "style", "iframe", "form", "object", "embed", "base", "meta", "link", "template"}
# Each element with each attribute, inside templates too, as the browser holds them after it parsed the text.
IN_BROWSER = """html => {
  const found = [];
  const walk = root => root.querySelectorAll('*').forEach(one => {
    for (const {name, value} of one.attributes) found.push([one.localName, name, value]);
    found.push([one.localName, '', '']);
    if (one.content instanceof DocumentFragment) walk(one.content);
  });
  const page = document.implementation.createHTMLDocument('');
  page.body.innerHTML = html;
  walk(page.body);
  return found;
}"""


class Elements(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.found += [(tag, "", ""), *((tag, name, value or "") for name, value in attributes)]


@cache
def with_mistune():
    return mistune.create_markdown(escape=False, plugins=["url", "table", "footnotes", "strikethrough"])


def html_by_marko(text):
    return marko.Markdown(extensions=["gfm"]).convert(text)


def html_by_mistune(text):
    return with_mistune()(text)


def leads(elements):
    """Where elements lead, and what runs by itself."""
    for tag, name, value in elements:
        if not name and tag in RUNNING:
            yield f"<{tag}>"
        if value and (name in LEADING or name.startswith("on") or (name == "style" and "(" in value)):
            yield re.sub(r"[\t\r\n]", "", value.strip())


def by_marko(text):
    return set(leads(Elements(html_by_marko(text)).found))


def by_mistune(text):
    return set(leads(Elements(html_by_mistune(text)).found))


def by_browser(tab, text):
    """As HTML, and as both libraries' HTML of it."""
    return {
        place
        for html in (text, html_by_marko(text), html_by_mistune(text))
        for place in leads(tab.evaluate(IN_BROWSER, html))
    }
