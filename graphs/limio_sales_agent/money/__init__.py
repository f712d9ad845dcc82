"""Money in words, exactly: costs, totals, terms, and monthly against yearly."""

from limio_sales_agent.money.compare import Comparison, compare
from limio_sales_agent.money.plan_pairs import Pair, other_period, pairs
from limio_sales_agent.money.quantity import number_of, quantity_for
from limio_sales_agent.money.terms import change_sentences, terms_sentence, terms_sentences
from limio_sales_agent.money.words import (
    compare_sentences,
    format_money,
    format_share,
    length_words,
    offer_price,
    offer_total,
    people_words,
    period_words,
    price_and_total,
    price_words,
    saving_of_one,
    sum_words,
    tax_sentence,
    total_words,
)

__all__ = [
    "Comparison",
    "Pair",
    "change_sentences",
    "compare",
    "compare_sentences",
    "format_money",
    "format_share",
    "length_words",
    "number_of",
    "offer_price",
    "offer_total",
    "other_period",
    "pairs",
    "people_words",
    "period_words",
    "price_and_total",
    "price_words",
    "quantity_for",
    "saving_of_one",
    "sum_words",
    "tax_sentence",
    "terms_sentence",
    "terms_sentences",
    "total_words",
]
