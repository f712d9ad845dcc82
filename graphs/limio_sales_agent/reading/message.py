"""`Message`: what was typed beside what is read, with the way back from one to the other."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from limio_sales_agent.reading.cards import CARD_MARK, strip_card_numbers

LONGEST = 4_000  # characters that are read; nobody orders in more
HOLE = "\ufffc"  # stands, once a character, for what has been read already

Span = tuple[int, int]
NEAR = 60  # characters before a word in which what bears on it stands

_QUOTES = str.maketrans("\u2018\u2019\u02bc\u0060\u00b4\u201c\u201d\u2013\u2014\u2212", "'''''\"\"---")
_UNSEEN = re.compile(r"[\u200b-\u200f\u2060-\u2064\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f]|" + HOLE)
_QUOTED_REPLY = re.compile(r"^(?:>.*|on .{5,80} wrote:)$", re.IGNORECASE | re.MULTILINE)
_SPACES = re.compile(r"[^\S\n]+")
# What keeps its "s" when the apostrophe goes; elsewhere it stands for "is" or tells whose.
_ONE_WORD = frozenset("it that what where who there here how let name when".split())
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|[^\w\s]|[\w]+|\s+")


@dataclass(frozen=True)
class Message:
    """One message in two forms.

    Attributes:
        raw: As typed, tidied; what has been read is punched out.
        read: In small letters, without apostrophes, spelt as the vocabulary spells; patterns run on this.
        places: For each word of `read`, in order, its span there and the span in `raw` that it stands for.
    """

    raw: str
    read: str
    places: tuple[tuple[Span, Span], ...]

    def typed(self, span: Span) -> str:
        """Return what was typed where `read` has this span."""
        behind = self._behind(span)
        return self.raw[behind[0][1][0] : behind[-1][1][1]].strip() if behind else ""

    def without(self, *spans: Span) -> Message:
        """Return the message with these spans of `read` punched out of both forms."""
        raw, read = self.raw, self.read
        for span in spans:
            read = punch(read, span)
            raw = punch_all(raw, (typed for _, typed in self._behind(span)))
        return replace(self, raw=raw, read=read)

    def rewritten(self, pattern: re.Pattern[str], write: Callable[[re.Match[str]], str]) -> Message:
        """Return the message with each match in `read` written otherwise; `raw` stays as typed."""
        places: list[tuple[Span, Span]] = []
        text, done = "", 0
        for match in pattern.finditer(self.read):
            places += self._moved((done, match.start()), len(text))
            text += self.read[done : match.start()]
            behind = self._behind(match.span())
            written = write(match)
            places.append(((len(text), len(text) + len(written)), (behind[0][1][0], behind[-1][1][1])))
            text, done = text + written, match.end()
        places += self._moved((done, len(self.read)), len(text))
        return replace(self, read=text + self.read[done:], places=tuple(places))

    def _behind(self, span: Span) -> tuple[tuple[Span, Span], ...]:
        first = bisect_right(self.places, span[0], key=lambda place: place[0][1])
        last = bisect_left(self.places, span[1], key=lambda place: place[0][0])
        return self.places[first:last]

    def _moved(self, span: Span, start: int) -> list[tuple[Span, Span]]:
        shift = start - span[0]
        return [((read[0] + shift, read[1] + shift), raw) for read, raw in self._behind(span)]


def tidy(text: str) -> str:
    """Return the text with one form for each quote and dash, nothing unseen, no quoted reply and no card number."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST])[:LONGEST].translate(_QUOTES)
    plain = _QUOTED_REPLY.sub("", _UNSEEN.sub("", plain))
    return _SPACES.sub(" ", strip_card_numbers(plain)).replace(CARD_MARK, HOLE).strip()


def parse(raw: str, spell: Callable[[str], str]) -> Message:
    """Return the message for a tidied text.

    Args:
        raw: The text, with what other readers took already punched out.
        spell: Gives a word in small letters as the vocabulary spells it.
    """
    places: list[tuple[Span, Span]] = []
    pieces: list[str] = []
    length = 0
    for word in _WORD.finditer(raw):
        read = _read(word[0], spell)
        places.append(((length, length + len(read)), word.span()))
        pieces.append(read)
        length += len(read)
    return Message(raw, "".join(pieces), tuple(places))


def _read(word: str, spell: Callable[[str], str]) -> str:
    if word.isspace():
        return "\n" if "\n" in word else " "
    if word[-2:].lower() == "'s" and word[:-2].lower() not in _ONE_WORD:
        return f"{_read(word[:-2], spell)} s"
    plain = word.lower().replace("'", "")
    return spell(plain) if plain.isalpha() else plain


def just_before(text: str, place: int) -> str:
    """Return the words right before a place; not all that come before, or long messages would take long."""
    return text[max(0, place - NEAR) : place]


def punch(text: str, span: Span) -> str:
    """Return the text with a span punched out, its length kept."""
    return text[: span[0]] + HOLE * (span[1] - span[0]) + text[span[1] :]


def punch_all(text: str, spans: Iterable[Span]) -> str:
    """Return the text with several spans punched out, its length kept."""
    for span in spans:
        text = punch(text, span)
    return text
