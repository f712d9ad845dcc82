"""`Message`: one message as words, what they stand for, where its sentences and clauses end, and what is negated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from operator import attrgetter

from rapidfuzz import process
from rapidfuzz.distance import OSA

from limio_sales_agent.reading.rules.tokens import ENDS, PAUSES, Token, tokens_of
from limio_sales_agent.reading.rules.words import Index, Label, Lexicon

WISHES = frozenset({"quote", "human", "link_again", "pay_now", "another_order"})  # "could I have a quote?" asks nothing
NO_WORDS = PAUSES | {"'", "-"}
_FIRST = attrgetter("first")
IDLE = frozenset({"fillers", "glue", "fields"})  # words that say nothing of their own
IDLY = frozenset({"receipts", "nods", "doubt"})  # what a question may stand behind
MOST_BESIDE_A_LETTER = 3  # words and marks of a message in which "n" may be a no: "n, thanks"
MOST_SLIPS = 30  # words that are looked up by their likeness; the rest stays as it is


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
        sentences: For each token, the number of its sentence.
        clauses: For each token, the number of its clause.
        negated: The tokens that a negator covers.
        taken: The tokens that something was read from.
        ordinary: The tokens that are words of the language or of the catalogue.
        respelt: The tokens that were read as the nearest word that is known.
        fillers: The tokens that say nothing of their own.
        glue: Of these, the ones that hold together what does.
        polite: The tokens that ask for something: "please".
        paying: The tokens that speak of the checkout, or of paying there.
        question_words: The tokens that ask, whatever phrase they are a part of.
        nouns: Whether every noun has a capital, and not names alone.
        kept: The tokens of the address that was read as the customer's own.
        dropped: Whether another's address was left out.
    """

    text: str
    tokens: list[Token]
    matches: list[Match]
    sentences: list[int] = field(default_factory=list)
    clauses: list[int] = field(default_factory=list)
    negated: set[int] = field(default_factory=set)
    taken: set[int] = field(default_factory=set)
    ordinary: set[int] = field(default_factory=set)
    respelt: set[int] = field(default_factory=set)
    fillers: set[int] = field(default_factory=set)
    glue: set[int] = field(default_factory=set)
    polite: set[int] = field(default_factory=set)
    paying: set[int] = field(default_factory=set)
    question_words: set[int] = field(default_factory=set)
    nouns: bool = False
    kept: set[int] = field(default_factory=set)
    dropped: bool = False

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

    def sentences_with(self, *names: str) -> set[int]:
        """Return the numbers of the sentences that hold one of these and do not negate it."""
        return {self.sentences[match.first] for match in self.named(*names) if self.is_free(match)}

    @cached_property
    def digits(self) -> frozenset[int]:
        """The tokens that are numbers in digits."""
        return frozenset(place for place, one in enumerate(self.tokens) if one.is_number)

    @cached_property
    def marked(self) -> set[int]:
        """The numbers of the sentences that end with a question mark."""
        marked = {self.sentences[place] for place, one in enumerate(self.tokens) if one.word == "?"}
        return marked.intersection(self.sentences[place] for place in self.words())  # "??" asks nothing

    @cached_property
    def asking(self) -> set[int]:
        """The numbers of the sentences that ask: by their mark, or by how a clause of theirs begins."""
        named = self.named("acts", "goods", "billing", "corrections", "copies", "people")
        acting = {self.sentences[one.first] for one in named if self.is_free(one) and one.value("requests") is None}
        acting |= {
            self.sentences[one.first] for one in self._by_name.get("intents", ()) if one.value("intents") in WISHES
        }
        # "could you do that?" agrees; "could you confirm?" asks
        acting |= {self.sentences[one.first] for one in self.named("yes") if one.last > one.first and self.is_free(one)}
        kept = [one for one in self._by_name.get("intents", ()) if one.value("intents") == "decline_details"]
        # "Can I go ahead without giving a number?" asks; "can I have the link without" wishes for one.
        refusing = {self.sentences[one.first] for one in kept} - self.sentences_with("goods")
        wishes = (self.sentences_with("requests") & acting - refusing) | self._echoes
        # "What does it cost" is a part of what may be asked beside it, and asks by itself.
        parts = [one for one in self._by_name.get("part", ()) if one.first in self.question_words]
        opening = (*self._by_name.get("questions", ()), *parts)
        opened = {self.sentences[one.first] for one in opening if self.opens(one.first)}
        return (self.marked - wishes) | opened

    @cached_property
    def _echoes(self) -> set[int]:
        """The sentences that say a name once more, and are answered at once: "Archive? No thanks"."""
        if not self.marked:
            return set()
        named = self.places(self.named("offer", "add_on", "offer_word", "add_on_word"))
        others = {self.sentences[place] for place in self.words() if place not in named}
        return {one for one in self.marked - others if one < self.sentences[-1]}

    def begins(self, place: int) -> bool:
        """Whether a clause begins at a token."""
        return place == 0 or self.clauses[place] != self.clauses[place - 1]

    @cached_property
    def _idle(self) -> set[int]:
        idle = [one for one in self.matches if one.value("intents") == "greeting" or not IDLY.isdisjoint(one.values)]
        return self.fillers | self.polite | self.places(idle)

    def opens(self, place: int) -> bool:
        """Whether a clause begins at a token, but for a greeting and the like: "hi do you have an app", "hm whats in it"."""
        while not self.begins(place) and place - 1 in self._idle:
            place -= 1
        return self.begins(place)

    def spans(self, *names: str) -> dict[int, Match]:
        """Return the phrases that stand for one of these, by the token they begin at."""
        return {match.first: match for match in self.named(*names)}

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

    def words(self) -> Sequence[int]:
        """Return the places of its words and numbers, and of signs that are no punctuation."""
        return self._words

    @cached_property
    def _words(self) -> Sequence[int]:
        return [place for place, one in enumerate(self.tokens) if one.word not in NO_WORDS]


