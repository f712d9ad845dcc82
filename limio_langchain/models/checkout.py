"""What a checkout comes to: the basket and its links, or the purchase link that stands in for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from limio_langchain.errors import FallbackReason

CheckoutKind = Literal["assisted", "purchase_link"]


@dataclass(frozen=True)
class CheckoutSession:
    """A basket made by the API.

    Attributes:
        basket_id: The basket's id, ``basket-`` and a UUID.
        external_id: The order's own id, as sent.
        repeat_of: By what a new call says that it means this order again, or corrects it; None where the caller gave
            an ``external_id``, which says the same.
        replaces: The ``external_id`` of the order that this one was said to repeat and is not: it differs from it, so
            its basket is another, and the link of the earlier one should no longer be used.
        url: The link for the customer: the preferred signed link on the shop's domain, otherwise unchanged.
        recovery_link: The API's ``recoveryLink``, as answered.
        assisted_link: The API's ``assistedCheckoutLink`` (Release 114 and later), as answered.
    """

    basket_id: str
    external_id: str
    # Whoever holds a signed link can open the basket and see its details, so none is shown in a repr.
    url: str = field(repr=False)
    recovery_link: str | None = field(default=None, repr=False)
    assisted_link: str | None = field(default=None, repr=False)
    repeat_of: str | None = None
    replaces: str | None = None


@dataclass(frozen=True)
class CheckoutResult:
    """Something the customer can buy with.

    Attributes:
        kind: ``assisted_checkout`` is called ``assisted`` here; ``purchase_link`` needs no API.
        url: The link, to be handed over unchanged.
        reason: Why it is not an assisted checkout, or None.
        basket_id: The basket behind an assisted link.
        external_id: The order's own id; kept for a purchase link too, in case the basket was made unseen; None where
            the order was never sent.
        prefilled: Whether the customer finds their details filled in.
        not_carried: What the link could not take along: ``details``, ``quantity``, ``promo_code``,
            ``custom_fields``, ``offers``.
        repeat_of: As of a `CheckoutSession`; with a purchase link, what to call with to try this very order again.
        replaces: As of a `CheckoutSession`.
    """

    kind: CheckoutKind
    url: str = field(repr=False)
    reason: FallbackReason | None = None
    basket_id: str | None = None
    external_id: str | None = None
    prefilled: bool = False
    not_carried: tuple[str, ...] = ()
    repeat_of: str | None = None
    replaces: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the result as JSON types, for a tool's artifact or a graph's state."""
        return {
            "kind": self.kind,
            "url": self.url,
            "reason": self.reason,
            "basket_id": self.basket_id,
            "external_id": self.external_id,
            "prefilled": self.prefilled,
            "not_carried": list(self.not_carried),
            "repeat_of": self.repeat_of,
            "replaces": self.replaces,
        }
