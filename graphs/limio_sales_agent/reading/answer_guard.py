"""The guard: prose from a model reaches the customer only if everything in it that could be wrong stands in the facts.

It is strict. What is in doubt is refused, and code's own words go out instead. The words of promise belong to a language
and stand in its file; what is written in a language without such a file does not go out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from limio_sales_agent.reading.rules.tokens import fold, words_of
from limio_sales_agent.reading.rules.words import Lexicon, languages, lexicon

LONGEST = 900  # characters
URL = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|co|uk|example|shop|app|dev)\b\S*", re.IGNORECASE
)
MAIL = re.compile(r"\S+@\S+")
MARKUP = re.compile(r"</?[a-z!][^>]*>|\]\(|&#?\w+;|\{\{|```", re.IGNORECASE)
NUMBER = re.compile(r"([£$€¥]\s?|\b[A-Z]{3}\s)?(\d[\d.,'\u00a0\u202f ]*\d|\d)(\s?%|\s?per cent|\s?[£$€])?")
WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
SENTENCE = re.compile(r"(?:^|[.!?:\n\u2022-])\s*$")
WHOLE = 3  # letters; a shorter word of promise stands for itself alone, a longer one for its inflections too
KNOWN = 0.6  # the share of its words that a language must know of a text in it


def guarded(answer: str, facts: str, *, sure: str | None = None, prices: str | None = None) -> str | None:
    """Return a drafted answer, tidied, or None where anything in it does not stand in the facts.

    Args:
        answer: What a model drafted.
        facts: All it may rely on, as text: what the catalogue says, prices in code's words, the team's knowledge.
        sure: Those that may promise something or hold a link: the team's own, and none of the catalogue's texts.
        prices: Those that may tell a price: code's own words.
    """
    told = _folded(answer).strip()
    if not told or len(told) > LONGEST or not _clean(told) or not _language(told, facts):
        return None
    known = _folded(facts)
    own = _folded(sure) if sure is not None else known
    priced = _folded(prices) if prices is not None else own
    stands = all(check(told, known) for check in (_numbers, _counts, _names))
    promised = _stand("claims", told, own) and _stand("times", told, own) and not any(_said("machine", told))
    return told if stands and promised and _links(told, own) and _prices(told, priced) else None


def _folded(text: str) -> str:
    """Return text in one form of each letter and digit, so that look-alikes and wide forms hide nothing."""
    return unicodedata.normalize("NFKC", text)


def _clean(text: str) -> bool:
    """No markup, no unseen characters, no letters of two scripts in a word."""
    return (
        not MARKUP.search(text)
        and all(c.isprintable() or c == "\n" for c in text)
        and not any(_mixed(word) for word in WORD.findall(text))
    )


def _mixed(word: str) -> bool:
    scripts = {unicodedata.name(c, "?").split()[0] for c in word if c.isalpha()}
    return len(scripts) > 1


def _links(text: str, known: str) -> bool:
    mails = [match.group() for match in MAIL.finditer(text)]
    links = [match.group() for match in URL.finditer(MAIL.sub(" ", text))]
    found = [one.rstrip(".,;:!?)") for one in (*mails, *links)]
    places = set(re.split(r"[\s()<>\"]+", known))
    return all(one in places or one in {place.rstrip(".,;:!?") for place in places} for one in found)


def _numbers(text: str, known: str) -> bool:
    held = set(_values(known))
    plain = {value for _, value in held}
    return all(value in plain if not unit else (unit, value) in held for unit, value in _values(text))


def _prices(text: str, known: str) -> bool:
    held = set(_values(known))
    return all(one in held for one in _values(text) if one[0]) and _stand("prices", text, known)


def _values(text: str) -> Iterator[tuple[str, str]]:
    """Yield each number with its unit: a currency, ``%`` or nothing."""
    for match in NUMBER.finditer(text):
        before, digits, after = match.groups()
        unit = (before or after or "").strip()
        yield "%" if unit == "per cent" else unit, _value(digits)


def _value(digits: str) -> str:
    """Return a number in one form: ``1,200.00``, ``1 200`` and ``1200`` are one number."""
    tidy = re.sub(r"[\s'\u00a0\u202f]", "", digits)
    whole, point, part = tidy.rpartition("." if tidy.rfind(".") > tidy.rfind(",") else ",")
    if point and len(part) != 3:
        return f"{re.sub('[.,]', '', whole)}.{part}".rstrip("0").rstrip(".")
    return re.sub("[.,]", "", tidy)


def _counts(text: str, known: str) -> bool:
    """No number in words but what stands in the facts, in words or in digits."""
    held, digits = set(words_of(known)), {value for _, value in _values(known)}
    told = (word for word in words_of(text) if word in _number_words() and word not in held)
    return all(str(_number_words()[word]) in digits for word in told) and _stand("amounts", text, known)


@cache
def _number_words() -> dict[str, int]:
    """Return what single words stand for in any language; "one" and "une" tell no number by themselves."""
    held = (pair for language in languages() for pair in lexicon(language).lists["numbers"].items())
    pairs = ((words_of(phrase), int(value)) for value, phrases in held for phrase in phrases)
    return {words[0]: value for words, value in pairs if len(words) == 1 and value != 1}


@cache
def _promises(kind: str) -> dict[str, list[list[str]]]:
    """Return each language's words of promise of a kind, by the first two letters of the first."""
    held: dict[str, list[list[str]]] = {}
    for language in languages():
        for phrase in lexicon(language).phrases("promises", kind):
            words = words_of(phrase)
            held.setdefault(words[0][:2], []).append(words)
    return held


def _said(kind: str, text: str) -> Iterator[list[str]]:
    """Yield the words of promise in a text, in whatever form they stand there."""
    words = words_of(text)
    for place, word in enumerate(words):
        for promise in _promises(kind).get(word[:2], ()):
            told = words[place : place + len(promise)]
            if len(told) == len(promise) and told[:-1] == promise[:-1] and _is_form_of(told[-1], promise[-1]):
                yield told


def _is_form_of(word: str, stem: str) -> bool:
    return word == stem or (len(stem) > WHOLE and word.startswith(stem))


def _stand(kind: str, text: str, known: str) -> bool:
    held = f" {' '.join(words_of(known))} "
    return all(f" {' '.join(told)} " in held for told in _said(kind, text))


def _language(text: str, facts: str) -> Lexicon | None:
    """Return the language a text is in; None for one whose words of promise nobody has written down."""
    words = [word for word in words_of(text) if word.isalpha()]
    named = set(words_of(facts))
    for language in languages():
        vocabulary = lexicon(language).vocabulary
        if sum(word in vocabulary or word in named for word in words) >= KNOWN * len(words):
            return lexicon(language)
    return None


def _names(text: str, known: str) -> bool:
    """Each capitalised word inside a sentence must be known, so that no plan, place or month is invented."""
    held = {part for word in WORD.findall(known) for part in word.split("-")}
    language = _language(text, known)
    nouns = language.vocabulary if language and language.nouns_have_capitals else set()
    for match in WORD.finditer(text):
        word = match.group()
        inside = not SENTENCE.search(text[: match.start()])
        if (
            word[0].isupper()
            and word.lower() != "i"
            and fold(word) not in nouns
            and not word.startswith(("I'", "I\u2019"))
            and inside
        ):
            bare = re.sub(r"['\u2019]s$", "", word)
            if not set(bare.split("-")) <= held:
                return False
    return True
