"""`LimioSettings`: where the shop and the API are, and who asks. The only reader of the environment."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def _variable(field: str | None) -> str:
    return f"{field} (LIMIO_{str(field).upper()})"


def _origin(url: str | None, info: ValidationInfo) -> str | None:
    """Scheme and host of a URL that is nothing more than an origin, without a trailing slash."""
    if url is None:
        return None
    where = _variable(info.field_name)
    try:
        parts = urlsplit(url.strip())
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise ValueError(f"{where} is not a URL") from None
    if parts.scheme not in {"http", "https"} or not host:
        raise ValueError(f"{where} must be a URL such as https://shop.example.com")
    if parts.username is not None or parts.password is not None:
        raise ValueError(f"{where} must not hold a user name or password")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError(f"{where} must be the host alone, without a path, query or fragment")
    if parts.scheme == "http" and host not in LOOPBACK:
        raise ValueError(f"{where} must use https; plain http is for this machine only")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _cache_home() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser()


Origin = Annotated[str, AfterValidator(_origin)]


class LimioSettings(BaseSettings):
    """Where the shop and the API are, which credentials to use, and how long to wait.

    Every field can be an argument or an environment variable, ``LIMIO_`` and the field's name in capitals.
    Without credentials the settings are valid: purchase links only, and offers from a catalogue file.

    Attributes:
        shop_url: The customer's shop, such as ``https://shop.example.com``; links are made on it.
        api_url: The tenant's API host, such as ``https://acme.prod.limio.com``; the shop's host is another one.
        client_id: OAuth client id, from Limio; with ``client_secret`` or not at all.
        client_secret: OAuth client secret.
        checkout_page: The shop's checkout page, without the leading slash.
        checkout_link: Which signed link customers get: ``recovery`` as Limio's agent page says, or ``assisted``
            (Release 114 and later, sales-assisted links guide). The other one is used when this one is missing.
        catalog_file: A JSON file with offers, for when the API cannot be read.
        cache_dir: Where the last good copy of the catalogue is kept, the user's cache folder by default; None, or
            ``off`` in the environment, keeps it in memory alone.
        catalog_ttl: Seconds a fetched catalogue is used before it is fetched anew.
        country: ISO-3166 two-letter country of every order, unless a context says otherwise.
        expiry_field: Limio's name for a basket's expiry; unknown to this package, so without it asking for an
            expiry is an error.
        source: Value of ``order.source``; ``shop`` in Limio's own sample.
        deadline: Seconds for a whole call: look-ups, token, retries and checkout together.
        connect_timeout: Seconds to wait for a connection.
        read_timeout: Seconds to wait for the next part of an answer.
        user_agent: The User-Agent header.
    """

    model_config = SettingsConfigDict(
        env_prefix="LIMIO_", extra="forbid", frozen=True, hide_input_in_errors=True, env_ignore_empty=True
    )

    shop_url: Origin
    api_url: Origin | None = None
    client_id: str | None = None
    client_secret: SecretStr | None = None
    checkout_page: str = "checkout"
    checkout_link: Literal["recovery", "assisted"] = "recovery"
    catalog_file: Path | None = None
    cache_dir: Path | None = Field(default_factory=lambda: _cache_home() / "limio-langchain")
    catalog_ttl: float = Field(default=300.0, ge=0)
    country: str | None = Field(default=None, pattern=r"^[A-Z]{2}$")
    expiry_field: str | None = Field(default=None, min_length=1)
    source: str = "shop"
    deadline: float = Field(default=12.0, gt=0, le=300)
    connect_timeout: float = Field(default=3.0, gt=0)
    read_timeout: float = Field(default=10.0, gt=0)
    user_agent: str = Field(default="limio-langchain/0.1", pattern=r"^[\x20-\x7e]+$")

    @field_validator("checkout_page")
    @classmethod
    def _page_is_a_path(cls, page: str) -> str:
        segments = page.strip("/").split("/")
        if any(part in {"", ".", ".."} for part in segments) or set(page) & set("?#\\:@%") or page != page.strip():
            raise ValueError(f"{_variable('checkout_page')} must be a page such as checkout or uk/checkout")
        return page.strip("/")

    @field_validator("cache_dir", mode="before")
    @classmethod
    def _off_is_none(cls, folder: object) -> object:
        return None if folder == "off" else folder

    @model_validator(mode="after")
    def _credentials_are_whole(self) -> Self:
        if (self.client_id is None) != (self.client_secret is None):
            missing = "client_secret" if self.client_secret is None else "client_id"
            raise ValueError(f"{_variable(missing)} is missing: set both client_id and client_secret, or neither")
        if self.client_id is not None and self.api_url is None:
            raise ValueError(f"{_variable('api_url')} is missing: credentials need the API's host")
        return self

    @property
    def has_credentials(self) -> bool:
        """Whether the API can be asked at all."""
        return self.client_id is not None
