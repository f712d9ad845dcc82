"""Answers: a question, a comparison, a "what if", small talk, or a message that was not understood."""

from __future__ import annotations

from limio_langchain.errors import LimioError
from limio_langchain.recommendation import cost_of
from limio_sales_agent.catalogue.shop import Shop
from limio_sales_agent.context import RunContext
from limio_sales_agent.money import total_words
from limio_sales_agent.orders.order import canonical
from limio_sales_agent.reading.model import ASKING
from limio_sales_agent.replies.answers import subject
from limio_sales_agent.replies.asks import pending_ask, still_asked
from limio_sales_agent.replies.blocks import Comparison, Link, last_said, link_block
from limio_sales_agent.replies.cards import order_block
from limio_sales_agent.replies.choices import choices_for
from limio_sales_agent.replies.comparing import (
    asked_quantity,
    compared,
    comparison_table,
    comparison_words,
    offers_named,
)
from limio_sales_agent.replies.compose import (
    item_words,
    order_words,
    reply,
    sentences,
    told_once,
    unknown_words,
    unread_language,
)
from limio_sales_agent.routing import GIVEN_UP, SALES, drops_it_all, is_unclear, told_of_payment
from limio_sales_agent.services import Services
from limio_sales_agent.state import IS_IN, SalesState, Update


async def answer(state: SalesState, services: Services) -> Update:
    """Answer, then come back to what was asked."""
    shop, run = await services.shop(state), services.context
    if drops_it_all(state):
        return reply(state, run, run.say("confirm_not_taken"), ask="change", agreed=None)
    if (known := _of_payment(state, run) or _met_again(state, run)) is not None:
        return known
    if is_unclear(state) or _only_hesitates(state):
        return await _asked_again(state, shop, services)
    said = _said(state, shop, run)
    if said is None and _asks_on(state) and not _was_set_aside(state, run):
        said = unknown_words(state["turn"]["text"], run)  # one question that nobody here can answer hands nobody over
    if said is None:
        return reply(state, run, _not_known(state, run), ask="handoff_offer")
    if _takes_back(state):
        return reply(state, run, run.say("confirm_not_taken"), ask="change", agreed=None)
    ask = still_asked(state) or (None if _is_over(state) else "open")
    if ask == "handoff_offer" and _is_over(state):  # "ok thanks": of a colleague they have heard
        ask = "confirm" if state.get("selection") and not state.get("outcome") else None
    open_ask = pending_ask({**state, "expecting": ask}, shop, run)
    discloses = "bot_question" not in _intents(state)  # its answer is the disclosure
    table = _table(state, shop, run)
    choices = choices_for(ask, state, shop, run)
    ask = ask if open_ask else None
    return reply(state, run, said, table, open_ask, ask=ask, choices=choices, discloses=discloses)


def _not_known(state: SalesState, run: RunContext) -> str:
    """Say that nobody here knows, in other words where the last message said so."""
    again = _was_said("answer_unknown", state, run) or _was_set_aside(state, run)
    return run.say("answer_unknown_again" if again else "answer_unknown")


def _was_said(key: str, state: SalesState, run: RunContext) -> bool:
    """Whether the last message said this."""
    last = last_said(state)
    return last is not None and run.say(key) in last.text


def _was_set_aside(state: SalesState, run: RunContext) -> bool:
    return any(_was_said(key, state, run) for key in ("answer_unknown_aside", "answer_not_sold"))


def _asks_on(state: SalesState) -> bool:
    """Whether something is asked for beside which a question can be set aside."""
    return state.get("expecting") not in {None, "handoff_offer", "handoff_details"}


def _met_again(state: SalesState, run: RunContext) -> Update | None:
    """Meet who comes back, or wants the link again, as what they are: one who ordered, or one whose basket waits."""
    intents, link = _intents(state), _link(state)
    again = "link_again" in intents  # however it is asked for
    if link is None or not (again or ("greeting" in intents and not intents & ASKING)):
        return None
    if _is_ordered(state):
        return reply(state, run, run.say("order_is_in"))
    words = run.say("link_once_more" if again else "basket_waits")
    return reply(state, run, state["turn"]["answer"], words, link_block(link))


def _of_payment(state: SalesState, run: RunContext) -> Update | None:
    """Say that the link stands where a payment failed, and next time who can help; of one made, only what is known."""
    payment = told_of_payment(state)
    if payment != "refused":
        return reply(state, run, run.say("order_is_in" if _is_ordered(state) else "paid")) if payment else None
    if state.get("attempts", {}).get("payment"):
        return reply(state, run, run.say("payment_refused_again"), ask="handoff_offer")
    said = reply(state, run, run.say("payment_refused"), link_block(_link(state) or ""))
    return {**said, "attempts": {**said["attempts"], "payment": 1}}


def _takes_back(state: SalesState) -> bool:
    return "no" in _intents(state) and state.get("expecting") in {"confirm", "choice"}


def _is_over(state: SalesState) -> bool:
    return state.get("outcome") is not None or bool(_intents(state) & {"thanks", "goodbye"})


def _intents(state: SalesState) -> set[str]:
    return set(state["turn"]["intents"])


def _said(state: SalesState, shop: Shop, run: RunContext) -> str | None:
    """Return all that can be said, or None where a question has no answer."""
    intents = _intents(state)
    pair = compared(state, shop) if _compares(state, shop) else None
    parts: list[str | None] = [
        run.say("bot_answer") if "bot_question" in intents else None,
        run.say("discount_refused") if "discount" in intents else None,
        run.say("details_declined") if "decline_details" in intents else None,
        state["turn"]["answer"],
        comparison_words(pair, state, shop, run) if pair else None,
        _what_if(state, shop, run) if "what_if" in intents and not pair else None,
    ]
    if said := sentences(*parts):
        return said
    return None if intents & {"question", "compare", "what_if"} else _small_talk(intents, state, shop, run)


