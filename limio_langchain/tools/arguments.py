"""What a model may ask for: the tools' argument schemas. Short, because every model call carries them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, EmailStr, Field, StringConstraints, WithJsonSchema

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Path = Annotated[str, StringConstraints(pattern=r"^/[^/]", max_length=500)]
# As a schema an e-mail is text; the form is checked here all the same.
Email = Annotated[EmailStr, WithJsonSchema({"type": "string"})]
Amount = Annotated[Decimal, Field(gt=0), WithJsonSchema({"type": "number"})]


def _bare(schema: dict[str, Any]) -> None:
    """Leave out of the schema what only costs tokens: titles, null alternatives, defaults of None."""
    schema.pop("title", None)
    for field in schema.get("properties", {}).values():
        field.pop("title", None)
        if field.get("default", ...) is None:
            del field["default"]
        options = [option for option in field.get("anyOf", ()) if option.get("type") != "null"]
        if len(options) == 1:
            del field["anyOf"]
            field.update(options[0])
        for bound in ("minLength", "maxLength", "pattern"):
            field.pop(bound, None)


class Arguments(BaseModel):
    """Strict: an argument nobody asked for is refused, and errors never quote a value."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True, json_schema_extra=_bare)


class FindOffers(Arguments):
    query: Line | None = Field(None, description="What it is for")
    label: Line | None = None
    attributes: dict[str, str] | None = Field(None, description="Exact catalogue values")
    billing: Literal["weekly", "monthly", "quarterly", "yearly", "one_time"] | None = None
    budget: Amount | None = Field(None, description="Total per month")
    people: int | None = Field(None, ge=1)
    limit: int = Field(3, ge=1, le=20)


class GetOffer(Arguments):
    offer: Path = Field(description="Path")


class Item(Arguments):
    offer: Path = Field(description="Path")
    quantity: int = Field(1, ge=1)


class Order(Arguments):
    items: list[Item] = Field(min_length=1, max_length=20)
    email: Email | None = None
    first_name: Line | None = None
    last_name: Line | None = None
    company: Line | None = None


class CreateQuote(Order):
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)] | None = None


class PurchaseLink(Arguments):
    offers: list[Path] | None = Field(None, max_length=20, description="Paths")
    promo_code: Line | None = None
    label: Line | None = None


class ListAbandonedBaskets(Arguments):
    created_after: datetime
    limit: int = Field(50, ge=1, le=1000)
    cursor: str | None = None
