"""What is said at the last ask: a change in plain words changes the order, nothing else does, and the order is named."""

import re
from itertools import pairwise

import pytest
from played import ordered, played

from limio_sales_agent.replies.blocks import blocks_of

PRO, ESSENTIAL = "/offers2/Business Pro Annual", "/offers2/Business Essential Annual"
ESSENTIAL_MONTHLY = "/offers2/Business Essential Monthly"
ARCHIVE = "/add_ons/Archive Access Annual"
OPENING = "12 Business Pro, yearly, with the archive, for our agency. I'm Jo Bell, jo@brand.io"
BOTH = [(PRO, 12), (ARCHIVE, 1)]


@pytest.mark.parametrize(
    "said",
    [
        "remove the archive please",
        "yes but take the archive off again",
        "can you take the archive out",
        "actually without the archive",
        "scrap the archive",
        "Archive bitte wieder raus",
        "das Archiv bitte weg",
        "Archive doch nicht",
        "enlevez les archives",
    ],
)
def test_an_add_on_is_taken_off_in_plain_words_and_the_offer_stays(said):
    with played("tidewell", OPENING, said) as (state, baskets, reply):
        assert (ordered(state), state["expecting"], baskets) == ([(PRO, 12)], "confirm", [])
        assert re.search("3[.,]888", reply)  # in the language they write


@pytest.mark.parametrize(
    ("said", "held"),
    [
        ("ok but for 5", [(PRO, 5), (ARCHIVE, 1)]),
        ("drop the archive, and make it 14", [(PRO, 14)]),
        ("essential will do", [(ESSENTIAL, 12), (ARCHIVE, 1)]),
        ("forget it, Business Essential monthly", [(ESSENTIAL_MONTHLY, 12), (ARCHIVE, 1)]),
        ("can I have the essential one instead", [(ESSENTIAL, 12), (ARCHIVE, 1)]),
        ("I'd prefer Essential", [(ESSENTIAL, 12), (ARCHIVE, 1)]),
        ("go ahead with Essential", [(ESSENTIAL, 12), (ARCHIVE, 1)]),
        ("replace Pro by Essential", [(ESSENTIAL, 12), (ARCHIVE, 1)]),
        ("replace Business Pro with Business Essential", [(ESSENTIAL, 12), (ARCHIVE, 1)]),
        ("Pro durch Essential ersetzen", [(ESSENTIAL, 12), (ARCHIVE, 1)]),
        ("lieber Essential", [(ESSENTIAL, 12), (ARCHIVE, 1)]),
        ("plutôt Essential", [(ESSENTIAL, 12), (ARCHIVE, 1)]),
        ("je préfère Essential", [(ESSENTIAL, 12), (ARCHIVE, 1)]),
    ],
)
def test_a_change_in_plain_words_is_told_as_the_order_it_makes(said, held):
    with played("tidewell", OPENING, said) as (state, baskets, _):
        assert (ordered(state), state["expecting"], baskets) == (held, "confirm", [])


@pytest.mark.parametrize(
    "said",
    [
        "I want both in one order",
        "we want it in one basket",
        "je veux les deux dans une commande",
        "let me think",
        "yes. please put the PO number 4711 on it",
    ],
)
def test_a_wish_or_a_doubt_orders_nothing_and_the_ask_names_the_order_and_its_total(said):
    with played("tidewell", OPENING, said) as (state, baskets, reply):
        assert (ordered(state), state["expecting"], baskets) == (BOTH, "confirm", [])
        assert "12 × Business Pro and Archive Access: £3,948.00 a year." in reply


@pytest.mark.parametrize(
    "said", ["is there a joining fee on the monthly one too?", "What does the archive cost per month?"]
)
def test_a_question_about_another_plan_or_an_add_on_turns_no_order(said):
    with played("tidewell", OPENING, said) as (state, _, _):
        assert ordered(state) == BOTH


def test_a_question_about_an_add_on_s_price_is_answered_with_it():
    with played("tidewell", OPENING, "What does the archive cost?") as (_, _, reply):
        assert reply.startswith("Archive Access is £60.00 a year.")


def test_which_is_best_is_recommended_anew():
    with played("tidewell", OPENING, "which one is best?") as (state, baskets, reply):
        assert "I'd suggest" in reply
        assert (state["expecting"], baskets) == ("confirm", [])


