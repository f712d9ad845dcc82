"""What is told beside a yes changes nothing where every word of it is known; anything else costs one more ask."""

from dataclasses import replace

import pytest

from blind.shops import hints
from limio_sales_agent.reading import read_plain
from limio_sales_agent.reading.rules import numbers

ASK = "Your order: 12 × Business Pro, £324.00 a year per person, £3,888.00 a year for 12 people. Shall I go ahead?"
AT_THE_ASK = replace(hints("tidewell", "confirm", ("people", "email")), ask=ASK)


def said(text, language):
    return read_plain(text, replace(AT_THE_ASK, language=language))


def agrees(text, language):
    read = said(text, language)
    return "yes" in read.intents and read.accounted == "whole"


TOLD = {
    "leave that was given": [
        ("en", "I've spoken to the partners and they're fine with it, so please go ahead."),
        ("en", "Head office has approved it, so please make the link."),
        ("de", "Ja bitte, ich habe mit den Partnern gesprochen, alle sind dafür."),
    ],
    "the order, told back": [
        ("en", "We are twelve, that's right. Yes, make the checkout."),
        ("de", "Korrekt, wir sind 12 und zahlen jährlich. Bitte weiter."),
    ],
    "thanks, excuses and joy": [
        ("en", "Yes please, thanks for being so patient with me."),
        ("de", "Ja bitte, und entschuldigen Sie die späte Antwort."),
    ],
    "no reason against it": [
        ("en", "I don't see why not."),
        ("de", "Da spricht nichts dagegen. Bitte Link erstellen."),
        ("fr", "Rien ne s'y oppose. Faites le lien."),
    ],
    "a yes of another language": [("de", "Yes please, machen Sie das"), ("fr", "Oui yes please")],
}
COSTS_ONE_MORE_ASK = {
    "leave given in other words": [("fr", "J'en ai discuté avec mon équipe et ils sont tous pour. Oui, allez-y.")],
    "the order told back in other words": [
        ("en", "Pro it is. Go ahead."),
        ("fr", "Oui, on a choisi Pro, donc faites le lien"),
    ],
    "agreement with what it costs and how it renews": [
        ("en", "I'm happy with the price and the yearly renewal. Please go ahead."),
        ("de", "Der Preis passt und die Laufzeit auch. Los geht's."),
        ("fr", "Le prix est bon et la durée aussi. Allez-y."),
    ],
    "joy in other words": [("en", "Go ahead, the team can't wait!")],
    "a misgiving, though it is settled": [
        ("en", "not cheap, but worth it, so go ahead"),
        ("en", "I was unsure at first but now I'm convinced. Please make the link."),
        ("de", "Teurer als gedacht, aber egal. Machen Sie."),
        ("fr", "C'est une somme, mais on en a besoin. Oui, allez-y."),
    ],
    "a yes of another language": [("en", "Ja, please make the link")],
}
NOT_TOLD = {
    "leave that is still to come": [
        ("en", "Go ahead when the board has signed it off"),
        ("en", "Yes, it's being checked by HR"),
        ("en", "Hopefully the boss has agreed, yes"),
        ("de", "Ist der Chef einverstanden, machen Sie das"),
        ("de", "Ja, der Vorstand muss noch zustimmen"),
        ("fr", "Oui, le patron est-il d'accord"),
        ("fr", "Oui, notre comptable vérifie"),
    ],
    "another order": [
        ("en", "Business Pro for 12, £3,500 a year. Yes please."),
        ("en", "Yes, £300 per person is what we expected. Please go ahead."),
        ("de", "Ja, 300 £ pro Person hatten wir so erwartet. Bitte machen."),
        ("fr", "Oui, 300 £ par personne c'est ce qu'on avait prévu. Allez-y."),
    ],
    "what is not agreed with": [
        ("en", "Yes, the price is fine, the renewal isn't"),
        ("de", "Ja, der Preis ist gut, die Verlängerung nicht"),
        ("fr", "Oui, le prix est bon, le renouvellement non"),
    ],
    "thanks alone, and a wish in their words": [
        ("en", "ok thanks for explaining"),
        ("en", "Yes please, an explanation"),
        ("en", "Thanks for explaining it. Yes, it goes to the board."),
        ("de", "ok danke für die Erklärung"),
        ("fr", "ok merci pour les explications"),
    ],
    "a misgiving that stays": [
        ("en", "Go ahead, it's expensive though"),
        ("en", "I was unsure and I still am. Yes, sorry."),
        ("de", "Erst war ich überzeugt, aber jetzt bin ich unsicher. Ja."),
        ("fr", "J'ai regardé ailleurs mais le leur est mieux, oui"),
    ],
    "a refusal of what would be made": [
        ("en", "No need to make the link please"),
        ("de", "Die meisten von uns sagen ja."),
        ("fr", "oui envoyez les conditions"),
    ],
}


@pytest.mark.parametrize(("language", "text"), [one for kind in TOLD.values() for one in kind])
def test_a_yes_is_read_without_what_is_told_beside_it(language, text):
    assert agrees(text, language)


@pytest.mark.parametrize(("language", "text"), [one for kind in COSTS_ONE_MORE_ASK.values() for one in kind])
def test_what_is_told_in_other_words_is_asked_about_once_more_and_changes_nothing(language, text):
    read = said(text, language)
    assert not agrees(text, language)
    assert "unsure" in read.intents
    assert not {"no", "not_buying"} & set(read.intents)


@pytest.mark.parametrize(("language", "text"), [one for kind in NOT_TOLD.values() for one in kind])
def test_what_holds_a_yes_back_is_not_told_beside_it(language, text):
    assert not agrees(text, language)


def test_what_is_told_back_and_is_not_the_order_changes_it():
    assert (
        said("We've decided on Essential, so please go ahead", "en").offers != said("Pro it is. Go ahead.", "en").offers
    )


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "go ahead, sorry we already paid"),
        ("en", "yes please, he has already done it"),
        ("en", "yes please, thanks for the student price"),
        ("en", "yes please, out of budget"),
        ("de", "danke für den günstigeren Preis, bitte machen"),
        ("de", "zu teuer, bitte machen"),
        ("fr", "oui, le patron est peu convaincu"),
        ("fr", "oui, merci de l'envoyer à mon chef"),
    ],
)
def test_thanks_and_excuses_that_say_something_else_hold_a_yes_back(language, text):
    assert not agrees(text, language)


def test_the_amounts_of_what_was_asked_are_looked_for_once(monkeypatch):
    looked = []
    monkeypatch.setattr(numbers, "tokens_of", lambda text: looked.append(text) or [])
    read_plain("yes, but monthly", replace(AT_THE_ASK, ask="£8 now, and £9 a month from May. Shall I go ahead?"))
    assert len(looked) == 1
