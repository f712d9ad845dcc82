"""The actions' description: OpenAPI 3.0, the version that Salesforce's External Services import."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import version
from typing import Any

from limio_sales_agent.web.actions.action import CONVERSATION, LONGEST_CONVERSATION, TOLD, Action

OPENAPI = "3.0.3"
REFUSALS = {
    "400": "The body is not JSON",
    "401": "The token is missing or wrong",
    "408": "The body came too slowly",
    "409": "The offer has changed",
    "413": "The body is too long",
    "415": "The body is not called application/json",
    "421": "This server does not go by that name",
    "422": "An argument does not fit, or Limio refused the order",
    "429": "Too many calls, here or at Limio",
    "502": "Limio failed, could not be reached, or answered what cannot be used",
    "503": "Nothing can be read or sold at the moment",
    "504": "Limio did not answer in time",
}
WHO = ["agent", "customer", "operator"]
ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "what", "retry", "who", "next"],
            "properties": {
                "code": {"type": "string", "description": "Short and stable"},
                "what": {"type": "string", "description": "What happened"},
                "retry": {"type": "boolean", "description": "Whether the same call can help a little later"},
                "who": {"type": "string", "enum": WHO, "description": "Who must act"},
                "next": {"type": "string", "description": "What to do now"},
            },
        }
    },
}
SAME = {
    "type": "string",
    "maxLength": LONGEST_CONVERSATION,
    "description": "The conversation's id; the same order told again in it is the same basket",
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
    refused = {status: _told(words, "Error") for status, words in REFUSALS.items()}
    return {
        "operationId": action.name,
        "summary": summary.rstrip("."),
        "description": action.tool.description,
        "requestBody": {"required": True, "content": _json(f"{action.name}_request")},
        "responses": {"200": _told("Done", f"{action.name}_answer"), **refused},
    }


def _told(words: str, schema: str) -> dict[str, Any]:
    return {"description": words, "content": _json(schema)}


def _json(schema: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}


def _request(action: Action) -> dict[str, Any]:
    fields = {name: shape for argument in action.arguments for name, shape in argument.fields.items()}
    required = [name for argument in action.arguments for name in argument.required]
    same = {CONVERSATION: SAME} if action.writes else {}
    needed = {"required": required} if required else {}
    return {"type": "object", "properties": {**fields, **same}, **needed, "additionalProperties": False}


def _answer(action: Action) -> dict[str, Any]:
    text = {"type": "string", "description": "What an agent reads"}
    return {"type": "object", "required": ["text"], "properties": {"text": text, **TOLD.get(action.name, {})}}
