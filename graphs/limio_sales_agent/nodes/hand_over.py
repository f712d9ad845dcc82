"""Hands over something to buy with: the link as it is, and what it could not take along."""

from __future__ import annotations

from typing import Any

from limio_sales_agent.catalogue.shop import Shop
from limio_sales_agent.context import RunContext
from limio_sales_agent.orders.outcome import outcome_of, settled
from limio_sales_agent.replies.blocks import link_block
from limio_sales_agent.replies.compose import order_sum, order_total, reply, sentences
from limio_sales_agent.services import Services
from limio_sales_agent.state import Line, Outcome, SalesState, Update


async def hand_over(state: SalesState, services: Services) -> Update:
    """Give the customer the link, on a line of its own, and tell the host what the conversation came to."""
    shop, run = await services.shop(state), services.context
    outcome, earlier = _outcome(state, run), state.get("outcome")
    known: Update = {"outcome": earlier}
    if not _same(outcome, earlier):
        await services.report(outcome)
        known = settled(outcome, state)
    held = state.get("order")
    order = {**held, "closed": True, "mode": "buy"} if held else None
    attempts = dict(state.get("attempts", {}))
    if broken := "link_broken" in state["turn"]["intents"]:
        attempts["link"] = attempts.get("link", 0) + 1
    else:
        attempts = {key: count for key, count in attempts.items() if key not in {"link", "payment"}}
    link = state.get("made_link")
    said = reply(
        state,
        run,
        state["turn"]["answer"],
        sentences(
            order_sum(outcome["items"], shop, run, outcome.get("figure")),
            _opening(state, outcome, broken=broken, run=run),
        ),
        link_block(
            outcome["url"] or "",
            "browse" if link and link["label"] else "checkout",
            order_total(outcome["items"], shop, run, outcome.get("figure")),
        ),
        sentences(*_lost(state, outcome, shop, run), _replaces(state, outcome, run)),
        run.say("hand_over_after"),
    )
    update: Update = {"order": order, "another": False, "mode": "buy", "failure": None}
    return {**said, **known, **update, "attempts": {**attempts, "unclear": 0, "failed": 0}}


def _outcome(state: SalesState, run: RunContext) -> Outcome:
    link, order = state.get("made_link"), state.get("order") or {}
    if link is None:
        known: dict[str, Any] = {name: order.get(name) for name in ("url", "basket_id", "external_id")}
        lost = ["promo_code"] if _code_is_left(state, run) else []
        return outcome_of("assisted_checkout", state, run, **known, not_carried=lost)
    lost = [name for name, is_lost in _left_by_link(state, run).items() if is_lost]
    return outcome_of("purchase_link", state, run, url=link["url"], reason=link["reason"], not_carried=lost,
                      external_id=order.get("external_id"))  # fmt: skip


def _code_is_left(state: SalesState, run: RunContext) -> bool:
    code = state.get("promo_code")
    return bool(code) and run.playbook.promo_offer(code or "") not in _paths(state)


def _left_by_link(state: SalesState, run: RunContext) -> dict[str, bool]:
    return {
        "details": bool(run.details(state)),
        "quantity": any(one["quantity"] != 1 for one in state.get("selection", [])),
    }


def _paths(state: SalesState) -> list[str]:
    return [one["offer"] for one in state.get("selection", [])]


def _same(outcome: Outcome, earlier: Outcome | None) -> bool:
    """Whether this is the outcome the host was told already: the same link handed over once more."""
    keys = ("kind", "url", "external_id", "items")
    return earlier is not None and all(outcome[key] == earlier[key] for key in keys)  # type: ignore[literal-required]


def _opening(state: SalesState, outcome: Outcome, *, broken: bool, run: RunContext) -> str:
    link, order = state.get("made_link"), state.get("order") or {}
    if broken:
        return run.say("link_purchase" if link and (state.get("attempts", {}).get("link")) else "link_again")
    if link:
        declined = outcome["reason"] == "details_declined"
        browse = run.say("catalogue_unavailable") if link["label"] else None
        words = run.say("hand_over_browse" if link["label"] else "hand_over_purchase_link")
        return sentences(run.say("details_declined") if declined else None, browse or words)
    if order.get("mode") == "quote":
        return run.say("quote_pay")
    return run.say("hand_over" if order.get("prefilled") else "hand_over_no_details")


def _lost(state: SalesState, outcome: Outcome, shop: Shop, run: RunContext) -> list[str]:
    """Return what the link could not take along, in words."""
    told: list[str] = []
    code, link = state.get("promo_code"), state.get("made_link")
    if "quantity" in outcome["not_carried"]:
        told += _quantities(outcome["items"], shop, run)
    if "details" in outcome["not_carried"]:
        told.append(run.say("not_carried_details"))
    if code and "promo_code" in outcome["not_carried"]:
        told.append(run.say("promo_at_checkout", code=code))
    elif code and link and link["carries_code"]:
        told.append(run.say("promo_in_link", code=code))
    return told


def _quantities(lines: list[Line], shop: Shop, run: RunContext) -> list[str]:
    many = [one for one in lines if one["quantity"] != 1]
    if len(lines) == 1:
        return [run.say("not_carried_quantity", quantity=many[0]["quantity"])]
    return [run.say("not_carried_quantity_of", name=shop.name(one["offer"]), quantity=one["quantity"]) for one in many]


def _replaces(state: SalesState, outcome: Outcome, run: RunContext) -> str | None:
    earlier = state.get("outcome")
    linked = earlier is not None and earlier["url"] not in {None, outcome["url"]} and not state.get("another")
    return run.say("replaces") if linked else None
