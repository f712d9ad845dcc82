"""The nodes, each driven by hand: what it asks for, what it says, what it changes."""

import pytest
from agent_shop import OFFERS, line

from limio_langchain import CustomerDetails, Offer, SalesContext
from limio_langchain.errors import (
    InputError,
    NoCredentials,
    NotForSale,
    OfferChanged,
    OrderRefused,
    ServerError,
    Unreachable,
)
from limio_sales_agent.nodes.add_ons import add_ons
from limio_sales_agent.nodes.answer import answer
from limio_sales_agent.nodes.assisted_checkout import assisted_checkout
from limio_sales_agent.nodes.collect_details import collect_details
from limio_sales_agent.nodes.confirm import confirm
from limio_sales_agent.nodes.hand_over import hand_over
from limio_sales_agent.nodes.handoff import handoff
from limio_sales_agent.nodes.purchase_link import purchase_link
from limio_sales_agent.nodes.qualify import qualify
from limio_sales_agent.nodes.quote import quote
from limio_sales_agent.nodes.recommend import recommend
from limio_sales_agent.playbook import Playbook
from limio_sales_agent.replies.blocks import blocks_of

PRO = [line("/offers2/Pro Yearly", 3)]
ORDER = {"number": 1, "items": PRO, "customer": {"email": "jo@brand.io"}, "mode": "buy"}
JO = {"email": "jo@brand.io", "first_name": "Jo"}
BASKET = {
    "url": "https://shop.example.com/r?x=a%2Bb==",
    "basket_id": "basket-1",
    "external_id": "id-1",
    "prefilled": True,
}


def text(update):
    return update["messages"][-1].text


@pytest.fixture
def agreed(a_turn):
    return {
        "selection": PRO,
        "agreed": PRO,
        "chosen": True,
        "customer": JO,
        "thread": "t",
        "asked": {"disclosure": 1},
        "order": ORDER,
        "turn": a_turn(intents=["yes"]),
    }


class TestQualify:
    def test_the_first_message_says_that_a_machine_speaks(self, run, drive, a_turn):
        update, _ = drive(qualify, {"turn": a_turn(intents=["greeting"], ask="open")}, run)
        assert "automated assistant" in text(update)

    def test_a_team_greeting_without_it_has_it_added_and_no_second_ask(self, make_run, drive, a_turn):
        run = make_run(Playbook(greeting="Welcome to Acme! What do you need?"))
        update, _ = drive(qualify, {"turn": a_turn(intents=["greeting"], ask="open")}, run)
        assert text(update) == "I'm an automated assistant. Welcome to Acme! What do you need?"

    def test_the_teams_question_is_asked_in_its_words(self, make_run, drive, a_turn):
        run = make_run(Playbook(questions=[{"key": "people", "ask": "How big is your team?"}]))
        update, _ = drive(qualify, {"asked": {"disclosure": 1}, "turn": a_turn(ask="people")}, run)
        assert text(update).endswith("How big is your team?")
        assert (update["expecting"], update["asked"]["people"]) == ("people", 1)


class TestRecommend:
    def test_the_best_is_proposed_with_its_total_and_terms_before_the_ask(self, run, drive, a_turn):
        state = {"needs": {"people": 12, "billing": "yearly"}, "turn": a_turn()}
        update, _ = drive(recommend, state, run)
        assert "£5,880.00 a year for 12 people" in text(update)
        assert text(update).index("You pay £5,880.00 a year") < text(update).index("Shall I go ahead")
        assert update["selection"] == [line("/offers2/Pro Yearly", 12)]
        assert update["disclosure"]["items"] == update["selection"]

    def test_nothing_known_shows_a_few_to_choose_from(self, run, drive, a_turn):
        update, _ = drive(recommend, {"turn": a_turn()}, run)
        assert (update["expecting"], update["selection"]) == ("choice", [])
        assert set(update["shortlist"]) == {o.path for o in OFFERS}

    def test_the_number_of_people_is_asked_for_where_the_total_needs_it(self, run, drive, a_turn):
        state = {"needs": {"billing": "yearly"}, "turn": a_turn()}
        update, _ = drive(recommend, state, run)
        assert update["expecting"] == "people"
        assert update["disclosure"] is None

    def test_the_filter_said_last_is_dropped_and_told_when_nothing_is_left(self, run, drive, a_turn):
        state = {"needs": {"attributes": {"label__limio": "home", "sector": "health"}}, "turn": a_turn()}
        update, _ = drive(recommend, state, run)
        assert "Nothing fits all of that. Leaving out “health”" in text(update)
        assert update["shortlist"] == ["/offers2/Home"]

    def test_only_what_the_playbook_sells_is_shown(self, make_run, drive, a_turn):
        run = make_run(Playbook(offers={"attributes": {"label__limio": ["business"]}}))
        state = {"needs": {"people": 2}, "turn": a_turn()}
        update, _ = drive(recommend, state, run)
        assert set(update["shortlist"]) == {"/offers2/Pro Monthly", "/offers2/Pro Yearly"}

    def test_nothing_at_all_offers_a_person(self, run, drive, a_turn):
        update, _ = drive(recommend, {"turn": a_turn()}, run, offers=())
        assert update["expecting"] == "handoff_offer"

    def test_prices_that_are_not_the_apis_are_said_to_be_old(self, run, drive, a_turn):
        state = {"needs": {"people": 2}, "turn": a_turn(source="last_good", age=7200)}
        update, _ = drive(recommend, state, run, source="last_good")
        assert "These prices are from 2 hours ago" in text(update)


