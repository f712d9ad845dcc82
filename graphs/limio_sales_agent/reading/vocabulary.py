"""The words that matter in a message: the reader's own, the playbook's and the catalogue's."""

from __future__ import annotations

import re
from functools import lru_cache

from limio_langchain import Offer
from limio_sales_agent.reading.country_names import COUNTRY_WORDS, DEMONYMS
from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.lexicon import NO_NAMES, OWN
from limio_sales_agent.reading.numbers import NUMBER_WORDS

_WORD = re.compile(r"[^\W\d_]+")
_OFFERS = 10_000  # as many as a large catalogue has


def vocabulary(hints: Hints) -> frozenset[str]:
    """Return every word, in small letters, that a slip may be put right to."""
    offers = (catalogue_words(offer) for offer in (*hints.offers, *hints.add_ons))
    return OWN.union(NUMBER_WORDS, COUNTRY_WORDS, shop_words(hints), *offers)


def shop_words(hints: Hints) -> frozenset[str]:
    """Return the words of the playbook's values."""
    said = (text for question in hints.playbook.questions for value, words in question.values.items() for text in (value, *words))
    return frozenset(word for text in said for word in words_of(text))


def not_names(hints: Hints) -> frozenset[str]:
    """Return words that nobody is called; countries are not among them, because of Jordan and Georgia."""
    offers = (catalogue_words(offer) for offer in (*hints.offers, *hints.add_ons))
    return OWN.union(NO_NAMES, DEMONYMS, NUMBER_WORDS, shop_words(hints), *offers)


def words_of(text: str) -> list[str]:
    """Return a text's words in small letters, without apostrophes and marks."""
    return _WORD.findall(text.lower().replace("'", "").replace("\u2019", ""))


@lru_cache(maxsize=_OFFERS)
def catalogue_words(offer: Offer) -> frozenset[str]:
    """Return the words an offer is known by: its names, labels, products and features."""
    texts = (offer.display_name, offer.name, *offer.labels, *offer.products, *offer.features)
    return frozenset(word for text in texts for word in words_of(text) if len(word) > 2)
