"""Who may call over HTTP by OAuth 2.0, and what clients read to find where they get their tokens (RFC 9728)."""

from __future__ import annotations

import re
from typing import Any, Self
from urllib.parse import unquote, urlsplit

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
METADATA = "/.well-known/oauth-protected-resource"
URL = re.compile(r"[^\s\"<>\\^`{|}?#]+(?:\?[^\s\"<>\\^`{|}#]*)?")  # as they stand in a header and a route


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
    # RFC 6749, 3.3: neither a quote nor a backslash, so that it can stand in a header.
    scope: str | None = Field(default=None, pattern=r"^[\x21\x23-\x5B\x5D-\x7E]+$")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.issuer and not self.resource:
            raise ValueError("LIMIO_MCP_RESOURCE: tokens are for one server; say which, such as https://host/mcp")
        for name in ("issuer", "resource", "jwks_url"):
            told = getattr(self, name) or "https://unset"
            url = urlsplit(told)
            if url.scheme != "https" and not (url.scheme == "http" and url.hostname in LOOPBACK):
                raise ValueError(f"LIMIO_MCP_{name.upper()}: must begin with https://")
            # An issuer and a resource are compared and built upon, so they are addresses alone (RFC 8414, RFC 8707).
            if not URL.fullmatch(told) or (url.query and name != "jwks_url") or "{" in unquote(url.path):
                raise ValueError(f"LIMIO_MCP_{name.upper()}: must be an address alone, such as https://host/mcp")
        return self

    @property
    def keys_url(self) -> str:
        """Where the issuer's keys are."""
        return self.jwks_url or f"{(self.issuer or '').rstrip('/')}/.well-known/jwks.json"

    @property
    def metadata(self) -> dict[str, Any]:
        """What clients read to find the authorization server."""
        scopes = {"scopes_supported": [self.scope]} if self.scope else {}
        told = {"resource": self.resource, "authorization_servers": [self.issuer]}
        return {**told, "bearer_methods_supported": ["header"], **scopes}

    @property
    def path(self) -> str:
        """The path clients know this server by, which a proxy in front may or may not take off."""
        return urlsplit(self.resource or "").path.rstrip("/")

    @property
    def metadata_url(self) -> str:
        """Where clients read it: between the host and the path (RFC 9728, 3.1)."""
        url = urlsplit(self.resource or "")
        return f"{url.scheme}://{url.netloc}{METADATA}{self.path}"

    def challenge(self, why: str) -> str:
        """Return what ``WWW-Authenticate`` says to a caller who is not let in (RFC 6750, RFC 9728).

        Args:
            why: ``no_token``, ``insufficient_scope``, or whatever is wrong with the token.
        """
        error = "" if why == "no_token" else why if why == "insufficient_scope" else "invalid_token"
        told = {"resource_metadata": self.metadata_url, "scope": self.scope, "error": error}
        return "Bearer " + ", ".join(f'{name}="{value}"' for name, value in told.items() if value)
