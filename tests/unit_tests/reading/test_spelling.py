"""Slips: what was meant is read where it is clear, and an everyday word is none of the shop's."""

from dataclasses import replace

import pytest

from blind.shops import hints
from limio_sales_agent.reading import read_plain

ANYTIME = hints("tidewell", "open")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The lid is rather stiff"),
        ("en", "He thinks about it a lot"),
        ("en", "one shift after the other"),
        ("fr", "un vieil homme tout seul"),
        ("fr", "quel produit curieux"),
    ],
)
def test_what_is_as_near_to_an_everyday_word_is_none_of_the_shops(language, text):
    said = read_plain(text, replace(ANYTIME, language=language))
    assert (said.attributes, said.keywords, said.offers) == ([], [], [])
    assert "thanks" not in said.intents


@pytest.mark.parametrize(
    ("language", "text", "billing"),
    [
        ("en", "monthyl please", "monthly"),
        ("en", "yearlyyy", "yearly"),
        ("de", "monatlihc bitte", "monthly"),
        ("fr", "mensuell", "monthly"),
    ],
)
def test_a_slip_is_read_as_what_it_is_nearest_to(language, text, billing):
    assert read_plain(text, replace(ANYTIME, language=language)).billing == billing


@pytest.mark.parametrize("text", ["mit Archiv", "das Archiv dazu", "mit archive"])
def test_the_shops_word_is_known_by_its_german_form(text):
    assert read_plain(text, replace(ANYTIME, language="de")).add_ons == ["/add_ons/Archive Access Annual"]
