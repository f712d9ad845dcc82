"""One notion of fit: whom an offer serves, what it costs them in a year in all, what they get. Pure.

How offers are chosen, ordered and told is written for people in ``docs/recommending.md``.
"""

from limio_langchain.recommendation.cost import UNKNOWN, Cost, Length, cost_of
from limio_langchain.recommendation.facts import Fact
from limio_langchain.recommendation.needs import Billing, Needs
from limio_langchain.recommendation.quantity import orderable, quantity_for
from limio_langchain.recommendation.recommend import Recommendation, better_than, caveats_of, recommend
from limio_langchain.recommendation.selling import Selling, StatedPrice
from limio_langchain.recommendation.serving import serves_well, serving
from limio_langchain.recommendation.sums import cost_of_line, facts, per, together
from limio_langchain.recommendation.year import EXACT, Year, total_per_month, year_of

__all__ = [
    "EXACT",
    "UNKNOWN",
    "Billing",
    "Cost",
    "Fact",
    "Length",
    "Needs",
    "Recommendation",
    "Selling",
    "StatedPrice",
    "Year",
    "better_than",
    "caveats_of",
    "cost_of",
    "cost_of_line",
    "facts",
    "orderable",
    "per",
    "quantity_for",
    "recommend",
    "serves_well",
    "serving",
    "together",
    "total_per_month",
    "year_of",
]
