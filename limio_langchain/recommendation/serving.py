"""Whether an offer serves: may be sold to them, is for them, covers them, and takes their money as they pay."""

from __future__ import annotations

from collections.abc import Iterable

from limio_langchain.eligibility import Sale, Scope, reasons
from limio_langchain.models.audience import is_named
from limio_langchain.models.offer import Offer
from limio_langchain.recommendation.needs import PAYMENTS, Needs, Payment
from limio_langchain.recommendation.quantity import quantity_for
from limio_langchain.recommendation.selling import NEUTRAL, Selling


def serving(offers: Iterable[Offer], needs: Needs) -> list[Offer]:
    """Return the offers that nothing known rules out; add-ons are sold beside an offer and are none."""
    held = {name: (value,) if isinstance(value, str) else value for name, value in needs.attributes.items()}
    sale = Sale(Scope(held, needs.channels), needs.country, needs.currency, needs.partner, needs.today)
    return [offer for offer in offers if offer.kind == "offer" and not reasons(offer, sale) and _is_for(offer, needs)]


def serves_well(offer: Offer, needs: Needs, *, selling: Selling = NEUTRAL) -> bool:
    """Return whether nothing rules an offer out, and nothing puts it off where others answer as well.

    Args:
        offer: The offer.
        needs: What is known, without how many people they are.
        selling: As for `recommend`.
    """
    fits = quantity_for(offer, None, selling).misfit is None
    return fits and not is_for_others(offer, needs) and bool(serving([offer], needs))


def _is_for(offer: Offer, needs: Needs) -> bool:
    if needs.payment and offer.payment_types and not takes(offer, needs.payment):
        return False
    if needs.audience and offer.for_whom not in {None, needs.audience}:
        return False
    return not needs.people or offer.people_covered is None or offer.people_covered >= needs.people


def takes(offer: Offer, payment: Payment) -> bool:
    """Return whether an offer can be paid that way."""
    return any(held.removeprefix("zuora_").startswith(PAYMENTS[payment]) for held in offer.payment_types)


def is_for_others(offer: Offer, needs: Needs) -> bool:
    """Return whether it is for a group, such as students, that their words do not name."""
    values = (one for held in needs.attributes.values() for one in ((held,) if isinstance(held, str) else held))
    return offer.for_group is not None and not is_named(offer.for_group, [*needs.keywords, *values])
