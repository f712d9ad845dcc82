"""The nodes, each driven by hand: what it asks for, what it says, what it changes."""

import pytest

from agent_shop import OFFERS, line
from limio_langchain import CustomerDetails, Offer, SalesContext
from limio_langchain.errors import InputError, NoCredentials, OfferChanged, OrderRefused, ServerError, Unreachable
from limio_sales_agent.effects import CallTool, Report
from limio_sales_agent.nodes.add_ons import add_ons
from limio_sales_agent.nodes.answer import answer
from limio_sales_agent.nodes.approve import Decision, _edited, request
from limio_sales_agent.nodes.assisted_checkout import assisted_checkout
from limio_sales_agent.nodes.collect_details import collect_details
from limio_sales_agent.nodes.confirm import confirm
from limio_sales_agent.nodes.existing_customer import existing_customer
from limio_sales_agent.nodes.hand_over import hand_over
from limio_sales_agent.nodes.handoff import handoff
from limio_sales_agent.nodes.purchase_link import purchase_link
from limio_sales_agent.nodes.qualify import qualify
from limio_sales_agent.nodes.quote import quote
from limio_sales_agent.nodes.recommend import recommend
from limio_sales_agent.playbook import Playbook

PRO = [line("/offers2/Pro Yearly", 3)]
ORDER = {"number": 1, "items": PRO, "email": "jo@brand.io", "mode": "buy"}
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
        "turn": a_turn(agreed=True, intents=["yes"]),
    }


class TestQualify:
    def test_the_first_message_says_that_a_machine_speaks(self, desk, drive, a_turn):
        update, _ = drive(qualify({"turn": a_turn(intents=["greeting"], ask="open")}, desk))
        assert "automated assistant" in text(update)

    def test_a_team_greeting_without_it_has_it_added_and_no_second_ask(self, make_desk, drive, a_turn):
        desk = make_desk(Playbook(greeting="Welcome to Acme! What do you need?"))
        update, _ = drive(qualify({"turn": a_turn(intents=["greeting"], ask="open")}, desk))
        assert text(update) == "I'm an automated assistant. Welcome to Acme! What do you need?"

    def test_the_teams_question_is_asked_in_its_words(self, make_desk, drive, a_turn):
        desk = make_desk(Playbook(questions=[{"key": "people", "ask": "How big is your team?"}]))
        update, _ = drive(qualify({"asked": {"disclosure": 1}, "turn": a_turn(ask="people")}, desk))
        assert text(update).endswith("How big is your team?")
        assert (update["expecting"], update["asked"]["people"]) == ("people", 1)


class TestRecommend:
    def found(self, *paths):
        return {
            "recommendations": [{"path": path, "score": 1, "reasons": ["it fits"], "caveats": []} for path in paths]
        }

    def test_the_best_is_proposed_with_its_total_and_terms_before_the_ask(self, desk, drive, a_turn):
        state = {"needs": {"people": 12}, "turn": a_turn()}
        update, asked = drive(recommend(state, desk), self.found("/offers2/Pro Yearly", "/offers2/Home"))
        assert asked[0].name == "limio_find_offers"
        assert "£5,880.00 a year for 12 people" in text(update)
        assert text(update).index("You pay £5,880.00 a year") < text(update).index("Shall I go ahead")
        assert update["selection"] == [line("/offers2/Pro Yearly", 12)]
        assert update["disclosure"]["items"] == update["selection"]

    def test_nothing_known_shows_a_few_to_choose_from(self, desk, drive, a_turn):
        update, _ = drive(recommend({"turn": a_turn()}, desk), self.found(*(o.path for o in OFFERS)))
        assert (update["expecting"], update["selection"]) == ("choice", [])
        assert update["shortlist"] == [o.path for o in OFFERS]

    def test_the_number_of_people_is_asked_for_where_the_total_needs_it(self, desk, drive, a_turn):
        state = {"needs": {"billing": "yearly"}, "turn": a_turn()}
        update, _ = drive(recommend(state, desk), self.found("/offers2/Pro Yearly"))
        assert update["expecting"] == "people"
        assert update["disclosure"] is None

    def test_the_filter_said_last_is_dropped_and_told_when_nothing_is_left(self, desk, drive, a_turn):
        state = {"needs": {"attributes": {"label__limio": "home", "sector": "health"}}, "turn": a_turn()}
        update, asked = drive(recommend(state, desk), self.found(), self.found("/offers2/Home"))
        assert [call.args["attributes"] for call in asked] == [
            {"label__limio": "home", "sector": "health"},
            {"label__limio": "home"},
        ]
        assert "Nothing fits all of that" in text(update)

    def test_only_what_the_playbook_sells_is_shown(self, make_desk, drive, a_turn):
        desk = make_desk(Playbook(offers={"attributes": {"label__limio": ["business"]}}))
        state = {"needs": {"people": 2}, "turn": a_turn()}
        update, _ = drive(recommend(state, desk), self.found("/offers2/Home", "/offers2/Pro Monthly"))
        assert update["shortlist"] == ["/offers2/Pro Monthly"]

    def test_a_failing_tool_does_not_stop_the_recommendation(self, desk, drive, a_turn):
        update, _ = drive(recommend({"needs": {"people": 2}, "turn": a_turn()}, desk), Unreachable("down"))
        assert update["shortlist"]

    def test_nothing_at_all_offers_a_person(self, desk, drive, a_turn):
        update, _ = drive(recommend({"turn": a_turn()}, desk), self.found(), offers=())
        assert update["expecting"] == "handoff_offer"

    def test_prices_that_are_not_the_apis_are_said_to_be_old(self, desk, drive, a_turn):
        state = {"needs": {"people": 2}, "turn": a_turn(source="last_good", age=7200)}
        update, _ = drive(recommend(state, desk), self.found("/offers2/Pro Yearly"), source="last_good")
        assert "These prices are from 2 hours ago" in text(update)


