"""What `conform` saw of a tenant, and what may therefore be used there.

Some operations rest on facts of Limio's API that were inferred and never seen. Each is off until `limio-agent conform`
saw its fact on that very tenant, or ``LIMIO_ASSUME`` turns it on.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

from limio_langchain.errors import NotSeenHere
from limio_langchain.settings import Inferred, LimioSettings

INFERRED: tuple[Inferred, ...] = get_args(Inferred)
AS_ASSUMED = "as assumed"


@dataclass(frozen=True)
class Seen:
    """What was found of one fact.

    Attributes:
        verdict: ``as assumed`` or ``differs``.
        on: The day, in UTC, such as ``2026-11-25``.
    """

    verdict: str
    on: str


def is_on(fact: Inferred, settings: LimioSettings) -> bool:
    """Return whether what rests on a fact may be used on this tenant.

    Args:
        fact: Which one, by its id in ``facts.json``.
        settings: The tenant's: ``assume`` turns it on, else `conform` must have seen it there.
    """
    if fact in settings.assume:
        return True
    found = seen(settings).get(fact)
    return found is not None and found.verdict == AS_ASSUMED


def require(fact: Inferred, settings: LimioSettings) -> None:
    """Refuse what rests on a fact nobody has seen on this tenant; `NotSeenHere` says how to turn it on."""
    if not is_on(fact, settings):
        raise NotSeenHere(fact)


def place_of(settings: LimioSettings) -> Path | None:
    """Return the file of what was seen, or None where nothing is kept."""
    return settings.facts_file or (settings.cache_dir / "facts.json" if settings.cache_dir else None)


def seen(settings: LimioSettings) -> Mapping[str, Seen]:
    """Return what was seen of this tenant, by fact; nothing where no file holds anything readable."""
    return _read(place_of(settings)).get(settings.api_url or "", {})


def seen_on_any(settings: LimioSettings) -> Mapping[str, Seen]:
    """Return what was seen of any tenant in the file, by fact, as on a test tenant; ``as assumed`` counts first."""
    tenants = _read(place_of(settings)).values()
    every = [(fact, found) for facts in tenants for fact, found in facts.items()]
    return dict(sorted(every, key=lambda one: one[1].verdict == AS_ASSUMED))


def keep(settings: LimioSettings, found: Mapping[str, str], now: datetime | None = None) -> Path | None:
    """Put down what was found of a tenant, beside what was seen of it and of others before.

    Args:
        settings: The tenant's.
        found: Verdicts by fact; what was not seen this time stays as it was.
        now: The moment, with its time zone.

    Returns:
        The file, or None where the settings keep none.

    Raises:
        OSError: It cannot be written.
    """
    place = place_of(settings)
    if place is None or settings.api_url is None:
        return None
    day = (now or datetime.now(UTC)).date().isoformat()
    tenants = _read(place)
    told = tenants.get(settings.api_url, {}) | {fact: Seen(verdict, day) for fact, verdict in found.items()}
    _write(place, {**tenants, settings.api_url: told})
    return place


def _read(place: Path | None) -> dict[str, dict[str, Seen]]:
    if place is None:
        return {}
    try:
        tenants = json.loads(place.read_bytes())["tenants"]
        return {tenant: _facts(facts) for tenant, facts in tenants.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def _facts(told: Mapping[str, Any]) -> dict[str, Seen]:
    return {fact: Seen(str(one["verdict"]), str(one["on"])) for fact, one in told.items()}


def _write(place: Path, tenants: Mapping[str, Mapping[str, Seen]]) -> None:
    told = {tenant: {fact: asdict(one) for fact, one in facts.items()} for tenant, facts in tenants.items()}
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=place.parent, suffix=".tmp")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump({"tenants": told}, file, indent=2)
    Path(name).replace(place)
