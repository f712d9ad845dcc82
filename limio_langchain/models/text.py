"""Catalogue text as plain text. It is data: no markup, no controls, nothing a terminal or a page would run."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from html.parser import HTMLParser
from typing import Any

LONGEST = 2000  # characters of one text worth reading
BLOCKS = frozenset({"p", "div", "li", "ul", "ol", "br", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "table"})
UNSEEN = frozenset({"script", "style", "template", "noscript", "s", "del", "strike"})  # struck through: no longer so
PARAGRAPH = re.compile(r"(?:<p>)?([^<&]*)(?:</p>)?")  # most texts; the parser takes ten times as long for these
# What shops' editors write, without attributes: the parser takes ten times as long for these too.
TAG = re.compile(r"<(/?)(p|br|ul|ol|li|div|h[1-6]|strong|b|em|i|u|span)>")
PARTS = 3  # of what stands between the texts when split: the slash, the tag's name, the text behind it
Lines = tuple[str, ...]
TEMPLATE_MARK = re.compile(r"\{\{.*?\}\}")


class _Reader(HTMLParser):
    """Collects the lines a person would see, and which of them are list items."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[list[str]] = [[]]
        self.items: list[list[str]] = []
        self._unseen = 0
        self._in_item = False

    def read(self, text: str, tags: list[str]) -> None:
        """Read a text and what follows it: of each tag its slash, its name and the text behind it."""
        self.handle_data(unescape(text))
        for slash, tag, behind in zip(tags[::PARTS], tags[1::PARTS], tags[2::PARTS], strict=True):
            self.handle_endtag(tag) if slash else self.handle_starttag(tag, [])
            self.handle_data(unescape(behind))

    def handle_starttag(self, tag: str, attrs: Any) -> None:  # noqa: ARG002  the base class's signature
        self._unseen += tag in UNSEEN
        if tag in BLOCKS:
            self.lines.append([])
        if tag == "li":
            self.items.append([])
            self._in_item = True

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in UNSEEN and self._unseen > 0
        if tag in BLOCKS:
            self.lines.append([])
        if tag == "li":
            self._in_item = False

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        self.lines[-1].append(data)
        if self._in_item:
            self.items[-1].append(data)


def plain_text(html: Any) -> str:
    """Return what a person would read of an HTML text, on one line; nothing for anything that is not text."""
    return " ".join(_read(html)[0])


def list_items(html: Any) -> tuple[str, ...]:
    """Return the items of an HTML list, or its lines where there is no list."""
    lines, items = _read(html)
    return items or lines


def has_template_marks(text: Any) -> bool:
    """Return whether the shop would still fill this text in (``{{amount}}``), so that it says nothing yet."""
    return isinstance(text, str) and TEMPLATE_MARK.search(text) is not None


def _read(html: Any) -> tuple[Lines, Lines]:
    return _seen(html[: LONGEST * 4]) if isinstance(html, str) and html else ((), ())


@lru_cache(maxsize=1_024)  # each list brings the same texts again, and a plan's monthly and yearly offers share them
def _seen(html: str) -> tuple[Lines, Lines]:
    """Return the lines a person would see, and which of them are list items."""
    if simple := PARAGRAPH.fullmatch(html):
        return tuple(filter(None, [_tidy(simple[1])])), ()
    reader = _Reader()
    text, *tags = TAG.split(html)
    if html.count("<") * PARTS == len(tags):
        reader.read(text, tags)
    else:
        reader.feed(html)
        reader.close()
    lines, items = ((_tidy("".join(one)) for one in held) for held in (reader.lines, reader.items))
    return tuple(filter(None, lines)), tuple(filter(None, items))


def _tidy(text: str) -> str:
    """Return a text on one line, without what is not seen or turns it around: controls, bidi overrides, surrogates."""
    visible = text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)
    return " ".join(visible.split())[:LONGEST]
