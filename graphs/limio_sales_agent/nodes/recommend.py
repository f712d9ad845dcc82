"""Recommends: the offer that fits best with its total and terms, or a few to choose from."""

from __future__ import annotations

from limio_sales_agent.desk import Desk
from limio_sales_agent.effects import Flow
from limio_sales_agent.money import compare, compare_sentences, other_period
from limio_sales_agent.order import canonical, line, quantity_for
from limio_sales_agent.ranking import Fit, ranked
from limio_sales_agent.selection import add_ons_in, with_promo
from limio_sales_agent.shop import Shop, open_shop
from limio_sales_agent.speech import (
    age_note,
    listing,
    needs_people,
    offer_words,
    paragraphs,
    price,
    question_words,
    reply,
    sentences,
    terms,
    told_meanwhile,
    total_sentence,
)
from limio_sales_agent.state import Line, SalesState, Update

SHOWN = 3
DECISIVE = ("attributes", "billing", "budget", "people", "quantity", "keywords", "payment")


def recommend(state: SalesState, desk: Desk) -> Flow[Update]:
    """Show what fits; the first is proposed outright once anything is known of their needs."""
    shop = yield from open_shop(desk)
    fits = yield from ranked(state, shop, desk)
    before = _introduction(state, fits, desk)
    if not fits:
        return reply(state, desk, before, desk.say("nothing_fits"), ask="handoff_offer")
    reasons = {fit.offer.path: list(fit.reasons) for fit in fits[:SHOWN]}
    shown: Update = {"shortlist": list(reasons), "disclosure": None, "agreed": None}
    shown["turn"] = {**state.get("turn", {}), "reasons": reasons}  # for a page that shows offers as cards
    if len(fits) > 1 and not any(state.get("needs", {}).get(key) for key in DECISIVE):
        return {
            **reply(
                state, desk, before, _several(fits, desk), age_note(state, desk), desk.say("ask_choice"), ask="choice"
            ),
            **shown,
            "selection": add_ons_in(state.get("selection")),
            "chosen": False,
        }
    lines = _proposed(fits[0], state, shop, desk)
    about = [before, _praise(lines[0], fits, state, shop, desk), _others(lines, fits, state, desk)]
    return {**shown, **_proposal(lines, about, state, shop, desk), "selection": lines, "chosen": False}


def _proposal(lines: list[Line], about: list[str | None], state: SalesState, shop: Shop, desk: Desk) -> Update:
    """Ask for the yes, with the terms before it; or for the number of people where the total depends on it."""
    if needs_people(lines, state, shop, desk):
        return reply(state, desk, *about, question_words("people", desk), ask="people")
    told = terms(canonical(lines), shop, desk)
    ask = desk.say("confirm_quote" if state.get("mode") == "quote" else "confirm")
    said = reply(state, desk, *about, told, age_note(state, desk), ask, ask="confirm")
    return {**said, "disclosure": {"items": canonical(lines), "text": told}}


def _introduction(state: SalesState, fits: list[Fit], desk: Desk) -> str:
    turn, dropped = state.get("turn", {}), fits[0].dropped if fits else None
    refused = state.get("failure") is not None
    return paragraphs(
        desk.say("order_corrected") if refused else told_meanwhile(state, desk),
        desk.say("corrected") if turn.get("corrected") else None,
        desk.say("nearest", dropped=desk.say("dropped_attribute")) if dropped else None,
    )


def _several(fits: list[Fit], desk: Desk) -> str:
    rows = "\n".join(f"- {offer_words(fit.offer, 1, desk)}" for fit in fits[:SHOWN])
    return f"{desk.say('recommend_several')}\n{rows}"


def _proposed(fit: Fit, state: SalesState, shop: Shop, desk: Desk) -> list[Line]:
    lines = [line(fit.offer, quantity_for(fit.offer, state.get("needs", {}), desk.playbook))]
    code = state.get("promo_code")
    lines = with_promo(lines, desk.playbook.promo_offer(code) if code else None, shop)
    return [*lines, *add_ons_in(state.get("selection"))]


def _praise(one: Line, fits: list[Fit], state: SalesState, shop: Shop, desk: Desk) -> str:
    offer, first = shop.offers[one["offer"]], fits[0]
    reasons = listing(first.reasons[:SHOWN], desk) if first.reasons and offer == first.offer else ""
    swapped = offer != first.offer and state.get("promo_code")
    return sentences(
        desk.say("promo_sold_as", code=state["promo_code"], name=offer.display_name) if swapped else None,
        desk.say("recommend", name=offer.display_name, price=price(offer, desk, one["quantity"])),
        total_sentence(offer, one["quantity"], desk),
        desk.say("because", reasons=reasons) if reasons else None,
        _other_period(one, state, shop, desk),
    )


def _other_period(one: Line, state: SalesState, shop: Shop, desk: Desk) -> str | None:
    """Return yearly against monthly, where the customer did not say and the team does not lead with one."""
    offer = shop.offers[one["offer"]]
    other = other_period(offer, shop.offers.values())
    asked = "compare" in state.get("turn", {}).get("intents", ())
    settled = state.get("needs", {}).get("billing") or desk.playbook.lead_with
    if other is None or (settled and not asked) or not offer.billing or not other.billing:
        return None
    pair = (offer, other) if offer.billing == "monthly" else (other, offer)
    told = compare(*pair, one["quantity"], desk.playbook)
    return compare_sentences(told, str(pair[0].billing), str(pair[1].billing), desk.playbook)


def _others(lines: list[Line], fits: list[Fit], state: SalesState, desk: Desk) -> str | None:
    rest = [fit.offer for fit in fits[:SHOWN] if fit.offer.path != lines[0]["offer"]]
    if not rest:
        return None
    needs = state.get("needs", {})
    prices = [price(offer, desk, quantity_for(offer, needs, desk.playbook)) for offer in rest]
    named = zip(rest, prices, strict=True)
    offers = listing((desk.say("alternative", name=o.display_name, price=cost) for o, cost in named), desk, "or")
    return desk.say("alternatives", offers=offers)
