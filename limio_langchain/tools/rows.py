"""What a model reads when a tool succeeds: short plain rows. The artifact beside them holds the whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from limio_langchain.catalog import CatalogView
from limio_langchain.errors import LinkRefused
from limio_langchain.links import join_link
from limio_langchain.models.basket import BasketPage
from limio_langchain.models.checkout import CheckoutResult, CheckoutSession
from limio_langchain.models.offer import Offer
from limio_langchain.models.price import Price
from limio_langchain.recommendation import Cost, Recommendation, cost_of
from limio_langchain.settings import LimioSettings
from limio_langchain.tools.totals import TAX, cost_text, period_words, total_text

MOST_VALUES = 8
NOT_LIVE = "The catalogue is not live: prices are confirmed at checkout."


def price_text(offer: Offer, known: Cost | None = None) -> str:
    """Return the price of one in a few words, with all that is charged; an unknown one is never a number of ours.

    Args:
        offer: The offer.
        known: What some number of it costs, where that was worked out already.
    """
    by_number = offer.volume_prices
    fewest = by_number[0].tiers[0].starting_unit if by_number else 1
    cost = known if known and known.quantity == fewest else cost_of(offer, fewest)
    if not cost.known:
        shown = f"; shop says: {offer.display_price}" if offer.display_price and not offer.price_in_doubt else ""
        return f"price shown at checkout{shown}"
    if by_number and len(offer.charges) == 1:
        return tier_text(by_number[0])
    if by_number:
        return f"by quantity, {fewest}: {cost_text(cost)}; give people for theirs"
    return cost_text(cost) + (" per seat" if offer.sold_per_seat else "")


def tier_text(price: Price) -> str:
    """Return volume tiers as ``1-5: 99, 6+: 189``."""
    parts = [
        f"{tier.starting_unit}-{tier.ending_unit}" if tier.ending_unit else f"{tier.starting_unit}+"
        for tier in price.tiers
    ]
    fees = [f"{tier.amount}{'' if tier.flat else ' each'}" for tier in price.tiers]
    rows = ", ".join(f"{part}: {fee}" for part, fee in zip(parts, fees, strict=True))
    return f"{price.currency or ''}{period_words(price.period)} by quantity {rows}".strip()


def row(one: Recommendation, people: int | None = None) -> dict[str, str]:
    """Return an offer as a ranked row: what a model is told of it, with the total for so many people."""
    told = {
        "path": one.offer.path,
        "name": one.offer.display_name if one.offer.display_name != one.offer.name else "",
        "price": price_and_total(one, people),
        "why": "; ".join(one.reasons[:3]),
        "note": "; ".join(one.caveats[:2]),
    }
    return {name: words for name, words in told.items() if words}


def found(ranked: Iterable[Mapping[str, str]], view: CatalogView) -> str:
    """Return the ranked rows, a line each, best first."""
    lines = [" | ".join(f"note: {words}" if name == "note" else words for name, words in one.items()) for one in ranked]
    stale = "" if view.source == "api" else f"\n{NOT_LIVE}"
    return "\n".join(lines) + f"\nTotals need no sums of yours; {TAX}." + stale


def other_currency(wanted: str | None) -> str:
    """Return what is said of offers in another currency than a customer named, whose budget cannot be compared."""
    return f"Nothing that fits is priced in {wanted}: say which currency these are in, and ask for a budget in that."


def price_and_total(one: Recommendation, people: int | None) -> str:
    """Return an offer's price, and what it comes to for so many people where that is another number."""
    told = price_text(one.offer, one.cost)
    by_number = one.cost.per_seat or one.offer.volume_prices
    if people is None or one.quantity == people == 1 or not by_number or not (total := cost_text(one.cost)):
        return told
    each = f" ({told})" if one.cost.unit is not None else ""
    return f"{one.quantity}: {total}{each}"


