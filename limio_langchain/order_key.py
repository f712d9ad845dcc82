"""The key of an order, sent as its ``external_id``: made of all that makes it this order and no other.

It is an HMAC, in the form of a UUID, of what the order is for, the conversation it belongs to, its number there, and
all that is sent: offers, versions, quantities, the customer's details, country, tracking. So the same order sent again
has the same key on every server with the same secret, whatever differs makes another, and nobody without the secret can
compute one or read anything from it. The conversation is never kept as it is told, but as a mark made of it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from limio_langchain.errors import InputError
from limio_langchain.models.order import CheckoutRequest, Purpose

MARK, KEY, SEAL = (
    9,
    16,
    5,
)  # bytes of a token's parts: the conversation's mark, the order's key, the proof that it is ours


@dataclass(frozen=True)
class Identity:
    """Which order a request is.

    Attributes:
        external_id: Its key.
        repeat_of: By what a new call says that it means this order; None where the caller has a key of their own.
        replaces: The key of the order it was said to repeat and is not, or None.
    """

    external_id: str
    repeat_of: str | None = None
    replaces: str | None = None


def identify(request: CheckoutRequest, body: Mapping[str, Any], secret: bytes) -> Identity:
    """Return which order a request is, once its offers are known and before it is sent for the first time.

    Args:
        request: The request; its own ``external_id`` stands as it is.
        body: What is about to be sent.
        secret: The deployment's.

    Raises:
        InputError: ``repeat_of`` is none of ours.
    """
    if request.external_id is not None:
        return Identity(request.external_id)
    if request.repeat_of is None:
        mark, earlier = conversation_mark(secret, request.conversation), None
    else:
        mark, earlier = read_repeat(secret, request.repeat_of)
    key = order_key(secret, request.purpose, mark, request.order_number, body)
    return Identity(key, repeat_token(secret, mark, key), earlier if earlier != key else None)


def conversation_mark(secret: bytes, conversation: str) -> bytes:
    """Return what stands for a conversation in keys and tokens; the conversation cannot be read from it."""
    return _hmac(secret, "conversation", conversation)[:MARK]


def order_key(secret: bytes, purpose: Purpose, mark: bytes, number: int, body: Mapping[str, Any]) -> str:
    """Return an order's key.

    Args:
        secret: The deployment's.
        purpose: What the order is for.
        mark: Of `conversation_mark`.
        number: Which of the conversation's orders it is.
        body: What is sent, as JSON; neither its ``external_id`` counts nor which of its lines comes first.

    Returns:
        A UUID.
    """
    told = _hmac(secret, "order", [purpose, mark.hex(), number, _canonical(body)])
    return str(uuid.UUID(bytes=told[:KEY], version=4))  # 4: to all who lack the secret it is a random one


def repeat_token(secret: bytes, mark: bytes, external_id: str) -> str:
    """Return the opaque ``repeat_of`` by which a caller says that a new call means this order."""
    held = mark + uuid.UUID(external_id).bytes
    return base64.urlsafe_b64encode(held + _seal(secret, held)).decode()


def read_repeat(secret: bytes, token: str) -> tuple[bytes, str]:
    """Return the conversation's mark and the order's key that a token of `repeat_token` stands for.

    Raises:
        InputError: Any other text, a token of another deployment's secret included.
    """
    try:
        held = base64.b64decode(token, altchars=b"-_", validate=True)
    except ValueError:
        held = b""
    mark, key, seal = held[:MARK], held[MARK : MARK + KEY], held[MARK + KEY :]
    if len(held) != MARK + KEY + SEAL or not hmac.compare_digest(seal, _seal(secret, mark + key)):
        raise InputError("repeat_of", "must be copied from an earlier answer of this deployment, or left out")
    return mark, str(uuid.UUID(bytes=key))


def _seal(secret: bytes, held: bytes) -> bytes:
    return _hmac(secret, "repeat_of", held.hex())[:SEAL]


def _hmac(secret: bytes, use: str, told: Any) -> bytes:
    text = json.dumps(["limio-langchain 1", use, told], sort_keys=True, separators=(",", ":"))
    return hmac.new(secret, text.encode(), hashlib.sha256).digest()


def _canonical(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return a body without its key and with its offers sorted: which line comes first makes no other order."""
    order = {name: held for name, held in body["order"].items() if name != "external_id"}
    order["orderItems"] = sorted(order["orderItems"], key=lambda line: json.dumps(line, sort_keys=True))
    if offers := order.get("tracking", {}).get("offers"):
        order["tracking"] = order["tracking"] | {"offers": sorted(offers)}
    return {**body, "order": order}
