"""Needs in, ranked offers with their reasons out. Pure: the same needs and offers give the same answer in any order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from limio_langchain.models.offer import Offer
from limio_langchain.recommendation.candidate import Candidate, Wish
from limio_langchain.recommendation.contents import Contents
from limio_langchain.recommendation.cost import UNKNOWN, Cost, cost_of
from limio_langchain.recommendation.facts import Fact, caveats_for, reasons_for
from limio_langchain.recommendation.needs import Needs
from limio_langchain.recommendation.ranking import ranked
from limio_langchain.recommendation.selling import NEUTRAL, Selling
from limio_langchain.recommendation.serving import serving
from limio_langchain.recommendation.wording import in_words
from limio_langchain.recommendation.words import Wanted
from limio_langchain.recommendation.year import Year, year_of


@dataclass(frozen=True)
class Recommendation:
    """An offer that fits, and why.

    Attributes:
        offer: The offer.
        score: Higher fits better; comparable within one answer only.
        reasons: What speaks for it, in words a customer would use.
        caveats: What a customer should know before choosing it, in words.
        quantity: How many to order for the people named; 1 unless it is sold by number.
        cost: What that costs each period, as far as the catalogue tells.
        year: What it comes to in a year, in all, add-ons taken included; None where the catalogue does not tell.
        reason_facts: The reasons as codes and parameters, for other languages; what a price saves is a fact of its own.
        caveat_facts: The caveats likewise.
    """

    offer: Offer
    score: int
    reasons: tuple[str, ...]
    caveats: tuple[str, ...]
    quantity: int = 1
    cost: Cost = UNKNOWN
    year: Year | None = None
    reason_facts: tuple[Fact, ...] = ()
    caveat_facts: tuple[Fact, ...] = ()


def recommend(
    offers: Iterable[Offer], needs: Needs, limit: int = 3, *, selling: Selling = NEUTRAL
) -> list[Recommendation]:
    """Return the offers that fit, best first, each with its reasons and caveats.

    Left out is what does not serve: attributes, country, channels, dates, partners, currency and ways to pay of others,
    offers for work or home where it is the other, for fewer people than they are; and where another offer answers as
    well, what cannot be ordered in their number and what is for a group, such as students, that they did not name.
    ``docs/recommending.md`` says in which order the rest stands.

    Args:
        offers: The offers to choose from, in any order; add-ons among them are priced where `needs` names them.
        needs: What the customer needs.
        limit: At most this many.
        selling: What the team puts forward, and prices of its own.

    Returns:
        At most `limit` recommendations.
    """
    offers = tuple(offers)
    serve = serving(offers, needs)
    add_ons = tuple(_add_on(path, offers, selling) for path in needs.add_ons)
    wish = Wish(needs, selling, Contents(offers), Wanted(needs.keywords), add_ons)
    candidates = [Candidate(offer, wish) for offer in serve]
    found = ranked(candidates, max(0, limit))
    return [_explained(one, candidates, len(found) - place) for place, one in enumerate(found)]


def caveats_of(offer: Offer, needs: Needs, offers: Iterable[Offer], selling: Selling = NEUTRAL) -> tuple[Fact, ...]:
    """Return what a customer should know of an offer they chose themselves, also where it is not one that serves.

    Args:
        offer: The offer.
        needs: What the customer needs.
        offers: All that is sold, add-ons among them.
        selling: As for `recommend`.
    """
    offers = tuple(offers)
    add_ons = tuple(_add_on(path, offers, selling) for path in needs.add_ons)
    wish = Wish(needs, selling, Contents(offers), Wanted(()), add_ons)
    return tuple(caveats_for(Candidate(offer, wish), ()))


def better_than(
    offer: Offer, needs: Needs, offers: Iterable[Offer], selling: Selling = NEUTRAL
) -> Recommendation | None:
    """Return the first offer that fits, gives no less than one they named and costs no more in all, if any does."""
    offers = tuple(offers)
    wish = Wish(needs, selling, Contents(offers), Wanted(()))
    named = Candidate(offer, wish)
    found = recommend(offers, needs, len(offers), selling=selling)
    return next((one for one in found if Candidate(one.offer, wish).stands_before(named)), None)


def _add_on(path: str, offers: Sequence[Offer], selling: Selling) -> Year | None:
    found = next((offer for offer in offers if offer.path == path), None)
    return year_of(cost_of(found, 1, selling)) if found else None


def _explained(one: Candidate, candidates: Sequence[Candidate], score: int) -> Recommendation:
    reasons, caveats = tuple(reasons_for(one, candidates)), tuple(caveats_for(one, candidates))
    return Recommendation(
        one.offer,
        score,
        in_words(reasons),
        in_words(caveats),
        one.quantity.ordered,
        one.cost,
        one.year,
        reasons,
        caveats,
    )
