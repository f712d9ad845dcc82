"""What the customer is about to order: the lines, how many of each, and which offer stands in for which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any

from limio_langchain.models.offer import Offer
from limio_langchain.recommendation import Needs, recommend, serves_well
from limio_sales_agent.catalogue.shop import Shop
from limio_sales_agent.context import RunContext
from limio_sales_agent.money import quantity_for
from limio_sales_agent.orders.order import is_add_on, line
from limio_sales_agent.playbook import Playbook
from limio_sales_agent.state import Line


def lines_for(paths: Iterable[str], needs: Mapping[str, Any], shop: Shop, playbook: Playbook) -> list[Line]:
    """Return order lines for catalogue paths, as many of each as the customer's needs come to."""
    found = (shop.find(path) for path in dict.fromkeys(paths))
    return [line(offer, quantity_for(offer, needs, playbook)) for offer in found if offer]


def told_apart(
    paths: Iterable[str], needs: Mapping[str, Any], shop: Shop, run: RunContext, *, to_order: bool = False
) -> list[str]:
    """Return the offers a customer meant, where one name stands for several plans of the same thing.

    Of those the one is meant that fits what is known: the country, the period they want or the team leads with, the
    currency they or most of the shop's offers are in. Things that are different stay beside each other.

    Args:
        paths: What the words they used may stand for.
        needs: What is known.
        shop: What is sold.
        run: The conversation's surroundings.
        to_order: Whether it is to be ordered: of a monthly and a yearly plan of one thing, nobody takes both.
    """
    things: list[list[Offer]] = []
    for offer in filter(None, map(shop.offers.get, dict.fromkeys(paths))):
        other = shop.other_period(offer) if to_order else None
        same = [
            thing for thing in things if any(one.display_name == offer.display_name or one is other for one in thing)
        ]
        things = [thing for thing in things if thing not in same] + [[*chain.from_iterable(same), offer]]
    currency = run.context.currency or needs.get("currency") or shop.usual_currency

    def best(offers: list[Offer]) -> Offer:
        if len(offers) == 1:  # as nearly always: nothing to rank
            return offers[0]
        wanted = Needs(billing=needs.get("billing"), country=run.context.country or needs.get("country"))
        told = [o for o in offers if o.price and o.price.currency == currency and _billed(o, wanted)]
        if len(told) == 1 and serves_well(told[0], wanted, selling=run.playbook.selling):  # nor here
            return told[0]
        found = recommend(offers, wanted, limit=len(offers), selling=run.playbook.selling)
        ranked = [one.offer for one in found] or offers
        return next((one for one in ranked if one in told), ranked[0])

    return [best(offers).path for offers in things]


def needs_to_order(known: Mapping[str, Any], shop: Shop, run: RunContext) -> dict[str, Any]:
    """Return what tells plans of one thing apart; what takes a chosen offer's place is paid as often as that was."""
    needs, stands = known["needs"], main_offer(known["selection"], shop) if known["chosen"] else None
    billing = needs.get("billing") or (stands.billing if stands else None)
    return {**needs, "billing": billing, "country": run.settings.country or known["customer"].get("country")}


def _billed(offer: Offer, wanted: Needs) -> bool:
    return wanted.billing is None or offer.billing == wanted.billing


def recounted(lines: Iterable[Line], needs: Mapping[str, Any], shop: Shop, playbook: Playbook) -> list[Line]:
    """Return the same lines for the needs as they are now; an offer the catalogue has no more keeps its number."""
    return [
        {**one, "quantity": quantity_for(offer, needs, playbook)} if (offer := shop.find(one["offer"])) else one
        for one in lines
    ]


def on_top(held: Mapping[str, int], added: Mapping[str, int]) -> dict[str, int]:
    """Return how many of each offer there are with what is added, or taken off, on top of what is ordered."""
    sums = {path: held.get(path, 0) + added.get(path, 0) for path in (*held, *added)}
    return {path: number for path, number in sums.items() if number > 0}


