"""What several things come to together, and what is known of a cost as facts that any program can read."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from limio_langchain.models.offer import Offer
from limio_langchain.models.periods import Period
from limio_langchain.recommendation.cost import NOTHING, Cost, cost_of
from limio_langchain.recommendation.selling import NEUTRAL, Selling


def cost_of_line(offer: Offer, quantity: int, selling: Selling = NEUTRAL) -> Cost:
    """Return what a line of an order costs; not known for several of what is not sold by number.

    Whether its price is then multiplied is not said anywhere, so neither it nor a multiple of it is told.

    Args:
        offer: The offer or add-on.
        quantity: How many the line holds.
        selling: As for `cost_of`.
    """
    cost = cost_of(offer, quantity, selling)
    return cost if cost.quantity == quantity else Cost(quantity, unknown="quantity", listed=offer.display_price)


def together(costs: Sequence[Cost]) -> Cost:
    """Return what several costs come to: what recurs as the total, what is paid once and first beside it.

    Args:
        costs: At least one.

    Returns:
        One cost; unknown where any is, where currencies differ, or where there is more than one rhythm: of those, what
        is paid first is known all the same.
    """
    if len(costs) == 1:
        return costs[0]
    if unknown := next((cost for cost in costs if not cost.known), None):
        return Cost(unknown=unknown.unknown)
    if len({cost.currency for cost in costs}) > 1:
        return Cost(unknown="currency")
    recurring = [cost for cost in costs if cost.every]
    first = sum((cost.first or NOTHING for cost in costs), NOTHING)
    if len({(cost.every, cost.delay, cost.before is None) for cost in recurring}) > 1 or _leads(recurring):
        return Cost(unknown="charges", first=first, currency=costs[0].currency)
    single = sum((cost.total or NOTHING for cost in costs if not cost.every), NOTHING)
    whole = (recurring or costs)[0]._replace(
        quantity=1,
        per_seat=False,
        unit=None,
        first=first,
        source="team" if any(cost.source == "team" for cost in costs) else "catalogue",
    )
    if not recurring:
        return whole._replace(total=single)
    total = sum((cost.total or NOTHING for cost in recurring), NOTHING)
    return whole._replace(total=total, once=single + sum((cost.once for cost in recurring), NOTHING))


def _leads(recurring: Sequence[Cost]) -> bool:
    return len(recurring) > 1 and any(cost.before is not None for cost in recurring)


def facts(cost: Cost) -> dict[str, Any]:
    """Return a cost as facts: ``total``, ``currency``, ``per`` and ``first_payment``; null where it is not known."""
    known = {"total": as_text(cost.total), "currency": cost.currency, "per": per(cost.every) if cost.known else None}
    return known | {"first_payment": as_text(cost.first)}


def per(every: Period | None) -> str:
    """Return what a total recurs by: ``month``, ``4 weeks``, or ``once``."""
    if every is None:
        return "once"
    return every.unit.removesuffix("s") if every.count == 1 else f"{every.count} {every.unit}"


def as_text(amount: Decimal | None) -> str | None:
    """Return an amount with all its digits, as JSON holds it."""
    return None if amount is None else format(amount, "f")
