"""Records what a tenant was asked and answered, as it came; `scrubbing` makes a cassette of it that can be shared."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import httpx

from limio_langchain.answer import read_json
from limio_langchain.errors import UnreadableAnswer


@dataclass(frozen=True)
class Exchange:
    """One question and its answer, with everything in it.

    Attributes:
        method: The HTTP method.
        path: The path on the API host.
        query: The query's names and values.
        bearer: The token it was asked with, if any.
        sent: The JSON or the form that was sent, if any.
        status: The answer's status.
        body: The answer's JSON, or None where it was none.
    """

    method: str
    path: str
    query: Mapping[str, str]
    bearer: str = field(repr=False)
    sent: Any = field(repr=False)
    status: int
    body: Any = field(repr=False)


class Recorder(httpx.BaseTransport):
    """Passes requests on and keeps each one that was answered.

    Args:
        inner: Sends them, and caps what comes back.
        exchanges: Where they are kept.
    """

    def __init__(self, inner: httpx.BaseTransport, exchanges: list[Exchange]) -> None:
        self._inner, self._exchanges = inner, exchanges

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and keep what came back."""
        response = self._inner.handle_request(request)
        body = response.read()
        _, _, bearer = request.headers.get("authorization", "").partition(" ")
        self._exchanges.append(
            Exchange(
                method=request.method,
                path=request.url.path,
                query=dict(request.url.params),
                bearer=bearer,
                sent=_sent(request),
                status=response.status_code,
                body=_read(body),
            )
        )
        return response

    def close(self) -> None:
        """Close the connections."""
        self._inner.close()


def _sent(request: httpx.Request) -> Any:
    body = request.read()
    if request.headers.get("content-type", "").startswith("application/json"):
        return json.loads(body)
    return dict(parse_qsl(body.decode())) or None


def _read(body: bytes) -> Any:
    try:
        return read_json(body, "the tenant")
    except UnreadableAnswer:
        return None
