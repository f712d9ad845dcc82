"""The words that matter in a message: the reader's own, the playbook's and the catalogue's."""

from __future__ import annotations

import re
from functools import lru_cache

from limio_langchain import Offer
from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.numbers import NUMBER_WORDS

# Words of the readers' patterns that are worth spelling right; short ones cannot be and are left out.
OWN = frozenset(
    """
    account accounts actually agree agreed already altogether annual annually annum another anything available best
    between billed billing bought broken budget business cancel card change charged cheap cheaper cheapest checkout
    client code colleague colleagues company compare contract copies copy correct cost costs coupon credit customer
    daughter debit definitely difference direct discount dollar dollars donate email employee employees euro euros
    everyone existing expensive family features fewer forget friend goodbye headcount hello household human husband
    include included includes instead interested invoice invoiced kids later licence licences license licenses
    looking manage member members monthly name need needs never offer offers option options order organisation
    organization partner password payment paypal people perfect person phone please pound pounds premium price prices
    pricing problem promo question quarter quarterly quotation quote rather recommend refund renewal robot roughly
    sales salesperson second seats sister skip someone sorry speak staff students subscribe subscribed subscription
    subscriptions suggest thanks thank that third today total transfer upgrade user users voucher website week weekly
    wife without working works year yearly years yes month months plan plans company discounts codes person
    another absolutely certainly course sounds great send link links login access team teams around about under
    maximum minimum approximately spend afford expecting anybody nobody unfortunately compared versus cheque
    """.split()
)
_WORD = re.compile(r"[^\W\d_]+")
_SCALE = 10_000  # as many offers as a large catalogue has


def vocabulary(hints: Hints) -> frozenset[str]:
    """Return every word, in small letters, that a slip may be put right to."""
    words = set(OWN | NUMBER_WORDS)
    for question in hints.playbook.questions:
        for value, said in question.values.items():
            words.update(*map(words_of, (value, *said)))
    for offer in (*hints.offers, *hints.add_ons):
        words |= catalogue_words(offer)
    return frozenset(words)


def words_of(text: str) -> list[str]:
    """Return a text's words in small letters, without apostrophes and marks."""
    return _WORD.findall(text.lower().replace("'", "").replace("\u2019", ""))


@lru_cache(maxsize=_SCALE)
def catalogue_words(offer: Offer) -> frozenset[str]:
    """Return the words an offer is known by: its names, labels, products and features."""
    texts = (offer.display_name, offer.name, *offer.labels, *offer.products, *offer.features)
    return frozenset(word for text in texts for word in words_of(text) if len(word) > 2)