def _small_talk(intents: set[str], state: SalesState, shop: Shop, run: RunContext) -> str:
    if "thanks" in intents or "goodbye" in intents:
        return sentences(*(run.say(key) for key in ("thanks", "goodbye") if key in intents))
    unchanged = {"people", "quantity", "billing"} & set(state["turn"]["news"])
    if unchanged and state.get("selection"):
        items = item_words(canonical(state["selection"]), shop, run)
        return sentences(run.say("nothing_changes", items=items), run.say("after_sale"))
    if _is_ordered(state):
        return run.say("order_is_in")
    return run.say("after_sale" if _link(state) else "anything_else")


def _link(state: SalesState) -> str | None:
    """Return the link that was handed over last."""
    outcome = state.get("outcome")
    return outcome["url"] if outcome is not None and outcome["kind"] in SALES else None


def _is_ordered(state: SalesState) -> bool:
    """Whether what was handed over last is known to be ordered."""
    return state["turn"]["sale"] in IS_IN


def _compares(state: SalesState, shop: Shop) -> bool:
    """Whether two things are compared: said so, or two offers named in one question."""
    asks_of_two = "question" in _intents(state) and len(offers_named(state, shop)) > 1
    return "compare" in _intents(state) or asks_of_two


def _table(state: SalesState, shop: Shop, run: RunContext) -> Comparison | None:
    """Return both plans beside each other, where the customer asked to compare them."""
    pair = compared(state, shop) if _compares(state, shop) else None
    return comparison_table(pair, state, shop, run) if pair else None


def _what_if(state: SalesState, shop: Shop, run: RunContext) -> str | None:
    """Price another number, or another period, without ordering it."""
    offer, billing = subject(state["turn"]["about"], state, shop), state["turn"]["billing"]
    if offer is None or not (state["turn"]["number"] or billing or state["turn"]["about"]):
        return None  # "what if one of us moves out?"
    other = shop.other_period(offer) if billing and billing != offer.billing else None
    offer = other or offer
    cost = cost_of(offer, asked_quantity(state, shop, run.playbook), run.playbook.selling)
    if not cost.known or cost.quantity == 1:
        return run.say("answer_price", name=offer.display_name, price=total_words(cost, run.playbook))
    return run.say("what_if", name=offer.display_name, total=total_words(cost, run.playbook))


def _only_hesitates(state: SalesState) -> bool:
    return "unsure" in _intents(state) and not _intents(state) & {*ASKING, "discount"}


async def _asked_again(state: SalesState, shop: Shop, services: Services) -> Update:
    """Ask once more, in other words; at the next miss offer a way to order without this agent, and a person."""
    run, hesitates = services.context, _only_hesitates(state)
    count = state.get("attempts", {}).get("unclear", 0) + 1
    attempts = {**state.get("attempts", {}), "unclear": count}
    if hesitates and count > GIVEN_UP + 1 and not state.get("outcome"):  # a colleague was offered in both ways
        if not state.get("selection"):
            return reply(state, run, run.say("thanks"))
        state, count = {**state, "expecting": "confirm"}, 1  # back to the order, which a yes may mean again
        attempts = {**attempts, "unclear": count}
    if count < GIVEN_UP:
        asked = "add_on" if state.get("expecting") == "add_on" else "1"
        held = "held_more" if state["turn"].get("more") else f"held_{asked}"
        ask, words = still_asked(state), run.say(held if hesitates else "unclear_1")
        if unread_language(state, run):
            words = ""  # which says as much
        open_ask, choices = pending_ask({**state, "expecting": ask}, shop, run), choices_for(ask, state, shop, run)
        said = reply(state, run, words, open_ask, ask=ask, choices=choices)
        return {**said, "attempts": attempts, "asked": {**state.get("asked", {}), **told_once(state)}}
    if state.get("expecting") == "add_on" and state.get("selection"):
        # The next miss is the one for which a person is offered.
        return {**_without_add_on(state, shop, run), "attempts": {**attempts, "unclear": GIVEN_UP - 1}}
    link = None if hesitates else await _way_out(state, services)  # who has not said yes is given no link unasked
    # Who goes on hesitating is told the same in turns, so that no message repeats the one before it.
    held = "held_2" if count % 2 == GIVEN_UP % 2 else "held_3"
    words = run.say(held if hesitates else "unclear_give_up" if link else "unclear_person")
    return {**reply(state, run, words, link, ask="handoff_offer"), "attempts": attempts}


def _without_add_on(state: SalesState, shop: Shop, run: RunContext) -> Update:
    """Ask about the order itself: an add-on that is neither taken nor refused is not worth losing it."""
    lines, shown = canonical(state["selection"]), state.get("disclosure")
    words = run.say("add_on_set_aside", name=shop.name(state.get("offered") or ""))
    items = run.say("order", items=order_words(lines, shop, run))
    order = order_block(lines, shop, run, shown.get("figure") if shown else None)
    return reply(state, run, words, items, order, run.say("confirm"), ask="confirm", agreed=None)


async def _way_out(state: SalesState, services: Services) -> Link | None:
    lines = state.get("selection") or []
    paths = [one["offer"] for one in lines] or state.get("shortlist", [])[:1]
    label = services.context.playbook.links.fallback_label
    args = {"offers": paths} if paths else {"label": label}
    if not paths and not label:
        return None
    try:
        made = await services.tool("limio_purchase_link", args)
    except LimioError:
        return None
    return link_block(made["url"], "checkout" if paths else "browse")
