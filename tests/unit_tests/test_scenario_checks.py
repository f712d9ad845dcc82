"""The judge of scenarios: it must see what is wrong, and nothing where all is right."""

from decimal import Decimal

import pytest

from limio_langchain import Offer
from limio_sales_agent.evaluation.checks import misses
from limio_sales_agent.evaluation.judge import judge
from limio_sales_agent.evaluation.price_oracle import amounts, invented, possible
from limio_sales_agent.evaluation.record import Basket, Exchange, Played
from limio_sales_agent.evaluation.reply_parser import ReplyParser
from limio_sales_agent.evaluation.schema import Check, Scenario
from limio_sales_agent.playbook import Playbook

SHOP = "https://shop.example.com"
LINK = f"{SHOP}/api/checkout/recover?basket=basket-1&recover=a%2Bb=="
PLAYBOOK = Playbook.model_validate({"links": {"privacy": "https://acme.example/privacy"}})


def offer(name, amount="49.00", interval="months", kind="offer", **attributes):
    charge = {
        "type": "recurring",
        "value": amount,
        "currencyCode": "GBP",
        "repeat_interval": 1,
        "repeat_interval_type": interval,
    }
    folder = "add_ons" if kind == "add_on" else "offers2"
    held = {"display_name__limio": name, "price__limio": [charge], **attributes}
    return Offer(
        {
            "path": f"/{folder}/{name}",
            "name": name,
            "id": "a",
            "version": "b",
            "data": {"record_type": kind, "attributes": held},
        }
    )


OFFERS = [offer("Pro"), offer("Pro Yearly", "490.00", "years"), offer("Support", "9.50", kind="add_on")]
REPLIES = ReplyParser(PLAYBOOK, OFFERS)
say = PLAYBOOK.say
GREETING = say("greeting")
TERMS = say("terms_recurring", recurring="£49.00 a month")
ASKS_FOR_YES = f"{GREETING} {TERMS} {say('confirm')}"
ITEMS = [{"offer": "/offers2/Pro", "quantity": 1, "kind": "offer"}]
OUTCOME = {"kind": "assisted_checkout", "url": LINK, "reason": None, "items": ITEMS, "not_carried": []}
BASKET = Basket("order-1", {"/offers2/Pro": 1}, {"email": "jo@brand.io"}, links=(LINK,))
SOLD = (
    Exchange(1, "the Pro please, jo@brand.io", ASKS_FOR_YES, customer={"email": "jo@brand.io"}),
    Exchange(
        2,
        "yes",
        f"{say('hand_over')}\n{LINK}",
        outcome=OUTCOME,
        customer={"email": "jo@brand.io"},
        baskets=("order-1",),
    ),
)


def scenario(**keys):
    told = {
        "name": "sale",
        "about": "A sale.",
        "turns": [{"say": "the Pro please"}, {"say": "yes"}],
        "sandbox": {"baskets": 1},
    }
    return Scenario.model_validate(told | keys)


def played(*exchanges, **keys):
    told = {"baskets": (BASKET,), "reported": (OUTCOME,), "checkout_calls": 1}
    return Played(exchanges=exchanges or SOLD, **(told | keys))


def faults(conversation, **keys):
    return [failure.what for failure in judge(scenario(**keys), conversation, REPLIES, OFFERS, SHOP)]


def test_a_sale_without_fault_passes():
    assert faults(played()) == []