class TestConfirm:
    def test_the_terms_are_told_once(self, desk, drive, a_turn):
        state = {"selection": PRO, "needs": {"people": 3}, "turn": a_turn(agreed=False)}
        first, _ = drive(confirm(state, desk))
        assert "You pay £1,470.00 a year." in text(first)
        again, _ = drive(confirm({**state, **first}, desk))
        assert "£" not in text(again)

    def test_the_yes_fixes_the_order_and_writes_nothing(self, desk, drive, agreed):
        update, asked = drive(confirm({**agreed, "order": None}, desk))
        assert (update["order"]["number"], update["turn"]["go"], asked) == (1, "assisted_checkout", [])

    def test_a_price_that_changed_since_is_told_and_not_sold(self, desk, drive, agreed):
        state = {
            **agreed,
            "order": None,
            "disclosure": {"items": PRO, "text": "You pay £1.00 a year."},
            "needs": {"people": 3},
        }
        update, _ = drive(confirm(state, desk))
        assert "While we were talking" in text(update)
        assert "order" not in update
        assert update["agreed"] is None

    def test_the_ask_is_for_the_details_where_they_are_missing(self, make_desk, drive, a_turn):
        desk = make_desk(Playbook(links={"privacy": "https://acme.example/privacy"}))
        state = {
            "selection": PRO,
            "chosen": True,
            "needs": {"people": 3},
            "turn": a_turn(missing=["email"], wanted=["company"]),
        }
        update, _ = drive(confirm(state, desk))
        assert "send me your email address and" in text(update)
        assert "https://acme.example/privacy" in text(update)

    def test_a_colleague_is_asked_where_the_host_requires_it(self, desk, drive, agreed, a_turn):
        state = {**agreed, "order": None, "turn": a_turn(agreed=True, approval=True)}
        update, _ = drive(confirm(state, desk))
        assert (update["turn"]["go"], update["order"]["pending"]) == ("approve", True)
        assert "A colleague is checking" in text(update)

    def test_more_than_the_offer_allows_is_told(self, desk, drive, a_turn):
        item = {**OFFERS[1].as_item()}
        item["data"] = {
            "attributes": {**item["data"]["attributes"], "default_quantity_options__limio": {"maximum_quantity": 10}}
        }
        state = {"selection": [line("/offers2/Pro Yearly", 12)], "needs": {"people": 12}, "turn": a_turn()}
        update, _ = drive(confirm(state, desk), offers=(Offer.from_item(item),))
        assert "up to 10 in one order" in text(update)


