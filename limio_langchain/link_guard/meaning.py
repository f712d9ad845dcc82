"""Which real link a written one stands for, if any."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from urllib.parse import parse_qs, unquote, urlsplit

from limio_langchain.link_guard.urls import one_form

FEW_EDITS, ONE_IN = 3, 20  # characters that may differ in a link meant as a real one: three, or one in twenty
LONGEST = 4000  # characters of a link that are compared


@dataclass(frozen=True)
class Real:
    """The links that may be told.

    Attributes:
        made: Links that were made in this conversation, oldest first; a changed one is put right.
        allowed: Further links that may stand as they are; one that ends in ``/`` allows what lies below it.
        strict: Whether a bare name such as example.com counts as a link too.
    """

    made: Sequence[str] = ()
    allowed: Collection[str] = ()
    strict: bool = False

    def permits(self, url: str) -> bool:
        """Return whether a link may be told."""
        form = one_form(url)
        below = any(one.endswith("/") and form.startswith(one) for one in self._allowed)
        return form in self._made or form in self._allowed or below

    def permits_loading(self, url: str) -> bool:
        """Return whether something may be loaded by itself; a link made for a customer is for them to follow."""
        return self.permits(url) and one_form(url) not in self._made

    @cached_property
    def _made(self) -> frozenset[str]:
        return frozenset(map(one_form, self.made))

    @cached_property
    def _allowed(self) -> frozenset[str]:
        return frozenset(map(one_form, self.allowed))

    def meant_by(self, link: str) -> str | None:
        """Return the made link that `link` is a changed form of, or None for an invented one."""
        told = _comparable(link[:LONGEST])
        close = [one for one in self.made if _is_a_form_of(told, one)]
        # Of two as near, the newest: a changed order's link replaces the one before.
        return max(reversed(close), key=lambda one: _likeness(told, one), default=None)


def _is_a_form_of(told: str, made: str) -> bool:
    true = _comparable(made)
    host, _, tail = true.partition("/")
    if true.startswith(told):
        return len(told) > len(host) + 1  # cut short, but of more than the shop's front page
    if tail and told.partition("/")[2] == tail:
        return True  # the right way at another host
    if _is_signed(made) and told.partition("?")[0] == true.partition("?")[0]:
        return True  # nobody but the API can make one, so no other one is meant
    return _edits(told, true) <= _most_edits(true)


def _comparable(link: str) -> str:
    seen = "".join(c for c in unicodedata.normalize("NFKC", link) if unicodedata.category(c) != "Cf")
    bare = re.sub(r"^[a-z][a-z0-9+.-]*:[\\/]+|^[\\/]{2}", "", unquote(html.unescape(seen)), flags=re.IGNORECASE)
    return bare.replace("+", " ").casefold()


def _is_signed(made: str) -> bool:
    """Return whether a link carries what nobody could write by hand, as a purchase link does not."""
    query = parse_qs(urlsplit(made).query)
    return bool(query) and not {"purchase", "label"} & set(query)


def _most_edits(true: str) -> int:
    return max(FEW_EDITS, len(true) // ONE_IN)


def _edits(told: str, true: str) -> int:
    if abs(len(told) - len(true)) > _most_edits(true):
        return len(true)
    steps = SequenceMatcher(None, told, true, autojunk=False).get_opcodes()
    return sum(max(b - a, d - c) for step, a, b, c, d in steps if step != "equal")


def _likeness(told: str, made: str) -> float:
    return SequenceMatcher(None, told, _comparable(made), autojunk=False).ratio()
