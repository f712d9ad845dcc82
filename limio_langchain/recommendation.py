"""Needs in, ranked offers with their reasons out. Pure: the same needs and offers give the same answer in any order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from limio_langchain.models.offer import Offer
from limio_langchain.models.price import Price, price_per_month

Billing = Literal["daily", "weekly", "monthly", "quarterly", "yearly", "one_time"]
UNPRICED = Decimal("Infinity")  # ranks behind every known price

# What each wish is worth. Billing outweighs all the rest together, because a customer names it plainly; a budget comes
# next; then what it is for; then how they pay; then what the shop itself puts forward.
WORTH = {"billing": 100, "budget": 40, "keyword": 10, "payment": 5, "best_value": 2}
MOST_KEYWORDS = 3
PAYMENTS: Mapping[str, tuple[str, ...]] = {
    "card": ("card",),
    "paypal": ("paypal",),
    "bank_transfer": ("bank_transfer", "ach"),
    "direct_debit": ("direct_debit", "dd"),
    "invoice": ("invoice",),
}


class Needs(BaseModel):
    """What a customer needs; an absent field excludes nothing.

    Attributes:
        attributes: Catalogue attributes the offer must hold; a list of values must all be held.
        billing: How often they want to pay; a wish, not a filter.
        budget: The most they want to pay a month, for everybody together; a wish, not a filter.
        currency: ISO-4217 code of the budget.
        country: ISO-3166 code; offers not sold there are left out.
        people: How many people need it; picks tier and, where sold per seat, the total. Never a filter.
        channels: Sales channels; offers meant for none of these are left out.
        keywords: Words looked for in names, features and products.
        payment: How they want to pay; a wish, not a filter.
        cheapest: Whether they asked for the cheapest; then the price comes before the shop's best-value mark.
        partner: The partner they buy through; without one, partner-only offers are left out.
        today: The moment of asking; offers outside their dates are left out. None looks at no dates.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    attributes: Mapping[str, str | tuple[str, ...]] = Field(default_factory=dict)
    billing: Billing | None = None
    budget: Annotated[Decimal, Field(gt=0)] | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    people: Annotated[int, Field(ge=1)] | None = None
    channels: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    payment: Literal["card", "paypal", "bank_transfer", "direct_debit", "invoice"] | None = None
    cheapest: bool = False
    partner: str | None = None
    today: AwareDatetime | None = None


@dataclass(frozen=True)
class Recommendation:
    """An offer that fits, and why.

    Attributes:
        offer: The offer.
        score: Higher fits better; comparable within one answer only.
        reasons: What speaks for it, in words.
        caveats: What a customer should know before choosing it, in words.
    """

    offer: Offer
    score: int
    reasons: tuple[str, ...]
    caveats: tuple[str, ...]


def recommend(offers: Iterable[Offer], needs: Needs, limit: int = 3) -> list[Recommendation]:
    """Return the offers that fit, best first, each with its reasons and caveats.

    An offer is left out only by what rules it out: attributes, country, channels, dates, partners; never because people
    exceed an order's maximum. The rest ranks: billing period, budget, keywords, payment type, the shop's best-value
    mark; then the lower price a month and person; then the path, so that there is one answer.

    Args:
        offers: The offers to choose from, in any order.
        needs: What the customer needs.
        limit: At most this many.

    Returns:
        At most `limit` recommendations.
    """
    ranked = sorted(
        ((*_rank(offer, needs), offer.path, offer) for offer in offers if _fits(offer, needs)), key=lambda row: row[:3]
    )
    return [_explained(offer, needs, -score) for score, _, _, offer in ranked[: max(0, limit)]]


def total_per_month(offer: Offer, people: int | None) -> Decimal | None:
    """Return what the offer costs a month for `people`, or None where the catalogue does not hold it.

    A price is multiplied by people only where the offer is sold per seat; a volume price is picked by them.
    """
    price = offer.price
    if price is None or offer.price_in_doubt:
        return None
    month = price_per_month(price, people or 1)
    return month * (people or 1) if month is not None and offer.sold_per_seat and not price.tiers else month


