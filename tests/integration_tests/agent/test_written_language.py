"""A customer is answered in the language they write, where the playbook has it and the host named no other."""

import pytest

from limio_langchain.models.context import SalesContext

ORDER = "Business Pro, yearly, for 12 people, jo@brand.example"


def test_who_writes_german_in_an_english_shop_is_answered_in_german(talk):
    told = talk()
    assert "Was suchen Sie?" in told.say("Guten Tag, was kostet Business Pro für zwölf Leute?")
    assert "Welches davon möchten Sie?" in told.say("ja")


def test_who_goes_back_to_the_shop_s_language_is_answered_in_it_with_the_shop_s_own_money(talk):
    told = talk()
    told.say("Guten Tag, was kostet Business Pro für zwölf Leute?")
    assert "£3,888.00" in told.say("sorry, what would Business Pro cost for 12 people?")


@pytest.mark.parametrize("word", ["ja", "Büro", "super"])
def test_one_word_changes_no_language(talk, word):
    told = talk()
    told.say("hi", word)
    assert told.state["language"] in {None, "en"}


def test_a_language_that_the_playbook_does_not_have_is_not_spoken(talk, tidewell):
    told = talk(tidewell.model_copy(update={"languages": ()}))
    assert "What are you looking for?" in told.say("Guten Tag, was kostet Business Pro für zwölf Leute?")


def test_the_locale_that_the_host_names_stands(talk):
    told = talk(context=SalesContext(locale="en_GB"))
    assert "What are you looking for?" in told.say("Guten Tag, was kostet Business Pro für zwölf Leute?")


def test_a_german_yes_to_english_terms_is_the_yes_to_them(talk):
    told = talk()
    told.say(ORDER)
    assert "Möchten Sie" in told.say("ja bitte")
    assert told.state["expecting"] == "add_on"


@pytest.mark.parametrize(
    "text",
    [
        "Hola, necesito una suscripción para mi empresa, mi correo es ana@brand.example",
        "Buongiorno, vorrei un abbonamento per la mia azienda, scrivetemi a luca@brand.example",
        "Goedemiddag, ik wil graag een abonnement voor mijn bedrijf, mijn e-mail is jan@brand.example",
        "Dzień dobry, potrzebuję subskrypcji dla mojej firmy, adres to ola@brand.example",
        "Olá, preciso de uma assinatura para minha empresa, meu telefone é +351 912 345 678",
    ],
)
def test_who_writes_what_nobody_here_reads_is_told_once_which_languages_are(talk, text):
    told = talk()
    assert "These languages I understand: Deutsch, English and Français." in told.say(text)
    assert "These languages" not in told.say(text)
    assert told.state["expecting"] is not None
