"""How many of each: a number for each thing named, and numbers that tell the same people twice."""

from dataclasses import replace

import pytest

from blind.shops import hints
from limio_sales_agent.reading import read_plain

OPENING = hints("tidewell", None)
PRO, ESSENTIAL = "/offers2/Business Pro Annual", "/offers2/Business Essential Annual"
WORKSHOP = "/add_ons/Onboarding Workshop"
LOCKER = "/add_ons/Own Locker"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2 Business Pro and 1 Business Essential", {PRO: 2, ESSENTIAL: 1}),
        ("two Business Pro, one Business Essential, yearly", {PRO: 2, ESSENTIAL: 1}),
        ("3 pro seats, 2 essential seats", {PRO: 3, ESSENTIAL: 2}),
        ("Business Pro for 2 and Essential for 3", {PRO: 2, ESSENTIAL: 3}),
        ("Business Pro x2, Essential x1", {PRO: 2, ESSENTIAL: 1}),
        ("2x Business Pro und 1x Business Essential bitte", {PRO: 2, ESSENTIAL: 1}),
        ("5 Business Pro and 1 onboarding workshop", {PRO: 5, WORKSHOP: 1}),
        ("Business Pro and Essential for 3", {}),
        ("5 Business Pro", {}),
        ("Business Pro for 5 people with the onboarding workshop, code SAVE20, jo@brand.io", {}),
        ("Business Pro for 5 with the workshop, at most £400", {}),
        ("Business Pro for 5 people with the onboarding workshop, PO4711, jo@brand.io", {}),
        ("Business Pro for 5 with the workshop, SAVE-20", {}),
        ("Business Pro for 5 with the workshop (ref 99)", {}),
        ("Business Pro for 5 and the workshop on 3 June", {}),
        ("Business Pro for 5, workshop at 2pm", {}),
        ("Business Pro: 2, Business Essential: 1", {PRO: 2, ESSENTIAL: 1}),
        ("2 licences of Business Pro, 1 licence of Business Essential", {PRO: 2, ESSENTIAL: 1}),
        ("Business Pro for 5 and the workshop, 07700 900123", {}),
    ],
)
def test_a_number_beside_each_name_is_that_one_s(text, told):
    said = read_plain(text, OPENING)
    assert {path: number for path, number in said.each.items() if path in {PRO, ESSENTIAL, WORKSHOP}} == told


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("we're 4, two adults and two teenagers", 4),
        ("two adults and two kids, so four", 4),
        ("5 of us: me, my wife and 3 kids", 5),
        ("Me, the wife and two kids", 4),
        ("12 readers, 10 in London and 2 in Leeds", 12),
        ("three colleagues and me, so four readers", 4),
        ("three colleagues, so four readers", 4),
    ],
)
def test_a_total_and_its_parts_are_the_same_people(text, people):
    assert read_plain(text, hints("tidewell", "people")).people == people


@pytest.mark.parametrize(
    "text", ["need it for 10 today but we'll be 15 by summer", "Wir brauchen es jetzt für 10, ab Sommer sind wir 15"]
)
def test_how_many_there_are_now_goes_before_how_many_there_will_be(text):
    assert read_plain(text, OPENING).people == 10


@pytest.mark.parametrize(
    ("text", "offers"),
    [("pro please", True), ("3 seats of pro", True), ("make it 4 pro", True), ("Ich zahle 20 pro Monat", False)],
)
def test_a_short_name_stands_beside_a_number_or_alone(text, offers):
    assert (PRO in read_plain(text, OPENING).offers) is offers


@pytest.mark.parametrize(
    "text",
    ["hi do you have an app", "hallo habt ihr eine app", "what does it cost", "was kostet das", "how much for 12"],
)
def test_a_question_needs_no_mark_and_may_stand_behind_a_greeting(text):
    assert "question" in read_plain(text, OPENING).intents


def test_who_would_like_to_cancel_has_a_subscription():
    assert read_plain("I'd like to cancel", OPENING).intents == ["existing_customer"]


CONFIRM = hints("tidewell", "confirm", known=("people", "quantity"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("add two essential", {ESSENTIAL: 2}),
        ("yes, and one essential", {ESSENTIAL: 1}),
        ("another pro", {PRO: 1}),
        ("5 more Business Pro", {PRO: 5}),
        ("remove one essential", {ESSENTIAL: -1}),
        ("add one essential, drop one pro", {ESSENTIAL: 1, PRO: -1}),
    ],
)
def test_what_comes_on_top_of_an_order_or_is_taken_off_is_counted_apart(text, told):
    said = read_plain(text, CONFIRM)
    assert said.added
    assert {path: number for path, number in said.each.items() if path in {PRO, ESSENTIAL}} == told


def test_what_is_half_a_step_and_half_a_new_order_is_neither():
    assert read_plain("3 business pro, and add one essential", CONFIRM).each == {}


@pytest.mark.parametrize(
    ("shop", "after", "text", "language", "told"),
    [
        ("tidewell", None, "Team Library und fünf mal Business Pro bitte", "de", {PRO: 5}),
        ("tidewell", None, "5 Business Pro and Team Library", "en", {PRO: 5}),
        ("tidewell", None, "la Team Library et cinq Business Pro", "fr", {PRO: 5}),
        ("fenwick", "add_on", "three lockers, yes", "en", {LOCKER: 3}),
        ("fenwick", "add_on", "we'd need 3 lockers", "en", {LOCKER: 3}),
        ("tidewell", "add_on", "yes, two onboarding workshops", "en", {WORKSHOP: 2}),
    ],
)
def test_a_number_beside_one_of_several_things_is_that_one_s_and_nothing_else_s(shop, after, text, language, told):
    said = read_plain(text, replace(hints(shop, after), language=language))
    assert {path: number for path, number in said.each.items() if path in {PRO, LOCKER, WORKSHOP}} == told
    assert (said.people, said.quantity) == (None, None)


