"""What stands stays: an answer to one thing changes, drops or repeats nothing else."""

import pytest
from played import ordered, played

PRO, WORKSHOP = "/offers2/Business Pro Annual", "/add_ons/Onboarding Workshop"
ALL_CLUBS, ALL_MONTHLY = "/offers2/Ironleaf All Clubs Yearly", "/offers2/Ironleaf All Clubs Monthly"
ONE_CLUB, COACH = "/offers2/Ironleaf One Club Yearly", "/offers2/Ironleaf Personal Coach"
OPENING = "Business Pro, yearly, for 5 of us at our PR agency. I'm Jo Park, jo@brand.io"


@pytest.mark.parametrize(
    ("said", "held"),
    [("The onboarding workshop, yes please. Nothing else.", [(PRO, 5), (WORKSHOP, 1)]), ("Nothing else.", [(PRO, 5)])],
)
def test_nothing_else_leaves_out_what_was_not_named(said, held):
    with played("tidewell", OPENING, "yes please", said) as (state, _, _):
        assert ordered(state) == held


def test_who_wants_no_extras_is_asked_about_none():
    with played("tidewell", OPENING, "yes please, no extras") as (state, baskets, _):
        assert state["outcome"]["kind"] == "assisted_checkout"
        assert len(baskets) == 1


@pytest.mark.parametrize("said", ["no archive thanks", "no extras"])
def test_refusing_an_add_on_at_the_last_ask_leaves_the_order_as_it_is(said):
    with played("tidewell", OPENING, said, "yes please") as (state, _, _):
        assert ordered(state) == [(PRO, 5)]
        assert state["outcome"]["kind"] == "assisted_checkout"


@pytest.mark.parametrize(
    ("said", "people"),
    [("add two more seats", 7), ("take two seats off", 3), ("we are 7", 7), ("can you do it for 1500", 5)],
)
def test_so_many_more_are_added_and_a_price_is_no_headcount(said, people):
    with played("tidewell", OPENING, said) as (state, baskets, reply):
        assert ordered(state) == [(PRO, people)]
        assert baskets == []
        assert reply.endswith("Shall I go ahead and make your checkout link?")


def test_a_quote_that_is_on_its_way_is_made_once_whatever_they_say_of_it():
    asked = "Need a formal quote: Business Pro yearly, 20 seats. clerk@harrowgate-trust.org"
    later = ("No, I can't order, they only meet on the 14th", "Quote only please, thank you")
    with played("tidewell", asked, *later) as (state, baskets, _):
        assert state["outcome"]["kind"] == "quote"
        assert len(baskets) == 1
    with played("tidewell", asked, "make it 25") as (_, baskets, _):
        assert len(baskets) == 2


@pytest.mark.parametrize("said", ["yes", "which would you recommend?", "which one is best?"])
def test_after_several_offers_who_names_none_of_them_has_one_suggested_and_has_agreed_to_nothing(said):
    with played("tidewell", "what is tidewell?", "cool ok thanks", said) as (state, baskets, reply):
        assert (state["expecting"], state["agreed"], baskets) == ("confirm", None, [])
        assert "I'd suggest" in reply


@pytest.mark.parametrize(
    ("said", "offer"), [("monthly", "Home £1 for 1 month then £8.99 monthly"), ("yearly then", "Home Family Annual")]
)
def test_of_two_offers_shown_how_often_it_is_paid_tells_which(said, offer):
    with played("tidewell", "My wife and I want to read at home, by the month", said) as (state, baskets, _):
        assert (state["expecting"], baskets) == ("confirm", [])
        assert ordered(state) == [(f"/offers2/{offer}", 1)]


def test_an_offer_taken_at_the_ask_for_an_add_on_is_taken_beside_the_order():
    with played("gymchain", "All clubs yearly please", "yes", "Yes to the coach, no to the locker") as (
        state,
        baskets,
        _,
    ):
        assert ordered(state) == [(ALL_CLUBS, 1), (COACH, 1)]
        assert baskets == []