def _fits(offer: Offer, needs: Needs) -> bool:
    return (
        offer.sellable
        and all(_holds(offer, name, wanted) for name, wanted in needs.attributes.items())
        and (needs.country is None or not offer.countries or needs.country in offer.countries)
        and (not needs.channels or not offer.sales_channels or not set(needs.channels).isdisjoint(offer.sales_channels))
        and (not offer.partners or needs.partner in offer.partners)
        and (needs.today is None or _valid(offer, needs.today))
    )


def _holds(offer: Offer, name: str, wanted: str | tuple[str, ...]) -> bool:
    return all(offer.carries(name, value) for value in ((wanted,) if isinstance(wanted, str) else wanted))


def _valid(offer: Offer, today: datetime) -> bool:
    return (offer.valid_from is None or offer.valid_from <= today) and (
        offer.valid_to is None or today <= offer.valid_to
    )


def _rank(offer: Offer, needs: Needs) -> tuple[int, Decimal]:
    """Return what sorts best first: the negated score, then the price a month and person."""
    total = total_per_month(offer, needs.people)
    score = sum(WORTH[name] * count for name, count in _merits(offer, needs, total).items())
    each = UNPRICED if total is None else total / (needs.people or 1)
    return -score, each


def _merits(offer: Offer, needs: Needs, total: Decimal | None) -> dict[str, int]:
    return {
        "billing": int(needs.billing is not None and offer.billing == needs.billing),
        "budget": int(_within_budget(offer, needs, total)),
        "keyword": min(MOST_KEYWORDS, len(_matched(offer, needs))),
        "payment": int(needs.payment is not None and _payable(offer, needs.payment)),
        "best_value": int(offer.best_value and not needs.cheapest),
    }


def _within_budget(offer: Offer, needs: Needs, total: Decimal | None) -> bool:
    if needs.budget is None or total is None or total > needs.budget:
        return False
    return needs.currency is None or _currency(offer.price) in {None, needs.currency}


def _matched(offer: Offer, needs: Needs) -> list[str]:
    if not needs.keywords:
        return []
    words = " ".join((offer.display_name, offer.name, *offer.features, *offer.products, *offer.labels)).lower()
    return [word for word in needs.keywords if len(word) > 2 and word.lower() in words]  # noqa: PLR2004  "a", "is"


def _payable(offer: Offer, payment: str) -> bool:
    return any(held.removeprefix("zuora_").startswith(PAYMENTS[payment]) for held in offer.payment_types)


def _explained(offer: Offer, needs: Needs, score: int) -> Recommendation:
    total = total_per_month(offer, needs.people)
    merits = _merits(offer, needs, total)
    reasons = (
        f"paid {needs.billing}" if merits["billing"] else "",
        "within budget" if merits["budget"] else "",
        f"has {', '.join(_matched(offer, needs)[:MOST_KEYWORDS])}" if merits["keyword"] else "",
        f"can be paid by {str(needs.payment).replace('_', ' ')}" if merits["payment"] else "",
        "marked best value by the shop" if merits["best_value"] else "",
    )
    return Recommendation(offer, score, tuple(filter(None, reasons)), tuple(_caveats(offer, needs, total)))


def _caveats(offer: Offer, needs: Needs, total: Decimal | None) -> Iterable[str]:
    price = offer.price
    if needs.billing and offer.billing != needs.billing:
        yield f"paid {offer.billing}, not {needs.billing}" if offer.billing else "billing period not in the catalogue"
    if offer.price_in_doubt:
        yield "price shown at checkout: the shop's words and its charge differ"
    elif total is None:
        yield "price not in the catalogue"
    elif needs.budget is not None and needs.currency and _currency(price) not in {None, needs.currency}:
        yield f"priced in {_currency(price)}, the budget is in {needs.currency}"
    elif needs.budget is not None and total > needs.budget:
        yield "over budget"
    if needs.people and offer.sold_per_seat and (most := offer.quantity_limits.maximum) and needs.people > most:
        yield f"at most {most} in one order"
    if needs.payment and offer.payment_types and not _payable(offer, needs.payment):
        yield f"cannot be paid by {needs.payment.replace('_', ' ')}"


def _currency(price: Price | None) -> str | None:
    return price.currency if price else None
