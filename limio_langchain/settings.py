"""`LimioSettings`: where the shop and the API are, and who asks. The only reader of the environment."""

from __future__ import annotations

import difflib
import hmac
import os
import secrets
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from limio_langchain import redaction
from limio_langchain.country import Country

Inferred = Literal["order_preview", "change_preview", "subscription_change", "subscription_link"]
OF_THIS_PROCESS = secrets.token_bytes(32)
log = redaction.logger(__name__)
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
# What the commands and servers read besides, told here so that each other name is known to be nobody's.
BESIDE = (
    "LIMIO_AGENT_DESK_HEADER",
    "LIMIO_AGENT_DESK_TOKENS",
    "LIMIO_AGENT_READ_PLAIN",
    "LIMIO_AGENT_TOKEN",
    "LIMIO_MCP_ISSUER",
    "LIMIO_MCP_JWKS_URL",
    "LIMIO_MCP_RESOURCE",
    "LIMIO_MCP_SCOPE",
    "LIMIO_PLAYBOOK",
)
NEAR = 0.8  # how alike two names are where one is taken for the other, misspelt


SHOP = "the shop as customers know it, such as https://shop.example.com"
API = "the host of your tenant's admin app, such as https://acme.prod.limio.com"
CREDENTIALS = "Limio issues both for your tenant (docs.limio.com, Authentication overview)"


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


def _cache_folder() -> Path | None:
    """Return the user's folder for what can be fetched anew, or None where this user has no home."""
    try:
        return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "limio-langchain"
    except RuntimeError:
        _say_once("no home directory: the catalogue's last good copy is kept in memory alone (LIMIO_CACHE_DIR)")
        return None