def test_just_me_leaves_what_was_chosen_by_its_name():
    with played("gymchain", "ok one club then", "just me") as (state, _, _):
        assert ordered(state) == [(ONE_CLUB, 1)]


def test_monthly_instead_takes_the_monthly_one():
    said = "hmm £450 in one go is a lot, can I have All Clubs monthly instead"
    with played("gymchain", "All clubs yearly please", said) as (state, _, _):
        assert ordered(state) == [(ALL_MONTHLY, 1)]


def test_a_wish_is_no_yes_to_the_offer_of_a_colleague():
    with played("gymchain", "do you have a sauna with a view of the sea?", "ok the monthly one") as (state, _, _):
        assert state.get("handoff_reason") is None
        assert state["expecting"] != "handoff_details"


def test_who_leaves_a_number_is_not_asked_for_an_address():
    with played("gymchain", "Can someone call me? 07700 900118") as (_, _, reply):
        assert "email" not in reply


def test_i_ll_take_it_takes_what_was_asked_about_last_where_it_was_one():
    with played("tidewell", "How much is Business Pro?", "I'll take it", "5") as (state, _, _):
        assert ordered(state) == [(PRO, 5)]
    with played("tidewell", "How do Team Library and Business Pro differ?", "I'll take it") as (state, _, _):
        assert ordered(state) == []


def test_a_part_of_a_name_joined_to_a_whole_one_is_ordered_too():
    with played("gymchain", "All Clubs yearly with the coach") as (state, _, _):
        assert ordered(state) == [(ALL_CLUBS, 1), (COACH, 1)]


def test_who_asks_what_nobody_here_knows_is_never_told_the_same_sentence_twice_running():
    asked = ("is it busy at 6pm?", "and are the showers clean?", "and who owns you?")
    replies = []
    for n in range(1, len(asked) + 1):
        with played("gymchain", *asked[:n]) as (_, _, reply):
            replies.append(reply)
    assert all(one.endswith("?") for one in replies)
    assert replies[0].split(". ", 1)[1] not in replies[1]
    assert replies[1] != replies[2]


def test_marks_alone_ask_nothing_and_lead_to_a_person():
    with played("tidewell", "?", "??", "???") as (state, _, reply):
        assert state["expecting"] == "handoff_details"
        assert "colleague" in reply


def test_a_number_before_an_address_counts():
    with played("tidewell", "business pro for 5 jo@brand.io") as (state, _, _):
        assert ordered(state) == [(PRO, 5)]


def test_a_discount_asked_for_under_a_condition_is_answered():
    with played("tidewell", "Can I get a discount if I take 50?") as (_, _, reply):
        assert "discount" in reply.lower() or "price" in reply.lower()


LIBRARY, FAMILY = "/offers2/Team Library", "/offers2/Ironleaf Family Monthly"
LOCKER, TOWELS = "/add_ons/Own Locker Monthly", "/add_ons/Towels Monthly"


def test_a_period_that_an_offer_is_not_sold_by_is_said_to_be_none_and_a_wish_for_it_is_no_yes():
    with played("tidewell", "Team Library for 3", "could we do that monthly instead?") as (state, _, reply):
        assert reply.startswith("Team Library is paid yearly; it is not sold monthly.")
        assert (state["expecting"], state["agreed"]) == ("confirm", None)
    with played("tidewell", "Team Library for 3", "could we do that monthly instead?", "ok yes") as (state, _, _):
        assert ordered(state) == [(LIBRARY, 3)]


@pytest.mark.parametrize(
    ("said", "held"),
    [
        ("No, just the locker.", [(FAMILY, 1), (LOCKER, 1)]),
        ("No locker thanks", [(FAMILY, 1)]),
        ("no, the towels please", [(FAMILY, 1), (TOWELS, 1)]),
        ("No thank you dear, I bring my own towel and I've nobody to bring along.", [(FAMILY, 1)]),
    ],
)
def test_of_add_ons_what_is_wanted_is_taken_and_what_is_merely_mentioned_is_not(said, held):
    with played("gymchain", "Family monthly please, jo@b.example", "yes", said) as (state, _, _):
        assert ordered(state) == held


