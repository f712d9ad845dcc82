"""Which offers fit best: the find tool's ranking, kept to what this agent may sell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from limio_langchain.errors import LimioError
from limio_langchain.models.context import SalesContext
from limio_langchain.models.offer import Offer
from limio_langchain.recommendation import Needs, recommend, total_per_month
from limio_sales_agent.desk import Desk
from limio_sales_agent.effects import CallTool, Flow
from limio_sales_agent.selection import usual_currency
from limio_sales_agent.shop import Shop, api_filter
from limio_sales_agent.state import SalesState

LIMIT = 20  # the tool's most
MONTHS_A_YEAR, WEEKS_A_YEAR = Decimal(12), Decimal(52)


@dataclass(frozen=True)
class Fit:
    """An offer that fits, and why.

    Attributes:
        offer: The offer.
        reasons: What speaks for it, in words.
        caveats: What the customer should know first, in words.
        dropped: The attribute that had to be left out to find it, or None.
    """

    offer: Offer
    reasons: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()
    dropped: str | None = None


def ranked(state: SalesState, shop: Shop, desk: Desk) -> Flow[list[Fit]]:
    """Return the offers that fit, best first; when none does, the nearest without what was said last."""
    attributes = dict(state.get("needs", {}).get("attributes", {}))
    dropped = None
    while True:
        found = _as_preferred((yield from _found(attributes, dropped, state, shop, desk)), state, desk)
        if found or not attributes:
            return found
        dropped, _ = attributes.popitem()


def _as_preferred(fits: list[Fit], state: SalesState, desk: Desk) -> list[Fit]:
    """Put the end of the range first that they asked for, by price a month and within the billing they want."""
    needs, wanted = state.get("needs", {}), _wishes(state, desk)["billing"]
    if not needs.get("prefer"):
        return fits
    sign = 1 if needs["prefer"] == "cheapest" else -1

    def price(fit: Fit) -> tuple[bool, bool, Decimal]:
        month = total_per_month(fit.offer, needs.get("people"))
        return (wanted is not None and fit.offer.billing != wanted, month is None, sign * (month or Decimal(0)))

    return sorted(fits, key=price)


def _found(
    attributes: Mapping[str, str], dropped: str | None, state: SalesState, shop: Shop, desk: Desk
) -> Flow[list[Fit]]:
    try:
        query = _query({**api_filter(desk.playbook), **attributes}, state, desk)
        told = yield from CallTool("limio_find_offers", query, _context(state, desk), among=len(shop.offers))
    except LimioError:
        told = {"recommendations": []}
    # The tool knows one value an attribute and no playbook, so what it lists is kept to what is sold here.
    rows = [row for row in told["recommendations"] if row["path"] in shop.offers]
    fits = [Fit(shop.offers[row["path"]], tuple(row["reasons"]), tuple(row["caveats"]), dropped) for row in rows]
    return _in_their_currency(fits or _ranked_here(attributes, dropped, state, shop, desk), state, shop, desk)


def _in_their_currency(fits: list[Fit], state: SalesState, shop: Shop, desk: Desk) -> list[Fit]:
    """Leave out what is priced in another currency than theirs; where theirs is unknown, put the shop's usual first."""
    known = desk.context.currency or state.get("needs", {}).get("currency")
    currency = known or usual_currency(shop)
    other = [fit for fit in fits if fit.offer.price and fit.offer.price.currency not in {None, currency}]
    same = [fit for fit in fits if fit not in other]
    return same if known and same else [*same, *other]


def _context(state: SalesState, desk: Desk) -> SalesContext:
    """Return what the tool ranks by besides its arguments: the country and the currency."""
    currency = desk.context.currency or state.get("needs", {}).get("currency")
    return desk.context.model_copy(update={"country": desk.country(state), "currency": currency})


def _ranked_here(
    attributes: Mapping[str, str], dropped: str | None, state: SalesState, shop: Shop, desk: Desk
) -> list[Fit]:
    """Rank the offers at hand, for a list the tool could not get or that held none of ours among its best."""
    needs = Needs(
        attributes=dict(attributes),
        country=desk.country(state),
        channels=desk.playbook.offers.channels,
        today=datetime.now(UTC),
        **_wishes(state, desk),
    )
    found = recommend(shop.offers.values(), needs, limit=LIMIT)
    return [Fit(one.offer, tuple(one.reasons), tuple(one.caveats), dropped) for one in found]


def _query(attributes: Mapping[str, str], state: SalesState, desk: Desk) -> dict[str, Any]:
    wishes = _wishes(state, desk)
    query = {
        "query": " ".join(wishes["keywords"])[:200] or None,
        "attributes": dict(attributes) or None,
        "billing": wishes["billing"],
        "budget": wishes["budget"],
        "people": wishes["people"],
    }
    return {name: value for name, value in query.items() if value is not None} | {"limit": LIMIT}


def _wishes(state: SalesState, desk: Desk) -> dict[str, Any]:
    needs = state.get("needs", {})
    return {
        "billing": needs.get("billing") or desk.playbook.lead_with,
        "budget": monthly_budget(needs),
        "currency": desk.context.currency or needs.get("currency"),
        "people": needs.get("people"),
        "payment": needs.get("payment"),
        "keywords": tuple(needs.get("keywords", ())),
    }


def monthly_budget(needs: Mapping[str, Any]) -> Decimal | None:
    """Return the budget a month for everybody; one without a period is taken as it was billed, else as monthly."""
    try:
        amount = Decimal(needs.get("budget") or "")
    except InvalidOperation:
        return None
    if not amount.is_finite() or amount <= 0:
        return None
    period = needs.get("budget_period") or ("year" if needs.get("billing") == "yearly" else "month")
    if period == "year":
        amount /= MONTHS_A_YEAR
    elif period == "week":
        amount *= WEEKS_A_YEAR / MONTHS_A_YEAR
    people = int(needs.get("people") or 1) if needs.get("budget_per") == "person" else 1
    return (amount * people).quantize(Decimal("0.01"))
