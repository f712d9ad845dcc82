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


def vocabulary(hints: Hints) -> frozenset[str]:
    """Return every word, in small letters, that a slip may be put right to."""
    return OWN.union(NUMBER_WORDS, COUNTRY_WORDS, shop_words(hints), known_to_catalogue(hints))


def shop_words(hints: Hints) -> frozenset[str]:
    """Return the words of the playbook's values."""
    said = (
        text
        for question in hints.playbook.questions
        for value, words in question.values.items()
        for text in (value, *words)
    )
    return frozenset(word for text in said for word in words_of(text))


def not_names(hints: Hints) -> frozenset[str]:
    """Return words that nobody is called; countries are not among them, because of Jordan and Georgia."""
    return OWN.union(NO_NAMES, DEMONYMS, NUMBER_WORDS, shop_words(hints), known_to_catalogue(hints))


# The playbook's values and the offers' names are cut into words in each turn; it took a twentieth of one.
@lru_cache(maxsize=4096)
def words_of(text: str) -> tuple[str, ...]:
    """Return a text's words in small letters, without apostrophes and marks."""
    return tuple(_WORD.findall(text.lower().replace("'", "").replace("\u2019", "")))


def known_to_catalogue(hints: Hints) -> frozenset[str]:
    """Return the words of the offers and add-ons in view."""
    return _words_of_offers((*hints.offers, *hints.add_ons))


# A catalogue stays the same for many messages, and a large one takes a while to read.
@lru_cache(maxsize=16)
def _words_of_offers(offers: tuple[Offer, ...]) -> frozenset[str]:
    texts = (
        text
        for offer in offers
        for text in (offer.display_name, offer.name, *offer.labels, *offer.products, *offer.features)
    )
    return frozenset(word for text in texts for word in words_of(text) if len(word) > 2)
