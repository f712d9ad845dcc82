"""`Message`: one message as words, what they stand for, where its sentences and clauses end, and what is negated."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from typing import Any

from limio_sales_agent.reading.rules.spelling import is_known, spelt, written_out
from limio_sales_agent.reading.rules.tokens import ENDS, PAUSES, Token, tokens_of
from limio_sales_agent.reading.rules.words import Index, Label, Lexicon

WISHES = frozenset({"quote", "human", "link_again", "pay_now", "another_order"})  # "could I have a quote?" asks nothing
TOGETHER = frozenset({"yes", "doubt"})  # what wishes for something in several words, and in one word asks
ACTING = ("acts", "goods", "billing", "corrections", "copies", "people", *TOGETHER)  # what may be wished for
NO_WORDS = PAUSES | {"'", "-", "/"}
IDLE = frozenset({"fillers", "glue", "fields", "please"})  # words that say nothing of their own
IDLY = frozenset({"receipts", "nods", "doubt"})  # what a question may stand behind
MOST_BESIDE_A_LETTER = 3  # words and marks of a message in which "n" may be a no: "n, thanks"
_FIRST = attrgetter("first")


class Match:
    """A phrase in a message, and all it may stand for; each is itself alone.

    Attributes:
        first: Its first token.
        last: Its last token.
        labels: What it may stand for.
        values: The first value under each name.
        places: Its tokens.
    """

    __slots__ = ("first", "labels", "last", "places", "values")

    def __init__(self, first: int, last: int, labels: frozenset[Label]) -> None:
        self.first, self.last, self.labels = first, last, labels
        self.values = dict(sorted(labels, reverse=True) if len(labels) > 1 else labels)
        self.places = range(first, last + 1)

    def value(self, name: str) -> str | None:
        """Return what it stands for under a name, or None."""
        return self.values.get(name)


NOTHING = Match(-1, -1, frozenset())


@dataclass
class Message:
    """One message, cut up and looked up.

    Attributes:
        text: As typed, tidied.
        tokens: Its words and marks.
        matches: Its phrases, none inside of a longer one.
        lists: For each token, what it stands for by itself, whatever phrase it is a part of.
        ordinary: The tokens that are words of the language or of the catalogue.
        respelt: The tokens that were read as the nearest word that is known.
        nouns: Whether every noun has a capital, and not names alone.
        sentences: For each token, the number of its sentence.
        clauses: For each token, the number of its clause.
        negated: The tokens that a negator covers.
        taken: The tokens that something was read from.
        kept: The tokens of the address that was read as the customer's own.
        doubted: The tokens of a name that may be none: "jo@brand.io, Awaiting Approval".
        dropped: Whether another's address was left out.
        once: What a rule worked out of it, by what it is.
    """

    text: str
    tokens: list[Token]
    matches: list[Match]
    lists: list[frozenset[str]]
    ordinary: set[int]
    respelt: set[int]
    nouns: bool
    sentences: list[int] = field(default_factory=list)
    clauses: list[int] = field(default_factory=list)
    negated: set[int] = field(default_factory=set)
    taken: set[int] = field(default_factory=set)
    kept: set[int] = field(default_factory=set)
    doubted: set[int] = field(default_factory=set)
    dropped: bool = False
    once: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Number the sentences and the clauses, and find what is negated."""
        begins = {match.first for match in self.matches if ("breaks", "") in match.labels}
        sentence = clause = 0
        for place, one in enumerate(self.tokens):
            clause += place in begins
            self.sentences.append(sentence)
            self.clauses.append(clause)
            sentence += one.word[0] in ENDS
            clause += one.word[0] in PAUSES or (one.word == "-" and not {place - 1, place + 1} <= self.digits)
        self.negated = set(self._negated())

    def _negated(self) -> Iterator[int]:
        """Yield what follows a negator in its clause: one rule, for all that can be said not to be."""
        counted = self.digits | self.places(self.named("numbers"))
        corrects = counted | self.places(self.named("corrections"))
        after = 0
        for one in self.named("negators"):
            # "No 14" and "no, sorry, two" correct, and deny no 14; "drop two" denies none either.
            if ("no" in one.values and one.last + 1 in corrects) or ("fewer" in one.values and one.last + 1 in counted):
                continue
            after = max(one.last + 1, after)  # what one covers the next does, too
            while after < len(self.tokens) and self.clauses[after] == self.clauses[one.last]:
                yield after
                after += 1

    def named(self, *names: str) -> list[Match]:
        """Return the phrases that stand for one of these, in order, none that was read as something else."""
        by_name, taken = self._by_name, self.taken
        held = [by_name[name] for name in names if name in by_name]
        if not held:
            return []
        free = [one for matches in held for one in matches if taken.isdisjoint(one.places)]
        return sorted(free, key=_FIRST) if len(held) > 1 else free

    @cached_property
    def _by_name(self) -> dict[str, list[Match]]:
        held: dict[str, list[Match]] = {}
        for match in self.matches:
            for name in match.values:
                held.setdefault(name, []).append(match)
        return held

    def alone(self, *names: str) -> set[int]:
        """Return the words that by themselves stand for one of these, whatever phrase they are a part of."""
        return {place for place, held in enumerate(self.lists) if not held.isdisjoint(names)}

    @cached_property
    def idle(self) -> set[int]:
        """The words that say nothing of their own, "please" among them."""
        return self.alone(*IDLE)

    @cached_property
    def glue(self) -> set[int]:
        """Of these, the ones that hold together what does."""
        return self.alone("glue")

    @cached_property
    def digits(self) -> frozenset[int]:
        """The tokens that are numbers in digits."""
        return frozenset(place for place, one in enumerate(self.tokens) if one.is_number)

    @cached_property
    def numbered(self) -> list[int]:
        """The tokens at which a number may begin, in digits or in words."""
        return sorted({*self.digits, *(one.first for one in self.matches if "numbers" in one.values)})

    def words(self) -> Sequence[int]:
        """Return the places of its words and numbers, and of signs that are no punctuation."""
        return self._words

    @cached_property
    def _words(self) -> Sequence[int]:
        return [place for place, one in enumerate(self.tokens) if one.word not in NO_WORDS]

    def telling(self) -> set[int]:
        """Return those of its words that say something of their own."""
        return set(self._words) - self.idle

    def sentences_of(self, matches: Iterable[Match]) -> set[int]:
        """Return the numbers of the sentences that these phrases stand in."""
        return {self.sentences[match.first] for match in matches}

    def clauses_of(self, matches: Iterable[Match]) -> set[int]:
        """Return the numbers of the clauses that these phrases begin in."""
        return {self.clauses[match.first] for match in matches}

    def sentences_with(self, *names: str) -> set[int]:
        """Return the numbers of the sentences that hold one of these and do not negate it."""
        return self.sentences_of(filter(self.is_free, self.named(*names)))

    @cached_property
    def marked(self) -> set[int]:
        """The numbers of the sentences that end with a question mark."""
        marked = {self.sentences[place] for place, one in enumerate(self.tokens) if one.word == "?"}
        return marked.intersection(self.sentences[place] for place in self._words)  # "??" asks nothing

    @cached_property
    def asking(self) -> set[int]:
        """The numbers of the sentences that ask: by their mark, or by how a clause of theirs begins."""
        asks = self.alone("questions")
        # "What does it cost" is a part of what may be asked beside it, and asks by itself.
        opening = (
            one for one in self.matches if "questions" in one.values or ("part" in one.values and one.first in asks)
        )
        opened = self.sentences_of(one for one in opening if self.opens(one.first))
        return (self.marked - self._wishes() - self._echoes()) | opened

    def _wishes(self) -> set[int]:
        """Return the sentences that wish for something, or greet, in the form of a question: "could I have the link?"."""
        greeted = [one for one in self.matches if one.value("intents") == "greeting"]
        wished = [one for one in self.matches if one.value("intents") in WISHES]
        acts = (one for one in self.named(*ACTING) if self.is_free(one) and "requests" not in one.values)
        # "Could you do that?" agrees, "can I think about it?" hesitates; "could you confirm?" asks.
        wished += (one for one in acts if one.last > one.first or TOGETHER.isdisjoint(one.values))
        others = {self.sentences[place] for place in self.telling() - self.places(greeted)}
        return (self.sentences_with("requests") & self.sentences_of(wished)) | (self.sentences_of(greeted) - others)

    def _echoes(self) -> set[int]:
        """Return the sentences that say a name once more, and are answered at once: "Archive? No thanks"."""
        named = self.places(self.named("offer", "add_on", "offer_word", "add_on_word")) if self.marked else set()
        others = {self.sentences[place] for place in self._words if place not in named}
        return {one for one in self.marked - others if one < self.sentences[-1]}

    def begins(self, place: int) -> bool:
        """Whether a clause begins at a token."""
        return place == 0 or self.clauses[place] != self.clauses[place - 1]

    @cached_property
    def _politely(self) -> set[int]:
        said = [one for one in self.matches if one.value("intents") == "greeting" or not IDLY.isdisjoint(one.values)]
        return self.idle | self.places(said)

    def opens(self, place: int) -> bool:
        """Whether a clause begins at a token, but for a greeting and the like: "hi do you have an app", "hm whats in it"."""
        while not self.begins(place) and place - 1 in self._politely:
            place -= 1
        return self.begins(place)

    def take(self, first: int, last: int) -> None:
        """Read something from these tokens; nothing else is read from them."""
        self.taken.update(range(first, last + 1))

    @cached_property
    def starts(self) -> dict[int, Match]:
        """Every phrase by the token it begins at, whatever was read from it."""
        return {one.first: one for one in self.matches}

    @cached_property
    def ends(self) -> dict[int, Match]:
        """Likewise, by the token it ends at."""
        return {one.last: one for one in self.matches}

    def at(self, place: int) -> Match:
        """Return the phrase that begins at a token; one that stands for nothing if there is none, or it was read already."""
        return self._untaken(self.starts.get(place))

    def up_to(self, place: int) -> Match:
        """Return the phrase that ends at a token, likewise."""
        return self._untaken(self.ends.get(place))

    def _untaken(self, match: Match | None) -> Match:
        return match if match and self.taken.isdisjoint(match.places) else NOTHING

    def after(self, place: int) -> int:
        """Return the place of the next word, behind marks: "Name: Jo"."""
        return next((n for n in self._words[bisect_right(self._words, place) :]), -1)

    def within(self, span: tuple[int, int]) -> list[int]:
        """Return the tokens that a part of the text holds."""
        return [place for place, one in enumerate(self.tokens) if one.start < span[1] and one.end > span[0]]

    def places(self, matches: Iterable[Match]) -> set[int]:
        """Return the tokens that these phrases take."""
        return set().union(*(match.places for match in matches))

    def typed(self, first: int, last: int) -> str:
        """Return what was typed there."""
        return self.text[self.tokens[first].start : self.tokens[last].end]

    def spoken(self, match: Match) -> str:
        """Return a phrase's words and numbers, as they are looked up."""
        return " ".join(one.word for one in self.tokens[match.first : match.last + 1] if one.is_word or one.is_number)

    def is_free(self, match: Match) -> bool:
        """Whether nothing negates a phrase."""
        return self.negated.isdisjoint(match.places)