@pytest.mark.parametrize(
    ("shop", "text", "language"),
    [
        ("gymchain", "ok one first. ana.silva@mail.pt", "en"),
        ("gymchain", "we are 60 people but only 25 would train", "en"),
        ("gymchain", "only two of us then", "en"),
        ("gymchain", "first tell me more", "en"),
        ("gymchain", "d'abord un, pour moi", "fr"),
        ("gymchain", "erst mal nur eins", "de"),
    ],
)
def test_a_number_a_verb_or_an_only_names_no_offer(shop, text, language):
    for after in (None, "confirm"):
        assert read_plain(text, replace(hints(shop, after), language=language)).offers == []


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("no. give me the £1 one", "en", "Tidewell Home, first month £1"),
        ("Hi I want to buy the £1 offer", "en", "Tidewell Home, first month £1"),
        ("whats the 1 quid thing", "en", "Tidewell Home, first month £1"),
        ("no, the one pound one", "en", "Tidewell Home, first month £1"),
        ("the gift for £75 please", "en", "A year of Tidewell Home, as a gift"),
        ("das mit dem 1 Pfund", "de", "Tidewell Home, first month £1"),
        ("ich will das 1 Pfund Angebot", "de", "Tidewell Home, first month £1"),
        ("Das Geschenk-Abo für 75 Pfund", "de", "A year of Tidewell Home, as a gift"),
        ("le cadeau à 75 livres", "fr", "A year of Tidewell Home, as a gift"),
        ("celui à 1 livre", "fr", "Tidewell Home, first month £1"),
        ("the £333 one", "en", None),
    ],
)
def test_an_offer_is_pointed_at_by_what_it_costs_and_that_is_no_budget(text, language, name):
    shop = hints("tidewell", "audience")
    said = read_plain(text, replace(shop, language=language))
    assert said.budget is None
    assert {one.display_name for one in shop.offers if one.path in said.offers} == ({name} if name else set())


@pytest.mark.parametrize(
    "text", ["my budget is £89", "something for £75", "at most £1", "we have £75 for it", "up to 75 pounds", "£89"]
)
def test_an_amount_that_points_at_nothing_is_a_budget(text):
    said = read_plain(text, hints("tidewell", "audience"))
    assert (said.offers, said.budget is not None) == ([], True)


@pytest.mark.parametrize(
    "text",
    ["What does Business Pro include?", "Is Business Pro more expensive?", "Was ist bei Business Pro noch dabei?"],
)
def test_a_question_about_something_adds_none_of_it(text):
    read = read_plain(text, replace(OPENING, expecting="confirm"))
    assert (read.added, read.each) == (False, {})


STANDING = replace(CONFIRM, needs={"people": 5}, order_stands=True)


@pytest.mark.parametrize("hint", [OPENING, STANDING], ids=["opening", "standing"])
@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("12 pro, 2 of them essential", "en"),
        ("12 Business Pro, of which 2 Business Essential", "en"),
        ("ten pro seats, three of those essential", "en"),
        ("12 Business Pro, davon 2 Business Essential", "de"),
        ("12 Business Pro dont 2 Business Essential s'il vous plaît", "fr"),
        ("two of them should be Business Essential", "en"),
        ("zwei davon sollen Business Essential sein", "de"),
        ("2 pro or 3 essential", "en"),
        ("2 Business Pro oder 3 Business Essential", "de"),
        ("2 pro, no, 3 essential", "en"),
        ("swap 2 pro for 2 essential", "en"),
        ("also 2 essential and 3 seats", "en"),
        ("3 seats and 2 essential", "en"),
        ("noch 2 Essential und 3 Plätze", "de"),
        ("encore 2 Essential et 3 places", "fr"),
    ],
)
def test_where_it_is_unsure_which_number_is_whose_none_is_read(text, language, hint):
    said = read_plain(text, replace(hint, language=language))
    assert (said.each, said.people, said.quantity, said.offers, said.accounted == "whole") == (
        {},
        None,
        None,
        [],
        False,
    )


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("two essential and one more pro", "en"),
        ("add 3 Essential and 2", "en"),
        ("drop all Pro and add 3", "en"),
        ("drop all Business Pro and add 3 Business Essential", "en"),
        ("zwei Essential und noch ein Pro", "de"),
        ("alle Pro raus und 3 dazu", "de"),
        ("alle Pro raus und drei Essential dazu", "de"),
        ("enlevez tous les Pro et ajoutez 3", "fr"),
    ],
)
def test_half_a_step_changes_nothing_and_is_told_so(text, language):
    said = read_plain(text, replace(STANDING, language=language))
    assert (said.each, said.people, said.quantity, said.unwanted) == ({}, None, None, [])
    assert not said.understood or said.intents == ["unsure"]


@pytest.mark.parametrize("text", ["twelve with the workshop", "Business Pro for 5 people and the workshop"])
def test_what_is_joined_to_a_number_has_none_of_it(text):
    assert read_plain(text, OPENING).each == {}


@pytest.mark.parametrize("text", ["archive for 2", "archive for two people", "das Archiv für zwei Leute"])
def test_of_an_order_an_add_on_may_be_for_some(text):
    said = read_plain(text, hints("tidewell", "add_on", known=("people",)))
    assert (said.people, said.each) == (None, {"/add_ons/Archive Access Annual": 2})


@pytest.mark.parametrize("text", ["12 Business Pro, budget 5000", "our budget is 5000, 12 Business Pro"])
def test_how_many_of_an_offer_is_no_budget_of_the_same_sentence(text):
    said = read_plain(text, OPENING)
    assert (said.quantity, said.budget) == (12, "5000")
