"""What a model may ask for: the tools' argument schemas. Short, because every model call carries them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, WithJsonSchema

from limio_langchain.models.order import Email

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Path = Annotated[str, StringConstraints(pattern=r"^/[^/]", max_length=500)]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]

# What a model is shown of a type: the type alone. Bounds, patterns and null are left out and checked all the same.
TEXT = WithJsonSchema({"type": "string"})
NUMBER = WithJsonSchema({"type": "number"})
WHOLE = WithJsonSchema({"type": "integer"})
TEXTS = WithJsonSchema({"type": "array", "items": {"type": "string"}})
TABLE = WithJsonSchema({"type": "object", "additionalProperties": {"type": "string"}})
Billing = Literal["weekly", "monthly", "quarterly", "yearly", "one_time"]
PERIODS = WithJsonSchema({"type": "string", "enum": list(get_args(Billing))})


def optional(description: str | None = None, **limits: Any) -> Any:
    """Return an optional field; its None comes from a factory, because a plain default would stand in the schema."""
    return Field(default_factory=lambda: None, description=description, **limits)


class Arguments(BaseModel):
    """Strict: an argument nobody asked for is refused, and errors never quote a value."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True, defer_build=True)


class FindOffers(Arguments):
    query: Annotated[Line | None, TEXT] = optional("Words for what it should do or hold")
    label: Annotated[Line | None, TEXT] = optional("Catalogue label, such as pro")
    attributes: Annotated[dict[str, str] | None, TABLE] = optional("Catalogue attributes, exact values")
    billing: Annotated[Billing | None, PERIODS] = optional()
    budget: Annotated[Annotated[Decimal, Field(gt=0)] | None, NUMBER] = optional("Most per month, for all people")
    people: Annotated[Annotated[int, Field(ge=1)] | None, WHOLE] = optional("How many people need it")
    limit: Annotated[int, Field(ge=1, le=20), WHOLE] = 3


class GetOffer(Arguments):
    offer: Annotated[Path, TEXT] = Field(description="Path from limio_find_offers")


class Item(Arguments):
    offer: Annotated[Path, TEXT] = Field(description="Path from limio_find_offers")
    quantity: Annotated[int, Field(ge=1)] = 1


ITEMS = WithJsonSchema(
    {
        "type": "array",
        "description": "Offers, then add-ons; quantity is people only where sold per seat",
        "items": {
            "type": "object",
            "properties": {"offer": {"type": "string"}, "quantity": {"type": "integer"}},
            "required": ["offer"],
        },
    }
)


class Order(Arguments):
    items: Annotated[list[Item], Field(min_length=1, max_length=20), ITEMS]
    email: Annotated[Email | None, TEXT] = optional()
    first_name: Annotated[Line | None, TEXT] = optional()
    last_name: Annotated[Line | None, TEXT] = optional()
    company: Annotated[Line | None, TEXT] = optional()


class CreateQuote(Order):
    note: Annotated[Note | None, TEXT] = optional("For sales")


class PurchaseLink(Arguments):
    offers: Annotated[Annotated[list[Path], Field(max_length=20)] | None, TEXTS] = optional("Paths; or give a label")
    promo_code: Annotated[Line | None, TEXT] = optional()
    label: Annotated[Line | None, TEXT] = optional()


class ListAbandonedBaskets(Arguments):
    created_after: Annotated[datetime, TEXT] = Field(description="ISO 8601, with time zone")
    limit: Annotated[int, Field(ge=1, le=1000), WHOLE] = 50
    cursor: Annotated[Line | None, TEXT] = optional()
