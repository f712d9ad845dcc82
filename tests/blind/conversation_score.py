"""What whole conversations come to, each played with the sandbox."""

import itertools
from collections import Counter
from dataclasses import dataclass, field

from blind.shops import BLIND, CATALOGUES, COUNTRY, agent, playbook, read
from limio_langchain import SalesContext
from limio_langchain.sandbox import Sandbox

MOST_MESSAGES = 20
ASKS = {"handoff_details": "details", "quantity": "people", "email": "details"}
SOLD = ("assisted_checkout", "purchase_link")
OUTCOMES = {"handoff": "person", "quote": "quote", "existing_customer": "not_buying", "not_buying": "not_buying"}


@dataclass
class Talks:
    """What all conversations came to.

    Attributes:
        came: How many came to what: ``sold``, ``link_only``, ``quote``, ``person``, ``not_buying``, ``lost``.
        right: Conversations in which what was wanted came out.
        wrong: Sold, but something else than was wanted, or though nothing was.
        unwanted: Of these, those in which nothing was wanted.
    """

    conversations: int = 0
    right: int = 0
    came: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    unwanted: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    messages: int = 0


def conversations(only=None, where=BLIND):
    """Play every conversation."""
    talks = Talks()
    for told in read(where / "conversations.yaml"):
        if only and told["name"] not in only:
            continue
        with Sandbox(CATALOGUES[told["shop"]]) as limio:
            values, sent = _play(told, limio)
        talks.conversations += 1
        talks.messages += sent
        _judge(told, values, talks)
    return talks


def _play(told, limio):
    talking = agent(limio, playbook(told["shop"]))
    config = {"configurable": {"thread_id": told["name"]}}
    context = SalesContext(country=COUNTRY[told["shop"]])
    customer = _Customer(told["replies"])
    say, sent = told["opening"], 0
    while say is not None and sent < MOST_MESSAGES:
        talking.invoke({"messages": [("user", say)]}, config, context=context)
        sent += 1
        values = talking.get_state(config).values
        say = customer.answer(values)
    return values, sent


class _Customer:
    """Answers each ask as the file says; afterwards says what there is to say, once."""

    def __init__(self, replies):
        self.replies = {ask: _said(given) for ask, given in replies.items()}
        self.afterwards = iter(_listed(replies.get("open", [])))

    def answer(self, values):
        ask = values.get("expecting")
        if ask is None and values.get("outcome"):
            return next(self.afterwards, None)
        ask = ASKS.get(ask, ask)
        mine = ask if ask in self.replies and ask != "open" else "other"
        return next(self.replies[mine]) if mine in self.replies else None


def _listed(given):
    return given if isinstance(given, list) else [given]


def _said(given):
    said = _listed(given)
    return itertools.chain(said, itertools.repeat(said[-1]))


def _judge(told, values, talks):
    outcome = values.get("outcome") or {}
    email = (values.get("customer") or {}).get("email")
    items = {one["offer"]: one["quantity"] for one in outcome.get("items") or []}
    wants = told["wants"]
    allowed = _listed(wants["outcome"])
    came = _came(outcome, email)
    talks.came[came] += 1
    same_items = "items" not in wants or items in _listed(wants["items"])
    same_email = "email" not in wants or (email or "").casefold() == wants["email"].casefold()
    sold = came in {"sold", "link_only"}
    kind = (
        came in allowed or (came == "link_only" and "sold" in allowed) or (came == "lost" and "not_buying" in allowed)
    )
    right = kind and (same_items or not sold) and (same_email or came == "not_buying")
    talks.right += right
    wanted = {"sold", "link_only"} & set(allowed)
    if sold and not (wanted and same_items):
        talks.wrong.append(told["name"])
    if sold and not wanted:
        talks.unwanted.append(told["name"])
    if not right:
        talks.faults.append(f"{told['name']}: came to {came} with {items} for {email}, wanted {wants}")


def _came(outcome, email):
    kind = outcome.get("kind")
    if kind in SOLD:
        return "link_only" if kind == "purchase_link" and not email else "sold"
    return OUTCOMES.get(kind, "lost")
