"""The actions' description: OpenAPI 3.0, the version that Salesforce's External Services import."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import version
from typing import Any

from limio_sales_agent.integrations.actions.action import CONVERSATION, Action
from limio_sales_agent.integrations.actions.described import CONVERSATION as SAME
from limio_sales_agent.integrations.actions.described import TOLD, described

OPENAPI = "3.0.3"
REFUSALS = {
    "400": "The body is not a JSON object",
    "401": "The token is missing or wrong",
    "408": "The body came too slowly",
    "409": "The offer has changed, or is not sold here or to them",
    "413": "The body is too long",
    "415": "The body is not called application/json",
    "421": "This server does not go by that name",
    "422": "An argument does not fit, or Limio refused the order",
    "429": "Too many calls, here or at Limio",
    "502": "Limio failed, could not be reached, or answered what cannot be used",
    "503": "Nothing can be read or sold at the moment",
    "504": "Limio did not answer in time",
}
MAY_PASS = frozenset({"408", "429", "502", "503", "504"})
EXAMPLES = {
    "400": ("bad_argument", "agent", "Send a JSON object."),
    "401": ("no_token", "operator", "Send the server's token as bearer token."),
    "408": ("too_slow", "agent", "Call again."),
    "409": ("offer_changed", "agent", "Look the offer up again and tell the customer what it costs now."),
    "413": ("too_long", "agent", "Send less."),
    "415": ("not_json", "operator", "Send JSON and say so in Content-Type."),
    "421": ("wrong_host", "operator", "Start it with --allow-host and that name."),
    "422": ("bad_argument", "agent", "Correct the named field and call again."),
    "429": ("rate_limited", "agent", "Wait, then call again; or give a purchase link."),
    "502": ("server_error", "agent", "Call again once; or give a purchase link (limio_purchase_link)."),
    "503": ("catalogue_unavailable", "operator", "Sell by label link, or pass on to a person."),
    "504": ("deadline", "agent", "Call again once; or give a purchase link (limio_purchase_link)."),
}
WHO = ["agent", "customer", "operator"]
ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "description": "What went wrong, and what to do",
            "example": {"code": "bad_argument", "what": "people: ...", "retry": False, "who": "agent", "next": "..."},
            "required": ["code", "what", "retry", "who", "next"],
            "properties": {
                "code": {"type": "string", "description": "Short and stable", "example": "bad_argument"},
                "what": {"type": "string", "description": "What happened", "example": "people: must be a whole number"},
                "retry": {"type": "boolean", "description": "Whether calling again can help", "example": False},
                "who": {"type": "string", "enum": WHO, "description": "Who must act", "example": "agent"},
                "next": {"type": "string", "description": "What to do now", "example": "Correct the named field"},
                "repeat_of": {
                    "type": "string",
                    "description": "By what the same order is sent again",
                    "example": "r1.8Q2k",
                },
            },
        }
    },
}


def document(actions: Iterable[Action], server: str) -> dict[str, Any]:
    """Return the description of some actions.

    Args:
        actions: What is served.
        server: Where, such as ``https://chat.example.com``.
    """
    held = list(actions)
    schemas: dict[str, Any] = {"Error": ERROR}
    for action in held:
        schemas[f"{action.name}_request"] = _request(action)
        schemas[f"{action.name}_answer"] = _answer(action)
    return {
        "openapi": OPENAPI,
        "info": {
            "title": "Limio for agents",
            "description": "Find subscription offers and sell them, one call each.",
            "version": version("limio-langchain"),
        },
        "servers": [{"url": server.rstrip("/")}],
        "security": [{"bearer": []}],
        "paths": {f"/actions/{action.name}": {"post": _operation(action)} for action in held},
        "components": {"schemas": schemas, "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}},
    }


def _operation(action: Action) -> dict[str, Any]:
    summary, _, _ = action.tool.description.partition(". ")
    refused = {status: _told(words, "Error", _refusal(status, words)) for status, words in REFUSALS.items()}
    return {
        "operationId": action.name,
        "summary": summary.rstrip("."),
        "description": action.tool.description,
        "requestBody": {"required": True, "content": _json(f"{action.name}_request", _example(_request(action)))},
        "responses": {"200": _told("Done", f"{action.name}_answer", _example(_answer(action))), **refused},
    }


def _told(words: str, schema: str, example: dict[str, Any]) -> dict[str, Any]:
    return {"description": words, "content": _json(schema, example)}


def _json(schema: str, example: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}, "example": example}}


def _example(shape: dict[str, Any]) -> dict[str, Any]:
    """Return an example made of those of its fields."""
    return {name: field["example"] for name, field in shape["properties"].items()}


def _refusal(status: str, words: str) -> dict[str, Any]:
    code, who, what_next = EXAMPLES[status]
    return {"error": {"code": code, "what": words, "retry": status in MAY_PASS, "who": who, "next": what_next}}


def _request(action: Action) -> dict[str, Any]:
    fields = {name: described(name, shape) for argument in action.arguments for name, shape in argument.fields.items()}
    required = [name for argument in action.arguments for name in argument.required]
    same = {CONVERSATION: SAME} if action.writes else {}
    needed = {"required": required} if required else {}
    return {"type": "object", "properties": {**fields, **same}, **needed, "additionalProperties": False}


def _answer(action: Action) -> dict[str, Any]:
    text = {"type": "string", "description": "What an agent reads", "example": "/offers2/Pro | GBP 49.00/month"}
    return {"type": "object", "required": ["text"], "properties": {"text": text, **TOLD.get(action.name, {})}}