class TestConfirm:
    def test_the_terms_are_told_once_and_the_order_with_each_ask(self, run, drive, a_turn):
        state = {"selection": PRO, "needs": {"people": 3}, "turn": a_turn()}
        first, _ = drive(confirm, state, run)
        assert "You pay £1,470.00 a year." in text(first)
        again, _ = drive(confirm, {**state, **first}, run)
        assert text(again).startswith("3 × Pro Yearly: £1,470.00 a year. Shall I")

    def test_the_yes_fixes_the_order_and_writes_nothing(self, run, drive, agreed):
        update, asked = drive(confirm, {**agreed, "order": None}, run)
        assert (update["order"]["number"], update["next"], asked) == (1, "assisted_checkout", [])

    def test_a_price_that_changed_since_is_told_and_not_sold(self, run, drive, agreed):
        state = {
            **agreed,
            "order": None,
            "disclosure": {"items": PRO, "text": "You pay £1.00 a year."},
            "needs": {"people": 3},
        }
        update, _ = drive(confirm, state, run)
        assert "While we were talking" in text(update)
        assert "order" not in update
        assert update["agreed"] is None

    def test_the_ask_is_for_the_details_where_they_are_missing(self, make_run, drive, a_turn):
        run = make_run(Playbook(links={"privacy": "https://acme.example/privacy"}))
        state = {
            "selection": PRO,
            "chosen": True,
            "needs": {"people": 3},
            "turn": a_turn(missing=["email"], wanted=["company"]),
        }
        update, _ = drive(confirm, state, run)
        assert "send me your email address and" in text(update)
        assert "https://acme.example/privacy" in text(update)

    def test_a_colleague_is_asked_where_the_host_requires_it(self, run, drive, agreed, a_turn):
        state = {**agreed, "order": None, "turn": a_turn(approval=True)}
        update, _ = drive(confirm, state, run)
        assert (update["next"], update["order"]["pending"]) == ("approve", True)
        assert "A colleague is checking" in text(update)

    def test_more_than_the_offer_allows_is_told(self, run, drive, a_turn):
        item = {**OFFERS[1].as_item()}
        item["data"] = {
            "attributes": {**item["data"]["attributes"], "default_quantity_options__limio": {"maximum_quantity": 10}}
        }
        state = {"selection": [line("/offers2/Pro Yearly", 12)], "needs": {"people": 12}, "turn": a_turn()}
        update, _ = drive(confirm, state, run, offers=(Offer.from_item(item),))
        assert "up to 10 in one order" in text(update)


class TestAddOns:
    def test_it_is_offered_with_its_price_and_the_terms_of_both_before_the_ask(self, run, drive, agreed, a_turn):
        update, _ = drive(add_ons, {**agreed, "turn": a_turn(add_on="/add_ons/Print")}, run)
        assert "Print (+ £12.00 a month; £1,470.00 a year and £12.00 a month with it)?" in text(update)
        assert text(update).index("£1,482.00") < text(update).index("would you like to add")
        assert update["offered"] == "/add_ons/Print"

    def test_until_the_yes_to_it_no_order_block_holds_it(self, run, drive, agreed, a_turn):
        state = {**agreed, "turn": a_turn(add_on="/add_ons/Print")}
        update, _ = drive(add_ons, state, run)
        kinds = [block["type"] for block in blocks_of(update["messages"][0])]
        assert ("order" in kinds, "add_on" in kinds) == (False, True)

    def test_one_that_is_gone_is_not_offered(self, run, drive, agreed, a_turn):
        state = {**agreed, "turn": a_turn(add_on="/add_ons/Gone")}
        update, _ = drive(add_ons, state, run)
        assert (update["next"], update["asked"]["add_on"]) == ("confirm", 1)


