"""How many of an offer the customer's needs come to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from limio_langchain.recommendation import quantity_for as ordered_for

if TYPE_CHECKING:
    from limio_langchain.models.offer import Offer
    from limio_sales_agent.playbook import Playbook


def quantity_for(offer: Offer, needs: Mapping[str, Any], playbook: Playbook) -> int:
    """Return how many of an offer the customer's needs come to, in steps the offer allows; never above what they said.

    People are the quantity only where the offer is sold by number; else it is one, unless they asked for copies. Where
    they gave each thing a number of its own, that is it.
    """
    beside = offer.kind == "add_on" and not playbook.selling.sells_by_number(offer)  # the number is the offer's then
    copies = needs.get("each", {}).get(offer.path) or (None if beside else needs.get("quantity"))
    return ordered_for(offer, needs.get("people"), playbook.selling, copies=copies).ordered


def number_of(offer: Offer, needs: Mapping[str, Any], playbook: Playbook) -> int | None:
    """Return the same, or None where what it comes to depends on a number that nobody said."""
    by_number = playbook.selling.sells_by_number(offer)
    said = needs.get("quantity") or needs.get("people")
    return quantity_for(offer, needs, playbook) if said or not by_number else None
