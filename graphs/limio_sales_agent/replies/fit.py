"""What to know of an offer that is not all they want: not for all, beyond the budget, paid otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from limio_langchain.models.offer import Offer
from limio_langchain.recommendation import Fact, Recommendation, better_than, caveats_of, recommend
from limio_sales_agent.catalogue.ranking import all_sold, needs_of
from limio_sales_agent.catalogue.selection import carries, main_offer, values_of
from limio_sales_agent.catalogue.shop import Shop
from limio_sales_agent.context import RunContext
from limio_sales_agent.money import number_of, price_and_total
from limio_sales_agent.replies.answers import room_words
from limio_sales_agent.replies.blocks import Offers
from limio_sales_agent.replies.cards import offers_block
from limio_sales_agent.replies.compose import listing, offer_words, sentences
from limio_sales_agent.replies.reasons import caveat_words
from limio_sales_agent.state import Line, SalesState

NO_ROOM = frozenset({"covers_fewer", "coverage_unknown"})
LABEL = "label__limio"
CANNOT = frozenset({"order_maximum", "no_tier"})  # what cannot be ordered in their number
TOLD = NO_ROOM | {"over_budget"}
# Of what they say, what an order fits or does not.
ASKED = frozenset({"people", "quantity", "budget", "billing", "attributes", "prefer"})


def fit_told(lines: Sequence[Line], state: SalesState, shop: Shop, run: RunContext) -> str | None:
    """Return what of their number and budget the order does not fit, where either is new, and what has room for all."""
    offer, turn = main_offer(lines, shop), state["turn"]
    if offer is None or not (turn["changed"] or ASKED.intersection(turn["news"])):
        return None
    state = {**state, "selection": list(lines)}
    return sentences(_caveats(offer, state, shop, run), _for_less(offer, state, shop, run)) or None


def _caveats(offer: Offer, state: SalesState, shop: Shop, run: RunContext) -> str | None:
    found = list(_misfits(offer, state, shop, run))
    caveats = [*caveat_words(_unsaid(offer, found, state, run), run), *_not_held(offer, state, run)]
    told = run.say("caveat", caveat=listing(caveats, run)) if caveats else None
    other = _fitting(offer, state, shop, run) if found else None
    told_other = run.say("alternatives", offers=_alternative(other.offer, state, run)) if other else None
    return sentences(told, told_other) or None


def _misfits(offer: Offer, state: SalesState, shop: Shop, run: RunContext) -> Iterator[Fact]:
    """Yield what of their number and budget an offer does not fit; one that is sold by number fits any."""
    fits_any = offer.people_covered is None and run.playbook.selling.sells_by_number(offer)
    if not fits_any or state.get("needs", {}).get("budget"):
        found = caveats_of(offer, needs_of(state, run), all_sold(shop), run.playbook.selling)
        yield from (fact for fact in found if fact.code in TOLD)


def _unsaid(offer: Offer, found: Sequence[Fact], state: SalesState, run: RunContext) -> tuple[Fact, ...]:
    """Return the caveats without for how many it is, where the answer to a question of theirs says so."""
    answered = (room_words(offer, run) or "") in (state["turn"]["answer"] or "")
    return tuple(fact for fact in found if fact.code != "covers_fewer" or not answered)


def _not_held(offer: Offer, state: SalesState, run: RunContext) -> list[str]:
    """Return what they want that the catalogue does not say of the offer; labels tell whom it is for, no more."""
    wanted = state.get("needs", {}).get("attributes", {}).items()
    missing = [
        one for name, held in wanted if name != LABEL for one in values_of(held) if not carries(offer, {name: one})
    ]
    return [run.say("fact_not_held", value=one.replace("_", " ")) for one in missing]


def _for_less(offer: Offer, state: SalesState, shop: Shop, run: RunContext) -> str | None:
    """Return what gives no less for less, where they ask for the cheapest in this message and named something."""
    if "prefer" not in state["turn"]["news"] or state["needs"].get("prefer") != "cheapest":
        return None
    needs = needs_of(state, run)
    needs = needs.model_copy(update={"billing": needs.billing or offer.billing})
    other = better_than(offer, needs, all_sold(shop), run.playbook.selling)
    return run.say("same_for_less", offer=_alternative(other.offer, state, run)) if other else None


def with_room_for_all(lines: Sequence[Line], state: SalesState, shop: Shop, run: RunContext) -> list[Offer]:
    """Return an offer that they chose and that is not for all of them, and behind it one that is.

    A yes would order it for some of them, so theirs is the choice; what they picked of several stands.
    """
    offer = main_offer(lines, shop)
    if offer is None or state.get("expecting") == "choice":
        return []
    state = {**state, "selection": list(lines)}
    fewer = any(fact.code == "covers_fewer" for fact in _misfits(offer, state, shop, run))
    other = _fitting(offer, state, shop, run) if fewer else None
    return [offer, other.offer] if other else []


def paid_as_asked(offer: Offer, state: SalesState, shop: Shop, run: RunContext) -> list[Offer]:
    """Return an offer that is not paid as often as they want, and behind it one that is, though it may be for fewer."""
    needs = needs_of(state, run)
    if needs.billing is None or offer.billing == needs.billing:
        return []
    paid = [one for one in shop.offers.values() if one.billing == needs.billing]
    found = recommend(paid, needs, 1, selling=run.playbook.selling)
    if not found and not needs.quantity:  # for fewer of them, as it is told beside it
        found = recommend(paid, needs.model_copy(update={"people": None}), 1, selling=run.playbook.selling)
    other = next((one.offer for one in found if not CANNOT & {fact.code for fact in one.caveat_facts}), None)
    return [offer, other] if other else []


def two_ways(offers: Sequence[Offer], state: SalesState, shop: Shop, run: RunContext) -> Offers:
    """Return offers of which one or none is all they want, each with what it is not: the choice is theirs."""
    needs, every = needs_of(state, run), all_sold(shop)
    known = {one: caveats_of(one, needs, every, run.playbook.selling) for one in offers}
    fits = [Recommendation(one, 0, (), (), caveat_facts=_unsaid(one, known[one], state, run)) for one in offers]
    told = (f"- {_with_caveats(fit, state, run)}" for fit in fits)
    return offers_block(fits, state.get("needs", {}), "\n".join([run.say("two_ways"), *told]), run)


def _with_caveats(fit: Recommendation, state: SalesState, run: RunContext) -> str:
    caveats = caveat_words(fit.caveat_facts, run)
    number = number_of(fit.offer, state.get("needs", {}), run.playbook)
    told = run.say("caveat", caveat=listing(caveats, run)) if caveats else None
    return sentences(offer_words(fit.offer, number, run), told)


def _fitting(offer: Offer, state: SalesState, shop: Shop, run: RunContext) -> Recommendation | None:
    """Return the first offer that is within their budget and for all of them, and known to be."""
    fits = recommend(all_sold(shop), needs_of(state, run), selling=run.playbook.selling)
    best = next((fit for fit in fits if not TOLD & {fact.code for fact in fit.caveat_facts}), None)
    return best if best and best.offer != offer else None


def _alternative(offer: Offer, state: SalesState, run: RunContext) -> str:
    cost = price_and_total(offer, number_of(offer, state.get("needs", {}), run.playbook), run.playbook)
    return run.say("alternative", name=offer.display_name, price=cost)