def one_of_several(held: Mapping[str, int], named: Iterable[str], number: int | None) -> dict[str, int] | None:
    """Return how many of each of several offers where a number is told of some: "make it 4 Pro"; else None."""
    told = set(named)
    return {**held, **dict.fromkeys(told, number)} if told and number and told < set(held) else None


def carries(offer: Offer, attributes: Mapping[str, Any]) -> bool:
    """Return whether an offer holds all values of all attributes."""
    return all(offer.carries(name, value) for name, held in attributes.items() for value in values_of(held))


def values_of(held: str | list[str] | None) -> list[str]:
    """Return what is held of an attribute as a list."""
    return held if isinstance(held, list) else [held] if held else []


def rebilled(lines: Iterable[Line], billing: str, shop: Shop) -> list[Line]:
    """Return the lines with each offer's plan of another period, where it has one."""
    changed: list[Line] = []
    for one in lines:
        offer = shop.offers.get(one["offer"])
        other = shop.other_period(offer) if offer and offer.billing != billing else None
        fits = other is not None and other.billing == billing
        changed.append({**one, "offer": other.path} if other and fits else one)
    return changed


def is_counted(lines: Iterable[Line], told: int | None, before: int | None) -> bool:
    """Return whether an order is for as many as they say: "j'en veux deux" is no yes to what goes once to an order."""
    return (told or 1) in {1, before, *(one["quantity"] for one in lines)}


def is_billed(lines: Iterable[Line], told: str | None, shop: Shop) -> bool:
    """Return whether an order is paid as often as they say: "could we do that monthly?" is no yes to a year."""
    offers = (shop.offers.get(one["offer"]) for one in lines)
    return told is None or all(not one or one.billing in {None, told} for one in offers)


def with_code(known: Mapping[str, Any], shop: Shop, run: RunContext) -> list[Line]:
    """Return what is selected with the offer that their promo code is sold as, which a code alone selects."""
    path = run.playbook.promo_offer(known["promo_code"]) if known["promo_code"] else None
    if path and path in shop.offers and not known["selection"] and not known["shortlist"]:
        return lines_for([path], known["needs"], shop, run.playbook)
    return with_promo(known["selection"], path, shop)


def with_promo(lines: list[Line], path: str | None, shop: Shop) -> list[Line]:
    """Return the lines with the offer a promo code is sold as in the place of the plan it is for."""
    promo = shop.offers.get(path or "")
    if promo is None or any(one["offer"] == promo.path for one in lines):
        return lines
    places = [place for place, one in enumerate(lines) if _same_thing(shop.offers.get(one["offer"]), promo)]
    if not places:
        return lines
    return [{**one, "offer": promo.path} if place == places[0] else one for place, one in enumerate(lines)]


def _same_thing(offer: Offer | None, promo: Offer) -> bool:
    if offer is None:
        return False
    return not (offer.product_paths and promo.product_paths) or bool(offer.product_paths & promo.product_paths)


def add_ons_in(lines: Iterable[Line] | None) -> list[Line]:
    """Return the lines that are add-ons, which stay when the offer beside them is chosen anew."""
    return [one for one in lines or () if is_add_on(one["offer"])]


def main_offer(lines: Iterable[Line] | None, shop: Shop) -> Offer | None:
    """Return the offer the order is about: its first line that is no add-on."""
    path = next((one["offer"] for one in lines or () if not is_add_on(one["offer"])), None)
    return shop.offers.get(path) if path else None


def next_add_on(lines: Iterable[Line], shop: Shop) -> Offer | None:
    """Return the first add-on that goes with the order and is not in it."""
    held = {one["offer"] for one in lines}
    offers = [offer for path in held if (offer := shop.offers.get(path))]
    paths = (path for offer in offers for path in offer.cross_sell_add_ons)
    return next((shop.add_ons[path] for path in paths if path in shop.add_ons and path not in held), None)