def test_who_would_rather_not_give_an_address_is_told_that_it_can_be_done_without():
    with played("gymchain", "family membership please", "can I order without giving an email") as (_, _, reply):
        assert reply.startswith("That's fine, you can order without giving me your details.")


def test_a_number_of_what_goes_once_to_an_order_is_said_to_be_none():
    with played("gymchain", "one club yearly please, jo@brand.io", "two of them please") as (state, baskets, reply):
        assert (state["expecting"], ordered(state), baskets) == ("choice", [], [])
        assert "One order is for one One Club" in reply
        assert "Family, yearly: £790.00 a year" in reply


def test_a_no_to_a_person_and_a_yes_to_the_order_hands_nobody_over():
    asked = (OPENING, "is there a creche?", "and a pool?")
    with played("tidewell", *asked, "no thanks. Yes please go ahead") as (state, baskets, reply):
        assert (state["expecting"], baskets) == ("confirm", [])
        assert "12 × Business Pro" in reply


def test_what_nobody_can_price_is_not_priced():
    with played("tidewell", OPENING, "what if one of us moves out?") as (_, _, reply):
        assert set(re.findall(r"£[\d,.]+\d", reply)) == {"£3,948.00"}  # the order's, which is asked about again


def test_an_offer_whose_price_was_asked_is_taken_by_how_it_is_paid():
    with played("tidewell", "What is Business Pro for 10 people?", "yearly please. Mara Klein, mara@klein.example") as (
        state,
        _,
        _,
    ):
        assert [offer for offer, _ in ordered(state)] == [PRO]


def test_an_order_beside_an_insult_is_no_question_whether_this_is_a_machine():
    with played("tidewell", "useless bot. just give me home digital monthly") as (state, _, _):
        assert (ordered(state), state["expecting"]) == ([("/offers2/Home Digital Monthly", 1)], "confirm")


def test_who_goes_on_in_another_language_is_not_told_that_the_terms_changed():
    opening = "12 Business Pro, yearly, for our agency. I'm Jo Bell, jo@brand.io"
    with played("tidewell", opening, "yes please", "nein, das Archiv nicht, danke") as (state, baskets, _):
        assert (state["outcome"]["kind"], len(baskets)) == ("assisted_checkout", 1)


@pytest.mark.parametrize("said", ["yes. please put the PO number 4711 on it", "yes, from 1 January", "ja, ab Januar"])
def test_what_comes_with_a_yes_and_cannot_be_ordered_here_is_said_to_be_none_of_it(said):
    with played("tidewell", OPENING, said) as (state, baskets, reply):
        assert (ordered(state), baskets) == (BOTH, [])
        assert "nothing beside it" in reply or "nichts darüber hinaus" in reply


def test_a_number_that_was_asked_for_is_of_what_had_none():
    with played("tidewell", "Team Library and five Business Pro please", "8") as (state, _, _):
        assert ordered(state) == [("/offers2/Team Library", 8), (PRO, 5)]


@pytest.mark.parametrize(
    "said",
    [
        "I want to give my mum a subscription for christmas",
        "a birthday present for my dad please",
        "Ich suche ein Geschenk für meine Mutter",
        "c'est pour offrir à ma mère",
    ],
)
def test_a_gift_is_what_the_shop_has_as_one(said):
    with played("tidewell", said) as (state, _, _):
        assert [offer for offer, _ in ordered(state)] == ["/offers2/Gift - Tidewell Home, 12 months"]


def test_a_wish_for_two_is_no_yes_to_one():
    with played("gymchain", "one club yearly please, jo@brand.io", "j'en veux deux") as (state, baskets, _):
        assert (state["expecting"], ordered(state), baskets) == ("choice", [], [])


@pytest.mark.parametrize("said", ["All Clubs, yearly", "all clubs please", "1", "the first"])
def test_who_chooses_a_plan_that_is_not_for_all_of_them_once_more_has_it(said):
    opening = "My boyfriend and I would like to join, All Clubs, for the year. jo@brand.io"
    with played("gymchain", opening, said) as (state, baskets, reply):
        assert (state["expecting"], baskets) == ("confirm", [])
        assert ordered(state) == [("/offers2/Ironleaf All Clubs Yearly", 1)]
        assert "it is for one person at most, not for 2" in reply


