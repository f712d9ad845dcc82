"""Reading: what a customer's message says, in fields."""

from limio_sales_agent.reading.card_numbers import CARD_MARK, strip_card_numbers
from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.model import AttributeValue, Intent, Reading
from limio_sales_agent.reading.rules.plain import read_plain

__all__ = ["CARD_MARK", "AttributeValue", "Hints", "Intent", "Reading", "read_plain", "strip_card_numbers"]
