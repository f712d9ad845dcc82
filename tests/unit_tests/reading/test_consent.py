"""What a yes may hold beside it, and what it may not."""

from dataclasses import replace

import pytest

from blind.shops import hints
from limio_sales_agent.reading import read_plain

ASK = "Your order: 12 × Business Pro, £324.00 a year per person, £3,888.00 a year for 12 people. Shall I go ahead?"
AT_THE_ASK = replace(hints("tidewell", "confirm", ("people", "email")), ask=ASK)


def said(text, language="en"):
    return read_plain(text, replace(AT_THE_ASK, language=language))


def agrees(text, language="en"):
    read = said(text, language)
    return "yes" in read.intents and read.accounted == "whole"


@pytest.mark.parametrize("text", ["Perfect!", "sounds good to me", "Great, thanks", "This looks right."])
def test_praise_of_anything_but_the_order_just_told_is_no_yes_and_is_understood(text):
    assert not agrees(text)
    assert said(text).intents == ["thanks"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Perfect!", "en"),
        ("sounds good to me", "en"),
        ("Great, thanks", "en"),
        ("that's fine", "en"),
        ("Passt.", "de"),
        ("perfekt, danke", "de"),
        ("Parfait, merci", "fr"),
        ("très bien", "fr"),
    ],
)
def test_praise_of_the_order_just_told_agrees_to_it(text, language):
    read = read_plain(text, replace(AT_THE_ASK, language=language, tells_the_order=True))
    assert "yes" in read.intents
    assert read.accounted == "whole"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("great price", "en"),
        ("lovely", "en"),
        ("good to know, great", "en"),
        ("great, bye", "en"),
        ("perfect for my brother", "en"),
        ("sounds good, let me run it past finance", "en"),
        ("great but way over budget", "en"),
        ("fine, whatever", "en"),
        ("perfekt, ich melde mich", "de"),
        ("super Preis", "de"),
        ("parfait, j'en parle à mon chef", "fr"),
        ("ça a l'air parfait", "fr"),
    ],
)
def test_praise_with_anything_beside_it_agrees_to_nothing(text, language):
    read = read_plain(text, replace(AT_THE_ASK, language=language, tells_the_order=True))
    assert "yes" not in read.intents


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("£3,888 a year is fine, go ahead", True),
        ("yes, twelve at £324 each", True),
        ("yes, £3,500 a year", False),
        ("yes, €3,888 a year", False),
        ("ok so £3,888", False),
    ],
)
def test_an_amount_may_stand_beside_a_yes_as_it_was_shown_and_as_no_other(text, taken):
    assert agrees(text) is taken


def test_another_amount_in_the_order_s_currency_is_no_part_of_a_yes():
    assert agrees("Ja, 12 Lizenzen für 3.888 £, bitte anlegen.", "de")
    assert not agrees("Ja, 12 Lizenzen für 2.888 £, bitte anlegen.", "de")


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("My boss approved it, go ahead", True),
        ("Send it to my boss", False),
        ("ok for my boss", False),
        ("We talked it over and decided: yes please", True),
        ("yes, we talked about the weather", False),
    ],
)
def test_what_people_tell_goes_with_a_yes_only_where_it_allows_the_order(text, taken):
    assert agrees(text) is taken


@pytest.mark.parametrize("text", ["yes and", "yes and then", "ok, could you", "sure, the"])
def test_a_message_that_breaks_off_agrees_to_nothing(text):
    assert not agrees(text)


@pytest.mark.parametrize(
    ("text", "billing"),
    [
        ("yes, if it can be monthly", None),
        ("monthly, unless that is dearer", None),
        ("yes please, but monthly", "monthly"),
        ("monthly instead of yearly", "monthly"),
    ],
)
def test_what_is_hedged_changes_no_order_and_what_is_asked_for_does(text, billing):
    assert said(text).billing == billing


def test_a_number_in_a_clause_of_its_own_is_a_change_though_the_rest_was_not_understood():
    assert said("hold on, denise and mo job share so thats 7").people == 7
    assert said("I'll be home at six, put the chicken in").people is None


def test_a_refusal_of_a_period_wishes_for_the_other():
    assert said("I do not want to pay for a year").billing == "monthly"


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("Yes please. Regards, Declan Murphy, Murphy Bros, Galway", True),
        ("Yes. Regards to the board, who must agree", False),
    ],
)
def test_a_signature_is_accounted_for(text, taken):
    assert agrees(text) is taken


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Bitte so anlegen.", "de"),
        ("Die Chefin hat zugestimmt, legen Sie los", "de"),
        ("Validé par la direction, allez-y", "fr"),
    ],
)
def test_other_languages_agree_by_the_same_rules(text, language):
    assert agrees(text, language)


@pytest.mark.parametrize(
    ("text", "language"), [("yes please, no extras", "en"), ("Ja, sonst nichts", "de"), ("Oui, rien de plus", "fr")]
)
def test_who_agrees_and_wants_nothing_more_agrees_and_declines_add_ons(text, language):
    assert agrees(text, language)
    assert said(text, language).declined == ["add_on"]


@pytest.mark.parametrize(
    ("text", "wanted"), [("The onboarding workshop, yes please. Nothing else.", True), ("Nothing else.", False)]
)
def test_nothing_else_refuses_only_where_nothing_is_named(text, wanted):
    asked = replace(hints("tidewell", "add_on", ("people", "email")), language="en")
    read = read_plain(text, asked)
    assert (bool(read.add_ons), "no" in read.intents) == (wanted, not wanted)