@pytest.mark.parametrize("said", ["yes", "yes please", "ok"])
def test_a_yes_before_two_plans_agrees_to_neither(said):
    opening = "My boyfriend and I would like to join, All Clubs, for the year. jo@brand.io"
    with played("gymchain", opening, said) as (state, baskets, _):
        assert (state["agreed"], baskets) == (None, [])


def test_what_was_changed_beside_a_yes_is_told_and_not_said_to_stay():
    with played("tidewell", OPENING, "yes but take the archive off again") as (_, _, reply):
        assert "stays as it is" not in reply


@pytest.mark.parametrize(
    "said",
    [
        "no archive after all",
        "now drop the archive",
        "Could you take the archive off the order again please",
        "en fait sans les archives",
    ],
)
def test_an_add_on_taken_off_after_the_link_is_an_order_to_be_agreed_to_anew(said):
    with played("tidewell", OPENING, "yes please", "no thanks", said) as (state, _, reply):
        assert (ordered(state), state["expecting"]) == ([(PRO, 12)], "confirm")
        assert re.search("3[.,]888", reply)


@pytest.mark.parametrize(("said", "number"), [("yes and add two more", 14), ("Ja, allerdings sind es 25", 25)])
def test_a_number_behind_a_yes_changes_the_order(said, number):
    with played("tidewell", OPENING, said) as (state, baskets, _):
        assert (ordered(state)[0], state["expecting"], baskets) == ((PRO, number), "confirm", [])


def test_a_question_nobody_can_answer_behind_a_yes_leaves_the_order_the_one_that_is_asked_about():
    with played("tidewell", OPENING, "yes! can you also put my colleague's name on it?") as (state, baskets, reply):
        assert (state["expecting"], baskets) == ("confirm", [])
        assert reply.startswith("Your question I can't answer myself")


def test_one_of_something_is_one_whatever_the_number_before_it():
    with played("tidewell", OPENING, "yes please", "no thanks", "and one gift for my assistant") as (state, _, _):
        assert ordered(state) == [*BOTH[:1], ("/offers2/Gift - Tidewell Home, 12 months", 1), *BOTH[1:]]


def test_what_takes_an_offer_s_place_is_paid_as_often():
    with played("gymchain", "one club monthly please, jo@brand.io", "All Clubs instead") as (state, _, _):
        assert ordered(state) == [("/offers2/Ironleaf All Clubs Monthly", 1)]


@pytest.mark.parametrize(
    "said",
    ["let's do half of that", "I'll take half of them", "die Hälfte bitte", "mrs lowe can order, lowe@school.uk"],
)
def test_half_an_order_and_who_may_order_are_no_yes_to_it(said):
    with played("tidewell", OPENING, said) as (state, baskets, _):
        assert (ordered(state), state["expecting"], baskets) == (BOTH, "confirm", [])


def test_a_quote_instead_is_made():
    with played(
        "tidewell-de", "4 Business Essential, jährlich, Jo Bell, jo@brand.io", "machen Sie lieber ein Angebot"
    ) as (state, _, _):
        assert state["outcome"]["kind"] == "quote"


def test_another_add_on_than_the_one_that_is_refused_is_taken():
    opening = "family yearly, Geoffrey Whitlock, g.whitlock@example.org"
    with played("gymchain", opening, "yes thank you", "Towels would be nice. No locker") as (state, _, _):
        assert "/add_ons/Towels Monthly" in [offer for offer, _ in ordered(state)]


def test_a_number_that_takes_another_s_place_is_none_of_those_it_counts_in():
    with played("tidewell", OPENING, "Sorry, make that 22 not 20, I forgot the two trainees") as (state, _, _):
        assert ordered(state)[0] == (PRO, 22)


def test_praise_agrees_to_the_order_just_told_and_behind_an_answer_to_the_answer():
    with played("tidewell", OPENING, "Perfect, thanks") as (state, _, _):
        assert state["agreed"] == state["selection"]
    with played("tidewell", OPENING, "how can I cancel?", "Perfect, thanks") as (state, baskets, _):
        assert (state["agreed"], state["expecting"], baskets) == (None, "confirm", [])


def test_who_did_not_say_how_often_they_pay_can_pick_the_other_period_and_who_did_is_asked_no_more():
    with played("tidewell", "Tidewell Home, just for me") as (state, _, _):
        assert "Pay monthly instead" in labels_of(state)
    with played("tidewell", "Tidewell Home, just for me, yearly") as (state, _, _):
        assert "Pay monthly instead" not in labels_of(state)


