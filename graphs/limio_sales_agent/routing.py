"""Where a conversation goes next: pure functions of the state, in the order in which they are asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, cast

from limio_sales_agent.order import canonical, is_waiting
from limio_sales_agent.state import SalesState

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
Test = Callable[[SalesState], bool]
SALES = frozenset({"assisted_checkout", "purchase_link"})
GIVEN_UP = 3  # the message not understood for which a person is fetched


def _turn(state: SalesState, key: str) -> Any:
    return state.get("turn", {}).get(key)


def _said(state: SalesState, *intents: str) -> bool:
    return not set(intents).isdisjoint(_turn(state, "intents") or ())


def _only(state: SalesState, *intents: str) -> bool:
    """Whether the message says one of these and nothing else."""
    said = set(_turn(state, "intents") or ())
    return bool(said) and said <= set(intents) and not _turn(state, "news")


def _expects(state: SalesState, *asks: str) -> bool:
    return state.get("expecting") in asks


def _kind(state: SalesState) -> str | None:
    outcome = state.get("outcome")
    return outcome["kind"] if outcome else None


def _broken(state: SalesState) -> int:
    """How often the customer said that the link fails, this message included; 0 where this one does not."""
    return state.get("attempts", {}).get("link", 0) + 1 if _said(state, "link_broken") and _kind(state) in SALES else 0


def _is_silent(state: SalesState) -> bool:
    return not _turn(state, "text")


def _is_waiting(state: SalesState) -> bool:
    return is_waiting(state) and not _said(state, "not_buying", "human", "quote")


def _pays_for_quote(state: SalesState) -> bool:
    order = state.get("order") or {}
    same = order.get("mode") == "quote" and order.get("items") == canonical(state.get("selection"))
    return bool(same and order.get("url")) and _kind(state) == "quote" and _said(state, "pay_now", "buy")


def _has_account(state: SalesState) -> bool:
    return _said(state, "existing_customer") and bool(_turn(state, "account"))


def _needs_a_person(state: SalesState) -> bool:
    return bool(state.get("handoff_reason"))


def _leaves(state: SalesState) -> bool:
    wants_nothing = _only(state, "no", "thanks") and _said(state, "no") and _expects(state, "change")
    return (
        _said(state, "not_buying")
        or wants_nothing
        or (_only(state, "goodbye", "no", "thanks") and _leaves_early(state))
    )


def _leaves_early(state: SalesState) -> bool:
    return _said(state, "goodbye") and state.get("outcome") is None


def _link_fails_again(state: SalesState) -> bool:
    return _broken(state) > 2  # noqa: PLR2004  the same order once more, then a purchase link, then a person


def _link_fails_twice(state: SalesState) -> bool:
    no_api = bool(_turn(state, "link") or _turn(state, "missing")) or state.get("order") is None
    return _broken(state) == 2 or (_broken(state) == 1 and no_api)  # noqa: PLR2004


def _link_fails(state: SalesState) -> bool:
    return _broken(state) == 1


def _was_shown_offers(state: SalesState) -> bool:
    return bool(state.get("shortlist") or state.get("selection") or state.get("outcome"))


def _asks(state: SalesState) -> bool:
    if _said(state, "bot_question", "discount"):
        return True
    if not _said(state, "question", "compare", "what_if"):
        return False
    if _orders_too(state):
        return False  # the terms come with the answer before them
    # Before anything was shown, what they need is worth more than an "I don't know": the recommendation answers.
    if _was_shown_offers(state) or _turn(state, "about"):
        return True
    return not _brings_needs(state) and not _said(state, "recommend", "compare", "what_if")


def _orders_too(state: SalesState) -> bool:
    """Whether the question stands beside an order for a named offer."""
    told = {"people", "quantity", "billing"}.intersection(_turn(state, "news") or ())
    return bool(told) and not _said(state, "compare", "what_if") and not _has_chosen_nothing(state)


def _brings_needs(state: SalesState) -> bool:
    details = {"email", "first_name", "last_name", "phone", "company", "note"}
    return bool(set(_turn(state, "news") or ()) - details)


def _is_small_talk(state: SalesState) -> bool:
    if state.get("outcome") and state.get("expecting") is None:
        return _only(state, "thanks", "goodbye", "greeting", "yes", "no")
    return _only(state, "thanks", "goodbye") and not _expects(state, "confirm", "add_on", "choice", "details")


def _is_unclear(state: SalesState) -> bool:
    return not _turn(state, "understood") or not (_turn(state, "intents") or _turn(state, "news"))


def _gives_up(state: SalesState) -> bool:
    return _is_unclear(state) and state.get("attempts", {}).get("unclear", 0) >= GIVEN_UP


def _mistypes_their_email(state: SalesState) -> bool:
    asked = _expects(state, "details", "confirm") and "email" in (_turn(state, "missing") or ())
    return asked and "email" in (_turn(state, "invalid") or ())


def _only_greets(state: SalesState) -> bool:
    return _only(state, "greeting") and not state.get("asked", {}).get("disclosure")


def _has_no_catalogue(state: SalesState) -> bool:
    return bool(_turn(state, "source") == "none")


def _sells_without_catalogue(state: SalesState) -> bool:
    return _has_no_catalogue(state) and bool(not _has_chosen_nothing(state) or _turn(state, "label"))


def _is_done(state: SalesState) -> bool:
    order = state.get("order") or {}
    if not order.get("closed") or state.get("another"):
        return False
    email = order.get("email")
    same = order.get("items") == canonical(state.get("selection"))
    asks_anew = _said(state, "quote") and order.get("mode") != "quote"
    return same and not asks_anew and email in {None, _turn(state, "email")}


def _takes_it_back(state: SalesState) -> bool:
    return _said(state, "no") and _expects(state, "confirm", "choice") and not _brings_needs(state)


def _has_a_question(state: SalesState) -> bool:
    return bool(_turn(state, "ask")) and not state.get("chosen") and not _said(state, "yes")


def _collects_first(state: SalesState) -> bool:
    return bool(_turn(state, "lead_first") and _turn(state, "missing")) and not _turn(state, "link")


def _has_chosen_nothing(state: SalesState) -> bool:
    return all(one["kind"] == "add_on" for one in state.get("selection", ()))


def _wants_a_quote(state: SalesState) -> bool:
    return state.get("mode") == "quote"


def _can_be_offered_more(state: SalesState) -> bool:
    return bool(_turn(state, "agreed") and _turn(state, "add_on")) and not _is_reissue(state)


def _is_reissue(state: SalesState) -> bool:
    order = state.get("order") or {}
    return bool(order.get("closed")) and not state.get("another")


def _lacks_details(state: SalesState) -> bool:
    if _turn(state, "agreed") and _turn(state, "free_mail") and not _turn(state, "link"):
        return True
    return bool(_turn(state, "agreed") and _turn(state, "missing")) and not _turn(state, "link")


LADDER: tuple[tuple[Test, Step], ...] = (
    (_is_silent, "qualify"),
    (_is_waiting, "confirm"),
    (_pays_for_quote, "hand_over"),
    (_has_account, "existing_customer"),
    (_needs_a_person, "handoff"),
    (_leaves, "not_buying"),
    (_link_fails_again, "handoff"),
    (_link_fails_twice, "purchase_link"),
    (_link_fails, "assisted_checkout"),
    (_asks, "answer"),
    (_gives_up, "handoff"),
    (_mistypes_their_email, "collect_details"),
    (_is_unclear, "answer"),
    (_is_small_talk, "answer"),
    (_is_done, "answer"),
    (_only_greets, "qualify"),
    (_sells_without_catalogue, "purchase_link"),
    (_has_no_catalogue, "handoff"),
    (_takes_it_back, "answer"),
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


def after_confirm(state: SalesState) -> Literal["approve", "assisted_checkout", "purchase_link", "__end__"]:
    """Return where an order goes once it is fixed; a turn that only asked ends."""
    go = _turn(state, "go")
    return cast("Any", go) if go in {"approve", "assisted_checkout", "purchase_link"} else "__end__"


def after_add_ons(state: SalesState) -> Literal["confirm", "__end__"]:
    """Return the end of the turn, or the order where the add-on is gone from the catalogue after all."""
    return "__end__" if _turn(state, "add_on") else "confirm"


def after_approve(state: SalesState) -> Literal["assisted_checkout", "__end__"]:
    """Return where an order goes once a colleague looked at it."""
    return "assisted_checkout" if _turn(state, "go") == "assisted_checkout" else "__end__"


def after_quote(state: SalesState) -> Literal["assisted_checkout", "handoff", "__end__"]:
    """Return where a wish for a quote goes: to the basket, to a person, or to the customer for their details."""
    go = _turn(state, "go")
    return cast("Any", go) if go in {"assisted_checkout", "handoff"} else "__end__"


def after_assisted_checkout(
    state: SalesState,
) -> Literal["hand_over", "purchase_link", "recommend", "confirm", "handoff", "__end__"]:
    """Return what follows the attempt: the link, what stands in for it, or another choice."""
    failure, order = state.get("failure"), state.get("order") or {}
    if order.get("mode") == "quote":
        return "handoff" if failure else "__end__"
    if failure is None:
        return "hand_over"
    kind: Any = failure["kind"]
    return {"changed": "confirm", "refused": "recommend"}.get(kind, "purchase_link")  # type: ignore[return-value]


def after_purchase_link(state: SalesState) -> Literal["hand_over", "handoff"]:
    """Return the hand-over, or a person where not even a link could be made."""
    return "handoff" if state.get("failure") and state["failure"]["kind"] == "no_link" else "hand_over"  # type: ignore[index]
