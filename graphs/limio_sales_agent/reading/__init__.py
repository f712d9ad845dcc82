"""Reading: what a customer's message says, in fields."""

from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.model import AttributeValue, Intent, Reading
from limio_sales_agent.reading.rules.plain import read_plain

__all__ = ["AttributeValue", "Hints", "Intent", "Reading", "read_plain"]