@pytest.mark.parametrize("said", ["3", "Pay monthly instead", "monthly please"])
def test_the_other_period_is_picked_and_the_yes_to_it_is_still_asked_for_their_details(said):
    with played("tidewell", "Tidewell Home, just for me", said) as (state, _, _):
        assert (ordered(state), state["agreed"]) == ([("/offers2/Home Digital Monthly", 1)], None)
    with played("tidewell", "Tidewell Home, just for me", said, "yes") as (state, baskets, _):
        assert (state["expecting"], baskets) == ("details", [])


def labels_of(state):
    blocks = blocks_of(state["messages"][-1])
    return [one["label"] for block in blocks for one in block.get("choices", ())]


UNKNOWN = ["do you deliver to the moon?", "and to Mars?"]
HESITATING = ["I'll think about it", "I need to ask my boss", "let me think", "I'll let you know", "not sure yet"]


def test_who_goes_on_hesitating_hears_no_sentence_twice_running_and_can_still_say_yes_to_the_order():
    with played("tidewell", OPENING, *HESITATING[:4]) as (state, _, _):
        assert (state["expecting"], ordered(state)) == ("confirm", BOTH)
    with played("tidewell", OPENING, *HESITATING) as (state, _, _):
        said = [one.text for one in state["messages"] if one.type == "ai"]
        assert all(one != following for one, following in pairwise(said))
    with played("tidewell", OPENING, *HESITATING[:4], "ok, go ahead") as (state, _, _):
        assert state["agreed"] == state["selection"]


def test_one_question_that_nobody_here_can_answer_leaves_the_order_asked_about_and_a_second_offers_a_colleague():
    with played("tidewell", OPENING, UNKNOWN[0]) as (state, _, reply):
        assert (state["expecting"], ordered(state)) == ("confirm", BOTH)
        assert "say so if a colleague should" in reply
    with played("tidewell", OPENING, *UNKNOWN) as (state, _, _):
        assert (state["expecting"], ordered(state)) == ("handoff_offer", BOTH)


@pytest.mark.parametrize("thanks", ["ok thanks", "okay, thank you", "ok danke", "ok merci", "great, thanks"])
def test_thanks_behind_an_answer_agrees_to_nothing(thanks):
    with played("tidewell", OPENING, UNKNOWN[0], thanks) as (state, baskets, _):
        assert (state["expecting"], state["agreed"], baskets) == ("confirm", None, [])


@pytest.mark.parametrize("thanks", ["ok thanks", "Danke", "merci"])
def test_thanks_for_the_offer_of_a_colleague_comes_back_to_the_order(thanks):
    with played("tidewell", OPENING, *UNKNOWN, thanks) as (state, _, reply):
        assert (state["expecting"], ordered(state)) == ("confirm", BOTH)
        assert re.search("3[.,]948", reply)


@pytest.mark.parametrize("said", ["our budget is 4000 a year", "max 3000 a year", "unser Budget sind 3000 im Jahr"])
def test_a_budget_told_at_the_last_ask_loses_no_order_that_was_chosen(said):
    with played("tidewell", "12 Business Pro, yearly. jo@brand.io", said) as (state, baskets, _):
        assert (ordered(state), state["expecting"], baskets) == ([(PRO, 12)], "confirm", [])


def test_what_is_beyond_a_budget_is_said_with_what_would_be_within_it():
    with played("tidewell", "12 Business Pro, yearly. jo@brand.io", "our budget is 3000 a year") as (_, _, reply):
        assert "£888.00 a year beyond your budget" in reply
        assert "Team Library (£1,495.00 a year for 12 people)" in reply


@pytest.mark.parametrize(
    ("opening", "said"),
    [
        ("5 Business Pro, yearly. jo@brand.io", "also 2 essential"),
        ("5 Business Pro, yearly. jo@brand.io", "2 essential as well please"),
        ("5 Business Pro, yearly. jo@brand.io", "we also need 2 essential"),
        ("5 Business Pro, jährlich bitte. jo@brand.io", "auch noch 2 Essential bitte"),
        ("5 Business Pro par an. jo@brand.io, merci", "il nous faut aussi 2 essential"),
    ],
)
@pytest.mark.parametrize("handed_over", [False, True])
def test_what_comes_on_top_of_an_order_leaves_the_rest_of_it_as_it_is(opening, said, handed_over):
    to_the_link = ["yes", "no thanks"] if handed_over else []
    with played("tidewell", opening, *to_the_link, said) as (state, _, _):
        assert ordered(state) == [(PRO, 5), (ESSENTIAL, 2)]
        assert state["expecting"] == "confirm"


