"""Makes a cassette of recorded exchanges: what a tenant answers, without secrets, hosts or anything of a customer's.

The catalogue is public, so its texts stay, but for who wrote them. Of every other answer the form stays and each text
becomes what it is (a date, a link, a word), unless it repeats what was sent or stands in the catalogue. Where an answer
repeats what was sent, a name in braces says what, so that whoever replays it repeats what is sent then.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from limio_langchain.answer import as_object, as_objects
from limio_langchain.conformance.places import Sent, fields
from limio_langchain.conformance.recording import Exchange
from limio_langchain.conformance.texts import CURSORS, IDENTITY, SOMETHING, Texts, cursor
from limio_langchain.settings import LimioSettings

TOKEN = "/oauth2/token"  # noqa: S105  a path
FORM = 1  # of cassettes; another form has another number
CATALOGUE = frozenset({"/api/offers/v2", "/api/published_catalog_items", "/api/add_ons"})
AUTHORS = re.compile(r"(?:user|owner|author|team|email|phone|contact|by)(?:name|id)?$", re.IGNORECASE)
NAME = re.compile(r"[A-Za-z_@][\w.@-]{0,60}")
LONGEST_LIST = 3  # of what is nobody's business
SMALL = 10**6  # a number above may be somebody's
LONG_ENOUGH = 8  # characters; a shorter id of a client is a word that anything may hold


class NotClean(Exception):
    """A cassette would still hold a secret or a host, so there is none."""


def cassette(exchanges: Sequence[Exchange], settings: LimioSettings, made_on: str) -> dict[str, Any]:
    """Return the cassette of what was recorded.

    Args:
        exchanges: What was asked and answered, in order.
        settings: The tenant's, whose hosts and secrets must not be in it.
        made_on: The day, such as ``2026-11-25``.

    Raises:
        NotClean: Something of the tenant's would be in it after all.
    """
    scrub = Scrubbing(exchanges, settings)
    told = {"cassette": FORM, "on": made_on, "exchanges": [scrub.exchange(one) for one in exchanges]}
    told["items"] = scrub.items
    text = json.dumps(told, ensure_ascii=False)
    if found := [kind for kind, needle in scrub.forbidden if needle and needle in text]:
        raise NotClean(f"the cassette would hold {found[0]}")
    return told


class Scrubbing:
    """Scrubs the exchanges of one tenant.

    Attributes:
        items: The catalogue's items so far, each once.
        forbidden: What must not be left, with what it is.
    """

    def __init__(self, exchanges: Sequence[Exchange], settings: LimioSettings) -> None:
        self.items: dict[str, Any] = {}
        self._sent = Sent(None)  # last, because a list of baskets holds what was ordered before
        self._tokens = {one.body["access_token"] for one in exchanges if _gives_token(one)}
        self._secret = settings.client_secret.get_secret_value() if settings.client_secret else ""
        hosts = {urlsplit(url).netloc for url in (settings.api_url, settings.shop_url) if url}
        self._texts = Texts(hosts, {text for one in exchanges if one.path in CATALOGUE for text in _texts(one.body)})
        client = settings.client_id or ""
        self.forbidden = [
            ("the client's secret", self._secret),
            ("the client's id", client if len(client) >= LONG_ENOUGH else ""),
            *(("a token", token) for token in self._tokens),
            *(("a host", host) for host in hosts),
        ]

    def exchange(self, one: Exchange) -> dict[str, Any]:
        """Return what was asked, by its form, and what was answered."""
        request = {
            "method": one.method,
            "path": "/".join("{any}" if IDENTITY.search(part) else part for part in one.path.split("/")),
            "query": {name: self._texts.query(name, value) for name, value in one.query.items()},
            "who": self._who(one),
            "fields": sorted(set(fields(one.sent))) if one.path != TOKEN else [],
            "known": all(self._is_known(line) for line in _lines(one.sent)),
        }
        if one.method != "GET" and one.path != TOKEN:
            self._sent = Sent(one.sent)
        scrubbed = self._listed("", one.body) if one.path in CATALOGUE else self._value("", one.body, self._sent)
        return {"request": request, "answer": {"status": one.status, "body": scrubbed}}

    def _who(self, one: Exchange) -> str:
        if one.path == TOKEN:
            return "own" if isinstance(one.sent, dict) and one.sent.get("client_secret") == self._secret else "other"
        return "own" if one.bearer in self._tokens else "other" if one.bearer else "nobody"

    def _is_known(self, line: Mapping[str, Any]) -> bool:
        offer = line.get("offer")
        return isinstance(offer, dict) and self._texts.is_known(offer.get("id"), offer.get("version"))

    def _listed(self, name: str, told: Any) -> Any:
        """Return a list of the catalogue, each item kept once beside the exchanges."""
        if isinstance(told, list):
            return [self._listed(name, one) for one in told]
        if isinstance(told, dict):
            is_item = isinstance(told.get("path"), str)
            return self._kept(told) if is_item else {key: self._listed(key, held) for key, held in told.items()}
        if isinstance(told, str):
            return cursor(told) if name in CURSORS else self._texts.public(told)
        return told

    def _kept(self, told: Mapping[str, Any]) -> str:
        item = self._published("", told)
        key = hashlib.sha256(json.dumps(item, sort_keys=True).encode()).hexdigest()[:16]
        self.items[key] = item
        return f"{{item:{key}}}"

    def _published(self, name: str, told: Any) -> Any:
        if isinstance(told, dict):
            return {key: self._published(key, held) for key, held in told.items()}
        if isinstance(told, list):
            return [self._published(name, one) for one in told]
        if isinstance(told, str):
            return SOMETHING if AUTHORS.search(name) else self._texts.public(told)
        return told

    def _value(self, name: str, told: Any, sent: Sent) -> Any:
        """Return an answer that is not the catalogue's."""
        if told and (place := sent.place_of(name, told)):
            return place
        if isinstance(told, dict):
            # A form's own fields have names of anybody's, and hold anything.
            whole = told if name != "customFields" else {}
            return {_name(key): self._value(key, held, sent) for key, held in whole.items()}
        if isinstance(told, list):
            return [self._value(name, one, sent) for one in told[:LONGEST_LIST]]
        if isinstance(told, str):
            return self._texts.other(name, told, sent)
        return told if told is None or abs(told) < SMALL else 0


def _name(key: str) -> str:
    return key if NAME.fullmatch(key) and not IDENTITY.search(key) else "name"


def _lines(sent: Any) -> list[Mapping[str, Any]]:
    return as_objects(as_object(as_object(sent).get("order")).get("orderItems"))


def _texts(told: Any) -> Iterator[str]:
    if isinstance(told, dict):
        for held in told.values():
            yield from _texts(held)
    elif isinstance(told, list):
        for held in told:
            yield from _texts(held)
    elif isinstance(told, str):
        yield told


def _gives_token(one: Exchange) -> bool:
    return one.path == TOKEN and isinstance(one.body, dict) and isinstance(one.body.get("access_token"), str)