def message_of(text: str, lexicon: Lexicon, *indexes: Index, tokens: Sequence[Token] | None = None) -> Message:
    """Return a tidied text as a message.

    Args:
        text: The text.
        lexicon: The language it is read in.
        indexes: What the catalogue and the playbook know, by its phrases.
        tokens: Its words and marks, where they are known already.
    """
    known = (lexicon.index, *indexes)
    written = _written_out(tokens_of(text) if tokens is None else tokens, lexicon)
    nouns = lexicon.nouns_have_capitals
    tokens = _spelt(written, known, text, nouns=nouns)
    found = Message(text, tokens, _told_apart(_matches(tokens, known), tokens), nouns=nouns)
    _cut(found)
    found.negated = set(_negated(found))
    alone = [(n, lexicon.alone[one.word]) for n, one in enumerate(tokens) if one.word in lexicon.alone]
    found.fillers = {n for n, names in alone if not IDLE.isdisjoint(names)}
    found.glue = {n for n, names in alone if "glue" in names}
    found.paying = {n for n, names in alone if "goods" in names or "paying" in names}
    found.question_words = {n for n, names in alone if "questions" in names}
    found.polite = {n for n, names in alone if "please" in names}
    found.respelt = {n for n, (one, other) in enumerate(zip(written, tokens, strict=True)) if one is not other}
    unknown = _unknown(tokens, known)
    found.ordinary = {n for n, one in enumerate(tokens) if one.word not in unknown}
    return found


def _unknown(tokens: Sequence[Token], known: Sequence[Index]) -> set[str]:
    """Return the words and marks that stand in no phrase."""
    return {one.word for one in tokens}.difference(*(index.vocabulary for index in known))


