"""Answers: a question, a comparison, a "what if", small talk, or a message that was not understood."""

from __future__ import annotations

from limio_langchain.errors import LimioError
from limio_sales_agent.answers import asked_quantity, compared, subject
from limio_sales_agent.desk import Desk
from limio_sales_agent.effects import CallTool, Flow
from limio_sales_agent.money import compare, compare_sentences, cost_of, other_period, total_words
from limio_sales_agent.order import canonical
from limio_sales_agent.pending import pending_ask
from limio_sales_agent.routes import GIVEN_UP, SALES
from limio_sales_agent.shop import Shop, open_shop
from limio_sales_agent.speech import item_words, price, reply, sentences
from limio_sales_agent.state import SalesState, Update


def answer(state: SalesState, desk: Desk) -> Flow[Update]:
    """Answer, then come back to what was asked."""
    shop = yield from open_shop(desk)
    if _is_unclear(state):
        return (yield from _asked_again(state, desk))
    told = _told(state, shop, desk)
    if told is None:
        return reply(state, desk, desk.say("answer_unknown"), ask="handoff_offer")
    if "bot_question" in _intents(state):  # the answer is the disclosure
        state = {**state, "turn": {**state["turn"], "opening": True}}
    if _takes_back(state):
        return reply(state, desk, desk.say("confirm_not_taken"), ask="change", agreed=None)
    ask = state.get("expecting") or (None if _is_over(state) else "open")
    open_ask = pending_ask({**state, "expecting": ask}, shop, desk)
    return reply(state, desk, told, open_ask, ask=ask if open_ask else None)


def _takes_back(state: SalesState) -> bool:
    return "no" in _intents(state) and state.get("expecting") in {"confirm", "choice"}


def _is_over(state: SalesState) -> bool:
    return state.get("outcome") is not None or bool(_intents(state) & {"thanks", "goodbye"})


def _intents(state: SalesState) -> set[str]:
    return set(state.get("turn", {}).get("intents", ()))


def _is_unclear(state: SalesState) -> bool:
    turn = state.get("turn", {})
    return not turn.get("understood") or not (turn.get("intents") or turn.get("news"))


def _told(state: SalesState, shop: Shop, desk: Desk) -> str | None:
    """Return all that can be said, or None where a question has no answer."""
    intents, turn = _intents(state), state.get("turn", {})
    parts: list[str | None] = [
        desk.say("bot_answer") if "bot_question" in intents else None,
        desk.say("discount_refused") if "discount" in intents else None,
        turn.get("answer"),
        _compared(state, shop, desk) if "compare" in intents else None,
        _what_if(state, shop, desk) if "what_if" in intents else None,
    ]
    if said := sentences(*parts):
        return said
    return None if intents & {"question", "compare", "what_if"} else _small_talk(intents, state, shop, desk)


def _small_talk(intents: set[str], state: SalesState, shop: Shop, desk: Desk) -> str:
    if "thanks" in intents or "goodbye" in intents:
        return sentences(*(desk.say(key) for key in ("thanks", "goodbye") if key in intents))
    unchanged = {"people", "quantity", "billing"} & set(state.get("turn", {}).get("news", ()))
    if unchanged and state.get("selection"):
        items = item_words(canonical(state["selection"]), shop, desk)
        return sentences(desk.say("nothing_changes", items=items), desk.say("after_sale"))
    return desk.say("after_sale" if _has_link(state) else "anything_else")


def _has_link(state: SalesState) -> bool:
    outcome = state.get("outcome")
    return outcome is not None and outcome["kind"] in SALES and outcome["url"] is not None


def _compared(state: SalesState, shop: Shop, desk: Desk) -> str | None:
    pair = compared(state, shop)
    if pair is None:
        return None
    told = compare(*pair, asked_quantity(state, shop, desk.playbook), desk.playbook)
    if pair[0].billing == pair[1].billing:
        return sentences(*(desk.say("answer_price", name=o.display_name, price=price(o, desk)) for o in pair))
    return compare_sentences(told, str(pair[0].billing), str(pair[1].billing), desk.playbook)


def _what_if(state: SalesState, shop: Shop, desk: Desk) -> str | None:
    """Price another number, or another period, without ordering it."""
    turn = state.get("turn", {})
    offer = subject(turn.get("about") or [], state, shop)
    if offer is None:
        return None
    billing = turn.get("billing")
    other = other_period(offer, shop.offers.values()) if billing and billing != offer.billing else None
    offer = other or offer
    cost = cost_of(offer, asked_quantity(state, shop, desk.playbook), desk.playbook)
    if not cost.known or cost.quantity == 1:
        return desk.say("answer_price", name=offer.display_name, price=total_words(cost, desk.playbook))
    return desk.say("what_if", name=offer.display_name, total=total_words(cost, desk.playbook))


def _asked_again(state: SalesState, desk: Desk) -> Flow[Update]:
    """Ask in other words, twice; then offer a way to order without this agent, or a person."""
    count = state.get("attempts", {}).get("unclear", 0) + 1
    attempts = {**state.get("attempts", {}), "unclear": count}
    if count < GIVEN_UP:
        said = reply(state, desk, desk.say(f"unclear_{count}"), ask=state.get("expecting"))
        return {**said, "attempts": attempts, "asked": {**state.get("asked", {}), "disclosure": 1}}
    url = yield from _way_out(state, desk)
    words = desk.say("unclear_give_up") if url else desk.say("handoff_offer")
    return {**reply(state, desk, words, url, ask="handoff_offer"), "attempts": attempts}


def _way_out(state: SalesState, desk: Desk) -> Flow[str | None]:
    lines = state.get("selection") or []
    paths = [one["offer"] for one in lines] or state.get("shortlist", [])[:1]
    label = desk.playbook.links.fallback_label
    args = {"offers": paths} if paths else {"label": label}
    if not paths and not label:
        return None
    try:
        made = yield from CallTool("limio_purchase_link", args)
    except LimioError:
        return None
    return str(made["url"])