class TestAddOns:
    def test_it_is_offered_with_its_price_and_the_terms_of_both_before_the_ask(self, desk, drive, agreed, a_turn):
        update, _ = drive(add_ons({**agreed, "turn": a_turn(agreed=True, add_on="/add_ons/Print")}, desk))
        assert "Print (£12.00 a month)?" in text(update)
        assert text(update).index("£1,482.00") < text(update).index("would you like to add")
        assert update["offered"] == "/add_ons/Print"

    def test_one_that_is_gone_is_not_offered(self, desk, drive, agreed, a_turn):
        state = {**agreed, "turn": a_turn(agreed=True, add_on="/add_ons/Gone")}
        update, _ = drive(add_ons(state, desk))
        assert (update["turn"]["add_on"], update["asked"]["add_on"]) == (None, 1)


class TestCollectDetails:
    def test_all_that_is_missing_is_asked_for_at_once_and_why(self, make_desk, drive, a_turn):
        desk = make_desk(Playbook(links={"privacy": "https://acme.example/privacy"}))
        update, _ = drive(
            collect_details({"turn": a_turn(missing=["email"], wanted=["first_name", "company"], invalid=[])}, desk)
        )
        assert "email address" in text(update)
        assert "first name and company" in text(update)
        assert "fill in the checkout" in text(update)
        assert "https://acme.example/privacy" in text(update)

    def test_half_an_address_is_asked_about(self, desk, drive, a_turn):
        update, _ = drive(collect_details({"turn": a_turn(missing=["email"], invalid=["email"])}, desk))
        assert "doesn't look complete" in text(update)

    def test_a_private_address_is_asked_about_once(self, desk, drive, a_turn):
        update, _ = drive(collect_details({"turn": a_turn(free_mail=True)}, desk))
        assert "work address" in text(update)
        assert update["asked"]["work_email"] == 1


class TestAssistedCheckout:
    def test_the_order_goes_with_its_number_as_its_key(self, desk, drive, agreed):
        update, asked = drive(assisted_checkout(agreed, desk), BASKET)
        (call,) = asked
        assert call.args == {"items": [{"offer": "/offers2/Pro Yearly", "quantity": 3}], **JO}
        assert call.context.order_key == drive(assisted_checkout(agreed, desk), BASKET)[1][0].context.order_key
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
    def test_a_failure_is_put_down_for_the_route(self, desk, drive, agreed, error, kind, reason):
        update, _ = drive(assisted_checkout(agreed, desk), error)
        assert (update["failure"]["kind"], update["failure"]["reason"]) == (kind, reason)

    def test_a_second_refusal_falls_back(self, desk, drive, agreed):
        state = {**agreed, "attempts": {"refused": 1}}
        update, _ = drive(assisted_checkout(state, desk), OrderRefused(400, "POST", "/x"))
        assert update["failure"] == {"kind": "failed", "reason": "order_refused"}

    def test_a_quote_is_silent_and_its_link_is_kept_back(self, make_desk, drive, agreed):
        desk = make_desk(Playbook(quote={"say": "Our team answers within one working day."}))
        state = {**agreed, "order": {**ORDER, "mode": "quote"}, "needs": {"note": "per invoice"}, "mode": "quote"}
        update, (call, told) = drive(assisted_checkout(state, desk), BASKET, None)
        assert (call.name, call.args["note"]) == ("limio_create_quote", "per invoice")
        assert isinstance(told, Report)
        assert "Our team answers within one working day." in text(update)
        assert "http" not in text(update)
        assert (update["outcome"]["kind"], update["outcome"]["url"]) == ("quote", None)
        assert update["order"]["url"] == BASKET["url"]


class TestPurchaseLink:
    def test_it_holds_exactly_the_chosen_offers_and_the_code(self, desk, drive, agreed, a_turn):
        state = {**agreed, "promo_code": "SAVE20", "turn": a_turn(link="promo_code")}
        update, (call,) = drive(purchase_link(state, desk), {"url": "https://x"})
        assert call == CallTool("limio_purchase_link", {"offers": ["/offers2/Pro Yearly"], "promo_code": "SAVE20"})
        assert update["turn"]["link_made"]["reason"] == "promo_code"

    def test_a_code_sold_as_an_offer_is_not_sent_again(self, make_desk, drive, agreed):
        desk = make_desk(Playbook(promo={"SAVE20": "/offers2/Pro Yearly"}))
        _, (call,) = drive(purchase_link({**agreed, "promo_code": "SAVE20"}, desk), {"url": "https://x"})
        assert "promo_code" not in call.args

    def test_without_a_choice_it_is_the_teams_label(self, make_desk, drive, a_turn):
        desk = make_desk(Playbook(links={"fallback_label": "business"}))
        update, (call,) = drive(purchase_link({"turn": a_turn(source="none")}, desk), {"url": "https://x"})
        assert call.args == {"label": "business"}
        assert update["turn"]["link_made"]["reason"] == "catalogue_unavailable"


