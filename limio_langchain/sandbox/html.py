"""HTML by construction: every text is escaped unless it was built here."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from html.parser import HTMLParser

VOID = frozenset({"input", "link", "meta"})
BLOCKS = frozenset({"p", "li", "ul", "ol", "div", "br", "tr", "h1", "h2", "h3", "h4"})


class Html(str):
    """A text that is HTML already."""

    __slots__ = ()


def tag(name: str, /, *children: object, **attributes: str | bool | None) -> Html:
    """Return an element.

    Args:
        name: The element's name.
        children: Texts, which are escaped; elements; lists of either; None for nothing.
        attributes: By name, with ``_`` for ``-`` and a trailing one for Python's words (``class_``); True is the
            bare name, None and False leave it out.
    """
    told = "".join(_attribute(key, value) for key, value in attributes.items())
    return Html(f"<{name}{told}>" if name in VOID else f"<{name}{told}>{joined(*children)}</{name}>")


def joined(*children: object) -> Html:
    """Return texts and elements as one."""
    return Html("".join(map(_child, children)))


def plain_lines(html: object) -> list[str]:
    """Return the lines of text in a catalogue's HTML; anything else has none."""
    if not isinstance(html, str):
        return []
    reader = _Lines()
    reader.feed(html)
    reader.close()
    return [line for line in (" ".join(text.split()) for text in "".join(reader.parts).split("\n")) if line]


def plain(html: object) -> str:
    """Return the text in a catalogue's HTML, on one line."""
    return " ".join(plain_lines(html))


def _attribute(key: str, value: str | bool | None) -> str:  # noqa: FBT001
    name = key.rstrip("_").replace("_", "-")
    if value is None or value is False:
        return ""
    return f" {name}" if value is True else f' {name}="{escape(value)}"'


def _child(child: object) -> str:
    if child is None:
        return ""
    if isinstance(child, Html):
        return child
    if isinstance(child, Iterable) and not isinstance(child, str):
        return "".join(map(_child, child))
    return escape(str(child))


class _Lines(HTMLParser):
    """Collects text, a line for each block."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._hidden += tag in {"script", "style"}
        self.parts += ["\n"] if tag in BLOCKS else []

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in {"script", "style"} and self._hidden > 0
        self.parts += ["\n"] if tag in BLOCKS else []

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data.replace("\n", " "))
