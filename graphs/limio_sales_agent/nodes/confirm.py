"""Says the terms and asks for the yes; once it is given, fixes the order before anything is written."""

from __future__ import annotations

from collections.abc import Sequence

from limio_langchain.eligibility import Sale, reasons, terms_of
from limio_langchain.models.offer import Offer
from limio_sales_agent.catalogue.shop import Shop
from limio_sales_agent.context import DETAILS, RunContext
from limio_sales_agent.orders.order import buyer, canonical, digest, fixed, is_agreed, is_gone, lacks_number
from limio_sales_agent.replies.asks import ask_which, confirm_again
from limio_sales_agent.replies.blocks import Choice, last_said
from limio_sales_agent.replies.cards import order_block
from limio_sales_agent.replies.choices import choices_for
from limio_sales_agent.replies.compose import (
    MOST_ASKS,
    age_note,
    disclosed,
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
from limio_sales_agent.replies.fit import fit_told, two_ways, with_room_for_all
from limio_sales_agent.replies.payment import billing_told, payment_told, quote_offer
from limio_sales_agent.services import Services
from limio_sales_agent.state import Figure, Line, SalesState, Update


async def confirm(state: SalesState, services: Services) -> Update:
    """Tell what is not yet agreed to, or fix what is."""
    if state["turn"].get("waits"):  # version 0.1 kept none
        return _waiting(state, services.context)
    shop, run = await services.shop(state), services.context
    if gone := next(
        (one["offer"] for one in canonical(state["selection"]) if not _is_sold(one, state, shop, run)), None
    ):
        return {**is_gone(gone), "next": "recommend"}
    if lacks_number(state):
        return {**_how_many(state, run), "next": "wait"}
    turn, lines = state["turn"], canonical(state["selection"])
    figure = await services.figure(lines, shop, state)
    lacks_details = turn["missing"] and not turn["link"]
    if is_agreed(state) and turn["commits"] and not lacks_details and _still_holds(state, figure, shop, run):
        return _fixed(state, run)
    return _told(state, figure, shop, run)


def _how_many(state: SalesState, run: RunContext) -> Update:
    """Ask for another number than the one that is wrong; a person is offered every other time that none is told."""
    person = state["needs"]["denied"] > MOST_ASKS and state.get("expecting") != "handoff_offer"
    words = run.say("unclear_person") if person else question_words("quantity", run)
    ask = "handoff_offer" if person else "people"
    return reply(state, run, told_meanwhile(state, run), words, ask=ask, agreed=None)


def _is_sold(one: Line, state: SalesState, shop: Shop, run: RunContext) -> bool:
    """Whether it is in the shop, and sold to this customer: a shop is everybody's, whatever their country."""
    sale = Sale(country=run.country(state), currency=run.context.currency)
    return shop.source == "none" or not reasons(shop.find(one["offer"]), sale)


def _still_holds(state: SalesState, figure: Figure | None, shop: Shop, run: RunContext) -> bool:
    """Whether the terms they agreed to are the terms now; an add-on's were told with its ask."""
    shown = state.get("disclosure")
    lines = [one for one in canonical(state["selection"]) if shown and one in shown["items"]]
    if shown is None or shop.source == "none":
        return True
    figure = figure if lines == shown["items"] else None
    if shown.get("locale", run.playbook.locale) != run.playbook.locale:  # the same terms in other words are the same
        told = {path: terms_of(offer) for one in lines if (offer := shop.find(path := one["offer"]))}
        return figure == shown.get("figure") and told.items() <= shown.get("held", {}).items()
    return shown["text"] == terms(lines, shop, run, figure)


def _waiting(state: SalesState, run: RunContext) -> Update:
    """A colleague is looking at this very order: say so, and leave the question open."""
    said = reply(state, run, run.say("waiting"), ask=state.get("expecting"))
    return {**said, "next": "approve"}


def _fixed(state: SalesState, run: RunContext) -> Update:
    """Give the order its number. What writes comes after this, in a node of its own, so a rerun finds the number."""
    turn, shown, approval = state["turn"], state.get("disclosure"), state.get("approval") or {}
    order = fixed(state, run, "buy")
    update: Update = {"order": order, "order_number": order["number"]}
    seen = digest(order["items"], order["customer"], shown["text"] if shown else None)
    if not turn["approval"] or approval.get("allowed") == seen:
        return {**update, "next": "purchase_link" if turn["link"] else "assisted_checkout"}
    cards = list(dict.fromkeys([*approval.get("cards", ()), seen]))
    said = reply(state, run, run.say("waiting"), ask=None)
    return {**said, **update, "order": {**order, "pending": True}, "approval": {"cards": cards}, "next": "approve"}


def _told(state: SalesState, figure: Figure | None, shop: Shop, run: RunContext) -> Update:
    said = _terms_told(state, figure, shop, run)
    if said["expecting"] == "confirm" and _asks_for_details(state):
        asked = said["asked"]
        said["asked"] = {**asked, "details": asked.get("details") or 1}  # each new order is told with it, and asks once
    return {**said, "next": "wait"}


def _terms_told(state: SalesState, figure: Figure | None, shop: Shop, run: RunContext) -> Update:
    lines, turn = canonical(state["selection"]), state["turn"]
    before = told_meanwhile(state, run)
    if needs_people(lines, state, shop, run):
        offer = next(offer for one in lines if (offer := shop.offers.get(one["offer"])))
        return reply(state, run, before, offer_words(offer, None, run), question_words("people", run), ask="people")
    if limit := _beyond_limit(lines, shop, run):
        quote: Choice = {"value": "quote", "label": run.say("choice_quote")}
        return reply(state, run, before, limit, question_words("quantity", run), ask="people", choices=[quote])
    if (by_quote := quote_offer(lines, state, shop, run)) and run.no_baskets != "paused":
        return reply(state, run, before, by_quote, ask="quote_offer", agreed=None)
    if both := with_room_for_all(lines, state, shop, run):
        once = sentences(before, _once(lines, state, shop, run))
        return ask_which(two_ways(both, state, shop, run), [once], state, run)
    fit = (tell(lines, state, shop, run) for tell in (billing_told, payment_told, fit_told))
    free = run.say("details_declined") if "decline_details" in turn["intents"] else None
    before = sentences(before, *fit, free)
    order, shown = order_block(lines, shop, run, figure), state.get("disclosure")
    choices = choices_for("confirm", state, shop, run)
    if shown and (shown["items"], shown["text"]) == (lines, order["text"]):
        before = sentences(before, _once(lines, state, shop, run))
        again = _ask(state, run) if _asks_for_details(state) else confirm_again(state, shop, run)
        return _once_more(again, before, choices, state, run)
    corrected = run.say("corrected") if turn["corrected"] and turn["changed"] else None  # what stands now follows
    said = reply(
        state,
        run,
        sentences(before, corrected),
        _change(state, lines, figure, shop, run),
        run.say("order", items=order_words(lines, shop, run)),
        order,
        age_note(state, run),
        _ask(state, run),
        ask="confirm",
        choices=choices,
        disclosure=disclosed(lines, order["text"], shop, run, figure),
        agreed=None,
    )
    return {**said, **_proposed(state, lines, order["text"], run)}


def _once_more(again: str, before: str, choices: Sequence[Choice], state: SalesState, run: RunContext) -> Update:
    """Ask for the yes to what was told: where nothing came of it, with what can be ordered, then for a colleague."""
    last = said.text if (said := last_said(state)) else ""
    alone = run.say("held_more")
    if again not in last or _asks_for_details(state) or set(DETAILS).intersection(state["turn"]["news"]):
        return reply(state, run, before, again, ask="confirm", choices=choices)
    if alone not in last:
        return reply(state, run, sentences(before, alone), again, ask="confirm", choices=choices)
    return reply(state, run, run.say("unclear_person"), ask="handoff_offer")


def _once(lines: list[Line], state: SalesState, shop: Shop, run: RunContext) -> str | None:
    """Return that an order holds an offer once, where a number was told and none of its offers goes by number."""
    number, told = state["turn"]["number"], {"people", "quantity"}.intersection(state["turn"]["news"])
    offers = [offer for one in lines if (offer := shop.offers.get(one["offer"]))]
    if not told or number == 1 or any(run.playbook.selling.sells_by_number(offer) for offer in offers):
        return None
    return run.say("held_once", name=offers[0].display_name) if offers else None


def _proposed(state: SalesState, lines: list[Line], told: str, run: RunContext) -> Update:
    """Once the customer was told of a colleague's proposal, that very order needs no colleague any more."""
    if (state.get("approval") or {}).get("proposed") != lines:
        return {}
    return {"approval": {"allowed": digest(lines, buyer(state, run), told)}}


def _change(state: SalesState, lines: list[Line], figure: Figure | None, shop: Shop, run: RunContext) -> str | None:
    """Return that terms changed since they were shown, or which offer a promo code is sold as."""
    shown, failure = state.get("disclosure"), state.get("failure")
    if (state.get("approval") or {}).get("proposed") == lines:
        return run.say("approval_changed", items=item_words(lines, shop, run))
    if failure and failure["kind"] == "changed":
        return run.say("offer_changed", name=shop.name(failure["offer"]), changed=", ".join(failure["changed"]))
    agreed = shown is not None and shown["items"] == lines and is_agreed(state)
    if agreed and not _still_holds(state, figure, shop, run):
        return run.say("offer_changed", name=item_words(lines, shop, run), changed=run.say("changed_terms"))
    code = state.get("promo_code")
    path = run.playbook.promo_offer(code) if code else None
    sold_as = path and any(one["offer"] == path for one in lines) and state["turn"]["changed"]
    return run.say("promo_sold_as", code=code, name=shop.name(path)) if sold_as and path else None


def _ask(state: SalesState, run: RunContext) -> str:
    """Return the last ask: for the yes, or at once for the details that would go with it."""
    turn = state["turn"]
    if _asks_for_details(state):
        wanted = run.say("ask_details_wanted", fields=fields(turn["wanted"], run)) if turn["wanted"] else None
        asked = run.say("confirm_details", fields=fields(turn["missing"], run))
        return sentences(asked, wanted, why_details(run))
    return run.say("confirm")


def _asks_for_details(state: SalesState) -> bool:
    turn = state["turn"]
    return bool(turn["missing"] and not turn["link"] and not turn["add_on"] and state.get("chosen"))


def _beyond_limit(lines: list[Line], shop: Shop, run: RunContext) -> str | None:
    """Return what the offer allows, where the order holds more."""
    for one in lines:
        offer: Offer | None = shop.find(one["offer"])
        maximum = offer.quantity_limits.maximum if offer else None
        if offer and maximum and one["quantity"] > maximum:
            return run.say("quantity_maximum", name=offer.display_name, maximum=maximum)
    return None
