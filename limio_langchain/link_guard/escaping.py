"""A text with all its markup escaped, so that no program finds a link in it but the real ones."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

MARKDOWN = re.compile(r"([\\`*_\[\]()!|~#])")
INSIDE = re.compile(r"(?<=[^\s.])\.(?=[^\s.])")  # a dot with something on both sides, as in a name of the net


def escaped(text: str, links: Sequence[str]) -> str:
    """Return a text as it would be read aloud: addresses come apart, markup shows as itself, and `links` stay whole.

    Args:
        text: Any, of any length.
        links: What may be followed, exactly as written; other text does not touch it.
    """
    known = re.compile("|".join(map(re.escape, sorted(links, key=len, reverse=True)))) if links else None
    parts, end = [], 0
    for match in known.finditer(text) if known else ():
        parts += [_apart(text[end : match.start()]), match.group()]
        end = match.end()
    return " ".join(filter(None, [*parts, _apart(text[end:])]))


def _apart(text: str) -> str:
    return (
        MARKDOWN.sub(r"\\\1", html.escape(INSIDE.sub(". ", text), quote=False))
        .replace("/", " / ")
        .replace(":", ": ")
        .strip(" ")
    )
