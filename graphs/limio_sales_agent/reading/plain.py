"""`read_plain`: what one message says, read without a model."""

from __future__ import annotations

from limio_sales_agent.reading.draft import Draft
from limio_sales_agent.reading.forms import read_forms
from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.message import tidy
from limio_sales_agent.reading.model import Reading
from limio_sales_agent.reading.slots import read_choice, read_numbers, read_terms, read_who, read_words
from limio_sales_agent.reading.wishes import close, read_wishes


def read_plain(text: str, hints: Hints) -> Reading:
    """Return what a message says, without a model.

    Pure and deterministic. Reads the first 4,000 characters; card numbers are never read into any field.

    Args:
        text: What the customer typed.
        hints: What the reader may lean on: the playbook's words, the offers in view, what was asked.

    Returns:
        The reading; ``understood`` is False when nothing in it could be read.
    """
    raw = tidy(text)
    said = Reading()
    draft = Draft.of(read_forms(raw, hints, said), hints, said)
    # Each stage punches out what it read, so that a budget is no number of people and "I'm Jordan" no country.
    for stage in (read_who, read_numbers, read_terms, read_choice, read_words, read_wishes):
        stage(draft)
    close(draft, raw)
    return said
