"""Cells of the clients: the two calls that sell, under every fault, and every operation, under eight."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple

from faults.listed import Fault
from faults.record import Record, recorded
from faults.stage import PRO, Stage, staged
from limio_langchain import AsyncLimioClient, CheckoutRequest, CustomerDetails, LimioClient, Offer, OrderItem
from limio_langchain.models.basket import BasketPosition
from limio_langchain.sandbox import Sandbox

WORLDS = ("sync", "async")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
Ask = Callable[[Any, Offer], Any]


def order(offer: Offer) -> CheckoutRequest:
    return CheckoutRequest(
        items=[OrderItem(offer=offer, quantity=2)], customer=CustomerDetails(email="jo@brand.io"), country="GB"
    )


class Operation(NamedTuple):
    """An operation of the clients: which of the sandbox's it asks, and how it is called."""

    on: str
    ask: Ask
    writes: bool = False


OPERATIONS = {
    "list_offers": Operation("offers", lambda client, _: client.list_offers()),
    "iter_offers": Operation("offers", lambda client, _: client.iter_offers()),
    "list_catalog_items": Operation("items", lambda client, _: client.list_catalog_items("add_on")),
    "get_offer": Operation("offers", lambda client, _: client.get_offer(PRO)),
    "list_abandoned_baskets": Operation("abandoned", lambda client, _: client.list_abandoned_baskets(LONG_AGO)),
    "iter_abandoned_baskets": Operation("abandoned", lambda client, _: client.iter_abandoned_baskets(LONG_AGO)),
    "iter_basket_batches": Operation(
        "abandoned", lambda client, _: client.iter_basket_batches(BasketPosition(LONG_AGO))
    ),
    "initiate_checkout": Operation(
        "checkout", lambda client, offer: client.initiate_checkout(order(offer)), writes=True
    ),
    "checkout_or_link": Operation("checkout", lambda client, offer: client.checkout_or_link(order(offer)), writes=True),
}


def blocking(stage: Stage, ask: Ask, offer: Offer) -> Any:
    """Ask, blocking; of what is iterated over, the whole."""
    with LimioClient(stage.settings(), **stage.shared()) as client:
        answer = ask(client, offer)
        return list(answer) if hasattr(answer, "__next__") else answer


def awaiting(stage: Stage, ask: Ask, offer: Offer) -> Any:
    """Ask, awaiting; of what is iterated over, the whole."""

    async def asked() -> Any:
        async with AsyncLimioClient(stage.settings(), **stage.shared()) as client:
            answer = ask(client, offer)
            return [one async for one in answer] if hasattr(answer, "__anext__") else await answer

    return asyncio.run(asked())


def asked_through(stage: Stage, world: str, ask: Ask, offer: Offer) -> Record:
    with recorded(stage) as record:
        answer = blocking(stage, ask, offer) if world == "sync" else awaiting(stage, ask, offer)
        record.end, record.reason = getattr(answer, "kind", "answered"), getattr(answer, "reason", None)
        record.usable = getattr(answer, "url", None)
    return record


@cache
def sold(limio: Sandbox, fault: Fault, on: str, world: str) -> Record:
    """Play `checkout_or_link` with the fault on the checkout, its token known, or on the token, with none known."""
    with staged(limio, on, fault.deadline) as stage:
        offer = stage.warmed()
        if on == "token":
            stage.auth = None
        breaks = fault.token_breaks if on == "token" and fault.token_breaks else fault.breaks
        breaks(stage)
        return asked_through(stage, world, OPERATIONS["checkout_or_link"].ask, offer)


@cache
def operated(limio: Sandbox, fault: Fault, name: str, world: str) -> Record:
    """Play an operation with the fault on it, its token known."""
    operation = OPERATIONS[name]
    with staged(limio, operation.on, fault.deadline) as stage:
        offer = stage.warmed()
        fault.breaks(stage)
        return asked_through(stage, world, operation.ask, offer)
