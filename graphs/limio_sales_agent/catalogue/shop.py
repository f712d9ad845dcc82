"""What may be sold right now: the playbook's part of the catalogue, and how far it can be trusted."""

from __future__ import annotations

import threading
import uuid
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from limio_langchain.catalog import CatalogView
from limio_langchain.eligibility import Sale, Scope, reasons
from limio_langchain.models.offer import Offer
from limio_sales_agent.money.plan_pairs import pairs
from limio_sales_agent.playbook import Playbook

KEPT = 8  # lists and shops of late; a turn lasts seconds, and a list is fresh for minutes
NOTHING: Mapping[str, Offer] = {}


@dataclass(frozen=True)
class Shop:
    """What may be sold right now; one object for as long as nothing of it changes.

    Attributes:
        offers: By path, in the catalogue's order.
        add_ons: By path.
        source: ``api``, ``last_good``, ``file``, or ``none`` when no source could be read.
        reason: Why they are not from the API, or None.
        key: What a turn remembers it by.
    """

    offers: Mapping[str, Offer] = field(default_factory=lambda: NOTHING)
    add_ons: Mapping[str, Offer] = field(default_factory=lambda: NOTHING)
    source: str = "none"
    reason: str | None = None
    key: str = field(default_factory=lambda: uuid.uuid4().hex[:12], compare=False)

    def find(self, path: str) -> Offer | None:
        """Return the offer or add-on at a path."""
        return self.offers.get(path) or self.add_ons.get(path)

    def name(self, path: str) -> str:
        """Return what a customer calls it; its path's last part where the catalogue has it no more."""
        found = self.find(path)
        return found.display_name if found else path.rpartition("/")[2]

    def other_period(self, offer: Offer) -> Offer | None:
        """Return the yearly plan for a monthly offer or the monthly one for a yearly, or None."""
        return self._other_periods.get(offer.path)

    @cached_property
    def usual_currency(self) -> str | None:
        """The currency most offers are in."""
        found = Counter(o.price.currency for o in self.offers.values() if o.price and o.price.currency)
        return found.most_common(1)[0][0] if found else None

    @cached_property
    def told(self) -> dict[object, Any]:
        """What `replies` told of orders of these things of late."""
        return {}

    @cached_property
    def _other_periods(self) -> dict[str, Offer]:
        both = [(pair, pair[::-1]) for pair in pairs(self.offers.values())]
        return {one.path: other for ways in both for one, other in ways}


@dataclass(frozen=True)
class Sold:
    """The part of one list that may be sold.

    Attributes:
        seen: The list, to know it again.
        offers: What of it may be sold, by path.
        until: When the first of its offers begins or ends, and it has to be looked through anew; None for never.
        names_add_ons: Whether any of the offers goes with an add-on.
    """

    seen: tuple[Offer, ...]
    offers: Mapping[str, Offer]
    until: datetime | None
    names_add_ons: bool


class Shops:
    """The shops of late: each list is looked through once, and a turn sees one shop from its beginning to its end."""

    def __init__(self) -> None:
        self._sold: deque[Sold] = deque(maxlen=KEPT)
        self._shops: deque[Shop] = deque(maxlen=KEPT)
        self._lock = threading.Lock()

    def known(self, key: str | None) -> Shop | None:
        """Return the shop of a key."""
        with self._lock:
            return next((shop for shop in self._shops if shop.key == key), None)

    def shop(
        self,
        offers: Mapping[str, Offer] = NOTHING,
        add_ons: Mapping[str, Offer] = NOTHING,
        source: str = "none",
        reason: str | None = None,
    ) -> Shop:
        """Return the shop of these, one for as long as they are the same."""
        with self._lock:
            for known in self._shops:
                same = known.offers is offers and known.add_ons is add_ons
                if same and (known.source, known.reason) == (source, reason):
                    return known
            self._shops.append(made := Shop(offers, add_ons, source, reason))
            return made

    def sold(self, view: CatalogView) -> Sold | None:
        """Return what may be sold of a list, where it was looked through and still holds."""
        now = datetime.now(UTC)
        with self._lock:
            found = (one for one in self._sold if one.seen is view.offers and (one.until is None or now < one.until))
            return next(found, None)

    def look_through(self, view: CatalogView, scope: Scope) -> Sold:
        """Look a list through for what may be sold."""
        now = datetime.now(UTC)
        sale = Sale(scope, at=now)
        offers = {offer.path: offer for offer in view.offers if not reasons(offer, sale)}
        changes = (moment for offer in view.offers for moment in (offer.valid_from, offer.valid_to))
        until = min((moment for moment in changes if moment and moment > now), default=None)
        found = Sold(view.offers, offers, until, any(offer.cross_sell_add_ons for offer in offers.values()))
        with self._lock:
            self._sold.append(found)
        return found


def api_filter(playbook: Playbook) -> dict[str, str]:
    """Return the attribute filter that goes to the API: of several values the first, because it takes one."""
    return {name: values[0] for name, values in playbook.offers.attributes.items() if values}
