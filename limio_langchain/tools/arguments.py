"""What a model may ask for: the tools' argument schemas. Short, because every model call carries them."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import CoreSchema

from limio_langchain.country import Country
from limio_langchain.models.audience import Whom
from limio_langchain.models.order import Email, Quantity
from limio_langchain.models.price_currency import SIGNS
from limio_langchain.recommendation.needs import Payment
from limio_langchain.tools.as_sent import (
    audience,
    inside,
    is_absent,
    is_unsaid,
    is_zero,
    line,
    many,
    only,
    path,
    paths,
    spelt_as,
    table,
    unwrapped,
    word,
)
from limio_langchain.tools.numbers_sent import counted, money, number
from limio_langchain.tools.schemas import SchemaForm, shown_as

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


def _path(told: str) -> str:
    if not told.startswith("/") or told.startswith("//"):
        raise ValueError("must be a path, as limio_find_offers tells it")
    return told


Path = Annotated[str, BeforeValidator(path), StringConstraints(min_length=2, max_length=500), AfterValidator(_path)]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]

# What a model is shown of a type: the type alone. Bounds, patterns and null are left out and checked all the same.
TEXT = WithJsonSchema({"type": "string"})
NUMBER = WithJsonSchema({"type": "number"})
WHOLE = WithJsonSchema({"type": "integer"})
TEXTS = WithJsonSchema({"type": "array", "items": {"type": "string"}})
TABLE = WithJsonSchema({"type": "object", "additionalProperties": {"type": "string"}})
Billing = Literal["weekly", "monthly", "quarterly", "yearly", "one_time"]
PERIODS = WithJsonSchema({"type": "string", "enum": list(get_args(Billing))})
Prefer = Literal["cheapest", "best"]


# In these any word may stand, so that "none" or "unknown" could be meant.
OWN_WORDS = frozenset({"query", "label", "promo_code", "first_name", "last_name", "company", "note"})


def shown_list(words: Any) -> WithJsonSchema:
    """Return what a model is shown of a closed set of words."""
    return WithJsonSchema({"type": "string", "enum": list(get_args(words))})


def optional(description: str | None = None, **limits: Any) -> Any:
    """Return an optional field; its None comes from a factory, because a plain default would stand in the schema."""
    return Field(default_factory=lambda: None, description=description, **limits)


class Arguments(BaseModel):
    """Strict: an argument nobody asked for is refused, and errors never quote a value.

    Attributes:
        form: How the schema is shown.
        zero_is_absent: Whether 0 stands for an optional argument that was left out.
    """

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True, defer_build=True, coerce_numbers_to_str=True)
    form: ClassVar[SchemaForm] = "plain"
    zero_is_absent: ClassVar[bool] = True

    @model_validator(mode="before")
    @classmethod
    def _as_meant(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        known = cls.model_fields
        named = given if given.keys() <= known.keys() else spelt_as(known, unwrapped(known, given))
        sent = {name: cls._one_of_many(name, value) for name, value in named.items()}
        return cls._together({name: value for name, value in sent.items() if not cls._is_absent(name, value)})

    @classmethod
    def _together(cls, sent: dict[str, Any]) -> dict[str, Any]:
        """Return arguments, one of which may say another too."""
        return sent

    @classmethod
    def _one_of_many(cls, name: str, value: Any) -> Any:
        read = inside(name, value)
        return read if cls._holds_many(name) else only(read)

    @classmethod
    def _holds_many(cls, name: str) -> bool:
        field = cls.model_fields.get(name)
        return field is None or any(shape in field.metadata for shape in (TEXTS, TABLE, ITEMS))

    @classmethod
    def _is_absent(cls, name: str, value: object) -> bool:
        field = cls.model_fields.get(name)
        if field is None or is_absent(value):
            return field is not None
        is_number = WHOLE in field.metadata or NUMBER in field.metadata
        if (
            not field.is_required()
            and name not in OWN_WORDS
            and (is_unsaid(value) or (value is False and not is_number))
        ):
            return True
        may_be_zero = field.is_required() or not cls.zero_is_absent or (isinstance(value, str) and not is_number)
        return not may_be_zero and is_zero(value)

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Return the schema in the form it is to be shown in."""
        return shown_as(cls.form, handler.resolve_ref_schema(handler(core_schema)))

    @classmethod
    def in_form(cls, form: SchemaForm) -> type[Arguments]:
        """Return the same arguments with their schema in a form."""
        return cls if form == cls.form else _in_form(cls, form)


