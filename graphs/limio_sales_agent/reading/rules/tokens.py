"""Words and marks: a message cut into them, and back to what was typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from limio_sales_agent.reading.card_numbers import CARD_MARK, strip_card_numbers

LONGEST = 4_000  # characters that are read; nobody orders in more
MOST = 600  # words and marks that are read; nobody orders in more
ENDS = frozenset(".!?\n;")
PAUSES = frozenset(',:()[]\u2013\u2014|"') | ENDS

_QUOTES = str.maketrans("\u2018\u2019\u02bc\u0060\u00b4\u201c\u201d\u2212\u2010\u2011", "'''''\"\"---")
_UNSEEN = re.compile(
    r"[\u200b-\u200f\u2060-\u2064\ufe0e\ufe0f\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\U0001f3fb-\U0001f3ff]"
)
_MARKED = re.compile(r"(?<=\w) ?[\[({] ?(?:at|ät|arobase) ?[\])}] ?(?=\w)", re.IGNORECASE)
_SPELT = re.compile(r"(?<=\w) (?:at|ät|arobase) (?=[\w-]+ (?:dot|punkt|point) \w)", re.IGNORECASE)
_DOT = re.compile(r"(?<=\w)(?: ?[\[({] ?(?:dot|punkt|point) ?[\])}] ?| (?:dot|punkt|point) )(?=\w)", re.IGNORECASE)
_QUOTED = re.compile(r"^>.*$", re.MULTILINE)
_JOINT = re.compile(r"(?<=[^\W\d_])['-](?=\w)|(?<=\w)['-](?=[^\W\d_])")
_TOKEN = re.compile(r"\d{1,3}(?:[ .,']\d{3})+(?!\d)(?:[.,]\d{1,2}(?!\d))?|\d+(?:[.,]\d+)*|[^\W\d_]+|\.{2,}|\n|\S")


class Token(NamedTuple):
    """One word, number or mark.

    Attributes:
        word: In small letters without accents, as words are looked up.
        start: Where it begins in what was typed.
        end: Where it ends.
    """

    word: str
    start: int
    end: int

    @property
    def is_number(self) -> bool:
        """Whether it is written in digits."""
        return self.word[0].isdigit()

    @property
    def is_word(self) -> bool:
        """Whether it is written in letters."""
        return self.word[0].isalpha()


def tidy(text: str) -> str:
    """Return a text with one form for each quote, nothing unseen, no quoted reply and no card number."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST])[:LONGEST].translate(_QUOTES)
    plain = _QUOTED.sub("", _UNSEEN.sub("", plain).replace("\r", "\n"))
    return strip_card_numbers(_addressed(plain)).replace(CARD_MARK, " ").strip()


def _addressed(text: str) -> str:
    """Return a text with its address as such, where it is spelt out: "jo (at) brand.io", "jo at brand dot io"."""
    told = _SPELT.sub("@", _MARKED.sub("@", text))
    return text if told == text else _DOT.sub(".", told)


def tokens_of(text: str) -> list[Token]:
    """Return the words, numbers and marks of a tidied text; an apostrophe or a hyphen within a word is none."""
    found = (one for one in islice(_TOKEN.finditer(text), MOST) if not _JOINT.match(text, one.start()))
    return [Token(word, *one.span()) for one in found if (word := fold(one[0]))]


def words_of(text: str) -> list[str]:
    """Return the words and numbers of any text, as they are looked up."""
    return [one.word for one in tokens_of(tidy(text)) if one.is_word or one.is_number]


@lru_cache(maxsize=1_024)
def words_of_name(name: str) -> tuple[str, ...]:
    """Return the same of what the shop or its team wrote; kept, since it is looked up anew with each message."""
    return tuple(words_of(name))


def fold(text: str) -> str:
    """Return a text in small letters without accents."""
    if text.isascii():
        return text.lower()
    return "".join(_folded(text.casefold())).replace("\u0153", "oe").replace("\u00e6", "ae")


def _folded(text: str) -> Iterator[str]:
    return (letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
