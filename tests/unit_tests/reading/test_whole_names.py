"""An offer's whole name is that offer's alone, though another's name is a part of it."""

import pytest

from blind.shops import catalogue, hints
from limio_sales_agent.reading.rules.plain import read_plain


@pytest.mark.parametrize("shop", ["tidewell", "fenwick", "gymchain"])
def test_each_offer_s_whole_name_is_read_as_no_other_offer(shop):
    offers, _ = catalogue(shop)
    wrong = {}
    for name in {offer.display_name for offer in offers}:
        for after in ("choice", "open", "confirm"):
            read = read_plain(name, hints(shop, after)).offers
            found = {offer.display_name for offer in offers if offer.path in read}
            if found != {name}:
                wrong[name, after] = found
    assert wrong == {}


def test_two_whole_names_are_two_offers():
    said = read_plain("Tidewell Home and Tidewell Home, first month £1", hints("tidewell", "choice"))
    assert len(said.offers) == 3  # the first is sold by the month and by the year


def test_a_part_of_a_name_that_is_another_s_name_orders_no_second_offer():
    gift = "/offers2/Gift - Tidewell Home, 12 months"
    assert read_plain("now the gift of Tidewell Home for my dad", hints("tidewell", "open")).offers == [gift]
    assert gift in (both := read_plain("Tidewell Home and the gift", hints("tidewell", "choice")).offers)
    assert len(both) > 1


def test_what_stands_beside_a_whole_name_is_named_too():
    said = read_plain("One Club and the Personal Coach", hints("gymchain", "open"))
    assert "/offers2/Ironleaf Personal Coach" in said.offers
    assert any("One Club" in path for path in said.offers)


@pytest.mark.parametrize("text", ["How much is {}?", "{} please", "I'd like {}, paid monthly", "what about {}?"])
def test_a_number_in_a_name_counts_and_pays_nothing(text):
    said = read_plain(text.format("Tidewell Home, first month £1"), hints("tidewell", "open"))
    assert said.offers == ["/offers2/Home £1 for 1 month then £8.99 monthly"]
    assert (said.people, said.quantity, said.budget) == (None, None, None)


def test_an_everyday_plural_of_a_part_of_a_name_names_nothing():
    assert read_plain("something decent to read about our markets", hints("tidewell", "nothing")).offers == []


def test_what_is_refused_in_its_clause_is_not_wanted():
    said = read_plain("Archive no, workshop yes", hints("tidewell", "add_on"))
    assert ([one.value for one in said.unwanted], said.add_ons) == (
        ["/add_ons/Archive Access Annual"],
        ["/add_ons/Onboarding Workshop"],
    )


def test_a_name_said_once_more_with_a_question_mark_is_answered_by_what_follows():
    assert read_plain("Archive? No thanks", hints("tidewell", "add_on")).intents == ["no"]


def test_of_two_places_in_a_list_the_corrected_one_is_meant():
    said = read_plain("The top one. Actually no, the bottom one.", hints("tidewell", "choice"))
    assert said.offers == ["/offers2/Team Library"]


@pytest.mark.parametrize("text", ["first tell me more", "let me ask my boss first", "zuerst eine Frage"])
def test_what_is_to_come_first_points_at_no_offer(text):
    assert read_plain(text, hints("tidewell", "choice")).offers == []


@pytest.mark.parametrize("text", ["the first please", "second one", "die zweite bitte", "le premier"])
def test_a_place_by_itself_points_at_an_offer(text):
    assert len(read_plain(text, hints("tidewell", "choice")).offers) == 1


def test_how_a_thing_is_paid_decides_before_a_longer_name_does():
    said = read_plain("Tidewell Home, paid yearly", hints("tidewell", "open"))
    assert said.offers
    assert "/offers2/Home £1 for 1 month then £8.99 monthly" not in said.offers


def test_how_an_offer_is_paid_is_read_though_its_sentence_asks():
    said = read_plain("Our 25 people want Business Essential on a monthly plan?", hints("tidewell", "open"))
    assert said.offers == ["/offers2/Business Essential Monthly"]
