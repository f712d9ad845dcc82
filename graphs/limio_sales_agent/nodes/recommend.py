"""Recommends: the offer that fits best with its total and terms, or a few to choose from."""

from __future__ import annotations

from collections.abc import Sequence

from limio_langchain.recommendation import Recommendation
from limio_sales_agent.catalogue.ranking import ranked
from limio_sales_agent.catalogue.selection import add_ons_in, with_promo
from limio_sales_agent.catalogue.shop import Shop
from limio_sales_agent.context import RunContext
from limio_sales_agent.money import compare, compare_sentences, number_of, price_and_total, quantity_for
from limio_sales_agent.orders.order import canonical, line
from limio_sales_agent.replies.asks import ask_which
from limio_sales_agent.replies.blocks import Block, Offers
from limio_sales_agent.replies.cards import offers_block, order_block
from limio_sales_agent.replies.choices import choices_for
from limio_sales_agent.replies.compose import (
    MOST_ASKS,
    age_note,
    disclosed,
    listing,
    needs_people,
    not_listed,
    offer_words,
    order_words,
    price,
    question_words,
    reply,
    sentences,
    shop_currency,
    told_meanwhile,
    total_sentence,
)
from limio_sales_agent.replies.fit import paid_as_asked, two_ways
from limio_sales_agent.replies.reasons import caveat_words, reason_words
from limio_sales_agent.services import Services
from limio_sales_agent.state import Figure, Line, SalesState, Update

MOST_REASONS, MOST_CAVEATS = 3, 2
DECISIVE = ("attributes", "billing", "budget", "people", "quantity", "keywords", "payment", "for_whom")


async def recommend(state: SalesState, services: Services) -> Update:
    """Show what fits; the first is proposed outright once anything is known of their needs."""
    shop, run = await services.shop(state), services.context
    services.announce("limio_find_offers", among=len(shop.offers))
    said = await services.compute(_recommended, state, shop, run, None)
    shown = said.get("disclosure")
    if shown and (figure := await services.figure(shown["items"], shop, state)):
        return await services.compute(_recommended, state, shop, run, figure)
    return said


def _recommended(state: SalesState, shop: Shop, run: RunContext, figure: Figure | None) -> Update:
    fits, dropped = ranked(state, shop, run)
    paths = [fit.offer.path for fit in fits]
    before = _introduction(state, dropped, shop, run)
    if not fits:
        return reply(state, run, *before, run.say("nothing_fits"), ask="handoff_offer")
    if _misses_the_budget(state):
        currency = run.say("ask_budget_in", ours=shop_currency(shop, run))
        return ask_which(_several(fits, state, shop, run), before, state, run, ask="budget", words=currency)
    undecided = not any(state.get("needs", {}).get(key) for key in DECISIVE)
    seen = state.get("shortlist", ())  # what was shown already is not listed again: the first is proposed
    if len(fits) > 1 and (_is_gone(state) or (undecided and seen != paths)):
        return ask_which(_several(fits, state, shop, run), before, state, run)
    both = paid_as_asked(fits[0].offer, state, shop, run)
    if both and seen != [one.path for one in both]:
        return ask_which(two_ways(both, state, shop, run), before, state, run)
    lines = _proposed(fits[0], state, shop, run)
    about = [
        *before,
        _corrected(lines, state, run),
        _praise(lines, fits, state, shop, run),
        _cards(lines, fits, state, run),
    ]
    fresh: Update = {"shortlist": paths, "disclosure": None, "agreed": None, "chosen": False}
    return {**fresh, **_proposal(lines, about, figure, state, shop, run), "selection": lines}


def _is_gone(state: SalesState) -> bool:
    """Whether what they chose is not sold: what comes in its place is theirs to choose, before a yes can mean it."""
    failure = state.get("failure")
    return failure is not None and failure["kind"] == "gone"


def _misses_the_budget(state: SalesState) -> bool:
    """Whether their budget is in a currency that nothing for them is sold in, and another can still be asked for."""
    told = state["turn"]["unsold_currency"] and "budget" in state["turn"]["news"]
    return bool(told) and state.get("asked", {}).get("budget", 0) < MOST_ASKS


def _proposal(
    lines: list[Line],
    about: Sequence[str | Block | None],
    figure: Figure | None,
    state: SalesState,
    shop: Shop,
    run: RunContext,
) -> Update:
    """Ask for the yes, with the terms before it; or for the number of people where the total depends on it."""
    if needs_people(lines, state, shop, run):
        return reply(state, run, *about, question_words("people", run), ask="people")
    order = order_block(canonical(lines), shop, run, figure)
    ask = run.say("confirm_quote" if state.get("mode") == "quote" else "confirm")
    choices = choices_for("confirm", {**state, "selection": lines}, shop, run)
    said = reply(state, run, *about, order, age_note(state, run), ask, ask="confirm", choices=choices)
    return {**said, "disclosure": disclosed(canonical(lines), order["text"], shop, run, figure)}


