"""Answers as a recorded tenant answered; the sandbox answers what nobody asked then by its own rules."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from limio_langchain.sandbox.answers import PAGE, Answer
from limio_langchain.sandbox.cassette import FINE, Answered, Asked, Cassette, fields_of
from limio_langchain.sandbox.catalogue import Catalogue
from limio_langchain.sandbox.tokens import CLIENT_SECRET, Tokens

TOKEN = "/oauth2/token"  # noqa: S105  a path
API = ("/api/", TOKEN)


class Replaying:
    """An ASGI layer that answers the API's calls from a cassette.

    Args:
        app: The sandbox's own, which makes the baskets and tokens behind the recorded answers.
        cassette: What the tenant answered.
        catalogue: What is on sale here.
        tokens: What was given out here.
    """

    def __init__(self, app: ASGIApp, cassette: Cassette, catalogue: Catalogue, tokens: Tokens) -> None:
        self._app, self._cassette, self._catalogue, self._tokens = app, cassette, catalogue, tokens
        self._values: dict[str, Any] = {"own": {}}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call."""
        if scope["type"] != "http" or not scope["path"].startswith(API):
            await self._app(scope, receive, send)
            return
        body = await _whole(receive)
        sent = _read(scope, body)
        asked = self._asked(scope, sent)
        told = self._cassette.answer(asked)
        writes = asked.method != "GET"
        if writes or told is None:
            own = await self._own(scope, receive, body)
            told = told or (self._cassette.form(asked) if writes and own.status in FINE else None)
            if told is None:
                await _send(send, own)
                return
            self._remember(sent, own)
        await _send(send, self._filled(told, scope))

    def _remember(self, sent: Any, own: Answer) -> None:
        """Keep what was sent and made, because a later answer, such as a list of baskets, repeats it."""
        made = json.loads(own.body) if own.status in FINE else {}
        self._values["own"] |= made
        self._values |= sent if isinstance(sent, dict) else {}

    def _filled(self, told: Answered, scope: Scope) -> Answer:
        if told.body is None:
            return Answer(told.status, PAGE, {"content-type": "text/html; charset=utf-8"})
        host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
        return Answer.of(self._cassette.filled(told.body, self._values | {"base": f"http://{host}"}), told.status)

    async def _own(self, scope: Scope, receive: Receive, body: bytes) -> Answer:
        """Return what the sandbox itself would answer, with all that follows from it."""
        again: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]
        kept: list[Message] = []

        async def replayed() -> Message:
            return again.pop() if again else await receive()

        async def keep(message: Message) -> None:
            kept.append(message)

        await self._app(scope, replayed, keep)
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in kept[0]["headers"]}
        return Answer(kept[0]["status"], b"".join(one.get("body", b"") for one in kept), headers)

    def _asked(self, scope: Scope, sent: Any) -> Asked:
        query = dict(parse_qsl(scope["query_string"].decode("ascii", "replace"), keep_blank_values=True))
        is_token = scope["path"] == TOKEN
        return Asked(
            method=scope["method"],
            path=scope["path"],
            query=query,
            who=_secret_s(sent) if is_token else self._bearer_s(scope),
            fields=frozenset() if is_token else frozenset(fields_of(sent)),
            known=all(map(self._is_known, _offers_in(sent))),
        )

    def _bearer_s(self, scope: Scope) -> str:
        _, _, token = dict(scope["headers"]).get(b"authorization", b"").decode("latin-1").partition(" ")
        return "own" if self._tokens.hold(token) else "other" if token else "nobody"

    def _is_known(self, offer: Mapping[str, Any]) -> bool:
        return self._catalogue.by_version(str(offer.get("id")), str(offer.get("version"))) is not None


def _secret_s(sent: Any) -> str:
    return "own" if isinstance(sent, dict) and sent.get("client_secret") == CLIENT_SECRET else "other"


def _offers_in(sent: Any) -> list[Mapping[str, Any]]:
    order = sent.get("order") if isinstance(sent, dict) else None
    lines = order.get("orderItems") if isinstance(order, dict) else None
    held = [line.get("offer") for line in lines if isinstance(line, dict)] if isinstance(lines, list) else []
    return [offer for offer in held if isinstance(offer, dict)]


def _read(scope: Scope, body: bytes) -> Any:
    kind = dict(scope["headers"]).get(b"content-type", b"")
    if not kind.startswith(b"application/json"):
        return dict(parse_qsl(body.decode("utf-8", "replace")))
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


async def _whole(receive: Receive) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    return body


async def _send(send: Send, answer: Answer) -> None:
    await send(answer.start())
    await send({"type": "http.response.body", "body": answer.body})