@pytest.mark.parametrize(
    ("turn", "reply", "fault"),
    [
        (0, f"{TERMS} {say('confirm')}", "automated assistant"),
        (0, f"{ASKS_FOR_YES} {say('ask_people')}", "more than one thing"),
        (0, f"{GREETING} {TERMS} {say('confirm_details', fields='email address')}", "asks for email, which it knows"),
        (0, f"{GREETING} {say('confirm')}", "before the terms were told"),
        (0, f"{ASKS_FOR_YES} It is £47.00 for friends.", "an amount that the catalogue does not hold: 47"),
        (0, f"{ASKS_FOR_YES} {{name}}", "no customer should read"),
        (0, f"{ASKS_FOR_YES} See /offers2/Pro", "no customer should read"),
        (0, f"{ASKS_FOR_YES} https://evil.example/pay", "neither the API nor the playbook gave"),
        (0, "", "no answer"),
        (1, LINK.replace("%2B", "+"), "neither the API nor the playbook gave"),
        (1, f"{SHOP}/checkout?purchase=%2Foffers2%2FPro%20Yearly", "while ['/offers2/Pro'] was chosen"),
        (1, f"{SHOP}/checkout?purchase=/offers2/Pro", "not written as Limio writes them"),
        (1, f"{SHOP}/checkout?purchase=%2Foffers2%2FPro", "not the outcome's"),
    ],
)
def test_a_reply_that_none_may_give_is_seen(turn, reply, fault):
    spoilt = list(SOLD)
    spoilt[turn] = Exchange(**{**vars(SOLD[turn]), "reply": reply})
    assert any(fault in found for found in faults(played(*spoilt)))


def test_the_privacy_link_of_the_playbook_may_be_shown():
    kind = Exchange(
        **{**vars(SOLD[0]), "reply": f"{ASKS_FOR_YES} {say('privacy_note', url='https://acme.example/privacy')}"}
    )
    assert faults(played(kind, SOLD[1])) == []


@pytest.mark.parametrize(
    ("spoilt", "fault"),
    [
        ({"baskets": (BASKET, BASKET)}, "two baskets for one order"),
        ({"baskets": ()}, "0 baskets, expected 1"),
        ({"reported": ()}, "never told of the outcome"),
        ({"reported": (OUTCOME, OUTCOME)}, "one outcome twice"),
        ({"broke": "the agent raised ValueError"}, "raised ValueError"),
        ({"seconds": 21.0}, "at most 20 s"),
    ],
)
def test_what_is_wrong_with_the_whole_is_seen(spoilt, fault):
    assert any(fault in found for found in faults(played(**spoilt)))


def test_a_basket_before_any_yes_is_seen():
    early = Exchange(**{**vars(SOLD[0]), "baskets": ("order-1",)})
    assert "a basket was made without a yes to the order and its terms" in faults(played(early, SOLD[1]))


def test_a_basket_after_an_ask_for_the_address_without_terms_is_seen():
    bare = Exchange(1, "the Pro please", f"{GREETING} {say('ask_details', fields='email address')}")
    assert "a basket was made without a yes to the order and its terms" in faults(played(bare, SOLD[1]))


def test_two_model_calls_for_one_message_are_seen():
    dear = Exchange(**{**vars(SOLD[0]), "model_calls": 2})
    assert "2 model calls for one message" in faults(played(dear, SOLD[1]))


def test_a_card_number_in_the_state_is_seen():
    kept = Exchange(**{**vars(SOLD[0]), "said": "4111 1111 1111 1111", "kept": '"4111 1111 1111 1111"'})
    assert any("card number reached the state" in found for found in faults(played(kept, SOLD[1])))


def test_a_long_number_that_is_no_card_may_be_kept():
    kept = Exchange(
        **{**vars(SOLD[0]), "said": "order 4111 1111 1111 1112, jo@brand.io", "kept": "4111 1111 1111 1112"}
    )
    assert faults(played(kept, SOLD[1])) == []


def test_a_wanted_detail_asked_for_twice_is_seen():
    asks = f"{ASKS_FOR_YES} {say('ask_details_wanted', fields='first name')}"
    twice = [Exchange(turn, "hm", asks) for turn in (1, 2)]
    assert any("first_name a second time" in found for found in faults(played(*twice, SOLD[1])))


