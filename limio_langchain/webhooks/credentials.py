"""HTTP Basic, compared so that how long it takes tells nothing of what is right."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac


def basic_fits(header: str, username: str, password: str) -> bool:
    """Return whether an ``Authorization`` header holds this name and password.

    Args:
        header: The header's value, or nothing.
        username: The name that is right; an empty one is never.
        password: The password that is right; an empty one is never.
    """
    scheme, _, encoded = header.partition(" ")
    given = _decoded(encoded.strip()) if scheme.lower() == "basic" else b""
    right = f"{username}:{password}".encode()
    # Digests, because a comparison of texts tells whether they are equally long.
    fits = hmac.compare_digest(hashlib.sha256(given).digest(), hashlib.sha256(right).digest())
    return fits and bool(username) and bool(password)


def _decoded(encoded: str) -> bytes:
    try:
        return base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return b""
