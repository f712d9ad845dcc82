"""What each tool does: a flow from arguments to the text a model reads and the artifact that holds the whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from limio_langchain.api.baskets import list_abandoned_baskets
from limio_langchain.api.checkout import assisted, checkout_or_link, initiate_checkout
from limio_langchain.api.fallback import own_page
from limio_langchain.errors import InputError, OfferChanged
from limio_langchain.links import purchase_link
from limio_langchain.models.checkout import CheckoutResult
from limio_langchain.models.offer import ADD_ON_PREFIX, Offer
from limio_langchain.models.order import CheckoutRequest
from limio_langchain.operation import Flow
from limio_langchain.recommendation import Needs, Recommendation, recommend
from limio_langchain.retry import retried
from limio_langchain.tools import rows
from limio_langchain.tools.arguments import CreateQuote, FindOffers, GetOffer, ListAbandonedBaskets, Order, PurchaseLink
from limio_langchain.tools.caller import Caller
from limio_langchain.tools.link_checks import read_label, read_paths
from limio_langchain.tools.previews import compared, in_words
from limio_langchain.tools.service import Service
from limio_langchain.tools.totals import facts_of, sum_of, totals_of

Answer = tuple[str, dict[str, Any]]


def find_offers(args: FindOffers, service: Service, caller: Caller) -> Flow[Answer]:
    """Rank the offers that fit; an empty answer lists the attribute values that exist."""
    own, service = service, service.told(args)
    wanted = dict(args.attributes or {}) | ({"label__limio": args.label} if args.label else {})
    view = yield from service.catalog.offers(wanted)
    needs = _needs(args, service, wanted)
    found, note = recommend(service.sold(view.offers), needs, limit=args.limit), None
    if not found and service.context.currency != own.context.currency:  # a customer's, which no price may be in
        needs = needs.model_copy(update={"currency": None, "budget": None})
        found = recommend(own.told(args.model_copy(update={"currency": None})).sold(view.offers), needs, args.limit)
        note = rows.other_currency(args.currency) if found else None
    service.shown.keep(service.place(caller), (one.offer for one in found))
    told = [rows.row(one, args.people) for one in found]
    artifact: dict[str, Any] = {
        "offers": [one.offer.as_item() for one in found],
        "recommendations": [_recommended(one, args.people) for one in found],
        "source": view.source,
        "age_seconds": view.age_seconds,
        "complete": view.complete,
        "told": {"offers": told, **({"note": note} if note else {})},
    }
    if found:
        return "\n".join(filter(None, (rows.found(told, view), note))), artifact
    every = view if not wanted else (yield from service.catalog.offers())
    values = rows.existing_values(service.sold(every.offers))
    artifact["told"]["values"] = values
    return rows.nothing_found(values), artifact


def _needs(args: FindOffers, service: Service, wanted: dict[str, Any]) -> Needs:
    return Needs(
        attributes=wanted,
        billing=args.billing,
        budget=args.budget,
        currency=service.context.currency,
        country=service.context.country or service.settings.country,
        people=args.people,
        for_whom=args.for_whom,
        payment=args.payment,
        cheapest=args.prefer == "cheapest",
        best=args.prefer == "best",
        channels=service.scope.channels,
        keywords=tuple(args.query.split()) if args.query else (),
        today=datetime.now(UTC),
    )


def _recommended(one: Recommendation, people: int | None) -> dict[str, Any]:
    return {
        "path": one.offer.path,
        "score": one.score,
        "reasons": list(one.reasons),
        "caveats": list(one.caveats),
        "reason_facts": [fact.as_json() for fact in one.reason_facts],
        "caveat_facts": [fact.as_json() for fact in one.caveat_facts],
        **facts_of(one, people),
    }


def get_offer(args: GetOffer, service: Service, caller: Caller) -> Flow[Answer]:
    """Look one offer up by its path."""
    service = service.told(args)
    offer = yield from service.catalog.offer(args.offer)
    service.check_sold(offer)
    service.shown.keep(service.place(caller), [offer])
    told = {"path": offer.path, **rows.facts(offer, args.people)}
    return rows.offer_in_full(offer, args.people), {
        "offer": offer.as_item(),
        "sum": sum_of(offer, args.people),
        "told": told,
    }


class Sold:
    """The offers of an order as they are about to be sold, each checked first, for what the order comes to."""

    def __init__(self, service: Service, caller: Caller, *, for_quote: bool = False) -> None:
        self._check = partial(service.check, caller, for_quote=for_quote)
        self.offers: dict[str, Offer] = {}
        self.live = True

    def add_last_known(self, offers: Mapping[str, Offer]) -> None:
        """Take note of what could not be looked up, as it was last read."""
        self.live = offers.keys() <= self.offers.keys()
        self.offers = {**offers, **self.offers}

    def __call__(self, offer: Offer) -> None:
        """Check an offer and take note of it."""
        self._check(offer)
        self.offers[offer.path] = offer


def create_checkout(args: Order, service: Service, caller: Caller) -> Flow[Answer]:
    """Make the assisted checkout, or else a purchase link with the reason."""
    service = service.told(args)
    request, sold = service.order(args, caller), Sold(service, caller)
    result = yield from checkout_or_link(request, service.settings, sold)
    if result.kind == "purchase_link":
        known = yield from service.check_links(request.paths)  # what could not be looked up is not checked yet
        sold.add_last_known(known)
    return (yield from _made(args, request, result, sold, service))


def create_assisted_checkout(args: Order, service: Service, caller: Caller) -> Flow[Answer]:
    """Make the assisted checkout and nothing else: for a graph that has a node of its own for the purchase link."""
    service = service.told(args)
    request, sold = service.order(args, caller), Sold(service, caller)
    session = yield from initiate_checkout(request, service.settings, sold)
    return (yield from _made(args, request, assisted(request, session), sold, service))


def _made(args: Order, request: CheckoutRequest, result: CheckoutResult, sold: Sold, service: Service) -> Flow[Answer]:
    """Answer a checkout with what it comes to, by the catalogue and, where the host wants it, by Limio."""
    totals = totals_of(args.items, sold.offers)
    artifact = result.as_json() | {"order": totals.as_json()}
    told = [rows.handed_over(result), f"it comes to: {totals}", *([] if sold.live else [rows.NOT_LIVE])]
    if service.previews and result.kind == "assisted":  # after the sale is safe, so that it cannot be in its way
        figure = compared((yield from service.previews.first_charge(request)), totals.cost)
        artifact["limio"] = figure
        told.append(in_words(figure))
    return "\n".join(told), artifact


def make_purchase_link(args: PurchaseLink, service: Service, caller: Caller) -> Flow[Answer]:
    """Build a purchase link, checked as far as the catalogue can be read; it is built without one too."""
    service = service.told(args)
    paths = tuple(args.offers or ())
    if bool(paths) == bool(args.label):
        raise InputError("offers", "give offers or a label, one of the two")
    if paths and all(path.startswith(ADD_ON_PREFIX) for path in paths):
        raise InputError("offers", "an add-on is sold beside an offer; give its offer too")
    yield from service.check_links(paths)
    offers = yield from read_paths(paths, service.catalog)
    for path, offer in offers.items():
        service.check_link(path, offer)
    if args.label:
        service.check_label(args.label)
        service.check_label(args.label, (yield from read_label(args.label, service.catalog)))
    known = offers.get(paths[0]) if len(paths) == 1 else None
    page = own_page(known.checkout_page, service.settings.shop_url) if known else None
    url = purchase_link(
        service.settings.shop_url,
        *paths,
        page=page or service.settings.checkout_page,
        promo_code=args.promo_code,
        label=args.label,
    )
    result = CheckoutResult(kind="purchase_link", url=url)
    unchecked = "\nthe promo code is not checked: the shop ignores one that does not count" if args.promo_code else ""
    return rows.handed_over(result) + unchecked + _changed(offers.values(), service, caller), result.as_json()


def _changed(offers: Iterable[Offer], service: Service, caller: Caller) -> str:
    """Return what is to be told of offers that are no longer what was shown: a link sells them as they are now."""
    told = ""
    for offer in offers:
        try:
            service.shown.check(service.place(caller), offer)
        except OfferChanged as error:
            told += f"\n{error}; tell the customer what it costs now: {rows.price_text(offer)}"
    return told


def create_quote(args: CreateQuote, service: Service, caller: Caller) -> Flow[Answer]:
    """Make the basket silently, marked as a quote; its link is kept in the artifact and not told."""
    service = service.told(args)
    request, sold = service.order(args, caller), Sold(service, caller, for_quote=True)
    session = yield from initiate_checkout(request, service.settings, sold)
    names = ("basket_id", "external_id", "url", "repeat_of", "replaces")
    order = totals_of(args.items, sold.offers).as_json()
    return rows.quoted(session), {name: getattr(session, name) for name in names} | {"order": order}


def list_baskets(args: ListAbandonedBaskets, service: Service, caller: Caller) -> Flow[Answer]:
    """List abandoned baskets: other people's e-mails, so never for an agent that customers talk to."""
    after = args.created_after if args.created_after.tzinfo else args.created_after.replace(tzinfo=UTC)
    page = yield from retried(list_abandoned_baskets(after, limit=args.limit, cursor=args.cursor))
    return rows.baskets(page), rows.baskets_artifact(page, service.settings)
