"""`SalesContext`: what the host knows and no message can set."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from limio_langchain.models.order import Country, CustomerDetails, Input, Text, Tracking


class SalesContext(Input):
    """What the host knows about a sale; neither a model nor a customer can set or override it.

    Attributes:
        customer: Details the host already has; they win over what a tool's arguments say.
        country: ISO-3166 two-letter country of every order.
        locale: The customer's locale, such as ``en_GB``; prices are written for it.
        currency: ISO-4217 code the customer pays in.
        tracking: Salesforce ids, campaign and the like.
        approval: ``required`` makes the sales agent stop for a person before each checkout.
        order_key: The order's own id; every checkout with this context uses it, so that a repetition is the same order.
    """

    customer: CustomerDetails | None = None
    country: Country | None = None
    locale: Text | None = None
    currency: str | None = Field(default=None, pattern=r"^[A-Z]{3}$")
    tracking: Tracking | None = None
    approval: Literal["required"] | None = None
    order_key: Text | None = Field(default=None, repr=False)