class TestHandOver:
    def test_the_link_is_on_a_line_of_its_own_unchanged(self, desk, drive, agreed):
        state = {**agreed, "order": {**ORDER, **BASKET}, "disclosure": {"items": PRO, "text": "terms"}}
        update, (told,) = drive(hand_over(state, desk), None)
        assert BASKET["url"] in text(update).split("\n")
        assert told.outcome == update["outcome"]
        assert update["outcome"]["disclosure"] == "terms"
        assert update["order"]["closed"]

    def test_what_a_purchase_link_loses_is_said(self, desk, drive, agreed, a_turn):
        made = {"url": "https://x", "reason": "unreachable", "label": False, "carries_code": False}
        update, _ = drive(hand_over({**agreed, "turn": a_turn(link_made=made)}, desk), None)
        assert update["outcome"]["not_carried"] == ["details", "quantity"]
        assert "set the quantity to 3" in text(update)
        assert "enter them once more" in text(update)

    def test_a_code_is_to_be_entered_at_an_assisted_checkout(self, desk, drive, agreed):
        state = {**agreed, "order": {**ORDER, **BASKET}, "promo_code": "SAVE20"}
        update, _ = drive(hand_over(state, desk), None)
        assert "enter SAVE20 at the checkout" in text(update)
        assert update["outcome"]["not_carried"] == ["promo_code"]

    def test_a_new_link_replaces_the_old_one(self, desk, drive, agreed):
        earlier = {"kind": "assisted_checkout", "url": "https://old", "external_id": "id-0", "items": []}
        state = {**agreed, "order": {**ORDER, **BASKET}, "outcome": earlier}
        update, _ = drive(hand_over(state, desk), None)
        assert "replaces the earlier one" in text(update)
        assert update["outcome"]["supersedes"] == "id-0"

    def test_a_further_order_replaces_nothing(self, desk, drive, agreed):
        earlier = {"kind": "assisted_checkout", "url": "https://old", "external_id": "id-0", "items": []}
        state = {**agreed, "order": {**ORDER, **BASKET}, "outcome": earlier, "another": True}
        update, _ = drive(hand_over(state, desk), None)
        assert "replaces" not in text(update)
        assert update["outcome"]["supersedes"] is None
        assert update["another"] is False

    def test_the_same_link_once_more_is_no_new_outcome(self, desk, drive, agreed, a_turn):
        state = {**agreed, "order": {**ORDER, **BASKET}}
        first, _ = drive(hand_over(state, desk), None)
        again, asked = drive(hand_over({**state, **first, "turn": a_turn(intents=["link_broken"])}, desk))
        assert asked == []
        assert again["attempts"]["link"] == 1


class TestQuote:
    def test_missing_details_are_asked_for_first(self, desk, drive, agreed, a_turn):
        state = {**agreed, "customer": {}, "turn": a_turn(missing=["email"])}
        update, _ = drive(quote(state, desk))
        assert "To prepare your quote I need your email address" in text(update)
        assert update["turn"]["go"] is None

    def test_without_credentials_a_person_prepares_it(self, desk, drive, agreed, a_turn):
        update, _ = drive(quote({**agreed, "turn": a_turn(credentials=False)}, desk))
        assert (update["handoff_reason"], update["turn"]["go"]) == ("quote_unavailable", "handoff")

    def test_who_declines_to_give_an_address_gets_a_person(self, desk, drive, agreed, a_turn):
        state = {**agreed, "customer": {}, "declined": ["email"], "turn": a_turn(missing=["email"])}
        assert drive(quote(state, desk))[0]["turn"]["go"] == "handoff"


