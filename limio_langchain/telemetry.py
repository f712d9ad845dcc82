"""Traces and metrics, for whoever has set up OpenTelemetry; else nothing happens, and nothing is loaded for it.

Only its API is used, and only once the host has loaded it: that is what an SDK does. No label holds anything of a
customer's, of a conversation or of a secret: each comes from a closed set, or is the name of an error's class.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from logging import INFO, WARNING
from typing import TYPE_CHECKING

from limio_langchain import redaction

if TYPE_CHECKING:
    from opentelemetry.metrics import Counter, Histogram, Meter, MeterProvider, _Gauge
    from opentelemetry.trace import Span, Tracer, TracerProvider

log = redaction.logger(__name__)
SCOPE = "limio_langchain"
CHOSEN = frozenset({"details_declined", "promo_code"})  # by the customer, so there is nothing to mend
Labels = Mapping[str, str | int]
# Where a path names one object, its id would make a series of its own.
_AN_ID = re.compile(r"/[^/]*\d[^/]*(?=/|$)")
_CODE = re.compile(r"[a-z_]{1,40}")
_NO_ID = re.compile(r"/(?:v\d|oauth2)$")


class Instruments:
    """What is measured, each made when it is first used.

    Args:
        tracers: The host's own when left out.
        meters: Likewise.
    """

    def __init__(self, tracers: TracerProvider | None = None, meters: MeterProvider | None = None) -> None:
        self._tracers, self._meters = tracers, meters

    @property
    def traces(self) -> bool:
        """Whether anybody takes spans; an SDK may be loaded, as LangSmith does, and not be set up."""
        from opentelemetry.trace import ProxyTracerProvider, get_tracer_provider  # noqa: PLC0415  as below

        return self._tracers is not None or not isinstance(get_tracer_provider(), ProxyTracerProvider)

    @cached_property
    def tracer(self) -> Tracer:
        """Makes spans."""
        from opentelemetry.trace import get_tracer  # noqa: PLC0415  loaded only where the host has loaded it

        return get_tracer(SCOPE, tracer_provider=self._tracers)

    @cached_property
    def meter(self) -> Meter:
        """Makes the rest."""
        from opentelemetry.metrics import get_meter  # noqa: PLC0415  as above

        return get_meter(SCOPE, meter_provider=self._meters)

    @cached_property
    def request_seconds(self) -> Histogram:
        """How long Limio took, and how it went."""
        return self.meter.create_histogram("limio.request.duration", "s", "Requests to Limio's API.")

    @cached_property
    def turn_seconds(self) -> Histogram:
        """How long customers waited."""
        return self.meter.create_histogram("limio.agent.turn.duration", "s", "Turns of conversations.")

    @cached_property
    def checkouts(self) -> Counter:
        """What customers were handed to buy with, and why not the assisted checkout."""
        return self.meter.create_counter("limio.checkouts", "1", "Links handed over, by kind and fallback reason.")

    @cached_property
    def breakers(self) -> Counter:
        """How often the API began to be left alone."""
        return self.meter.create_counter("limio.breaker.opened", "1", "Times the API began to be left alone for 30 s.")

    @cached_property
    def model_failures(self) -> Counter:
        """Turns in which the model gave no answer."""
        return self.meter.create_counter("limio.agent.model.failures", "1", "Calls of the model that failed.")

    @cached_property
    def approvals(self) -> _Gauge:
        """How many orders wait for a colleague."""
        return self.meter.create_gauge("limio.agent.approvals.waiting", "1", "Orders that wait for a colleague.")

    @cached_property
    def approval_age(self) -> _Gauge:
        """How long the order has waited that waits longest."""
        return self.meter.create_gauge("limio.agent.approvals.age", "s", "The longest wait for a colleague.")

    @cached_property
    def webhook_lag(self) -> Histogram:
        """How late a webhook came."""
        return self.meter.create_histogram("limio.webhook.lag", "s", "From an order's submission to its webhook.")


_INSTRUMENTS = Instruments()


def instruments() -> Instruments | None:
    """Return what is measured, or None where nobody has set up OpenTelemetry."""
    return _INSTRUMENTS if "opentelemetry.metrics" in sys.modules else None


@contextmanager
def request(method: str, path: str) -> Iterator[None]:
    """Trace and time one request to Limio's API; what it raises goes on.

    Args:
        method: The HTTP method.
        path: The path without its query; a segment with digits counts as an id and is left out.
    """
    if (known := instruments()) is None:
        yield
        return
    route = route_of(path)
    labels: dict[str, str | int] = {"http.request.method": method, "url.template": route}
    with (
        _timed(known.request_seconds, labels),
        _span(known, f"{method} {route}", labels) as span,
        _telling(span, labels),
    ):
        yield


@contextmanager
def turn() -> Iterator[None]:
    """Trace and time one turn of a conversation; what it raises goes on."""
    if (known := instruments()) is None:
        yield
        return
    labels: dict[str, str | int] = {}
    with _timed(known.turn_seconds, labels), _span(known, "limio.agent.turn", {}) as span, _telling(span, labels):
        yield


@contextmanager
def step(name: str, *harmless: type[BaseException]) -> Iterator[None]:
    """Trace one step of a turn; what it raises goes on.

    Args:
        name: The step's, of the graph's own.
        harmless: What it may raise without having failed.
    """
    if (known := instruments()) is None or not known.traces:
        yield
        return
    with _span(known, f"limio.agent.{name}", {}) as span, _telling(span, {}, harmless):
        yield


def checkout(kind: str, reason: str | None, why: object = "") -> None:
    """Count what a customer was handed, and log why it is not the assisted checkout.

    Args:
        kind: What it is.
        reason: A word of code's own, or None.
        why: The error behind it, for the log alone.
    """
    told = "none" if reason is None else reason if _CODE.fullmatch(reason) else "other"
    if kind == "purchase_link" and reason:
        level = INFO if reason in CHOSEN else WARNING
        log.log(level, "a purchase link instead of an assisted checkout: %s%s", told, f" ({why})" if why else "")
    if known := instruments():
        known.checkouts.add(1, {"kind": kind, "reason": told})


def breaker_opened(reason: str | None) -> None:
    """Count that the API begins to be left alone, and why."""
    if known := instruments():
        known.breakers.add(1, {"reason": reason or "unknown"})


def model_failed(error: str) -> None:
    """Count a model's call that failed, by the name of the error's class."""
    if known := instruments():
        known.model_failures.add(1, {"error.type": error})


def approvals(waiting: int, longest: float) -> None:
    """Tell how many orders wait for a colleague, and for how many seconds the first of them does."""
    if known := instruments():
        known.approvals.set(waiting)
        known.approval_age.set(longest)


def webhook(kind: str, lag: float) -> None:
    """Tell how many seconds after what it tells a webhook came."""
    if known := instruments():
        known.webhook_lag.record(max(0.0, lag), {"kind": kind})


def route_of(path: str) -> str:
    """Return a path as a label: what names one object becomes ``{id}``."""
    return _AN_ID.sub(lambda found: found[0] if _NO_ID.match(found[0]) else "/{id}", path)


@contextmanager
def _timed(histogram: Histogram, labels: Labels) -> Iterator[None]:
    began = time.perf_counter()
    try:
        yield
    finally:
        histogram.record(time.perf_counter() - began, labels)


@contextmanager
def _span(known: Instruments, name: str, labels: Labels) -> Iterator[Span]:
    # The error's text and story may quote a customer, so the span keeps its class alone.
    with known.tracer.start_as_current_span(
        name, attributes=labels, record_exception=False, set_status_on_exception=False
    ) as span:
        yield span


@contextmanager
def _telling(
    span: Span, labels: dict[str, str | int], harmless: tuple[type[BaseException], ...] = ()
) -> Iterator[None]:
    """Put what fails inside among the labels and on the span, by its class."""
    try:
        yield
    except harmless:
        raise
    except BaseException as error:
        _failed(error, labels, span)
        raise


def _failed(error: BaseException, labels: dict[str, str | int], span: Span) -> None:
    from opentelemetry.trace import StatusCode  # noqa: PLC0415  as above

    told: dict[str, str | int] = {"error.type": type(error).__name__}
    if isinstance(status := getattr(error, "status", None), int):
        told["http.response.status_code"] = status
    labels.update(told)
    span.set_attributes(told)
    span.set_status(StatusCode.ERROR)
