"""What a model reads when a tool succeeds: short plain rows. The artifact beside them holds the whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from limio_langchain.catalog import CatalogView
from limio_langchain.errors import LinkRefused
from limio_langchain.links import join_link
from limio_langchain.models.basket import BasketPage
from limio_langchain.models.checkout import CheckoutResult, CheckoutSession
from limio_langchain.models.offer import Offer
from limio_langchain.models.price import Price
from limio_langchain.recommendation import Recommendation
from limio_langchain.settings import LimioSettings

MOST_VALUES = 8
UNITS = {"days": "day", "weeks": "week", "months": "month", "years": "year"}


def price_text(offer: Offer) -> str:
    """Return an offer's price in a few words; an unknown one is never a number of ours."""
    price = offer.price
    if price is None or price.amount is None or offer.price_in_doubt:
        tiers = tier_text(price) if price else ""
        shown = f"; shop says: {offer.display_price}" if offer.display_price and not offer.price_in_doubt else ""
        return tiers or f"price shown at checkout{shown}"
    seat = " per seat" if offer.sold_per_seat else ""
    return f"{price.currency or ''} {price.amount}{period_text(price)}{seat}".strip()


def tier_text(price: Price) -> str:
    """Return volume tiers as ``1-5: 99, 6+: 189``."""
    parts = [
        f"{tier.starting_unit}-{tier.ending_unit}" if tier.ending_unit else f"{tier.starting_unit}+"
        for tier in price.tiers
    ]
    fees = [f"{tier.amount}{'' if tier.flat else ' each'}" for tier in price.tiers]
    rows = ", ".join(f"{part}: {fee}" for part, fee in zip(parts, fees, strict=True))
    return f"{price.currency or ''}{period_text(price)} by quantity {rows}".strip() if rows else ""


def period_text(price: Price) -> str:
    """Return ``/month``, ``/2 weeks``, `` once``, or nothing."""
    if price.kind == "one_time":
        return " once"
    unit, count = UNITS.get(price.interval or ""), price.interval_count or 1
    return "" if unit is None else f"/{unit}" if count == 1 else f"/{count} {unit}s"


def found(ranked: Sequence[Recommendation], view: CatalogView) -> str:
    """Return the ranked offers, a row each, best first."""
    lines = [
        " | ".join(
            filter(
                None,
                (
                    one.offer.path,
                    one.offer.display_name if one.offer.display_name != one.offer.name else "",
                    price_text(one.offer),
                    "; ".join(one.reasons[:3]),
                    "note: " + "; ".join(one.caveats[:2]) if one.caveats else "",
                ),
            )
        )
        for one in ranked
    ]
    stale = "" if view.source == "api" else "\nThe catalogue is not live: prices are confirmed at checkout."
    return "\n".join(lines) + stale


def nothing_found(offers: Iterable[Offer]) -> str:
    """Return the attribute values that exist, so that the next call can use one."""
    values: dict[str, dict[str, None]] = {}
    for offer in offers:
        for label in offer.labels:
            values.setdefault("label__limio", {})[label] = None
        if offer.billing:
            values.setdefault("billing", {})[offer.billing] = None
        for name, value in offer.attributes.items():
            if not name.endswith("__limio") and isinstance(value, str) and len(value) <= 30:  # noqa: PLR2004
                values.setdefault(name, {})[value] = None
    rows = [f"{name}: {', '.join(list(held)[:MOST_VALUES])}" for name, held in list(values.items())[:MOST_VALUES]]
    return "\n".join(["No offer fits. Values that exist:", *rows]) if rows else "No offer fits; the catalogue is empty."


def offer_in_full(offer: Offer) -> str:
    """Return one offer's facts, a line each."""
    term = f"{offer.term.length} {offer.term.unit}" if offer.term and offer.term.length else None
    renews = {True: "renews by itself", False: "does not renew by itself", None: None}[offer.auto_renews]
    limits = offer.quantity_limits
    facts: dict[str, Any] = {
        "name": offer.display_name,
        "price": price_text(offer),
        "shop says": offer.display_price,
        "term": ", ".join(filter(None, (term, renews))),
        "features": "; ".join(offer.features[:8]),
        "labels": ", ".join(offer.labels),
        "countries": ", ".join(offer.countries),
        "quantity": f"{limits.minimum or 1} to {limits.maximum}" if limits.maximum else None,
        "add-ons": ", ".join(offer.cross_sell_add_ons),
    }
    return "\n".join([offer.path or "", *(f"{name}: {fact}" for name, fact in facts.items() if fact)])


def handed_over(result: CheckoutResult) -> str:
    """Return the link to hand over, on a line of its own, and what it could not take along."""
    kind = "Assisted checkout" if result.kind == "assisted" else "Purchase link"
    told = [f"{kind}; give the customer this link unchanged:", result.url]
    if result.reason:
        told.append(f"reason: {result.reason}")
    if result.not_carried:
        told.append(f"tell the customer it does not carry: {', '.join(result.not_carried)}")
    return "\n".join(told)


def quoted(session: CheckoutSession) -> str:
    """Return the quote's reference; its link stays back."""
    return f"Quote requested, reference {session.external_id}. Sales will follow up; there is no link to give."


def baskets(page: BasketPage) -> str:
    """Return abandoned baskets, a row each."""
    lines = [
        " | ".join(filter(None, (b.id, b.created.isoformat() if b.created else "", b.email, ", ".join(b.items))))
        for b in page.baskets
        if not b.completed
    ]
    more = [f"more: cursor={page.cursor}"] if page.cursor else []
    return "\n".join([*lines, *more]) or "No abandoned baskets."


def baskets_artifact(page: BasketPage, settings: LimioSettings) -> dict[str, Any]:
    """Return the baskets as JSON, with their links on the shop's domain."""
    return {"baskets": [_basket(b, settings) for b in page.baskets], "cursor": page.cursor}


def _basket(basket: Any, settings: LimioSettings) -> dict[str, Any]:
    try:
        url = join_link(settings.shop_url, settings.api_url, basket.recovery_link or "", basket.id)
    except LinkRefused:
        url = None
    return {
        "id": basket.id,
        "created": basket.created and basket.created.isoformat(),
        "email": basket.email,
        "first_name": basket.first_name,
        "last_name": basket.last_name,
        "company": basket.company,
        "items": list(basket.items),
        "tracking": dict(basket.tracking),
        "custom_fields": dict(basket.custom_fields),
        "completed": basket.completed,
        "url": url,
    }
