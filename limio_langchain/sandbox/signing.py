"""Signatures under the links, so that a changed one is known; each sandbox has a key of its own."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Literal

Purpose = Literal["recover", "assisted", "pay", "paid"]


class Signer:
    """Signs and checks; a signature for one purpose is worthless for another."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def __repr__(self) -> str:
        return "Signer()"

    def sign(self, purpose: Purpose, text: str) -> str:
        """Return the signature of a text."""
        return hmac.new(self._key, f"{purpose}\n{text}".encode(), hashlib.sha256).hexdigest()

    def is_good(self, purpose: Purpose, text: str, signature: str) -> bool:
        """Return whether a signature is that of the text."""
        return hmac.compare_digest(self.sign(purpose, text).encode(), signature.encode("utf-8", "replace"))
