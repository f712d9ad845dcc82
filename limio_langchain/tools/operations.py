"""What each tool does: a flow from arguments to the text a model reads and the artifact that holds the whole."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from limio_langchain.api.baskets import list_abandoned_baskets
from limio_langchain.api.checkout import checkout_or_link, initiate_checkout, own_page
from limio_langchain.errors import InputError
from limio_langchain.links import purchase_link
from limio_langchain.models.checkout import CheckoutResult
from limio_langchain.operation import Flow
from limio_langchain.recommendation import Needs, recommend
from limio_langchain.retry import retried
from limio_langchain.tools import rows
from limio_langchain.tools.arguments import (
    CreateQuote,
    FindOffers,
    GetOffer,
    ListAbandonedBaskets,
    Order,
    PurchaseLink,
)
from limio_langchain.tools.service import Service

Answer = tuple[str, dict[str, Any]]
QUOTE_TAG = "quote"  # how a CRM job tells a quote's basket from others


def find_offers(args: FindOffers, service: Service, thread: str | None) -> Flow[Answer]:
    """Rank the offers that fit; an empty answer lists the attribute values that exist."""
    wanted = dict(args.attributes or {}) | ({"label__limio": args.label} if args.label else {})
    view = yield from service.catalog.offers(wanted)
    needs = Needs(
        attributes=wanted,
        billing=args.billing,
        budget=args.budget,
        currency=service.context.currency,
        country=service.context.country or service.settings.country,
        people=args.people,
        channels=service.channels,
        keywords=tuple(args.query.split()) if args.query else (),
        today=datetime.now(UTC),
    )
    found = recommend(view.offers, needs, limit=args.limit)
    artifact = {
        "offers": [one.offer.as_item() for one in found],
        "recommendations": [
            {"path": one.offer.path, "score": one.score, "reasons": list(one.reasons), "caveats": list(one.caveats)}
            for one in found
        ],
        "source": view.source,
        "age_seconds": view.age_seconds,
        "complete": view.complete,
    }
    if found:
        return rows.found(found, view), artifact
    every = view if not wanted else (yield from service.catalog.offers())
    return rows.nothing_found(every.offers), artifact


def get_offer(args: GetOffer, service: Service, thread: str | None) -> Flow[Answer]:
    """Look one offer up by its path."""
    offer = yield from service.catalog.offer(args.offer)
    return rows.offer_in_full(offer), {"offer": offer.as_item()}


def create_checkout(args: Order, service: Service, thread: str | None) -> Flow[Answer]:
    """Make the assisted checkout, or else a purchase link with the reason."""
    request = service.order(args, thread)
    result = yield from checkout_or_link(request, service.settings)
    return rows.handed_over(result), result.as_json()


def create_assisted_checkout(args: Order, service: Service, thread: str | None) -> Flow[Answer]:
    """Make the assisted checkout and nothing else: for a graph that has a node of its own for the purchase link."""
    request = service.order(args, thread)
    session = yield from initiate_checkout(request, service.settings)
    result = CheckoutResult(
        kind="assisted",
        url=session.url,
        basket_id=session.basket_id,
        external_id=session.external_id,
        prefilled=bool(request.customer and request.customer.to_wire()),
    )
    return rows.handed_over(result), result.as_json()


def make_purchase_link(args: PurchaseLink, service: Service, thread: str | None) -> Flow[Answer]:
    """Build a purchase link; asks nobody, so it works while the API does not."""
    yield from ()
    paths = tuple(args.offers or ())
    if bool(paths) == bool(args.label):
        raise InputError("offers", "give offers or a label, one of the two")
    known = service.catalog.remembered(paths[0]) if len(paths) == 1 else None
    page = own_page(known.checkout_page, service.settings.shop_url) if known else None
    url = purchase_link(
        service.settings.shop_url,
        *paths,
        page=page or service.settings.checkout_page,
        promo_code=args.promo_code,
        label=args.label,
    )
    result = CheckoutResult(kind="purchase_link", url=url)
    return rows.handed_over(result), result.as_json()


def create_quote(args: CreateQuote, service: Service, thread: str | None) -> Flow[Answer]:
    """Make the basket silently, marked as a quote; its link is kept in the artifact and not told."""
    request = service.order(args, thread, tag=QUOTE_TAG, note=args.note)
    session = yield from initiate_checkout(request, service.settings)
    artifact = {"basket_id": session.basket_id, "external_id": session.external_id, "url": session.url}
    return rows.quoted(session), artifact


def list_baskets(args: ListAbandonedBaskets, service: Service, thread: str | None) -> Flow[Answer]:
    """List abandoned baskets: other people's e-mails, so never for an agent that customers talk to."""
    after = args.created_after if args.created_after.tzinfo else args.created_after.replace(tzinfo=UTC)
    page = yield from retried(list_abandoned_baskets(after, limit=args.limit, cursor=args.cursor))
    return rows.baskets(page), rows.baskets_artifact(page, service.settings)