def message_of(text: str, lexicon: Lexicon, *indexes: Index) -> Message:
    """Return a tidied text as a message.

    Args:
        text: The text.
        lexicon: The language it is read in.
        indexes: What the catalogue and the playbook know, by its phrases.
    """
    known = (lexicon.index, *indexes)
    written = written_out(tokens_of(text), lexicon)
    tokens = spelt(written, known, text)
    nobody = frozenset[str]()
    return Message(
        text,
        tokens,
        matches=[_told_apart(one, len(tokens)) for one in _matches([one.word for one in tokens], known)],
        lists=[lexicon.alone.get(one.word, nobody) for one in tokens],
        ordinary={place for place, one in enumerate(tokens) if is_known(one.word, known)},
        respelt={place for place, one in enumerate(tokens) if one is not written[place]},
        nouns=lexicon.nouns_have_capitals,
    )


def _matches(words: Sequence[str], indexes: Sequence[Index]) -> Iterator[Match]:
    """Yield the longest phrase that begins at each word and ends behind all before it."""
    reach = 0
    for start, word in enumerate(words):
        sizes = {size for index in indexes if word in index.sizes for size in index.sizes[word]}
        for size in sorted(sizes, reverse=True):
            end = start + size
            if end <= reach:  # what lies inside of a phrase that began earlier means what that phrase means
                break
            phrase = tuple(words[start:end])
            if end <= len(words) and (held := [index.labels[phrase] for index in indexes if phrase in index.labels]):
                yield Match(start, end - 1, frozenset().union(*held))
                reach = end
                break


def _told_apart(match: Match, size: int) -> Match:
    """Return a phrase with "n" for a no where little else is said; among more it is an "and": "me n the girls"."""
    if size <= MOST_BESIDE_A_LETTER or match.value("no") is None or match.value("joins") is None:
        return match
    return Match(match.first, match.last, match.labels - {("no", "")})