def _written_out(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """Write short forms out: each word of "do not" stands where "don't" was typed."""
    written: list[Token] = []
    place = 0
    while place < len(tokens):
        sizes = (2, 1) if place + 1 < len(tokens) else (1,)
        for size in sizes if tokens[place].word in lexicon.shortened else ():
            long = lexicon.short_forms.get(tuple(one.word for one in tokens[place : place + size]))
            if long:
                span = (tokens[place].start, tokens[place + size - 1].end)
                written += [Token(word, *span) for word in long]
                break
        else:
            size = 1
            written.append(tokens[place])
        place += size
    return written


def _spelt(tokens: list[Token], known: Sequence[Index], text: str, *, nouns: bool) -> list[Token]:
    """Spell words nobody knows as the nearest that is known; names, which have a capital, are left as they are.

    Where every noun has one, the catalogue's own words are found all the same: "mit Archiv".
    """
    spelt, slips, unknown = list(tokens), 0, _unknown(tokens, known)
    for place, one in enumerate(tokens):
        if one.word not in unknown or not one.is_word or slips >= MOST_SLIPS:
            continue
        slips += 1
        begins = place == 0 or tokens[place - 1].word[0] in ENDS
        named = text[one.start].isupper() and not begins and not text.isupper()
        if named:
            word = _shortened(one.word, known) or (_cognate(one.word, known[1:]) if nouns else None)
        else:
            word = _shortened(one.word, known) or _nearest(one.word, known) or _swapped(one.word, known)
        if word:
            spelt[place] = one._replace(word=word)
    return spelt


def _cognate(word: str, catalogue: Sequence[Index]) -> str | None:
    """Return the catalogue's word that has one letter more: "Archiv" is its Archive, "Brandt" is no brand."""
    longer = (other for index in catalogue for other in index.beginning_with(word[0]) if len(word) >= 5)
    return next((other for other in longer if len(other) == len(word) + 1 and other.startswith(word)), None)


def _shortened(word: str, known: Sequence[Index]) -> str | None:
    """Return the word that "yesss" or "sooo" draws out."""
    runs = ["".join(run) for _, run in groupby(word)]
    if all(len(run) < 3 for run in runs):
        return None
    tries = ("".join(run[:most] for run in runs) for most in (1, 2))
    return next((one for one in tries if any(one in index.vocabulary for index in known)), None)


def _swapped(word: str, known: Sequence[Index]) -> str | None:
    """Return the short word that "teh" or "yse" stands for, two letters of which changed places."""
    if not 3 <= len(word) < 5:
        return None
    tries = (word[:n] + word[n + 1] + word[n] + word[n + 2 :] for n in range(len(word) - 1))
    return next((one for one in tries if any(one in index.vocabulary for index in known)), None)


def _nearest(word: str, known: Sequence[Index]) -> str | None:
    if not 5 <= len(word) <= 20:
        return None
    most = 1 if len(word) < 10 else 2
    choices = (
        other for index in known for other in index.beginning_with(word[0]) if abs(len(other) - len(word)) <= most
    )
    found = process.extractOne(word, sorted(choices), scorer=OSA.distance, score_cutoff=most)
    return found[0] if found else None


def _matches(tokens: Sequence[Token], indexes: Sequence[Index]) -> list[Match]:
    words = [one.word for one in tokens]
    found: list[Match] = []
    reach = 0
    for start, word in enumerate(words):
        sizes = {size for index in indexes if word in index.sizes for size in index.sizes[word]}
        for size in sorted(sizes, reverse=True):
            end = start + size
            if end <= reach:  # what lies inside of a phrase that began earlier means what that phrase means
                break
            phrase = tuple(words[start:end])
            if end <= len(words) and (held := [index.labels[phrase] for index in indexes if phrase in index.labels]):
                found.append(Match(start, end - 1, frozenset().union(*held)))
                reach = end
                break
    return found


def _told_apart(matches: list[Match], tokens: Sequence[Token]) -> list[Match]:
    """Return the phrases with "n" for a no where little else is said; among more it is an "and": "me n the girls"."""
    if len(tokens) <= MOST_BESIDE_A_LETTER:
        return matches
    return [
        Match(one.first, one.last, one.labels - {("no", "")})
        if one.value("no") is not None and one.value("joins") is not None
        else one
        for one in matches
    ]


def _cut(message: Message) -> None:
    """Number the sentences and the clauses."""
    begins = {match.first for match in message.matches if ("breaks", "") in match.labels}
    sentence = clause = 0
    for place, one in enumerate(message.tokens):
        clause += place in begins
        message.sentences.append(sentence)
        message.clauses.append(clause)
        ended = one.word[0] in ENDS
        sentence += ended
        clause += one.word[0] in PAUSES or (one.word == "-" and not _between_numbers(place, message.tokens))


def _between_numbers(place: int, tokens: Sequence[Token]) -> bool:
    return 0 < place < len(tokens) - 1 and tokens[place - 1].is_number and tokens[place + 1].is_number


def _negated(message: Message) -> Iterator[int]:
    """Yield what follows a negator in its clause: one rule, for all that can be said not to be."""
    counted = message.digits | message.spans("numbers").keys()
    corrects = counted | message.spans("corrections").keys()
    ends = {
        one.last: message.clauses[one.last]
        for one in message.named("negators")
        # "No 14" and "no, sorry, two" correct, and deny no 14; "drop two" denies none either.
        if not ("no" in one.values and one.last + 1 in corrects)
        and not ("fewer" in one.values and one.last + 1 in counted)
    }
    clause = -1
    for place, own in enumerate(message.clauses):
        if own == clause:
            yield place
        clause = ends.get(place, clause)