@cache
def _in_form(arguments: type[Arguments], form: SchemaForm) -> type[Arguments]:
    return type(arguments.__name__, (arguments,), {"form": form, "__module__": arguments.__module__})


def _currency(told: str) -> str:
    """Return a currency's code as ISO has it, also for a sign of one currency alone."""
    code = SIGNS.get(told.strip(), told.strip().upper())
    if not re.fullmatch("[A-Z]{3}", code):
        raise ValueError("must be a currency's ISO code of three letters, such as GBP")
    return code


class OfCustomer(Arguments):
    """What the customer says of themselves; what the host knows wins."""

    country: Annotated[Country | None, TEXT] = optional()
    currency: Annotated[Annotated[str, AfterValidator(_currency)] | None, TEXT] = optional()


class FindOffers(OfCustomer):
    query: Annotated[Line | None, TEXT] = optional("Words for what it should do or hold")
    label: Annotated[Line | None, TEXT] = optional("Such as pro")
    attributes: Annotated[dict[str, str] | None, BeforeValidator(table), TABLE] = optional("Exact values")
    billing: Annotated[Billing | None, BeforeValidator(word), PERIODS] = optional()
    budget: Annotated[Annotated[Decimal, Field(gt=0, le=10**12)] | None, BeforeValidator(number), NUMBER] = optional(
        "Most per month, for all people"
    )
    people: Annotated[Quantity | None, BeforeValidator(counted), WHOLE] = optional()
    for_whom: Annotated[Whom | None, BeforeValidator(audience), shown_list(Whom)] = optional()
    payment: Annotated[Payment | None, BeforeValidator(word), TEXT] = optional()
    prefer: Annotated[Prefer | None, BeforeValidator(word), shown_list(Prefer)] = optional()
    limit: Annotated[Quantity, Field(le=20), WHOLE] = 3

    @classmethod
    def _together(cls, sent: dict[str, Any]) -> dict[str, Any]:
        amount, currency = money(sent.get("budget"), sent.get("currency"))
        return sent if amount is None else sent | {"budget": amount, "currency": currency}


class GetOffer(OfCustomer):
    offer: Annotated[Path, TEXT] = Field(description="Path from limio_find_offers")
    people: Annotated[Quantity | None, BeforeValidator(counted), WHOLE] = optional()


class Item(Arguments):
    offer: Annotated[Path, TEXT] = Field(description="Path from limio_find_offers")
    quantity: Annotated[Quantity, BeforeValidator(counted)] = 1
    zero_is_absent: ClassVar[bool] = False  # 0 of something could mean to leave it out of the order, so it is refused

    @model_validator(mode="before")
    @classmethod
    def _read(cls, given: Any) -> Any:
        return line(given)


ITEMS = WithJsonSchema(
    {
        "type": "array",
        "description": "quantity is people only where sold per seat",
        "items": {
            "type": "object",
            "properties": {"offer": {"type": "string"}, "quantity": {"type": "integer"}},
            "required": ["offer"],
        },
    }
)


class Order(OfCustomer):
    items: Annotated[list[Item], Field(min_length=1, max_length=20), BeforeValidator(many), ITEMS]
    email: Annotated[Email | None, TEXT] = optional()
    first_name: Annotated[Line | None, TEXT] = optional()
    last_name: Annotated[Line | None, TEXT] = optional()
    company: Annotated[Line | None, TEXT] = optional()
    repeat_of: Annotated[Line | None, TEXT] = optional("From an earlier answer")


class CreateQuote(Order):
    note: Annotated[Note | None, TEXT] = optional()


class PurchaseLink(OfCustomer):
    offers: Annotated[Annotated[list[Path], Field(max_length=20), BeforeValidator(paths)] | None, TEXTS] = optional(
        "Paths; or give a label"
    )
    promo_code: Annotated[Line | None, TEXT] = optional()
    label: Annotated[Line | None, TEXT] = optional()


class ListAbandonedBaskets(Arguments):
    created_after: Annotated[datetime, TEXT] = Field(description="ISO 8601, with time zone")
    limit: Annotated[Quantity, Field(le=1000), WHOLE] = 50
    cursor: Annotated[Line | None, TEXT] = optional()