@cache
def _say_once(what: str) -> None:
    log.warning(what)


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
        order_secret: What orders' keys are made with, at least 16 characters; made from the client secret when left
            out. Servers that share it know an order that is sent again; another one makes other keys, so set it before
            the client secret changes, or where several clients sell for one shop.
        checkout_page: The shop's checkout page, without the leading slash.
        checkout_link: Which signed link customers get: ``recovery`` as Limio's agent page says, or ``assisted``
            (Release 114 and later, sales-assisted links guide). The other one is used when this one is missing.
        catalog_file: A JSON file with offers, for when the API cannot be read.
        cache_dir: Where the last good copy of the catalogue is kept, the user's cache folder by default; None, or
            ``off`` in the environment, keeps it in memory alone, as does a user without a home.
        catalog_ttl: Seconds a fetched catalogue is used before it is fetched anew.
        country: ISO-3166 two-letter country of every order, unless a context says otherwise.
        expiry_field: Limio's name for a basket's expiry; unknown to this package, so without it asking for an
            expiry is an error.
        facts_file: What `limio-agent conform` saw of tenants; ``facts.json`` in `cache_dir` when left out.
        assume: Facts of Limio's API that were inferred and are relied on though `conform` has not seen them on this
            tenant: ``order_preview``, ``change_preview``, ``subscription_change``, ``subscription_link``; in the
            environment with commas.
        preview_fields: Where an order's preview has its charges, for Limio does not publish it: the names of a charge's
            ``amount``, ``currency`` and ``date``, and of the ``charges`` list that holds them, with points between
            levels; in the environment ``charges=future,amount=total.value,currency=code,date=on``. None reads none.
        link_reference: The query parameter under which a purchase link carries a reference of its own, such as
            ``utm_content``, so that an order can be told to be its. Whether Limio keeps it in an order's tracking is
            not documented; without one, orders of purchase links cannot be told apart.
        webhook_username: The name Limio's webhooks show (HTTP Basic); with ``webhook_password`` or not at all.
        webhook_password: The password they show.
        source: Value of ``order.source``; ``shop`` in Limio's own sample.
        deadline: Seconds for a whole call: look-ups, token, retries and checkout together.
        connect_timeout: Seconds to wait for a connection.
        read_timeout: Seconds to wait for the next part of an answer.
        ca_bundle: Certificates to trust instead of the usual ones: a PEM file or a folder of them, for a company's own
            authority. Otherwise ``SSL_CERT_FILE``, ``SSL_CERT_DIR``, or certifi's. Proxies are the system's:
            ``HTTPS_PROXY``, ``NO_PROXY``.
        user_agent: The User-Agent header.
    """

    model_config = SettingsConfigDict(
        env_prefix="LIMIO_",
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
        env_ignore_empty=True,
        defer_build=True,
    )

    shop_url: Origin
    api_url: Origin | None = None
    client_id: str | None = None
    client_secret: SecretStr | None = None
    order_secret: SecretStr | None = Field(default=None, min_length=16)
    checkout_page: str = "checkout"
    checkout_link: Literal["recovery", "assisted"] = "recovery"
    catalog_file: Path | None = None
    cache_dir: Path | None = Field(default_factory=_cache_folder)
    catalog_ttl: float = Field(default=300.0, ge=0)
    country: Country | None = None
    expiry_field: str | None = Field(default=None, min_length=1)
    facts_file: Path | None = None
    assume: Annotated[frozenset[Inferred], NoDecode] = frozenset()
    preview_fields: Annotated[Mapping[str, str] | None, NoDecode] = None
    link_reference: str | None = Field(default=None, pattern=r"^[A-Za-z][A-Za-z0-9_.-]{0,39}$")
    webhook_username: str | None = Field(default=None, pattern=r"^[^:\x00-\x1f]+$")
    webhook_password: SecretStr | None = Field(default=None, min_length=1)
    source: str = "shop"
    deadline: float = Field(default=12.0, gt=0, le=300)
    connect_timeout: float = Field(default=3.0, gt=0)
    read_timeout: float = Field(default=10.0, gt=0)
    ca_bundle: Path | None = None
    user_agent: str = Field(default="limio-langchain/0.1", pattern=r"^[\x20-\x7e]+$")

    @model_validator(mode="before")
    @classmethod
    def _shop_is_named(cls, given: dict[str, Any]) -> dict[str, Any]:
        for name, meant in unknown_variables().items():
            if meant:  # any other may well be another program's
                _say_once(f"the variable {name} is known to nobody here and does nothing: is {meant} meant?")
        if not given.get("shop_url"):
            raise ValueError(f"{_variable('shop_url')} is missing: {SHOP}")
        return given

    @field_validator("checkout_page")
    @classmethod
    def _page_is_a_path(cls, page: str) -> str:
        segments = page.strip("/").split("/")
        if any(part in {"", ".", ".."} for part in segments) or set(page) & set("?#\\:@%") or page != page.strip():
            raise ValueError(f"{_variable('checkout_page')} must be a page such as checkout or uk/checkout")
        return page.strip("/")

    @field_validator("preview_fields", mode="before")
    @classmethod
    def _fields_as_written(cls, fields: object) -> object:
        if isinstance(fields, str):
            pairs = (pair.partition("=") for pair in fields.split(","))
            fields = {name.strip(): place.strip() for name, _, place in pairs}
        needed, known = {"amount", "currency", "date"}, {"amount", "currency", "date", "charges"}
        if isinstance(fields, dict) and not (needed <= set(fields) <= known and all(fields.values())):
            raise ValueError(f"{_variable('preview_fields')} must name amount, currency and date, and may name charges")
        return fields

    @field_validator("ca_bundle")
    @classmethod
    def _certificates_are_there(cls, bundle: Path | None) -> Path | None:
        if bundle is not None and not bundle.exists():
            raise ValueError(f"{_variable('ca_bundle')} must be a file or folder that exists")
        return bundle

    @field_validator("cache_dir", mode="before")
    @classmethod
    def _off_is_none(cls, folder: object) -> object:
        return None if folder == "off" else folder

    @field_validator("assume", mode="before")
    @classmethod
    def _with_commas(cls, told: object) -> object:
        return frozenset(filter(None, told.replace(" ", "").split(","))) if isinstance(told, str) else told

    @model_validator(mode="after")
    def _credentials_are_whole(self) -> Self:
        if (self.client_id is None) != (self.client_secret is None):
            missing = "client_secret" if self.client_secret is None else "client_id"
            both = "set both client_id and client_secret, or neither"
            raise ValueError(f"{_variable(missing)} is missing: {both}; {CREDENTIALS}")
        if self.client_id is not None and self.api_url is None:
            raise ValueError(f"{_variable('api_url')} is missing, and credentials need it: {API}")
        if (self.webhook_username is None) != (self.webhook_password is None):
            missing = "webhook_password" if self.webhook_password is None else "webhook_username"
            raise ValueError(f"{_variable(missing)} is missing: a webhook needs both its name and password")
        return self

    @property
    def order_key_secret(self) -> bytes:
        """The secret of orders' keys. Without credentials nothing is sent, and one of this process alone does."""
        if self.order_secret is not None:
            return self.order_secret.get_secret_value().encode()
        if self.client_secret is None:
            return OF_THIS_PROCESS
        return hmac.digest(self.client_secret.get_secret_value().encode(), b"limio-langchain order keys", "sha256")

    @property
    def has_credentials(self) -> bool:
        """Whether the API can be asked at all."""
        return self.client_id is not None


def unknown_variables() -> dict[str, str | None]:
    """Return the environment's ``LIMIO_*`` variables that nothing here reads, and which one each may be meant for."""
    known = [f"LIMIO_{field.upper()}" for field in LimioSettings.model_fields] + list(BESIDE)
    # Cut where a line of log is, for a name is whatever somebody wrote; a prefix may be misspelt as well.
    told = sorted({name.upper()[:60] for name in os.environ if name.upper().startswith("LIM")} - set(known))
    nearest = {name: next(iter(difflib.get_close_matches(name, known, 1, NEAR)), None) for name in told}
    return {name: meant for name, meant in nearest.items() if meant or name.startswith("LIMIO_")}