@pytest.mark.parametrize(
    "said", ["go ahead, quick, before I change my mind", "ja bitte, bevor ich es mir anders überlege"]
)
def test_a_yes_in_haste_is_one(said):
    with played("tidewell", OPENING, said) as (state, _, _):
        assert state["agreed"] == state["selection"]


@pytest.mark.parametrize(
    "said", ["yes, our budget is 3000 a year", "go ahead, max 3000 a year", "Perfect, our budget is 3000 a year"]
)
def test_a_budget_beside_a_yes_is_answered_before_the_yes_counts(said):
    with played("tidewell", "12 Business Pro, yearly. jo@brand.io", said) as (state, baskets, _):
        assert (state["agreed"], state["expecting"], baskets) == (None, "confirm", [])


def test_who_hesitates_after_the_link_is_asked_for_no_second_order():
    with played("tidewell", OPENING, "yes", "no thanks", *HESITATING[:4], "ok go ahead") as (_, baskets, _):
        assert len(baskets) == 1


@pytest.mark.parametrize(
    "said",
    ["add 2 essential and the archive", "add the archive and 2 essential", "add two essential and the archive too"],
)
def test_two_things_are_added_by_one_word(said):
    with played("tidewell", "5 Business Pro, yearly. jo@brand.io", said) as (state, _, _):
        assert ordered(state) == [(PRO, 5), (ESSENTIAL, 2), (ARCHIVE, 1)]


@pytest.mark.parametrize(
    "said",
    [
        "sounds good, what happens next?",
        "then what?",
        "what do I do next?",
        "yes, what happens after?",
        "what happens after that?",
        "ok, what's next?",
    ],
)
def test_what_happens_next_is_told_beside_other_words(said):
    with played("tidewell", "12 x Business Pro, yearly", "what happens next?") as (_, _, bare):
        told = bare.partition(".")[0]
    with played("tidewell", "12 x Business Pro, yearly", said) as (_, baskets, reply):
        assert (reply.partition(".")[0], baskets) == (told, [])


@pytest.mark.parametrize("said", ["12 is wrong", "no, not 12", "12 stimmt nicht", "pas 12"])
def test_whose_number_is_said_to_be_wrong_is_asked_how_many_and_it_is_theirs(said):
    with played("tidewell", OPENING, said) as (state, baskets, _):
        assert (state["expecting"], state["agreed"], ordered(state), baskets) == ("people", None, BOTH, [])
    with played("tidewell", OPENING, said, "9") as (state, baskets, _):
        assert (ordered(state), state["expecting"], baskets) == ([(PRO, 9), (ARCHIVE, 1)], "confirm", [])


@pytest.mark.parametrize("said", ["we are not 12", "we're not 12 any more", "wir sind nicht 12", "I didn't ask for 12"])
def test_a_number_is_denied_in_a_sentence_too_and_no_yes_sells_it(said):
    with played("tidewell", OPENING, said, "yes", "go ahead") as (state, baskets, _):
        assert (state["agreed"], baskets) == (None, [])


@pytest.mark.parametrize(
    "said", ["I don't know", "skip", "weiß nicht", "yes", "how much for 6?", "12 is wrong", "pay monthly"]
)
def test_nothing_is_ordered_before_another_number_is_told_and_a_person_is_offered(said):
    with played("tidewell", OPENING, "12 is wrong", said) as (state, baskets, _):
        assert (state["expecting"], state["agreed"], baskets) == ("people", None, [])
    with played("tidewell", OPENING, "12 is wrong", said, "yes") as (state, baskets, _):
        assert (state["expecting"], state["agreed"], baskets) == ("handoff_offer", None, [])
    with played("tidewell", OPENING, "12 is wrong", said, "yes", "no") as (state, baskets, _):
        assert (state["expecting"], state["agreed"], baskets) == ("people", None, [])
    with played("tidewell", OPENING, "12 is wrong", said, "yes", "9") as (state, baskets, _):
        assert ([one["quantity"] for one in state["selection"]], state["expecting"], baskets) == ([9, 1], "confirm", [])


