"""Where a conversation goes next: pure functions of the state, in the order in which they are asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, get_args, get_type_hints

from limio_sales_agent.context import DETAILS
from limio_sales_agent.orders.order import is_agreed, lacks_number
from limio_sales_agent.reading.asked import told_of_payment as payment_in
from limio_sales_agent.state import ORDERED, HeldSubscription, Next, SalesState

Step = Literal[
    "qualify",
    "recommend",
    "answer",
    "add_ons",
    "collect_details",
    "confirm",
    "assisted_checkout",
    "purchase_link",
    "hand_over",
    "quote",
    "handoff",
    "existing_customer",
    "not_buying",
]
Test = Callable[[SalesState], object]  # whatever is true applies
Edge = tuple[Callable[[SalesState], str], tuple[str, ...]]
SALES = frozenset({"assisted_checkout", "purchase_link"})
BESIDE_PAYMENT = frozenset({"thanks", "goodbye", "greeting", "unsure", "yes", "no", "question", "link_broken"})
GIVEN_UP = 2  # messages in a row that lead nowhere, for which a person and a link are offered


def _said(state: SalesState, *intents: str) -> bool:
    return not set(intents).isdisjoint(state["turn"]["intents"])


def _only(state: SalesState, *intents: str) -> bool:
    """Whether the message says one of these and nothing else."""
    return bool(said := set(state["turn"]["intents"])) and said <= set(intents) and not state["turn"]["news"]


def _expects(state: SalesState, *asks: str | None) -> bool:
    return state.get("expecting") in asks


def _kind(state: SalesState) -> str | None:
    outcome = state.get("outcome")
    return outcome["kind"] if outcome else None


def _broken(state: SalesState) -> int:
    """How often the customer said that the link fails, this message included; 0 where this one does not."""
    if not _said(state, "link_broken") or _kind(state) not in SALES:
        return 0
    # Who also changed something gets a link for what they want now, by the ordinary way.
    same = state["turn"]["stands"] or _has_chosen_nothing(state)
    return state.get("attempts", {}).get("link", 0) + 1 if same else 0


def _is_silent(state: SalesState) -> bool:
    return not state["turn"]["text"]


def _is_waiting(state: SalesState) -> bool:
    return state["turn"]["waits"] and not _said(state, "not_buying", "human", "quote")


def _pays_for_quote(state: SalesState) -> bool:
    # Where a colleague decides, a quote's link too would be something to buy with: it becomes an order of its own.
    if state["turn"]["approval"] or _kind(state) != "quote" or not _said(state, "pay_now", "buy"):
        return False
    return state["turn"]["stands"] and bool((state.get("order") or {}).get("url"))


def _has_account(state: SalesState) -> bool:
    known = bool(state["turn"]["account"] or _subscriptions(state))
    return _said(state, "existing_customer") and known and not _said(state, "human")


def _subscriptions(state: SalesState) -> list[HeldSubscription]:
    return state["turn"].get("subscriptions", [])  # a turn of version 0.1 had none


def picked_change(state: SalesState) -> str | None:
    """Return the offer they pick, in so many words, for what their subscription is to be changed to, by its path."""
    open_to = state.get("changing", {})
    if not _expects(state, "change_plan") or not state["turn"]["commits"]:
        return None
    named = [path for path in state["turn"]["about"] if path in open_to]
    if not named and len(open_to) == 1 and _said(state, "yes"):
        named = [*open_to]
    return named[0] if len(named) == 1 else None


def _is_met_as_a_subscriber(state: SalesState) -> bool:
    """Whether somebody who has a subscription says for the first time what they want."""
    if not _subscriptions(state) or state.get("asked", {}).get("change_plan"):
        return False
    return bool(state["turn"]["news"]) or _said(state, "question", "buy", "recommend", "compare", "what_if")


def _needs_a_person(state: SalesState) -> bool:
    return bool(state.get("handoff_reason"))


def _leaves(state: SalesState) -> bool:
    wants_nothing = _only(state, "no", "thanks") and _said(state, "no") and _expects(state, "change")
    return (
        _said(state, "not_buying")
        or wants_nothing
        or (_only(state, "goodbye", "no", "thanks") and _said(state, "goodbye") and state.get("outcome") is None)
    )


def _link_fails_again(state: SalesState) -> bool:
    return _broken(state) > 2  # noqa: PLR2004  the same order once more, then a purchase link, then a person


def _link_fails_twice(state: SalesState) -> bool:
    no_api = bool(state["turn"]["link"] or state["turn"]["missing"]) or state.get("order") is None
    return _broken(state) == 2 or (_broken(state) == 1 and no_api)  # noqa: PLR2004


def _link_fails(state: SalesState) -> bool:
    return _broken(state) == 1


def _was_shown_offers(state: SalesState) -> bool:
    return bool(state.get("shortlist") or state.get("selection") or state.get("outcome"))


def _wants_the_link_again(state: SalesState) -> bool:
    return _said(state, "link_again") and _kind(state) in SALES and not _brings_needs(state)


def told_of_payment(state: SalesState) -> str | None:
    """Return what they tell of a payment and of nothing else, where there is a link to pay by and nothing is asked."""
    turn = state["turn"]
    more = turn["news"] or turn["changed"] or turn["answer"] or not BESIDE_PAYMENT.issuperset(turn["intents"])
    if more or _kind(state) not in SALES or not _expects(state, None, "handoff_offer"):
        return None
    return payment_in(turn["text"])


def _asks(state: SalesState) -> bool:
    otherwise = (_keeps_details_back, _only_asks_the_price, _asks_for_an_end_of_the_range, _asks_to_be_billed)
    if any(answered(state) for answered in otherwise):
        return False
    ordered = state["turn"]["changed"] and state.get("chosen")  # "just give me the family one, you bot"
    if _said(state, "discount") or (_said(state, "bot_question") and not ordered):
        return True
    if not _said(state, "question", "compare", "what_if"):
        return False
    if _orders_too(state):
        return False  # the terms come with the answer before them
    # Before anything was shown, what they need is worth more than an "I don't know": the recommendation answers.
    if _was_shown_offers(state) or state["turn"]["about"]:
        return True
    # Nobody is handed to a colleague for their first question: the guide asks on.
    guided = state.get("expecting") is None and state["turn"]["ask"] and not state["turn"]["answer"]
    return not (guided or _brings_needs(state) or _said(state, "recommend", "compare", "what_if"))


def _asks_for_advice(state: SalesState) -> bool:
    """Whether "which one is best?" is all they say of an order or a choice: one is recommended, or that one anew."""
    asked = _expects(state, *ORDERED, "choice") and not _said(state, "no", "unsure")
    return asked and _said(state, "recommend") and not (state["turn"]["news"] or state["turn"]["answer"])


def _asks_for_an_end_of_the_range(state: SalesState) -> bool:
    """Whether "which is cheapest" is asked, which what is recommended answers."""
    return "prefer" in state["turn"]["news"] and not state["turn"]["answer"] and not state.get("selection")


def _asks_to_be_billed(state: SalesState) -> bool:
    """Whether they ask to pay in another rhythm for what is to be ordered: told anew, that is the answer."""
    asked = "billing" in state["turn"]["news"] and _expects(state, *ORDERED)
    beside = _said(state, "compare", "what_if", "bot_question", "discount")
    return asked and not beside and not _has_chosen_nothing(state) and not state["turn"]["about"]


def _only_asks_the_price(state: SalesState) -> bool:
    """Whether they ask what it costs before anything was shown, and of nothing in particular: that the offers tell."""
    turn, nothing_else = state["turn"], not _said(state, "recommend", "compare", "what_if")
    told = turn["answer"] or turn["unanswered"] or turn["about"] or _brings_needs(state) or _was_shown_offers(state)
    return _said(state, "question") and nothing_else and not told


def _orders_too(state: SalesState) -> bool:
    """Whether the question stands beside an order for a named offer."""
    told = {"people", "quantity", "billing"}.intersection(state["turn"]["news"])
    return bool(told) and not _said(state, "compare", "what_if") and not _has_chosen_nothing(state)


def _brings_needs(state: SalesState) -> bool:
    return not {*DETAILS, "note"}.issuperset(state["turn"]["news"])


def _is_small_talk(state: SalesState) -> bool:
    if state.get("outcome") and state.get("expecting") is None and not state["turn"]["changed"]:
        return _only(state, "thanks", "goodbye", "greeting", "yes", "no")
    return _only(state, "thanks", "goodbye") and not _expects(state, *ORDERED, "choice")


def is_unclear(state: SalesState) -> bool:
    """Whether nothing of the message could be made use of."""
    turn = state["turn"]
    return not (turn["understood"] and (turn["intents"] or turn["news"] or turn["passed"] or turn["changed"]))


def _is_held_back(state: SalesState) -> bool:
    """Whether they hesitate over what was asked, and bring nothing new: the offer stays on the table."""
    asked = _expects(state, *ORDERED, "choice", "handoff_offer", "quote_offer")
    same = not (state["turn"]["news"] or state["turn"]["changed"])
    return _said(state, "unsure") and asked and same and not _keeps_details_back(state)


def _keeps_details_back(state: SalesState) -> bool:
    """Whether they answer the ask for details of an agreed order that they would rather not; going on is the answer."""
    return _said(state, "decline_details") and _expects(state, "details") and is_agreed(state)


def _gives_up(state: SalesState) -> bool:
    return is_unclear(state) and state.get("attempts", {}).get("unclear", 0) >= GIVEN_UP


def _mistypes_their_email(state: SalesState) -> bool:
    asked = _expects(state, "details", "confirm") and "email" in state["turn"]["missing"]
    return asked and "email" in state["turn"]["invalid"]


def _only_greets(state: SalesState) -> bool:
    return _only(state, "greeting") and not state.get("asked", {}).get("disclosure")


def _has_no_catalogue(state: SalesState) -> bool:
    return state["turn"]["source"] == "none"


def _sells_without_catalogue(state: SalesState) -> bool:
    if state["turn"]["approval"]:
        return False  # a link without an order is none that a colleague let go
    return _has_no_catalogue(state) and bool(not _has_chosen_nothing(state) or state["turn"]["label"])


def _is_done(state: SalesState) -> bool:
    if not state["turn"]["stands"] or state.get("another"):
        return False
    quoted = (state.get("order") or {}).get("mode") == "quote"  # asking for it was the yes, and it was made
    asks_anew = _said(state, "quote") and not quoted
    return (is_agreed(state) or (quoted and _wants_a_quote(state))) and not asks_anew and not _expects(state, *ORDERED)


def _takes_it_back(state: SalesState) -> bool:
    return _said(state, "no") and _expects(state, "confirm", "choice") and not _brings_needs(state)


def drops_it_all(state: SalesState) -> bool:
    """Whether the message takes off all that was to be ordered, and names nothing instead."""
    asked = _expects(state, *ORDERED) and state["turn"]["changed"]
    return asked and _has_chosen_nothing(state) and not _brings_needs(state) and not _said(state, "question")


def _has_a_question(state: SalesState) -> bool:
    return bool(state["turn"]["ask"]) and not state.get("chosen") and not _said(state, "yes")


def _collects_first(state: SalesState) -> bool:
    return bool(state["turn"]["lead_first"] and state["turn"]["missing"]) and not state["turn"]["link"]


def _has_chosen_nothing(state: SalesState) -> bool:
    return all(one["kind"] == "add_on" for one in state.get("selection", ()))


def _wants_a_quote(state: SalesState) -> bool:
    return state.get("mode") == "quote"


def _can_be_offered_more(state: SalesState) -> bool:
    return is_agreed(state) and state["turn"]["add_on"] is not None and not _is_reissue(state)


def _is_reissue(state: SalesState) -> bool:
    order = state.get("order") or {}
    return bool(order.get("closed")) and not state.get("another")


def _lacks_details(state: SalesState) -> bool:
    turn = state["turn"]
    return is_agreed(state) and bool(turn["missing"] or turn["free_mail"]) and not turn["link"]


LADDER: tuple[tuple[Test, Step], ...] = (
    (_is_silent, "qualify"),
    (_is_waiting, "confirm"),
    (_pays_for_quote, "hand_over"),
    (picked_change, "existing_customer"),
    (_has_account, "existing_customer"),
    (_is_met_as_a_subscriber, "existing_customer"),
    (_needs_a_person, "handoff"),
    (_leaves, "not_buying"),
    (_link_fails_again, "handoff"),
    (_link_fails_twice, "purchase_link"),
    (_link_fails, "assisted_checkout"),
    (_wants_the_link_again, "answer"),
    (told_of_payment, "answer"),
    (_asks_for_advice, "recommend"),
    (_asks, "answer"),
    (lacks_number, "confirm"),
    (drops_it_all, "answer"),
    (_gives_up, "handoff"),
    (_mistypes_their_email, "collect_details"),
    (is_unclear, "answer"),
    (_is_held_back, "answer"),
    (_is_small_talk, "answer"),
    (_is_done, "answer"),
    (_only_greets, "qualify"),
    (_sells_without_catalogue, "purchase_link"),
    (_has_no_catalogue, "handoff"),
    (_takes_it_back, "answer"),
    (_only_asks_the_price, "recommend"),
    (_has_a_question, "qualify"),
    (_collects_first, "collect_details"),
    (_has_chosen_nothing, "recommend"),
    (_wants_a_quote, "quote"),
    (_can_be_offered_more, "add_ons"),
    (_lacks_details, "collect_details"),
)


def after_read(state: SalesState) -> Step:
    """Return what answers the message."""
    return next((step for applies, step in LADDER if applies(state)), "confirm")


def after_assisted_checkout(
    state: SalesState,
) -> Literal["hand_over", "purchase_link", "recommend", "confirm", "handoff", "__end__"]:
    """Return what follows the attempt: the link, what stands in for it, or another choice."""
    failure, order = state.get("failure"), state.get("order") or {}
    if order.get("mode") == "quote":
        return "handoff" if failure else "__end__"
    if failure is None:
        return "hand_over"
    match failure["kind"]:
        case "changed":
            return "confirm"
        case "refused" | "gone":
            return "recommend"
    return "purchase_link"


def after_purchase_link(state: SalesState) -> Literal["hand_over", "handoff", "recommend"]:
    """Return the hand-over; another choice where the offer is gone, a person where not even a link could be made."""
    failure = state.get("failure")
    match failure["kind"] if failure else None:
        case "gone":
            return "recommend"
        case "no_link":
            return "handoff"
    return "hand_over"


def _as_told(*steps: Next) -> Edge:
    """Return the edge of a node that says itself which of these is next; a turn that only asked ends."""

    def after(state: SalesState) -> str:
        step = state.get("next")
        return step if step in steps else "__end__"

    return after, (*steps, "__end__")


def _decided(edge: Callable[[SalesState], str]) -> Edge:
    return edge, get_args(get_type_hints(edge)["return"])


# What is next after a node that has a choice, and all that it may be.
EDGES: dict[str, Edge] = {
    "read": _decided(after_read),
    "add_ons": _as_told("confirm"),
    "confirm": _as_told("approve", "assisted_checkout", "purchase_link", "recommend"),
    "approve": _as_told("assisted_checkout", "purchase_link", "confirm"),
    "assisted_checkout": _decided(after_assisted_checkout),
    "purchase_link": _decided(after_purchase_link),
    "quote": _as_told("assisted_checkout", "handoff"),
    "handoff": _as_told("approve"),
}
