"""What one sandbox holds: its catalogue, baskets, tokens and clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from limio_langchain.sandbox.baskets import Baskets, Repeated
from limio_langchain.sandbox.catalogue import Catalogue
from limio_langchain.sandbox.orders import PlacedOrders
from limio_langchain.sandbox.signing import Signer
from limio_langchain.sandbox.subscriptions import Subscriptions
from limio_langchain.sandbox.tokens import Tokens
from limio_langchain.sandbox.webhooks import Webhooks

Envelope = Literal["documented", "seen"]


@dataclass(frozen=True)
class Tenant:
    """A made-up tenant of Limio's.

    Attributes:
        catalogue: What is on sale.
        baskets: What was put together.
        orders: What was paid.
        subscriptions: What customers have.
        webhooks: Where it is told of.
        tokens: What was given out.
        signer: Signs links.
        clock: Seconds since the epoch.
        envelope: Which of the two list envelopes is answered.
        order_fields: Fields of ``order`` it knows beside the contract's.
        behaviours: In which it differs from the contract.
        shop_name: What the shop is called.
    """

    catalogue: Catalogue
    baskets: Baskets
    orders: PlacedOrders
    subscriptions: Subscriptions
    webhooks: Webhooks
    tokens: Tokens
    signer: Signer
    clock: Callable[[], float]
    envelope: Envelope
    order_fields: frozenset[str]
    behaviours: frozenset[str]
    shop_name: str


def tenant_of(
    catalogue: Catalogue,
    webhooks: Webhooks,
    clock: Callable[[], float],
    envelope: Envelope,
    order_fields: frozenset[str],
    behaviours: frozenset[str],
    repeated: Repeated,
    shop_name: str,
) -> Tenant:
    """Return a tenant that has sold nothing yet; `repeated` says which of several orders with one number it keeps."""
    signer = Signer()
    return Tenant(
        catalogue=catalogue,
        baskets=Baskets(catalogue, signer, clock, behaviours, repeated),
        orders=PlacedOrders(clock),
        subscriptions=Subscriptions(catalogue, clock, behaviours),
        webhooks=webhooks,
        tokens=Tokens(clock),
        signer=signer,
        clock=clock,
        envelope=envelope,
        order_fields=order_fields,
        behaviours=behaviours,
        shop_name=shop_name,
    )
