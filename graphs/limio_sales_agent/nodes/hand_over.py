"""Hands over something to buy with: the link as it is, and what it could not take along."""

from __future__ import annotations

from typing import Any

from limio_sales_agent.desk import Desk
from limio_sales_agent.effects import Flow, Report
from limio_sales_agent.order import canonical
from limio_sales_agent.outcome import outcome_of
from limio_sales_agent.shop import Shop, open_shop
from limio_sales_agent.speech import item_words, reply, sentences, terms
from limio_sales_agent.state import Line, Outcome, SalesState, Update


def hand_over(state: SalesState, desk: Desk) -> Flow[Update]:
    """Give the customer the link, on a line of its own, and tell the host what the conversation came to."""
    shop = yield from open_shop(desk)
    state = _with_edited_terms(state, shop, desk)
    outcome = _outcome(state, desk)
    if not _same(outcome, state.get("outcome")):
        yield from Report(outcome)
    held = state.get("order")
    order = {**held, "closed": True, "mode": "buy"} if held else None
    attempts = dict(state.get("attempts", {}))
    if broken := "link_broken" in state["turn"]["intents"]:
        attempts["link"] = attempts.get("link", 0) + 1
    else:
        attempts.pop("link", None)
    said = reply(
        state,
        desk,
        state["turn"].get("answer"),
        _edit_note(state, shop, desk),
        f"{_opening(state, outcome, broken=broken, desk=desk)}\n{outcome['url']}",
        sentences(*_lost(state, outcome, shop, desk), _replaces(state, outcome, desk)),
        desk.say("hand_over_after"),
    )
    update: Update = {"outcome": outcome, "order": order, "another": False, "mode": "buy", "failure": None}
    return {**said, **update, "disclosure": state.get("disclosure"), "attempts": {**attempts, "unclear": 0}}


def _with_edited_terms(state: SalesState, shop: Shop, desk: Desk) -> SalesState:
    """After a colleague's edit the terms are those of the edited order; they go with the link."""
    order = state.get("order") or {}
    lines = canonical(state.get("selection"))
    shown = state.get("disclosure")
    if not lines or (shown and shown["items"] == lines):
        return state
    text = terms(lines, shop, desk)
    # An add-on's terms were told with its ask, an edited order's are told now; both are kept with the outcome.
    return {**state, "disclosure": {"items": lines, "text": text}} if order else state


def _outcome(state: SalesState, desk: Desk) -> Outcome:
    link, order = state["turn"].get("link_made"), state.get("order") or {}
    if link is None:
        known: dict[str, Any] = {name: order.get(name) for name in ("url", "basket_id", "external_id")}
        lost = ["promo_code"] if _code_is_left(state, desk) else []
        return outcome_of("assisted_checkout", state, desk, **known, not_carried=lost)
    lost = [name for name, is_lost in _left_by_link(state, desk).items() if is_lost]
    return outcome_of("purchase_link", state, desk, url=link["url"], reason=link["reason"], not_carried=lost,
                      external_id=order.get("external_id"))  # fmt: skip


def _code_is_left(state: SalesState, desk: Desk) -> bool:
    code = state.get("promo_code")
    return bool(code) and desk.playbook.promo_offer(code or "") not in _paths(state)


def _left_by_link(state: SalesState, desk: Desk) -> dict[str, bool]:
    return {
        "details": bool(desk.details(state)),
        "quantity": any(one["quantity"] != 1 for one in state.get("selection", [])),
    }


def _paths(state: SalesState) -> list[str]:
    return [one["offer"] for one in state.get("selection", [])]


def _same(outcome: Outcome, earlier: Outcome | None) -> bool:
    """Whether this is the outcome the host was told already: the same link handed over once more."""
    keys = ("kind", "url", "external_id", "items")
    return earlier is not None and all(outcome[key] == earlier[key] for key in keys)  # type: ignore[literal-required]


def _opening(state: SalesState, outcome: Outcome, *, broken: bool, desk: Desk) -> str:
    link, order = state["turn"].get("link_made"), state.get("order") or {}
    if broken:
        return desk.say("link_purchase" if link and (state.get("attempts", {}).get("link")) else "link_again")
    if link:
        declined = outcome["reason"] == "details_declined"
        browse = desk.say("catalogue_unavailable") if link["label"] else None
        words = desk.say("hand_over_browse" if link["label"] else "hand_over_purchase_link")
        return sentences(desk.say("details_declined") if declined else None, browse or words)
    if order.get("mode") == "quote":
        return desk.say("quote_pay")
    return desk.say("hand_over" if order.get("prefilled") else "hand_over_no_details")


def _lost(state: SalesState, outcome: Outcome, shop: Shop, desk: Desk) -> list[str]:
    """Return what the link could not take along, in words."""
    told: list[str] = []
    code, link = state.get("promo_code"), state["turn"].get("link_made")
    if "quantity" in outcome["not_carried"]:
        told += _quantities(outcome["items"], shop, desk)
    if "details" in outcome["not_carried"]:
        told.append(desk.say("not_carried_details"))
    if code and "promo_code" in outcome["not_carried"]:
        told.append(desk.say("promo_at_checkout", code=code))
    elif code and link and link["carries_code"]:
        told.append(desk.say("promo_in_link", code=code))
    return told


def _quantities(lines: list[Line], shop: Shop, desk: Desk) -> list[str]:
    many = [one for one in lines if one["quantity"] != 1]
    if len(lines) == 1:
        return [desk.say("not_carried_quantity", quantity=many[0]["quantity"])]
    return [desk.say("not_carried_quantity_of", name=shop.name(one["offer"]), quantity=one["quantity"]) for one in many]


def _replaces(state: SalesState, outcome: Outcome, desk: Desk) -> str | None:
    earlier = state.get("outcome")
    linked = earlier is not None and earlier["url"] not in {None, outcome["url"]} and not state.get("another")
    return desk.say("replaces") if linked else None


def _edit_note(state: SalesState, shop: Shop, desk: Desk) -> str | None:
    order = state.get("order") or {}
    if not order.get("edited") or order.get("closed"):
        return None
    lines = canonical(state.get("selection"))
    return sentences(desk.say("approval_changed", items=item_words(lines, shop, desk)), terms(lines, shop, desk))
