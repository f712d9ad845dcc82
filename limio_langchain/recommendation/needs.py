"""What a customer needs."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from limio_langchain.country import Country
from limio_langchain.models.audience import Whom

Billing = Literal["daily", "weekly", "monthly", "quarterly", "yearly", "one_time"]
Payment = Literal["card", "paypal", "bank_transfer", "direct_debit", "invoice"]
PAYMENTS: Mapping[Payment, tuple[str, ...]] = {
    "card": ("card",),
    "paypal": ("paypal",),
    "bank_transfer": ("bank_transfer", "ach"),
    "direct_debit": ("direct_debit", "dd"),
    "invoice": ("invoice",),
}
LARGEST_HOUSEHOLD = 6  # more people than this are at work, unless they say otherwise


class Needs(BaseModel):
    """What a customer needs; an absent field excludes nothing.

    Attributes:
        attributes: Catalogue attributes the offer must hold; a list of values must all be held.
        for_whom: ``work`` or ``home``; offers that say they are for the other are left out.
        people: How many people need it; picks quantity and tier. Offers that say they are for fewer are left out, and
            without `for_whom` more than six mean work.
        quantity: How many of the offer they asked for, where that is not how many people they are.
        each: How many they asked for of an offer by its path, where they gave each a number of its own.
        country: ISO-3166 code; offers not sold there are left out.
        currency: ISO-4217 code they pay in; offers priced in others are left out.
        payment: How they want to pay; offers that name other ways only are left out.
        channels: Sales channels; offers meant for none of these are left out.
        partner: The partner they buy through; without one, partner-only offers are left out.
        today: The moment of asking; offers outside their dates are left out. None looks at no dates.
        billing: How often they want to pay; a wish, which puts the others last.
        budget: The most they want to pay a month, for everybody together, held against each year in all; a wish.
        keywords: Words or phrases looked for in names, features, products and labels; a wish.
        add_ons: Paths of the add-ons they take, one of each, which count in what it costs.
        cheapest: Whether they asked for the cheapest: the least in all.
        best: Whether they asked for the best: the most that fits.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    attributes: Mapping[str, str | tuple[str, ...]] = Field(default_factory=dict)
    for_whom: Whom | None = None
    people: Annotated[int, Field(ge=1)] | None = None
    quantity: Annotated[int, Field(ge=1)] | None = None
    each: Mapping[str, Annotated[int, Field(ge=1)]] = Field(default_factory=dict)
    country: Country | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None
    payment: Payment | None = None
    channels: tuple[str, ...] = ()
    partner: str | None = None
    today: AwareDatetime | None = None
    billing: Billing | None = None
    budget: Annotated[Decimal, Field(gt=0)] | None = None
    keywords: tuple[str, ...] = ()
    add_ons: tuple[str, ...] = ()
    cheapest: bool = False
    best: bool = False

    @property
    def audience(self) -> Whom | None:
        """Whether it is for work or for home: said, or work for more people than a household has."""
        return self.for_whom or ("work" if (self.people or 0) > LARGEST_HOUSEHOLD else None)
