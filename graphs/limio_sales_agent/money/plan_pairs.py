"""Monthly and yearly plans of the same thing."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz import fuzz

from limio_langchain.models.offer import Offer

if TYPE_CHECKING:
    from collections.abc import Iterable

PERIOD_WORDS = re.compile(r"\b(monthly|month|yearly|year|annually|annual|paid|billed|plan)\b", re.IGNORECASE)


class Pair(NamedTuple):
    """A monthly offer and the yearly one for the same products."""

    monthly: Offer
    yearly: Offer


def pairs(offers: Iterable[Offer]) -> list[Pair]:
    """Return the pairs among offers, each offer in one pair at most, in the order of the monthly paths.

    Offers belong together that hold the same products in one currency. Where more than two do (a shop may sell bronze
    and gold of one product), those are paired that choose each other as nearest by name.
    """
    alike: defaultdict[object, list[Offer]] = defaultdict(list)
    for offer in sorted(offers, key=lambda offer: offer.path):
        if offer.product_paths and offer.kind == "offer":
            alike[offer.product_paths, offer.price.currency if offer.price else None].append(offer)
    found = [pair for group in alike.values() for pair in _pairs_of(group)]
    return sorted(found, key=lambda pair: pair.monthly.path)


def other_period(offer: Offer, offers: Iterable[Offer]) -> Offer | None:
    """Return the yearly plan for a monthly offer or the monthly one for a yearly, or None."""
    for monthly, yearly in pairs(offers):
        if offer.path in {monthly.path, yearly.path}:
            return yearly if offer.path == monthly.path else monthly
    return None


def _pairs_of(group: list[Offer]) -> list[Pair]:
    monthly = [offer for offer in group if offer.billing == "monthly"]
    yearly = [offer for offer in group if offer.billing == "yearly"]
    if not monthly or not yearly:
        return []
    chosen = ((one, _nearest(one, yearly)) for one in monthly)
    return [Pair(one, other) for one, other in chosen if _nearest(other, monthly) is one]


def _nearest(offer: Offer, others: list[Offer]) -> Offer:
    return max(others, key=lambda other: fuzz.ratio(_plain(offer), _plain(other)))  # the first path of equals


def _plain(offer: Offer) -> str:
    words = PERIOD_WORDS.sub(" ", offer.name.lower())
    return " ".join(re.findall(r"\w+", words))
