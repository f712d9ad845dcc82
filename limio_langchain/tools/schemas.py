"""The forms a tool's schema is shown in: the short one, and what single providers ask for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

SchemaForm = Literal["plain", "openai_strict", "gemini"]
PAIR = {"type": "object", "properties": {"name": {"type": "string"}, "value": {"type": "string"}}}


def shown_as(form: SchemaForm, schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return a tool's JSON schema in a form.

    Args:
        form: ``plain``: as short as it can be, for Anthropic, Mistral and OpenAI without strict mode.
            ``openai_strict``: every property required, an optional one nullable, no object open.
            ``gemini``: no free-form table, which Gemini does not take.
        schema: As pydantic makes it.
    """
    short = _without_titles(schema)
    if form == "plain":
        return short
    closed = {**short, "properties": {name: _without_table(shape) for name, shape in short["properties"].items()}}
    return _strict(closed) if form == "openai_strict" else closed


def _without_titles(schema: Mapping[str, Any]) -> dict[str, Any]:
    properties = {
        name: {k: v for k, v in shape.items() if k != "title"} for name, shape in schema["properties"].items()
    }
    return {"type": "object", "properties": properties} | (
        {"required": schema["required"]} if "required" in schema else {}
    )


def _without_table(shape: Mapping[str, Any]) -> dict[str, Any]:
    """Return a table of texts as a list of names and values, and any other shape as it is."""
    if "additionalProperties" not in shape:
        return dict(shape)
    rest = {key: value for key, value in shape.items() if key not in {"type", "additionalProperties"}}
    return {**rest, "type": "array", "items": {**PAIR, "required": ["name", "value"]}}


def _strict(shape: Mapping[str, Any]) -> dict[str, Any]:
    """Return a shape with every object in it closed and complete."""
    strict = dict(shape)
    if "items" in shape:
        strict["items"] = _strict(shape["items"])
    if "properties" in shape:
        given = set(shape.get("required", ()))
        strict["properties"] = {
            name: _strict(held) if name in given else _nullable(_strict(held))
            for name, held in shape["properties"].items()
        }
        strict |= {"required": list(shape["properties"]), "additionalProperties": False}
    return strict


def _nullable(shape: Mapping[str, Any]) -> dict[str, Any]:
    """Return a shape that null fits too; a default cannot be said in strict mode, so words say it."""
    nullable = {key: value for key, value in shape.items() if key != "default"} | {"type": [shape["type"], "null"]}
    if "enum" in shape:
        nullable["enum"] = [*shape["enum"], None]
    if "default" in shape:
        nullable["description"] = f"null for {shape['default']}"
    return nullable
