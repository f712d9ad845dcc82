"""Where a conversation goes next."""

from typing import get_args

import pytest
from agent_shop import line

from limio_sales_agent import routing as routes
from limio_sales_agent.graph import NODES

PRO = [line("/offers2/Pro Yearly", 3)]
CHOSEN = {"selection": PRO, "chosen": True}
AGREED = {**CHOSEN, "agreed": PRO}
SOLD = {**AGREED, "order": {"number": 1, "items": PRO, "email": "jo@brand.io", "mode": "buy", "closed": True},
        "outcome": {"kind": "assisted_checkout", "url": "https://x"}}  # fmt: skip
QUOTED = {**CHOSEN, "mode": "quote", "outcome": {"kind": "quote", "url": None},
          "order": {"number": 1, "items": PRO, "mode": "quote", "closed": True, "url": "https://x"}}  # fmt: skip
PENDING = {**AGREED, "order": {"items": PRO, "pending": True}}

CASES = [
    ("silence", {}, {"text": ""}, "qualify"),
    ("a greeting", {}, {"intents": ["greeting"], "ask": "open"}, "qualify"),
    ("a question of the team's is open", {}, {"news": ["keywords"], "ask": "sector"}, "qualify"),
    ("enough is known", {}, {"news": ["people"]}, "recommend"),
    ("an offer was chosen", CHOSEN, {"news": ["offers"], "ask": "sector"}, "confirm"),
    ("details come first", {}, {"news": ["people"], "lead_first": True, "missing": ["email"]}, "collect_details"),
    ("agreed, details missing", AGREED, {"intents": ["yes"], "missing": ["email"]}, "collect_details"),
    ("agreed, a private address", AGREED, {"intents": ["yes"], "free_mail": True}, "collect_details"),
    ("agreed, but a link it will be", AGREED,
     {"intents": ["yes"], "missing": ["email"], "link": "promo_code"}, "confirm"),
    ("agreed, an add-on to offer", AGREED, {"intents": ["yes"], "add_on": "/add_ons/Print"}, "add_ons"),
    ("not agreed, no add-on yet", CHOSEN, {"news": ["people"], "add_on": "/add_ons/Print"}, "confirm"),
    ("agreed", AGREED, {"intents": ["yes"]}, "confirm"),
    ("no to the terms", {**CHOSEN, "expecting": "confirm"}, {"intents": ["no"]}, "answer"),
    ("no, and something else", {**CHOSEN, "expecting": "confirm"}, {"intents": ["no"], "news": ["people"]}, "confirm"),
    ("no twice", {**CHOSEN, "expecting": "change"}, {"intents": ["no"]}, "not_buying"),
    ("a question about what was shown", {"shortlist": ["/x"]}, {"intents": ["question"]}, "answer"),
    ("a question nobody can answer", {}, {"intents": ["question"], "unanswered": True}, "answer"),
    ("what it costs, before anything was shown", {}, {"intents": ["question"]}, "recommend"),
    ("a wish to be shown something", {}, {"intents": ["question", "recommend"]}, "recommend"),
    ("a question and needs", {}, {"intents": ["question"], "news": ["people"], "answer": "so"}, "recommend"),
    ("a question that knowledge answers", {}, {"intents": ["question"], "answer": "so"}, "answer"),
    ("are you a bot", {}, {"intents": ["bot_question"]}, "answer"),
    ("what would 15 cost", {"shortlist": ["/x"]}, {"intents": ["what_if"]}, "answer"),
    ("not understood", {}, {"understood": False}, "answer"),
    ("not understood for the fourth time", {"attempts": {"unclear": 3}}, {"understood": False}, "handoff"),
    ("half an e-mail", {**AGREED, "expecting": "details"},
     {"understood": False, "missing": ["email"], "invalid": ["email"]}, "collect_details"),
    ("details kept back, with a question beside it", {**AGREED, "expecting": "details"},
     {"intents": ["decline_details", "question", "unsure"], "missing": ["email"], "link": "details_declined"}, "confirm"),
    ("a person wanted", {"handoff_reason": "asked"}, {"intents": ["human"]}, "handoff"),
    ("a subscriber", {}, {"intents": ["existing_customer"], "account": True}, "existing_customer"),
    ("leaving", {}, {"intents": ["not_buying"]}, "not_buying"),
    ("goodbye before anything", {}, {"intents": ["goodbye"]}, "not_buying"),
    ("goodbye after the sale", SOLD, {"intents": ["goodbye"]}, "answer"),
    ("thanks after the sale", SOLD, {"intents": ["thanks"]}, "answer"),
    ("the same again after the sale", SOLD, {"intents": ["thanks"], "news": ["email"], "stands": True}, "answer"),
    ("to buy it once more is a new yes to ask for", {**SOLD, "agreed": None}, {"intents": ["buy"], "stands": True}, "confirm"),
    ("the yes to buying it once more", {**SOLD, "expecting": "confirm"}, {"intents": ["yes"], "stands": True}, "confirm"),
    ("another number after the sale", {**SOLD, "selection": [line("/offers2/Pro Yearly", 16)], "agreed": None},
     {"news": ["people"]}, "confirm"),
    ("another address after the sale", SOLD, {"news": ["email"]}, "confirm"),
    ("the link once more", SOLD, {"intents": ["link_again"], "stands": True}, "answer"),
    ("the link fails", SOLD, {"intents": ["link_broken"], "stands": True}, "assisted_checkout"),
    ("the link fails again", {**SOLD, "attempts": {"link": 1}}, {"intents": ["link_broken"], "stands": True}, "purchase_link"),
    ("the link fails a third time", {**SOLD, "attempts": {"link": 2}}, {"intents": ["link_broken"], "stands": True}, "handoff"),
    ("a quote", {**CHOSEN, "mode": "quote"}, {"intents": ["quote"]}, "quote"),
    ("a quote of nothing yet", {"mode": "quote"}, {"intents": ["quote"]}, "recommend"),
    ("a quote becomes a purchase", QUOTED, {"intents": ["pay_now"], "stands": True}, "hand_over"),
    ("the link fails, and the number is another", {**SOLD, "agreed": None}, {"intents": ["link_broken"], "news": ["people"]},
     "confirm"),
    ("a quote becomes a purchase that a colleague decides on", {**QUOTED, "mode": "buy"},
     {"intents": ["pay_now"], "stands": True, "approval": True}, "confirm"),
    ("no catalogue, and nothing leaves without a colleague", CHOSEN,
     {"intents": ["yes"], "source": "none", "label": True, "approval": True}, "handoff"),
    ("a plain message while a colleague looks", PENDING, {"intents": ["question"], "waits": True}, "confirm"),
    ("leaving while a colleague looks", PENDING, {"intents": ["not_buying"], "waits": True}, "not_buying"),
    ("no catalogue, but a label", {}, {"news": ["people"], "source": "none", "label": True}, "purchase_link"),
    ("no catalogue, but a choice", CHOSEN, {"intents": ["yes"], "source": "none"}, "purchase_link"),
    ("no catalogue and no label", {}, {"news": ["people"], "source": "none"}, "handoff"),
    ("no catalogue and a greeting", {}, {"intents": ["greeting"], "source": "none", "label": True}, "qualify"),
]  # fmt: skip


@pytest.mark.parametrize(("state", "said", "step"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_message_goes(state, said, step, a_turn):
    assert routes.after_read({**state, "turn": a_turn(**said)}) == step


def test_every_step_is_a_node():
    assert set(get_args(routes.Step)) <= {node.__name__ for node in NODES}


@pytest.mark.parametrize(
    ("order", "failure", "step"),
    [
        ({"mode": "buy"}, None, "hand_over"),
        ({"mode": "buy"}, {"kind": "failed"}, "purchase_link"),
        ({"mode": "buy"}, {"kind": "refused"}, "recommend"),
        ({"mode": "buy"}, {"kind": "changed"}, "confirm"),
        ({"mode": "quote"}, None, "__end__"),
        ({"mode": "quote"}, {"kind": "failed"}, "handoff"),
        ({"mode": "quote"}, {"kind": "refused"}, "handoff"),
    ],
)
def test_after_the_attempt(order, failure, step):
    assert routes.after_assisted_checkout({"order": order, "failure": failure}) == step


@pytest.mark.parametrize(("failure", "step"), [(None, "hand_over"), ({"kind": "no_link"}, "handoff")])
def test_after_the_purchase_link(failure, step):
    assert routes.after_purchase_link({"failure": failure}) == step
