"""A team's knowledge: Markdown files cut at their headings, and the section that answers a question best."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from rapidfuzz import fuzz, process

from limio_sales_agent.strict_yaml import read_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

MAX_BYTES = 200_000
ENDINGS = frozenset({"s", "es", "ed", "er", "en", "ing"})  # of words too short to have a stem, such as "pay"
WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")

# Words that say nothing of what a question is about, in the languages that phrases are shipped in.
EMPTY_WORDS = frozenset(
    """a about accept after all allow also am an and any anyone are as at available be been before being but by can
    could did do does doing don't for from get give go got had has have having hello hey hi how i i'd i'm if in
    into is isn't it it's its just know let like many may me mine more much must my need no not now of off offer
    ok okay on one only or our out over own please possible provide really s shall she should so some something
    tell than thank thanks that that's the their them then there these they thing this those to too up us use
    very want was we we'd we're well were what what's when where which while who whom whose why will with
    without won't work works would yes you you're your yours
    ab aber als am an auch auf aus bei bieten bin bitte da das dass dem den der des die dies diese doch du ein
    eine einem einen einer er es für gibt habe haben hat ich ihr ihre im in ist ja kann können man mein meine
    mich mir mit möglich nach nein nicht noch nur ob oder sein sich sie sind so um und uns unser unsere vom von
    vor wann war was wenn wer werden wie wir wird wo zu zum zur über""".split()  # noqa: SIM905
)


@dataclass(frozen=True)
class Section:
    """A heading and the text under it.

    Attributes:
        title: The heading, without its marks; the file's name for what stands before the first.
        text: The text under it, as written.
        source: The file it stands in.
    """

    title: str
    text: str
    source: str


def read_sections(path: Path) -> list[Section]:
    """Read a Markdown file of at most 200 kB; YamlFault says why it cannot be read."""
    return sections_of(read_text(path, MAX_BYTES), path.name)


def sections_of(markdown: str, source: str) -> list[Section]:
    """Cut Markdown at its headings; a heading with nothing under it is no section."""
    lines = markdown.splitlines()
    starts = [(0, 0, source.rpartition(".")[0].replace("-", " ").replace("_", " ") or source)]
    tokens = MarkdownIt().parse(markdown)
    for opening, inline in pairwise(tokens):
        # A heading inside a list or a quotation belongs to that list or quotation.
        if opening.type == "heading_open" and opening.level == 0 and opening.map:
            starts.append((opening.map[0], opening.map[1], inline.content))
    ends = [start for start, _, _ in starts[1:]] + [len(lines)]
    cut = (
        Section(title, "\n".join(lines[body:end]).strip(), source)
        for (_, body, title), end in zip(starts, ends, strict=True)
    )
    return [section for section in cut if section.text]


def best_section(question: str, sections: Sequence[Section], *, threshold: float = 0.5) -> Section | None:
    """Return the section that answers a question best, or None when none does well enough.

    A section's score is the share of the question's words it holds, rare words counting for more and words of the
    body for less than words of the heading; words that no section knows count against all of them.

    Args:
        question: In the customer's words, misspelt ones included.
        sections: Where to look.
        threshold: The least score, from 0 to 1.

    Returns:
        The section, the earlier one of equals.
    """
    words = _words(question)
    if not words or not sections:
        return None
    titles = [_words(section.title) for section in sections]
    bodies = [_words(section.text) for section in sections]
    known = sorted(set().union(*titles, *bodies))
    asked = {_spelt(word, known) for word in words}
    weights = {word: _weight(word, titles, bodies) for word in sorted(asked)}
    scores = [
        sum(weight * _held(word, title, body) for word, weight in weights.items()) / sum(weights.values())
        for title, body in zip(titles, bodies, strict=True)
    ]
    best = max(scores)
    return sections[scores.index(best)] if best >= threshold else None


def _words(text: str) -> set[str]:
    found = (word.casefold().replace("\u2019", "'") for word in WORD.findall(text))
    return {word.removesuffix("'s") for word in found if _tells(word)}


def _tells(word: str) -> bool:
    return word not in EMPTY_WORDS and (len(word) > 1 or word.isdigit())


def _spelt(word: str, known: Iterable[str]) -> str:
    """Return the word as the sections spell it: a near miss of an unknown word is a typing error."""
    known = list(known)
    if len(word) < 5 or any(_same(word, other) for other in known):  # noqa: PLR2004  shorter words are near too much
        return word
    found = process.extractOne(word, known, scorer=fuzz.ratio, score_cutoff=82)
    return found[0] if found else word


def _weight(word: str, titles: Sequence[set[str]], bodies: Sequence[set[str]]) -> float:
    held = sum(_held(word, title, body) > 0 for title, body in zip(titles, bodies, strict=True))
    return math.log(1 + len(titles) / max(held, 1))


def _held(word: str, title: set[str], body: set[str]) -> float:
    if any(_same(word, other) for other in title):
        return 1.0
    return 0.75 if any(_same(word, other) for other in body) else 0.0


def _same(one: str, other: str) -> bool:
    """Tell whether two words share their stem: ``cancel`` and ``cancellation``, ``price`` and ``pricing``."""
    shorter, longer = sorted((one, other), key=len)
    if longer.removeprefix(shorter) in ENDINGS:
        return True
    stem = max(4, math.ceil(0.7 * len(shorter)))
    return one == other or (len(shorter) >= 4 and longer[:stem] == shorter[:stem])  # noqa: PLR2004
