"""Access tokens: whose they are, by the keys of the issuer that signs them.

This is the resource server's side of OAuth 2.0: a client (Agentforce, Copilot Studio) fetches a token from your issuer
by client credentials, and here its signature, issuer, audience and time are checked (RFC 9068, RFC 8707).
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import inf
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import jwt

from limio_langchain.client.failures import FAILURES, in_words
from limio_langchain.client.wire import AsyncCappedTransport
from limio_langchain.redaction import logger, silenced
from limio_sales_agent.integrations.mcp.authorization import McpAuthorization

# Signed by a key that is not shared: with a shared one whoever can check a token can make one.
KINDS = {"RS": ("RSA",), "PS": ("RSA",), "ES": ("EC",), "Ed": ("OKP",)}
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
LEEWAY = 30  # seconds that clocks may differ
WAIT = 5.0  # seconds that the keys may take, from the first to the last byte
LARGEST = 256 * 1024  # bytes of them; an issuer has a handful, of a kilobyte each, or three with their certificates
KEPT = 300.0  # seconds; a key that was taken back is let in no longer than that
# Seconds between two fetches, whatever callers send: for a key that is not known, and where the last fetch failed.
UNKNOWN_AGAIN, FAILED_AGAIN = 30, 5
LOG = logger(__name__)


class Unauthorized(Exception):
    """A token that is not accepted; the text says why and quotes nothing of it.

    Args:
        why: ``no_token``, ``insufficient_scope``, or what is wrong with the token.
        challenge: What ``WWW-Authenticate`` says.
    """

    def __init__(self, why: str, challenge: str) -> None:
        super().__init__(why)
        self.status = 403 if why == "insufficient_scope" else 401
        self.challenge = challenge


class NoKeys(Exception):
    """The issuer's keys cannot be read, so that of no token can be told whether it is one."""


@dataclass
class Keys:
    """An issuer's public keys, fetched when they are needed, and by one caller for all who wait.

    Attributes:
        url: Where they are.
        ca_bundle: Which certificates to trust instead of the usual ones.
        now: Seconds from some fixed moment.
    """

    url: str
    ca_bundle: Path | None = None
    now: Callable[[], float] = time.monotonic
    _held: list[Mapping[str, Any]] = field(default_factory=list, repr=False)
    _until: float = -inf  # when those that are held have been held for long enough
    _asked: float = -inf
    _one: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    async def key(self, header: Mapping[str, Any]) -> jwt.PyJWK:
        """Return the key that a token with this header must be signed by.

        Args:
            header: The token's, which nobody vouches for yet.

        Raises:
            NoKeys: They cannot be read.
            jwt.PyJWTError: There is no such key, or none that a signature could be checked with.
        """
        found = self._fitting(header)
        if not found:
            async with self._one:  # whose key is known waits for nobody
                found = self._fitting(header) or await self._fetched(header)
        # Without a name one of several would be a guess.
        if not found or (header.get("kid") is None and len(found) > 1):
            raise jwt.InvalidKeyError
        return jwt.PyJWK(dict(found[0]), header["alg"])

    def _fitting(self, header: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        may_be = {"kty": KINDS[header["alg"][:2]], "use": (None, "sig"), "alg": (None, header["alg"])}
        if (name := header.get("kid")) is not None:
            may_be["kid"] = (name,)
        held = self._held if self.now() < self._until else ()
        return [one for one in held if all(one.get(part) in values for part, values in may_be.items())]

    async def _fetched(self, header: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """Fetch the keys, unless that was done just now, and return those that fit."""
        is_known = self.now() < self._until
        if self.now() - self._asked >= (UNKNOWN_AGAIN if is_known else FAILED_AGAIN):
            self._asked = self.now()
            try:
                self._held = await _fetch(self.url, self.ca_bundle)
            except (*FAILURES, ValueError, RecursionError) as error:
                # What is held is good all the same, until it is too old.
                LOG.warning("the keys of the issuer at %s cannot be read: %s", urlsplit(self.url).netloc, _why(error))
            else:
                self._until = self.now() + KEPT
        if self.now() >= self._until:
            raise NoKeys
        return self._fitting(header)


def _why(error: BaseException) -> str:
    return in_words(error) if isinstance(error, FAILURES) else "they are no set of keys"


async def _fetch(url: str, ca_bundle: Path | None) -> list[Mapping[str, Any]]:
    # A redirect is not followed: where it leads, the issuer's name would vouch for somebody else's keys.
    transport = AsyncCappedTransport(None, ca_bundle)
    client = httpx.AsyncClient(transport=transport, follow_redirects=False, timeout=WAIT)
    async with client, asyncio.timeout(WAIT):
        return _keys(await client.get(url, headers={"Accept": "application/json"}))


def _keys(answer: httpx.Response) -> list[Mapping[str, Any]]:
    """Return the keys of an answer; ValueError where it holds none."""
    told = answer.json() if answer.status_code == httpx.codes.OK and len(answer.content) <= LARGEST else None
    held = told.get("keys") if isinstance(told, dict) else None
    if not isinstance(held, list) or not held:
        raise ValueError("no keys")
    return [one for one in held if isinstance(one, dict)]


class AccessTokens:
    """Tells whose an access token is.

    Args:
        oauth: Whose tokens are accepted, and for what.
        ca_bundle: Which certificates to trust at the issuer instead of the usual ones.
    """

    def __init__(self, oauth: McpAuthorization, ca_bundle: Path | None = None) -> None:
        silenced("jwt")
        self.oauth = oauth
        self.keys = Keys(oauth.keys_url, ca_bundle)

    async def caller(self, token: str) -> str:
        """Return who a token's bearer is: the same for the same client, and another for another.

        Raises:
            Unauthorized: The token is not accepted.
            NoKeys: The issuer's keys cannot be read.
        """
        if not token:
            raise self._refusal("no_token")
        try:
            claims = await self._claims(token)
        except jwt.PyJWTError as error:
            raise self._refusal(type(error).__name__) from None
        except (ValueError, OverflowError, RecursionError):  # PyJWT before 2.15 lets some through
            raise self._refusal("DecodeError") from None
        if self.oauth.scope and self.oauth.scope not in _scopes(claims):
            raise self._refusal("insufficient_scope")
        who = [claims["iss"], claims.get("client_id") or claims.get("azp"), claims.get("sub")]
        return hashlib.sha256(json.dumps(who).encode()).hexdigest()[:32]

    def _refusal(self, why: str) -> Unauthorized:
        return Unauthorized(why, self.oauth.challenge(why))

    async def _claims(self, token: str) -> dict[str, Any]:
        header = jwt.get_unverified_header(token)
        if header.get("alg") not in ALGORITHMS:
            raise jwt.InvalidAlgorithmError
        return jwt.decode(
            token,
            await self.keys.key(header),
            algorithms=ALGORITHMS,
            audience=self.oauth.resource,
            issuer=self.oauth.issuer,
            leeway=LEEWAY,
            options={"require": ["exp", "iss", "aud"]},
        )


def _scopes(claims: dict[str, Any]) -> list[str]:
    held = claims.get("scope") or claims.get("scp") or []
    named = held.split() if isinstance(held, str) else held
    return [str(one) for one in named] if isinstance(named, list) else []