def existing_values(offers: Iterable[Offer]) -> dict[str, list[str]]:
    """Return the attribute values that exist, so that the next call can use one."""
    values: dict[str, dict[str, None]] = {}
    for offer in offers:
        for label in offer.labels:
            values.setdefault("label__limio", {})[label] = None
        if offer.price and offer.price.currency:
            values.setdefault("currency", {})[offer.price.currency] = None
        if offer.billing:
            values.setdefault("billing", {})[offer.billing] = None
        for name, value in offer.attributes.items():
            if not name.endswith("__limio") and isinstance(value, str) and len(value) <= 30:  # noqa: PLR2004
                values.setdefault(name, {})[value] = None
    return {name: list(held)[:MOST_VALUES] for name, held in list(values.items())[:MOST_VALUES]}


def nothing_found(values: Mapping[str, Sequence[str]]) -> str:
    """Return what is said where nothing fits: the values that exist."""
    rows = [f"{name}: {', '.join(held)}" for name, held in values.items()]
    return "\n".join(["No offer fits. Values that exist:", *rows]) if rows else "No offer fits; the catalogue is empty."


def facts(offer: Offer, people: int | None = None) -> dict[str, str]:
    """Return one offer's facts in words, with the total for so many people."""
    term = f"{offer.term.length} {offer.term.unit}" if offer.term and offer.term.length else None
    renews = {True: "renews by itself", False: "does not renew by itself", None: None}[offer.auto_renews]
    told = {
        "name": offer.display_name,
        "price": price_text(offer),
        "total": total_text(offer, people) if people else None,
        "tax": "not in the catalogue",
        "shop says": "" if offer.price_in_doubt else offer.display_price,
        "term": ", ".join(filter(None, (term, renews))),
        "features": "; ".join(offer.features[:8]),
        "labels": ", ".join(offer.labels),
        "countries": ", ".join(offer.countries),
        "quantity": limits_text(offer),
        "people": f"at most {offer.people_covered}" if offer.people_covered else None,
        "add-ons": ", ".join(offer.cross_sell_add_ons),
    }
    return {name: fact for name, fact in told.items() if fact}


def limits_text(offer: Offer) -> str:
    """Return which numbers one order may hold: ``5 to 500, in steps of 5``; nothing where any."""
    limits = offer.quantity_limits
    span = f"{limits.minimum or 1} to {limits.maximum}" if limits.maximum else f"from {limits.minimum or 1}"
    steps = f", in steps of {limits.increment}" if (limits.increment or 1) > 1 else ""
    return f"{span}{steps}" if limits.maximum or (limits.minimum or 1) > 1 or steps else ""


def offer_in_full(offer: Offer, people: int | None = None) -> str:
    """Return one offer's facts, a line each."""
    return "\n".join([offer.path or "", *(f"{name}: {fact}" for name, fact in facts(offer, people).items())])


def handed_over(result: CheckoutResult) -> str:
    """Return the link to hand over, on a line of its own, and what it could not take along."""
    kind = "Assisted checkout" if result.kind == "assisted" else "Purchase link"
    told = [f"{kind}; give the customer this link unchanged:", result.url]
    if result.reason:
        told.append(f"reason: {result.reason}")
    if result.not_carried:
        told.append(f"tell the customer it does not carry: {', '.join(result.not_carried)}")
    return "\n".join([*told, *_known_again(result)])


def quoted(session: CheckoutSession) -> str:
    """Return the quote's reference; its link stays back."""
    told = f"Quote requested, reference {session.external_id}. Sales will follow up; there is no link to give."
    return "\n".join([told, *_known_again(session)])


def _known_again(made: CheckoutResult | CheckoutSession) -> Iterable[str]:
    """Give what to say of the order before this one, and by what this one is sent again."""
    if made.replaces:
        yield f"replaces the order {made.replaces}: tell the customer that an earlier link of theirs is void"
    if made.repeat_of:
        yield f"to send this very order again, or correct it, add repeat_of: {made.repeat_of}"


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