def test_a_number_denied_behind_the_link_makes_no_other_link_before_one_is_told():
    with played("tidewell", OPENING, "yes", "12 is wrong", "skip", "yes", "no") as (state, baskets, _):
        assert (state["expecting"], state["agreed"], len(baskets)) == ("people", None, 1)


@pytest.mark.parametrize(
    "said", ["12 is not wrong, go ahead", "nothing wrong with 12, go ahead", "12 ist nicht falsch, ja"]
)
def test_a_number_that_is_said_not_to_be_wrong_stands(said):
    with played("tidewell", OPENING, said) as (state, _, _):
        assert (ordered(state), state["needs"].get("denied"), state["expecting"]) == (BOTH, None, "confirm")


@pytest.mark.parametrize(
    ("said", "asked"), [("12 is wrong. Forget it", None), ("12 is wrong, cancel", "change"), ("12 no thanks", "change")]
)
def test_who_leaves_or_refuses_beside_a_number_is_not_asked_how_many(said, asked):
    with played("tidewell", OPENING, said) as (state, baskets, _):
        assert (state["expecting"], state["agreed"], baskets) == (asked, None, [])


def test_an_order_of_what_goes_by_no_number_stands_where_the_number_is_denied():
    with played("gymchain", "two adults, one child, All Clubs", "yes", "not 3") as (state, _, _):
        assert (ordered(state), state["expecting"]) == ([("/offers2/Ironleaf Family Yearly", 1)], "people")
    with played("gymchain", "two adults, one child, All Clubs", "yes", "not 3", "4") as (state, _, _):
        assert (ordered(state), state["agreed"]) == ([("/offers2/Ironleaf Family Yearly", 1)], None)


def test_a_link_that_fails_for_an_order_whose_number_is_denied_is_made_no_more():
    with played("tidewell", OPENING, "yes", "12 is wrong", "the link does not work") as (state, baskets, _):
        assert (state["expecting"], state["outcomes"], len(baskets)) == ("people", 1, 1)


def test_a_number_of_what_is_no_seat_that_is_said_to_be_wrong_is_asked_for_too():
    with played("tidewell", "the Market Data API with 10 keys please, jo@brand.io", "10 is wrong") as (state, _, reply):
        assert (state["expecting"], "How many would you like?" in reply) == ("people", True)


@pytest.mark.parametrize("said", ["yes, both", "ja, beide", "oui, les deux"])
def test_a_yes_to_two_things_is_none_to_an_order_of_one(said):
    with played("tidewell", "12 Business Pro, yearly, jo@brand.io", said) as (state, baskets, _):
        assert (state["expecting"], state["agreed"], baskets) == ("confirm", None, [])


@pytest.mark.parametrize(
    "opening", ["2 Business Pro, yearly, jo@brand.io", "3 Business Pro and 1 Business Essential, yearly, jo@brand.io"]
)
def test_a_yes_to_both_agrees_to_what_is_for_two_or_of_two(opening):
    with played("tidewell", opening, "yes, both") as (state, _, _):
        assert state["agreed"] is not None


@pytest.mark.parametrize(
    "said",
    [
        "12 business pro annual for market data at work",
        "12 Business Pro yearly for people who follow market data",
        "12 Business Pro yearly for market data and research at work",
        "12 Business Pro yearly for our marketing & PR people",
    ],
)
def test_what_an_offer_is_for_is_no_second_order(said):
    with played("tidewell", said) as (state, _, _):
        assert ordered(state) == [(PRO, 12)]


@pytest.mark.parametrize(
    ("shop", "opening", "said"),
    [
        (
            "fenwick",
            "the monthly household one with NEWYEAR. Ana Lee, ana@brand.io, 085 555 0144",
            "ok, at the NEWYEAR rate",
        ),
        ("tidewell", "12 Business Pro, yearly", "yes, yearly as always from you lot"),
    ],
)
def test_the_same_ask_never_stands_three_times_in_a_row(shop, opening, said):
    with played(shop, opening, said) as (_, _, first), played(shop, opening, said, said) as (_, _, second):
        assert first != second
    with played(shop, opening, said, said, said) as (state, baskets, third):
        assert third not in {first, second}
        assert (state["expecting"], baskets) == ("handoff_offer", [])
