"""`OrderWebhook`: takes Limio's deliveries, as an ASGI application of no framework, to be mounted in any."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Any, Self
from urllib.parse import urlsplit

from limio_langchain import redaction, telemetry
from limio_langchain.errors import InputError
from limio_langchain.settings import LOOPBACK, LimioSettings
from limio_langchain.webhooks.credentials import basic_fits
from limio_langchain.webhooks.delivery import Delivery, read_delivery

LARGEST_BODY = 2**20  # bytes; an order repeats each of its offers whole, some 4 kB an item
BODY_WITHIN = 10.0  # seconds
STORED_WITHIN = 5.0  # seconds
CHALLENGE = (b"www-authenticate", b'Basic realm="limio", charset="UTF-8"')

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
OnDelivery = Callable[[Delivery], Awaitable[None]]
logger = redaction.logger(__name__)


class Refused(Exception):
    """A delivery that is not taken."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code


class OrderWebhook:
    """Takes deliveries of Limio's webhooks and answers once they are stored.

    Mount it where Limio can reach it, and name that address in Limio under Settings > General Settings > Webhooks for
    new orders, subscriptions and errors. ``204`` says that a delivery is stored; it may come again, late or in another
    order, so `on_delivery` must bear that. What it is not about is answered ``204`` too and goes nowhere.

    Args:
        on_delivery: Stores a delivery, within 5 seconds; raises when it could not, which is answered ``503``.
        username: The name Limio shows (HTTP Basic).
        password: The password Limio shows. Without both every delivery is refused.
        open_to_loopback: Whether a caller on this machine may deliver without them: for the sandbox alone.
    """

    def __init__(
        self,
        on_delivery: OnDelivery,
        *,
        username: str | None = None,
        password: str | None = None,
        open_to_loopback: bool = False,
    ) -> None:
        self._on_delivery = on_delivery
        self._username, self._password = username or "", password or ""
        self._open = open_to_loopback and not (self._username and self._password)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(guarded={bool(self._username and self._password)})"

    @classmethod
    def from_settings(cls, settings: LimioSettings, on_delivery: OnDelivery) -> Self:
        """Return a receiver with the settings' name and password, open to this machine where the shop is a sandbox."""
        password = settings.webhook_password.get_secret_value() if settings.webhook_password else None
        is_sandbox = urlsplit(settings.shop_url).hostname in LOOPBACK
        return cls(on_delivery, username=settings.webhook_username, password=password, open_to_loopback=is_sandbox)

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            return
        try:
            await self._take(scope, receive)
        except Refused as error:
            await _answer(send, error.status, error.code)
        else:
            await _answer(send, 204)

    async def _take(self, scope: Mapping[str, Any], receive: Receive) -> None:
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        self._let_in(headers, scope)  # before the method, so that a stranger is told nothing
        if scope["method"] != "POST":
            raise Refused(405, "post_only")
        body = await _body(headers, receive)
        try:
            delivery = read_delivery(body)
        except InputError:
            raise Refused(400, "not_json") from None
        logger.info("a webhook came: %s", delivery.subject)
        if delivery.subject != "other":
            await self._stored(delivery)
        if delivery.placed_at:
            telemetry.webhook(delivery.subject, (datetime.now(UTC) - delivery.placed_at).total_seconds())

    def _let_in(self, headers: Mapping[str, str], scope: Mapping[str, Any]) -> None:
        if self._open and _is_near(scope):
            # A page of another site can have a browser post text to this machine, but not JSON.
            if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
                raise Refused(415, "not_json")
            return
        if not (self._username and self._password):
            raise Refused(403, "no_credentials_set")
        if not basic_fits(headers.get("authorization", ""), self._username, self._password):
            raise Refused(401, "wrong_credentials")

    async def _stored(self, delivery: Delivery) -> None:
        try:
            async with asyncio.timeout(STORED_WITHIN):
                await self._on_delivery(delivery)
        except Exception as error:  # noqa: BLE001  a host's store may raise anything
            # Only the type: a store's error may quote what it was to store.
            logger.warning("a delivery could not be stored (%s)", type(error).__name__)
            raise Refused(503, "not_stored") from None


async def _body(headers: Mapping[str, str], receive: Receive) -> bytes:
    """Return the body; one that is too long or too slow is refused, whatever length it was said to have."""
    said = headers.get("content-length", "")
    if said.isascii() and said.isdigit() and int(said[:20]) > LARGEST_BODY:
        raise Refused(413, "too_long")
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_WITHIN):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise Refused(400, "cut_off")
                body += message.get("body", b"")
                if len(body) > LARGEST_BODY:
                    raise Refused(413, "too_long")
                if not message.get("more_body", False):
                    return bytes(body)
    except TimeoutError:
        raise Refused(408, "too_slow") from None


def _is_near(scope: Mapping[str, Any]) -> bool:
    """Return whether the caller is this machine."""
    try:
        return ip_address((scope.get("client") or ("",))[0]).is_loopback
    except ValueError:
        return False


async def _answer(send: Send, status: int, code: str = "") -> None:
    body = json.dumps({"error": {"code": code}}).encode() if code else b""
    headers = [(b"cache-control", b"no-store"), (b"content-type", b"application/json")]
    headers += [CHALLENGE] if status == 401 else []  # noqa: PLR2004
    headers += [(b"retry-after", b"30")] if status == 503 else []  # noqa: PLR2004
    headers += [(b"allow", b"POST")] if status == 405 else []  # noqa: PLR2004
    await send({"type": "http.response.start", "status": status, "headers": headers if code else headers[:1]})
    await send({"type": "http.response.body", "body": body})
