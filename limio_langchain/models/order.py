"""What is ordered, by whom, and how it is tracked: the input of a checkout."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

import pydantic
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    InstanceOf,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

from limio_langchain.country import Country
from limio_langchain.models.offer import ADD_ON_PREFIX, Offer


class Input(BaseModel):
    """A frozen model whose errors never quote the value, which may be a customer's."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, hide_input_in_errors=True, populate_by_name=True, defer_build=True
    )


def _no_bool(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError("must be a whole number")  # noqa: TRY004  pydantic reports ValueError by field
    return value


def _address(told: str) -> str:
    return pydantic.validate_email(told)[1]


# What pydantic's `EmailStr` is, but for the moment it loads its checker, and pydantic what calls it: with the first
# address, not with the class.
Email = Annotated[str, AfterValidator(_address), WithJsonSchema({"type": "string", "format": "email"})]
Quantity = Annotated[int, BeforeValidator(_no_bool), Field(ge=1, le=10**9)]
Purpose = Literal["checkout", "quote"]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
OfferPath = Annotated[str, StringConstraints(pattern=r"^/[^/]")]


class CustomerDetails(Input):
    """Who buys; pre-filled at the checkout (`order.customerDetails`, Limio's agent page).

    Attributes:
        email: A well-formed address; nothing is sent to it to find out whether it exists.
        first_name: Given name.
        last_name: Family name.
        company: Company name (``companyName`` at the wire).
        phone: Telephone number, as written.
    """

    email: Email | None = Field(default=None, repr=False)
    first_name: Text | None = Field(default=None, repr=False, alias="firstName")
    last_name: Text | None = Field(default=None, repr=False, alias="lastName")
    company: Text | None = Field(default=None, repr=False, alias="companyName")
    phone: Text | None = Field(default=None, repr=False)

    def to_wire(self) -> dict[str, str]:
        """Return the details under Limio's names, absent ones left out."""
        return self.model_dump(by_alias=True, exclude_none=True)


class Tracking(Input):
    """Where the sale came from; set by the host, never from what a visitor says.

    ``account_id`` makes Limio link the order to that Salesforce account (sales-assisted links guide, Release 114).

    Attributes:
        account_id: Salesforce account. And likewise contact, user and case.
        campaign: Campaign name.
        tag: Free tag; ``quote`` marks a basket that is a quote.
        offers: Catalogue paths; filled from the order when left out.
        customer_id: Limio's customer id, seen in real orders.
        referrer: Where the visitor came from, seen in real orders.
    """

    account_id: str | None = Field(default=None, alias="accountId")
    contact_id: str | None = Field(default=None, alias="contactId")
    user_id: str | None = Field(default=None, alias="userId")
    case_id: str | None = Field(default=None, alias="caseId")
    customer_id: str | None = Field(default=None, alias="customerId")
    campaign: str | None = None
    tag: str | None = None
    referrer: str | None = None
    offers: tuple[str, ...] | None = None

    def to_wire(self) -> dict[str, Any]:
        """Return the tracking under Limio's names, absent ones left out."""
        return self.model_dump(by_alias=True, exclude_none=True, mode="json")


class OrderItem(Input):
    """One line of an order.

    Attributes:
        offer: The offer's catalogue path (looked up for its published id and version), or the `Offer` the customer
            was told of (not looked up). Beside ``id`` and ``version``, the path that a purchase link would use.
        quantity: How many, at least 1; a number of people is a quantity only for an offer sold per seat.
        id: Hard-coded offer id, with ``version``; then nothing is looked up.
        version: Hard-coded published version, with ``id``.
        kind: ``offer`` or ``add_on``; read from the path when left out.
    """

    offer: OfferPath | InstanceOf[Offer] | None = None
    quantity: Quantity = 1
    id: Text | None = None
    version: Text | None = None
    kind: Literal["offer", "add_on"] | None = None

    @model_validator(mode="after")
    def _names_its_offer(self) -> Self:
        if (self.id is None) != (self.version is None):
            raise ValueError("id and version go together: give both, or the offer's path alone")
        if self.offer is None and self.id is None:
            raise ValueError("offer is missing: give its catalogue path, the Offer, or id and version")
        return self

    @property
    def path(self) -> str | None:
        """The offer's catalogue path, where it is known."""
        return self.offer.path if isinstance(self.offer, Offer) else self.offer

    @property
    def is_add_on(self) -> bool:
        """Whether this is an add-on: said by ``kind``, else known by its ``/add_ons/`` path."""
        if self.kind is not None:
            return self.kind == "add_on"
        return (self.path or "").startswith(ADD_ON_PREFIX)


class CheckoutRequest(Input):
    """An order to check out: what is bought, by whom, and how it is tracked.

    Attributes:
        items: At least one item; an add-on needs an offer beside it.
        customer: Details to pre-fill.
        country: ISO-3166 two-letter purchase country; the settings' country when left out.
        tracking: Salesforce ids, campaign and the like.
        promo_code: A code for the purchase link; an assisted checkout cannot carry it.
        page: The checkout page, such as ``checkout``; sent as ``journey.checkout``.
        purpose: What it is for: a quote and a checkout of the same things are two orders.
        conversation: What the order belongs to, such as a random id kept with the conversation; each request is a
            conversation of its own when left out. The same order in the same conversation is the same basket.
        order_number: Which of the conversation's orders it is; the next number makes a further basket of the same.
        repeat_of: From an earlier answer or error: this is that order again, or a correction of it. It stands for
            the conversation that the earlier order belonged to.
        external_id: An id of the caller's own for the order, used as it is. Left out, it is made from all the above
            and everything that is sent (`order_key`). Limio marks it required and makes it the checkout's id; that a
            repeated one addresses the same basket is inferred, and which of two bodies is kept then is unknown.
        custom_fields: Custom checkout fields to pre-fill.
        expires_at: When the basket should expire. Limio's name for the field is unknown, so this needs
            ``expiry_field`` in the settings.
        extra: Fields this package does not know, merged into the request's body; what it does set cannot be
            overwritten.
    """

    items: tuple[OrderItem, ...] = Field(min_length=1)
    customer: CustomerDetails | None = None
    country: Country | None = None
    tracking: Tracking | None = None
    promo_code: Text | None = None
    page: Text | None = None
    purpose: Purpose = "checkout"
    conversation: Text = Field(default_factory=lambda: str(uuid.uuid4()), repr=False)
    order_number: Annotated[int, BeforeValidator(_no_bool), Field(ge=1)] = 1
    repeat_of: Text | None = None
    external_id: Text | None = None
    custom_fields: Mapping[str, Any] | None = Field(default=None, repr=False)
    expires_at: AwareDatetime | None = None
    extra: Mapping[str, Any] | None = Field(default=None, repr=False)

    @model_validator(mode="after")
    def _add_ons_need_an_offer(self) -> Self:
        if all(item.is_add_on for item in self.items):
            raise ValueError("items: an add-on is sold beside an offer; this order has no offer")
        return self

    @property
    def paths(self) -> tuple[str, ...]:
        """The catalogue paths of the items, those unknown left out."""
        return tuple(item.path for item in self.items if item.path)
