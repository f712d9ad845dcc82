"""A customer with a browser: opens a link in the shop and presses Pay."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import OpenerDirector, ProxyHandler, build_opener

PATIENCE = 10.0  # seconds for a page


def pay(link: str, email: str) -> None:
    """Open a link and press its Pay button, over HTTP like everybody else.

    Args:
        link: A whole link to the sandbox's shop.
        email: Filled in where the form does not know the customer's.

    Raises:
        ValueError: The link is refused, or there is nothing to pay behind it.
    """
    browser = build_opener(ProxyHandler({}))  # the sandbox is on this machine, whatever proxy is set
    form = _Form()
    form.feed(_opened(browser, link))
    if form.action is None:
        raise ValueError("there is nothing to pay behind this link")
    fields = [(name, value or (email if name == "email" else "")) for name, value in form.fields]
    _opened(browser, urljoin(link, form.action), urlencode(fields).encode())


def _opened(browser: OpenerDirector, url: str, data: bytes | None = None) -> str:
    fault = None
    try:
        with browser.open(url, data, PATIENCE) as answer:
            return str(answer.read().decode())
    except HTTPError as error:
        fault = error.code
        error.close()
    raise ValueError(f"the shop answered {fault}")


class _Form(HTMLParser):
    """Reads a page's form as a browser would send it."""

    def __init__(self) -> None:
        super().__init__()
        self.action: str | None = None
        self.fields: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "form":
            self.action = told.get("action")
        if tag == "input" and (told.get("type") != "radio" or "checked" in told):
            self.fields.append((told.get("name") or "", told.get("value") or ""))
