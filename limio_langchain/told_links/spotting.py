"""What counts as a link in a text: what chat pages turn into one, and real links in any form.

That is an address with a scheme, with ``//`` or with a path, a bare domain, and Markdown and HTML around a target. An
address spelt out in words ("shop dot example") is not seen.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence
from urllib.parse import quote, unquote

# Endings of bare domains that chat pages underline; a domain with a path needs none of these.
ENDINGS = (
    "com|net|org|io|co|uk|de|fr|es|nl|eu|ie|ca|au|app|dev|shop|store|site|online|info|biz|xyz|ai|link|page|pay|click"
    "|top|live|ly|gg|tv|cc|ru|cn|example|test|COM|NET|ORG"
)
REST = r"[!#$%&()*+,\-./0-9:;=?@A-Z_a-z~\\]*"  # ASCII that a link may go on with, backslash because browsers forgive it
START = r"(?<![\w@.%/\\-])"  # not in the middle of a word, an e-mail address or another link
BARE = (
    rf"[a-z][a-z0-9+.-]{{1,20}}:[\\/]{{1,3}}[^\s/<>\"'`()]+{REST}"
    rf"|[a-z]{{2,10}}%3a%2f%2f[^\s<>\"'`()]+"
    rf"|(?:javascript|data|vbscript):[^\s<>\"'`]+"
    rf"|(?<![:\w/\\])[\\/]{{2}}[\w-]+\.[\w.-]+{REST}"
    rf"|{START}(?:[\w-]+\.)+[a-z]{{2,24}}(?::\d+)?[/?#]{REST}"
    rf"|{START}(?:\d{{1,3}}(?:\.\d{{1,3}}){{3}}|localhost)(?::\d+)?[/?#]{REST}"
    rf"|{START}(?:[\w-]+\.)+(?-i:{ENDINGS})\b(?!@|-\w|\.\w)"
)
MARKDOWN = r"!?\[(?P<label>[^\]\n]{0,300})\]\((?P<inside>[^)\n]{0,4000})\)"
ANCHOR = r"<a\s(?P<attributes>[^>]{0,4000})>(?P<shown>[^<]{0,300})</a>"
# No more of the link follows: neither a character of it, nor punctuation with one behind it.
END = r"(?![\w/%&=?#@:~+\\-]|[.,;!'()*$]+[\w/%&=?#])"
GAP = r"[\s\\]{0,3}"  # a line broken by the model, or Markdown's backslashes
TRAILING = ".,;:!?'\")]}*_~>`"
SPOTTED = re.compile(f"{ANCHOR}|{MARKDOWN}|(?P<bare>{BARE})", re.IGNORECASE)


def links_in(text: str) -> list[str]:
    """Return the links that stand in a text as they are, without punctuation behind them."""
    return [match["bare"].rstrip(TRAILING) for match in SPOTTED.finditer(text) if match["bare"]]


def plain(text: str) -> str:
    """Return text in one form of each letter and without unseen characters, which hide a link or break one."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")


def pattern_for(made: Sequence[str]) -> re.Pattern[str]:
    """Return what finds links, the made ones in any form: encoded, decoded, in other case, broken over lines.

    Args:
        made: Links; the one at place 3 is found as the group ``made3``.
    """
    known = "".join(f"(?P<made{place}>{_any_form(link)}{END})|" for place, link in enumerate(made))
    return re.compile(f"{ANCHOR}|{MARKDOWN}|{known}(?P<bare>{BARE})", re.IGNORECASE)


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
