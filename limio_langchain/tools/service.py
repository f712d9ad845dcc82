"""What every tool works with: the catalogue, the settings, the host's context."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from limio_langchain.catalog import Catalog
from limio_langchain.errors import InputError
from limio_langchain.models.context import SalesContext
from limio_langchain.models.order import CheckoutRequest, CustomerDetails, OrderItem, Tracking
from limio_langchain.settings import LimioSettings
from limio_langchain.tools.arguments import Item, Order

ORDERS = uuid.UUID("6f1d1f6e-6f0b-5f39-9d0e-3f9a2b1c7d54")  # the namespace of external ids made by tools


@dataclass(frozen=True)
class Service:
    """What every tool works with.

    Attributes:
        settings: The toolkit's settings.
        catalog: The toolkit's catalogue.
        context: What the host knows; its values win over a model's.
        channels: Sales channels this agent may sell through; empty means any.
    """

    settings: LimioSettings
    catalog: Catalog
    context: SalesContext
    channels: tuple[str, ...] = ()

    def order(
        self, args: Order, thread: str | None, *, tag: str | None = None, note: str | None = None
    ) -> CheckoutRequest:
        """Return the order for a tool's arguments, with the host's context and an id that a repetition finds again."""
        # The offer the customer was told of, where it is in memory: then the checkout needs no look-up.
        items = tuple(
            OrderItem(offer=self.catalog.remembered(item.offer) or item.offer, quantity=item.quantity)
            for item in args.items
        )
        customer = self._customer(args)
        if all(item.is_add_on for item in items):
            raise InputError("items", "an add-on is sold beside an offer; this order has no offer")
        return CheckoutRequest(
            items=items,
            customer=customer,
            country=self.context.country,
            tracking=self._tracking(tag),
            external_id=self.context.order_key or order_id(thread, args.items, customer),
            custom_fields={"note": note} if note else None,
        )

    def _customer(self, args: Order) -> CustomerDetails:
        said = {name: getattr(args, name) for name in ("email", "first_name", "last_name", "company")}
        known = self.context.customer.model_dump(exclude_none=True) if self.context.customer else {}
        return CustomerDetails(**(said | known))

    def _tracking(self, tag: str | None) -> Tracking | None:
        tracking = self.context.tracking or Tracking()
        return tracking.model_copy(update={"tag": tag}) if tag else self.context.tracking


def order_id(thread: str | None, items: Sequence[Item], customer: CustomerDetails) -> str:
    """Return the id of an order: the same for the same thread, items and e-mail.

    With neither a thread nor an e-mail two strangers' orders could not be told apart, so each call is its own order.
    """
    if thread is None and customer.email is None:
        return str(uuid.uuid4())
    lines = sorted((item.offer, item.quantity) for item in items)
    email = customer.email.lower() if customer.email else None
    return str(uuid.uuid5(ORDERS, json.dumps([thread, lines, email], ensure_ascii=True)))
