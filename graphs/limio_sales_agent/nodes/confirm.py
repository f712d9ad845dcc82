"""Says the terms and asks for the yes; once it is given, fixes the order before anything is written."""

from __future__ import annotations

from limio_langchain.models.offer import Offer
from limio_sales_agent.desk import Desk
from limio_sales_agent.effects import Flow
from limio_sales_agent.order import canonical, fixed, is_waiting
from limio_sales_agent.shop import Shop, open_shop
from limio_sales_agent.speech import (
    age_note,
    fields,
    item_words,
    needs_people,
    offer_words,
    order_words,
    question_words,
    reply,
    sentences,
    terms,
    told_meanwhile,
    why_details,
)
from limio_sales_agent.state import Line, SalesState, Update


def confirm(state: SalesState, desk: Desk) -> Flow[Update]:
    """Tell what is not yet agreed to, or fix what is."""
    if is_waiting(state):
        return _waiting(state, desk)
    shop = yield from open_shop(desk)
    turn = state["turn"]
    lacks_details = turn["missing"] and not turn["link"]
    if turn["agreed"] and not lacks_details and _still_holds(state, shop, desk):
        return _fixed(state, desk)
    return _told(state, shop, desk)


def _still_holds(state: SalesState, shop: Shop, desk: Desk) -> bool:
    """Whether the terms they agreed to are the terms now; an add-on's were told with its ask."""
    shown = state.get("disclosure")
    lines = [one for one in canonical(state["selection"]) if shown and one in shown["items"]]
    if shown is None or shop.source == "none":
        return True
    return shown["text"] == terms(lines, shop, desk)


def _waiting(state: SalesState, desk: Desk) -> Update:
    """A colleague is looking at this very order: say so, and leave the question open."""
    said = reply(state, desk, desk.say("waiting"), ask=state.get("expecting"))
    return {**said, "turn": {**state["turn"], "go": "approve"}}


def _fixed(state: SalesState, desk: Desk) -> Update:
    """Give the order its number. What writes comes after this, in a node of its own, so a rerun finds the number."""
    turn = state["turn"]
    order = fixed(state, desk.details(state).get("email"), "buy")
    update: Update = {"order": order, "order_number": order["number"]}
    if turn["link"]:
        return {**update, "turn": {**turn, "go": "purchase_link"}}
    if not turn["approval"] or order.get("approved"):
        return {**update, "turn": {**turn, "go": "assisted_checkout"}}
    said = reply(state, desk, desk.say("waiting"), ask=None)
    return {**said, **update, "order": {**order, "pending": True}, "turn": {**turn, "go": "approve"}}


def _told(state: SalesState, shop: Shop, desk: Desk) -> Update:
    said = _terms_told(state, shop, desk)
    if said["expecting"] == "confirm" and _asks_for_details(state):
        asked = said["asked"]
        said["asked"] = {**asked, "details": asked.get("details", 0) + 1}
    return said


def _terms_told(state: SalesState, shop: Shop, desk: Desk) -> Update:
    lines, turn = canonical(state["selection"]), state["turn"]
    before = sentences(told_meanwhile(state, desk), desk.say("corrected") if turn["corrected"] else None)
    if needs_people(lines, state, shop, desk):
        offer = next(offer for one in lines if (offer := shop.offers.get(one["offer"])))
        return reply(state, desk, before, offer_words(offer, 1, desk), question_words("people", desk), ask="people")
    if limit := _beyond_limit(lines, shop, desk):
        return reply(state, desk, before, limit, question_words("quantity", desk), ask="people")
    told, shown = terms(lines, shop, desk), state.get("disclosure")
    if shown and shown == {"items": lines, "text": told}:
        return reply(state, desk, before, _ask(state, desk), ask="confirm")
    return reply(
        state,
        desk,
        before,
        _change(state, lines, shop, desk),
        desk.say("order", items=order_words(lines, shop, desk)),
        told,
        age_note(state, desk),
        _ask(state, desk),
        ask="confirm",
        disclosure={"items": lines, "text": told},
        agreed=None,
    )


def _change(state: SalesState, lines: list[Line], shop: Shop, desk: Desk) -> str | None:
    """Return that terms changed since they were shown, or which offer a promo code is sold as."""
    shown, failure = state.get("disclosure"), state.get("failure")
    if failure and failure["kind"] == "changed":
        return desk.say("offer_changed", name=shop.name(failure["offer"]), changed=", ".join(failure["changed"]))
    if shown and shown["items"] == lines and state["turn"]["agreed"]:
        return desk.say("offer_changed", name=item_words(lines, shop, desk), changed=desk.say("changed_terms"))
    code = state.get("promo_code")
    path = desk.playbook.promo_offer(code) if code else None
    sold_as = path and any(one["offer"] == path for one in lines) and state["turn"]["changed"]
    return desk.say("promo_sold_as", code=code, name=shop.name(path)) if sold_as and path else None


def _ask(state: SalesState, desk: Desk) -> str:
    """Return the last ask: for the yes, or at once for the details that would go with it."""
    turn = state["turn"]
    if _asks_for_details(state):
        wanted = desk.say("ask_details_wanted", fields=fields(turn["wanted"], desk)) if turn["wanted"] else None
        asked = desk.say("confirm_details", fields=fields(turn["missing"], desk))
        return sentences(asked, wanted, why_details(desk))
    return desk.say("confirm")


def _asks_for_details(state: SalesState) -> bool:
    turn = state["turn"]
    return bool(turn["missing"] and not turn["link"] and not turn["add_on"] and state.get("chosen"))


def _beyond_limit(lines: list[Line], shop: Shop, desk: Desk) -> str | None:
    """Return what the offer allows, where the order holds more."""
    for one in lines:
        offer: Offer | None = shop.find(one["offer"])
        maximum = offer.quantity_limits.maximum if offer else None
        if offer and maximum and one["quantity"] > maximum:
            return desk.say("quantity_maximum", name=offer.display_name, maximum=maximum)
    return None
