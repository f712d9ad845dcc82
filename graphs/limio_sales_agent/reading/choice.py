"""Which offers and add-ons the customer means."""

from __future__ import annotations

import re
from collections.abc import Sequence

from limio_langchain import Offer
from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.message import Message, Span
from limio_sales_agent.reading.vocabulary import words_of

_ORDINALS = {
    "first": 0,
    "1st": 0,
    "second": 1,
    "2nd": 1,
    "third": 2,
    "3rd": 2,
    "fourth": 3,
    "4th": 3,
    "last": -1,
    "former": 0,
    "latter": -1,
    "top": 0,
    "bottom": -1,
    "middle": 1,
}
_ORDINAL = re.compile(
    rf"\b(?:the |number |option |no |your )?(?P<which>{'|'.join(_ORDINALS)})(?: (?:one|option|plan|offer|choice))?\b"
)
_ORDINAL_ALONE = re.compile(
    rf"^(?:\W|\b(?:ok|yes|yeah|lets|go|with|for|ill|i|take|have|want|id|like|prefer|the|please|then|um|hmm|erm|well|think|say|do|we|well|um)\b)*(?P<which>{'|'.join(_ORDINALS)})(?: (?:one|option|plan|offer|choice))?(?:\W|\b(?:please|then|thanks|i|think|looks|sounds|good|is|fine|best)\b)*$"
)
_NUMBERED = re.compile(r"(?:\b(?:number|option|no\.?|choice|plan) ?|# ?)(?P<number>\d)\b")
_NUMBER_ALONE = re.compile(r"^\W*(?:(?:ok|yes|number|option|ill|take|please|the)\W+)*(?P<number>\d)\W*(?:please)?\W*$")
_ALL = re.compile(r"\b(?:both|all (?:of them|of those|3|2|three)|them all|the lot|all)\b")
_BILLING_ONE = re.compile(
    r"\b(?:the|that) (?:(?P<monthly>monthly)|(?P<yearly>annual|yearly)|(?P<quarterly>quarterly)|(?P<weekly>weekly)) (?:one|plan|option|deal|version|price|offer)?\b"
)
_REFUSED = re.compile(
    r"\b(?:no|not|without|drop|remove|skip|dont (?:want|need)|leave out|rather than|instead of|except|minus|not interested in|cancel|than)(?: (?:the|any|a|your))* ?$"
)
# Words in offers' names that tell nothing apart, or that customers use for something else.
_PLAIN = frozenset(
    "plan plans offer subscription the a an for and of with monthly annual yearly weekly quarterly year month gbp usd eur uk us per".split()
)


def chosen(message: Message, hints: Hints) -> tuple[list[str], list[Span]]:
    """Return the paths of the offers a message names or points at, and the spans of the words that do."""
    named, spans = _named(message.read, hints.offers)
    pointed = _pointed(message.read, hints)
    if len(named) > 1:
        named = _narrowed(named, message.read, hints)
    return named or pointed, spans


def added(message: Message, hints: Hints) -> tuple[list[str], list[Span]]:
    """Return the paths of the add-ons a message asks for, and the spans of all it names, wanted or not."""
    if hints.expecting == "add_on" and hints.add_ons and _ALL.search(message.read):
        return [one.path for one in hints.add_ons], []
    return _named(message.read, hints.add_ons)


def _named(text: str, offers: Sequence[Offer]) -> tuple[list[str], list[Span]]:
    """Find display names and names, longest first, so that "Pro Plus" is not also "Pro"."""
    wanted: list[str] = []
    spans: list[Span] = []
    for name, paths in sorted(_by_name(offers).items(), key=lambda item: -len(item[0])):
        for match in re.finditer(rf"(?<!\w){name}s?(?!\w)", text):
            if any(match.start() < end and match.end() > start for start, end in spans):
                continue
            spans.append(match.span())
            if not _REFUSED.search(text[: match.start()]):
                wanted += [path for path in paths if path not in wanted]
    return wanted, spans


def _by_name(offers: Sequence[Offer]) -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for offer in offers:
        for told in {offer.display_name, offer.name}:
            words = words_of(told)
            telling = [word for word in words if word not in _PLAIN]
            for form in {" ".join(words), " ".join(telling)}:
                if telling and len(form) > 2:
                    paths = names.setdefault(re.escape(form).replace(r"\ ", r"[ -]"), [])
                    if offer.path not in paths:
                        paths.append(offer.path)
    return names


def _narrowed(paths: list[str], text: str, hints: Hints) -> list[str]:
    """Of offers that share a name keep those of the billing period said, else those just shown."""
    billing = {offer.path: offer.billing for offer in hints.offers}
    said = {
        period
        for period, words in {
            "monthly": "monthly|month",
            "yearly": "annual(?:ly)?|yearly|year",
            "quarterly": "quarterly",
            "weekly": "weekly",
        }.items()
        if re.search(rf"\b(?:{words})\b", text)
    }
    kept = [path for path in paths if billing.get(path) in said] or paths
    return [path for path in kept if path in hints.shortlist] or kept


def _pointed(text: str, hints: Hints) -> list[str]:
    shown = list(hints.shortlist)
    if not shown:
        return []
    choosing = hints.expecting == "choice"
    if choosing and _ALL.search(text):
        return shown
    match = _ORDINAL_ALONE.search(text) or re.search(_ORDINAL.pattern + r"(?<=one|ion|lan|fer|ice)", text)
    if match:
        return _at(shown, _ORDINALS[match["which"]])
    if numbered := _NUMBERED.search(text) or (choosing and _NUMBER_ALONE.search(text)):
        return _at(shown, int(numbered["number"]) - 1)
    if match := _BILLING_ONE.search(text):
        billing = {offer.path: offer.billing for offer in hints.offers}
        fitting = [path for path in shown if billing.get(path) == match.lastgroup]
        return fitting if len(fitting) == 1 else []
    return []


def _at(shown: list[str], place: int) -> list[str]:
    return [shown[place]] if -len(shown) <= place < len(shown) else []