@pytest.mark.parametrize("text", ["no archive thanks", "no extras", "no archive. ugo@baobab.legal"])
def test_at_the_last_ask_who_refuses_an_add_on_takes_nothing_back_and_is_asked_about_none(text):
    read = said(text)
    assert (read.intents, read.declined, read.accounted) == ([], ["add_on"], "whole")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Can I go ahead without giving a phone number?", "en"),
        ("D'accord, donc c'est ça le prix. Merci, au revoir", "fr"),
        ("so that's the price. ok, bye", "en"),
    ],
)
def test_a_question_and_a_farewell_are_no_yes(text, language):
    assert not agrees(text, language)


def test_an_add_on_s_name_in_german_is_found_though_it_has_a_capital_and_a_surname_is_left_alone():
    assert said("Mit Archiv bitte", "de").add_ons == ["/add_ons/Archive Access Annual"]
    assert said("Ja, alles korrekt. Mit freundlichen Grüßen, Heike Brandt", "de").keywords == []


@pytest.mark.parametrize(
    ("asked", "text", "language", "taken"),
    [
        ("confirm", "yes add that then", "en", False),
        ("add_on", "yes add that then", "en", True),
        ("add_on", "add it please", "en", True),
        ("confirm", "ja, füge das hinzu", "de", False),
        ("add_on", "füge das hinzu", "de", True),
    ],
)
def test_adding_something_agrees_where_an_add_on_is_asked_about_and_nowhere_else(asked, text, language, taken):
    read = read_plain(text, replace(hints("tidewell", asked, ("people", "email")), language=language))
    assert ("yes" in read.intents and read.accounted == "whole") is taken


def test_a_word_joined_by_a_hyphen_breaks_nothing_off():
    assert agrees("Oui allez-y, préparez-le.", "fr")
    assert not agrees("oui, préparez le", "fr")


@pytest.mark.parametrize("text", ["checkout", "link please", "the checkout page please"])
def test_naming_what_would_be_made_is_a_yes(text):
    assert agrees(text)


@pytest.mark.parametrize("text", ["can you put a PO number on it", "just waiting on another quote to come in"])
def test_another_paper_is_no_wish_for_a_quote_of_this_order(text):
    assert "quote" not in said(text).intents


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("cancel", "en"),
        ("Cancel, please.", "en"),
        ("abort", "en"),
        ("abbrechen", "de"),
        ("stornieren Sie", "de"),
        ("annulez", "fr"),
        ("j'abandonne", "fr"),
    ],
)
def test_a_bare_cancel_takes_the_order_back(text, language):
    assert said(text, language).intents == ["no"]


@pytest.mark.parametrize(
    "text", ["how do I cancel?", "can I cancel", "yes cancel", "ok, cancel", "yes, until I cancel"]
)
def test_cancelling_spoken_of_neither_agrees_nor_takes_back(text):
    assert not {"yes", "no", "not_buying"} & set(said(text).intents)


def test_a_no_beside_what_is_wanted_instead_takes_nothing_back():
    assert not {"no", "not_buying"} & set(said("forget it, Business Essential for 12 please").intents)


@pytest.mark.parametrize("text", ["okay the code", "ok with another code", "yes, company", "both approved"])
def test_a_code_a_detail_or_both_that_is_only_named_is_no_part_of_a_yes(text):
    assert not agrees(text)


@pytest.mark.parametrize("text", ["buy", "order", "order please", "acheter", "commander", "kaufen", "bestellen"])
def test_a_word_for_buying_alone_agrees(text):
    assert agrees(text)


@pytest.mark.parametrize("text", ["order?", "order nothing", "order number", "the order", "order later", "no order"])
def test_a_word_for_buying_beside_another_does_not(text):
    assert not agrees(text)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("we both agree, yes", "en"),
        ("we both say yes", "en"),
        ("my boss and I both say yes", "en"),
        ("my wife and I both agree", "en"),
        ("ja, beide sind einverstanden", "de"),
        ("wir sind beide einverstanden", "de"),
        ("nous sommes tous les deux d'accord", "fr"),
        ("let's go", "en"),
        ("let's go then!", "en"),
        ("go on then", "en"),
        ("let's go please", "en"),
        ("we're good to go", "en"),
    ],
)
def test_two_who_agree_and_who_wants_to_go_agree_to_the_order(text, language):
    assert agrees(text, language)
    assert said(text, language).people is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("let's go home", "en"),
        ("let's go over it again", "en"),
        ("let's go through it once more", "en"),
        ("let's go through everything", "en"),
        ("let's go into it", "en"),
        ("let's go out", "en"),
        ("let's go there", "en"),
        ("go over it again", "en"),
        ("go home", "en"),
        ("go away", "en"),
        ("go to hell", "en"),
        ("I'm good to go home", "en"),
        ("let's do it again", "en"),
        ("do that once more", "en"),
        ("do it over", "en"),
        ("take it away", "en"),
        ("get it off", "en"),
        ("order it again", "en"),
        ("make it away", "en"),
        ("go figure", "en"),
        ("gehen wir nach Hause", "de"),
        ("gehen wir es noch mal durch", "de"),
        ("los geht's nach Hause", "de"),
        ("allons-y doucement", "fr"),
        ("on y va demain", "fr"),
    ],
)
def test_a_word_behind_go_or_do_that_leads_elsewhere_agrees_to_nothing(text, language):
    assert not agrees(text, language)
