"""Drafts scenarios: a customer of each kind for each offer, and each edge of what is sold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from limio_langchain import Offer
from limio_sales_agent.evaluation.drafting.boundaries import boundaries
from limio_sales_agent.evaluation.drafting.purchases import BY_THE_SEAT, PURCHASES
from limio_sales_agent.evaluation.drafting.wanted import Wanted, wanted_offers
from limio_sales_agent.playbook import Playbook

OFFERS = 6  # of more, each further one would say nothing new about a model


@dataclass(frozen=True)
class Draft:
    """Scenarios and what there are none of.

    Attributes:
        scenarios: The keys of each, as a scenario file has them.
        skipped: What no scenario is drafted for, and why, a line each.
    """

    scenarios: tuple[dict[str, Any], ...]
    skipped: tuple[str, ...]


def draft_scenarios(offers: Sequence[Offer], playbook: Playbook, *, most: int = OFFERS) -> Draft:
    """Draft scenarios from a shop.

    Args:
        offers: Everything in the catalogue, add-ons included.
        playbook: What of it is sold, and how.
        most: For how many offers at most; spread over the catalogue.

    Returns:
        At least 40 scenarios for any catalogue that has three offers with a price that a customer can name.
    """
    wanted, left_out = wanted_offers(offers, playbook)
    chosen = _spread(wanted, most)
    skipped = [f"{path}: {why}" for path, why in left_out.items()]
    skipped += [f"{one.offer.path}: {most} offers are enough" for one in wanted if one not in chosen]
    if not wanted:
        return Draft((), (*skipped, "nothing: no offer with a price can be sold by this playbook"))
    edges = list(boundaries(wanted, offers, playbook))
    drafted = [*_purchases(chosen), *(one for one in edges if isinstance(one, dict))]
    return Draft(tuple(drafted), (*skipped, *(one for one in edges if isinstance(one, str))))


def _purchases(chosen: Sequence[Wanted]) -> Iterator[dict[str, Any]]:
    for one in chosen:
        kinds = dict(PURCHASES) | (dict(BY_THE_SEAT) if one.offer.sold_per_seat else {})
        for kind, written in kinds.items():
            yield {"name": f"{kind}: {one.title}", "context": one.context, "answers": one.answers, **written(one)}


def _spread(wanted: Sequence[Wanted], most: int) -> list[Wanted]:
    """Return at most so many, evenly over the catalogue's order, so that all its parts are there."""
    if len(wanted) <= most:
        return list(wanted)
    return [wanted[place * len(wanted) // most] for place in range(most)]
