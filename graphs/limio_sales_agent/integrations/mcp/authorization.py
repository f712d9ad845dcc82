"""Who may call over HTTP: whoever holds one bearer token, or a caller with an access token of your OAuth server.

This is the resource server's side of OAuth 2.0: a client (Agentforce, Copilot Studio) fetches a token from your issuer
by client credentials, and here its signature, issuer, audience and time are checked (RFC 9068, RFC 8707, RFC 9728).
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from functools import cached_property
from typing import Any, Self
from urllib.parse import urlsplit

import jwt
from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from limio_langchain.redaction import silenced

# Signed by a key that is not shared: with a shared one whoever can check a token can make one.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
LEEWAY, WAIT = 30, 5.0  # seconds that clocks may differ, and that the keys may take
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Unauthorized(Exception):
    """A token that is not accepted; the text says why and quotes nothing of it."""


class McpAuthorization(BaseSettings):
    """OAuth 2.0 for `limio-agent mcp --http`; without an issuer it is off.

    Attributes:
        issuer: Your authorization server, as its tokens' ``iss`` names it.
        resource: This server as clients know it, such as ``https://mcp.example.com/mcp``; tokens' ``aud`` must hold it.
        jwks_url: Where the issuer's keys are; left out, ``/.well-known/jwks.json`` below the issuer.
        scope: A scope that tokens must have, or none.
    """

    model_config = SettingsConfigDict(env_prefix="LIMIO_MCP_", extra="ignore")

    issuer: str | None = None
    resource: str | None = None
    jwks_url: str | None = None
    scope: str | None = Field(default=None, min_length=1)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.issuer and not self.resource:
            raise ValueError("LIMIO_MCP_RESOURCE: tokens are for one server; say which, such as https://host/mcp")
        for name in ("issuer", "resource", "jwks_url"):
            url = urlsplit(getattr(self, name) or "https://unset")
            if url.scheme != "https" and not (url.scheme == "http" and url.hostname in LOOPBACK):
                raise ValueError(f"LIMIO_MCP_{name.upper()}: must begin with https://")
        return self

    @cached_property
    def _keys(self) -> jwt.PyJWKClient:
        silenced("jwt")
        url = self.jwks_url or f"{(self.issuer or '').rstrip('/')}/.well-known/jwks.json"
        return jwt.PyJWKClient(url, timeout=WAIT)  # kept for five minutes; an unknown key asks again, twice a minute

    @property
    def metadata(self) -> dict[str, Any]:
        """What clients read to find the authorization server (RFC 9728)."""
        scopes = {"scopes_supported": [self.scope]} if self.scope else {}
        told = {"resource": self.resource, "authorization_servers": [self.issuer]}
        return {**told, "bearer_methods_supported": ["header"], **scopes}

    @property
    def metadata_url(self) -> str:
        """Where clients read it."""
        url = urlsplit(self.resource or "")
        return f"{url.scheme}://{url.netloc}/.well-known/oauth-protected-resource{url.path.rstrip('/')}"

    async def caller(self, token: str) -> str:
        """Return who a token's bearer is: the same for the same client, and another for another.

        Raises:
            Unauthorized: The token is not accepted.
        """
        try:
            key = await asyncio.to_thread(self._keys.get_signing_key_from_jwt, token)
            claims = jwt.decode(
                token,
                key,
                algorithms=ALGORITHMS,
                audience=self.resource,
                issuer=self.issuer,
                leeway=LEEWAY,
                options={"require": ["exp", "iss", "aud"]},
            )
        # What is no JSON at all, such as a page that says to come back later, PyJWT hands on as it is.
        except (jwt.PyJWKClientConnectionError, ValueError, RecursionError):
            raise Unauthorized("the issuer's keys cannot be read") from None
        except jwt.PyJWTError as error:
            raise Unauthorized(type(error).__name__) from None
        if self.scope and self.scope not in _scopes(claims):
            raise Unauthorized("insufficient_scope")
        who = [claims["iss"], claims.get("client_id") or claims.get("azp"), claims.get("sub")]
        return hashlib.sha256(json.dumps(who).encode()).hexdigest()[:32]


def _scopes(claims: dict[str, Any]) -> list[str]:
    held = claims.get("scope") or claims.get("scp") or []
    named = held.split() if isinstance(held, str) else held
    return [str(one) for one in named] if isinstance(named, list) else []
