"""Money in words, exactly: costs, totals, terms, and monthly against yearly."""

from limio_sales_agent.money.compare import Comparison, compare
from limio_sales_agent.money.cost import Cost, Length, cost_of, sold_per_seat
from limio_sales_agent.money.format import format_money, format_share
from limio_sales_agent.money.pairs import Pair, other_period, pairs
from limio_sales_agent.money.terms import terms_sentence
from limio_sales_agent.money.words import (
    compare_sentences,
    length_words,
    people_words,
    period_words,
    price_words,
    tax_sentence,
    total_words,
)

__all__ = [
    "Comparison",
    "Cost",
    "Length",
    "Pair",
    "compare",
    "compare_sentences",
    "cost_of",
    "format_money",
    "format_share",
    "length_words",
    "other_period",
    "pairs",
    "people_words",
    "period_words",
    "price_words",
    "sold_per_seat",
    "tax_sentence",
    "terms_sentence",
    "total_words",
]
