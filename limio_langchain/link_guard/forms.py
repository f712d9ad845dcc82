"""A real link in any form a model gives it: encoded, decoded, in other case, broken over lines."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from urllib.parse import quote, unquote

START = r"(?<![\w@.%/\\-])"  # not in the middle of a word, an e-mail address or another link
# No more of the link follows: neither a character of it, nor punctuation with one behind it.
END = r"(?![\w/%&=?#@:~+\\-]|[.,;!'()*$]+[\w/%&=?#])"
GAP = r"[\s\\\u200b-\u200d\u2060\ufeff]{0,3}"  # a line broken by the model, Markdown's backslashes, unseen characters


def any_form(made: Sequence[str]) -> re.Pattern[str]:
    """Return what finds the links in any form; the one at place 3 is found as the group ``made3``.

    Args:
        made: Links, at least one.
    """
    forms = "|".join(f"(?P<made{place}>{_any_form(link)}{END})" for place, link in enumerate(made))
    return re.compile(forms, re.IGNORECASE)


def _any_form(link: str) -> str:
    scheme, mark, rest = link.partition("://")
    return f"(?:{_units(scheme + mark)}{GAP}|{START}){_units(rest)}" if mark else _units(link)


def _units(text: str) -> str:
    return GAP.join(_unit(unit) for unit in re.findall(r"%[0-9A-Fa-f]{2}|.", text, re.DOTALL))


def _unit(unit: str) -> str:
    raw = unquote(unit)
    raw = raw if raw.isascii() else unit  # one byte of a longer character
    once = quote(raw, safe="")
    forms = dict.fromkeys(map(re.escape, (unit, once, quote(once, safe=""), raw, html.escape(raw))))
    forms |= dict.fromkeys((r"\+", r"\s")) if raw == " " else {}
    return f"(?:{'|'.join(forms)})" if len(forms) > 1 else next(iter(forms))
