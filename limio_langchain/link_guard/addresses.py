"""Addresses in plain text, as chat programs underline them: with a scheme, with ``www.``, or a name with a path."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from linkify_it import LinkifyIt  # type: ignore[import-untyped]
from linkify_it.tlds import TLDS  # type: ignore[import-untyped]

# Any scheme: a telephone opens whatever app has registered one. Letters of any script, some of which look like Latin.
BEGINS = re.compile(r"[^\W\d_][\w+.-]{0,30}://|https?:/?(?=[^\s/]{1,253}\.\w)|(?<![^\W_])www\.", re.IGNORECASE)
REST = re.compile(r"[^\s<]{0,2000}")
TRAILING = ".,;:!?'\")]}*_~>`|“”‘’«»‹›…。，、！？；：）】」』"  # noqa: RUF001  as people write in many languages
# What some programs count to an address that others end before; behind a host alone it could make it another host.
GOES_ON, GOES_ON_HOST = re.compile(r"[^\s<>\"'`]*"), re.compile(r"[^\s<]*")
# Nothing of an address: punctuation, or the end of a Markdown link with another right behind it.
PUNCTUATION = r"[^\w/\\@%&=?#+\[-]*"
APART = re.compile(rf"{PUNCTUATION}(?:\){PUNCTUATION}\[(?!.*\.\.).*)?", re.DOTALL)
ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


class Address(NamedTuple):
    """An address in a text.

    Attributes:
        start: Where it begins.
        end: Where it ends.
        text: As it is meant.
        is_bare: Whether it is a name alone, such as Node.js or Booking.com.
        goes_on: Whether what stands behind it belongs to it, for some programs.
    """

    start: int
    end: int
    text: str
    is_bare: bool
    goes_on: bool


@cache
def _finder() -> LinkifyIt:
    # Added to those it knows by itself, which alone are written in other scripts.
    return LinkifyIt(options={"fuzzy_email": False, "fuzzy_ip": True}).tlds(TLDS, keep_old=True)


def addresses(text: str) -> Iterator[Address]:
    """Yield the addresses in a plain text, in no order; two may overlap."""
    found = list(_finder().match(text) or ())
    for one in found:
        is_bare = not one.schema and not one.text.lower().startswith("www.") and not re.search("[/?#:]", one.text)
        goes_on = _goes_on(text, one.last_index, has_path="/" in one.text.partition("://")[2])
        is_attribute = text[max(one.index - 1, 0)] in "\"'="  # where HTML writes & as an entity
        written = one.text.replace("&amp;", "&") if is_attribute else one.text
        yield Address(one.index, one.last_index, written, is_bare, goes_on)
    inside = {place for one in found for place in range(one.index, one.last_index)}
    for match in BEGINS.finditer(text):
        whole = match.group() + _rest(text, match.end())
        if match.start() not in inside and re.search(r"\w", whole[len(match.group()) :]):
            yield Address(match.start(), match.start() + len(whole), whole, is_bare=False, goes_on=False)


def _rest(text: str, end: int) -> str:
    match = REST.match(text, end)
    return match.group() if match else ""


def _goes_on(text: str, end: int, *, has_path: bool) -> bool:
    behind = (GOES_ON if has_path else GOES_ON_HOST).match(text, end)
    return behind is not None and APART.fullmatch(behind.group()) is None


def links_in(text: str) -> list[str]:
    """Return the links that stand in a plain text, without punctuation behind them."""
    found = sorted(one for one in addresses(text) if not one.is_bare)
    return list(dict.fromkeys(one.text.rstrip(TRAILING) for one in found))


def decoded(text: str) -> str:
    """Return a text with HTML's entities and Markdown's backslashes read, which can spell an address."""
    return html.unescape(ESCAPED.sub(r"\1", text))
