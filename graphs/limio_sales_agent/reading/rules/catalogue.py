"""What the catalogue and the playbook know: names, parts of names, the values of attributes and the words for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

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
        if asked is questions and language == lexicon.language and _same(held, offers):
            return index
    index = Index()
    for phrase, label in _phrases(hints, lexicon):
        index.add(phrase, label)
    _kept.insert(0, (questions, offers, lexicon.language, index))
    del _kept[KEPT:]
    return index


def _same(held: Sequence[Offer], offers: Sequence[Offer]) -> bool:
    return len(held) == len(offers) and all(one is other for one, other in zip(held, offers, strict=True))


def _phrases(hints: Hints, lexicon: Lexicon) -> Iterator[tuple[str, Label]]:  # noqa: C901, PLR0912  one loop a source
    known = {" ".join(phrase) for phrase in lexicon.index.labels}
    for question in hints.playbook.questions:
        for value, words in question.values.items():
            for phrase in (value, *words):
                for form in _forms(phrase):
                    yield form, (f"attribute:{question.attribute}", value)
                    # "for myself" is a phrase of its own, and an answer of theirs all the same
                    led = [one for lead in lexicon.phrases("for_whom") if (one := f"{lead} {form}") in known]
                    yield from ((one, (f"attribute:{question.attribute}", value)) for one in led)
    (billed, plain), idle = _plain(lexicon), _idle(lexicon)
    for kind, offers in (("offer", hints.offers), ("add_on", hints.add_ons)):
        for offer in offers:  # a name with its own marks: "Family, monthly"
            if len(called := words_of(offer.display_name)) > 1:
                yield offer.display_name, (kind, offer.path)
                told = set[Label]().union(*(lexicon.index.labels.get((word,), ()) for word in called))
                yield from ((offer.display_name, label) for label in told if label == ("billing", offer.billing))
        for run, path in _names(offers, billed, plain, idle):
            # A name that is an everyday word too names an offer only where the words around it say so.
            sure = len(run) > 1 or (len(run[0]) > 3 and run[0] not in lexicon.vocabulary)
            for ending in ("", "s", "es"):
                plain_plural = kind == "offer" and ending and len(run) == 1  # "our markets" is no Market Data
                yield f"{' '.join(run)}{ending}", (kind if sure and not plain_plural else f"{kind}_word", path)
    gifts = [offer for offer in hints.offers if offer.for_group == "gift"]
    if _is_one(gifts):  # else their names say which
        yield from ((phrase, ("offer", offer.path)) for offer in gifts for phrase in lexicon.phrases("gift"))
    for offer in hints.offers:
        for feature in offer.features:
            for word in words_of(feature):
                if len(word) > 3 and word.isalpha() and word not in lexicon.vocabulary:
                    yield word, ("keyword", word)


def _forms(phrase: str) -> set[str]:
    """Return a phrase and its plurals, as far as they end as most do."""
    plural = f"{phrase[:-1]}ies" if phrase[-1:] == "y" else f"{phrase}s"
    single = phrase[:-1] if len(phrase) > 4 and phrase[-1] == "s" and phrase[-2] != "s" else phrase
    return {phrase, plural, single, f"{phrase}n", f"{phrase}en", f"{phrase}es"} if len(phrase) > 3 else {phrase, plural}


def _plain(lexicon: Lexicon) -> tuple[frozenset[str], frozenset[str]]:
    """Return words in names that tell nothing apart: how it is billed; all such words, and what everything there is."""
    told = [words_of(one) for name in ("billing", "periods") for way in lexicon.lists[name].values() for one in way]
    billed = frozenset(words[0] for words in told if len(words) == 1) | {"monthly", "yearly", "annual"}
    rest = [*told, *map(words_of, lexicon.phrases("option_words"))]
    if lexicon.nouns_have_capitals:
        rest = [words[1:] or words for words in rest]  # "pro Jahr": a capital tells the Business Pro from it
    return billed, billed.union(*rest) | {"gbp", "usd", "eur", "subscription"}


def _idle(lexicon: Lexicon) -> frozenset[str]:
    """Return words that name no offer by themselves: "one first", "only 25 would train"."""
    return frozenset(one for name in IDLE for phrases in lexicon.lists[name].values() for one in phrases)


def _names(
    offers: Sequence[Offer], billed: frozenset[str], plain: frozenset[str], idle: frozenset[str]
) -> Iterator[tuple[Phrase, str]]:
    """Yield what offers are called: their names, and those runs of words in them that no other name has."""
    whole: dict[Phrase, list[Offer]] = {}
    parts: dict[Phrase, list[Offer]] = {}
    for offer in offers:
        shown = words_of(offer.display_name)[:LONGEST_NAME]
        for run in {tuple(word for word in shown if word not in left_out) for left_out in ((), billed, plain)}:
            whole.setdefault(run, []).append(offer)
        own = tuple(word for word in words_of(offer.name)[:LONGEST_NAME] if word not in plain)
        runs = {tuple(shown[start:end]) for start, end in combinations(range(len(shown) + 1), 2)}
        for run in runs | ({own} if len(own) > 1 else set()):
            parts.setdefault(run, []).append(offer)
    alone = {
        run: held for run, held in parts.items() if run not in whole and _is_one(held) and _tells(run, plain, idle)
    }
    for run, held in (whole | alone).items():
        yield from ((run, offer.path) for offer in held if run)


def _tells(run: Phrase, plain: frozenset[str], idle: frozenset[str]) -> bool:
    """Whether a part of a name tells the offer apart: "of" and "year of" stand in much else that people say."""
    return any(len(word) > 2 and word not in plain | idle for word in run)


def _is_one(offers: Sequence[Offer]) -> bool:
    return len({offer.display_name for offer in offers}) == 1
