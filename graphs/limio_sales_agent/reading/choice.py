"""Which offers and add-ons the customer means, by name or by pointing at what was shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from limio_langchain import Offer
from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.message import Message, Span, just_before
from limio_sales_agent.reading.patterns import one_of
from limio_sales_agent.reading.vocabulary import words_of

_PLACES = {
    "first": 0, "1st": 0, "former": 0, "top": 0, "second": 1, "2nd": 1, "middle": 1, "third": 2, "3rd": 2,
    "fourth": 3, "4th": 3, "last": -1, "latter": -1, "bottom": -1,
}  # fmt: skip
_PLACE = "|".join(_PLACES)
_THING = r"(?:one|option|plan|offer|choice|package|deal)"
_ORDINAL = re.compile(rf"\b(?P<place>{_PLACE})(?: {_THING})\b")
_SMALL_TALK = one_of(r"""
    ok|okay|yes|yeah|lets|go|with|for|ill|i|take|have|want|id|wed|like|prefer|the|please|then|um|hmm|erm|well|think|say|do|we|is
    thanks|looks|look|sounds|good|fine|best|great|perfect|better|just|would|be|my|choice|number|option|no
""")
_ORDINAL_ALONE = re.compile(rf"^(?:\W|\b{_SMALL_TALK}\b)*(?P<place>{_PLACE})(?:\W|\b{_SMALL_TALK}\b)*$")
_NUMBERED = re.compile(r"(?:\b(?:number|option|no\.?|choice|plan|offer) ?|# ?)(?P<number>\d|one|two|three)\b")
_NUMBER_ALONE = re.compile(rf"^(?:\W|\b{_SMALL_TALK}\b)*(?P<number>\d)(?:\W|\b{_SMALL_TALK}\b)*$")
_SPELT = {"one": "1", "two": "2", "three": "3"}
_ALL = re.compile(r"\b(?:both|all (?:of them|of those|3|2)|them all|the lot|everything|all)\b(?! (?:my|our|the|your))")
_BILLING_WORDS = {
    "monthly": r"monthly|by the month|month",
    "yearly": r"annual(?:ly)?|yearly|by the year|year",
    "quarterly": r"quarterly",
    "weekly": r"weekly",
}
_BILLING_ONE = re.compile(
    rf"\bthe (?:{'|'.join(f'(?P<{name}>{words})' for name, words in _BILLING_WORDS.items())})(?: {_THING})?(?=\W|$)"
)
_REFUSED = one_of(r"""
    no|not|without|drop|remove|skip|dont (?:want|need)|leave out|rather than|instead of|except|minus|not interested in|cancel|than
""")
_BEFORE_REFUSED = re.compile(rf"\b{_REFUSED}(?: (?:the|any|an?|your))* ?$")
LONGEST_NAME = 12  # words of a name that are looked at
# Words in names that tell nothing apart.
_PLAIN = frozenset(
    "plan plans offer subscription the a an for and of with monthly annual yearly weekly quarterly year month gbp usd eur".split()
)
# Names that are also everyday words: on their own they name an offer only where the words around them say so.
_EVERYDAY = frozenset(
    "business team family personal home student individual company professional standard basic digital print core single group".split()
)
_AS_A_NAME = re.compile(
    r"^ (?:plan|package|subscription|tier|edition|monthly|yearly|annual|option|one|offer|account)\b"
)


def chosen(message: Message, hints: Hints) -> tuple[list[str], list[Span]]:
    """Return the paths of the offers a message names or points at, and the spans of the words that do."""
    named, spans, _ = _named(message.read, hints.offers, asked=hints.expecting == "choice")
    if len(named) > 1:
        named = _narrowed(named, message.read, hints)
    return named or _pointed(message.read, hints), spans


def added(message: Message, hints: Hints) -> tuple[list[str], list[Span], bool]:
    """Return the paths of the add-ons a message names, the spans of the words that do, and whether it turns them down."""
    asked = hints.expecting in {"add_on", "confirm", "choice"}
    wanted, spans, refused = _named(message.read, hints.add_ons, asked=asked)
    if hints.expecting == "add_on" and not spans and _ALL.search(message.read):
        return [one.path for one in hints.add_ons], [], False
    return wanted or refused, spans, bool(refused and not wanted)


def _named(text: str, offers: Sequence[Offer], *, asked: bool) -> tuple[list[str], list[Span], list[str]]:
    """Return the offers wanted, where offers are named, and those turned down.

    Names are found the longest first, so that "Pro Plus" is not also "Pro".
    """
    wanted: list[str] = []
    refused: list[str] = []
    spans: list[Span] = []
    names, plain = _by_name(tuple(offers)), text.replace("-", " ")
    said = [name for name in names if name in plain]
    for name in sorted(said, key=lambda name: (-len(name), name)):
        for match in re.finditer(rf"(?<!\w){name.replace(' ', '[ -]')}(?:e?s)?(?!\w)", text):
            if any(match.start() < end and match.end() > start for start, end in spans):
                continue
            if not (asked or names[name].sure or _AS_A_NAME.match(text[match.end() :])):
                continue
            spans.append(match.span())
            into = refused if _BEFORE_REFUSED.search(just_before(text, match.start())) else wanted
            into += [path for path in names[name].paths if path not in into]
    return wanted, spans, refused


@dataclass
class _Name:
    """What a name stands for, and whether it does so wherever it is said or only as "the Family plan"."""

    paths: list[str]
    sure: bool


@lru_cache(maxsize=16)
def _by_name(offers: tuple[Offer, ...]) -> dict[str, _Name]:
    """Return what offers are called: their names, and those parts of them that no other offer's name has."""
    names: dict[str, _Name] = {}
    for offer in offers:
        for name in _names(offer):
            known = names.setdefault(name, _Name([], name not in _EVERYDAY))
            known.paths += [offer.path] if offer.path not in known.paths else []
    for part, owners in _parts(offers).items():
        if len({offer.display_name for offer in owners}) == 1 and part not in names:
            names[part] = _Name(list(dict.fromkeys(offer.path for offer in owners)), " " in part)
    return names


