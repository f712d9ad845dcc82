"""`LimioClient`: runs Limio operations, blocking."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Self, TypeVar

import httpx

from limio_langchain import telemetry
from limio_langchain.api import baskets as basket_api
from limio_langchain.api import checkout as checkout_api
from limio_langchain.api import offers as offer_api
from limio_langchain.api import orders as order_api
from limio_langchain.api import preview as preview_api
from limio_langchain.api import subscriptions as subscription_api
from limio_langchain.auth import ClientCredentials
from limio_langchain.client.base import Client, affordable
from limio_langchain.client.failures import FAILURES, failure
from limio_langchain.client.wire import CappedTransport
from limio_langchain.deadline import Clock, Deadline, at_most, within
from limio_langchain.errors import DeadlineExceeded, LimioError
from limio_langchain.health import Health
from limio_langchain.models.basket import AbandonedBasket, BasketPage, BasketPosition
from limio_langchain.models.checkout import CheckoutResult, CheckoutSession
from limio_langchain.models.offer import Offer
from limio_langchain.models.order import CheckoutRequest
from limio_langchain.models.page import OfferPage
from limio_langchain.models.placed_order import PlacedOrder
from limio_langchain.models.preview import OrderPreview
from limio_langchain.models.subscription import Subscription, SubscriptionChange
from limio_langchain.operation import Aside, Call, Operation, Pause
from limio_langchain.pausing import Pausing
from limio_langchain.retry import retried
from limio_langchain.settings import LimioSettings

T = TypeVar("T")


class LimioClient(Client):
    """Runs Limio operations, blocking. A context manager; may be shared between threads and made before a fork.

    Every method has the settings' deadline for all it does: look-ups, token, retries and pauses. What can go wrong is a
    `limio_langchain.errors.LimioError`; the functions named in each method say which.

    Args:
        settings: Where the API is, who asks, how long to wait.
        transport: Sends the requests; for tests.
        auth: Shares another client's token, across threads and event loops.
        health: Shares another client's knowledge of the API being down.
        clock: What time it is and who sleeps; for tests.
        pausing: Shares another client's knowledge of new baskets being stopped.
    """

    def __init__(
        self,
        settings: LimioSettings,
        *,
        transport: httpx.BaseTransport | None = None,
        auth: ClientCredentials | None = None,
        health: Health | None = None,
        clock: Clock | None = None,
        pausing: Pausing | None = None,
    ) -> None:
        self._given = transport
        super().__init__(settings, auth, health, clock, pausing)

    def _start(self) -> None:
        self._transport = CappedTransport(self._given, self.settings.ca_bundle)
        self._http = httpx.Client(transport=self._transport, **self.http_options())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections; a later call opens new ones."""
        self._transport.close()

    def close_unused(self) -> None:
        """Close the connections once no other thread's call is on its way; a later call opens new ones."""
        self._transport.close_unused()

    def run(self, call: Call[T]) -> T:
        """Run an operation or a flow within the settings' deadline, and return its result."""
        steps = iter(call)
        with self._transport.used(), within(self.settings.deadline, self.clock) as deadline:
            try:
                step = next(steps)
                while True:
                    try:
                        answer = self._perform(step, deadline)
                    except LimioError as error:
                        step = steps.throw(error)  # the flow may know what to do about it
                    else:
                        step = steps.send(answer)
            except StopIteration as done:
                result: T = done.value
                return result
            finally:
                steps.close()

    def _perform(self, step: Any, deadline: Deadline) -> Any:
        if isinstance(step, Aside):  # the disk stands in when the time for the API is over
            return step.work()
        left = deadline.check()
        if isinstance(step, Operation):
            return self._ask(step)
        if isinstance(step, Pause):
            return self.clock.sleep(affordable(step, left))
        with contextlib.suppress(TimeoutError):
            return step.flight.result(left)
        raise DeadlineExceeded("the time allowed for this call ended while another caller's answer was awaited")

    def _ask(self, operation: Operation[T]) -> T:
        self.ready(operation.method)
        limited = at_most(operation.patience, self.clock)
        with self.attempt(operation), limited, telemetry.request(operation.method, operation.path):
            try:
                response = self._http.request(operation.method, operation.target, json=operation.body)
            except FAILURES as error:
                failed = failure(operation.name, error)
            else:
                return operation.answer(response.status_code, response.headers, response.content)
            raise failed  # outside the except block: httpx's error holds the request, which must not be in the chain

    def list_offers(
        self,
        attributes: offer_api.Attributes | None = None,
        *,
        path: str | None = None,
        tags: str | None = None,
        page_size: int = 50,
        source: offer_api.Source = "published",
        reduced: bool = False,
    ) -> OfferPage:
        """Return the first page of offers that hold all `attributes` (`api.offers.list_offers`)."""
        page = offer_api.list_offers(
            attributes, path=path, tags=tags, page_size=page_size, source=source, reduced=reduced
        )
        return self.run(retried(page))

    def iter_offers(
        self,
        attributes: offer_api.Attributes | None = None,
        *,
        path: str | None = None,
        tags: str | None = None,
        page_size: int = 50,
        source: offer_api.Source = "published",
        reduced: bool = False,
    ) -> Iterator[Offer]:
        """Yield every offer that holds all `attributes`, once; each page has a deadline of its own."""
        pages = offer_api.Pages(
            offer_api.list_offers(attributes, path=path, tags=tags, page_size=page_size, source=source, reduced=reduced)
        )
        while pages.next is not None:
            yield from pages.new(self.run(retried(pages.next)))

    def list_catalog_items(
        self, record_type: offer_api.RecordType, attributes: offer_api.Attributes | None = None, *, page_size: int = 50
    ) -> OfferPage:
        """Return the first page of live catalogue items of one kind (`api.offers.list_catalog_items`)."""
        return self.run(retried(offer_api.list_catalog_items(record_type, attributes, page_size=page_size)))

    def get_offer(self, path: str) -> Offer:
        """Return the published offer or add-on at `path`; OrderRefused (404) when there is none."""
        return self.run(offer_api.get_offer(path))

    def initiate_checkout(self, request: CheckoutRequest) -> CheckoutSession:
        """Make the order's basket and return its links (`api.checkout.initiate_checkout`)."""
        return self.run(checkout_api.initiate_checkout(request, self.settings))

    def checkout_or_link(self, request: CheckoutRequest) -> CheckoutResult:
        """Make the assisted checkout, or else a purchase link with the reason (`api.checkout.checkout_or_link`)."""
        return self.run(checkout_api.checkout_or_link(request, self.settings))

    def preview_order(self, request: CheckoutRequest, subscription_id: str | None = None) -> OrderPreview:
        """Return what Limio says an order will be charged; off until it is turned on (`api.preview.preview_order`)."""
        return self.run(preview_api.preview_order(request, self.settings, subscription_id))

    def get_order(self, order_id: str) -> PlacedOrder:
        """Return an order that reached Limio, as it is now (`api.orders.get_order`)."""
        return self.run(order_api.get_order(order_id))

    def get_subscription(self, subscription_id: str) -> Subscription:
        """Return a subscription (`api.subscriptions.get_subscription`)."""
        return self.run(retried(subscription_api.get_subscription(subscription_id)))

    def list_subscriptions(self, customer_id: str) -> tuple[Subscription, ...]:
        """Return what a customer has (`api.subscriptions.list_subscriptions`)."""
        return self.run(retried(subscription_api.list_subscriptions(customer_id)))

    def start_subscription_change(self, subscription_id: str) -> SubscriptionChange:
        """Begin a change of a subscription (`api.subscriptions.start_subscription_change`)."""
        return self.run(subscription_api.start_subscription_change(subscription_id, self.settings))

    def list_abandoned_baskets(
        self, created_after: datetime, *, limit: int = 50, cursor: str | None = None
    ) -> BasketPage:
        """Return one page of the baskets made after a moment (`api.baskets.list_abandoned_baskets`)."""
        return self.run(retried(basket_api.list_abandoned_baskets(created_after, limit=limit, cursor=cursor)))

    def iter_basket_batches(
        self, position: BasketPosition, *, limit: int = 50, include_completed: bool = False
    ) -> Iterator[tuple[tuple[AbandonedBasket, ...], BasketPosition]]:
        """Yield new baskets, page by page, each with the position to keep once that page is dealt with."""
        position = position.onward()
        while not position.ended:
            batch, position = self.run(
                basket_api.next_baskets(position, limit=limit, include_completed=include_completed)
            )
            yield batch, position

    def iter_abandoned_baskets(
        self, created_after: datetime, *, limit: int = 50, include_completed: bool = False
    ) -> Iterator[AbandonedBasket]:
        """Yield each basket made after a moment, once; `limit` is the size of a page."""
        start = BasketPosition(created_after)
        for batch, _ in self.iter_basket_batches(start, limit=limit, include_completed=include_completed):
            yield from batch
