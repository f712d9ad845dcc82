"""Putting a text's links right: each changed one becomes the real one, each invented one a note."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from limio_langchain.link_guard.addresses import TRAILING, Address, addresses, decoded
from limio_langchain.link_guard.forms import any_form
from limio_langchain.link_guard.meaning import Real
from limio_langchain.link_guard.rendering import ACTIVE, TYPESET

HREF = re.compile(r"href\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
TITLE = re.compile(r"\s+(?:\"[^\"]*\"|'[^']*')\s*$")  # [words](target "title")
MARKDOWN = r"(?P<picture>!?)\[(?P<label>[^\]\n]{0,300})\]\((?P<inside>[^)\n]{0,4000})\)"
ANCHOR = r"<a\s(?P<attributes>[^<>]{0,4000})>(?P<shown>[^<]{0,300})</a>"
PIPED = r"<(?P<piped>[^\s<>|]{1,4000})\|(?P<words>[^<>|]{0,300})>"  # as Slack has them
WRAPPED = re.compile(f"{ANCHOR}|{MARKDOWN}|{PIPED}", re.IGNORECASE)
DEFINITION = re.compile(r"^([ >*+\d.)-]*)\[([^\]\n]{1,300})\]:", re.MULTILINE)  # [name]: target
TAG = re.compile(r"<(?P<closes>/?)(?P<name>[a-z][^\s/<>]*)(?P<attributes>[^<>]{0,4000})>", re.IGNORECASE)


class Repair:
    """One text's repair, counted on the way.

    Attributes:
        mended: How many links were put right.
        removed: How many were taken out.
    """

    def __init__(self, real: Real, note: str) -> None:
        self._real, self._note = real, note
        self.mended = self.removed = 0

    def repaired(self, text: str) -> str:
        """Return the text with what was found wrong put right; whoever asks looks at it again."""
        unwrapped = TYPESET.sub(self._typeset, WRAPPED.sub(self._unwrapped, text))
        unwrapped = DEFINITION.sub(r"\1\2:", unwrapped)
        unwrapped = TAG.sub(self._untagged, unwrapped)
        if self._real.made:
            unwrapped = any_form(self._real.made).sub(self._known, unwrapped)
        wrong = (one for one in addresses(unwrapped) if is_wrong(one, self._real))
        for address in reversed(_apart(wrong)):
            unwrapped = self._replaced(unwrapped, address)
        return unwrapped

    def _unwrapped(self, match: re.Match[str]) -> str:
        """Return a link without its Markdown or HTML: the words shown could name another place than where it leads."""
        label, target, is_clear = _read(match)
        stands = self._real.permits_loading(target) if match["picture"] else self._real.permits(target)
        return match.group() if stands and is_clear and not _names_a_place(label) else self._in_words(label, target)

    def _typeset(self, match: re.Match[str]) -> str:
        """Return LaTeX's link or picture as words and an address; no other program reads it as one."""
        return self._in_words(match["called"] or "", match["to"].strip())

    def _in_words(self, label: str, target: str) -> str:
        words = "" if _names_a_place(label) else label.strip()
        meant = target if self._real.permits(target) else self._real.meant_by(target)
        if meant is None:
            self.removed += 1
            return f"{words} {self._note}".strip()
        self.mended += 1
        return f"{words}: {meant}" if words else meant

    def _untagged(self, match: re.Match[str]) -> str:
        if match["name"].lower() not in ACTIVE and "=" not in match["attributes"]:
            return match.group()
        if match["closes"]:
            return ""
        self.removed += 1
        return self._note

    def _known(self, match: re.Match[str]) -> str:
        link = next(link for place, link in enumerate(self._real.made) if match[f"made{place}"])
        self.mended += match.group() != link
        return link

    def _replaced(self, text: str, address: Address) -> str:
        written = address.text.rstrip(TRAILING)
        if is_permitted(address, self._real):  # and what stands behind it would make it another
            return f"{text[: address.end]} {text[address.end :]}"
        if made := next((one for one in self._real.made if _goes_on_in_words(written, one)), None):
            self.mended += 1
            end = address.start + len(made)
            return f"{text[:end]} {text[end:]}"
        meant = self._real.meant_by(written)
        self.mended += meant is not None
        self.removed += meant is None
        behind = address.end - (len(address.text) - len(written))
        return text[: address.start] + (meant or self._note) + text[behind:]


def _read(match: re.Match[str]) -> tuple[str, str, bool]:
    """Return a link's words, where it leads, and whether programs that know no such link read the same address."""
    if match["inside"] is not None:
        return match["label"], decoded(TITLE.sub("", match["inside"]).strip().strip("<>")), True
    if match["piped"] is not None:
        return match["words"], html.unescape(match["piped"]), False
    found = HREF.search(match["attributes"])
    target = html.unescape(next(filter(None, found.groups()), "")) if found else ""
    return match["shown"], target, found is None or found[3] is None  # without quotes, ``>Pay`` may belong to it


def _names_a_place(label: str) -> bool:
    return any(not one.is_bare for one in addresses(label))


def _apart(wrong: Iterable[Address]) -> list[Address]:
    """Return addresses in their order, of two that overlap the first: the other is looked at again without it."""
    kept: list[Address] = []
    for address in sorted(wrong, key=lambda one: (one.start, -one.end)):
        if not kept or address.start >= kept[-1].end:
            kept.append(address)
    return kept


def _goes_on_in_words(written: str, made: str) -> bool:
    """Return whether an address is a made link and then words or signs that no address holds unencoded."""
    return written.startswith(made) and written[len(made) : len(made) + 1] > "~"


def is_wrong(address: Address, real: Real) -> bool:
    """Return whether an address may not be told as it stands in its text."""
    counts = real.strict or not address.is_bare
    return counts and (address.goes_on or not is_permitted(address, real))


def is_permitted(address: Address, real: Real) -> bool:
    """Return whether an address may be told as it is written, with or without the punctuation behind it."""
    return real.permits(address.text) or real.permits(address.text.rstrip(TRAILING))
