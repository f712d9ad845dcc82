"""What a text of a tenant's becomes in a cassette: public ones stay, of all others only the form does."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from urllib.parse import urlsplit

from limio_langchain.conformance.places import Sent
from limio_langchain.redaction import redacted

TENANT_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*\.limio\.com", re.IGNORECASE)
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)?")
IDENTITY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{24,}")
NUMBER = re.compile(r"-?\d{1,6}(?:\.\d{1,4})?")  # a longer one may be somebody's
WORD = re.compile(r"[a-z][a-z_.-]{0,40}|[A-Z]{2,3}|Bearer")
# Texts under these names are of a closed set.
CLOSED = frozenset(
    {"status", "type", "relation", "token_type", "error", "order_type", "record_type", "currency", "country"}
)
CURSORS = frozenset({"from", "alias", "queryMore", "opt.queryMoreFrom", "opt.queryMoreAlias"})
LINKS = frozenset({"recoveryLink", "assistedCheckoutLink"})
SOME_DAY, SOMETHING = "2026-01-01T00:00:00.000Z", "text"


class Texts:
    """Tells public texts from others.

    Args:
        hosts: The tenant's, which no text may name.
        listed: All texts of its catalogue.
    """

    def __init__(self, hosts: Collection[str], listed: Collection[str]) -> None:
        self._hosts = sorted(hosts, key=len, reverse=True)
        self._known = {text for text in listed if self.public(text) == text}

    def public(self, text: str) -> str:
        """Return a text of the catalogue, without hosts and without what looks like a person's."""
        kept = MOMENT.fullmatch(text) or IDENTITY.fullmatch(text) or NUMBER.fullmatch(text)
        return text if kept else self._without_hosts(redacted(text))

    def is_known(self, *texts: object) -> bool:
        """Return whether all of these stand in the catalogue."""
        return set(texts) <= self._known

    def query(self, name: str, value: str) -> str:
        """Return a query's value; a moment stands for any."""
        if MOMENT.fullmatch(value):
            return "{any}"
        return cursor(value) if name in CURSORS else self.public(value)

    def other(self, name: str, text: str, sent: Sent) -> str:
        """Return what becomes of a text that is not the catalogue's own."""
        if name == "access_token":
            return "{own.access_token}"
        if name in LINKS:
            return self._link(name, text)
        if name in CURSORS:
            return cursor(text)
        return text if text in self._known or not text else self._by_form(name, text, sent.named_in(text))

    def _by_form(self, name: str, text: str, named: str) -> str:
        if MOMENT.fullmatch(text):
            return SOME_DAY
        if NUMBER.fullmatch(text) or (name in CLOSED and WORD.fullmatch(text)):
            return text
        holds_ids = named != text or IDENTITY.search(text)
        return re.sub(r"[^{}\w.-]", "", another(named)) if holds_ids else SOMETHING

    def _link(self, name: str, text: str) -> str:
        """Return a link's form: of whoever replays it, and whether it is a path, whole, or to another host."""
        host = urlsplit(text).netloc
        if not host:
            return f"{{own.{name}}}" if text.startswith("/") else SOMETHING
        return f"{'{base}' if host in self._hosts else 'https://elsewhere.example'}{{own.{name}}}"

    def _without_hosts(self, text: str) -> str:
        for host in self._hosts:
            text = text.replace(host, "shop.example")
        return TENANT_HOST.sub("shop.example", text)


def cursor(text: str) -> str:
    """Return another cursor, the same for the same: it is opaque, and may hold anything."""
    return f"cursor-{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def another(text: str) -> str:
    """Return a text with other ids of the same form, the same for the same."""
    return IDENTITY.sub(_other_id, text)


def _other_id(found: re.Match[str]) -> str:
    digits = hashlib.sha256(found[0].encode()).hexdigest() * (len(found[0]) // 64 + 1)
    return "".join(digits[place] if char != "-" else "-" for place, char in enumerate(found[0]))
