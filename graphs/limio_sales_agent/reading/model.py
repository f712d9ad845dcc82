"""`Reading`: what one message says, in fields. The reader without a model and the one with a model both give it."""

from __future__ import annotations

from typing import Any, ClassVar, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, GetJsonSchemaHandler
from pydantic_core import CoreSchema

Talk = Literal["greeting", "thanks", "goodbye"]
Verdict = Literal["yes", "no", "unsure", "not_buying", "decline_details"]
Asks = Literal["question", "compare", "what_if", "bot_question", "recommend"]
Order = Literal["buy", "pay_now", "quote", "discount", "another_order"]
Help = Literal["human", "existing_customer", "link_broken", "link_again"]
Intent = Literal[Talk, Verdict, Asks, Order, Help]
ASKING: frozenset[Intent] = frozenset(get_args(Asks))


class Form(BaseModel):
    """What a model fills in: its schema is sent with each call, so it is as short as it can be said."""

    model_config = ConfigDict(extra="forbid")
    OWN: ClassVar[frozenset[str]] = frozenset()  # what code alone fills in

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Return names and types alone; the prompt tells what is meant."""
        form = handler.resolve_ref_schema(handler(core_schema))
        told = {name: field for name, field in form["properties"].items() if name not in cls.OWN}
        fields = {name: _bare(field) for name, field in told.items()}
        return {"title": cls.__name__, "type": "object", "properties": fields, "additionalProperties": False}


def _bare(field: dict[str, Any]) -> dict[str, Any]:
    """Return a field's schema without titles and defaults, "or null" said within the type."""
    kept = {name: value for name, value in field.items() if name not in {"title", "default"}}
    if "anyOf" not in kept:
        return kept
    told, _ = kept.pop("anyOf")
    return {**told, "type": [told["type"], "null"], **({"enum": [*told["enum"], None]} if "enum" in told else {})}


class AttributeValue(Form):
    """One catalogue attribute the customer's words stand for.

    Attributes:
        key: The attribute's name in the catalogue, such as ``label__limio``.
        value: The value the customer's words were read as.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str
    value: str


class Reading(Form):
    """What one message says; an absent field was not said.

    Attributes:
        intents: What the customer wants to happen, in no order: ``yes`` and ``no`` answer the last ask; ``buy`` is
            wanting to go ahead; ``question`` asks for a fact; ``compare`` asks for another billing period beside
            this one; ``what_if`` asks what another number would cost without ordering it; ``bot_question`` asks
            whether this is a machine; ``pay_now`` turns a quote into a purchase; ``discount`` asks for money off
            (a promo code does not); ``existing_customer`` wants to cancel or change a subscription they have;
            ``link_broken`` says the link fails; ``link_again`` asks for it once more; ``another_order`` starts a
            further purchase; ``not_buying`` leaves; ``decline_details`` keeps the e-mail address to themselves;
            ``recommend`` asks to be shown or told what would suit, which no fact answers; ``unsure`` hesitates, puts
            it off or sets a condition, and nothing is agreed then.
        first_name: Given name. And so on for the customer's details, as they wrote them, tidied.
        country: ISO-3166 two-letter code.
        people: How many people need it; never a number of copies.
        quantity: How many copies or licences they ask for when that is not a number of people.
        budget: The most they want to pay, as decimal text; ``budget_period`` says per what, ``budget_per`` whom for.
        currency: ISO-4217 code, where they named one.
        billing: How often they want to pay.
        payment: How they want to pay: ``card``, ``paypal``, ``bank_transfer``, ``direct_debit``, ``invoice``.
        prefer: The end of the range they ask for: the ``cheapest`` offer or the ``best`` one.
        attributes: Catalogue attributes their words stand for.
        unwanted: What they say they do not want: attributes, and ``billing``, ``offer``, ``add_on`` or ``people`` with its value.
        unlisted: Their answer to a question, where none of its values is meant.
        keywords: Other words of theirs that the catalogue knows.
        offers: Catalogue paths of offers they chose or named; add-ons have a list of their own, where with ``no`` they
            are those they do not want.
        each: How many of each thing, by its path, where several are named with a number each. A model does not fill
            this in.
        added: Whether that is what comes on top of an order that stands. Nor this.
        promo_code: A code they typed.
        invalid: Keys of details that were given in a form nobody can use, such as half an e-mail address.
        declined: Keys of questions or details they will not answer.
        question: The question, in their words.
        answer: An answer in prose, drafted by a model; it is shown only if it passes the guard.
        note: What a sales person should know, in their words.
        corrected: Keys whose earlier value this message replaces.
        language: ISO-639 code of the language they write.
        accounted: How much of the message the rules account for: the ``whole``, ``partly``, or something speaks
            ``against`` any commitment. Only what is whole commits. A model does not fill this in.
        chosen: Whether it is one of the choices, as they were shown. Nor this.
        more: Whether a yes came with more than the rules account for: "yes, from 1 January". Nor this.
        understood: Whether anything at all was understood.
    """

    OWN: ClassVar[frozenset[str]] = frozenset(
        {"accounted", "added", "chosen", "each", "email", "invalid", "more", "phone", "promo_code"}
    )

    intents: list[Intent] = Field(default_factory=list)
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    phone: str | None = None
    company: str | None = None
    country: str | None = None
    people: int | None = None
    quantity: int | None = None
    budget: str | None = None
    budget_period: Literal["week", "month", "year"] | None = None
    budget_per: Literal["person", "total"] | None = None
    currency: str | None = None
    billing: Literal["weekly", "monthly", "quarterly", "yearly", "one_time"] | None = None
    payment: Literal["card", "paypal", "bank_transfer", "direct_debit", "invoice"] | None = None
    prefer: Literal["cheapest", "best"] | None = None
    attributes: list[AttributeValue] = Field(default_factory=list)
    unwanted: list[AttributeValue] = Field(default_factory=list)
    unlisted: str | None = None
    keywords: list[str] = Field(default_factory=list)
    offers: list[str] = Field(default_factory=list)
    add_ons: list[str] = Field(default_factory=list)
    each: dict[str, int] = Field(default_factory=dict)
    added: bool = False
    promo_code: str | None = None
    invalid: list[str] = Field(default_factory=list)
    declined: list[str] = Field(default_factory=list)
    question: str | None = None
    answer: str | None = None
    note: str | None = None
    corrected: list[str] = Field(default_factory=list)
    language: str | None = None
    accounted: Literal["whole", "partly", "against"] = "partly"
    chosen: bool = False
    more: bool = False
    understood: bool = True


def is_denied(said: Reading) -> bool:
    """Return whether the number of people that is known is said to be wrong, and no other is told."""
    return any(one.key == "people" for one in said.unwanted)
