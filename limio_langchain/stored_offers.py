"""Offers on disk: the last good copy of a list, and the catalogue file a team supplies. Both are the API's own JSON."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from limio_langchain import redaction
from limio_langchain.answer import as_object, read_json
from limio_langchain.errors import CatalogueUnavailable, UnreadableAnswer
from limio_langchain.models.offer import Offer
from limio_langchain.models.page import read_offers

log = redaction.logger(__name__)


@dataclass(frozen=True)
class Copy:
    """A list of offers and when the API gave it, in seconds since the epoch."""

    offers: tuple[Offer, ...]
    complete: bool
    taken_at: float


def place_of(directory: Path, list_url: str) -> Path:
    """Return where the last good copy of the list at `list_url` is kept."""
    return directory / f"{hashlib.sha256(list_url.encode()).hexdigest()[:32]}.json"


def keep(place: Path, copy: Copy) -> None:
    """Write a copy, whole or not at all; a disk that refuses is said once and costs nothing but the copy."""
    told = {"taken_at": copy.taken_at, "complete": copy.complete, "items": [offer.as_item() for offer in copy.offers]}
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=place.parent, suffix=".tmp")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(json.dumps(told))
            Path(name).replace(place)
        finally:
            Path(name).unlink(missing_ok=True)  # of a disk that filled, not even half is left
    except OSError as error:
        _say_once(place.parent, error.strerror or type(error).__name__)


@cache
def _say_once(folder: Path, fault: str) -> None:
    log.warning(
        "the last good copy of the catalogue could not be kept in %s (LIMIO_CACHE_DIR): %s; it is kept in memory alone",
        folder,
        fault,
    )


def load(place: Path) -> Copy | None:
    """Read a copy back; None when there is none or it cannot be read."""
    try:
        told = as_object(read_json(place.read_bytes(), "the copy"))
    except (OSError, UnreadableAnswer):
        return None
    taken_at, items = told.get("taken_at"), told.get("items")
    if not isinstance(taken_at, int | float) or not isinstance(items, list):
        return None
    return Copy(read_offers(items), told.get("complete") is True, float(taken_at))


def read_catalog_file(path: Path) -> Copy:
    """Read a catalogue file: a list of offers, an answer of the API, or an object of several of these.

    Raises:
        CatalogueUnavailable: Names the file and what is wrong with it.
    """
    try:
        told, changed = read_json(path.read_bytes(), "it"), path.stat().st_mtime
    except OSError as error:
        raise CatalogueUnavailable(f"catalog_file {path}: {error.strerror or type(error).__name__}") from None
    except UnreadableAnswer:
        raise CatalogueUnavailable(f"catalog_file {path}: not JSON") from None
    offers = {offer.path: offer for offer in read_offers(_items(told)) if offer.path}
    if not offers:
        raise CatalogueUnavailable(f"catalog_file {path}: holds no offer with a path")
    return Copy(tuple(offers.values()), complete=True, taken_at=changed)


def _items(told: Any, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """Yield every object that looks like a catalogue item, at most three levels down."""
    if isinstance(told, dict) and "path" in told:
        yield told
    elif isinstance(told, list | dict) and depth < 3:  # noqa: PLR2004
        for inner in told if isinstance(told, list) else told.values():
            yield from _items(inner, depth + 1)
