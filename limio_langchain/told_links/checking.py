"""A text with no link in it but real ones."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from limio_langchain.told_links.meaning import Real
from limio_langchain.told_links.spotting import SPOTTED, TRAILING, pattern_for, plain

KEEPS = ("mailto:", "tel:")  # no page opens behind these
HREF = re.compile(r"href\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)

ROUNDS = 6  # what is put in a link's place can complete another around it; a text that never settles is not told

TITLE = re.compile(r"\s+(?:\"[^\"]*\"|'[^']*')\s*$")  # [words](target "title")


@dataclass(frozen=True)
class Checked:
    """A text whose every link is real.

    Attributes:
        text: The text.
        mended: How many links were put right.
        removed: How many were taken out.
    """

    text: str
    mended: int = 0
    removed: int = 0


def check_links(text: str, real: Real, note: str) -> Checked:
    """Return a text with each changed link put right and each invented one replaced by a note.

    Args:
        text: What a model wrote.
        real: What may be told.
        note: Stands in an invented link's place.

    Returns:
        The text, the very same where every link in it is real.
    """
    told, mended, removed = text, 0, 0
    for _ in range(ROUNDS):
        checked = _checked_once(told, real, note)
        if checked.text == told:
            return Checked(told, mended, removed)
        told, mended, removed = checked.text, mended + checked.mended, removed + checked.removed
    return Checked(note, mended, removed + 1)


def _checked_once(text: str, real: Real, note: str) -> Checked:
    shown = plain(text)
    if not SPOTTED.search(shown):
        return Checked(text)
    checking = _Checking(real, note)
    told = pattern_for(real.made).sub(checking.put_right, shown)
    return Checked(text) if checking.found_nothing_wrong(text) else Checked(told, checking.mended, checking.removed)


class _Checking:
    """One text's links, counted on the way."""

    def __init__(self, real: Real, note: str) -> None:
        self._real, self._note = real, note
        self._kept: list[str] = []
        self.mended = self.removed = 0

    def found_nothing_wrong(self, text: str) -> bool:
        """Return whether each link was right, and stands in the text without unseen characters inside it."""
        right = not self.mended and not self.removed
        return right and all(text.count(link) >= self._kept.count(link) for link in self._kept)

    def put_right(self, match: re.Match[str]) -> str:
        """Return what stands in a found link's place."""
        if match["inside"] is not None:
            return self._unwrapped(match.group(), match["label"], TITLE.sub("", match["inside"]).strip().strip("<>"))
        if match["attributes"] is not None:
            found = HREF.search(match["attributes"])
            target = html.unescape(next(filter(None, found.groups()), "")) if found else ""
            return self._unwrapped(match.group(), match["shown"], target)
        if match["bare"]:
            return self._bare(match["bare"])
        return self._mend(match.group(), self._found(match))

    def _found(self, match: re.Match[str]) -> str:
        return next(link for place, link in enumerate(self._real.made) if match[f"made{place}"])

    def _unwrapped(self, whole: str, label: str, target: str) -> str:
        """Return a link without its Markdown or HTML: the words shown could name another place than where it leads."""
        if not re.search(r"[:/.%\\]", target) or target.lower().startswith(KEEPS):
            return whole
        removed = self.removed
        match = pattern_for(self._real.made).fullmatch(target)
        known = match and match["bare"] is None and match["inside"] is None and match["attributes"] is None
        link = self._found(match) if match and known else self._bare(target)
        words = "" if SPOTTED.search(label) else label.strip()
        if self.removed > removed:
            return f"{words} {link}".strip()
        self.mended += 1
        return f"{words}: {link}" if words else link

    def _bare(self, written: str) -> str:
        link = written if self._real.holds(written) else written.rstrip(TRAILING)
        after = written[len(link) :]
        if self._real.holds(link):
            self._kept.append(link)
            return written
        meant = self._real.meant_by(link)
        if meant:
            return self._mend(link, meant) + after
        self.removed += 1
        return self._note + after

    def _mend(self, written: str, link: str) -> str:
        if written == link:
            self._kept.append(link)
        else:
            self.mended += 1
        return link
