"""How this machine reaches a host: through which proxy, trusting which certificates."""

from __future__ import annotations

import os
import ssl
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx

from limio_langchain.settings import LOOPBACK

if TYPE_CHECKING:
    from limio_langchain.settings import LimioSettings

CERTIFICATE_VARIABLES = ("SSL_CERT_FILE", "SSL_CERT_DIR")


class UnusableNetwork(OSError):
    """A proxy or certificates that the settings or the environment name cannot be used."""


def proxy_for(url: str) -> str | None:
    """Return the proxy that the system's settings name for a URL, or None.

    ``HTTPS_PROXY``, ``HTTP_PROXY``, ``ALL_PROXY`` and ``NO_PROXY`` as the standard library reads them, on macOS and
    Windows the system's own settings too. This machine's own services are never asked through a proxy.

    Args:
        url: Where the request goes.
    """
    parts = urlsplit(url)
    if parts.hostname in LOOPBACK or proxy_bypass(parts.netloc):
        return None
    known = getproxies()
    proxy = known.get(parts.scheme) or known.get("all")
    return proxy if not proxy or "://" in proxy else f"http://{proxy}"


def trusted(ca_bundle: Path | None) -> ssl.SSLContext:
    """Return the certificates to trust: the settings' ``ca_bundle``, ``SSL_CERT_FILE``, ``SSL_CERT_DIR``, or certifi's.

    Args:
        ca_bundle: A PEM file, or a folder of them as OpenSSL reads it.

    Raises:
        UnusableNetwork: They cannot be read; the message names where they were to come from.
    """
    return _trusted(*_certificates(ca_bundle))


def _certificates(ca_bundle: Path | None) -> tuple[str, str]:
    """Return where the certificates come from: the setting's or variable's name, and its path."""
    if ca_bundle:
        return "LIMIO_CA_BUNDLE", str(ca_bundle)
    return next(((name, path) for name in CERTIFICATE_VARIABLES if (path := os.environ.get(name))), ("certifi", ""))


@cache  # once a process, because reading them takes longer than a call
def _trusted(source: str, path: str) -> ssl.SSLContext:
    if not path:
        return httpx.create_ssl_context(trust_env=False)
    try:
        if Path(path).is_dir():
            return ssl.create_default_context(capath=path)
        return ssl.create_default_context(cafile=path)
    except OSError as error:  # ssl's own error is one
        raise UnusableNetwork(f"the certificates of {source} ({path}) cannot be read: {_why(error)}") from None


def _why(error: OSError) -> str:
    return "no certificate in it" if isinstance(error, ssl.SSLError) else error.strerror or type(error).__name__


def network_in_words(settings: LimioSettings) -> str:
    """Return which proxy and which certificates are used for the API, without the proxy's user and password."""
    proxy = proxy_for(settings.api_url or settings.shop_url)
    source, path = _certificates(settings.ca_bundle)
    way = f"through the proxy {proxy_in_words(proxy)}" if proxy else "without a proxy"
    return f"{way}, certificates of {source}{f' ({path})' if path else ''}"


def proxied(proxy: str, certificates: ssl.SSLContext) -> httpx.Proxy:
    """Return a proxy as httpx takes it.

    Raises:
        UnusableNetwork: It is no proxy's URL, or needs what is not installed.
    """
    fault = None
    try:
        _ = urlsplit(proxy).port  # httpx takes any number for a port
        known = httpx.Proxy(proxy, ssl_context=certificates if proxy.startswith("https:") else None)
        if known.url.scheme.startswith("socks") and find_spec("socksio") is None:
            fault = "SOCKS needs the package httpx[socks]"
    except (ValueError, httpx.InvalidURL):
        fault = "it must be a URL such as http://proxy.example.com:3128"
    if fault:  # raised outside, because httpx's own error quotes the password
        raise UnusableNetwork(f"the proxy {proxy_in_words(proxy)} cannot be used: {fault}")
    return known


def proxy_in_words(proxy: str) -> str:
    """Return a proxy's scheme, host and port, without user and password."""
    scheme, _, rest = proxy.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2].split('/')[0]}"
