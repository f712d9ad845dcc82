"""`Words`: a language's words and phrases, read from its file; `Lexicon` looks them up in one pass over a message."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated

from babel import Locale
from pydantic import BaseModel, BeforeValidator, ConfigDict

from limio_sales_agent.reading.rules.tokens import fold, tokens_of
from limio_sales_agent.strict_yaml import read_mapping

FOLDER = Path(__file__).parent.parent / "words"
UMLAUTS = {"\u00e4": ("a", "ae"), "\u00f6": ("o", "oe"), "\u00fc": ("u", "ue")}  # typed either way
Phrase = tuple[str, ...]
Label = tuple[str, str]


def _listed(told: object) -> object:
    """Return a text with commas as its parts."""
    return tuple(filter(None, (part.strip() for part in told.split(",")))) if isinstance(told, str) else told


def _equated(told: object) -> object:
    """Return "one = 1, two = 2" as a mapping."""
    parts = (part.partition("=") for part in told.split(",") if part.strip()) if isinstance(told, str) else None
    return {part.strip(): value.strip() for part, _, value in parts} if parts else told


Phrases = Annotated[tuple[str, ...], BeforeValidator(_listed)]
Values = Annotated[Mapping[str, int], BeforeValidator(_equated)]
Forms = Annotated[Mapping[str, str], BeforeValidator(_equated)]


class Part(BaseModel):
    """A part of a language's file in which every key must be known; ``words/en.yaml`` says what each is for."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Sentences(Part):
    """How a wish is put: in one of these phrases, or with one of each group of `together` in one sentence."""

    phrases: Phrases = ()
    together: tuple[Phrases, ...] = ()


class Promises(Part):
    """What a model's prose may say only where the team's own words do; each also stands for its inflections."""

    prices: Phrases
    claims: Phrases
    times: Phrases
    amounts: Phrases
    machine: Phrases


class AsksAbout(Part):
    """What a question about something holds; one about their details has a phrase of `reasons` before one of those."""

    price: Phrases
    sold: Phrases
    terms: Phrases
    room: Phrases
    features: Phrases
    differences: Phrases
    reasons: Phrases
    details: Phrases


class Beside(Part):
    """Single words that stand beside a name or an address."""

    roles: Phrases
    kin: Phrases
    houses: Phrases
    families: Phrases = ()
    mine: Phrases
    greetings: Phrases
    toward: Phrases
    sending: Phrases
    calling: Phrases
    in_copy: Phrases
    asides: Phrases
    shortened: Phrases = ()
    at: Phrases
    mailboxes: Phrases = ()


class Asides(Part):
    """What is told beside a yes, and makes it none the less one.

    Attributes:
        plainly: Who says this says yes to what was asked, and not only that it was understood.
        beside: What may stand in a clause that tells something.
        told: What such a clause tells by: leave that was given, a look that was taken, thanks, an excuse, joy.
        fine: What it tells by where a verb says that it is so: "they are fine with it".
        misgivings: What it tells by where a yes follows.
        settled: What may stand behind a misgiving, and settles it.
        wanting: What no such clause holds: a wish, what is open, what went wrong.
        verbs: What asks, or makes a condition, where it comes first: "is the boss".
        inverts: What asks by its order, or is going on.
    """

    plainly: Phrases
    beside: Phrases
    told: Phrases
    fine: Phrases
    misgivings: Phrases
    settled: Phrases
    wanting: Phrases
    verbs: Phrases
    inverts: Phrases


class Words(Part):
    """A language's words and phrases, as its customers write them; never patterns."""

    name: str
    nouns_have_capitals: bool = False
    yes: Phrases
    seems: Phrases
    praise: Phrases
    please: Phrases
    acts: Phrases
    adds: Phrases
    things: Phrases
    goods: Phrases
    paying: Phrases
    later: Phrases
    topics: Phrases
    approves: Phrases
    receipts: Phrases
    nods: Phrases
    leads: Phrases
    no: Phrases
    nothing_more: Phrases
    leaving: Phrases
    doubt: Phrases
    fillers: Phrases
    glue: Phrases
    fields: Phrases
    support: Phrases
    approvers: Phrases
    conditions: Phrases
    unfinished: Phrases
    negators: Phrases
    breaks: Phrases
    corrections: Phrases
    questions: Phrases
    requests: Phrases
    do_not_know: Phrases
    other: Phrases
    intents: Mapping[str, Sentences]
    numbers: Values
    people: Phrases
    one_person: Phrases
    only_me: Phrases
    speaker: Phrases
    relatives: Phrases
    third_person: Phrases
    two_people: Phrases
    copies: Phrases
    groups: Phrases
    other_units: Phrases
    more: Phrases
    also: Phrases
    fewer: Phrases
    days: Phrases
    sums: Phrases
    now: Phrases
    joins: Phrases
    to: Phrases
    between: Phrases
    of_which: Phrases
    of_those: Phrases
    only: Phrases
    users: Phrases
    formerly: Phrases
    vaguely: Phrases
    aged: Phrases
    being: Phrases
    priced: Phrases
    priced_at: Phrases
    pointing: Phrases
    budget: Phrases
    at_most: Phrases
    not_budget: Phrases
    per_person: Phrases
    in_total: Phrases
    periods: Mapping[str, Phrases]
    billing: Mapping[str, Phrases]
    payment: Mapping[str, Phrases]
    prefer: Mapping[str, Phrases]
    currencies: Mapping[str, Phrases]
    thousands: Phrases
    titles: Phrases
    name_is: Phrases
    i_am: Phrases
    last_name_is: Phrases
    company_is: Phrases
    company_at: Phrases
    company_ends: Phrases
    closings: Phrases
    beside: Beside
    code_words: Phrases
    place_words: Phrases
    countries: Mapping[str, Phrases]
    gift: Phrases
    ordinals: Values
    option_words: Phrases
    for_whom: Phrases
    both: Phrases
    told_beside: Asides
    asks_about: AsksAbout
    promises: Promises
    common: Phrases
    short_forms: Forms = {}