class TestCollectDetails:
    def test_all_that_is_missing_is_asked_for_at_once_and_why(self, make_run, drive, a_turn):
        run = make_run(Playbook(links={"privacy": "https://acme.example/privacy"}))
        update, _ = drive(
            collect_details, {"turn": a_turn(missing=["email"], wanted=["first_name", "company"], invalid=[])}, run
        )
        assert "email address" in text(update)
        assert "first name and company" in text(update)
        assert "fill in the checkout" in text(update)
        assert "https://acme.example/privacy" in text(update)

    def test_half_an_address_is_asked_about(self, run, drive, a_turn):
        update, _ = drive(collect_details, {"turn": a_turn(missing=["email"], invalid=["email"])}, run)
        assert "doesn't look complete" in text(update)

    def test_a_private_address_is_asked_about_once(self, run, drive, a_turn):
        update, _ = drive(collect_details, {"turn": a_turn(free_mail=True)}, run)
        assert "work address" in text(update)
        assert update["asked"]["work_email"] == 1


class TestAssistedCheckout:
    def test_the_order_goes_with_its_number_as_its_key(self, run, drive, agreed):
        update, asked = drive(assisted_checkout, agreed, run, BASKET)
        (call,) = asked
        assert call.args == {"items": [{"offer": "/offers2/Pro Yearly", "quantity": 3}], **JO}
        assert call.context.order_key == drive(assisted_checkout, agreed, run, BASKET)[1][0].context.order_key
        assert (update["order"]["url"], update["failure"]) == (BASKET["url"], None)

    @pytest.mark.parametrize(
        ("error", "kind", "reason"),
        [
            (Unreachable("x"), "failed", "unreachable"),
            (NoCredentials(), "failed", "no_credentials"),
            (ServerError(502, "POST", "/x"), "failed", "server_error"),
            (OrderRefused(409, "POST", "/x"), "failed", "order_refused"),
            (OrderRefused(404, "POST", "/x"), "refused", "order_refused"),
            (InputError("items[0].quantity", "x"), "refused", "order_refused"),
            (OfferChanged("/offers2/Pro Yearly", ("price",)), "changed", None),
        ],
    )
    def test_a_failure_is_put_down_for_the_route(self, run, drive, agreed, error, kind, reason):
        update, _ = drive(assisted_checkout, agreed, run, error)
        assert (update["failure"]["kind"], update["failure"]["reason"]) == (kind, reason)

    def test_a_quote_is_silent_and_its_link_is_kept_back(self, make_run, drive, agreed):
        run = make_run(Playbook(quote={"say": "Our team answers within one working day."}))
        state = {**agreed, "order": {**ORDER, "mode": "quote"}, "needs": {"note": "per invoice"}, "mode": "quote"}
        update, (call, told) = drive(assisted_checkout, state, run, BASKET, None)
        assert told == update["outcome"]
        assert (call.name, call.args["note"]) == ("limio_create_quote", "per invoice")
        assert "Our team answers within one working day." in text(update)
        assert "http" not in text(update)
        assert (update["outcome"]["kind"], update["outcome"]["url"]) == ("quote", None)
        assert update["order"]["url"] == BASKET["url"]


class TestPurchaseLink:
    def test_a_code_sold_as_an_offer_is_not_sent_again(self, make_run, drive, agreed):
        run = make_run(Playbook(promo={"SAVE20": "/offers2/Pro Yearly"}))
        _, (call,) = drive(purchase_link, {**agreed, "promo_code": "SAVE20"}, run, {"url": "https://x"})
        assert "promo_code" not in call.args

    def test_without_a_choice_it_is_the_teams_label(self, make_run, drive, a_turn):
        run = make_run(Playbook(links={"fallback_label": "business"}))
        update, (call,) = drive(purchase_link, {"turn": a_turn(source="none")}, run, {"url": "https://x"})
        assert call.args == {"label": "business"}
        assert update["made_link"]["reason"] == "catalogue_unavailable"

    def test_a_label_that_holds_nothing_that_is_sold_is_no_link_and_no_offer_that_is_gone(
        self, make_run, drive, a_turn
    ):
        run = make_run(Playbook(links={"fallback_label": "business"}))
        refused = NotForSale("the label business", ("ended",), "holds nothing that is sold here")
        update, _ = drive(purchase_link, {"turn": a_turn(source="none")}, run, refused)
        assert update == {"failure": {"kind": "no_link", "reason": "catalogue_unavailable"}}


class TestHandOver:
    def test_what_a_purchase_link_loses_is_said(self, run, drive, agreed):
        made = {"url": "https://x", "reason": "unreachable", "label": False, "carries_code": False}
        update, _ = drive(hand_over, {**agreed, "made_link": made}, run, None)
        assert update["outcome"]["not_carried"] == ["details", "quantity"]
        assert "set the quantity to 3" in text(update)
        assert "enter them once more" in text(update)

    def test_a_further_order_replaces_nothing(self, run, drive, agreed):
        earlier = {"kind": "assisted_checkout", "url": "https://old", "external_id": "id-0", "items": []}
        state = {**agreed, "order": {**ORDER, **BASKET}, "outcome": earlier, "another": True}
        update, _ = drive(hand_over, state, run, None)
        assert "replaces" not in text(update)
        assert update["outcome"]["supersedes"] is None
        assert update["another"] is False


