"""Reading with a model: what of its answer counts, held against the message."""

import pytest

from limio_sales_agent.reading import Reading, read_plain
from limio_sales_agent.reading.with_model import is_foreign, reading_from
from reading_messages import load

HINTS = load("messages.yaml")[0].hints


def told(text: str, **fields: object) -> Reading:
    given = {"parsed": Reading(understood=True, **fields), "raw": None, "parsing_error": None}
    return reading_from(given, text, HINTS, read_plain(text, HINTS))


@pytest.mark.parametrize(
    "text",
    ["Sí, adelante, mi correo es ana@ruiz.co.uk", "Wir sind zwölf Leute, bitte ein Angebot", "Necesito un presupuesto"],
)
def test_in_a_language_code_cannot_read_the_model_s_word_counts(text):
    assert is_foreign(text, HINTS, read_plain(text, HINTS))
    assert told(text, intents=["quote"]).intents == ["quote"]


@pytest.mark.parametrize("text", ["make it 16", "I'm Zephyr Kowalczyk", "hmm, what does it include?"])
def test_where_code_can_read_the_message_a_model_agrees_to_nothing_for_the_customer(text):
    assert not is_foreign(text, HINTS, read_plain(text, HINTS))
    assert "yes" not in told(text, intents=["yes"]).intents


def test_an_address_that_is_not_in_the_message_is_left_out():
    assert told("we are 5 people", email="made@up.example", people=5).email is None
