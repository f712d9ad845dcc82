"""What the page's API answers, each field with its words and an example."""

from __future__ import annotations

from typing import Any

BLOCK = {"type": "text", "text": "For how many people is it?"}
ORDER = {"items": [{"offer": "/offers2/Business Pro Annual", "quantity": 12}], "email": "jo@brand.io"}


def _told(kind: str, words: str, example: Any, **more: Any) -> dict[str, Any]:
    return {"type": kind, "description": words, "examples": [example], **more}


ENTRY = {
    "type": "object",
    "required": ["id", "role", "text", "version", "blocks"],
    "properties": {
        "id": _told("string", "The message's; an answer has the id of the message it answers", "0b7f2c9e-1d2a"),
        "role": _told("string", "Who said it", "agent", enum=["customer", "agent", "colleague"]),
        "to_person": _told("boolean", "Whether a colleague is to answer it, and the agent never does", example=True),
        "text": _told("string", "All of it, plain", BLOCK["text"]),
        "version": _told("integer", "Of the blocks' form", 1),
        "blocks": _told("array", "The same in blocks", [BLOCK], items={"type": "object", "required": ["type", "text"]}),
    },
}
ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": _told(
            "object",
            "Why it was refused",
            {"code": "too_fast", "seconds": 12},
            required=["code"],
            properties={"code": _told("string", "Short and stable", "too_fast")},
        )
    },
}
CONVERSATION = {
    "type": "object",
    "required": ["title", "greeting", "suggestions", "entries", "waiting", "busy"],
    "properties": {
        "title": _told("string", "Of the page", "Buy a subscription"),
        "greeting": _told("string", "What the agent begins with", "Hello! What are you looking for?"),
        "suggestions": _told(
            "array", "What a customer might say first", ["A plan for 5 people"], items={"type": "string"}
        ),
        "entries": _told(
            "array",
            "What was said, in order",
            [{"id": "0b7f2c9e-1d2a", "role": "agent", "text": BLOCK["text"], "version": 1, "blocks": [BLOCK]}],
            items={"$ref": "#/components/schemas/Entry"},
        ),
        "waiting": _told("boolean", "Whether an order waits for a colleague", example=False),
        "called": _told("boolean", "Whether the customer was promised a person, and waits for them", example=False),
        "with_person": _told("boolean", "Whether a colleague writes, and the agent does not", example=False),
        "busy": _told("boolean", "Whether an answer is under way", example=False),
    },
}
LINE = {"path": "/offers2/Business Pro Annual", "name": "Business Pro", "quantity": 12, "is_add_on": False}
LINES = _told(
    "array", "What is ordered, each line with its prices", [{**LINE, "price": "£324.00 a year", "total": "£3,888.00"}]
)
TOTAL = _told("string", "What all of it comes to, in words; empty where that is not known", "£3,888.00 a year")
TERMS = _told("string", "The terms, as the customer is told them", "£3,888.00 a year.")
PRICED = {
    "type": "object",
    "required": ["lines", "total", "terms"],
    "properties": {"lines": LINES, "total": TOTAL, "terms": TERMS},
}
REASONS = ["every_order", "changed", "new_terms", "by_link", "by_checkout", "called"]
SAID = {"role": "customer", "at": "2026-01-31T09:00:00+00:00", "text": "yes please"}
WAITS = {
    "since": _told("string", "Since when it waits, in UTC", SAID["at"]),
    "seconds": _told("integer", "How long it has waited", 240),
    "overdue": _told("boolean", "Whether that is longer than it may", example=False),
    "holder": {"type": ["string", "null"], "description": "Which colleague has it", "examples": ["ann"]},
    "writer": {
        "type": ["string", "null"],
        "description": "Which colleague took the conversation over",
        "examples": ["ann"],
    },
}
ORDERS = {
    "type": "object",
    "required": ["you", "orders", "calls", "more"],
    "properties": {
        "you": _told("string", "The name of the colleague who asks", "ann"),
        "orders": _told(
            "array",
            "Orders that wait for a colleague",
            [{"thread": "8c1f", "order": "0" * 32, "name": "limio_create_checkout", "args": ORDER}],
            items={
                "type": "object",
                "required": ["thread", "name", "args", "seconds", "customer", "reasons", "lines", "total", "said"],
                "properties": {
                    "thread": _told("string", "Whose it is; the decision is sent to it", "8c1f"),
                    "order": _told("string", "The order as it stands; the decision names it", "0" * 32),
                    "name": _told("string", "The tool that waits", "limio_create_checkout"),
                    "args": _told("object", "What it would be called with", ORDER),
                    **WAITS,
                    "customer": _told("object", "Whom it is for", {"email": "jo@brand.io"}),
                    "reasons": _told(
                        "array", "Why it waits, and what is to be known", REASONS[:1], items={"enum": REASONS}
                    ),
                    "lines": LINES,
                    "total": TOTAL,
                    "terms": _told("string", "Those the customer said yes to", "£3,888.00 a year."),
                    "said": _told("array", "The last messages", [SAID]),
                },
            },
        ),
        "calls": _told(
            "array",
            "Customers who were promised a person; one whose order waits stands there alone",
            [{"thread": "8c1f", "reason": "asked"}],
            items={
                "type": "object",
                "required": ["thread", "seconds", "customer", "reason", "said"],
                "properties": {
                    "thread": _told("string", "Whose it is", "8c1f"),
                    **WAITS,
                    "customer": _told("object", "What they told of themselves", {"email": "jo@brand.io"}),
                    "reason": {"type": ["string", "null"], "description": "Why a person", "examples": ["asked"]},
                    "said": _told("array", "The last messages", [SAID]),
                },
            },
        ),
        "more": _told("integer", "How many wait behind those that are shown", 0),
    },
}
EVENTS = {
    "text/event-stream": {
        "example": {"event": "entry", "data": '{"id": "0b7f2c9e-1d2a", "role": "agent", "text": "Hello!"}'},
        "schema": {
            "type": "object",
            "required": ["event", "data"],
            "properties": {
                "event": _told(
                    "string",
                    "A message, what is being done, or that the turn failed",
                    "entry",
                    enum=["entry", "doing", "failed"],
                ),
                "data": _told("string", "JSON", '{"id": "0b7f2c9e-1d2a", "role": "agent", "text": "Hello!"}'),
            },
        },
    }
}
PLACE = {"description": "The place (seq) of the last entry that is known already", "example": "4"}
TURN = {"description": "The id of the message that is being answered", "example": "0b7f2c9e-1d2a"}
WAITING = {"description": "The order's thread, as the list of orders tells it", "example": "8c1f"}