def test_a_plan_that_is_sold_by_the_month_too_is_never_said_not_to_be():
    with played("tidewell", "Business Pro yearly for 3", "we'd prefer to pay monthly, is that possible?") as (
        _,
        _,
        reply,
    ):
        assert "not sold" not in reply


def test_an_add_on_that_is_wanted_in_so_many_words_is_taken_though_more_is_said():
    said = "The onboarding workshop, yes, they'll need it. Not the archive."
    with played("tidewell", OPENING, "yes please", said) as (state, baskets, _):
        assert ordered(state) == [(PRO, 5), (WORKSHOP, 1)]
        assert baskets == []


STORY = "We had a trainer from the old supplier in for two days last spring and the juniors slept through it"


def test_an_add_on_that_is_neither_taken_nor_refused_costs_no_order():
    with played("tidewell", OPENING, "yes please", STORY, STORY) as (state, baskets, reply):
        assert (state["expecting"], ordered(state), baskets) == ("confirm", [(PRO, 5)], [])
        assert "£1,620.00" in reply
    with played("tidewell", OPENING, "yes please", STORY, STORY, "yes please") as (state, baskets, _):
        assert (state["outcome"]["kind"], ordered(state), len(baskets)) == ("assisted_checkout", [(PRO, 5)], 1)


def test_who_goes_on_with_the_story_is_offered_a_person():
    with played("tidewell", OPENING, "yes please", STORY, STORY, STORY) as (state, baskets, _):
        assert (state["expecting"], len(baskets)) == ("handoff_offer", 0)


def test_an_add_on_set_aside_can_still_be_taken():
    with played("tidewell", OPENING, "yes please", STORY, STORY, "add the workshop", "yes please") as (state, _, _):
        assert ordered(state) == [(PRO, 5), (WORKSHOP, 1)]
        assert state["outcome"]["kind"] == "assisted_checkout"


ESSENTIAL = "/offers2/Business Essential Annual"


def test_each_thing_is_ordered_by_its_own_number():
    with played("tidewell", "3 pro seats, 2 essential seats") as (state, _, reply):
        assert sorted(ordered(state)) == [(ESSENTIAL, 2), (PRO, 3)]
        assert "£1,332.00" in reply
    with played("tidewell", "5 Business Pro and 1 onboarding workshop") as (state, _, _):
        assert ordered(state) == [(PRO, 5), (WORKSHOP, 1)]


@pytest.mark.parametrize(("said", "held"), [("make it 4 pro", [2, 4]), ("essential 5", [5, 3]), ("make it 6", [6, 6])])
def test_a_number_for_one_of_several_leaves_the_others(said, held):
    with played("tidewell", "3 pro seats, 2 essential seats", said) as (state, _, _):
        assert [number for _, number in sorted(ordered(state))] == held


def test_what_it_costs_is_told_by_what_there_is():
    with played("tidewell", "what does it cost") as (state, _, reply):
        assert state["expecting"] == "choice"
        assert reply.count("£") > 2


@pytest.mark.parametrize(
    ("said", "held"),
    [
        ("add two essential", [(ESSENTIAL, 2), (PRO, 3)]),
        ("yes, and one essential", [(ESSENTIAL, 1), (PRO, 3)]),
        ("add two more pro", [(PRO, 5)]),
        ("and the team library instead", [("/offers2/Team Library", 3)]),
    ],
)
def test_what_is_added_stands_beside_what_is_ordered(said, held):
    with played("tidewell", "Business Pro, yearly, for 3 of us at our PR agency", said) as (state, baskets, _):
        assert (sorted(ordered(state)), state["expecting"], baskets) == (sorted(held), "confirm", [])