def _introduction(state: SalesState, dropped: Sequence[str], shop: Shop, run: RunContext) -> list[str | None]:
    return [
        _why_not(state, shop, run) or told_meanwhile(state, run),
        not_listed(state, shop, run),
        run.say("nearest", dropped=_quoted(dropped, run)) if dropped else None,
    ]


def _quoted(dropped: Sequence[str], run: RunContext) -> str:
    """Return what had to be left out of what they want, in the words of the answers to pick from."""
    return listing((run.say("dropped_attribute", value=value.replace("_", " ")) for value in dropped), run)


def _corrected(lines: list[Line], state: SalesState, run: RunContext) -> str | None:
    """Return that what they corrected is taken, where another order stood here before: the new one follows."""
    shown = state.get("disclosure")
    changed = shown is not None and shown["items"] != canonical(lines)
    return run.say("corrected") if state["turn"]["corrected"] and changed else None


def _why_not(state: SalesState, shop: Shop, run: RunContext) -> str | None:
    """Return why what they chose was not sold."""
    failure = state.get("failure")
    if failure and _is_gone(state):
        return run.say("no_longer_sold", name=shop.name(failure["offer"]))
    return run.say("order_corrected") if failure else None


def _several(fits: list[Recommendation], state: SalesState, shop: Shop, run: RunContext) -> Offers:
    needs = state.get("needs", {})
    told = (offer_words(fit.offer, number_of(fit.offer, needs, run.playbook), run) for fit in fits)
    beside = _beside(add_ons_in(state.get("selection")), shop, run)
    words = "\n".join(filter(None, [beside, run.say("recommend_several"), *(f"- {offer}" for offer in told)]))
    return offers_block(fits, needs, words, run)


def _proposed(fit: Recommendation, state: SalesState, shop: Shop, run: RunContext) -> list[Line]:
    lines = [line(fit.offer, quantity_for(fit.offer, state.get("needs", {}), run.playbook))]
    code = state.get("promo_code")
    lines = with_promo(lines, run.playbook.promo_offer(code) if code else None, shop)
    return [*lines, *add_ons_in(state.get("selection"))]


def _praise(lines: list[Line], fits: list[Recommendation], state: SalesState, shop: Shop, run: RunContext) -> str:
    one, first = lines[0], fits[0]
    offer = shop.offers[one["offer"]]
    number = number_of(offer, state.get("needs", {}), run.playbook)
    suggested = offer == first.offer
    reasons = listing(reason_words(first.reason_facts, run)[:MOST_REASONS], run) if suggested else ""
    caveats = caveat_words(first.caveat_facts, run)[:MOST_CAVEATS] if suggested else []
    swapped = not suggested and state.get("promo_code")
    return sentences(
        run.say("promo_sold_as", code=state["promo_code"], name=offer.display_name) if swapped else None,
        run.say("recommend", name=offer.display_name, price=price(offer, run, number)),
        total_sentence(offer, number, run),
        _beside(lines[1:], shop, run),
        run.say("because", reasons=reasons) if reasons else None,
        run.say("caveat", caveat=listing(caveats, run)) if caveats else None,
        _other_period(one, state, shop, run),
    )


def _beside(add_ons: Sequence[Line], shop: Shop, run: RunContext) -> str | None:
    """Return what add-ons go with the offer, each with its price: they are in all that is said of what it comes to."""
    return run.say("recommend_with", items=order_words(add_ons, shop, run)) if add_ons else None


def _other_period(one: Line, state: SalesState, shop: Shop, run: RunContext) -> str | None:
    """Return yearly against monthly, where the customer did not say and the team does not lead with one."""
    offer = shop.offers[one["offer"]]
    other = shop.other_period(offer)
    asked = "compare" in state["turn"]["intents"]
    settled = state.get("needs", {}).get("billing") or run.playbook.lead_with
    if other is None or (settled and not asked) or not offer.billing or not other.billing:
        return None
    pair = (offer, other) if offer.billing == "monthly" else (other, offer)
    told = compare(*pair, one["quantity"], run.playbook)
    return compare_sentences(told, str(pair[0].billing), str(pair[1].billing), run.playbook)


def _cards(lines: list[Line], fits: list[Recommendation], state: SalesState, run: RunContext) -> Offers:
    """Return what is proposed and what else fits, as cards; the words name what else fits."""
    needs, proposed = state.get("needs", {}), lines[0]["offer"]
    rest = [fit.offer for fit in fits if fit.offer.path != proposed]
    prices = [price_and_total(offer, number_of(offer, needs, run.playbook), run.playbook) for offer in rest]
    named = zip(rest, prices, strict=True)
    offers = listing((run.say("alternative", name=o.display_name, price=cost) for o, cost in named), run, "or")
    words = run.say("alternatives", offers=offers) if rest else ""
    return offers_block(fits, needs, words, run, proposed=proposed)
