"""Where offers come from: the API, the last good copy, a file. The only cache.

When the API cannot be read a sale goes on with older offers, whose prices are then confirmed at checkout: the last good
copy of this very list, else the fitting part of the last good copy of the whole, else the catalogue file. A list that
took all the time a call may take is not asked for again for as long.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Literal

from limio_langchain import stored_offers
from limio_langchain.api.offers import all_offers, get_offer, is_unpublished, list_catalog_items, list_offers
from limio_langchain.errors import (
    CatalogueUnavailable,
    DeadlineExceeded,
    FallbackReason,
    InputError,
    LimioError,
    NoCredentials,
    told_again,
)
from limio_langchain.models.offer import ADD_ON_PREFIX, Offer
from limio_langchain.models.page import OfferPage
from limio_langchain.operation import Aside, Flow, Operation, Wait
from limio_langchain.process import PerProcess
from limio_langchain.settings import LimioSettings
from limio_langchain.stored_offers import Copy

PAGE_SIZE = 250  # about 850 kB of usual offers a page, far below Limio's 6 MB
Source = Literal["api", "last_good", "file"]
Key = Operation[OfferPage]
EVERY_OFFER, EVERY_ADD_ON = list_offers(page_size=PAGE_SIZE), list_catalog_items("add_on", page_size=PAGE_SIZE)


@dataclass(frozen=True)
class CatalogView:
    """Offers, and how far they can be trusted.

    Attributes:
        offers: The offers, each path once.
        source: ``api`` for a list no older than the settings' ``catalog_ttl``, else what stood in for it.
        age_seconds: Seconds since the API gave the list, or since the file was changed.
        complete: Whether the list is whole, as far as the server's total tells.
        reason: Why the list is not from the API, or None.
    """

    offers: tuple[Offer, ...]
    source: Source = "api"
    age_seconds: float = 0.0
    complete: bool = True
    reason: FallbackReason | None = None


class Catalog(PerProcess):
    """Offers and add-ons, fetched once however many callers wait, and kept.

    Args:
        settings: How long a list stays fresh, where its last good copy is kept, which file stands in.
        wall_clock: Seconds since the epoch; copies outlive the process, so their age needs it.
    """

    def __init__(self, settings: LimioSettings, *, wall_clock: Callable[[], float] = time.time) -> None:
        self._settings, self._clock = settings, wall_clock
        self._copies: dict[Key, Copy] = {}
        self._ran_out: dict[Key, tuple[DeadlineExceeded, float]] = {}  # with when
        super().__init__()

    def _start(self) -> None:
        self._flights: dict[Key, Future[Copy | LimioError | None]] = {}
        self._lock = threading.Lock()  # guards the three above; never held while anyone waits

    def offers(self, attributes: Mapping[str, str] | None = None) -> Flow[CatalogView]:
        """The published offers that hold all `attributes`; CatalogueUnavailable when no source has any."""
        wanted = dict(sorted((attributes or {}).items()))
        return self._view(list_offers(wanted, page_size=PAGE_SIZE), EVERY_OFFER, wanted)

    def add_ons(self) -> Flow[CatalogView]:
        """The published add-ons; CatalogueUnavailable when no source has any."""
        return self._view(EVERY_ADD_ON, EVERY_ADD_ON, {})

    def offer(self, path: str) -> Flow[Offer]:
        """The offer or add-on at `path`, from memory if it is there; OrderRefused (404) when it is not published."""
        if known := self.remembered(path):
            return known
        try:
            return (yield from get_offer(path))
        except LimioError as error:
            if is_unpublished(path, error):
                raise
            every = EVERY_ADD_ON if path.startswith(ADD_ON_PREFIX) else EVERY_OFFER
            view = yield from self._instead(every, every, {}, error)
            found = next((offer for offer in view.offers if offer.path == path), None)
            if found is None:
                raise
            return found

    def remembered(self, path: str) -> Offer | None:
        """Return the offer at `path` as seen within the last ``catalog_ttl`` seconds, asking nobody."""
        with self._lock:
            fresh = sorted(filter(self._is_fresh, self._copies.values()), key=lambda copy: -copy.taken_at)
        return next((offer for copy in fresh for offer in copy.offers if offer.path == path), None)

    def last_known(self, path: str) -> Flow[Offer | None]:
        """The offer at `path` as it was last read, however long ago, asking nobody; None where no copy holds it."""
        with self._lock:
            copies = sorted(self._copies.values(), key=lambda copy: -copy.taken_at)
        offers: Iterable[Offer] = (offer for copy in copies for offer in copy.offers)
        if not copies:
            every = EVERY_ADD_ON if path.startswith(ADD_ON_PREFIX) else EVERY_OFFER
            try:
                offers = (yield from self._instead(every, every, {}, CatalogueUnavailable())).offers
            except LimioError:
                return None
        return next((offer for offer in offers if offer.path == path), None)

    def _is_fresh(self, copy: Copy) -> bool:
        return 0 <= self._clock() - copy.taken_at < self._settings.catalog_ttl

    def _view(self, key: Key, every: Key, wanted: Mapping[str, str]) -> Flow[CatalogView]:
        try:
            copy = yield from self._current(key)
        except InputError:
            raise
        except LimioError as error:
            return (yield from self._instead(key, every, wanted, error))
        return CatalogView(copy.offers, "api", max(0.0, self._clock() - copy.taken_at), copy.complete)

    def _current(self, key: Key) -> Flow[Copy]:
        """The list as the API gives it: from memory while fresh, else fetched, once for all who wait."""
        while True:
            with self._lock:
                copy, flight = self._copies.get(key), self._flights.get(key)
                if copy and self._is_fresh(copy):
                    return copy
                self._rest(key)
                if flight is None:
                    ours = self._flights[key] = Future()
                    ours.set_running_or_notify_cancel()  # so that a cancelled waiter cannot cancel it for all
            if flight is None:
                return (yield from self._fetch(key, ours))
            outcome = yield from Wait(flight)
            if isinstance(outcome, LimioError):
                raise told_again(outcome)
            if outcome is not None:
                return outcome

    def _rest(self, key: Key) -> None:
        """Raise again where the list just took all the time there was, so that nobody waits twice in one turn."""
        error, moment = self._ran_out.get(key, (None, 0.0))
        if error and 0 <= self._clock() - moment < self._settings.deadline:
            raise told_again(error)

    def _fetch(self, key: Key, flight: Future[Copy | LimioError | None]) -> Flow[Copy]:
        outcome: Copy | LimioError | None = None  # "look again": the fetch was cut short
        try:
            page = yield from all_offers(key)
            outcome = copy = Copy(page.offers, page.complete, self._clock())
            with self._lock:
                self._copies[key] = copy
        except LimioError as error:
            outcome = error
            raise
        finally:
            with self._lock:
                self._flights.pop(key, None)
                if isinstance(outcome, DeadlineExceeded):
                    self._ran_out[key] = outcome, self._clock()
            flight.set_result(outcome)
        if directory := self._settings.cache_dir:
            place = stored_offers.place_of(directory, f"{self._settings.api_url}{key.target}")
            yield from Aside(lambda: stored_offers.keep(place, copy))
        return copy

    def _instead(self, key: Key, every: Key, wanted: Mapping[str, str], error: LimioError) -> Flow[CatalogView]:
        """What stands in for a list the API did not give, in the order the module's docstring names."""
        copy = yield from self._last_good(key)
        if copy is None and key != every and (whole := (yield from self._last_good(every))):
            copy = _part(whole, wanted, every)
        source: Source = "last_good"
        if copy is None and (path := self._settings.catalog_file):
            file = yield from Aside(lambda: stored_offers.read_catalog_file(path))
            copy, source = _part(file, wanted, every), "file"
        if copy is None:
            if isinstance(error, NoCredentials):
                raise CatalogueUnavailable("no credentials and no catalog_file (LIMIO_CATALOG_FILE): no offers to read")
            lacking = f"the catalogue cannot be read and no copy of it is kept: {error}"
            raise CatalogueUnavailable(lacking, may_pass=error.may_pass)
        return CatalogView(copy.offers, source, max(0.0, self._clock() - copy.taken_at), copy.complete, error.reason)

    def _last_good(self, key: Key) -> Flow[Copy | None]:
        with self._lock:
            copy = self._copies.get(key)
        if copy is None and (directory := self._settings.cache_dir):
            place = stored_offers.place_of(directory, f"{self._settings.api_url}{key.target}")
            copy = yield from Aside(lambda: stored_offers.load(place))
        return copy


def _part(copy: Copy, wanted: Mapping[str, str], every: Key) -> Copy:
    kind = "add_on" if every is EVERY_ADD_ON else "offer"
    fitting = (offer for offer in copy.offers if offer.kind == kind)
    held = tuple(o for o in fitting if all(o.carries(name, value) for name, value in wanted.items()))
    return Copy(held, copy.complete, copy.taken_at)
