"""Limio's own figure for an order, beside ours: asked once an order, kept for a while, and never in a sale's way."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from decimal import Decimal
from typing import Any

from limio_langchain import redaction
from limio_langchain.api.preview import preview_order
from limio_langchain.errors import LimioError
from limio_langchain.health import LASTING, REST
from limio_langchain.models.offer import Offer
from limio_langchain.models.order import CheckoutRequest, OrderItem
from limio_langchain.models.preview import PreviewedCharge
from limio_langchain.operation import Flow
from limio_langchain.recommendation import Cost
from limio_langchain.recommendation.sums import as_text
from limio_langchain.settings import LimioSettings

log = redaction.logger(__name__)
MOST = 1000  # orders whose figures are kept
Key = tuple[object, ...]


class Previews:
    """Asks and keeps what Limio says orders will be charged first.

    Args:
        settings: Whether it may be asked, where the answer has its amounts, how long a figure is kept (`catalog_ttl`).
    """

    def __init__(self, settings: LimioSettings) -> None:
        self._settings = settings
        self._kept: OrderedDict[Key, tuple[float, PreviewedCharge | None]] = OrderedDict()
        self._lock = threading.Lock()
        self._rests_until = 0.0

    def first_charge(
        self, request: CheckoutRequest, subscription_id: str | None = None
    ) -> Flow[PreviewedCharge | None]:
        """Return what an order, or a change of a subscription to it, is charged first; None where Limio does not say.

        No failure leaves here.
        """
        key = (subscription_id, *_key(request))
        with self._lock:
            moment, known = self._kept.get(key, (0.0, None))
        if moment and time.monotonic() - moment < self._settings.catalog_ttl:
            return known
        found = None if time.monotonic() < self._rests_until else (yield from self._asked(request, subscription_id))
        with self._lock:
            self._kept[key] = time.monotonic(), found
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return found

    def _asked(self, request: CheckoutRequest, subscription_id: str | None) -> Flow[PreviewedCharge | None]:
        try:
            return (yield from preview_order(request, self._settings, subscription_id)).first
        except LimioError as error:
            log.info("no preview of an order: %s", type(error).__name__)
            if isinstance(error, LASTING):  # the next customer is not made to wait for it
                self._rests_until = time.monotonic() + REST
            return None


def compared(charge: PreviewedCharge | None, ours: Cost) -> dict[str, Any]:
    """Return Limio's figure beside ours, and whether they differ; the host is told where they do."""
    if charge is None:
        return {"first_payment": None, "differs": None}
    first = _charged_first(ours)
    differs = first is not None and (first, ours.currency) != (charge.amount, charge.currency)
    if differs:
        what = "Limio's preview is %s %s where the catalogue comes to %s %s"
        log.warning(what, charge.currency, charge.amount, ours.currency, first)
    told = {"first_payment": format(charge.amount, "f"), "currency": charge.currency, "on": charge.on.isoformat()}
    return told | {"differs": differs, "ours": as_text(first)}


def _charged_first(ours: Cost) -> Decimal | None:
    """Return the first sum that is charged at all: a trial's comes when it ends."""
    if ours.starts_free:
        return ours.total
    return ours.first if ours.first or ours.known else None


def in_words(told: dict[str, Any]) -> str:
    """Return Limio's figure for a model to pass on; that ours stands in where it does not say."""
    if told["first_payment"] is None:
        return "Limio's own figure could not be had: the total is the catalogue's"
    what = f"Limio says {told['currency']} {told['first_payment']} is paid first, on {told['on']}"
    if told["differs"]:
        return f"{what}: another sum than the catalogue's {told['ours']}; tell the customer Limio's"
    return what


def _key(request: CheckoutRequest) -> Key:
    return (*sorted(map(_line, request.items)), request.country)


def _line(item: OrderItem) -> tuple[str, str, int]:
    version = item.offer.version if isinstance(item.offer, Offer) else item.version
    return item.path or item.id or "", version or "", item.quantity
