"""What to know of an order that customers chose themselves: not for all, beyond the budget, without what they want."""

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
from limio_sales_agent.replies.compose import listing, sentences
from limio_sales_agent.replies.reasons import caveat_words
from limio_sales_agent.state import Line, SalesState

NO_ROOM = frozenset({"covers_fewer", "coverage_unknown"})
LABEL = "label__limio"
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
    unsaid = [fact for fact in found if fact.code != "covers_fewer" or not _is_answered(offer, state, run)]
    caveats = [*caveat_words(unsaid, run), *_not_held(offer, state, run)]
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


def _is_answered(offer: Offer, state: SalesState, run: RunContext) -> bool:
    """Whether the answer to a question of theirs says for how many it is."""
    return (room_words(offer, run) or "") in (state["turn"]["answer"] or "")


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


def _fitting(offer: Offer, state: SalesState, shop: Shop, run: RunContext) -> Recommendation | None:
    """Return the first offer that is within their budget and for all of them, and known to be."""
    fits = recommend(all_sold(shop), needs_of(state, run), selling=run.playbook.selling)
    best = next((fit for fit in fits if not TOLD & {fact.code for fact in fit.caveat_facts}), None)
    return best if best and best.offer != offer else None


def _alternative(offer: Offer, state: SalesState, run: RunContext) -> str:
    cost = price_and_total(offer, number_of(offer, state.get("needs", {}), run.playbook), run.playbook)
    return run.say("alternative", name=offer.display_name, price=cost)
