"""Links: purchase links, built here; signed links, joined to the shop and otherwise never touched.

Purchase links: Limio, "How to configure purchase links". Signed links: the agent page ("enabling commerce") and the
sales-assisted links guide.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, urlsplit

from limio_langchain.answer import HALF
from limio_langchain.errors import InputError, LinkRefused
from limio_langchain.settings import LOOPBACK

CONTROLS = {chr(code) for code in (*range(0x20), 0x7F)}
CUT_OFF = "._~"  # what `quote` leaves as it is and autolinkers cut off an end; it encodes ")" and "*" itself
RESERVED = frozenset({"purchase", "label", "basket", "pc"})


def purchase_link(
    shop_url: str,
    *offer_paths: str,
    page: str = "checkout",
    promo_code: str | None = None,
    label: str | None = None,
    basket: str | None = None,
    params: Mapping[str, str] | None = None,
) -> str:
    """Build a link to the shop's checkout with offers in the basket; no API, no credentials, nothing pre-filled.

    Args:
        shop_url: The shop's origin, ``https`` (plain http on this machine only).
        offer_paths: Catalogue paths such as ``/offers2/Pro Plan``; more than one needs Release 106.
        page: The checkout page's path on the shop, such as ``checkout`` or ``uk/checkout``.
        promo_code: A promo code (``pc``, Release 106); the shop ignores a bad one silently.
        label: Sells all offers with this label instead of named ones.
        basket: Id of an existing basket, instead of offers.
        params: Further query parameters, such as ``utm_source``.

    Returns:
        The link. A space is ``%20`` and never ``+``, which real orders show arriving undecoded; a path or code that
        ends with a point or the like is encoded there, because chat programs leave such an end out of what is tapped.

    Raises:
        InputError: Names the argument that cannot be used.
    """
    if sum(map(bool, (offer_paths, label, basket))) > 1:
        raise InputError("offer_paths", "give offers, or a label, or a basket; a link holds one of them")
    if not offer_paths and label is None and basket is None:
        raise InputError("offer_paths", "give offers, or a label, or a basket: a link to none of them sells nothing")
    query = [("purchase", _offer_path(index, path)) for index, path in enumerate(offer_paths)]
    query += [("purchase", "true"), ("label", _text("label", label))] if label is not None else []
    query += [("basket", _text("basket", basket))] if basket is not None else []
    query += [("pc", _text("promo_code", promo_code))] if promo_code is not None else []
    query += [_param(name, value) for name, value in (params or {}).items()]
    text = "&".join(f"{_encode(name)}={_encode(value)}" for name, value in query)
    return f"{_shop(shop_url)}/{page_path(page)}" + (f"?{text}" if text else "")


def page_path(page: str) -> str:
    """Return a shop page's path, encoded and without outer slashes; InputError for anything but a plain path."""
    path = page.strip("/") if isinstance(page, str) and not page.startswith("//") else ""
    if any(part in {"", ".", ".."} for part in path.split("/")):
        raise InputError("page", "must be a page of the shop such as checkout or uk/checkout")
    if set(path) & ({*"?#\\:@%"} | CONTROLS) or path != path.strip():
        raise InputError("page", "must be a path alone: no scheme, host, query or percent signs")
    return "/".join(_encode(part) for part in path.split("/"))


def join_link(shop_url: str, api_url: str | None, link: str, basket_id: str | None = None) -> str:
    """Join a signed link to the shop's domain, otherwise unchanged.

    Args:
        shop_url: The shop's origin.
        api_url: The API's origin; an absolute link may lead to it or to the shop.
        link: The link as the API gave it: root-relative, or absolute on one of the two hosts.
        basket_id: The basket behind it, for the error.

    Returns:
        The link for the customer.

    Raises:
        LinkRefused: When the link leads anywhere else or is no link.
    """
    plain = isinstance(link, str) and _is_whole(link) and not set(link) & (CONTROLS | {" ", "\\"})
    if plain and link.startswith("/") and not link.startswith("//"):
        return shop_url.rstrip("/") + link
    if plain and _origin(link) in {_origin(shop_url), _origin(api_url or shop_url)} - {None}:
        return link
    raise LinkRefused("the basket's link leads to another host than the shop or the API", basket_id)


def _is_whole(text: str) -> bool:
    """Return whether a text can be written at all; JSON can hold half a character, and nothing after it could."""
    return not any("\ud800" <= character <= "\udfff" or character == HALF for character in text)


def _origin(url: str) -> tuple[str, str, int | None] | None:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host or "@" in parts.netloc:
        return None
    return parts.scheme, host, port or {"http": 80, "https": 443}[parts.scheme]


def _shop(url: str) -> str:
    origin = _origin(url)
    parts = urlsplit(url) if origin else None
    if origin is None or parts is None or parts.path.strip("/") or parts.query or parts.fragment:
        raise InputError("shop_url", "must be the shop's host alone, such as https://shop.example.com")
    if origin[0] == "http" and origin[1] not in LOOPBACK:
        raise InputError("shop_url", "must use https; plain http is for this machine only")
    return f"{parts.scheme}://{parts.netloc}"


def _offer_path(index: int, path: str) -> str:
    field = f"offer_paths[{index}]"
    if not isinstance(path, str) or not path.startswith("/") or path.startswith("//") or not path.strip("/ "):
        raise InputError(field, "must be a catalogue path such as /offers2/Pro Plan")
    return _text(field, path)


def _param(name: str, value: str) -> tuple[str, str]:
    if name in RESERVED or not name:
        raise InputError(f"params[{name!r}]", "is set by its own argument")
    return name, _text(f"params[{name!r}]", value)


def _text(field: str, value: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise InputError(field, "must not be empty")
    if set(value) & CONTROLS or any(0xD800 <= ord(c) <= 0xDFFF for c in value):  # noqa: PLR2004  lone surrogates
        raise InputError(field, "holds characters that no link can carry")
    return value


def _encode(value: str) -> str:
    kept = value.rstrip(CUT_OFF)
    return quote(kept, safe="") + "".join(f"%{ord(one):02X}" for one in value[len(kept) :])
