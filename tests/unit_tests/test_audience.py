"""Whom customers say that it is for."""

import pytest

from limio_langchain.models.audience import meant


@pytest.mark.parametrize(
    ("text", "whom"),
    [
        ("we're an agency", "work"),
        ("We are a 12 person PR agency", "work"),
        ("our company needs it", "work"),
        ("we are a family business with 12 staff", "work"),
        ("for us two at the office", "work"),
        ("für unsere Agentur", "work"),
        ("for the kids", "home"),
        ("something for my mum", "home"),
        ("for my wife and me", "home"),
        ("pour mes enfants", "home"),
        ("I read it at work and at home", None),
        ("for 12 people", None),
        ("what does Business Pro cost", None),
        ("not for me", None),
    ],
)
def test_only_what_they_say_of_themselves_tells_whom_it_is_for(text, whom):
    assert meant(text) == whom


@pytest.mark.parametrize(("text", "whom"), [("work", "work"), ("Für zu Hause", "home"), ("home please", "home")])
def test_one_word_is_enough_where_it_was_asked(text, whom):
    assert meant(text, asked=True) == whom
