"""The parts of a playbook, each one key of the file."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from limio_langchain.errors import InputError
from limio_langchain.links import page_path
from limio_langchain.recommendation.needs import Payment
from limio_langchain.settings import LOOPBACK

# What a question may ask for without naming a catalogue attribute: the needs that every offer is ranked by.
NEEDS = ("people", "billing", "budget", "currency", "payment", "country")
# What the agent's own asks go by; a question of that name could not be told from them.
OWN_ASKS = frozenset({"details", "confirm", "add_on", "choice", "email", "quote_offer"})

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
OfferPath = Annotated[str, StringConstraints(pattern=r"^/[^/].*$")]
Detail = Literal["email", "first_name", "last_name", "company", "phone"]
Billing = Literal["weekly", "monthly", "quarterly", "yearly", "one_time"]


def _listed(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


def _web_address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ValueError("must use https; plain http is for this machine only")
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc or set(url) & set(' "<>\\'):
        raise ValueError("must be a web address such as https://www.example.com/privacy")
    return url


def _page(page: str) -> str:
    try:
        page_path(page)
    except InputError as fault:
        raise ValueError(fault.fault) from None
    return page.strip("/")


Texts = Annotated[tuple[Text, ...], BeforeValidator(_listed)]
Url = Annotated[str, AfterValidator(_web_address)]
Page = Annotated[str, AfterValidator(_page)]


class Part(BaseModel):
    """A frozen piece of the playbook in which every key must be known."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class OfferFilter(Part):
    """The part of the catalogue the agent may sell; empty means all of it.

    Attributes:
        attributes: Catalogue attributes and the value each must hold; of several values all must be held.
        channels: Sales channels (``sales_channel__limio``); an offer for none of them is not sold.
        path: Only offers under this catalogue path.
        tags: Only offers with these tags.
    """

    attributes: Mapping[Text, Texts] = Field(default_factory=dict)
    channels: Texts = ()
    path: OfferPath | None = None
    tags: Texts = ()


class Question(Part):
    """A question of the team's own, asked only while the answer is unknown and can change the shortlist.

    Attributes:
        key: What the answer is kept under; ``people``, ``billing``, ``budget``, ``currency``, ``payment`` and
            ``country`` are understood without more.
        ask: The question as the customer reads it.
        attribute: The catalogue attribute the answer narrows, such as ``sector__acme``.
        values: The attribute's values and the words customers use for each; a value counts as a word itself.
    """

    key: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
    ask: Text
    attribute: Text | None = None
    values: Mapping[Text, Texts] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _can_be_understood(self) -> Self:
        if self.key in OWN_ASKS:
            raise ValueError(f"key {self.key!r} is one of the agent's own asks; choose another")
        if self.attribute is None and self.values:
            raise ValueError("values need an attribute: the catalogue attribute they are values of")
        if self.attribute is None and self.key not in NEEDS:
            raise ValueError(f"key {self.key!r} needs an attribute; without one only {', '.join(NEEDS)} are understood")
        return self

    @model_validator(mode="after")
    def _words_mean_one_value(self) -> Self:
        meaning: dict[str, str] = {}
        for value, words in self.values.items():
            for word in (value, *words):
                if meaning.setdefault(word.casefold(), value) != value:
                    raise ValueError(f"values: {word!r} stands for both {meaning[word.casefold()]!r} and {value!r}")
        return self


class Details(Part):
    """Which of the customer's details are asked for, and when.

    Attributes:
        ask: ``after_yes`` asks once they want to buy; ``first`` asks before recommending, for teams that want the lead.
        required: Details without which no basket is made (a purchase link still is).
        wanted: Details asked for once, together with the required ones, never blocking.
        work_email: Whether addresses of free mail services are asked about once more.
    """

    ask: Literal["after_yes", "first"] = "after_yes"
    required: tuple[Detail, ...] = ("email",)
    wanted: tuple[Detail, ...] = ("first_name", "last_name")
    work_email: bool = False

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        asked = (*self.required, *self.wanted)
        if twice := sorted({name for name in asked if asked.count(name) > 1}):
            raise ValueError(f"{twice[0]} is asked for twice: name it once, under required or wanted")
        return self


class TeamPrice(Part):
    """A price the team states where the catalogue holds none.

    Attributes:
        amount: Money in major units, exact; of one seat where the offer is sold per seat.
        currency: ISO-4217 code.
        interval: What it recurs every; None for a single payment.
        interval_count: How many of those intervals lie between payments.
    """

    # As many digits as a catalogue price may have, so that totals stay exact.
    amount: Annotated[Decimal, Field(ge=0, allow_inf_nan=False, max_digits=18, decimal_places=6)]
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
    interval: Literal["days", "weeks", "months", "years"] | None = None
    interval_count: Annotated[int, Field(ge=1)] = 1


class Handoff(Part):
    """When a person takes over.

    Attributes:
        max_people: More people than this are handed over.
        when: Wishes that are handed over: ``discount``, ``bespoke`` or words of the team's own.
        collect: Details asked for first.
    """

    max_people: Annotated[int, Field(ge=1)] | None = None
    when: Texts = ()
    collect: tuple[Detail, ...] = ("email",)


class Quote(Part):
    """What is said to a customer who asked for a quote.

    Attributes:
        say: The team's words about what happens next; code adds no date of its own.
        payments: Ways to pay that go by a quote, whatever the offers say, such as ``invoice``; an offer that names
            none, or others, has a quote for ``invoice`` anyway.
    """

    say: Text | None = None
    payments: tuple[Payment, ...] = ()


class Links(Part):
    """The only links beside the checkout's that the agent may show.

    Attributes:
        privacy: Shown with the ask for an e-mail.
        terms: Shown with the terms.
        account: For customers who already subscribe.
        fallback_label: The label a purchase link sells by when no catalogue can be read.
    """

    privacy: Url | None = None
    terms: Url | None = None
    account: Url | None = None
    fallback_label: Text | None = None


class CheckoutTracking(Part):
    """Where sales came from; account and contact ids are set by the host's context alone.

    Attributes:
        campaign: Campaign name.
        tag: Free tag.
        referrer: Where visitors came from.
    """

    campaign: Text | None = None
    tag: Text | None = None
    referrer: Text | None = None


class Checkout(Part):
    """How baskets are checked out.

    Attributes:
        page: The shop's checkout page; the settings' or the offer's own when left out.
        tracking: Put on every basket that the host's context does not track otherwise.
    """

    page: Page | None = None
    tracking: CheckoutTracking = CheckoutTracking()
