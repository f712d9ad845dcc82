"""`Lexicon`: a language's words and phrases, read from its file, and looked up in one pass over a message."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import chain, product
from pathlib import Path
from typing import Any

from babel import Locale

from limio_sales_agent.reading.rules.tokens import fold, tokens_of
from limio_sales_agent.strict_yaml import read_mapping

FOLDER = Path(__file__).parent.parent / "words"
UMLAUTS = {"\u00e4": ("a", "ae"), "\u00f6": ("o", "oe"), "\u00fc": ("u", "ue")}  # typed either way
# Lists that no message is looked up in; each rule that knows one looks up what it needs.
APART = frozenset({"name", "nouns_have_capitals", "together", "beside", "asks_about", "promises", "short_forms"})
Phrase = tuple[str, ...]
Label = tuple[str, str]


class Index:
    """Phrases, the labels they go by, how long those are that begin with a word, and the words that begin with a letter."""

    def __init__(self) -> None:
        self.labels: dict[Phrase, set[Label]] = defaultdict(set)
        self.sizes: dict[str, set[int]] = defaultdict(set)
        self.vocabulary: set[str] = set()
        self.beginning: dict[str, set[str]] = defaultdict(set)

    def add(self, phrase: str, label: Label) -> None:
        """Let a phrase stand for a label."""
        for words in _spelt(phrase):
            if words:
                self.labels[words].add(label)
                self.sizes[words[0]].add(len(words))
                self.vocabulary.update(words)
                for word in words:
                    self.beginning[word[0]].add(word)


class Lexicon:
    """What a language's phrases stand for.

    Attributes:
        language: ISO-639 code.
        lists: The phrases of each list, by what they stand for in it: "" where that is the list's name alone.
        together: The wishes that are put by one phrase of each of several groups in one sentence.
        index: Where each phrase is looked up.
        vocabulary: Every word that stands in a phrase.
        alone: What a word stands for by itself, whatever phrase it is a part of: the names of its lists.
        short_forms: What is written in one, and how it is written out.
    """

    def __init__(self, language: str, told: Mapping[str, Any]) -> None:
        self.language = language
        self.lists = {name: _phrases(held) for name, held in told.items() if name != "together"}
        self.together = {wish: [tuple(_parts(group)) for group in groups] for wish, groups in told["together"].items()}
        self.nouns_have_capitals = "nouns_have_capitals" in told
        self.index = Index()
        for label, phrase in chain(self._labelled(), _countries(language)):
            self.index.add(phrase, label)
        self.vocabulary = self.index.vocabulary
        self.alone = {one[0]: frozenset(dict(held)) for one, held in self.index.labels.items() if len(one) == 1}
        forms = self.lists.get("short_forms", {}).items()
        self.short_forms = {" ".join(_spelt(short)[0]): _spelt(long)[0] for long, held in forms for short in held}

    def phrases(self, name: str, value: str = "") -> tuple[str, ...]:
        """Return the phrases of a list, or those of them that stand for a value."""
        return self.lists[name][value]

    def _labelled(self) -> Iterator[tuple[Label, str]]:
        for name in self.lists.keys() - APART:
            for value, phrases in self.lists[name].items():
                yield from (((name, value), phrase) for phrase in phrases)
        yield from ((("currencies", code), code) for code in self.lists["currencies"])  # "EUR 20"
        for wish, groups in self.together.items():
            for place, group in enumerate(groups):
                yield from ((("part", f"{wish}/{place}"), phrase) for phrase in group)


def _phrases(told: str | Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return a list's phrases by what they stand for: "one, single = 1", "month: a month, monthly", or one thing alone."""
    if not isinstance(told, str):
        return {value: tuple(_parts(phrases)) for value, phrases in told.items()}
    held: dict[str, tuple[str, ...]] = {}
    for part in _parts(told):
        phrase, _, value = (piece.strip() for piece in part.partition("="))
        held[value] = (*held.get(value, ()), phrase)
    return held


def _parts(told: str) -> Iterator[str]:
    """Yield the phrases of a text with commas; "fine by me/us" is two of them."""
    for part in told.split(","):
        if part.strip():
            yield from map(" ".join, product(*(word.split("/") for word in part.split())))


def _countries(language: str) -> Iterator[tuple[Label, str]]:
    for code, place in Locale(language).territories.items():
        if len(code) == 2 and code.isalpha():
            yield ("country", code), place


def _spelt(phrase: str) -> list[Phrase]:
    """Return the ways a phrase is looked up: one, and one more for each umlaut written as two letters."""
    letters = [UMLAUTS.get(letter, (letter,)) for letter in phrase.casefold()]
    both = any(len(one) > 1 for one in letters) and len(phrase) < 40
    ways = {"".join(one) for one in zip(*([w[0], w[-1]] for w in letters), strict=True)} if both else {phrase}
    return [tuple(one.word for one in tokens_of(way)) for way in sorted(ways)]


@cache
def languages() -> tuple[str, ...]:
    """Return the languages there are rules for, by ISO-639 code."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


def language_names() -> list[str]:
    """Return what the languages there are rules for call themselves."""
    return [lexicon(language).phrases("name")[0] for language in languages()]


@cache
def lexicon(language: str) -> Lexicon:
    """Return a language's phrases."""
    return Lexicon(language, read_mapping(FOLDER / f"{language}.yaml"))


@cache
def listed(*names: str) -> frozenset[str]:
    """Return the words of some lists in any language, as they are looked up: a message that is a name tells none."""
    held = [lexicon(language).lists for language in languages()]
    told = (lists[name][""] if name in lists else lists["beside"].get(name, ()) for lists in held for name in names)
    return frozenset(fold(word) for words in told for word in words)