class TestQuote:
    def test_without_credentials_a_person_prepares_it(self, run, drive, agreed, a_turn):
        update, _ = drive(quote, {**agreed, "turn": a_turn(credentials=False)}, run)
        assert (update["handoff_reason"], update["next"]) == ("quote_unavailable", "handoff")

    def test_who_declines_to_give_an_address_gets_a_person(self, run, drive, agreed, a_turn):
        state = {**agreed, "customer": {}, "declined": ["email"], "turn": a_turn(missing=["email"])}
        assert drive(quote, state, run)[0]["next"] == "handoff"


class TestHandoff:
    def test_how_to_reach_them_is_asked_for_once(self, run, drive, a_turn):
        state = {"handoff_reason": "asked", "turn": a_turn()}
        first, asked = drive(handoff, state, run)
        assert (first["expecting"], asked) == ("handoff_details", [])
        second, (told,) = drive(handoff, {**state, **first}, run, None)
        assert told["kind"] == second["outcome"]["kind"] == "handoff"
        assert "Without a way to reach you" in text(second)

    def test_a_known_address_is_not_asked_for(self, make_run, drive, a_turn):
        run = make_run(context=SalesContext(customer=CustomerDetails(email="jo@brand.io")))
        update, _ = drive(handoff, {"handoff_reason": "asked", "turn": a_turn()}, run, None)
        assert update["outcome"]["reason"] == "asked"
        assert "jo@brand.io" in update["outcome"]["summary"]


class TestAnswer:
    def test_a_comparison_is_exact(self, run, drive, a_turn):
        state = {"selection": PRO, "needs": {"people": 3}, "expecting": "confirm", "turn": a_turn(intents=["compare"])}
        update, _ = drive(answer, state, run)
        assert "£1,764.00" in text(update)
        assert "£294.00" in text(update)
        assert text(update).endswith("Shall I go ahead and make your checkout link?")

    def test_details_that_came_beside_a_question_are_not_asked_for_again(self, run, drive, a_turn):
        asked = a_turn(intents=["question"], news=["email"], answer="It is.", missing=[])
        update, _ = drive(answer, {"selection": PRO, "expecting": "details", "turn": asked}, run)
        assert text(update).endswith("Shall I go ahead and make your checkout link?")
        assert update["expecting"] == "confirm"

    def test_two_offers_that_are_named_are_compared_by_what_they_come_to(self, run, drive, a_turn):
        asked = a_turn(intents=["question"], about=["/offers2/Pro Yearly", "/offers2/Home"], number=3)
        update, _ = drive(answer, {"turn": asked}, run)
        assert "Pro Yearly comes to £1,470.00 a year for 3 people." in text(update)
        assert "Home is £1,351.20 less over a year." in text(update)

    def test_an_add_on_in_a_question_is_compared_with_no_offer(self, run, drive, a_turn):
        asked = a_turn(intents=["question"], about=["/offers2/Pro Yearly", "/add_ons/Print"])
        update, _ = drive(answer, {"turn": asked}, run)
        assert "comes to" not in text(update)

    @pytest.mark.parametrize("intents", [["link_again"], ["link_again", "question"]], ids=["said", "asked"])
    def test_the_link_once_more_is_the_very_same(self, run, drive, a_turn, intents):
        earlier = {"kind": "assisted_checkout", "url": BASKET["url"], "external_id": "id-1", "items": PRO}
        state = {"selection": PRO, "outcome": earlier, "turn": a_turn(intents=intents)}
        update, asked = drive(answer, state, run)
        assert BASKET["url"] in text(update).split("\n")
        assert asked == []

    def test_what_nobody_here_knows_is_not_guessed(self, run, drive, a_turn):
        update, _ = drive(answer, {"shortlist": ["/x"], "turn": a_turn(intents=["question"])}, run)
        assert "I don't know" in text(update)
        assert update["expecting"] == "handoff_offer"

    def test_a_machine_says_it_is_one_and_once(self, run, drive, a_turn):
        update, _ = drive(answer, {"turn": a_turn(intents=["bot_question"])}, run)
        assert text(update).count("automated assistant") == 1

    def test_it_asks_in_other_words_once_and_then_offers_a_way_out(self, run, drive, a_turn):
        state, said = {"shortlist": ["/offers2/Home"], "expecting": "choice", "turn": a_turn(understood=False)}, []
        for answers in ((), ({"url": "https://shop.example.com/checkout?purchase=x"},)):
            update, _ = drive(answer, state, run, *answers)
            state, said = {**state, **update}, [*said, text(update)]
        assert len(set(said)) == 2
        assert "https://shop.example.com/checkout?purchase=x" in said[-1].split("\n")
