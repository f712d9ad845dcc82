"""What a question is about, in each language there are rules for."""

import pytest

from limio_sales_agent.reading.asked import asks_about, asks_about_details


@pytest.mark.parametrize(
    ("about", "question"),
    [
        ("price", "How much is it?"),
        ("price", "Und der Preis?"),
        ("price", "C'est combien, au juste ?"),
        ("terms", "does it renew, and when?"),
        ("terms", "Verlängert sich der Vertrag?"),
        ("terms", "et le renouvellement ?"),
        ("features", "what's in it?"),
        ("features", "Was ist enthalten?"),
        ("features", "que comprend-il ?"),
    ],
)
def test_a_question_is_told_by_the_words_of_its_language(about, question):
    assert asks_about(about, question)


@pytest.mark.parametrize("question", ["who are you?", "Wer sind Sie?", "costume", "pricey"])
def test_other_words_are_about_nothing(question):
    assert [about for about in ("price", "terms", "features") if asks_about(about, question)] == []


@pytest.mark.parametrize(
    "question", ["Why do you want my e-mail?", "what would you do with my data", "Wozu brauchen Sie meine Nummer?"]
)
def test_why_details_are_wanted_is_asked_by_a_reason_before_a_detail(question):
    assert asks_about_details(question)


@pytest.mark.parametrize("question", ["my e-mail is jo@brand.example, why?", "why so dear?", "which company are you?"])
def test_a_detail_before_a_reason_or_either_alone_does_not_ask_it(question):
    assert not asks_about_details(question)
