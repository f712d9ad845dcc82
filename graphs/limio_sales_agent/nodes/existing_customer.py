"""Shows somebody who already subscribes what they have and may change it to; they are not sold a second one unasked."""

from __future__ import annotations

from decimal import Decimal

from limio_langchain.errors import LimioError, OrderRefused
from limio_langchain.models.offer import Offer
from limio_sales_agent.catalogue.shop import Shop
from limio_sales_agent.context import RunContext
from limio_sales_agent.money import change_sentences, compare, format_money, total_words
from limio_sales_agent.orders.order import line
from limio_sales_agent.orders.outcome import outcome_of, settled
from limio_sales_agent.replies.blocks import link_block
from limio_sales_agent.replies.choices import of_offers
from limio_sales_agent.replies.compose import listing, reply, sentences
from limio_sales_agent.routing import picked_change
from limio_sales_agent.services import Services
from limio_sales_agent.state import Figure, HeldSubscription, SalesState, Update

PENDING, UNKNOWN = 423, 404  # Limio: a change is under way; there is no such subscription
NOTHING_ORDERED: Update = {"selection": [], "chosen": False, "agreed": None, "disclosure": None}


async def existing_customer(state: SalesState, services: Services) -> Update:
    """Begin the change they picked, or show what they have; who is not known is shown their account."""
    shop = await services.shop(state)
    if picked := picked_change(state):
        return await _begun(picked, state, shop, services)
    held = state["turn"].get("subscriptions", [])
    if held:
        return await _shown(held, state, shop, services)
    return await _account(state, services)


async def _shown(held: list[HeldSubscription], state: SalesState, shop: Shop, services: Services) -> Update:
    """Tell what they have, and what each offer's own upgrades and downgrades would come to."""
    run = services.context
    items = listing((run.say("subscription", quantity=one["quantity"], name=_name(one, shop)) for one in held), run)
    open_to = {path: one for one in held for path in _changes(one, shop)}
    told, figures = [], []
    for path, one in open_to.items():
        offer = shop.offers[path]
        figures.append(await services.figure([line(offer, one["quantity"])], shop, state, one["id"]))
        told.append(_alternative(offer, one, shop, run, figures[-1]))
    if any(figure and figure["first_payment"] is None for figure in figures):
        told.append(run.say("terms_by_list"))
    ask = run.say("change_plan" if open_to else "change_plan_none")
    said = reply(
        state,
        run,
        run.say("subscriptions", items=items),
        *told,
        ask,
        ask="change_plan",
        choices=of_offers(open_to, shop, run),
    )
    return {**said, **NOTHING_ORDERED, "changing": {path: one["id"] for path, one in open_to.items()}}


def _name(held: HeldSubscription, shop: Shop) -> str:
    offer = shop.find(held["offer"] or "")
    return offer.display_name if offer else held["name"]


def _changes(held: HeldSubscription, shop: Shop) -> list[str]:
    offer = shop.find(held["offer"] or "")
    return [path for path in (offer.changes_to if offer else ()) if path in shop.offers]


def _alternative(offer: Offer, held: HeldSubscription, shop: Shop, run: RunContext, figure: Figure | None) -> str:
    """Say what an offer would come to, and the difference: Limio's own where it tells one, else the catalogue's.

    The catalogue's is told by the year, where they pay what it says now.
    """
    current = shop.find(held["offer"] or "")
    if current is None:
        return offer.display_name
    found = compare(current, offer, held["quantity"], run.playbook)
    told = run.say("change_to", name=offer.display_name, total=total_words(found.second, run.playbook))
    if figure and figure["first_payment"] is not None:
        is_alike = found.first.every is not None and found.first.every == found.second.every
        is_known = is_alike and held["amount"] is not None and held.get("currency") == figure.get("currency")
        now = Decimal(held["amount"] or 0) if is_known else None
        return sentences(told, *change_sentences(figure, now, run.playbook))
    # Who pays another price than today's is told no difference: the catalogue does not know it.
    if not found.difference or held["amount"] is None or Decimal(held["amount"]) != found.first.total:
        return told
    key = "change_less" if found.difference > 0 else "change_more"
    amount = format_money(abs(found.difference), found.second.currency or "XXX", run.playbook.money_locale)
    return sentences(told, run.say(key, difference=amount))


async def _begun(path: str, state: SalesState, shop: Shop, services: Services) -> Update:
    """Begin the change, and hand over its link where there is one; else it is made in their account."""
    run = services.context
    try:
        change = await services.start_change(state["changing"][path])
    except OrderRefused as error:
        why = {PENDING: "change_pending", UNKNOWN: "change_unknown"}.get(error.status or 0)
        return await _account(state, services, run.say(why) if why else None)
    except LimioError:
        return await _account(state, services)
    if change.link is None or (change.offers and path not in change.offers):
        return await _account(state, services)
    outcome = outcome_of("existing_customer", state, run, url=change.link)
    await services.report(outcome)
    said = reply(state, run, run.say("change_begun", name=shop.name(path)), link_block(change.link))
    return {**said, **settled(outcome, state), **NOTHING_ORDERED, "changing": {}}


async def _account(state: SalesState, services: Services, before: str | None = None) -> Update:
    """Give the account's link, or offer a person where the team names none."""
    run = services.context
    url = run.playbook.links.account
    words = run.say("existing_account", url=url) if url else run.say("existing_person")
    outcome = outcome_of("existing_customer", state, run, url=url)
    await services.report(outcome)
    said = reply(state, run, sentences(before, words), ask=None if url else "handoff_offer")
    return {**said, **settled(outcome, state), **NOTHING_ORDERED, "changing": {}}
