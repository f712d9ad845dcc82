"""`SalesContext`: what the host knows and no message can set."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from limio_langchain.country import Country
from limio_langchain.models.order import CustomerDetails, Input, Text, Tracking


class SalesContext(Input):
    """What the host knows about a sale; neither a model nor a customer can set or override it.

    Attributes:
        customer: Details the host already has; they win over what a tool's arguments say.
        country: ISO-3166 two-letter country of every order.
        locale: The customer's locale, such as ``en_GB``; prices are written for it.
        currency: ISO-4217 code the customer pays in.
        tracking: Salesforce ids, campaign and the like.
        approval: ``required`` makes the sales agent stop for a person before each checkout.
        order_key: What stands for the conversation, such as a random id kept with it: the same order with the same key
            is the same basket, however often it is asked for. It is not sent; orders' ids are made of it.
        customer_id: Limio's id of the customer, where the host has authenticated them: what they have may be shown to
            them, and a change of it begun. Never take it from what somebody says of themselves.
        order_number: Which of the conversation's orders is meant; the next number makes a further basket of the same.
    """

    customer: CustomerDetails | None = None
    country: Country | None = None
    locale: Text | None = None
    currency: str | None = Field(default=None, pattern=r"^[A-Z]{3}$")
    tracking: Tracking | None = None
    approval: Literal["required"] | None = None
    order_key: Text | None = Field(default=None, repr=False)
    customer_id: Text | None = Field(default=None, repr=False)
    order_number: int = Field(default=1, ge=1)
