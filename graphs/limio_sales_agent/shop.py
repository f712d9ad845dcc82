"""What may be sold right now: the playbook's part of the catalogue, and how far it can be trusted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from limio_langchain.errors import LimioError
from limio_langchain.models.offer import Offer
from limio_sales_agent.desk import Desk
from limio_sales_agent.effects import Flow, ReadCatalogue
from limio_sales_agent.playbook import Playbook


@dataclass(frozen=True)
class Shop:
    """What may be sold right now.

    Attributes:
        offers: By path, in the catalogue's order.
        add_ons: By path.
        source: ``api``, ``last_good``, ``file``, or ``none`` when no source could be read.
        age_seconds: How old the offers are.
        reason: Why they are not from the API, or None.
    """

    offers: Mapping[str, Offer] = field(default_factory=dict)
    add_ons: Mapping[str, Offer] = field(default_factory=dict)
    source: str = "none"
    age_seconds: float = 0.0
    reason: str | None = None

    def find(self, path: str) -> Offer | None:
        """Return the offer or add-on at a path."""
        return self.offers.get(path) or self.add_ons.get(path)

    def name(self, path: str) -> str:
        """Return what a customer calls it; its path's last part where the catalogue has it no more."""
        found = self.find(path)
        return found.display_name if found else path.rpartition("/")[2]


def open_shop(desk: Desk) -> Flow[Shop]:
    """Read what may be sold; no failure leaves here, because a conversation goes on without a catalogue."""
    try:
        view = yield from ReadCatalogue(attributes=tuple(api_filter(desk.playbook).items()))
    except LimioError as error:
        return Shop(reason=error.reason or "catalogue_unavailable")
    offers = {offer.path: offer for offer in sold_here(view.offers, desk.playbook)}
    add_ons = {} if desk.playbook.add_ons == "never" else (yield from _add_ons(offers.values()))
    return Shop(offers, add_ons, view.source, view.age_seconds, view.reason)


def _add_ons(offers: Iterable[Offer]) -> Flow[dict[str, Offer]]:
    # Asked for only where an offer names one: each tenant has offers, not each answers for add-ons.
    if not any(offer.cross_sell_add_ons for offer in offers):
        return {}
    try:
        found = yield from ReadCatalogue("add_ons")
    except LimioError:
        return {}
    return {offer.path: offer for offer in found.offers}


def api_filter(playbook: Playbook) -> dict[str, str]:
    """Return the attribute filter that goes to the API: of several values the first, because it takes one."""
    return {name: values[0] for name, values in playbook.offers.attributes.items() if values}


def sold_here(offers: Sequence[Offer], playbook: Playbook) -> list[Offer]:
    """Return the offers that the playbook lets this agent sell."""
    now = datetime.now(UTC)
    return [offer for offer in offers if _is_sold_here(offer, playbook, now)]


def _is_sold_here(offer: Offer, playbook: Playbook, now: datetime) -> bool:
    part = playbook.offers
    held = all(offer.carries(name, value) for name, values in part.attributes.items() for value in values)
    channels = not part.channels or not offer.sales_channels or set(part.channels) & set(offer.sales_channels)
    tags = set(part.tags) <= set(_tags(offer))
    open_now = (offer.valid_from is None or offer.valid_from <= now) and (
        offer.valid_to is None or now <= offer.valid_to
    )
    return bool(
        held
        and channels
        and tags
        and open_now
        and not offer.partners
        and offer.path.startswith(part.path or "")
        and offer.kind == "offer"
    )


def _tags(offer: Offer) -> Iterable[str]:
    told = offer.as_item().get("data", {})
    found = told.get("tags") if isinstance(told, dict) else None
    return [tag for tag in found if isinstance(tag, str)] if isinstance(found, list) else []
