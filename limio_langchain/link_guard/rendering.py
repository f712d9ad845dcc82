"""Where a text leads when a program renders it: as Markdown with HTML allowed, as HTML, and as LaTeX inside either."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import nh3
from markdown_it import MarkdownIt

# What runs, loads, sends or hides something by being there, whatever its attributes.
ACTIVE = frozenset(
    (
        *("base", "button", "embed", "form", "frame", "iframe", "input", "link", "meta", "noembed", "noframes"),
        *("noscript", "object", "option", "plaintext", "script", "select", "style", "template", "textarea", "title"),
        "xmp",
    )
)
# Attributes that neither lead anywhere nor load anything.
HARMLESS = frozenset(
    (
        *("align", "alt", "class", "colspan", "datetime", "dir", "height", "id", "lang", "open", "rel", "role"),
        *("rowspan", "scope", "start", "target", "title", "valign", "width"),
    )
)
PICTURE = "includegraphics"
TYPESET = re.compile(
    rf"\\(?P<command>href|url|{PICTURE})\s{{0,9}}(?:\[[^\]\n]{{0,300}}\])?\{{(?P<to>[^{{}}\n]{{1,4000}})\}}(?:\{{(?P<called>[^{{}}\n]{{0,300}})\}})?"
)


class Destination(NamedTuple):
    """Where something in a rendered text leads.

    Attributes:
        url: The address, decoded; for something active without one, what it is.
        is_link: Whether a person follows it; what is loaded by itself is none.
    """

    url: str
    is_link: bool


class _AnyLink(MarkdownIt):
    """Markdown that takes every destination for one and leaves it as it is written; renderers differ in both."""

    def validateLink(self, url: str) -> bool:  # noqa: N802, ARG002  markdown-it's name
        return True

    def normalizeLink(self, url: str) -> str:  # noqa: N802  likewise
        return url


@cache
def _markdown() -> MarkdownIt:
    return _AnyLink("gfm-like", {"linkify": False, "html": True})


def destinations(text: str) -> Iterator[Destination]:
    """Yield where a text leads, as Markdown, as HTML and as LaTeX.

    Args:
        text: What a model wrote; one without brackets and backslashes leads nowhere but to its plain addresses.
    """
    if "[" in text or "<" in text:
        defined: dict[str, Any] = {}
        yield from _in_html(_markdown().render(text, defined))
        yield from (Destination(one["href"], is_link=True) for one in defined.get("references", {}).values())
    if "<" in text:
        yield from _in_html(text)
    if "\\" in text:  # as chat pages typeset mathematics
        yield from (Destination(one["to"].strip(), one["command"] != PICTURE) for one in TYPESET.finditer(text))


def _in_html(text: str) -> list[Destination]:
    """Return where HTML leads, read by a browser's rules: each attribute of each element is shown to the filter."""
    found: list[Destination] = []

    def look(tag: str, name: str, value: str) -> str:
        if not _is_harmless(name, value):
            found.append(Destination(value, is_link=tag in {"a", "area"} and name == "href"))
        return value

    left = nh3.clean(text, tags=set(ACTIVE), clean_content_tags=set(), attribute_filter=look)
    return [*found, Destination("active HTML", is_link=False)] if "<" in left else found


def _is_harmless(name: str, value: str) -> bool:
    """Return whether an attribute leads nowhere; ``<https://...>`` is an element to HTML, with strange ones."""
    if name == "style":
        return not set(value) & set("(\\@")
    return not value or name in HARMLESS or name.startswith("aria-") or re.search("[^a-z:-]", name) is not None
