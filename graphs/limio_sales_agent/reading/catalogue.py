"""Words of the playbook and the catalogue in a message."""

from __future__ import annotations

import re
from functools import lru_cache

from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.lexicon import OWN
from limio_sales_agent.reading.message import Message, Span, just_before
from limio_sales_agent.reading.model import AttributeValue
from limio_sales_agent.reading.vocabulary import known_to_catalogue, shop_words, words_of

_REFUSED = re.compile(
    r"\b(?:not|no longer|isnt|arent|never|dont want|rather than|instead of|without)(?: (?:an?|the|really|exactly|in))* ?$"
)
_CORRECTED = re.compile(
    r"\b(?:no|sorry|actually|i mean|i meant|rather|wait|make that|correction|scratch that|but (?:im|were|we are|its|now|really|actually)|really|in fact|now)\b"
)
# Everyday answers; as words of a value they count only when that question was asked.
_EVERYDAY = frozenset("yes no yeah nope none maybe both all other me us".split())
_FOR_WHOM = frozenset("family household couple duo student students senior seniors junior kids children".split())
# "Work" is where people work and also what things do: "if that's how it works", "the link doesn't work".
_THINGS_DO = re.compile(
    r"\b(?:it|this|that|which|link|page|button|code|do|does|did|dont|doesnt|didnt|wont|will|would|not) ?$"
)
_NO_KEYWORDS = frozenset(
    "sign log single double all and any for from get has have the this that with you your our are can not one per plan plans offer offers add ons new access full best only every day days use includes include including plus more than also free users user people person monthly annual yearly month year weekly subscription digital then than some when them".split()
)


def attributes(message: Message, hints: Hints) -> tuple[list[AttributeValue], list[str], list[Span]]:
    """Return the attribute values a message's words stand for, the keys of their questions, and where they stand."""
    values: list[AttributeValue] = []
    keys: list[str] = []
    spans: list[Span] = []
    for question in hints.playbook.questions:
        if question.attribute is None:
            continue
        found = _values(message.read, question.values, asked=hints.expecting == question.key)
        spans += [span for _, span in found]
        for value in _kept(message.read, found):
            keys.append(question.key)
            values.append(AttributeValue(key=question.attribute, value=value))
    return values, keys, spans


def _values(text: str, values: object, *, asked: bool) -> list[tuple[str, Span]]:
    words = [(word, value) for value, said in values.items() for word in (value, *said)]  # type: ignore[attr-defined]
    found: list[tuple[str, Span]] = []
    for word, value in sorted(words, key=lambda pair: -len(pair[0])):
        plain = " ".join(words_of(word)) or word.lower()
        if plain in _EVERYDAY and not asked:
            continue
        for match in _pattern(plain).finditer(text):
            if plain == "work" and _THINGS_DO.search(just_before(text, match.start())):
                continue
            if not any(match.start() < end and match.end() > start for _, (start, end) in found):
                found.append((value, match.span()))
    return sorted(found, key=lambda pair: pair[1])


# A playbook's words are the same in each turn; making their patterns anew took a twentieth of one.
@lru_cache(maxsize=4096)
def _pattern(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){_forms(word)}(?!\w)")


def _forms(word: str) -> str:
    """Singular and plural of a word, spaces or hyphens between its parts."""
    stem = re.escape(word).replace(r"\ ", "[ -]")
    if word.endswith("y") and len(word) > 3:
        return rf"{stem[:-1]}(?:y|ies)"
    return (
        rf"{stem.removesuffix('s')}s?"
        if len(word) > 3 and word.endswith("s") and not word.endswith("ss")
        else rf"{stem}(?:e?s)?"
    )


def _kept(text: str, found: list[tuple[str, Span]]) -> list[str]:
    said = [(value, span) for value, span in found if not _REFUSED.search(just_before(text, span[0]))]
    if len(said) > 1 and _CORRECTED.search(text[said[0][1][1] : said[-1][1][0]]):
        said = said[-1:]
    return list(dict.fromkeys(value for value, _ in said))


def meant_for(message: Message, hints: Hints) -> list[str]:
    """Return the words for whom it is that stand in the names of some offers: for a family, the family plan.

    They are read although they may stand for a playbook's value as well, which offers for one person carry too.
    """
    names = frozenset(word for offer in hints.offers for word in words_of(offer.display_name))
    return [word for word in dict.fromkeys(words_of(message.read)) if word in _FOR_WHOM & names]


def keywords(message: Message, hints: Hints) -> list[str]:
    """Return the message's other words that the catalogue knows."""
    playbook = shop_words(hints)
    known = known_to_catalogue(hints)
    said = [word for word in words_of(message.read) if len(word) > 3]
    return list(dict.fromkeys(word for word in said if word in known and word not in OWN | playbook | _NO_KEYWORDS))
