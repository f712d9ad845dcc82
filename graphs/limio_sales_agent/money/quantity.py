"""How many of an offer the customer's needs come to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from limio_langchain.recommendation import orderable

if TYPE_CHECKING:
    from limio_langchain.models.offer import Offer
    from limio_sales_agent.playbook import Playbook


def quantity_for(offer: Offer, needs: Mapping[str, Any], playbook: Playbook) -> int:
    """Return how many of an offer the customer's needs come to, in steps the offer allows; never above what they said.

    People are the quantity only where the offer is sold by number; else it is one, unless they asked for copies. Where
    they gave each thing a number of its own, that is it.
    """
    by_number = playbook.selling.sells_by_number(offer)
    if own := needs.get("each", {}).get(offer.path):
        return orderable(offer, int(own))
    people = needs.get("people") if by_number else None
    copies = needs.get("quantity") if by_number or offer.kind != "add_on" else None  # of the offer beside it
    return orderable(offer, int(copies or people or offer.quantity_limits.default or 1))


def number_of(offer: Offer, needs: Mapping[str, Any], playbook: Playbook) -> int | None:
    """Return the same, or None where what it comes to depends on a number that nobody said."""
    by_number = playbook.selling.sells_by_number(offer)
    said = needs.get("quantity") or needs.get("people")
    return quantity_for(offer, needs, playbook) if said or not by_number else None
