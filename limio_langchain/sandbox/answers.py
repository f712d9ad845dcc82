"""Answers as they should not be: given instead of the true one, or made from it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.types import Message

from limio_langchain.sandbox.faults import Fault

BIG = 10 * 2**20  # bytes
ELSEWHERE = "https://elsewhere.example"
PAGE = b"<!doctype html><title>Back soon</title><h1>We are back soon</h1>"


@dataclass
class Answer:
    """An answer, whole, before it is sent."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=lambda: {"content-type": "application/json"})

    @classmethod
    def of(cls, told: Any, status: int = 200, **headers: str) -> Answer:
        """Return an answer of JSON."""
        return cls(status, json.dumps(told).encode(), {"content-type": "application/json", **headers})

    def start(self) -> Message:
        """Return the message that begins it; its declared length is always that of the whole body."""
        headers = self.headers | {"content-length": str(len(self.body))}
        raw = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
        return {"type": "http.response.start", "status": self.status, "headers": raw}


def cut_json(_: Fault, answer: Answer) -> Answer:
    """Return an answer that ends in the middle of its JSON."""
    return Answer(answer.status, answer.body[: max(1, len(answer.body) // 2)], answer.headers)


def padded(_: Fault, answer: Answer) -> Answer:
    """Return an answer of 10 MB."""
    return Answer(answer.status, answer.body + b" " * (BIG - len(answer.body)), answer.headers)


def without_link(_: Fault, answer: Answer) -> Answer:
    """Return a basket's answer without its links."""
    told = json.loads(answer.body)
    return Answer.of({name: value for name, value in told.items() if not name.endswith("Link")})


def with_foreign_link(fault: Fault, answer: Answer) -> Answer:
    """Return a basket's answer with links to another host."""
    told, to = json.loads(answer.body), fault.given.get("to") or ELSEWHERE
    return Answer.of({name: to + value if name.endswith("Link") else value for name, value in told.items()})


def with_lifetime(fault: Fault, answer: Answer) -> Answer:
    """Return a token's answer with another lifetime, or none."""
    told, value = json.loads(answer.body), fault.given.get("value")
    del told["expires_in"]
    return Answer.of(told if value is None else told | {"expires_in": value})


def _status(fault: Fault) -> Answer:
    given = fault.given
    status, body = given.get("status", 503), given.get("body")
    headers = {str(name): str(value) for name, value in (given.get("headers") or {}).items()}
    if given.get("retry_after") is not None:
        headers["retry-after"] = str(given["retry_after"])
    if isinstance(body, str):
        return Answer(status, body.encode(), {"content-type": "text/plain; charset=utf-8", **headers})
    return Answer.of({"message": f"status {status} on purpose"} if body is None else body, status, **headers)


INSTEAD: dict[str, Callable[[Fault], Answer]] = {
    "status": _status,
    "redirect": lambda fault: Answer(302, b"", {"location": fault.given.get("to") or f"{ELSEWHERE}/"}),
    "revoked": lambda _: Answer.of({"message": "Unauthorized"}, 401),
    "error_in_200": lambda _: Answer.of({"error": "internal_error", "message": "Something went wrong"}),
    "html": lambda _: Answer(200, PAGE, {"content-type": "text/html; charset=utf-8"}),
}
