"""What the catalogue and the playbook know: names, parts of names, the values of attributes and the words for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from operator import is_

from limio_langchain import Offer
from limio_sales_agent.playbook import Question
from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.rules.tokens import words_of
from limio_sales_agent.reading.rules.words import Index, Label, Lexicon, Phrase

IDLE = ("fillers", "glue", "numbers", "ordinals", "only", "breaks", "users")  # lists of words that name nothing
LONGEST_NAME = 10  # words of a name that are looked at
KEPT = 8  # catalogues whose index is kept
_kept: list[tuple[tuple[Question, ...], tuple[Offer, ...], str, Index]] = []


def index_of(hints: Hints, lexicon: Lexicon) -> Index:
    """Return the phrases of a playbook and the offers in view; kept for as long as the same ones are asked for."""
    offers = (*hints.offers, *hints.add_ons)
    questions = hints.playbook.questions
    for asked, held, language, index in _kept:
        same = asked is questions and language == lexicon.language and len(held) == len(offers)
        if same and all(map(is_, held, offers)):
            return index
    index = Index()
    for phrase, label in _phrases(hints, lexicon):
        index.add(phrase, label)
        cut = phrase[:-1].casefold()
        if lexicon.nouns_have_capitals and len(cut) > 4 and cut.isalpha() and cut not in lexicon.vocabulary:
            index.add(cut, label)  # "Archiv" is its Archive
    _kept.insert(0, (questions, offers, lexicon.language, index))
    del _kept[KEPT:]
    return index


def _phrases(hints: Hints, lexicon: Lexicon) -> Iterator[tuple[str, Label]]:
    yield from _answers(hints.playbook.questions, lexicon)
    for kind, offers in (("offer", hints.offers), ("add_on", hints.add_ons)):
        yield from _names(kind, offers, lexicon)
    gifts = [offer for offer in hints.offers if offer.for_group == "gift"]
    if _is_one(gifts):  # else their names say which
        yield from ((phrase, ("offer", offer.path)) for offer in gifts for phrase in lexicon.phrases("gift"))
    features = {word for offer in hints.offers for feature in offer.features for word in words_of(feature)}
    for word in features - lexicon.vocabulary:
        if len(word) > 3 and word.isalpha():
            yield word, ("keyword", word)


def _answers(questions: Sequence[Question], lexicon: Lexicon) -> Iterator[tuple[str, Label]]:
    known = {" ".join(phrase) for phrase in lexicon.index.labels}
    for question in questions:
        for value, words in question.values.items():
            forms = {form for phrase in (value, *words) for form in _forms(phrase)}
            # "for myself" is a phrase of its own, and an answer of theirs all the same
            led = {f"{lead} {form}" for lead in lexicon.phrases("for_whom") for form in forms} & known
            yield from ((form, (f"attribute:{question.attribute}", value)) for form in forms | led)


def _forms(phrase: str) -> set[str]:
    """Return a phrase and its plurals, as far as they end as most do."""
    plural = f"{phrase[:-1]}ies" if phrase[-1:] == "y" else f"{phrase}s"
    single = phrase[:-1] if len(phrase) > 4 and phrase[-1] == "s" and phrase[-2] != "s" else phrase
    return {phrase, plural, single, f"{phrase}n", f"{phrase}en", f"{phrase}es"} if len(phrase) > 3 else {phrase, plural}


def _names(kind: str, offers: Sequence[Offer], lexicon: Lexicon) -> Iterator[tuple[str, Label]]:
    """Yield what offers are called: their names, and those runs of words in them that no other name has."""
    billed, plain, idle = _telling_nothing(lexicon)
    whole: dict[Phrase, list[Offer]] = {}
    parts: dict[Phrase, list[Offer]] = {}
    for offer in offers:
        shown = words_of(offer.display_name)[:LONGEST_NAME]
        if len(shown) > 1:  # with its own marks: "Family, monthly"
            yield offer.display_name, (kind, offer.path)
            says = {label for word in shown for label in lexicon.index.labels.get((word,), ())}
            yield from ((offer.display_name, label) for label in says & {("billing", offer.billing or "")})
        for run in {tuple(word for word in shown if word not in left_out) for left_out in ((), billed, plain)}:
            whole.setdefault(run, []).append(offer)
        own = tuple(word for word in words_of(offer.name)[:LONGEST_NAME] if word not in plain)
        runs = {tuple(shown[start:end]) for start, end in combinations(range(len(shown) + 1), 2)}
        for run in runs | ({own} if len(own) > 1 else set()):
            parts.setdefault(run, []).append(offer)
    for run, held in (parts | whole).items():
        told = any(len(word) > 2 and word not in plain | idle for word in run)  # "year of" stands in much else
        if run and (run in whole or (told and _is_one(held))):
            # A name that is an everyday word too names an offer only where the words around it say so, and so does
            # the plural of a part of it: "our markets" is no Market Data.
            sure = len(run) > 1 or (len(run[0]) > 3 and run[0] not in lexicon.vocabulary)
            for ending in ("", "s", "es"):
                named = sure and not (ending and kind == "offer" and len(run) == 1)
                label = kind if named else f"{kind}_word"
                yield from ((f"{' '.join(run)}{ending}", (label, offer.path)) for offer in held)


def _telling_nothing(lexicon: Lexicon) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Return words in names that tell none apart: how it is billed; those and what all there is; those that are idle."""
    told = [words_of(one) for name in ("billing", "periods") for way in lexicon.lists[name].values() for one in way]
    billed = frozenset(words[0] for words in told if len(words) == 1) | {"monthly", "yearly", "annual"}
    rest = [*told, *map(words_of, lexicon.phrases("option_words"))]
    if lexicon.nouns_have_capitals:
        rest = [words[1:] or words for words in rest]  # "pro Jahr": a capital tells the Business Pro from it
    idle = frozenset(one for name in IDLE for phrases in lexicon.lists[name].values() for one in phrases)
    return (
        billed,
        billed.union(*rest) | {"gbp", "usd", "eur", "subscription"},
        idle,
    )  # "one first", "only 25 would train"


def _is_one(offers: Sequence[Offer]) -> bool:
    return len({offer.display_name for offer in offers}) == 1