class TestHandoff:
    def test_how_to_reach_them_is_asked_for_once(self, desk, drive, a_turn):
        state = {"handoff_reason": "asked", "turn": a_turn()}
        first, asked = drive(handoff(state, desk))
        assert (first["expecting"], asked) == ("handoff_details", [])
        second, (told,) = drive(handoff({**state, **first}, desk), None)
        assert told.outcome["kind"] == second["outcome"]["kind"] == "handoff"
        assert "Without a way to reach you" in text(second)

    def test_a_known_address_is_not_asked_for(self, make_desk, drive, a_turn):
        desk = make_desk(context=SalesContext(customer=CustomerDetails(email="jo@brand.io")))
        update, _ = drive(handoff({"handoff_reason": "asked", "turn": a_turn()}, desk), None)
        assert update["outcome"]["reason"] == "asked"
        assert "jo@brand.io" in update["outcome"]["summary"]


class TestAnswer:
    def test_a_comparison_is_exact(self, desk, drive, a_turn):
        state = {"selection": PRO, "needs": {"people": 3}, "expecting": "confirm", "turn": a_turn(intents=["compare"])}
        update, _ = drive(answer(state, desk))
        assert "£1,764.00" in text(update)
        assert "£294.00" in text(update)
        assert text(update).endswith("Shall I go ahead and make your checkout link?")

    def test_what_another_number_would_cost(self, desk, drive, a_turn):
        state = {"selection": PRO, "needs": {"people": 3}, "turn": a_turn(intents=["what_if"], number=15)}
        update, _ = drive(answer(state, desk))
        assert "£7,350.00 a year for 15 people" in text(update)
        assert "selection" not in update

    def test_what_nobody_here_knows_is_not_guessed(self, desk, drive, a_turn):
        update, _ = drive(answer({"shortlist": ["/x"], "turn": a_turn(intents=["question"])}, desk))
        assert "I don't know" in text(update)
        assert update["expecting"] == "handoff_offer"

    def test_a_machine_says_it_is_one_and_once(self, desk, drive, a_turn):
        update, _ = drive(answer({"turn": a_turn(intents=["bot_question"])}, desk))
        assert text(update).count("automated assistant") == 1

    def test_it_asks_in_other_words_twice_and_then_offers_a_way_out(self, desk, drive, a_turn):
        state, said = {"shortlist": ["/offers2/Home"], "expecting": "choice", "turn": a_turn(understood=False)}, []
        for answers in ((), (), ({"url": "https://shop.example.com/checkout?purchase=x"},)):
            update, _ = drive(answer(state, desk), *answers)
            state, said = {**state, **update}, [*said, text(update)]
        assert len(set(said)) == 3
        assert "https://shop.example.com/checkout?purchase=x" in said[-1].split("\n")

    def test_a_card_number_is_told_about(self, desk, drive, a_turn):
        update, _ = drive(answer({"turn": a_turn(intents=["thanks"], card=True)}, desk))
        assert "don't send card numbers" in text(update)


def test_a_subscriber_gets_the_account_link(make_desk, drive, a_turn):
    desk = make_desk(Playbook(links={"account": "https://acme.example/me"}))
    update, _ = drive(existing_customer({"turn": a_turn()}, desk), None)
    assert "https://acme.example/me" in text(update)
    assert update["outcome"]["kind"] == "existing_customer"


class TestApprove:
    def test_the_question_has_the_shape_that_chat_pages_show(self):
        asked = request({**ORDER, "pending": True}, JO)
        assert asked["action_requests"][0]["args"]["items"] == [{"offer": "/offers2/Pro Yearly", "quantity": 3}]
        assert asked["review_configs"] == [
            {"action_name": "limio_create_checkout", "allowed_decisions": ["approve", "edit", "reject"]}
        ]

    def edited(self, quantity):
        args = {"items": [{"offer": "/offers2/Pro Yearly", "quantity": quantity}]}
        return Decision.model_validate(
            {"type": "edit", "edited_action": {"name": "limio_create_checkout", "args": args}}
        )

    def test_an_edited_order_is_another_order(self):
        update = _edited({"order_number": 1}, ORDER, self.edited(2))
        assert (update["order"]["number"], update["selection"][0]["quantity"]) == (2, 2)

    def test_an_edit_that_changes_nothing_is_an_approval(self):
        update = _edited({"order_number": 1}, ORDER, self.edited(3))
        assert update["order"]["number"] == 1
        assert update["order"]["approved"]