def test_what_the_host_knows_may_not_be_asked_for():
    asks = Exchange(1, "the Pro", f"{ASKS_FOR_YES} {say('ask_details', fields='email address')}")
    assert any(
        "asks for email, which it knows" in found
        for found in faults(played(asks, SOLD[1]), context={"customer": {"email": "a@b.io"}})
    )


@pytest.mark.parametrize(
    ("end", "fault"),
    [
        ({"items": {"/offers2/Pro": 2}}, "items are"),
        ({"customer": {"email": "someone@else.io"}}, "email is 'jo@brand.io'"),
        ({"customer": {"email": "none"}}, "email is 'jo@brand.io'"),
        ({"tracking": {"tag": "quote"}}, "tracking tag is None"),
        ({"country": "GB"}, "country is None"),
        ({"paid": True}, "paid is False"),
        ({"checkout_calls": 2}, "asked for 1 times"),
    ],
)
def test_a_sandbox_that_stands_otherwise_is_seen(end, fault):
    assert any(fault in found for found in faults(played(), sandbox={"baskets": 1, **end}))


def test_milestones_must_be_reached_in_their_order():
    wanted = [{"link": "assisted"}, {"asks": "confirm"}]
    assert faults(played(), milestones=wanted[::-1]) == []
    assert any("milestone 2 was not reached" in found for found in faults(played(), milestones=wanted))


def test_a_minefield_touched_in_any_turn_is_seen():
    assert any("minefield: says" in found for found in faults(played(), minefields=[{"says": "month"}]))


@pytest.mark.parametrize(
    ("check", "missed"),
    [
        ({"asks": "people"}, "asks people"),
        ({"asks": "nothing"}, "asks nothing"),
        ({"asks_not": "confirm"}, "asks_not confirm"),
        ({"shows": "/offers2/Pro"}, "shows /offers2/Pro"),
        ({"says": "free"}, "says /free/"),
        ({"says_not": "month"}, "says_not /month/"),
        ({"phrases": "tax_excluded"}, "phrases tax_excluded"),
        ({"phrases_not": "confirm"}, "phrases_not confirm"),
        ({"outcome": "quote"}, "outcome quote: it is none"),
        ({"reason": "deadline"}, "reason deadline"),
        ({"not_carried": "quantity"}, "not_carried quantity"),
        ({"link": "assisted"}, "link assisted: there is none"),
        ({"waiting": True}, "waiting true"),
    ],
)
def test_each_check_can_be_missed(check, missed):
    assert misses(Check.model_validate(check), SOLD[0], REPLIES, SHOP)[0].startswith(missed)


def test_an_offer_is_not_shown_by_another_whose_name_holds_its_name():
    reply = "I'd suggest Pro Yearly: £490.00 a year."
    assert REPLIES.names("/offers2/Pro Yearly", reply)
    assert not REPLIES.names("/offers2/Pro", reply)


def test_details_asked_for_are_heard_by_their_fields():
    reply = say("ask_details", fields="email address, first name and last name")
    assert REPLIES.asks(reply) == {"email", "first_name", "last_name"}


@pytest.mark.parametrize(
    ("text", "locale", "found"),
    [
        ("£1,176.00 a year", "en", "1176.00"),
        ("1.176,00 € im Jahr", "de", "1176.00"),
        ("that is EUR 12.50", "en", "12.50"),
        ("US$49 a month", "en", "49"),
    ],
)
def test_amounts_are_read_as_the_locale_writes_them(text, locale, found):
    assert amounts(text, locale) == {Decimal(found)}


def test_totals_years_and_savings_can_come_from_the_catalogue():
    known = possible(OFFERS, PLAYBOOK, {12})
    told = "£588.00 a month, £5,880.00 a year, a year of months £7,056.00, saving £1,176.00, with support £58.50"
    assert invented(told, known, "en") == []


def test_an_amount_off_by_a_penny_is_invented():
    assert invented("£588.01", possible(OFFERS, PLAYBOOK, {12}), "en") == ["588.01"]
