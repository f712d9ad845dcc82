"""The page's API described, for who writes a page of their own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from typing import Any

from limio_sales_agent.web.api import Said
from limio_sales_agent.web.approvals import Decided, Edited, Written
from limio_sales_agent.web.forms import CONVERSATION, ENTRY, ERROR, EVENTS, ORDERS, PLACE, PRICED, TURN, WAITING

READING = ("401", "403", "421", "429")
SENDING = ("401", "403", "408", "413", "415", "421", "422", "429")
Security = list[dict[str, list[str]]]


@cache
def _schemas() -> Mapping[str, dict[str, Any]]:
    return {
        "Entry": ENTRY,
        "Error": ERROR,
        "Conversation": CONVERSATION,
        "Orders": ORDERS,
        "Said": Said.model_json_schema(),
        "Priced": PRICED,
        "Edited": Edited.model_json_schema(),
        "Decided": Decided.model_json_schema(),
        "Written": Written.model_json_schema(),
    }


def document() -> dict[str, Any]:
    """Return the description. Visitors are told apart by a cookie, which `GET /api/conversation` gives."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Chat page", "version": version("limio-langchain")},
        "paths": _paths([{"visitor": []}], [{"colleague": []}]),
        "components": {
            "schemas": dict(_schemas()),
            "securitySchemes": {
                "visitor": {"type": "apiKey", "in": "cookie", "name": "limio-chat"},
                "colleague": {"type": "http", "scheme": "bearer"},
            },
        },
    }


def _paths(visitor: Security, colleague: Security) -> dict[str, Any]:
    conversation = {
        "get": _operation(
            "read",
            "The conversation so far",
            [],
            _json("Conversation"),
            ("403", "421", "429"),
            [_query("after", PLACE)],
        ),
        "delete": _operation("forget", "Erase the conversation", visitor, None, READING),
    }
    place = [_path("thread", WAITING)]
    return {
        "/api/conversation": conversation,
        "/api/messages": {"post": _sending("say", "Say something, and get the answer", visitor, "Said", EVENTS)},
        "/api/messages/{id}": {
            "get": _operation("follow", "Follow an answer", visitor, EVENTS, READING, [_path("id", TURN)], "204")
        },
        "/api/approvals": {"get": _operation("approvals", "Who waits", colleague, _json("Orders"), READING)},
        "/api/approvals/{thread}": {
            "post": _sending("decide", "Decide on an order", colleague, "Decided", None, place, "409")
        },
        "/api/approvals/{thread}/price": {
            "post": _sending("price", "What an order would come to", colleague, "Edited", _json("Priced"), place, "409")
        },
        "/api/approvals/{thread}/claim": {
            "post": _operation("claim", "Take an order", colleague, None, (*READING, "409"), place),
            "delete": _operation("giveBack", "Let others take it", colleague, None, READING, place),
        },
        "/api/approvals/{thread}/talk": {
            "post": _operation("takeOver", "Take a conversation over", colleague, None, (*READING, "409"), place),
            "delete": _operation("handBack", "Have the agent answer again", colleague, None, READING, place),
        },
        "/api/approvals/{thread}/call": {
            "delete": _operation("answered", "Say that a customer was answered", colleague, None, READING, place)
        },
        "/api/approvals/{thread}/messages": {
            "post": _sending("write", "Say something to the customer", colleague, "Written", None, place, "409")
        },
    }


def _operation(
    name: str,
    summary: str,
    security: Security,
    content: dict[str, Any] | None,
    refusals: tuple[str, ...],
    parameters: list[dict[str, Any]] | None = None,
    *also: str,
) -> dict[str, Any]:
    done = {"200": {"description": "Done", "content": content}} if content else {"204": {"description": "Done"}}
    done |= {status: {"description": "There is nothing"} for status in also}
    refused = {status: {"description": "Refused", "content": _json("Error")} for status in refusals}
    told: dict[str, Any] = {"operationId": name, "summary": summary, "security": security}
    return told | {"parameters": parameters or [], "responses": done | refused}


def _sending(
    name: str,
    summary: str,
    security: Security,
    form: str,
    content: dict[str, Any] | None,
    parameters: list[dict[str, Any]] | None = None,
    *refusals: str,
) -> dict[str, Any]:
    told = _operation(name, summary, security, content, (*SENDING, *refusals), parameters)
    return told | {"requestBody": {"required": True, "content": _json(form)}}


def _json(schema: str) -> dict[str, Any]:
    shown = {"schema": {"$ref": f"#/components/schemas/{schema}"}, "example": _example(_schemas()[schema])}
    return {"application/json": shown}


def _example(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return an example made of those of the fields that must be there, or of all where none must."""
    names = schema.get("required") or list(schema["properties"])
    return {name: _shown(schema["properties"][name]) for name in names}


def _shown(field: Mapping[str, Any]) -> Any:
    member = field.get("items", {})
    return [_example(member)] if "properties" in member else field["examples"][0]


def _path(name: str, told: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}, **told}


def _query(name: str, told: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": {"type": "string"}, **told}
