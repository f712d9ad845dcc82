"""What every tool works with: the catalogue, the settings, the host's context, what is sold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from limio_langchain.catalog import Catalog
from limio_langchain.eligibility import Reason, Sale, Scope, reasons, reasons_of_label, reasons_of_path
from limio_langchain.errors import InputError, NotForSale
from limio_langchain.models.context import SalesContext
from limio_langchain.models.offer import Offer
from limio_langchain.models.order import CheckoutRequest, CustomerDetails, OrderItem, Tracking
from limio_langchain.operation import Flow
from limio_langchain.order_key import conversation_mark, read_repeat
from limio_langchain.settings import LimioSettings
from limio_langchain.tools.arguments import CreateQuote, OfCustomer, Order
from limio_langchain.tools.caller import Caller
from limio_langchain.tools.previews import Previews
from limio_langchain.tools.shown import ShownOffers

QUOTE_TAG = "quote"  # how a CRM job tells a quote's basket from others


@dataclass(frozen=True)
class Service:
    """What every tool works with.

    Attributes:
        settings: The toolkit's settings.
        catalog: The toolkit's catalogue.
        context: What the host knows; its values win over a model's.
        scope: The part of the catalogue that is sold.
        shown: What offers looked like when they were shown.
        previews: Limio's own figures for orders, where the host wants them.
    """

    settings: LimioSettings
    catalog: Catalog
    context: SalesContext
    scope: Scope = field(default_factory=Scope)
    shown: ShownOffers = field(default_factory=ShownOffers)
    previews: Previews | None = None

    def told(self, args: OfCustomer) -> Service:
        """Return the service with what a model says of country and currency, where the host says none."""
        country = self.context.country or self.settings.country or args.country
        known = {"country": country, "currency": self.context.currency or args.currency}
        if known == {"country": self.context.country, "currency": self.context.currency}:
            return self
        return replace(self, context=self.context.model_copy(update=known))

    def sold(self, offers: Iterable[Offer]) -> list[Offer]:
        """Return the offers that may be sold now."""
        sale = self._sale()
        return [offer for offer in offers if not reasons(offer, sale)]

    def check(self, caller: Caller, offer: Offer, *, for_quote: bool = False) -> None:
        """Refuse an offer that may not be sold now, or is no longer what this caller was shown (`OfferChanged`)."""
        self.check_sold(offer, for_quote=for_quote)
        self.shown.check(self.place(caller), offer)

    def check_sold(self, offer: Offer, *, for_quote: bool = False) -> None:
        """Refuse an offer that may not be sold now; a quote may be for what the sales team alone sells.

        Raises:
            NotForSale: Says why.
        """
        found = reasons(offer, self._sale())
        _refuse(offer.path, [reason for reason in found if not (for_quote and reason.code == "channel")])

    def check_links(self, paths: Iterable[str]) -> Flow[dict[str, Offer]]:
        """Refuse a purchase link for what may not be sold, as far as it is known; asks nobody.

        Returns:
            The offers by path, as they were last read, however long ago.

        Raises:
            NotForSale: Says why.
        """
        known: dict[str, Offer] = {}
        for path in paths:
            offer = self.catalog.remembered(path) or (yield from self.catalog.last_known(path))
            self.check_link(path, offer)
            if offer:
                known[path] = offer
        return known

    def check_link(self, path: str, offer: Offer | None) -> None:
        """Refuse a purchase link for an offer that may not be sold now; without it, for what its path alone says.

        Raises:
            NotForSale: Says why.
        """
        _refuse(path, self._against_link(offer) if offer else tuple(reasons_of_path(path, self.scope)))

    def check_label(self, label: str, offers: Sequence[Offer] = ()) -> None:
        """Refuse a purchase link for a label that may hold more than is sold here, or holds nothing that is.

        Args:
            label: The label.
            offers: The offers that carry it, where they are known.

        Raises:
            NotForSale: Says why.
        """
        _refuse(f"the label {label}", tuple(reasons_of_label(label, self.scope)))
        against = [self._against_link(offer) for offer in offers]
        if against and all(against):
            _refuse(f"the label {label} holds nothing that is sold here: {offers[0].path}", against[0])

    def _against_link(self, offer: Offer) -> Sequence[Reason]:
        return [
            reason for reason in reasons(offer, self._sale()) if reason.code != "unpublished"
        ]  # it needs no version

    def place(self, caller: Caller) -> str | None:
        """Return where offers are shown: the host's conversation, else the caller's."""
        return self.context.order_key or caller.place

    def _sale(self) -> Sale:
        return Sale(
            scope=self.scope,
            country=self.context.country or self.settings.country,
            currency=self.context.currency,
            at=datetime.now(UTC),
        )

    def order(self, args: Order, caller: Caller) -> CheckoutRequest:
        """Return the order for a tool's arguments, with the host's context.

        Raises:
            InputError: An order of add-ons alone, or a ``repeat_of`` that is not this conversation's.
        """
        quotes = isinstance(args, CreateQuote)
        told = {
            "customer": self._customer(args),
            "country": self.context.country,
            "tracking": self._tracking(QUOTE_TAG if quotes else None),
            "purpose": "quote" if quotes else "checkout",
            "custom_fields": {"note": args.note} if isinstance(args, CreateQuote) and args.note else None,
            **self._known_again_by(args, caller),
        }
        # An offer in memory needs no look-up.
        items = tuple(
            OrderItem(offer=self.catalog.remembered(item.offer) or item.offer, quantity=item.quantity)
            for item in args.items
        )
        if all(item.is_add_on for item in items):
            raise InputError("items", "an add-on is sold beside an offer; this order has no offer")
        return CheckoutRequest(items=items, **told)

    def _known_again_by(self, args: Order, caller: Caller) -> dict[str, Any]:
        """Return what makes a later call a repetition of this one: the host's key, an earlier answer, or the call."""
        stated = self.context.order_key or (caller.identity if caller.conversation else None)
        if stated and args.repeat_of:
            secret = self.settings.order_key_secret
            if read_repeat(secret, args.repeat_of)[0] != conversation_mark(secret, stated):
                raise InputError("repeat_of", "is of another conversation; leave it out")
        known = stated or caller.identity
        told = {"order_number": self.context.order_number, "repeat_of": args.repeat_of}
        return told | ({"conversation": known} if known else {})

    def _customer(self, args: Order) -> CustomerDetails:
        said = {name: getattr(args, name) for name in ("email", "first_name", "last_name", "company")}
        known = self.context.customer.model_dump(exclude_none=True) if self.context.customer else {}
        return CustomerDetails(**(said | known))

    def _tracking(self, tag: str | None) -> Tracking | None:
        tracking = self.context.tracking or Tracking()
        return tracking.model_copy(update={"tag": tag}) if tag else self.context.tracking


def _refuse(path: str, found: Sequence[Reason]) -> None:
    if found:
        raise NotForSale(path, tuple(reason.code for reason in found), "; ".join(map(str, found)))