def test_taking_off_all_that_is_ordered_asks_what_to_change():
    with played("tidewell", OPENING, "drop Business Pro") as (state, _, _):
        assert (ordered(state), state["expecting"]) == ([], "change")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("whats the total again", "£1,620.00 a year for 5 people"),
        ("hm whats included", "includes"),
        ("wait whats the difference to essential", "£720.00 less"),
        ("is vat in there", "VAT"),
    ],
)
def test_a_question_at_the_last_ask_is_answered_and_orders_nothing(said, told):
    with played("tidewell", OPENING, said) as (state, baskets, reply):
        assert told in reply
        assert (ordered(state), state["expecting"], baskets) == ([(PRO, 5)], "confirm", [])


def test_what_is_half_understood_at_the_last_ask_is_not_passed_over():
    with played("tidewell", OPENING, "yes but 2 of them essential") as (state, baskets, reply):
        assert "nothing is ordered" in reply
        assert (ordered(state), baskets) == ([(PRO, 5)], [])


@pytest.mark.parametrize("said", ["why do you need that?", "what do you need my email for?"])
def test_why_details_are_asked_for_is_told(said):
    before = ("Business Pro, yearly, for 5 of us at our PR agency", "yes please", "no thanks")
    with played("tidewell", *before, said) as (state, baskets, reply):
        assert "fill in the checkout for you" in reply
        assert (state["expecting"], baskets) == ("details", [])


@pytest.mark.parametrize("said", ["which is cheapest", "is there anything cheaper?"])
def test_who_asks_for_the_cheapest_is_shown_it(said):
    with played("tidewell", OPENING, said) as (state, baskets, reply):
        assert (ordered(state), state["expecting"], baskets) == ([("/offers2/Team Library", 5)], "confirm", [])
        assert "£1,125.00 less" in reply


@pytest.mark.parametrize(
    "said", ["We'd prefer to pay monthly, is that possible?", "On préférerait payer au mois, c'est possible ?"]
)
def test_a_wish_to_pay_otherwise_that_asks_is_told_as_the_order_it_would_be(said):
    with played("tidewell", OPENING, said) as (state, baskets, _):
        assert (ordered(state), state["expecting"], baskets) == ([("/offers2/Business Pro Monthly", 5)], "confirm", [])


@pytest.mark.parametrize(
    ("opening", "ask"),
    [
        ("what do you sell?", "audience"),
        ("something for work, please", "sector"),
        ("Business Pro please", "people"),
        ("My wife and I want to read at home, by the month", "choice"),
    ],
)
def test_one_question_that_nobody_here_can_answer_leaves_the_guide_asking_and_the_second_offers_a_person(opening, ask):
    asked = (opening, "do you sponsor football clubs?")
    with played("tidewell", *asked) as (state, _, reply):
        assert state["expecting"] == ask
        assert "can't answer myself" in reply
    with played("tidewell", *asked, "and how many moons has Jupiter?") as (state, _, _):
        assert state["expecting"] == "handoff_offer"


@pytest.mark.parametrize(
    "said", ["hello?", "are you there?", "Hallo? Sind Sie noch da?", "bonjour, il y a quelqu'un ?"]
)
def test_who_asks_whether_somebody_is_there_has_asked_nothing_that_a_colleague_should_answer(said):
    with played("tidewell", OPENING, said) as (state, baskets, reply):
        assert (state["expecting"], baskets) == ("confirm", [])
        assert "colleague" not in reply


@pytest.mark.parametrize("said", ["can I think about it?", "could I have a moment?", "can I get back to you tomorrow?"])
def test_who_asks_for_time_hesitates(said):
    with played("tidewell", OPENING, said) as (state, baskets, reply):
        assert (state["expecting"], baskets) == ("confirm", [])
        assert "nothing is ordered until you say so" in reply


@pytest.mark.parametrize("said", ["who are you?", "wer sind Sie?", "qui êtes-vous ?"])
def test_who_asks_whom_they_talk_to_is_told_that_it_is_a_machine(said):
    with played("tidewell", OPENING, said) as (state, _, reply):
        assert state["expecting"] == "confirm"
        assert "not a person" in reply or "kein Mensch" in reply