def _parts(offers: Sequence[Offer]) -> dict[str, list[Offer]]:
    """Return runs of words of display names, with whose they are, as far as a word in them tells something."""
    parts: dict[str, list[Offer]] = {}
    for offer in offers:
        words = words_of(offer.display_name)[:LONGEST_NAME]
        for start, end in combinations(range(len(words) + 1), 2):
            run = words[start:end]
            telling = [word for word in run if word not in _PLAIN]
            if telling and (len(run) > 1 or len(run[0]) > 3):
                parts.setdefault(" ".join(run), []).append(offer)
    return parts


def _names(offer: Offer) -> Iterable[str]:
    """Its display name with and without words like "plan", and its own name where that is more than one telling word."""
    shown = words_of(offer.display_name)
    names = {" ".join(shown), " ".join(_telling(offer.display_name))}
    if len(_telling(offer.name)) > 1:
        names.add(" ".join(words_of(offer.name)))
    return sorted(name for name in names if len(name) > 2 and set(name.split()) - _PLAIN)


def _telling(name: str) -> list[str]:
    return [word for word in words_of(name) if word not in _PLAIN]


def _narrowed(paths: list[str], text: str, hints: Hints) -> list[str]:
    """Of offers that share a name keep those of the billing period said, else those just shown."""
    billing = {offer.path: offer.billing for offer in hints.offers}
    said = {period for period, words in _BILLING_WORDS.items() if re.search(rf"\b(?:{words})\b", text)}
    kept = [path for path in paths if billing.get(path) in said] or paths
    return [path for path in kept if path in hints.shortlist] or kept


def _pointed(text: str, hints: Hints) -> list[str]:
    shown = list(hints.shortlist)
    choosing = hints.expecting == "choice"
    if choosing and _ALL.search(text):
        return shown
    if shown and (match := (_ORDINAL_ALONE.search(text) if choosing else None) or _ORDINAL.search(text)):
        return _at(shown, _PLACES[match["place"]])
    if shown and (match := _NUMBERED.search(text) or (_NUMBER_ALONE.search(text) if choosing else None)):
        return _at(shown, int(_SPELT.get(match["number"]) or match["number"]) - 1)
    return _of_billing(text, hints)


def _of_billing(text: str, hints: Hints) -> list[str]:
    """Say which offer "the annual one" is, where only one offer shown is annual."""
    if not (match := _BILLING_ONE.search(text)):
        return []
    billing = {offer.path: offer.billing for offer in hints.offers}
    fitting = [path for path in hints.shortlist if billing.get(path) == match.lastgroup]
    return fitting if len(fitting) == 1 else []


def _at(shown: list[str], place: int) -> list[str]:
    return [shown[place]] if -len(shown) <= place < len(shown) else []