class Lexicon:
    """What a language's phrases stand for.

    Attributes:
        language: ISO-639 code.
        words: The phrases.
        index: Where each phrase is looked up.
        asides: Where what is told beside a yes is looked up, and nothing else is read from.
        vocabulary: Every word that stands in a phrase.
        alone: What a word stands for by itself, whatever phrase it is a part of: the names of its lists.
        together: The wishes that are put by one phrase of each of several groups in one sentence.
        short_forms: What is written in one, and how it is written out.
        shortened: What they begin with.
    """

    def __init__(self, language: str, words: Words) -> None:
        self.language, self.words = language, words
        self.index = Index()
        for label, phrase in _labelled(words):
            self.index.add(phrase, label)
        for code, place in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha():
                self.index.add(place, ("country", code))
        self.asides = Index()
        for name, phrases in words.told_beside:
            for phrase in phrases:
                self.asides.add(phrase, (name, ""))
        self.vocabulary = self.index.vocabulary
        self.alone = {one[0]: frozenset(dict(held)) for one, held in self.index.labels.items() if len(one) == 1}
        self.together = {intent: told.together for intent, told in words.intents.items() if told.together}
        self.short_forms = {_spelt(short)[0]: _spelt(long)[0] for short, long in words.short_forms.items()}
        self.shortened = frozenset(short[0] for short in self.short_forms)


class Index:
    """Phrases, the labels they go by, and how long those are that begin with a word."""

    def __init__(self) -> None:
        self.labels: dict[Phrase, set[Label]] = defaultdict(set)
        self.sizes: dict[str, set[int]] = defaultdict(set)
        self.vocabulary: set[str] = set()
        self._by_letter: dict[str, list[str]] = {}

    def add(self, phrase: str, label: Label) -> None:
        """Let a phrase stand for a label."""
        for words in _spelt(phrase):
            if words:
                self.labels[words].add(label)
                self.sizes[words[0]].add(len(words))
                self.vocabulary.update(words)

    def beginning_with(self, letter: str) -> list[str]:
        """Return the words that begin with a letter."""
        if not self._by_letter:
            for word in sorted(self.vocabulary):
                self._by_letter.setdefault(word[0], []).append(word)
        return self._by_letter.get(letter, [])


def _labelled(words: Words) -> Iterator[tuple[Label, str]]:
    for name, held in words:
        if isinstance(held, tuple):
            yield from (((name, ""), phrase) for phrase in held)
        elif name in {"numbers", "ordinals"}:
            yield from (((name, str(number)), phrase) for phrase, number in held.items())
        elif name == "intents":
            yield from _wishes(held)
        elif name not in {
            "name",
            "told_beside",
            "nouns_have_capitals",
            "asks_about",
            "beside",
            "promises",
            "short_forms",
        }:
            kind = "country" if name == "countries" else name
            yield from (((kind, value), phrase) for value, phrases in held.items() for phrase in phrases)


def _wishes(intents: Mapping[str, Sentences]) -> Iterator[tuple[Label, str]]:
    for intent, told in intents.items():
        yield from ((("intents", intent), phrase) for phrase in told.phrases)
        for place, group in enumerate(told.together):
            yield from ((("part", f"{intent}/{place}"), phrase) for phrase in group)


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
    return [lexicon(language).words.name for language in languages()]


@cache
def lexicon(language: str) -> Lexicon:
    """Return a language's phrases; ValidationError names the key of its file that is at fault."""
    return Lexicon(language, Words.model_validate(read_mapping(FOLDER / f"{language}.yaml")))


@cache
def listed(*names: str) -> frozenset[str]:
    """Return the words of some lists in any language, as they are looked up: a message that is a name tells none."""
    words = [lexicon(language).words for language in languages()]
    held = (part for one in words for part in (one, one.beside))
    return frozenset(fold(word) for part in held for name in names for word in getattr(part, name, ()))
